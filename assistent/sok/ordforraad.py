"""Ordforrådet i korpuset: hvilke ord som finnes, hvordan sammensatte ord deles, og hva et feilskrevet ord skal være."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

MINSTE_DEL = 4
"""Korteste ledd i et sammensatt ord, i bokstaver."""
FUGER = ("", "s", "e")
MAKS_DELER = 4
MINSTE_RETTING = 4
"""Korteste ord et feilskrevet ord kan rettes til."""
Stammer = Callable[[str], str]
Bolker = Mapping[tuple[str, int], Sequence[str]]
"""Første bokstav og lengde → ordene."""


MAKS_HUSKET = 50_000
"""Så mange delinger huskes før minnet tømmes."""


class Ordforraad:
    """Foldede ord med antall.

    ``kun_kjente`` er ord som regnes som kjente uten å kunne være ledd (engelske), ``ledd`` er ord som kan være ledd
    uten å stå i korpuset, og ``sperret`` er ord som aldri er ledd.
    """

    def __init__(
        self,
        antall: Mapping[str, int],
        stamme: Stammer,
        *,
        kun_kjente: Iterable[str] = (),
        ledd: Collection[str] = frozenset(),
        sperret: Collection[str] = frozenset(),
    ) -> None:
        self.antall = dict(antall)
        self.kun_kjente = frozenset(kun_kjente)
        self._stamme = stamme
        self._ledd = ledd
        self._sperret = sperret
        self._delinger: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _stammer(self) -> frozenset[str]:
        return frozenset(self._stamme(ord_) for ord_ in self.antall)

    @cached_property
    def _kjente_stammer(self) -> frozenset[str]:
        return self._stammer | {self._stamme(ord_) for ord_ in self.kun_kjente}

    def kjent(self, ord_: str) -> bool:
        """Sant når ordet, eller en annen bøyning av det, står i korpuset."""
        return ord_ in self.antall or ord_ in self.kun_kjente or self._stamme(ord_) in self._kjente_stammer

    def norsk(self, ord_: str) -> bool:
        """Som :meth:`kjent`, men bare for de norske tekstene."""
        return ord_ in self.antall or self._stamme(ord_) in self._stammer

    def del_opp(self, ord_: str) -> tuple[str, ...]:
        """Leddene i et sammensatt ord, eller en tom tuppel. Færrest ledd vinner, så de vanligste leddene."""
        if len(ord_) < 2 * MINSTE_DEL or not ord_.isalpha():
            return ()
        if ord_ not in self._delinger:
            if len(self._delinger) >= MAKS_HUSKET:
                self._delinger.clear()
            self._delinger[ord_] = self._beste_deling(ord_)
        return self._delinger[ord_]

    def _er_ledd(self, del_: str) -> bool:
        if len(del_) < MINSTE_DEL or del_ in self._sperret:
            return False
        return del_ in self.antall or del_ in self._ledd or del_ in self._stammer

    def _er_sisteledd(self, del_: str) -> bool:
        """Siste ledd kan være bøyd."""
        if self._er_ledd(del_):
            return True
        return len(del_) >= MINSTE_DEL and del_ not in self._sperret and self._stamme(del_) in self._stammer

    def _beste_deling(self, ord_: str) -> tuple[str, ...]:
        minne: dict[tuple[str, int], list[tuple[str, ...]]] = {}

        def delinger(rest: str, igjen: int) -> list[tuple[str, ...]]:
            nokkel = (rest, igjen)
            if nokkel not in minne:
                funnet: list[tuple[str, ...]] = [(rest,)] if rest != ord_ and self._er_sisteledd(rest) else []
                if igjen > 1:
                    for slutt in range(MINSTE_DEL, len(rest) - MINSTE_DEL + 1):
                        forste = rest[:slutt]
                        if not self._er_ledd(forste):
                            continue
                        for fuge in FUGER:
                            hale = rest[slutt + len(fuge) :]
                            if rest.startswith(fuge, slutt) and len(hale) >= MINSTE_DEL:
                                funnet += [(forste, *resten) for resten in delinger(hale, igjen - 1)]
                minne[nokkel] = funnet
            return minne[nokkel]

        kandidater = [deling for deling in delinger(ord_, MAKS_DELER) if len(deling) > 1]
        if not kandidater:
            return ()
        return min(kandidater, key=lambda d: (len(d), -min(self.antall.get(del_, 0) for del_ in d), d))

    def rett(self, ord_: str, ekstra: Bolker = MappingProxyType({}), *, minst: int = 5) -> str | None:
        """Ordet som trolig var ment, eller ``None``.

        Én feil godtas fra ``minst`` bokstaver, to fra åtte, og første bokstav skal stemme. ``ekstra`` er ord fra
        ordtabellene. Nærmeste ord vinner, så det som begynner likt lengst, så det vanligste.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(ord_) < minst or len(ord_) > 40 or not ord_.isalpha():
            return None
        grense = 2 if len(ord_) >= 8 else 1
        beste: tuple[int, int, int, str] | None = None
        for bolker in (self._rettbare, ekstra):
            for lengde in range(len(ord_) - grense, len(ord_) + grense + 1):
                for forslag, avstand, _ in process.extract(
                    ord_,
                    bolker.get((ord_[0], lengde), ()),
                    scorer=OSA.distance,
                    score_cutoff=grense,
                    limit=20,
                    processor=None,
                ):
                    lik_start = next(
                        (i for i, (a, b) in enumerate(zip(ord_, forslag, strict=False)) if a != b), len(forslag)
                    )
                    rang = (int(avstand), -lik_start, -self.antall.get(forslag, 0), forslag)
                    if beste is None or rang < beste:
                        beste = rang
        return beste[3] if beste else None

    @cached_property
    def _rettbare(self) -> Bolker:
        return i_bolker({*self.antall, *self.kun_kjente})


def i_bolker(ordene: Iterable[str]) -> Bolker:
    """Ordene på minst fire bokstaver etter første bokstav og lengde: bare slike kan være nær et feilskrevet ord."""
    bolker: dict[tuple[str, int], list[str]] = {}
    for ord_ in sorted(ordene):
        if len(ord_) >= MINSTE_RETTING:
            bolker.setdefault((ord_[0], len(ord_)), []).append(ord_)
    return bolker
