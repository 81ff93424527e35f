"""Låsen som gjør at bare én prosess bygger indeksen om gangen. Operativsystemet slipper den når prosessen dør."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistent.feil import IndeksFeil

VENTETID = 120.0
"""Hvor lenge vi venter på en annen som bygger, i sekunder."""


@contextmanager
def laas(mappe: Path, ventetid: float = VENTETID) -> Iterator[None]:
    """Hold låsen i mappen. IndeksFeil når mappen ikke kan skrives til, eller en annen holder låsen for lenge."""
    try:
        mappe.mkdir(parents=True, exist_ok=True)
        fd = os.open(mappe / "laas", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as feil:
        raise IndeksFeil(
            f"Indeksmappen kan ikke skrives til ({feil.strerror}).",
            hvor=str(mappe),
            raad="Gi skrivetilgang, eller velg en annen mappe med ASSISTENT_INDEKS.",
        ) from feil
    try:
        frist = time.monotonic() + ventetid
        while not _ta(fd):
            if time.monotonic() > frist:
                raise IndeksFeil(
                    "En annen prosess holder på å bygge indeksen.",
                    hvor=str(mappe),
                    raad="Vent til den er ferdig, og prøv igjen.",
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(fd)


def _ta(fd: int) -> bool:
    """Prøv å ta låsen uten å vente. Den slippes når filen lukkes."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
