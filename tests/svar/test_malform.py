"""Målformen et spørsmål er skrevet på."""

from __future__ import annotations

import pytest

from assistent.modeller import Malform, Melding
from assistent.svar.malform import finn_malform
from assistent.svar.motor import Motor


@pytest.mark.parametrize(
    ("tekst", "malform"),
    [
        ("Hvordan søker vi?", "nb"),
        ("hvor mye penger kan vi fa", "nb"),
        ("Kan vi søkja om tilskot?", "nn"),
        ("Kva er fristen", "nn"),
        ("kor lenge må me ha eksistert", "nn"),
        ("Er det nok til å reknast som nasjonal?", "nn"),
        ("Kan vi drive heilt åleine?", "nn"),
        ("hvor mange medlemer ma en forening ha", "nb"),
        ("må det stå i de styrende organene", "nb"),
        ("When is the deadline?", "en"),
        ("can we buy a car", "en"),
        ("do we need an auditor", "en"),
        ("Kan vi ta resten av regninga på pengene fra IMDi?", "nb"),
        ("Legger vi bare driftstilskudd oppå den samme ordninga?", "nb"),
        ("Kan vi kjøpe minibuss til frivillige med stønaden me får?", "nn"),
        ("er den årlege søknaden like lang som den fyrste me sende", "nn"),
        ("non profit requirement applicant", "en"),
        ("wat happend if we loose the paprs", "en"),
    ],
)
def test_malform(motor: Motor, tekst: str, malform: Malform) -> None:
    assert finn_malform(motor.indeks.malform.poeng, tekst) == malform


def test_uten_kjennetegn_brukes_samtalen_og_saa_onsket(motor: Motor) -> None:
    poeng = motor.indeks.malform.poeng
    assert finn_malform(poeng, "IMDi?", (Melding("bruker", "Kva er fristen?"),)) == "nn"
    for tekst in ("IMDi?", "Revisor?", "Når er fristen?"):
        assert finn_malform(poeng, tekst, ellers="nn") == "nn"
    assert finn_malform(poeng, "Hvor mye penger?", ellers="nn") == "nb"
