"""Felles oppsett for testene: rent miljø, ``--lang`` for de lange prøvene, og motoren i begge tilstander."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixturer import hentet_regelverk, motor, motor_med, motor_uten

__all__ = ["hentet_regelverk", "motor", "motor_med", "motor_uten"]

STILLE = {
    "ANONYMIZED_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
"""Ingen prøve skal ringe ut: verken rapportering eller nedlasting av modeller."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lang", action="store_true", help="Kjør også de lange prøvene, merket «lang».")


def pytest_configure(config: pytest.Config) -> None:
    # Her og ikke bare i fixturen under: bibliotekene leser dette når de importeres, og øktfixturene kommer først.
    _rens(os.environ)
    os.environ.update(STILLE)


def _rens(miljo: os._Environ[str]) -> None:
    for navn in [n for n in miljo if n.startswith("ASSISTENT_")]:
        del miljo[navn]


@pytest.fixture(autouse=True)
def rent_miljo() -> Iterator[None]:
    """Miljøet er likt før og etter hver prøve, og uten brukerens egne innstillinger."""
    for_ = dict(os.environ)
    yield
    for navn in set(os.environ) - set(for_):
        del os.environ[navn]
    os.environ.update(for_)


def finn_chromium() -> str | None:
    """Stien til en Chromium-nettleser, eller None."""
    for navn in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if sti := shutil.which(navn):
            return sti
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return str(mac) if mac.is_file() else None


@pytest.fixture(scope="session")
def chromium() -> str:
    """Stien til nettleseren som prøvene merket «nettleser» bruker."""
    sti = finn_chromium()
    if sti is None:
        pytest.skip("Chromium er ikke installert")
    return sti


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    uten_lang = pytest.mark.skip(reason="lang prøve: kjøres med ./test --lang")
    uten_nettleser = pytest.mark.skip(reason="Chromium er ikke installert (Debian: sudo apt install chromium)")
    har_nettleser = finn_chromium() is not None
    for prove in items:
        if prove.get_closest_marker("lang") and not config.getoption("--lang"):
            prove.add_marker(uten_lang)
        if prove.get_closest_marker("nettleser") and not har_nettleser:
            prove.add_marker(uten_nettleser)
    # Sist: Playwright holder en hendelsesløkke åpen, og da virker ikke asyncio.run i prøvene etterpå.
    items.sort(key=lambda prove: prove.get_closest_marker("nettleser") is not None)
