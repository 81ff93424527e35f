"""Tall, datoer og paragrafer skrives likt, uansett hvordan de står."""

from __future__ import annotations

import pytest

from assistent.modeller import Malform
from assistent.svar.tall import opplysninger, udekkede


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("21. januar 2026", "21.1.2026", id="dato med ord og tall"),
        pytest.param("21. januar 2026", "2026-01-21", id="dato som iso"),
        pytest.param("tre uker", "3 uker", id="tallord"),
        pytest.param("41,9 mill.", "41.9 million", id="desimaltegn og million"),
        pytest.param("Skriv til A@b.no", "a@b.no", id="e-post"),
        pytest.param("kl. 23.59", "23:59", id="klokkeslett"),
        pytest.param("400 21 005", "40021005", id="telefon"),
        pytest.param("20 000 kroner", "20000 kroner", id="tusenskille"),
        pytest.param("§ 1-6", "paragraf 1-6", id="paragraf"),
        pytest.param("ett år", "1 år", id="ett år"),
        pytest.param("fire år [3]", "4 år", id="henvisning telles ikke"),
    ],
)
def test_samme_opplysning_skrevet_ulikt(a: str, b: str) -> None:
    assert opplysninger(a) == opplysninger(b) != frozenset()


@pytest.mark.parametrize(
    ("setning", "kilde", "udekket"),
    [
        pytest.param("Fristen er 21. januar.", "Søknadsfrist: 21. januar 2026", set(), id="del av datoen holder"),
        pytest.param("Fristen er 21. januar 2027.", "Søknadsfrist: 21. januar 2026", {"2027", "d:2027-01-21"}, id="år"),
        pytest.param("Minst fire år.", "minimum tre år", {"4"}, id="annet tall"),
        pytest.param("Se § 1-7.", "Se § 1-6.", {"§1-7"}, id="annen paragraf"),
        pytest.param("Det er ikke et krav.", "Noe annet", set(), id="artikkel er ikke tall"),
    ],
)
def test_udekket(setning: str, kilde: str, udekket: set[str]) -> None:
    assert udekkede(setning, opplysninger(kilde)) == udekket


@pytest.mark.parametrize(
    ("tekst", "malform", "ventet"),
    [
        ("You have to apply", "en", set()),
        ("two counties", "en", {"2"}),
        ("to fylker", "nb", {"2"}),
        ("January 21, 2026", "en", {"2026", "d:01-21", "d:2026-01-21"}),
    ],
)
def test_tallord_folger_spraaket(tekst: str, malform: Malform, ventet: set[str]) -> None:
    assert opplysninger(tekst, malform) == ventet
