"""Fødselsnummer og kontonummer maskeres; andre tall står."""

from __future__ import annotations

import pytest

from assistent.personvern import er_fodselsnummer, er_kontonummer, masker


def _fodselsnummer(dag: int, maaned: int, aar: int = 90) -> str:
    """Et nummer med gyldige kontrollsifre, regnet ut her så ingen ekte numre står i prosjektet."""
    for individ in range(500, 1000):
        ni = f"{dag:02d}{maaned:02d}{aar:02d}{individ}"
        k1 = (11 - sum(int(s) * v for s, v in zip(ni, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11) % 11
        if k1 == 10:
            continue
        k2 = (11 - sum(int(s) * v for s, v in zip(f"{ni}{k1}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11) % 11
        if k2 < 10:
            return f"{ni}{k1}{k2}"
    raise AssertionError("fant ikke noe nummer")


@pytest.mark.parametrize(
    ("dag", "maaned"),
    [(1, 1), (31, 12), (41, 1), (1, 41), (1, 81), (15, 66)],
    ids=["vanlig", "siste dag", "D-nummer", "H-nummer", "syntetisk +80", "syntetisk +65"],
)
def test_alle_slags_fodselsnummer_maskeres(dag: int, maaned: int) -> None:
    nummer = _fodselsnummer(dag, maaned)
    assert er_fodselsnummer(nummer)
    assert masker(f"Jeg er {nummer[:6]} {nummer[6:]}.") == "Jeg er [fødselsnummer fjernet]."


def test_feil_kontrollsiffer_er_ikke_fodselsnummer() -> None:
    nummer = _fodselsnummer(1, 1)
    assert not er_fodselsnummer(nummer[:-1] + str((int(nummer[-1]) + 1) % 10))


def test_kontonummer_maskeres_med_og_uten_punktum() -> None:
    assert er_kontonummer("12345678903")
    assert masker("konto 1234.56.78903 og 12345678903") == "konto [kontonummer fjernet] og [kontonummer fjernet]"


@pytest.mark.parametrize(
    "tekst", ["ring 400 21 005", "org.nr. 974 760 673", "41,9 mill. i 2026", "FOR-2025-11-30-2373"]
)
def test_andre_tall_staar(tekst: str) -> None:
    assert masker(tekst) == tekst
