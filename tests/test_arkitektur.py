"""Hvem som får bruke hvem i pakken, og hva som aldri lastes før det trengs."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PAKKE = Path(__file__).resolve().parents[1] / "assistent"

# Øverst først. En del bruker bare det som står på egen rad eller lenger ned.
RADER: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli", "cli_evaluering", "hjelpetekst", "kommando"}),
    frozenset({"evaluering"}),
    frozenset({"nett", "postkasse"}),
    frozenset({"oppsett"}),
    frozenset({"svar"}),
    frozenset({"sok", "sjekk"}),
    frozenset({"innlesing", "register", "registerfil", "lager", "personvern", "konfig"}),
    frozenset({"modeller", "feil"}),
)
RAD = {del_: nr for nr, rad in enumerate(RADER) for del_ in rad}
FREMMEDE = {frozenset({"nett", "postkasse"}), frozenset({"sok", "sjekk"})}
"""Står på samme rad, men kjenner ikke hverandre."""

MODULER = sorted(PAKKE.rglob("*.py"))


def navn(fil: Path) -> str:
    return fil.relative_to(PAKKE).with_suffix("").as_posix()


def importer(fil: Path) -> Iterator[tuple[int, str]]:
    """Alle importene i filen, også de inne i funksjoner, som fulle modulnavn."""
    deler = ("assistent", *fil.relative_to(PAKKE).parts[:-1])
    for node in ast.walk(ast.parse(fil.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            rot = ".".join(deler[: len(deler) - node.level + 1]) if node.level else ""
            modul = ".".join(d for d in (rot, node.module) if d)
            # «from assistent import konfig» henter en modul, ikke et navn
            yield from ((node.lineno, f"{modul}.{a.name}" if modul == "assistent" else modul) for a in node.names)


def brudd(fra: str, til: str) -> str | None:
    """Hva som er galt med at delen ``fra`` bruker ``til``, eller None."""
    if fra == til:
        return None
    if RAD[til] < RAD[fra]:
        return f"{fra} kan ikke bruke {til}, som står lenger opp"
    if frozenset({fra, til}) in FREMMEDE:
        return f"{fra} og {til} skal ikke kjenne hverandre"
    return None


@pytest.mark.parametrize("fil", MODULER, ids=navn)
def test_importene_gar_bare_nedover(fil: Path) -> None:
    egen = navn(fil).split("/")[0]
    if egen == "__init__":
        assert [m for _, m in importer(fil) if m.startswith("assistent.")] == []
        return
    assert egen in RAD, f"{egen} mangler i RADER: bestem hvor delen hører hjemme"
    feil = []
    for linje, modul in importer(fil):
        ledd = modul.split(".")
        if ledd[0] == "assistent" and len(ledd) > 1 and ledd[1] in RAD and (galt := brudd(egen, ledd[1])):
            feil.append(f"{navn(fil)}.py:{linje}: {galt}")
    assert feil == []


@pytest.mark.parametrize(
    ("fra", "til", "lov"),
    [
        ("nett", "oppsett", True),
        ("oppsett", "nett", False),
        ("svar", "sok", True),
        ("sok", "svar", False),
        ("sok", "sjekk", False),
        ("postkasse", "nett", False),
        ("innlesing", "konfig", True),
        ("modeller", "konfig", False),
    ],
)
def test_regelen_om_retning(fra: str, til: str, lov: bool) -> None:
    assert (brudd(fra, til) is None) is lov


@pytest.mark.parametrize(
    ("pakke", "eier"), [("chainlit", "nett"), ("chromadb", "sok"), ("bm25s", "sok"), ("pypdf", "innlesing")]
)
def test_ett_sted_kjenner_biblioteket(pakke: str, eier: str) -> None:
    brukere = {navn(f) for f in MODULER for _, modul in importer(f) if modul.split(".")[0] == pakke}
    assert {b for b in brukere if b.split("/")[0] != eier} == set()


def lastet_av(kode: str) -> set[str]:
    """Pakkene som er lastet når koden er kjørt i en ny prosess."""
    slutt = "import json, sys; print('\\n' + json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    # Mappen legges til, så prøven virker også når programmet ikke er installert i miljøet.
    miljo = os.environ | {"PYTHONPATH": str(PAKKE.parent)}
    ferdig = subprocess.run(
        [sys.executable, "-c", f"{kode}\n{slutt}"], capture_output=True, text=True, env=miljo, timeout=120
    )
    assert ferdig.returncode == 0, ferdig.stderr
    return set(json.loads(ferdig.stdout.splitlines()[-1]))


HJELP = """
import sys
sys.argv = ["assistent", "--help"]
from assistent.cli import main
try:
    main()
except SystemExit as slutt:
    assert not slutt.code
"""
TUNGE = {
    "torch",
    "sentence_transformers",
    "transformers",
    "chainlit",
    "chromadb",
    "model2vec",
    "numpy",
    "langchain_core",
}


def test_hjelpen_laster_ikke_noe_tungt() -> None:
    lastet = lastet_av(HJELP)
    assert "typer" in lastet
    assert lastet & TUNGE == set()


@pytest.mark.parametrize("modul", [n for n in map(navn, MODULER) if n != "__main__"])
def test_en_import_starter_ingen_ting(modul: str) -> None:
    """Ingen modul laster torch eller Chainlit bare ved å bli importert. Det siste gjelder ikke sidens egen kode."""
    tre = ast.parse((PAKKE / f"{modul}.py").read_text("utf-8"))
    ved_import = set()
    for node in tre.body:
        if isinstance(node, ast.Import):
            ved_import |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            ved_import.add((node.module or "").split(".")[0])
    forbudt = {"torch", "sentence_transformers", "transformers"} | (
        set() if modul.startswith("nett/") else {"chainlit"}
    )
    assert ved_import & forbudt == set()


def test_et_svar_lages_uten_torch(tmp_path: Path) -> None:
    kode = f"""
from datetime import date
from pathlib import Path
from assistent.konfig import Innstillinger
from assistent.oppsett import lag_motor
rot = Path({str(tmp_path)!r})
motor = lag_motor(Innstillinger(hentet=rot / "hentet", indeks=rot / "indeks", data=rot / "data"))
assert motor.svar("Når er fristen?", dato=date(2026, 1, 12)).tekst
"""
    lastet = lastet_av(kode)
    assert "chromadb" in lastet
    assert lastet & {"torch", "sentence_transformers", "chainlit"} == set()
