"""De ekte filene fra Lovdata, når de ligger ved siden av prosjektet: hele veien fra tjener til oppslag."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistent.innlesing.alt import Kildesamling, les_alle
from assistent.innlesing.hent import oppdater
from assistent.innlesing.manifest import les_manifest
from assistent.konfig import Innstillinger
from tests.lovdatatjener import Lovdata, kjor_tjener

from .conftest import DELT, ROT

LOVDATA = DELT / "lovdata"
pytestmark = pytest.mark.skipif(
    not (LOVDATA / "publicData-list.json").is_file(), reason="Lovdatas filer ligger ikke i ../shared/lovdata"
)
FORSKRIFT = "forskrift-2025-11-30-2373"

# Paragraf: (ledd, listepunkter), talt for hånd.
INNDELING = {
    "1-1": (1, 4),
    "1-2": (1, 0),
    "1-3": (2, 7),
    "1-4": (1, 12),
    "1-5": (4, 0),
    "1-6": (2, 4),
    "1-7": (3, 0),
    "2-1": (2, 5),
    "2-2": (3, 8),
    "2-3": (3, 5),
    "2-4": (4, 15),
    "2-5": (9, 5),
    "2-6": (3, 3),
    "3-1": (6, 0),
    "3-2": (1, 0),
    "3-3": (2, 0),
    "3-4": (4, 0),
    "3-5": (3, 3),
    "4-1": (3, 0),
    "4-2": (1, 0),
    "5-1": (2, 0),
    "5-2": (1, 0),
    "5-3": (2, 0),
}


@pytest.fixture(scope="module")
def innstillinger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Innstillinger]:
    liste = (LOVDATA / "publicData-list.json").read_bytes()
    filer = {a["filename"]: (LOVDATA / a["filename"]).read_bytes() for a in json.loads(liste)}
    with pytest.MonkeyPatch.context() as miljo, kjor_tjener(Lovdata(filer=filer, liste=liste)) as tjener:
        miljo.setenv("NO_PROXY", "127.0.0.1")
        valg = Innstillinger(
            kilder=ROT / "kilder", hentet=tmp_path_factory.mktemp("hentet"), lovdata_url=tjener.url, embedding=""
        )
        status = oppdater(valg, les_manifest(valg.kilder).poster)
        assert [s.tilstand for s in status] == ["hentet"] * 3, status
        yield valg


@pytest.fixture(scope="module")
def samling(innstillinger: Innstillinger) -> Kildesamling:
    return les_alle(innstillinger)


def test_alle_paragrafer_ledd_og_punkter(samling: Kildesamling) -> None:
    steder = [u.sted for u in samling.utdrag if u.kilde == FORSKRIFT]
    punkter = Counter(s.split()[1] for s in steder if "bokstav" in s)
    ledd = Counter(s.split()[1] for s in steder if "bokstav" not in s)
    assert {p: (ledd[p], punkter[p]) for p in ledd} == INNDELING


@pytest.mark.parametrize(
    ("foran", "bokstaver"),
    [
        ("§ 1-4", "abcdefghijkl"),
        ("§ 1-6 andre ledd", "abcd"),
        ("§ 2-2 andre ledd", "abcdefgh"),
        ("§ 2-4 første ledd", "abcd"),
        ("§ 2-4 andre ledd", "abcdef"),
        ("§ 2-4 tredje ledd", "abc"),
        ("§ 2-4 fjerde ledd", "ab"),
        ("forvaltningsloven § 28 tredje ledd", "abcd"),
        ("forvaltningsloven § 31 første ledd", "ab"),
        ("forvaltningsloven § 32 første ledd", "abcd"),
        ("frivillighetsregisterloven § 4 første ledd", "abcd"),
    ],
)
def test_bokstavene(samling: Kildesamling, foran: str, bokstaver: str) -> None:
    innleder = samling.finn(foran).tekst.split("\n")[0]
    steder = [u.sted for u in samling.utdrag if u.rang != "veiledning" and u.sted.startswith(f"{foran} bokstav ")]
    assert steder == [f"{foran} bokstav {b}" for b in bokstaver]
    assert {samling.finn(s).innleder for s in steder} == {innleder}


def test_ordrett(samling: Kildesamling, innstillinger: Innstillinger) -> None:
    for kilde in samling.hentet:
        raa = (innstillinger.hentet / f"{kilde}.xml").read_text("utf-8")
        flatt = " ".join(html.unescape(re.sub(r"</?(?:a|span)\b[^>]*>", "", raa)).split())
        for u in (u for u in samling.utdrag if u.kilde == kilde):
            for linje in u.tekst.split("\n"):
                assert f">{linje}<" in flatt.replace("> ", ">").replace(" <", "<"), u.sted


def test_lovene_har_bare_paragrafene_som_trengs(samling: Kildesamling) -> None:
    paragrafer = {u.sted.split(" ledd")[0].rsplit(" ", 1)[0] for u in samling.utdrag if u.rang == "lov"}
    assert {p for p in paragrafer if p.startswith("frivillighetsregisterloven")} <= {
        "frivillighetsregisterloven § 3",
        "frivillighetsregisterloven § 4",
    }
    assert samling.finn("forvaltningsloven § 29 første ledd").url == "https://lovdata.no/dokument/NL/lov/1967-02-10/§29"
    assert samling.finn("forvaltningsloven § 30").tekst


def test_hodet(samling: Kildesamling) -> None:
    dokument = samling.hentet[FORSKRIFT].dokument
    assert (dokument.i_kraft, dokument.sist_endret) == (date(2026, 1, 1), date(2025, 12, 15))
    assert samling.forskrift_hentet


def test_veiledningen_er_delt_som_regelverket(samling: Kildesamling) -> None:
    """Samme steder begge veier, så en henvisning virker både med og uten hentet regelverk."""
    regelverk = {u.sted for u in samling.utdrag if u.rang in {"lov", "forskrift"}}
    for malform in ("nb", "nn"):
        veiledning = {u.sted for u in samling.utdrag if u.rang == "veiledning" and u.malform == malform}
        assert veiledning <= regelverk, sorted(veiledning - regelverk)
        mangler = {s for s in regelverk - veiledning if s.startswith("§")}
        assert not mangler, sorted(mangler)


def test_mappen_har_bare_det_som_trengs(innstillinger: Innstillinger) -> None:
    assert sorted(f.suffix for f in Path(innstillinger.hentet).iterdir()) == [".json"] * 3 + [".xml"] * 3
