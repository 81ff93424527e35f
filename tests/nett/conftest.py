"""En ekte tjener i egen prosess og en ekte Chromium mot den."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

ROT = Path(__file__).resolve().parents[2]
BILDER = ROT / "evaluering" / "skjermbilder"
DATO = "2026-01-12"
_FLAGG = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@dataclass(frozen=True)
class Tjener:
    """En tjener som svarer. ``oppstart`` er sekunder fra kommandoen til den sa at siden var klar."""

    adresse: str
    pid: int
    data: Path
    utskrift: Path
    oppstart: float


def ledig_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
    return port


def kommando(port: int) -> list[str]:
    valg = ["--host", "127.0.0.1", "--port", str(port), "--uten-nett", "--no-nettleser"]
    return [sys.executable, "-m", "assistent", "start", *valg]


def miljo(mappe: Path) -> dict[str, str]:
    """Miljøet til tjeneren. De siste er feller: Chainlit ville sendt samtalene dit."""
    return {
        **os.environ,
        "ASSISTENT_DATA": str(mappe / "data"),
        "ASSISTENT_INDEKS": str(mappe / "indeks"),
        "ASSISTENT_HENTET": str(mappe / "hentet"),
        "ASSISTENT_DATO": DATO,
        "DATABASE_URL": "postgresql://ingen@127.0.0.1:9/ingen",
        "LITERAL_API_KEY": "felle",
        "CHAINLIT_CUSTOM_AUTH": "true",
    }


@contextmanager
def kjor(mappe: Path, port: int) -> Iterator[Tjener]:
    utskrift = mappe / "utskrift.txt"
    start = time.monotonic()
    with utskrift.open("wb") as ut:
        prosess = subprocess.Popen(kommando(port), cwd=ROT, env=miljo(mappe), stdout=ut, stderr=subprocess.STDOUT)
    try:
        while "Siden er klar" not in utskrift.read_text("utf-8"):
            if prosess.poll() is not None or time.monotonic() - start > 120:
                raise RuntimeError(f"tjeneren startet ikke:\n{utskrift.read_text('utf-8')}")
            time.sleep(0.1)
        oppstart = time.monotonic() - start
        yield Tjener(f"http://127.0.0.1:{port}", prosess.pid, mappe / "data", utskrift, oppstart)
    finally:
        prosess.terminate()
        try:
            prosess.wait(10)
        except subprocess.TimeoutExpired:
            prosess.kill()
            prosess.wait(10)


@pytest.fixture(scope="session")
def tjener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjener]:
    with kjor(tmp_path_factory.mktemp("tjener"), ledig_port()) as t:
        yield t


@pytest.fixture(scope="session")
def nettleser(chromium: str) -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright er ikke installert")
    with sync_api.sync_playwright() as spill:
        leser = spill.chromium.launch(executable_path=chromium, args=_FLAGG)
        yield leser
        leser.close()


@contextmanager
def apne_side(nettleser: Browser, tjener: Tjener, *, locale: str = "nb-NO", bredde: int = 1280) -> Iterator[Page]:
    """En ny nettleserkontekst på siden. Feiler hvis siden hentet noe fra et annet sted eller kastet en feil."""
    kontekst = nettleser.new_context(viewport={"width": bredde, "height": 844}, locale=locale)
    kontekst.set_default_timeout(45_000)
    side = kontekst.new_page()
    fremmede: list[str] = []
    feil: list[str] = []

    def se(foresporsel: Request) -> None:
        if not foresporsel.url.startswith((f"{tjener.adresse}/", "data:", "blob:")):
            fremmede.append(foresporsel.url)

    kontekst.on("request", se)
    side.on(
        "websocket", lambda s: None if s.url.startswith(tjener.adresse.replace("http", "ws")) else feil.append(s.url)
    )
    side.on("pageerror", lambda e: feil.append(str(e)))
    side.on("console", lambda m: feil.append(m.text) if "Content Security Policy" in m.text else None)
    try:
        side.goto(tjener.adresse)
        side.wait_for_selector("#starters button")
        yield side
    finally:
        kontekst.close()
    assert fremmede == []
    assert feil == []


@pytest.fixture
def side(nettleser: Browser, tjener: Tjener) -> Iterator[Page]:
    with apne_side(nettleser, tjener) as s:
        yield s


def send(side: Page, sporsmal: str) -> None:
    """Skriver spørsmålet, venter til siden kan ta imot, og trykker Enter."""
    side.fill("#chat-input", sporsmal)
    side.wait_for_selector("#chat-submit:enabled")
    antall = side.locator('[data-step-type="user_message"]').count()
    side.press("#chat-input", "Enter")
    side.locator('[data-step-type="user_message"]').nth(antall).wait_for()


def spor(side: Page, sporsmal: str) -> str:
    """Stiller spørsmålet og gir teksten i det nye svaret."""
    antall = side.locator(".ai-message").count()
    send(side, sporsmal)
    svar = side.locator(".ai-message").nth(antall)
    svar.locator(".ta-svardel").wait_for()
    return svar.inner_text()
