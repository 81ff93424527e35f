"""Målformen et spørsmål er skrevet på."""

from __future__ import annotations

import pytest

from assistent.modeller import Malform, Melding
from assistent.svar.malform import finn_malform


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
    ],
)
def test_malform(tekst: str, malform: Malform) -> None:
    assert finn_malform(tekst) == malform


def test_uten_merkeord_brukes_samtalen_og_saa_onsket() -> None:
    assert finn_malform("IMDi?", (Melding("bruker", "Kva er fristen?"),)) == "nn"
    assert finn_malform("IMDi?", ellers="nn") == "nn"
