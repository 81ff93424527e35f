#!/usr/bin/env bash
# Lager requirements.lock og requirements-test.lock på nytt fra pyproject.toml. Oppgraderer med: verktoy/las.sh --upgrade
set -eu

cd "$(dirname "${BASH_SOURCE[0]}")/.."
UV="$(command -v .venv/bin/uv || command -v uv)" || {
    echo "Feil: Fant ikke uv. Kjør ./start --bare-oppsett først." >&2
    exit 1
}
TORCH="torch==2.13.0" # utgaven det finnes CPU-bygg av der programmet prøves
# Pakkene for skjermkort følger bare med standardbygget av torch på Linux, som aldri brukes her.
SKJERMKORT='^(nvidia-|cuda-|triton|pytorch-triton)'
# Systemer programmet ikke støtter.
ANDRE="sys_platform == '(win32|emscripten)'"
arbeid="$(mktemp -d)"
trap 'rm -rf "$arbeid"' EXIT

las() { # las UTFIL ARGUMENTER…: ett plattformuavhengig sett, uten adresser og kommentarer
    local ut="$1"
    shift
    "$UV" pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
        --no-emit-find-links --quiet --output-file "$ut" "$@" >/dev/null
}

echo "$TORCH" >"$arbeid/krav.txt"
if [ -f requirements.lock ]; then cp requirements.lock "$arbeid/alt.txt"; fi
las "$arbeid/alt.txt" --extra trening -c "$arbeid/krav.txt" "$@"
grep -Ev "$SKJERMKORT" "$arbeid/alt.txt" | grep -Ev "$ANDRE" | sed 's/^\(torch==[0-9.]*\)+[a-z0-9]*/\1/' >"$arbeid/lock"

if [ -f requirements-test.lock ]; then cat requirements-test.lock requirements.lock >"$arbeid/test.txt"; fi
las "$arbeid/test.txt" --extra trening --extra test -c "$arbeid/alt.txt" "$@"
sort "$arbeid/alt.txt" >"$arbeid/har"
sort "$arbeid/test.txt" | comm -13 "$arbeid/har" - | grep -Ev "$SKJERMKORT" | grep -Ev "$ANDRE" >"$arbeid/test-lock"

mv "$arbeid/lock" requirements.lock
mv "$arbeid/test-lock" requirements-test.lock
wc -l requirements.lock requirements-test.lock
