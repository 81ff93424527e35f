"""Grensene mellom å svare, å svare delvis og å si at kildene ikke svarer, samlet på ett sted."""

from __future__ import annotations

from collections.abc import Sequence

from assistent.modeller import Treff
from assistent.svar.emnevalg import Emnetreff

EMNE = 0.42
"""Laveste poeng for at en oppføring i registeret skal brukes."""
EMNE_DEKNING = 0.35
"""Laveste andel av spørsmålets innholdsord som oppføringens formuleringer må ha."""
NAER_BESTE = 0.97
"""En oppføring til tas med når den har minst denne andelen av den beste."""
TREFF = 0.30
"""Laveste poeng for å sitere et sted når ingen oppføring passer."""
TREFF_SIKKERT = 0.45
"""Poenget der sitatene regnes som svaret, og ikke bare som det nærmeste."""


def velg(emner: Sequence[Emnetreff]) -> list[Emnetreff]:
    """Oppføringene som skal brukes: den beste når den er sikker nok."""
    if not emner or emner[0].poeng < EMNE or emner[0].dekning < EMNE_DEKNING:
        return []
    return [emner[0]]


def _poeng(treff: Treff) -> float:
    return 0.6 * treff.leksikalsk + 0.4 * max(0.0, treff.vektor)


def treff_holder(treff: Sequence[Treff]) -> bool:
    """Om det beste stedet er nært nok til å siteres."""
    return bool(treff) and _poeng(treff[0]) >= TREFF


def treff_sikkert(treff: Sequence[Treff]) -> bool:
    """Om det beste stedet er nært nok til å være svaret."""
    return bool(treff) and _poeng(treff[0]) >= TREFF_SIKKERT


def beste_treff(treff: Sequence[Treff], antall: int = 3) -> tuple[Treff, ...]:
    """De beste stedene, uten dem som er klart svakere enn det første."""
    return tuple(t for t in treff[:antall] if _poeng(t) >= 0.8 * _poeng(treff[0]))
