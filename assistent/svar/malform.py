"""Hvilken målform et spørsmål er skrevet på: bokmål, nynorsk eller engelsk.

Målformen kjennes igjen av en modell som er lært av formuleringene i registeret (:mod:`assistent.sok.gjenkjenner`). Det
som like gjerne kan være begge målformene («IMDi?»), får den samtalen ellers går på.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistent.modeller import Malform, Melding

MINSTE_FORSPRANG = 0.12
"""Så mye mer må den beste målformen ha enn den neste for at teksten skal regnes som skrevet på den."""
KORT = 4
"""En tekst med færre ord enn dette er sjelden nok til å skille bokmål fra nynorsk («Revisor?», «Når er fristen?»)."""
MINSTE_FORSPRANG_KORT = 0.72
MINSTE_FORSPRANG_KORT_ENGELSK = 0.4
Poeng = Callable[[str], Mapping[str, float]]


def finn_malform(poeng: Poeng, tekst: str, historikk: Sequence[Melding] = (), *, ellers: Malform = "nb") -> Malform:
    """Målformen i ``tekst``; er den ikke til å avgjøre, den i siste brukermelding, ellers ``ellers``.

    ``poeng`` gir et tall mellom 0 og 1 for hver målform.
    """
    maalt = _mal(poeng, tekst)
    if maalt is not None:
        return maalt
    for melding in reversed(historikk):
        if melding.rolle == "bruker" and (fra_for := _mal(poeng, melding.tekst)) is not None:
            return fra_for
    return ellers


def _mal(poeng: Poeng, tekst: str) -> Malform | None:
    funnet = poeng(tekst)
    malformer: tuple[Malform, ...] = ("nb", "nn", "en")
    best, neste = sorted(malformer, key=lambda m: -funnet.get(m, 0.0))[:2]
    krav = MINSTE_FORSPRANG
    if len(tekst.split()) < KORT:
        krav = MINSTE_FORSPRANG_KORT_ENGELSK if "en" in (best, neste) else MINSTE_FORSPRANG_KORT
    return best if funnet.get(best, 0.0) - funnet.get(neste, 0.0) >= krav else None
