"""Kildelisten: feil sier fil, oppføring og hva som må gjøres; filer fra andre er urørt."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistent.feil import ManifestFeil
from assistent.innlesing.manifest import les_manifest, oppdater_sjekksummer

from .conftest import ROT


@pytest.mark.parametrize(
    ("gammelt", "nytt", "melding"),
    [
        pytest.param("rang: lov", "rang: vedtak", r"«lov-test» > rang: «vedtak» er ukjent", id="ukjent rang"),
        pytest.param("id: lov-test", "id: forskrift-test", "to kilder har id «forskrift-test»", id="to med samme id"),
        pytest.param("    fil: mote.txt\n", "", "«mote-test».*enten «fil» eller «hentes»", id="uten fil"),
        pytest.param("fil: mote.txt", "fil: borte.txt", "«mote-test» viser til «borte.txt»", id="filen finnes ikke"),
        pytest.param("fil: mote.txt", "fil: ../mote.txt", "«mote-test» > fil: .*kildemappen", id="fil utenfor mappen"),
        pytest.param("dato: 2099-01-08", "datoo: 2099-01-08", "datoo: ukjent nøkkel", id="ukjent nøkkel"),
        pytest.param("    tittel: Lov om dugnad\n", "", "«lov-test» > tittel: mangler", id="uten tittel"),
        pytest.param("    kortnavn: dugnadsloven\n", "", "«lov-test».*«kortnavn»", id="lov uten kortnavn"),
        pytest.param("medlem: nl/", "medlem: ../", "«lov-test» > hentes > medlem", id="medlem utenfor arkivet"),
        pytest.param("arkiv: lover", "arkiv: a/lover", "«lov-test» > hentes > arkiv", id="arkiv med skråstrek"),
        pytest.param("kilder:\n", "kilder: []\nx:\n", "kilder: kan ikke være tom", id="ingen kilder"),
        pytest.param("kilder:\n", "kilder: [\n", "ikke gyldig YAML", id="ikke YAML"),
        pytest.param(
            "    rang: lov\n", "    rang: lov\n    rang: lov\n", "«rang» står to ganger", id="nøkkel to ganger"
        ),
    ],
)
def test_feil_i_listen(kildemappe: Path, gammelt: str, nytt: str, melding: str) -> None:
    fil = kildemappe / "kilder.yaml"
    tekst = fil.read_text("utf-8")
    assert gammelt in tekst
    fil.write_text(tekst.replace(gammelt, nytt), "utf-8")
    with pytest.raises(ManifestFeil, match=melding) as feil:
        les_manifest(kildemappe)
    assert "kilder.yaml" in feil.value.hvor
    assert feil.value.raad


def test_listen_mangler(tmp_path: Path) -> None:
    with pytest.raises(ManifestFeil, match="finnes ikke"):
        les_manifest(tmp_path)


def test_endret_fil_fra_andre_stopper_lesingen(kildemappe: Path) -> None:
    (kildemappe / "mote.txt").write_text("noe annet", "utf-8")
    with pytest.raises(ManifestFeil, match=r"«mote\.txt» er endret.*sjekksum --oppdater"):
        les_manifest(kildemappe)


def test_var_egen_veiledning_endres_fritt(kildemappe: Path) -> None:
    foer = les_manifest(kildemappe)
    post = foer.poster[-1]
    sum_foer = foer.sjekksum(post)
    (kildemappe / "veiledning" / "a.yaml").write_text("kilde: x", "utf-8")
    assert les_manifest(kildemappe).sjekksum(post) != sum_foer


@pytest.mark.parametrize("har_sum", [True, False], ids=["gammel sum byttes", "sum legges til"])
def test_nye_summer_skrives(kildemappe: Path, har_sum: bool) -> None:
    liste = kildemappe / "kilder.yaml"
    if not har_sum:
        linjer = [linje for linje in liste.read_text("utf-8").splitlines() if "sha256" not in linje]
        liste.write_text("\n".join(linjer) + "\n", "utf-8")
        with pytest.raises(ManifestFeil, match="mangler sjekksum"):
            les_manifest(kildemappe)
    (kildemappe / "mote.txt").write_text("nytt", "utf-8")
    ny = hashlib.sha256(b"nytt").hexdigest()
    assert oppdater_sjekksummer(kildemappe) == {"mote-test": ny}
    assert next(p for p in les_manifest(kildemappe).poster if p.id == "mote-test").sha256 == ny
    assert oppdater_sjekksummer(kildemappe) == {}


def test_prosjektets_egen_liste_er_hel() -> None:
    manifest = les_manifest(ROT / "kilder")
    assert {p.id: p.rang for p in manifest.poster} == {
        "forskrift-2025-11-30-2373": "forskrift",
        "lov-1967-02-10": "lov",
        "lov-2007-06-29-88": "lov",
        "informasjonsmote-2026-01-08": "informasjon",
        "veiledning-forskrift-2025-11-30-2373": "veiledning",
    }
