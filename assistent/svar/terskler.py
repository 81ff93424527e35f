"""Grensene mellom å svare, å svare med forbehold og å si at kildene ikke svarer, etter hva spørsmålet ligner.

Grensene på sannsynligheten for at kildene svarer, står i :mod:`assistent.svar.sikkerhet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistent.modeller import Treff
from assistent.register import MANGLER, RUTE_HILSEN, RUTE_SAKSBEHANDLER, RUTE_TAKK, RUTE_UTENFOR
from assistent.svar.emnevalg import Emnetreff, Valg

SIKKER = 0.42
"""Poenget der den beste oppføringen regnes som svaret uansett hvor nær den neste er."""
USIKKER = 0.17
"""Under dette brukes ingen oppføring."""
KLAR_LEDER = 1.4
"""Under SIKKER regnes den beste også som sikker når den har så mange ganger poenget til den neste, og KLAR_MINST."""
KLAR_MINST = 0.28
UAVGJORT = 1.08
"""Er forskjellen mindre enn dette, vises de to beste."""
UAVGJORT_USIKKER = 1.6
"""Det samme når den beste ikke er sikker: da vises den neste også, under samme forbehold. Rett oppføring er blant de to
første langt oftere enn den er den første."""
UAVGJORT_USIKKER_DEL = 1.25
"""Det samme for ett av flere spørsmål i en melding."""
LIKE_STEDER = 0.6
"""To oppføringer som deler minst denne andelen av stedene, svarer på stort sett det samme."""
FORTALT = 0.38
"""Det som ble fortalt foran spørsmålet, besvares også når det ligner en oppføring så mye."""
KLART_TEMA = 0.45
"""Et spørsmål som nevner noe helt annet, må ligne en oppføring minst så mye for å bli besvart."""
UTEN_TEMA = 0.17
"""Et spørsmål uten ord fra temaet må ligne en oppføring minst så mye."""
KLAR_EGEN_SAK = 1.25
"""Ligner spørsmålet så mye mer på spørsmål om egen sak enn på en oppføring, må en saksbehandler svare. Ellers er
reglene et bedre svar: de sier også hvem som avgjør."""
ANDEL_EGEN_SAK = 0.6
"""Ligner spørsmålet mindre enn denne andelen på spørsmål om egen sak, er det regelen det spørres om."""


def _neste(valg: Valg) -> Emnetreff | None:
    """Den nest beste oppføringen som svarer på noe annet enn den beste: de viser ikke til stort sett samme steder."""
    beste = set(valg.emner[0].emne.steder)
    for treff in valg.emner[1:]:
        steder = set(treff.emne.steder)
        if not steder or len(beste & steder) < LIKE_STEDER * min(len(beste), len(steder)):
            return treff
    return None


def _forsprang(valg: Valg) -> float:
    neste = _neste(valg)
    return valg.poeng / neste.poeng if neste and neste.poeng > 0 else 99.0


def velg(valg: Valg, *, alene: bool = True) -> list[Emnetreff]:
    """Oppføringene som skal brukes: den beste, og den neste når de to er uavgjort.

    ``alene`` er usant når meldingen har flere spørsmål: da får hvert av dem oftest ett svar, ellers blir det for mye
    å lese.
    """
    if valg.poeng < USIKKER:
        return []
    usikker = not sikkert(valg)
    if usikker:
        grense = UAVGJORT_USIKKER if alene else UAVGJORT_USIKKER_DEL
    else:
        grense = UAVGJORT if alene else 1.0
    neste = _neste(valg)
    valgt = [valg.emner[0]]
    if neste and _forsprang(valg) < grense and (usikker or neste.emne.gruppe != MANGLER):
        valgt.append(neste)
    fortalt = valg.fortalt
    ny = fortalt is not None and fortalt.emne.id not in {t.emne.id for t in valgt}
    if fortalt and ny and fortalt.poeng >= FORTALT and fortalt.emne.gruppe != MANGLER:
        return [valgt[0], fortalt]
    return valgt


def sikkert(valg: Valg) -> bool:
    """Om den beste oppføringen er klart den rette."""
    return valg.poeng >= SIKKER or (valg.poeng >= KLAR_MINST and _forsprang(valg) >= KLAR_LEDER)


def klart_nok_for_regler(valg: Valg) -> bool:
    """Om reglene kan vises til den som må spørre IMDi: en regel som trolig ikke gjelder, hjelper ikke.

    Fristen er alltid til nytte for den som ber om mer tid.
    """
    return valg.poeng >= SIKKER or (valg.poeng >= USIKKER and valg.emner[0].emne.gruppe == "frist")


def utenfor(valg: Valg, om_temaet: bool) -> bool:
    """Om spørsmålet ligner mer på noe utenfor temaet enn på noen oppføring, eller ikke ligner på noe."""
    rute = valg.ruter.get(RUTE_UTENFOR, 0.0)
    if rute > valg.poeng:
        return rute >= SIKKER or not om_temaet
    return not om_temaet and valg.poeng < UTEN_TEMA


def ligner_egen_sak(valg: Valg) -> bool:
    """Om spørsmålet ligner klart mer på spørsmål om egen sak enn på noen oppføring."""
    rute = valg.ruter.get(RUTE_SAKSBEHANDLER, 0.0)
    return rute >= USIKKER and rute > max(valg.poeng * KLAR_EGEN_SAK, valg.ruter.get(RUTE_UTENFOR, 0.0))


def hilsen(valg: Valg) -> Literal["hilsen", "takk"] | None:
    """Om meldingen ligner mest på en hilsen eller en takk, uten noe spørsmål i."""
    beste = max(valg.ruter, key=lambda r: valg.ruter[r], default="")
    if beste not in (RUTE_HILSEN, RUTE_TAKK) or valg.ruter[beste] < max(USIKKER, valg.poeng):
        return None
    return "hilsen" if beste == RUTE_HILSEN else "takk"


def klart_en_regel(valg: Valg) -> bool:
    """Om spørsmålet klart gjelder en regel, selv om ordene minner om en egen sak («Kan IMDi sjekke papirene våre?»)."""
    return valg.poeng >= SIKKER and valg.ruter.get(RUTE_SAKSBEHANDLER, 0.0) < ANDEL_EGEN_SAK * valg.poeng


def _poeng(treff: Treff) -> float:
    return 0.6 * treff.leksikalsk + 0.4 * max(0.0, treff.vektor)


def beste_treff(treff: Sequence[Treff], antall: int = 3) -> tuple[Treff, ...]:
    """De beste stedene, uten dem som er klart svakere enn det første."""
    return tuple(t for t in treff[:antall] if _poeng(t) >= 0.8 * _poeng(treff[0]))
