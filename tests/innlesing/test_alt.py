"""Alle kildene sammen: regelverket når det er hentet, ellers veiledningen, og oppslag av henvisninger."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistent.feil import KildeFeil
from assistent.innlesing.alt import Kildesamling, les_alle
from assistent.innlesing.hent import oppdater
from assistent.innlesing.manifest import Manifest
from assistent.konfig import Innstillinger
from assistent.modeller import Malform


@pytest.fixture
def uten(innstillinger: Innstillinger) -> Kildesamling:
    return les_alle(innstillinger)


@pytest.fixture
def med(innstillinger: Innstillinger, manifest: Manifest) -> Kildesamling:
    oppdater(innstillinger, manifest.poster)
    return les_alle(innstillinger)


@pytest.mark.parametrize(
    ("ref", "malform", "ventet"),
    [
        ("§ 1-1 bokstav a", "nb", "Naboer kan låne."),
        ("§ 1-1 bokstav a", "nn", "Naboar kan låne."),
        ("§ 1-1 bokstav a", "en", "Naboer kan låne."),
        ("§\u00a01-1", "nb", "Disse kan låne."),
        ("dugnadsloven § 2 første ledd", "nn", "Innkalling kjem tidleg."),
        ("lysbilde 2", "nn", "• Lever innen fredag\n• Hent lørdag"),
        ("lysbilde 2: Frister", "nb", "• Lever innen fredag\n• Hent lørdag"),
    ],
)
def test_oppslag_uten_hentet_regelverk(uten: Kildesamling, ref: str, malform: Malform, ventet: str) -> None:
    assert not uten.forskrift_hentet
    assert uten.finn(ref, malform).tekst == ventet


@pytest.mark.parametrize(
    ("ref", "malform", "kilde"),
    [
        ("§ 1-1 bokstav a", "nb", "forskrift-test"),
        ("§ 1-1 bokstav a", "nn", "forskrift-test"),
        ("§ 2-1 andre ledd", "nb", "forskrift-test"),
        ("dugnadsloven § 2 første ledd", "nn", "lov-test"),
        ("lysbilde 1", "nb", "mote-test"),
    ],
)
def test_oppslag_med_hentet_regelverk(med: Kildesamling, ref: str, malform: Malform, kilde: str) -> None:
    assert med.forskrift_hentet and not med.advarsler
    assert med.finn(ref, malform).kilde == kilde


def test_veiledningen_har_adresse_og_innleder(uten: Kildesamling) -> None:
    u = uten.finn("§ 1-1 bokstav a", "nn")
    assert (u.id, u.innleder) == ("veiledning-test#§ 1-1 bokstav a@nn", "Desse kan låne.")
    assert u.url == "https://lovdata.no/dokument/SF/forskrift/2099-01-01-1/§1-1"
    assert uten.finn("dugnadsloven § 2 første ledd").url == "https://lovdata.no/dokument/NL/lov/2099-02-02-7/§2"
    assert u.tittel == "§ 1-1 Kven"


@pytest.mark.parametrize(
    ("ref", "naer"),
    [
        ("§ 1-1 bokstav b", "§ 1-1 bokstav a"),
        ("dugnadsloven § 2 andre ledd", "første ledd"),
        ("lysbilde 9", "lysbilde"),
    ],
)
def test_ukjent_sted_sier_hva_som_ligner(uten: Kildesamling, ref: str, naer: str) -> None:
    with pytest.raises(KildeFeil, match="finnes ikke") as feil:
        uten.finn(ref)
    assert naer in feil.value.raad


def test_et_sted_som_bare_star_i_veiledningen_finnes_ikke_nar_forskriften_er_hentet(
    innstillinger: Innstillinger, kildemappe: Path, manifest: Manifest
) -> None:
    fil = kildemappe / "veiledning" / "a.yaml"
    fil.write_text(fil.read_text("utf-8").replace("§ 1-1 bokstav a", "§ 1-1 bokstav k"), "utf-8")
    oppdater(innstillinger, manifest.poster)
    samling = les_alle(innstillinger)
    assert len(samling.advarsler) == 1 and "§ 1-1 bokstav k" in samling.advarsler[0]
    with pytest.raises(KildeFeil):
        samling.finn("§ 1-1 bokstav k")


@pytest.mark.parametrize("skade", ["endret innhold", "uten opphav", "annet dokument"])
def test_odelagt_hentet_fil_gir_advarsel_og_veiledningen(
    innstillinger: Innstillinger, manifest: Manifest, skade: str
) -> None:
    oppdater(innstillinger, manifest.poster)
    mappe = innstillinger.hentet
    xml, json = mappe / "forskrift-test.xml", mappe / "forskrift-test.json"
    if skade == "endret innhold":
        xml.write_bytes(xml.read_bytes().replace(b"sju", b"fem"))
    elif skade == "uten opphav":
        json.unlink()
    else:
        xml.write_bytes((mappe / "lov-test.xml").read_bytes())
        json.write_bytes((mappe / "lov-test.json").read_bytes())
    samling = les_alle(innstillinger)
    assert not samling.forskrift_hentet
    assert len(samling.advarsler) == 1 and "forskrift-test.xml" in samling.advarsler[0]
    assert samling.finn("§ 1-1").kilde == "veiledning-test"
    assert samling.finn("dugnadsloven § 2 første ledd").kilde == "lov-test", "loven er hel"


def test_sjekksummene_folger_kildene(uten: Kildesamling, innstillinger: Innstillinger, manifest: Manifest) -> None:
    assert set(uten.sjekksummer) == {"mote-test", "veiledning-test"}
    oppdater(innstillinger, manifest.poster)
    assert set(les_alle(innstillinger).sjekksummer) == set(uten.kilder)


def test_id_er_entydige(med: Kildesamling) -> None:
    ider = [u.id for u in med.utdrag]
    assert len(ider) == len(set(ider))


@pytest.mark.parametrize(
    ("gammelt", "nytt", "melding"),
    [
        pytest.param("nn: Desse kan låne.", "no: x", r"«§ 1-1» > nn: mangler", id="mangler nynorsk"),
        pytest.param("kilde: veiledning-test", "kilde: annen", "«kilde» er «annen»", id="feil kilde"),
        pytest.param("§ 1-1 bokstav a", "§ 1-1", "«§ 1-1» står to ganger", id="sted to ganger"),
        pytest.param("§ 1-1 bokstav a", "§ 1-2", "hører ikke til «§ 1-1»", id="sted i feil paragraf"),
        pytest.param("dugnadsloven", "kakeloven", "«kakeloven», som ikke står i", id="ukjent lov"),
    ],
)
def test_feil_i_veiledningen(
    innstillinger: Innstillinger, kildemappe: Path, gammelt: str, nytt: str, melding: str
) -> None:
    fil = kildemappe / "veiledning" / "a.yaml"
    fil.write_text(fil.read_text("utf-8").replace(gammelt, nytt), "utf-8")
    with pytest.raises(KildeFeil, match=melding) as feil:
        les_alle(innstillinger)
    assert "a.yaml" in feil.value.hvor
