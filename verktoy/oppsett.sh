# shellcheck shell=bash
# Det «start» og «test» har felles: finn Python, lag .venv og installer det låste settet.
# Leses inn med «source». Krever at ROT er satt til mappen prosjektet ligger i. Virker i bash 3.2 og nyere.

VENV="$ROT/.venv"
UV_UTGAVE="0.13.9"
TORCH_GRENSE=600 # sekunder; en treg linje skal ikke kunne stoppe oppsettet
_barn=""
_logg=""

si() { printf '%s\n' "$*" >&2; }

stopp() {
    si "Feil: $*"
    exit 1
}

_stopp_barn() { # hele prosessgruppen: pip og venv starter egne prosesser
    [ -n "$_barn" ] && kill -- "-$_barn" 2>/dev/null && wait "$_barn" 2>/dev/null
}

_avbrutt() {
    _stopp_barn
    [ -n "$_logg" ] && rm -f "$_logg"
    si ""
    si "Avbrutt. Kjør kommandoen en gang til for å fortsette."
    exit 130
}

_sekunder_igjen_ut() { # skriv «tekst … 12 s» på samme linje når noen ser på, ellers stille
    [ -t 2 ] && printf '\r%s … %s s ' "$1" "$2" >&2
    return 0
}

# kjor TEKST GRENSE KOMMANDO…: kjør i bakgrunnen med framdrift. GRENSE i sekunder, 0 er uten grense.
# Utskriften vises bare når noe går galt; den siste ligger i SISTE_UTSKRIFT.
SISTE_UTSKRIFT=""
kjor() {
    local tekst="$1" grense="$2" start=$SECONDS brukt kode=0
    shift 2
    _logg="$(mktemp "${TMPDIR:-/tmp}/tilskudd.XXXXXX")" || stopp "Får ikke skrevet til ${TMPDIR:-/tmp}."
    [ -t 2 ] || si "$tekst …"
    set -m # gir kommandoen en egen prosessgruppe
    "$@" >"$_logg" 2>&1 </dev/null &
    _barn=$!
    set +m
    while kill -0 "$_barn" 2>/dev/null; do
        brukt=$((SECONDS - start))
        _sekunder_igjen_ut "$tekst" "$brukt"
        if [ "$grense" -gt 0 ] && [ "$brukt" -ge "$grense" ]; then
            kill -- "-$_barn" 2>/dev/null
            break
        fi
        sleep 0.3
    done
    wait "$_barn" 2>/dev/null || kode=$?
    _barn=""
    [ -t 2 ] && printf '\r%s … %s s\n' "$tekst" "$((SECONDS - start))" >&2
    SISTE_UTSKRIFT="$(tail -n 20 "$_logg")"
    rm -f "$_logg"
    _logg=""
    return "$kode"
}

# Skriver sti og utgave for den første brukbare Python, eller sier hva som mangler.
finn_python() {
    local navn sti uten_venv=""
    for navn in python3.13 python3.12 python3.11 python3; do
        sti="$(command -v "$navn" 2>/dev/null)" || continue
        "$sti" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1 || continue
        if ! "$sti" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            uten_venv="${uten_venv:-$sti}"
            continue
        fi
        printf '%s\n' "$sti"
        return 0
    done
    if [ -n "$uten_venv" ]; then
        si "Feil: $uten_venv mangler delen som lager virtuelle miljøer (venv og ensurepip)."
        si "På Debian og Ubuntu: sudo apt install python3-venv. Kjør så kommandoen på nytt."
    else
        si "Feil: Fant ikke Python 3.11, 3.12 eller 3.13 på denne maskinen."
        si "Debian/Ubuntu: sudo apt install python3 python3-venv. Fedora: sudo dnf install python3.13. macOS: brew install python@3.13."
    fi
    return 1
}

_pip_valg() { # verdien av en innstilling i pips egne filer, den mest særskilte først
    local seksjon funnet=""
    for seksjon in global install; do
        funnet="$(printf '%s\n' "$_pip_oppsett" | sed -n "s/^$seksjon\.$1='\(.*\)'\$/\1/p" | tail -n 1)"
        [ -n "$funnet" ] && _verdi="$funnet"
    done
    return 0
}

