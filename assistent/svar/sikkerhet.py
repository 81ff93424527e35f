"""Hvor sannsynlig det er at kildene svarer på et spørsmål, som ett tall mellom 0 og 1.

Tallet er en logistisk funksjon av seks trekk, kalibrert på spørsmål med kjent svar: av ti spørsmål med tallet 0,9 har
om lag ni et svar i kildene. Vektene er regnet ut av ``python -m verktoy.kalibrer``; presisjon og dekning står i
``evaluering/funnet.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp

from assistent.modeller import Treff
from assistent.register import MANGLER, RUTE_UTENFOR
from assistent.svar.emnevalg import Valg


@dataclass(frozen=True, slots=True)
class Trekk:
    """Det sannsynligheten regnes av, hvert 0–1: hvor mye spørsmålet ligner den beste oppføringen med svar, den beste av
    dem som sier at kildene tier, og spørsmål utenfor temaet, og hvor godt det beste stedet passer."""

    emne: float
    mangler: float
    utenfor: float
    vektor: float
    leksikalsk: float
    dekning: float


VEKTER = Trekk(emne=2.9, mangler=-7.6, utenfor=-13.2, vektor=6.9, leksikalsk=-0.1, dekning=2.5)
GRUNN = -1.2
IKKE_FUNNET = 0.15
"""Under dette svarer ikke kildene."""
IKKE_FUNNET_I_SAMTALE = 0.08
"""Det samme for et spørsmål som følger etter et annet i en samtale."""
SITERES = 0.5
"""Fra dette siteres det beste stedet når ingen oppføring passer."""
SITERES_SIKKERT = 0.9
"""Fra dette regnes sitatene som svaret, og ikke bare som det nærmeste."""


def finn_trekk(valg: Valg, treff: Sequence[Treff]) -> Trekk:
    """Trekkene for et spørsmål, fra oppføringene og stedene søket fant."""
    beste = treff[0] if treff else None
    return Trekk(
        emne=max((t.poeng for t in valg.emner if t.emne.gruppe != MANGLER), default=0.0),
        mangler=max((t.poeng for t in valg.emner if t.emne.gruppe == MANGLER), default=0.0),
        utenfor=valg.ruter.get(RUTE_UTENFOR, 0.0),
        vektor=max(0.0, beste.vektor) if beste else 0.0,
        leksikalsk=beste.leksikalsk if beste else 0.0,
        dekning=beste.dekning if beste else 0.0,
    )


def sannsynlighet(trekk: Trekk) -> float:
    """Sannsynligheten for at kildene svarer, 0–1."""
    return 1 / (1 + exp(-GRUNN - sum(v * t for v, t in zip(astuple(VEKTER), astuple(trekk), strict=True))))
