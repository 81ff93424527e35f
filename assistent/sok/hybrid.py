"""Det samlede søket: ordsøk og vektorsøk hver for seg, og de to rangeringene veid sammen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from assistent.sok.leksikalsk import LeksikalskIndeks
from assistent.sok.norsk import MAKS_TEGN, Analyse
from assistent.sok.symboler import rens
from assistent.sok.vektor import Vektorer, Vektorindeks, Vektorkoder, Vektorsok, apne_klient, slett_samling

VEKT_VEKTOR = 0.55
"""Hvor mye det standardiserte vektorpoenget teller; ordpoenget teller resten. Kurven står i evaluering/sok.md.
Sammenslåing etter plassering (RRF) var klart dårligere."""
DEMPET_VED_NAVN = 0.4
"""Faktoren på VEKT_VEKTOR når spørsmålet har et navn: da skiller ordet selv, og vektormodellen kjenner få navn."""
KJENT, FREMMED = 0.75, 0.5
"""Kjenner vektormodellen minst KJENT av ordene i tekstene, teller den fullt; ved FREMMED teller den ingenting."""
KANDIDATER = 60
"""Hvor mange kandidater hver side bidrar med, minst."""
NABOER = 200
"""Hvor mange nære vektorer det slås opp likhet for. Kandidater fra ordsøket som er lenger unna, får likheten til den
fjerneste av dem."""

_LESBART = re.compile(r"[0-9A-Za-zÀ-ɏ]")
"""Andre skriftsystemer kjenner verken ordsøket eller vektormodellen: likheten der er støy."""

Maate = Literal["hybrid", "leksikalsk", "vektor"]
_Flyt = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rangert:
    """Et treff. ``poeng`` rangerer treffene i ett søk; de andre er absolutte tall som kan sammenlignes mellom søk.

    ``leksikalsk`` og ``dekning`` er 0–1. ``vektor`` er cosinuslikheten, og for treff utenfor de nærmeste det
    meste den kan være.
    """

    id: str
    poeng: float
    leksikalsk: float
    vektor: float
    dekning: float


def vekt_for(koder: Vektorkoder, tekster: Sequence[str]) -> float:
    """Hvor mye vektorpoenget skal telle for disse tekstene: mindre jo færre av ordene modellen kjenner."""
    andel = (koder.kjennskap(tekster) - FREMMED) / (KJENT - FREMMED)
    return VEKT_VEKTOR * min(1.0, max(0.0, andel))


class Sokbar:
    """Et sett tekster som det kan søkes i."""

    def __init__(
        self,
        leksikalsk: LeksikalskIndeks,
        vektor: Vektorsok,
        analyse: Analyse,
        koder: Vektorkoder,
        *,
        sporreord: bool = False,
        vekt_vektor: float = VEKT_VEKTOR,
    ) -> None:
        self.leksikalsk = leksikalsk
        self.vektor = vektor
        self.analyse = analyse
        self._koder = koder
        self._sporreord = sporreord
        self._vekt_vektor = vekt_vektor
        self._plass = {id_: nr for nr, id_ in enumerate(leksikalsk.ider)}

    @classmethod
    @contextmanager
    def midlertidig(
        cls, tekster: Mapping[str, str], koder: Vektorkoder, *, sporreord: bool = False, klient: Any = None
    ) -> Iterator[Sokbar]:
        """Et søk i id → tekst som ikke lagres, til evaluering. Ordforrådet læres av tekstene.

        ``klient`` er Chroma-klienten vektorene legges i mens søket brukes; uten den ligger de i minnet.
        """
        klient = klient or apne_klient()
        navn = f"midlertidig-{uuid4().hex}"
        analyse = Analyse.laer(tekster.values())
        termer = {id_: analyse.termer(tekst, sporreord=sporreord) for id_, tekst in tekster.items()}
        try:
            vektor = Vektorindeks.bygg(klient, navn, list(tekster), koder.kod(list(tekster.values())))
            leksikalsk, vekt = LeksikalskIndeks.bygg(termer), vekt_for(koder, list(tekster.values()))
            yield cls(leksikalsk, vektor, analyse, koder, sporreord=sporreord, vekt_vektor=vekt)
        except BaseException:
            with suppress(Exception):  # feilen som kom først, er den som skal fram
                slett_samling(klient, navn)
            raise
        slett_samling(klient, navn)

    def __len__(self) -> int:
        return len(self.leksikalsk)

    def sok(self, tekst: str, k: int = 10, *, utvid: bool = True, maate: Maate = "hybrid") -> list[Rangert]:
        """De ``k`` beste treffene, best først. En tekst uten latinske bokstaver eller tall gir en tom liste.

        ``utvid`` slår på engelsk → norsk, dagligtale → fagord og retting av skrivefeil.
        """
        tekst = rens(tekst[:MAKS_TEGN])
        if k < 1 or not self._plass or not _LESBART.search(tekst):
            return []
        bredde = max(KANDIDATER, 2 * k)
        vurdering = self.leksikalsk.vurder(self.analyse.grupper(tekst, sporreord=self._sporreord, utvid=utvid))
        ordtreff = [] if maate == "vektor" else _beste(vurdering.poeng, bredde)
        naere: Mapping[str, float] = {}
        if maate != "leksikalsk":
            naere = self.vektor.sok(self._kod(tekst, utvid), max(NABOER, bredde))
        vektortreff = (self._plass[id_] for id_ in islice(naere, bredde) if id_ in self._plass)
        kandidater = np.array(sorted({*ordtreff, *vektortreff}), dtype=np.int64)
        if not len(kandidater):
            return []
        vekt_vektor = self._vekt_vektor * (DEMPET_VED_NAVN if self.analyse.har_navn(tekst) else 1.0)
        fjernest = min(naere.values(), default=0.0)
        leksikalsk = vurdering.poeng[kandidater].astype(np.float64)
        vektor = np.array([naere.get(self.leksikalsk.ider[nr], fjernest) for nr in kandidater])
        poeng = {
            "hybrid": (1 - vekt_vektor) * _standardisert(leksikalsk) + vekt_vektor * _standardisert(vektor),
            "leksikalsk": leksikalsk,
            "vektor": vektor,
        }[maate]
        return [
            Rangert(
                id=self.leksikalsk.ider[kandidater[nr]],
                poeng=float(poeng[nr]),
                leksikalsk=float(leksikalsk[nr]),
                vektor=float(vektor[nr]),
                dekning=float(vurdering.dekning[kandidater[nr]]),
            )
            for nr in np.argsort(-poeng, kind="stable")[:k]
            if leksikalsk[nr] > 0 or vektor[nr] > 0
        ]

    def _kod(self, tekst: str, utvid: bool) -> Vektorer:
        """Vektoren av spørsmålet: snittet av det slik det står og slik det er på bokmål, når de to er ulike."""
        bokmaal = self.analyse.fra_engelsk(tekst) if utvid else None
        tekster = list(dict.fromkeys((tekst, bokmaal or self.analyse.bokmaal(tekst))))
        snitt: Vektorer = self._koder.kod_sporsmal(tekster).mean(axis=0)
        lengde = float(np.linalg.norm(snitt))
        return snitt / lengde if lengde > 0 else snitt


def _beste(poeng: npt.NDArray[np.float32], antall: int) -> list[int]:
    """Plassene med høyest poeng over null."""
    if len(poeng) > antall:
        plasser = np.argpartition(-poeng, antall)[:antall]
    else:
        plasser = np.arange(len(poeng))
    return [int(nr) for nr in plasser if poeng[nr] > 0]


def _standardisert(verdier: _Flyt) -> _Flyt:
    """Verdiene som antall standardavvik fra snittet. Like verdier gir bare nuller."""
    spredning = float(verdier.std())
    return (verdier - verdier.mean()) / spredning if spredning > 1e-9 else np.zeros_like(verdier)
