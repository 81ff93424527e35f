"""Hvilken del av et sted som siteres: så kort som mulig, men med alt påstanden sier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistent.modeller import Malform, Utdrag
from assistent.svar.tall import opplysninger

HELT_OPPTIL = 260
"""Et sted på inntil så mange tegn siteres helt."""
HELT_OPPTIL_VEILEDNING = 600
"""Det samme for veiledningen, som er kort: en setning alene kan se ut som om den gjelder andre enn den gjør."""
NESTEN_HELT = 0.7
"""Er så mye av stedet med, tas resten med også."""
EN_TIL = 0.25
"""Så mye av påstanden må en setning til dekke for å bli med."""
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
    if len(tekst) <= (HELT_OPPTIL_VEILEDNING if utdrag.rang == "veiledning" else HELT_OPPTIL) or not pastander:
        return tekst
    deler = setninger(tekst)
    if len(deler) <= 1:
        return tekst
    valgt = [nr for p in pastander for nr in _beste_setninger(tekst, deler, p, malform)]
    start, slutt = deler[min(valgt)][0], deler[max(valgt)][1]
    vindu = tekst[start:slutt]
    if utdrag.rang in ("lov", "forskrift") and "\n" in vindu:
        # Linjene i et ledd kan ha en liste mellom seg i kilden: siter bare den som dekker den første påstanden.
        start, slutt = deler[valgt[0]]
    elif slutt - start >= NESTEN_HELT * len(tekst):
        return tekst
    return tekst[start:slutt]


def _beste_setninger(tekst: str, deler: Sequence[tuple[int, int]], pastand: str, malform: Malform) -> list[int]:
    """Numrene på setningene bak påstanden: den som dekker mest, og en til når den dekker en god del av resten."""
    onsket, tall = nokkelord(pastand), opplysninger(pastand, malform)

    def poeng(nr: int, ord_: frozenset[str], tall_: frozenset[str]) -> float:
        setning = tekst[deler[nr][0] : deler[nr][1]]
        felles = len(ord_ & nokkelord(setning))
        likt = felles / max(1, len(nokkelord(setning)))
        return felles / max(1, len(onsket)) + 0.3 * likt + len(tall_ & opplysninger(setning)) / max(1, len(tall))

    beste = max(range(len(deler)), key=lambda nr: poeng(nr, onsket, tall))
    dekket = tekst[deler[beste][0] : deler[beste][1]]
    rest, resttall = onsket - nokkelord(dekket), tall - opplysninger(dekket)
    neste = max(range(len(deler)), key=lambda nr: poeng(nr, rest, resttall))
    return [beste, neste] if poeng(neste, rest, resttall) >= EN_TIL else [beste]
