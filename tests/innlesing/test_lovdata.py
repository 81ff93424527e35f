"""Lovdatas XML blir til utdrag med riktig sted, ordrett tekst og uten det som ikke er gjeldende tekst."""

from __future__ import annotations

from datetime import date

import pytest

from assistent.feil import KildeFeil
from assistent.innlesing.lovdata import Lovdokument, les_lovdata
from assistent.modeller import Kilde, Utdrag

from .conftest import DATA

FORSKRIFT = Kilde("f", "F", "U", "forskrift", url="https://lovdata.no/dokument/SF/forskrift/2099-01-01-1")
LOV = Kilde("l", "L", "U", "lov", url="https://lovdata.no/dokument/NL/lov/2099-02-02-7")
RAA = (DATA / "sf-20990101-0001.xml").read_bytes()
RAA_LOV = (DATA / "nl-20990202-007.xml").read_bytes()


@pytest.fixture(scope="module")
def dokument() -> Lovdokument:
    return les_lovdata(RAA, FORSKRIFT)


@pytest.fixture(scope="module")
def utdrag(dokument: Lovdokument) -> dict[str, Utdrag]:
    return {u.sted: u for u in dokument.utdrag}


@pytest.mark.parametrize(
    ("sted", "tekst"),
    [
        pytest.param("§ 1-1", "Grendehuset låner ut verktøy til", id="ett ledd, uten leddnavn, harde mellomrom rettet"),
        pytest.param("§ 1-1 bokstav a", "naboer etter § 1-2, og", id="lenke er tekst, fotnotetegn er borte"),
        pytest.param("§ 1-1 bokstav b", "skoler og barnehager.", id="linjeskift i teksten er et mellomrom"),
        pytest.param("§ 1-2 første ledd", "Verktøy lånes ut i sju dager.", id="flere ledd får leddnavn"),
        pytest.param(
            "§ 1-2 andre ledd", "Lånetiden er kortere for\nVaktmesteren setter dagen.", id="leddfortsettelse i leddet"
        ),
        pytest.param(
            "§ 1-2 andre ledd bokstav a",
            "motorsag, når\n1. andre venter\n2. det er skogbrannfare,",
            id="liste i liste følger bokstaven",
        ),
        pytest.param(
            "§ 1-2 andre ledd bokstav b", "høytrykksspyler.\nSlangen følger med.", id="bokstav med to avsnitt"
        ),
        pytest.param(
            "§ 1-2 tredje ledd", "Ingen får låne samme ting to ganger på rad.", id="ukjent klasse teller ikke som ledd"
        ),
        pytest.param("§ 2-1 første ledd", "(1) Låneren vasker verktøyet.", id="nummerert ledd"),
        pytest.param("§ 2-1 første ledd første strekpunkt", "Bor tørkes.", id="strekpunkt"),
        pytest.param("§ 2-1 første ledd andre strekpunkt", "Sager oljes.", id="punkt uten merke"),
        pytest.param(
            "§ 2-1 andre ledd",
            "(2) Bøter står i tabellen:\nDager Kroner\n1 50\nBøtene går til kaffe.",
            id="celler holdes fra hverandre, fortsettelse etter leddet",
        ),
    ],
)
def test_teksten_er_ordrett(utdrag: dict[str, Utdrag], sted: str, tekst: str) -> None:
    assert utdrag[sted].tekst == tekst


def test_bare_gjeldende_tekst_er_med(utdrag: dict[str, Utdrag]) -> None:
    assert len(utdrag) == 12
    assert not any(s.startswith(("§ 1-3", "§ 1-4")) for s in utdrag), "opphevet eller framtidig paragraf"
    assert not any("Endret ved" in u.tekst for u in utdrag.values())


def test_punktene_har_innledningen_med(utdrag: dict[str, Utdrag]) -> None:
    assert utdrag["§ 1-1 bokstav b"].innleder == "Grendehuset låner ut verktøy til"
    assert utdrag["§ 1-2 andre ledd bokstav b"].innleder == "Lånetiden er kortere for"
    assert utdrag["§ 1-2 andre ledd"].innleder == ""


def test_id_tittel_og_adresse(utdrag: dict[str, Utdrag]) -> None:
    u = utdrag["§ 1-2 andre ledd bokstav a"]
    assert (u.id, u.rang, u.tittel) == ("f#§ 1-2 andre ledd bokstav a", "forskrift", "§ 1-2 Lånetid mv.")
    assert u.url == "https://lovdata.no/dokument/SF/forskrift/2099-01-01-1/§1-2"


def test_hodet(dokument: Lovdokument) -> None:
    assert (dokument.i_kraft, dokument.kunngjort) == (date(2099, 2, 1), date(2099, 1, 3))
    assert dokument.sist_endret is None, "to datoer er ikke én"
    assert dokument.sist_endret_ved == "forskrift/2099-02-15-9"


def test_lov_har_kortnavn_foran_og_bare_valgte_paragrafer() -> None:
    dokument = les_lovdata(RAA_LOV, LOV, kortnavn="dugnadsloven", paragrafer=("§ 2", "§ 2 a"))
    assert [u.sted for u in dokument.utdrag] == [
        "dugnadsloven § 2 første ledd",
        "dugnadsloven § 2 andre ledd",
        "dugnadsloven § 2 a",
    ]
    assert dokument.utdrag[2].tittel == "dugnadsloven § 2 a (kake)"
    assert dokument.utdrag[2].url == "https://lovdata.no/dokument/NL/lov/2099-02-02-7/§2a"
    assert dokument.i_kraft is None


@pytest.mark.parametrize(
    ("raa", "melding"),
    [
        pytest.param(RAA[: len(RAA) // 2], "ødelagt", id="halv fil"),
        pytest.param(b"", "ødelagt", id="tom fil"),
        pytest.param(RAA.replace("ø".encode(), b"\xf8"), "ikke UTF-8", id="feil tegnsett"),
        pytest.param(RAA.replace(b"<html", b'<!ENTITY a "b"><html', 1), "entiteter", id="egne entiteter"),
        pytest.param(RAA_LOV, "skulle vært", id="feil dokument"),
        pytest.param(RAA.replace(b'class="legalArticle', b'class="noeAnnet'), "ingen paragrafer", id="uten paragrafer"),
    ],
)
def test_ubrukelig_fil_sier_fil_og_rad(raa: bytes, melding: str) -> None:
    with pytest.raises(KildeFeil, match=melding) as feil:
        les_lovdata(raa, FORSKRIFT, hvor="mappe/f.xml")
    assert feil.value.hvor == "mappe/f.xml"
    assert "kilder oppdater" in feil.value.raad


def test_paragraf_som_er_borte_er_en_feil() -> None:
    with pytest.raises(KildeFeil, match="mangler § 9"):
        les_lovdata(RAA_LOV, LOV, paragrafer=("§ 2", "§ 9"))
