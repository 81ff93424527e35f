"""Ytelse på denne maskinen: oppstart, svartid, bygging av indeksen og minnebruk.

Tallene er fra ekte prosesser og ekte Chroma. Maskiner er støyende: sammenlign tall fra samme kjøring.
"""

from __future__ import annotations

import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TypedDict

Fremdrift = Callable[[str], None]
_SPORSMAL = (
    "Kan vi søke, og hva må vi dokumentere?",
    "når er fristen",
    "Må vi ha statsautorisert revisor?",
    "Kva kan vi ikkje bruke pengane til?",
    "How do we appeal a rejection?",
    "hvor mange ar ma vi ha eksistert",
    "Hva legger dere vekt på når dere vurderer søknaden?",
    "Kan vi få støtte fra kommunen også?",
    "Hvem er styret i naborlaget?",
    "hvor lenge må vi ta vare på papirene",
)


class Maaling(TypedDict):
    """Én måling: verdien, enheten og målet den holdes mot."""

    verdi: float
    enhet: str
    mal: float


def _kommando(*deler: str) -> list[str]:
    return [sys.executable, "-m", "assistent", *deler]


def _tid(kommando: list[str], miljo: Mapping[str, str] | None = None) -> float:
    start = time.perf_counter()
    subprocess.run(kommando, check=True, capture_output=True, env={**os.environ, **(miljo or {})})
    return time.perf_counter() - start


def mal(runder: int, si: Fremdrift) -> dict[str, Maaling]:
    """Alle målingene. ``runder`` er antall gjentak; medianen oppgis."""
    ut: dict[str, Maaling] = {}

    def legg(navn: str, verdi: float, enhet: str, maal: float) -> None:
        ut[navn] = {"verdi": round(verdi, 3), "enhet": enhet, "mal": maal}
        si(f"{navn}: {verdi:.3f} {enhet}")

    def median(kommando: list[str]) -> float:
        return statistics.median(_tid(kommando) for _ in range(runder))

    legg("hjelp", median(_kommando("--help")), "s", 0.5)
    _tid(_kommando("spor", _SPORSMAL[0]))
    legg("spor_kaldt", median(_kommando("spor", _SPORSMAL[0])), "s", 4.0)
    with tempfile.TemporaryDirectory() as mappe:
        legg("bygg_indeks_i_alt", _tid(_kommando("indeks"), {"ASSISTENT_INDEKS": mappe}), "s", 10.0)
    legg("spor_i_prosess_median", _i_prosess(runder), "ms", 20.0)
    legg("minne_motor", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 600.0)
    tid, minne = _tjener()
    legg("tjener_til_side", tid, "s", 15.0)
    legg("tjener_minne", minne, "MB", 600.0)
    return ut


def _i_prosess(runder: int) -> float:
    from assistent.oppsett import lag_motor

    motor = lag_motor()
    tider = []
    for runde in range(runder + 1):
        for sporsmal in _SPORSMAL:
            start = time.perf_counter()
            motor.svar(sporsmal, dato=date(2026, 1, 12))
            if runde:
                tider.append((time.perf_counter() - start) * 1000)
    return statistics.median(tider)


def _tjener() -> tuple[float, float]:
    """Sekunder fra kommando til siden svarer, og tjenerens minne (RSS) i MB etterpå."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    start = time.perf_counter()
    prosess = subprocess.Popen(
        _kommando("start", "--port", str(port), "--uten-nett", "--no-nettleser"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - start < 90:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as svar:
                    if svar.status == 200:
                        break
            except OSError:
                time.sleep(0.1)
        tid = time.perf_counter() - start
        return tid, _rss(prosess.pid)
    finally:
        prosess.terminate()
        prosess.wait(timeout=20)


def _rss(pid: int) -> float:
    """Minnet prosessen og barna bruker nå, i MB. NaN der systemet ikke har /proc."""
    sider = 0
    for mappe in Path("/proc").glob("[0-9]*"):
        try:
            felt = (mappe / "stat").read_text().rsplit(")", 1)[1].split()
            if int(mappe.name) == pid or int(felt[1]) == pid:
                sider += int((mappe / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return sider * os.sysconf("SC_PAGE_SIZE") / 1e6 if sider else float("nan")