# Gi uv de samme speilene som pip bruker. uv leser ikke pips innstillinger selv. Det som er satt for uv, vinner.
speil_til_uv() {
    local _verdi _pip_oppsett
    _pip_oppsett="$(PIP_CONFIG_FILE="${PIP_CONFIG_FILE:-}" "$VENV/bin/python" -m pip config list 2>/dev/null | sed 's/\\n/ /g')"
    if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        _verdi="${PIP_INDEX_URL:-}"
        [ -n "$_verdi" ] || _pip_valg index-url
        [ -n "$_verdi" ] && export UV_DEFAULT_INDEX="$_verdi"
    fi
    if [ -z "${UV_INDEX:-}${UV_EXTRA_INDEX_URL:-}" ]; then
        _verdi="${PIP_EXTRA_INDEX_URL:-}"
        [ -n "$_verdi" ] || _pip_valg extra-index-url
        if [ -n "$_verdi" ]; then
            # Som pip: alle stedene er like gode, og den låste utgaven kan ligge på hvilket som helst av dem.
            export UV_EXTRA_INDEX_URL="$_verdi" UV_INDEX_STRATEGY="${UV_INDEX_STRATEGY:-unsafe-best-match}"
        fi
    fi
    _verdi="${PIP_FIND_LINKS:-}"
    [ -n "$_verdi" ] || _pip_valg find-links
    _verdi="$(printf '%s' "$_verdi" | tr -s ' \n' ',,' | sed 's/^,//; s/,$//')"
    if [ -z "${UV_FIND_LINKS:-}" ] && [ -n "$_verdi" ]; then export UV_FIND_LINKS="$_verdi"; fi
    _verdi="${PIP_CERT:-}"
    [ -n "$_verdi" ] || _pip_valg cert
    if [ -z "${SSL_CERT_FILE:-}" ] && [ -n "$_verdi" ]; then export SSL_CERT_FILE="$_verdi"; fi
    _verdi="${PIP_TRUSTED_HOST:-}"
    [ -n "$_verdi" ] || _pip_valg trusted-host
    if [ -z "${UV_INSECURE_HOST:-}" ] && [ -n "$_verdi" ]; then export UV_INSECURE_HOST="$_verdi"; fi
    [ -z "${PIP_NO_INDEX:-}" ] || export UV_NO_INDEX="${UV_NO_INDEX:-1}"
}

# installer TEKST GRENSE ARGUMENTER…: med uv når den finnes, ellers med pip. Aldri noe som ikke står i låsen.
installer() {
    local tekst="$1" grense="$2"
    shift 2
    if [ -x "$VENV/bin/uv" ]; then
        kjor "$tekst" "$grense" "$VENV/bin/uv" pip install --python "$VENV/bin/python" --compile-bytecode --no-deps "$@"
    else
        kjor "$tekst" "$grense" "$VENV/bin/python" -m pip install --no-deps "$@"
    fi
}

_ga_ikke() {
    si "$SISTE_UTSKRIFT"
    si ""
    stopp "$1 Meldingen over sier hvorfor. Sjekk at maskinen er på nett og har plass på disken, og kjør kommandoen på nytt."
}

# torch installeres som CPU-bygg eller ikke i det hele tatt; på Linux er standardbygget flere GB for skjermkort.
_installer_torch() {
    local krav="$1" sted
    "$VENV/bin/python" -c 'import importlib.metadata as m, sys; sys.exit(m.version("torch").split("+")[0] != sys.argv[1])' \
        "${krav#torch==}" 2>/dev/null && return 0
    for sted in $(printf '%s' "${UV_FIND_LINKS:-}" | tr ',' ' '); do
        ls "$sted"/torch-"${krav#torch==}"*.whl >/dev/null 2>&1 || continue
        installer "Installerer torch fra $sted" "$TORCH_GRENSE" --no-index --find-links "$sted" "$krav" && return 0
    done
    if [ "$(uname -s)" = Darwin ]; then
        installer "Henter torch" "$TORCH_GRENSE" "$krav" && return 0
    elif [ -x "$VENV/bin/uv" ]; then
        UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-20}" UV_HTTP_RETRIES="${UV_HTTP_RETRIES:-1}" \
            installer "Henter torch (CPU)" "$TORCH_GRENSE" --torch-backend cpu "$krav" && return 0
    fi
    return 1
}

_installer_programmet() {
    local las="$ROT/requirements.lock" valgt="$VENV/.valgt.lock" torch utelat
    torch="$(sed -n 's/^\(torch==[0-9.]*\).*/\1/p' "$las")"
    utelat='^torch=='
    if ! _installer_torch "$torch"; then
        utelat='^(torch|sentence-transformers)=='
        si "torch er utelatt, fordi den ikke kunne hentes. Programmet virker uten; bare egne, større vektormodeller kan ikke brukes."
    fi
    grep -Ev "$utelat" "$las" >"$valgt"
    installer "Henter og installerer pakkene" 0 -r "$valgt" || _ga_ikke "Pakkene ble ikke installert."
    rm -f "$valgt"
    installer "Installerer programmet" 0 -e "$ROT" || _ga_ikke "Programmet ble ikke installert."
}

