"""Den norske analysen: samme vei fra tekst til søketermer for kildene og for spørsmålet.

Tekst → symboler (ord, tall, lovhenvisninger) → bokmål → stammer og ledd. Et spørsmål gir i tillegg rettinger av
skrivefeil og andre ord for det samme, med lavere vekt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from assistent.sok.bokmaal import MAKS_HUSKET, Bokmaal
from assistent.sok.ordforraad import Bolker, Ordforraad, i_bolker
from assistent.sok.ordlister import Frase, Ordlister, fold, les_ordlister
from assistent.sok.symboler import TALL, TALL_ENGELSK, engelsk_stamme, rens, stamme, symboler

ANALYSE_VERSJON = "3"
"""Heves når analysen endres slik at en gammel indeks ikke lenger passer."""

MAKS_TEGN = 20_000
"""Lengste spørsmål som analyseres; resten av en lengre tekst leses ikke."""
MAKS_RETTINGER = 25
"""Flest ukjente ord som prøves rettet i ett spørsmål."""
LENGSTE_FRASE = 5

VEKT_SYNONYM = 0.5
VEKT_ENGELSK = 0.5
VEKT_RETTING = 0.8

_INNE_I_SETNING = re.compile(r"(?<=[^\s.?!:…])\s+[\"«“(–-]?\s*([^\W\d_]+)")
"""Et ord som ikke begynner en setning."""
MINSTE_NAVN = 3
Art = Literal["selv", "retting", "engelsk", "synonym"]


@dataclass(frozen=True, slots=True)
class Alternativ:
    """En lesemåte av et ord i spørsmålet.

    ``termer`` er ordet selv og deretter leddene i det. I en ``frase`` er termene i stedet ord på lik linje.
    """

    termer: tuple[str, ...]
    vekt: float
    art: Art
    frase: bool = False


@dataclass(frozen=True, slots=True)
class Gruppe:
    """Et ord eller en frase i spørsmålet med alle lesemåtene. ``innhold`` er usant for spørreord og nektelser."""

    tekst: str
    alternativer: tuple[Alternativ, ...]
    innhold: bool = True


class Analyse:
    """Analysen med et ordforråd. Uten ordforråd deles ikke sammensatte ord, og ingenting rettes."""

    def __init__(
        self,
        antall: Mapping[str, int] | None = None,
        kun_kjente: Iterable[str] = (),
        lister: Ordlister | None = None,
    ) -> None:
        self.lister: Ordlister = lister or les_ordlister()
        self._bokmaal = Bokmaal(self.lister)
        nynorske = frozenset(nokkel[0] for nokkel in self.lister.nynorsk if len(nokkel) == 1)
        self.ordforraad = Ordforraad(
            antall or {},
            stamme,
            kun_kjente=kun_kjente,
            ledd=nynorske,
            sperret=self.lister.stoppord | self.lister.sporreord | self.lister.nektelser,
        )
        self._termer: dict[str, tuple[str, ...]] = {}
        self._grupper: dict[tuple[str, bool, bool, bool], Gruppe] = {}

    @classmethod
    def laer(cls, norske: Iterable[str], engelske: Iterable[str] = ()) -> Analyse:
        """Analysen med ordforrådet i tekstene. Engelske ord regnes som kjente, men er aldri ledd i norske ord."""
        tom = cls()
        antall = Counter(
            ord_ for tekst in norske for ord_ in (*symboler(tekst), *tom.bokmaalsord(symboler(tekst))) if ord_.isalpha()
        )
        return cls(antall, {ord_ for tekst in engelske for ord_ in symboler(tekst) if ord_.isalpha()})

    @classmethod
    def fra_data(cls, data: Mapping[str, Any]) -> Analyse:
        """Analysen slik :meth:`som_data` beskrev den. KeyError, TypeError eller ValueError når dataene er ødelagt."""
        return cls({str(o): int(n) for o, n in data["antall"].items()}, [str(o) for o in data["kun_kjente"]])

    def som_data(self) -> dict[str, Any]:
        """Ordforrådet som enkle verdier, til å lagre."""
        return {"antall": self.ordforraad.antall, "kun_kjente": sorted(self.ordforraad.kun_kjente)}

    # --- teksten i indeksen -------------------------------------------------------------------------------------

    def termer(self, tekst: str, *, sporreord: bool = False) -> list[str]:
        """Termene en tekst i indeksen søkes på. ``sporreord`` tar med hvem, når og hvordan."""
        ut: list[str] = []
        for ord_ in self.bokmaalsord(symboler(tekst)):
            if not self._er_smaaord(ord_, engelsk=False, sporreord=sporreord):
                ut += self._ordtermer(TALL.get(ord_, ord_))
        return ut

    def bokmaalsord(self, ordene: Sequence[str]) -> list[str]:
        """Se :meth:`assistent.sok.bokmaal.Bokmaal.ordene`."""
        return self._bokmaal.ordene(ordene)

    def _er_smaaord(self, ord_: str, *, engelsk: bool, sporreord: bool) -> bool:
        if ord_ in self.lister.nektelser:
            return False
        if ord_ in self.lister.sporreord:
            return not sporreord
        if ord_ in self.lister.stoppord or (engelsk and ord_ in self.lister.stoppord_engelsk):
            return True
        return len(ord_) == 1 and not ord_.isdigit()

    def _ordtermer(self, ord_: str) -> tuple[str, ...]:
        """Stammen av ordet og stammene av leddene i det."""
        funnet = self._termer.get(ord_)
        if funnet is None:
            if len(self._termer) >= MAKS_HUSKET:
                self._termer.clear()
            funnet = self._termer[ord_] = tuple(dict.fromkeys(self._lag_ordtermer(ord_)))
        return funnet

    def _lag_ordtermer(self, ord_: str) -> Iterator[str]:
        ord_ = self.lister.boyning.get(ord_, ord_)
        yield stamme(ord_)
        aar = re.fullmatch(r"([a-z]+)(ars?|arig[a-z]*|aring[a-z]*)", ord_)
        if aar and aar[1] in TALL:
            yield from (TALL[aar[1]], "ar")
            return
        for del_ in self.ordforraad.del_opp(ord_):
            yield from (stamme(o) for o in self.bokmaalsord((del_,)))

    # --- teksten til vektormodellen -----------------------------------------------------------------------------

    def bokmaal(self, tekst: str) -> str:
        """Se :meth:`assistent.sok.bokmaal.Bokmaal.tekst`."""
        return self._bokmaal.tekst(tekst)

    def fra_engelsk(self, tekst: str) -> str | None:
        """Et engelsk spørsmål ord for ord på bokmål, eller ``None`` når det ikke er engelsk."""
        ordene = symboler(tekst[:MAKS_TEGN])
        if not self.er_engelsk(ordene):
            return None
        ut: list[str] = []
        start = 0
        while start < len(ordene):
            for lengde in range(min(LENGSTE_FRASE, len(ordene) - start), 0, -1):
                treff = self._engelske.get(tuple(map(engelsk_stamme, ordene[start : start + lengde])))
                if treff:
                    ut.append(treff[0])
                    break
            else:
                lengde = 1
                if not self._er_smaaord(ordene[start], engelsk=True, sporreord=True):
                    ut.append(ordene[start])
            start += lengde
        return " ".join(ut)

    def har_navn(self, tekst: str) -> bool:
        """Sant når spørsmålet har et navn fra tekstene: et ord med stor forbokstav inne i en setning, som står i
        ordforrådet, men ikke i ordtabellene."""
        for funn in _INNE_I_SETNING.finditer(rens(tekst[:MAKS_TEGN])):
            if len(funn[1]) < MINSTE_NAVN or not funn[1][0].isupper() or not funn[1][1:].islower():
                continue
            ord_ = self.bokmaalsord((fold(funn[1]),))[0]
            vanlig = ord_ in self.lister.stoppord_engelsk or stamme(ord_) in self.lister.vanlige
            if vanlig or self._uten_innhold(ord_) or (engelsk_stamme(ord_),) in self._engelske:
                continue
            if ord_ in self.ordforraad.antall:
                return True
        return False

    # --- spørsmålet ---------------------------------------------------------------------------------------------

    def er_engelsk(self, ordene: Sequence[str]) -> bool:
        """Sant når spørsmålet har flere engelske småord enn norske."""
        engelske = sum(ord_ in self.lister.kjennetegn_engelsk for ord_ in ordene)
        norske = sum(
            ord_ in self.lister.stoppord or ord_ in self.lister.sporreord or ord_ in self.lister.nektelser
            for ord_ in ordene
            if ord_ not in self.lister.stoppord_engelsk
        )
        return engelske > norske

    def grupper(self, tekst: str, *, sporreord: bool = False, utvid: bool = True) -> tuple[Gruppe, ...]:
        """Ordene i et spørsmål med lesemåter. ``utvid=False`` gir bare ordene selv (og bokmålsformen av dem)."""
        ordene = symboler(tekst[:MAKS_TEGN])
        engelsk = self.er_engelsk(ordene)
        norske = list(ordene) if engelsk else self.bokmaalsord(ordene)
        ut: dict[str, Gruppe] = {}
        rettinger = MAKS_RETTINGER
        start = 0
        while start < len(norske):
            lengde, gruppe = self._frasegruppe(norske, start, engelsk, sporreord) if utvid else (0, None)
            if gruppe is None:
                lengde = 1
                ord_ = norske[start]
                if not self._er_smaaord(ord_, engelsk=engelsk, sporreord=sporreord):
                    kan_rettes = utvid and rettinger > 0 and not self._forstaatt(ord_)
                    rettinger -= kan_rettes
                    gruppe = self._ordgruppe(ord_, engelsk=engelsk, utvid=utvid, rett=kan_rettes)
            if gruppe is not None:
                ut.setdefault(gruppe.alternativer[0].termer[0], gruppe)
            start += lengde
        return tuple(ut.values())

    def _frasegruppe(
        self, ordene: Sequence[str], start: int, engelsk: bool, sporreord: bool
    ) -> tuple[int, Gruppe | None]:
        forste = ordene[start]
        if stamme(forste) not in self._begynner_synonym and engelsk_stamme(forste) not in self._begynner_engelsk:
            return 0, None
        for lengde in range(min(LENGSTE_FRASE, len(ordene) - start), 1, -1):
            stykke = ordene[start : start + lengde]
            andre: list[Alternativ] = []
            if engelsk or not all(self.ordforraad.norsk(o) for o in stykke):
                andre += self._utvidelser(self._engelske, tuple(map(engelsk_stamme, stykke)), VEKT_ENGELSK, "engelsk")
            andre += self._utvidelser(self._synonymer, tuple(map(stamme, stykke)), VEKT_SYNONYM, "synonym")
            if andre:
                egne = [o for o in stykke if not self._er_smaaord(o, engelsk=engelsk, sporreord=sporreord)]
                termer = tuple(dict.fromkeys(t for o in egne or stykke for t in self._ordtermer(TALL.get(o, o))))
                return lengde, Gruppe(" ".join(stykke), (Alternativ(termer, 1.0, "selv", frase=True), *andre))
        return 0, None

    def _ordgruppe(self, ord_: str, *, engelsk: bool, utvid: bool, rett: bool) -> Gruppe:
        nokkel = (ord_, engelsk, utvid, rett)
        gruppe = self._grupper.get(nokkel)
        if gruppe is None:
            if len(self._grupper) >= MAKS_HUSKET:
                self._grupper.clear()
            gruppe = self._grupper[nokkel] = self._lag_ordgruppe(ord_, engelsk=engelsk, utvid=utvid, rett=rett)
        return gruppe

    def _lag_ordgruppe(self, ord_: str, *, engelsk: bool, utvid: bool, rett: bool) -> Gruppe:
        tall = TALL.get(ord_) or (TALL_ENGELSK.get(ord_) if engelsk else None)
        alternativer = [Alternativ(self._ordtermer(tall or ord_), 1.0, "selv")]
        rettet = self._rett(ord_, engelsk=engelsk) if rett else None
        if rettet is not None:
            for bokmaal in self.bokmaalsord((rettet,)):
                alternativer.append(Alternativ(self._ordtermer(bokmaal), VEKT_RETTING, "retting"))
        if utvid:
            for form in (ord_, rettet):
                if form is not None:
                    if engelsk or not self.ordforraad.norsk(form):
                        rot = (engelsk_stamme(form),)
                        alternativer += self._utvidelser(self._engelske, rot, VEKT_ENGELSK, "engelsk")
                    alternativer += self._utvidelser(self._synonymer, (stamme(form),), VEKT_SYNONYM, "synonym")
        return Gruppe(ord_, tuple(alternativer), innhold=not self._uten_innhold(ord_))

    def _uten_innhold(self, ord_: str) -> bool:
        return ord_ in self.lister.sporreord or ord_ in self.lister.nektelser

    def _utvidelser(
        self, tabell: Mapping[Frase, tuple[str, ...]], nokkel: Frase, vekt: float, art: Art
    ) -> list[Alternativ]:
        ut = []
        for verdi in tabell.get(nokkel, ()):
            ordene = [o for o in symboler(verdi) if not self._er_smaaord(o, engelsk=False, sporreord=False)]
            if len(ordene) == 1:
                ut.append(Alternativ(self._ordtermer(TALL.get(ordene[0], ordene[0])), vekt, art))
            elif ordene:
                termer = tuple(dict.fromkeys(t for o in ordene for t in self._ordtermer(TALL.get(o, o))))
                ut.append(Alternativ(termer, vekt, art, frase=True))
        return ut

    @cached_property
    def _engelske(self) -> dict[Frase, tuple[str, ...]]:
        return _paa_stamme(self.lister.engelsk, engelsk_stamme)

    @cached_property
    def _synonymer(self) -> dict[Frase, tuple[str, ...]]:
        return _paa_stamme(self.lister.synonymer, stamme)

    @cached_property
    def _begynner_engelsk(self) -> frozenset[str]:
        """Det første ordet i hver engelske frase på flere ord."""
        return frozenset(nokkel[0] for nokkel in self._engelske if len(nokkel) > 1)

    @cached_property
    def _begynner_synonym(self) -> frozenset[str]:
        return frozenset(nokkel[0] for nokkel in self._synonymer if len(nokkel) > 1)

    def _forstaatt(self, ord_: str) -> bool:
        """Sant når ordet står i korpuset eller i en ordtabell, eller er satt sammen av slike ord."""
        return (
            not ord_.isalpha()
            or self.ordforraad.kjent(ord_)
            or stamme(ord_) in self.lister.vanlige
            or ord_ in TALL
            or ord_ in self.lister.boyning
            or (engelsk_stamme(ord_),) in self._engelske
            or (stamme(ord_),) in self._synonymer
            or bool(self.ordforraad.del_opp(ord_))
        )

    def _rett(self, ord_: str, *, engelsk: bool = False) -> str | None:
        # Korte engelske ord rettes også: «aply», «yers». Korte norske ord er oftere navn eller dialekt.
        return self.ordforraad.rett(ord_, self._tabellord, minst=4 if engelsk else 5)

    @cached_property
    def _tabellord(self) -> Bolker:
        tabeller: tuple[Iterable[Frase], ...] = (self.lister.nynorsk, self.lister.engelsk, self.lister.synonymer)
        return i_bolker({n[0] for tabell in tabeller for n in tabell if len(n) == 1 and len(n[0]) > 4})


def _paa_stamme(tabell: Mapping[Frase, tuple[str, ...]], rot: Any) -> dict[Frase, tuple[str, ...]]:
    """Tabellen slått opp på stammer. Flere bøyninger av samme ord får verdiene sine slått sammen."""
    ut: dict[Frase, tuple[str, ...]] = {}
    for nokkel, verdier in tabell.items():
        stammer = tuple(rot(o) for o in nokkel)
        ut[stammer] = tuple(dict.fromkeys((*ut.get(stammer, ()), *verdier)))
    return ut
