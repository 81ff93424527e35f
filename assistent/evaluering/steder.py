"""Om søket finner rett sted i kildene: sakene i kontraktens form, målt på stedene de ventes å finne."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistent.evaluering.svar import Sak, intervall
from assistent.svar.motor import Motor

DYBDER = (1, 3, 10)


def plass(sak: Sak, motor: Motor, k: int = max(DYBDER)) -> int | None:
    """Plassen (fra 1) til det første stedet i fasiten, eller ``None`` når ingen av de ``k`` første står der."""
    for nr, treff in enumerate(motor.sok(sak.sporsmal, k), start=1):
        sted = f"{treff.utdrag.rang} {treff.utdrag.sted}"
        if any(re.search(monster, sted, re.I) for gruppe in sak.steder for monster in gruppe):
            return nr
    return None


def maal_steder(saker: Sequence[Sak], motor: Motor) -> dict[str, Any]:
    """Andelen saker med rett sted blant de 1, 3 og 10 første, i alt og per kategori. Saker uten steder er utelatt."""
    funnet = [(sak, plass(sak, motor)) for sak in saker if sak.steder]

    def sum_opp(utvalg: Sequence[tuple[Sak, int | None]]) -> dict[str, Any]:
        ut: dict[str, Any] = {"antall": len(utvalg)}
        for k in DYBDER:
            rette = [p is not None and p <= k for _, p in utvalg]
            andel = round(sum(rette) / len(rette), 4) if rette else None
            ut[f"topp{k}"] = {"andel": andel, "ki95": intervall(rette)}
        return ut

    kategorier = list(dict.fromkeys(sak.kategori for sak, _ in funnet))
    return {
        **sum_opp(funnet),
        "per_kategori": {k: sum_opp([f for f in funnet if f[0].kategori == k]) for k in kategorier},
        "saker": [{"id": sak.id, "plass": p} for sak, p in funnet],
    }
