"""Nynorsk skrevet om til bokmål, ord for ord: med tabellen, stammene i den, og endelser som bare nynorsk har."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from assistent.sok.ordlister import Frase, Ordlister, fold
from assistent.sok.symboler import stamme

MAKS_HUSKET = 50_000
"""Så mange ord huskes analysen av før den glemmer og begynner på nytt: nok for alle kildene, og et tak på minnet."""

_ORD = re.compile(r"[^\W\d_]+")
_ENDELSER = (
    (
        re.compile(r"(?!.*(?:fast|tann|over|kol|privi|hus|bedrifts|skole|vakt|stats|kommune)leg)(.{3,})leg(|e|ere)"),
        "lig",
    ),
    (re.compile(r"(.{3,})heit(|a|er|ene)"), "het"),
    (re.compile(r"(inn|for|over|under|til|ut|av)skot(|et)"), "skudd"),
)
"""Endelsene med det som står rundt. Ord på -lege som er en lege, er unntatt."""


class Bokmaal:
    """Omskrivingen med tabellene i ``lister``."""

    def __init__(self, lister: Ordlister) -> None:
        self._nynorsk = lister.nynorsk
        self._vanlige = lister.vanlige
        self._former: dict[str, tuple[str, ...]] = {}

    def ordene(self, ordene: Sequence[str]) -> list[str]:
        """Ordene med nynorsk skrevet om til bokmål. Lengste frase vinner."""
        fraser = self._fraser
        if all(fraser.get(ord_, 1) == 1 for ord_ in ordene):
            return [form for ord_ in ordene for form in self._ett_ord(ord_)]
        return [fold(ord_) for _, _, ut in self._stykker(ordene) for ord_ in ut.split()]

    def _ett_ord(self, ord_: str) -> tuple[str, ...]:
        """Bokmålsformen av ett ord som ikke begynner en frase."""
        funnet = self._former.get(ord_)
        if funnet is None:
            if len(self._former) >= MAKS_HUSKET:
                self._former.clear()
            form = self._slaa_opp((ord_,)) or ord_
            funnet = self._former[ord_] = tuple(fold(o) for o in form.split())
        return funnet

    def _stykker(self, ordene: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Hvert ord eller hver frase på bokmål med stykket ``[start, slutt)`` det kom fra."""
        start = 0
        while start < len(ordene):
            lengst = self._fraser.get(ordene[start], 1)
            for lengde in range(min(lengst, len(ordene) - start), 0, -1):
                ut = self._slaa_opp(tuple(ordene[start : start + lengde]))
                if ut is not None:
                    yield start, start + lengde, ut
                    break
            else:
                lengde = 1
                yield start, start + 1, ordene[start]
            start += lengde

    def _slaa_opp(self, frase: Frase) -> str | None:
        funnet = self._nynorsk.get(frase)
        if funnet is None and len(frase) == 1 and len(frase[0]) > 4:
            return self._stammer.get(stamme(frase[0])) or _nynorsk_endelse(frase[0])
        return funnet

    @cached_property
    def _fraser(self) -> dict[str, int]:
        """Første ord i hver nynorske frase → lengden av den lengste frasen som begynner slik."""
        ut: dict[str, int] = {}
        for nokkel in self._nynorsk:
            ut[nokkel[0]] = max(len(nokkel), ut.get(nokkel[0], 1))
        return ut

    @cached_property
    def _stammer(self) -> dict[str, str]:
        """Stammene av de nynorske ordene i tabellen, der stammen ikke også er stammen av et bokmålsord."""
        bokmaal = {stamme(fold(o)) for verdi in self._nynorsk.values() for o in verdi.split()}
        bokmaal |= self._vanlige
        ut: dict[str, str] = {}
        for nokkel, verdi in self._nynorsk.items():
            if len(nokkel) == 1 and len(nokkel[0]) > 4:
                rot = stamme(nokkel[0])
                if rot not in bokmaal and len(rot) > 3:
                    ut.setdefault(rot, verdi)
        return ut

    def tekst(self, tekst: str) -> str:
        """Teksten med nynorske ord byttet ut med bokmål. Resten står som den er."""
        funn = list(_ORD.finditer(tekst))
        biter: list[str] = []
        slutt_forrige = 0
        for start, slutt, ut in self._stykker([fold(f[0]) for f in funn]):
            biter.append(tekst[slutt_forrige : funn[start].start()])
            uendret = tekst[funn[start].start() : funn[slutt - 1].end()]
            biter.append(uendret if slutt == start + 1 and ut == fold(uendret) else ut)
            slutt_forrige = funn[slutt - 1].end()
        return "".join(biter) + tekst[slutt_forrige:]


def _nynorsk_endelse(ord_: str) -> str | None:
    """Bokmålsformen av et foldet ord med en endelse som bare nynorsk har: -leg, -heit og -skot."""
    for monster, bokmaal in _ENDELSER:
        if funn := monster.fullmatch(ord_):
            return f"{funn[1]}{bokmaal}{funn[2]}"
    return None