_installer_testutstyr() {
    installer "Henter og installerer testverktøyene" 0 -r "$ROT/requirements-test.lock" ||
        _ga_ikke "Testverktøyene ble ikke installert."
}

_installer_uv() {
    [ -x "$VENV/bin/uv" ] && return 0
    kjor "Henter installasjonsverktøyet uv" 0 "$VENV/bin/python" -m pip install --no-deps "uv==$UV_UTGAVE" && return 0
    si "uv kunne ikke hentes. Bruker pip, som er tregere."
}

# Det som avgjør om oppsettet er gammelt: låsen, prosjektfilen, Python og mappen prosjektet ligger i.
_stempel() {
    local python
    python="$("$VENV/bin/python" -c 'import sys; print(*sys.version_info[:3], sep=".")' 2>/dev/null)" || return 1
    printf '%s\n' "$python" "$ROT"
    (cd "$ROT" && cksum requirements.lock pyproject.toml verktoy/oppsett.sh)
    if [ "$1" = test ]; then (cd "$ROT" && cksum requirements-test.lock); fi
}

_er_ferdig() { [ ! -e "$VENV/.oppsett-pagar" ] && [ -e "$VENV/.oppsett-$1" ] && [ "$(_stempel "$1")" = "$(cat "$VENV/.oppsett-$1")" ]; }

_slett_venv() {
    local forsok
    for forsok in 1 2 3 4 5; do # en rest av et avbrutt oppsett kan fortsatt skrive i mappen
        rm -rf "$VENV" 2>/dev/null && return 0
        sleep "$forsok"
    done
    stopp "Får ikke slettet $VENV. Slett mappen, og kjør kommandoen på nytt."
}

_klargjor_venv() {
    local python
    # Et avbrutt oppsett kan ha etterlatt halve pakker. Nedlastingene ligger i uvs mellomlager, så dette går fort.
    if [ -e "$VENV/.oppsett-pagar" ] || { [ -e "$VENV" ] && ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; }; then
        si "Mappen .venv er ikke hel etter et avbrutt oppsett eller en ny Python. Lager den på nytt."
        _slett_venv
    elif [ -e "$VENV" ] && ! grep -qxF "$ROT" "$VENV"/.oppsett-start 2>/dev/null && ls "$VENV"/.oppsett-* >/dev/null 2>&1; then
        si "Prosjektet er flyttet. Lager .venv på nytt."
        _slett_venv
    fi
    if [ ! -e "$VENV" ]; then
        python="$(finn_python)" || exit 1
        si "Bruker $("$python" -V) ($python)."
        mkdir "$VENV" || stopp "Får ikke laget $VENV."
        : >"$VENV/.oppsett-pagar"
        kjor "Lager .venv" 0 "$python" -m venv "$VENV" || _ga_ikke "Mappen .venv ble ikke laget."
    fi
    : >"$VENV/.oppsett-pagar"
}

# sett_opp start|test: gjør .venv klar. Gjør ingenting, og bruker ikke nettet, når den er klar fra før.
sett_opp() {
    local deler="start" del
    [ "$1" = test ] && deler="start test"
    unset PYTHONHOME PYTHONPATH UV_PYTHON UV_SYSTEM_PYTHON UV_TARGET UV_PREFIX PIP_TARGET PIP_PREFIX
    export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1
    _er_ferdig "${deler##* }" && _er_ferdig start && return 0
    trap _avbrutt INT TERM HUP
    # To oppsett samtidig: den andre venter. Låsen slippes av seg selv hvis den første dør.
    exec 9<"$ROT/pyproject.toml"
    if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
        si "Et annet oppsett holder på i samme mappe. Venter."
        flock 9
    fi
    for del in $deler; do
        _er_ferdig "$del" && continue
        _klargjor_venv
        _installer_uv
        speil_til_uv
        if [ "$del" = start ]; then _installer_programmet; else _installer_testutstyr; fi
        _stempel "$del" >"$VENV/.oppsett-$del" || stopp "Får ikke skrevet til $VENV."
        rm -f "$VENV/.oppsett-pagar"
    done
    exec 9<&-
    trap - INT TERM HUP
}
