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
    """Den korteste sammenhengende delen av ``utdrag.tekst`` som best dekker påstandene, ordrett.

    Alle opplysninger (tall, datoer, §§) i påstandene som finnes i stedet, er med i delen.
    """
    tekst = utdrag.tekst
    if len(tekst) <= HELT_OPPTIL or not pastander:
        return tekst
    deler = setninger(tekst)
    if len(deler) <= 1:
        return tekst
    onsket = nokkelord(" ".join(pastander))
    ma_ha = frozenset().union(*(opplysninger(p, malform) for p in pastander)) & opplysninger(tekst)
    beste = (float("-inf"), tekst)
    for i in range(len(deler)):
        for j in range(i, len(deler)):
            vindu = tekst[deler[i][0] : deler[j][1]]
            if utdrag.rang in ("lov", "forskrift") and "\n" in vindu:
                continue  # linjene i et ledd kan ha en liste mellom seg i kilden
            dekket = len(onsket & nokkelord(vindu)) / max(1, len(onsket))
            tall = len(ma_ha & opplysninger(vindu)) / max(1, len(ma_ha)) if ma_ha else 1.0
            poeng = dekket + 2 * tall - 0.0004 * len(vindu)
            if poeng > beste[0]:
                beste = (poeng, vindu)
    return beste[1]
