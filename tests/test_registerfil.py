"""Feil i registerfilene gir en melding som sier hvilken fil, hvilken oppføring og hva som må rettes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistent.feil import RegisterFeil
from assistent.register import kontroller_henvisninger, uten_oppforinger, uten_sted
from assistent.registerfil import les_register

ORDNING = """
id: prove-2030
navn: {nb: Prøve, nn: Prøve}
tilskuddsar: 2030
frister: {soknad: {tidspunkt: "2030-02-01T12:00", fra: ["lysbilde 1"]}}
kontakt: {epost: a@b.no, telefon: "1", fra: ["lysbilde 2"]}
oppforinger:
  - id: alder
    gruppe: krav
    tittel: {nb: Alder, nn: Alder}
    svar:
      - {fra: ["§ 1"], nb: Laget må være gammelt., nn: Laget må vere gammalt.}
    formuleringer: {nb: [hvor gammelt], nn: [kor gammalt]}
  - id: overgang
    gruppe: overgang
    tittel: {nb: Overgang, nn: Overgang}
    svar:
      - {fra: ["§ 2"], nb: Det gjelder i år., nn: Det gjeld i år.}
"""
NESTE = """
id: prove-2031
navn: {nb: Prøve, nn: Prøve}
tilskuddsar: 2031
arver: prove-2030
utelat: [overgang]
frister: {soknad: {tidspunkt: null}}
"""


def legg(mappe: Path, navn: str, tekst: str) -> Path:
    fil = mappe / navn
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_text(tekst, "utf-8")
    return mappe


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    legg(tmp_path, "ordninger/a.yaml", ORDNING)
    return legg(tmp_path, "ordninger/b.yaml", NESTE)


def test_neste_aar_arver_og_utelater(mappe: Path) -> None:
    register = les_register(mappe)
    forste, neste = register.ordninger
    assert [o.id for o in neste.oppforinger] == ["alder"]
    assert neste.kontakt == forste.kontakt
    assert neste.soknadsfrist.status(date(2031, 1, 1)) == "ikke_kunngjort"
    assert register.gjeldende(date(2030, 2, 1)) is forste
    assert register.gjeldende(date(2030, 2, 2)) is neste
    assert register.siste_kunngjorte(date(2031, 6, 1)) is forste
    assert set(register.oppforinger(date(2030, 6, 1))) == {"alder", "overgang"}


def test_formuleringer_fra_tsv_legges_til(mappe: Path) -> None:
    legg(mappe, "formuleringer/a.tsv", "# merknad\nalder\tnb\ter laget for ungt\nrute_utenfor_tema\ten\tweather\n")
    register = les_register(mappe)
    assert register.oppforinger(date(2030, 1, 1))["alder"].formuleringer == {
        "nb": ("hvor gammelt", "er laget for ungt"),
        "nn": ("kor gammalt",),
    }
    assert register.ruter["rute_utenfor_tema"] == {"en": ("weather",)}


@pytest.mark.parametrize(
    ("fil", "tekst", "melding"),
    [
        pytest.param("ordninger/a.yaml", "id: [", "ikke gyldig YAML", id="ugyldig yaml"),
        pytest.param("ordninger/a.yaml", ORDNING + "ukjent: 1\n", "ukjent", id="ukjent nøkkel"),
        pytest.param("ordninger/a.yaml", ORDNING.replace('fra: ["§ 1"], ', "fra: [], "), "alder", id="uten kilde"),
        pytest.param("ordninger/a.yaml", ORDNING.replace("nn: Alder", "en: Age"), "alder", id="uten nynorsk"),
        pytest.param("ordninger/c.yaml", ORDNING, "brukt to ganger", id="to med samme id"),
        pytest.param("ordninger/b.yaml", NESTE.replace("prove-2030", "borte"), "borte", id="arver fra ingen"),
        pytest.param("ordninger/b.yaml", NESTE.replace("[overgang]", "[tull]"), "tull", id="utelater ingen"),
        pytest.param("emner/a.yaml", ORDNING[ORDNING.index("oppforinger") :], "to ganger", id="samme oppføring"),
        pytest.param("formuleringer/a.tsv", "alder\tnb\n", "linje 1", id="tsv uten tekst"),
        pytest.param("formuleringer/a.tsv", "tull\tnb\ttekst\n", "linje 1", id="tsv med ukjent id"),
    ],
)
def test_feil_navngis(mappe: Path, fil: str, tekst: str, melding: str) -> None:
    legg(mappe, fil, tekst)
    with pytest.raises(RegisterFeil, match=melding) as feil:
        les_register(mappe)
    assert feil.value.hvor


def test_henvisning_til_ingenting_navngis_og_oppforingen_kan_tas_ut(mappe: Path) -> None:
    register = les_register(mappe)

    def finnes(sted: str) -> bool:
        return sted != "§ 2"

    with pytest.raises(RegisterFeil, match="«overgang» viser til «§ 2»"):
        kontroller_henvisninger(register, finnes)
    assert uten_sted(register, finnes) == {"overgang": ("§ 2",)}
    assert "overgang" not in uten_oppforinger(register, ["overgang"]).oppforinger(date(2030, 1, 1))


def test_tom_mappe_sier_hva_som_mangler(tmp_path: Path) -> None:
    with pytest.raises(RegisterFeil, match="ingen tilskuddsordning"):
        les_register(tmp_path)
