"""Hvilken del av et sted som siteres: så kort som mulig, men med alt påstanden sier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistent.modeller import Malform, Utdrag
from assistent.svar.tall import opplysninger

HELT_OPPTIL = 260
"""Et sted på inntil så mange tegn siteres helt."""
_SETNINGSSKILLE = re.compile(r"(?<=[.!?:;])\s+(?=[A-ZÆØÅ§«•])|\n+")
_FORKORTET = re.compile(r"\b(?:jf|nr|kl|mv|mill|f\.o\.m|bl\.a|evt|ca|pkt|kap)\.$", re.I)
_ORD = re.compile(r"[^\W\d_]{4,}")
_VANLIGE = frozenset(
    """skal eller etter være være ikke ikkje dette disse desse denne over under fram også andre første tredje fjerde
    ledd bokstav paragraf etter fra frå dere dykk hvis dersom når mellom uten utan bare berre slik hver kvar""".split()
)


def setninger(tekst: str) -> tuple[tuple[int, int], ...]:
    """Start og slutt for hver setning eller linje i teksten."""
    grenser: list[tuple[int, int]] = []
    start = 0
    for m in _SETNINGSSKILLE.finditer(tekst):
        if _FORKORTET.search(tekst[start : m.start()]):
            continue
        if tekst[start : m.start()].strip():
            grenser.append((start, m.start()))
        start = m.end()
    if tekst[start:].strip():
        grenser.append((start, len(tekst)))
    return tuple(grenser)


def nokkelord(tekst: str) -> frozenset[str]:
    """Innholdsordene, kuttet til seks bokstaver så bøyningsformer møtes."""
    return frozenset(o[:6] for o in (w.lower() for w in _ORD.findall(tekst)) if o not in _VANLIGE)


def velg_sitat(utdrag: Utdrag, pastander: Sequence[str], malform: Malform = "nb") -> str:
    """Den sammenhengende delen av ``utdrag.tekst`` som har setningen bak hver av påstandene, ordrett."""
    tekst = utdrag.tekst
    if len(tekst) <= HELT_OPPTIL or not pastander:
        return tekst
    deler = setninger(tekst)
    if len(deler) <= 1:
        return tekst
    valgt = [_beste_setning(tekst, deler, p, malform) for p in pastander]
    start, slutt = deler[min(valgt)][0], deler[max(valgt)][1]
    vindu = tekst[start:slutt]
    if utdrag.rang in ("lov", "forskrift") and "\n" in vindu:
        # Linjene i et ledd kan ha en liste mellom seg i kilden: siter bare den som dekker den første påstanden.
        start, slutt = deler[valgt[0]]
    return tekst[start:slutt]


def _beste_setning(tekst: str, deler: Sequence[tuple[int, int]], pastand: str, malform: Malform) -> int:
    """Nummeret på setningen som dekker mest av påstanden. Tall, datoer og §§ veier mest."""
    onsket, tall = nokkelord(pastand), opplysninger(pastand, malform)

    def poeng(nr: int) -> float:
        setning = tekst[deler[nr][0] : deler[nr][1]]
        ord_ = nokkelord(setning)
        dekket = len(onsket & ord_) / max(1, len(onsket))
        likt = len(onsket & ord_) / max(1, len(ord_))
        felles = len(tall & opplysninger(setning)) / max(1, len(tall))
        return dekket + 0.3 * likt + felles

    return max(range(len(deler)), key=poeng)
