"""Stedsmålingen: plassen til rett sted, og andelene i alt og per kategori."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistent.evaluering.steder import maal_steder, plass
from assistent.evaluering.svar import Sak, les_saker
from assistent.svar.motor import Motor

SETT = Path(__file__).resolve().parents[2] / "evaluering" / "steder.jsonl"


def _sak(sporsmal: str, *steder: str, kategori: str = "a") -> Sak:
    return Sak(id=sporsmal, kategori=kategori, sporsmal=sporsmal, status=["besvart"], steder=[list(steder)])


def test_plassen_er_den_foerste_som_staar_i_fasiten(motor: Motor) -> None:
    spurt = "§ 4-2 klage"
    steder = [f"{t.utdrag.rang} {t.utdrag.sted}" for t in motor.sok(spurt, 10)]
    assert plass(_sak(spurt, r"§ 4-2(?!\d)"), motor) == next(n for n, s in enumerate(steder, 1) if "§ 4-2" in s)
    assert plass(_sak(spurt, r"§ 99-99"), motor) is None


def test_andelene_er_per_kategori_og_uten_saker_uten_steder(motor: Motor) -> None:
    saker = [
        _sak("Hvordan klager vi?", r"§ 4-2(?!\d)"),
        _sak("Hvordan klager vi på vedtaket?", "finnes ikke", kategori="b"),
        Sak(id="uten", kategori="c", sporsmal="Hei", status=["hilsen"]),
    ]
    resultat = maal_steder(saker, motor)
    assert resultat["antall"] == 2
    assert resultat["topp10"]["andel"] == 0.5
    assert {k: v["topp10"]["andel"] for k, v in resultat["per_kategori"].items()} == {"a": 1.0, "b": 0.0}
    assert maal_steder([], motor)["topp1"] == {"andel": None, "ki95": [None, None]}
    json.dumps(resultat)


@pytest.mark.parametrize(
    ("kategori", "minst"), [("engelsk", 0.90), ("hverdagsord", 0.90), ("skrivefeil", 0.90), ("nynorsk", 0.90)]
)
def test_rett_paragraf_er_blant_de_tre_foerste(motor: Motor, kategori: str, minst: float) -> None:
    saker = [s for s in les_saker(SETT) if s.kategori == kategori]
    assert len(saker) >= 40
    assert maal_steder(saker, motor)["topp3"]["andel"] >= minst
