"""Gjenkjenneren lærer av formuleringer, tåler skrivefeil og kan lagres."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistent.sok.gjenkjenner import Gjenkjenner, Opplaering, _termtrekk, _vektet, ordtrekk
from assistent.sok.norsk import Analyse

LAERT = {
    "frist": ["når er siste frist", "hvor lenge kan vi levere", "er det for sent å sende", "siste dag for søknad"],
    "revisor": ["må vi ha revisor", "hvem kan revidere regnskapet", "trenger vi revisjon", "autorisert revisor"],
    "klage": ["hvordan klager vi", "hvor sendes klagen", "vi vil klage på avslaget", "kan man klage på vedtaket"],
}
TEKSTER = [t for tekster in LAERT.values() for t in tekster]
EMNER = [id_ for id_, tekster in LAERT.items() for _ in tekster]


@pytest.fixture
def gjenkjenner() -> Gjenkjenner:
    return Gjenkjenner.laer(TEKSTER, EMNER, Analyse.laer(TEKSTER))


@pytest.mark.parametrize(
    ("sporsmal", "emne"),
    [
        ("når må vi levere, hva er fristen", "frist"),
        ("er revisoren nødvendig", "revisor"),
        ("trenger vi revisior", "revisor"),
        ("vi ønsker å klage", "klage"),
    ],
)
def test_rett_oppforing_faar_hoyest_poeng(gjenkjenner: Gjenkjenner, sporsmal: str, emne: str) -> None:
    poeng = gjenkjenner.poeng(sporsmal)
    assert max(poeng, key=lambda id_: poeng[id_]) == emne


def test_ukjent_sporsmaal_faar_lave_poeng(gjenkjenner: Gjenkjenner) -> None:
    kjent = max(gjenkjenner.poeng("må vi ha revisor").values())
    ukjent = max(gjenkjenner.poeng("hvilken farge har månen").values())
    assert ukjent < 0.75 * kjent


def test_lagret_modell_gir_samme_poeng(gjenkjenner: Gjenkjenner, tmp_path: Path) -> None:
    gjenkjenner.lagre(tmp_path)
    lest = Gjenkjenner.les(tmp_path, Analyse.laer(TEKSTER))
    for sporsmal in ("når er fristen", "klage", "noe helt annet"):
        assert lest.poeng(sporsmal) == pytest.approx(gjenkjenner.poeng(sporsmal), rel=1e-4)


def test_modell_som_ikke_passer_sammen_avvises(gjenkjenner: Gjenkjenner, tmp_path: Path) -> None:
    gjenkjenner.lagre(tmp_path)
    np.save(tmp_path / "vekter.npy", np.zeros((3, 1), np.float32))
    with pytest.raises(ValueError, match="oppføringene"):
        Gjenkjenner.les(tmp_path, Analyse.laer(TEKSTER))


def test_uten_formuleringer_gis_ingen_poeng() -> None:
    assert Gjenkjenner.laer([], [], Analyse()).poeng("når er fristen") == {}


def test_samme_formuleringer_gir_samme_modell_i_hver_prosess() -> None:
    program = (
        "import hashlib; from tests.sok.test_gjenkjenner import *; "
        "g = Gjenkjenner.laer(TEKSTER, EMNER, Analyse.laer(TEKSTER)); "
        "print(hashlib.sha256(g._vekter.tobytes() + repr(list(g._trekk)).encode()).hexdigest())"
    )
    sum_er = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": fro},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for fro in ("1", "2", "3")
    }
    assert len(sum_er) == 1


def test_opplaeringen_og_bruken_veier_trekkene_likt() -> None:
    analyse = Analyse.laer(TEKSTER)
    opplaering = Opplaering(TEKSTER, EMNER, analyse)
    for nr, tekst in enumerate(TEKSTER):
        rad = opplaering._matrise[nr].toarray()[0]
        ventet = _vektet(opplaering._trekk, _termtrekk(tekst, analyse), ordtrekk(tekst))
        assert {int(p): rad[p] for p in rad.nonzero()[0]} == pytest.approx(ventet)
