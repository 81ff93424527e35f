"""Ordsøket: bm25s over termene fra den norske analysen, med poeng og dekning som tall mellom 0 og 1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistent.sok.norsk import Alternativ, Gruppe

K1 = 1.2
B = 0.75
VEKT_LEDD = 0.4
"""Vekten av leddene i et sammensatt ord som tekstene også har helt."""
VEKT_ENESTE = 0.9
"""Vekten av en annen lesemåte når ordet selv ikke finnes i noen tekst."""

Tall = npt.NDArray[np.float32]
_Kolonne = tuple[npt.NDArray[np.int32], Tall]


@dataclass(frozen=True, slots=True)
class Vurdering:
    """Poeng og dekning for hver tekst, i indeksens rekkefølge."""

    poeng: Tall
    dekning: Tall


class LeksikalskIndeks:
    """BM25 (Lucenes form) over et fast sett tekster.

    Poenget er BM25 delt på summen av det høyeste hvert ord i spørsmålet kan gi, som er ordets idf. Dekningen er andelen
    av innholdsordene i spørsmålet som står i teksten, vektet med idf. Et ord som ikke finnes i noen tekst, teller med
    idf-en til et ord ingen har sett.
    """

    def __init__(self, ider: Sequence[str], bm25: Any | None) -> None:
        self.ider = tuple(ider)
        self._bm25 = bm25

    @classmethod
    def bygg(cls, termer: Mapping[str, Sequence[str]]) -> LeksikalskIndeks:
        """Bygg av id → termer. Tekster uten termer kan ikke treffes, men teller med."""
        if not any(termer.values()):
            return cls(tuple(termer), None)
        from bm25s import BM25

        bm25 = BM25(method="lucene", k1=K1, b=B)
        bm25.index([list(t) for t in termer.values()], show_progress=False)
        return cls(tuple(termer), bm25)

    def lagre(self, mappe: Path) -> None:
        """Skriv indeksen til en mappe som lages ved behov."""
        mappe.mkdir(parents=True, exist_ok=True)
        (mappe / "ider.json").write_text(json.dumps(self.ider, ensure_ascii=False), encoding="utf-8")
        if self._bm25 is not None:
            self._bm25.save(mappe / "bm25", show_progress=False)

    @classmethod
    def les(cls, mappe: Path) -> LeksikalskIndeks:
        """Les en lagret indeks. OSError eller ValueError når den er ødelagt."""
        ider = json.loads((mappe / "ider.json").read_text(encoding="utf-8"))
        if not (mappe / "bm25").is_dir():
            return cls(ider, None)
        from bm25s import BM25

        indeks = cls(ider, BM25.load(mappe / "bm25", load_corpus=False))
        if indeks._matrise[3] != len(ider):
            raise ValueError(f"{mappe}: {len(ider)} id-er, men {indeks._matrise[3]} tekster")
        return indeks

    def __len__(self) -> int:
        return len(self.ider)

    def vurder(self, grupper: Iterable[Gruppe]) -> Vurdering:
        """Alle tekstene vurdert mot ordene i et spørsmål."""
        antall = len(self.ider)
        poeng = np.zeros(antall, dtype=np.float32)
        dekning = np.zeros(antall, dtype=np.float32)
        mest = innhold = 0.0
        for gruppe in grupper:
            gruppepoeng, funnet, hoyest, vekt = self._vurder_gruppe(gruppe)
            mest += hoyest
            if gruppepoeng is not None:
                poeng += gruppepoeng
            if gruppe.innhold:
                innhold += vekt
                if funnet is not None:
                    dekning += vekt * funnet
        if mest > 0:
            poeng /= mest
        if innhold > 0:
            dekning /= innhold
        return Vurdering(np.clip(poeng, 0, 1), np.clip(dekning, 0, 1))

    def _vurder_gruppe(self, gruppe: Gruppe) -> tuple[Tall | None, Tall | None, float, float]:
        """Poeng, dekning, høyeste mulige poeng og idf-vekt for ett ord i spørsmålet."""
        kjente = [a for a in gruppe.alternativer if any(t in self._kolonner_for for t in a.termer)]
        if not kjente:
            ukjent = self.idf("")
            return None, None, ukjent, ukjent
        selv = gruppe.alternativer[0] in kjente
        grunn = kjente[0] if selv else max(kjente, key=lambda a: (a.vekt, self._hoyest(a)))
        hoyest = self._hoyest(grunn)
        poeng = np.zeros(len(self.ider), dtype=np.float32)
        dekning = np.zeros(len(self.ider), dtype=np.float32)
        for alternativ in kjente:
            vekt = alternativ.vekt if selv else max(alternativ.vekt, VEKT_ENESTE)
            egne, funnet = self._vurder_alternativ(alternativ)
            np.maximum(poeng, np.minimum(vekt * egne, hoyest), out=poeng)
            np.maximum(dekning, max(vekt, VEKT_ENESTE) * funnet if alternativ is not grunn else funnet, out=dekning)
        return poeng, dekning, hoyest, self._vekt(grunn)

    def _vurder_alternativ(self, alternativ: Alternativ) -> tuple[Tall, Tall]:
        poeng = np.zeros(len(self.ider), dtype=np.float32)
        andel = np.zeros(len(self.ider), dtype=np.float32)
        ledd = alternativ.termer if alternativ.frase or len(alternativ.termer) == 1 else alternativ.termer[1:]
        deler = ledd is not alternativ.termer and alternativ.termer[0] in self._kolonner_for
        sum_ledd = sum(self.idf(t) for t in ledd)
        for term in dict.fromkeys(alternativ.termer):
            kolonne = self._kolonner_for.get(term)
            if kolonne is None:
                continue
            tekster, verdier = kolonne
            poeng[tekster] += verdier * (VEKT_LEDD if deler and term in ledd else 1.0)
            if term in ledd:
                andel[tekster] += self.idf(term) / sum_ledd
        if ledd is not alternativ.termer and (hel := self._kolonner_for.get(alternativ.termer[0])) is not None:
            andel[hel[0]] = 1.0
        return poeng, andel

    def _hoyest(self, alternativ: Alternativ) -> float:
        """Det høyeste et alternativ kan gi. Et sammensatt ord ingen tekst har, regnes etter leddene."""
        hel, *ledd = alternativ.termer
        if not ledd or alternativ.frase:
            return sum(self.idf(t) for t in alternativ.termer)
        sum_ledd = sum(self.idf(t) for t in ledd)
        return self.idf(hel) + VEKT_LEDD * sum_ledd if hel in self._kolonner_for else sum_ledd

    def _vekt(self, alternativ: Alternativ) -> float:
        """Hvor mye ordet teller i dekningen."""
        if alternativ.frase or len(alternativ.termer) == 1:
            return max(self.idf(t) for t in alternativ.termer)
        if alternativ.termer[0] in self._kolonner_for:
            return self.idf(alternativ.termer[0])
        return max(self.idf(t) for t in alternativ.termer[1:])

    def idf(self, term: str) -> float:
        """Lucenes idf. En ukjent term har idf-en til et ord ingen tekst inneholder."""
        kolonne = self._kolonner_for.get(term)
        antall, har = len(self.ider), 0 if kolonne is None else len(kolonne[0])
        return log(1 + (antall - har + 0.5) / (har + 0.5))

    @cached_property
    def _kolonner_for(self) -> dict[str, _Kolonne]:
        if self._bm25 is None:
            return {}
        data, indekser, start, _ = self._matrise
        return {
            term: (indekser[start[nr] : start[nr + 1]], data[start[nr] : start[nr + 1]])
            for term, nr in self._bm25.vocab_dict.items()
            if term
        }

    @property
    def _matrise(self) -> tuple[Tall, npt.NDArray[np.int32], npt.NDArray[np.int64], int]:
        verdier = self._bm25.scores if self._bm25 is not None else {}
        return verdier["data"], verdier["indices"], verdier["indptr"], int(verdier["num_docs"])
