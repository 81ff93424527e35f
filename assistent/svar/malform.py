"""Hvilken målform et spørsmål er skrevet på: bokmål, nynorsk eller engelsk.

Målformen kjennes igjen av en modell som er lært av formuleringene i registeret (:mod:`assistent.sok.gjenkjenner`). Det
som like gjerne kan være begge målformene («IMDi?»), får den samtalen ellers går på.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistent.modeller import Malform, Melding

MINSTE_FORSPRANG = 0.12
"""Så mye mer må den beste målformen ha enn den neste for at teksten skal regnes som skrevet på den."""
MINSTE_FORSPRANG_KORT = (0.9, 0.9, 0.8)
"""Det samme mellom bokmål og nynorsk for en tekst på ett, to og tre ord, som sjelden er nok til å skille dem
(«Revisor?», «Når er fristen?»)."""
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
    nb, nn, en = (funnet.get(m, 0.0) for m in ("nb", "nn", "en"))
    antall = max(1, len(tekst.split()))
    kort = antall <= len(MINSTE_FORSPRANG_KORT)
    fra_engelsk = MINSTE_FORSPRANG_KORT_ENGELSK if kort else MINSTE_FORSPRANG
    if en - max(nb, nn) >= fra_engelsk:
        return "en"
    norsk: Malform = "nb" if nb >= nn else "nn"
    mellom_norske = MINSTE_FORSPRANG_KORT[antall - 1] if kort else MINSTE_FORSPRANG
    return norsk if abs(nb - nn) >= mellom_norske and max(nb, nn) - en >= MINSTE_FORSPRANG else None
