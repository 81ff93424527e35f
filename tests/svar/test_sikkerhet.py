"""Sannsynligheten for at kildene svarer: retningen på hvert trekk, og avgjørelsen på ekte spørsmål."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistent.evaluering.svar import les_saker
from assistent.modeller import Melding
from assistent.svar.motor import Motor
from assistent.svar.sikkerhet import IKKE_FUNNET, IKKE_FUNNET_I_SAMTALE, SITERES, SITERES_SIKKERT, Trekk, sannsynlighet

EVALUERING = Path(__file__).resolve().parents[2] / "evaluering"
DAG = date(2026, 1, 12)
MIDT = Trekk(emne=0.3, mangler=0.1, utenfor=0.1, vektor=0.4, leksikalsk=0.3, dekning=0.5)


@pytest.mark.parametrize(
    ("felt", "opp"), [("emne", True), ("mangler", False), ("utenfor", False), ("vektor", True), ("dekning", True)]
)
def test_hvert_trekk_drar_i_sin_retning(felt: str, opp: bool) -> None:
    lav, hoy = (sannsynlighet(replace(MIDT, **{felt: v})) for v in (0.0, 1.0))
    assert 0 < lav < 1
    assert 0 < hoy < 1
    assert (hoy > lav) is opp


def test_grensene_er_i_rekkefolge() -> None:
    assert 0 < IKKE_FUNNET_I_SAMTALE < IKKE_FUNNET < SITERES < SITERES_SIKKERT < 1


def test_spoersmaal_til_andre_etater_avvises(motor: Motor) -> None:
    """Spørsmål kalibreringen ikke har sett. Målt til 83–87 av 100; resten ligner for mye («Hvordan klager jeg?»)."""
    spurt = [
        json.loads(linje)["text"]
        for malform in ("nb", "nn", "en")
        for linje in (EVALUERING / "offentlig-faq" / f"queries-{malform}.jsonl").read_text("utf-8").splitlines()[1::4]
    ]
    avvist = sum(motor.svar(tekst, dato=DAG).status in {"utenfor_tema", "ingen_kilde"} for tekst in spurt)
    assert len(spurt) == 150
    assert avvist / len(spurt) > 0.8


def test_spoersmaal_kildene_svarer_paa_beholdes(motor: Motor) -> None:
    saker = les_saker(EVALUERING / "steder.jsonl")[::2]
    avvist = [s.id for s in saker if motor.svar(s.sporsmal, dato=DAG).status in {"utenfor_tema", "ingen_kilde"}]
    assert len(avvist) / len(saker) < 0.05


@pytest.mark.parametrize(
    ("sporsmal", "avvises"),
    [
        ("Hva koster det å fornye passet?", True),
        ("Hvor lenge kan jeg få sykepenger?", True),
        ("What is the capital of France?", True),
        ("Kor lenge må me ta vare på bilag?", False),
        ("Kan det være kona til daglig leder som gjør det?", False),
        ("Og hvor mye koster det?", False),
    ],
)
def test_et_fremmed_spoersmaal_avvises_ogsaa_midt_i_en_samtale(motor: Motor, sporsmal: str, avvises: bool) -> None:
    foran = (Melding("bruker", "Trenger ressurssenteret revisor?"), Melding("assistent", "Ja."))
    assert (motor.svar(sporsmal, foran, dato=DAG).status in {"utenfor_tema", "ingen_kilde"}) is avvises


def test_et_fremmed_spoersmaal_avvises_ogsaa_med_en_hilsen_foran(motor: Motor) -> None:
    svar = motor.svar("Hei. Jeg bor i Oslo. Hva koster det å fornye passet?", dato=DAG)
    assert svar.status in {"utenfor_tema", "ingen_kilde"}
