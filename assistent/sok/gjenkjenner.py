"""Gjenkjenner: hvilken oppføring et spørsmål hører til, lært av formuleringene i registeret.

En lineær modell med kvadratisk tap og ridge-straff (Hoerl og Kennard 1970) over tre slags trekk: ordene etter norsk
analyse, bokstavfølger (som tåler skrivefeil og sammensetninger) og setningsvektoren. Ord og bokstavfølger legges i et
fast antall plasser med fortegn (Weinberger mfl. 2009). Modellen læres når indeksen bygges, på et sekund eller to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assistent.sok.norsk import Analyse
from assistent.sok.ordlister import fold
from assistent.sok.vektor import Vektorkoder

PLASSER = 2048
STRAFF = 0.5
VEKT_ORD = 0.4
VEKT_BOKSTAVER = 0.3
VEKT_VEKTOR = 0.3
"""Vektene og straffen er valgt ved å holde én formulering ute om gangen."""
FOLGER = (3, 4, 5)
Flyt = npt.NDArray[np.float32]


class Gjenkjenner:
    """Poeng for hver oppføring, omtrent 0–1: nær 1 når spørsmålet ligner formuleringene i oppføringen, nær 0 ellers."""

    def __init__(
        self,
        ider: Sequence[str],
        vekter: Flyt,
        ordvekt: Mapping[str, float],
        folgevekt: Mapping[str, float],
        antall: int,
        analyse: Analyse,
        koder: Vektorkoder,
    ) -> None:
        self.ider = tuple(ider)
        self._vekter = vekter
        self._ordvekt = ordvekt
        self._folgevekt = folgevekt
        self._antall = antall
        self._analyse = analyse
        self._koder = koder

    @classmethod
    def laer(cls, tekster: Sequence[str], emner: Sequence[str], analyse: Analyse, koder: Vektorkoder) -> Gjenkjenner:
        """Lær av formuleringene ``tekster``, der nummer i hører til oppføringen ``emner[i]``."""
        ider = sorted(set(emner))
        plass = {id_: n for n, id_ in enumerate(ider)}
        ordene = [_ordtrekk(tekst, analyse) for tekst in tekster]
        folgene = [_folger(tekst) for tekst in tekster]
        i_emner: dict[str, set[str]] = {}
        i_tekster: Counter[str] = Counter()
        for trekk, folger, emne in zip(ordene, folgene, emner, strict=True):
            for term in trekk:
                i_emner.setdefault(term, set()).add(emne)
            i_tekster.update(folger.keys())
        ordvekt = {t: float(np.log1p(len(ider) / len(e))) for t, e in i_emner.items()}
        folgevekt = {f: float(np.log1p(len(tekster) / n)) for f, n in i_tekster.items() if n > 1}
        tom = np.zeros((0, len(ider)), np.float32)
        selv = cls(ider, tom, ordvekt, folgevekt, len(tekster), analyse, koder)
        if not tekster:
            return selv
        matrise = selv._matrise(ordene, folgene, koder.kod(list(tekster)))
        fasit = np.zeros((len(tekster), len(ider)), np.float32)
        fasit[np.arange(len(tekster)), [plass[e] for e in emner]] = 1.0
        gram = matrise.T @ matrise + STRAFF * np.eye(matrise.shape[1], dtype=np.float32)
        selv._vekter = np.linalg.solve(gram, matrise.T @ fasit).astype(np.float32)
        return selv

    def poeng(self, tekst: str) -> dict[str, float]:
        """Oppføring-id → poeng."""
        if not self.ider or not len(self._vekter):
            return {}
        ordene, folgene = [_ordtrekk(tekst, self._analyse)], [_folger(tekst)]
        verdier = (self._matrise(ordene, folgene, self._koder.kod_sporsmal([tekst])) @ self._vekter)[0]
        return {id_: float(v) for id_, v in zip(self.ider, verdier, strict=True)}

    def _matrise(
        self, ordene: Sequence[Mapping[str, float]], folgene: Sequence[Mapping[str, int]], vektorer: Flyt
    ) -> Flyt:
        """Trekkene for hver tekst, formen ``(antall, PLASSER + dimensjoner)``."""
        ord_ = np.zeros((len(ordene), PLASSER), np.float32)
        bokstaver = np.zeros((len(ordene), PLASSER), np.float32)
        ukjent_ord = float(np.log1p(max(1, len(self.ider))))
        ukjent_folge = float(np.log1p(max(1, self._antall)))
        for nr, (trekk, folger) in enumerate(zip(ordene, folgene, strict=True)):
            for term, vekt in trekk.items():
                plass, fortegn = _plass(f"o:{term}")
                ord_[nr, plass] += fortegn * vekt * self._ordvekt.get(term, ukjent_ord)
            for folge, antall in folger.items():
                plass, fortegn = _plass(f"b:{folge}")
                bokstaver[nr, plass] += fortegn * (1 + log(antall)) * self._folgevekt.get(folge, ukjent_folge)
        lagt = VEKT_ORD**0.5 * _normert(ord_) + VEKT_BOKSTAVER**0.5 * _normert(bokstaver)
        return np.hstack([lagt, VEKT_VEKTOR**0.5 * np.asarray(vektorer, np.float32)]).astype(np.float32)

    def lagre(self, mappe: Path) -> None:
        """Skriv modellen til en mappe som lages ved behov."""
        mappe.mkdir(parents=True, exist_ok=True)
        np.save(mappe / "vekter.npy", self._vekter, allow_pickle=False)
        data = {
            "ider": self.ider,
            "ordvekt": self._ordvekt,
            "folgevekt": self._folgevekt,
            "antall": self._antall,
        }
        (mappe / "trekk.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def les(cls, mappe: Path, analyse: Analyse, koder: Vektorkoder) -> Gjenkjenner:
        """Les en lagret modell. OSError eller ValueError når den er ødelagt."""
        data = json.loads((mappe / "trekk.json").read_text(encoding="utf-8"))
        vekter = np.load(mappe / "vekter.npy", allow_pickle=False)
        if vekter.shape[1] != len(data["ider"]):
            raise ValueError(f"{mappe}: {vekter.shape[1]} kolonner, men {len(data['ider'])} oppføringer")
        return cls(data["ider"], vekter, data["ordvekt"], data["folgevekt"], int(data["antall"]), analyse, koder)


def _ordtrekk(tekst: str, analyse: Analyse) -> dict[str, float]:
    ut: dict[str, float] = {}
    for gruppe in analyse.grupper(tekst, sporreord=True):
        for alternativ in gruppe.alternativer:
            for term in alternativ.termer:
                ut[term] = max(ut.get(term, 0.0), alternativ.vekt)
    return ut


def _folger(tekst: str) -> Counter[str]:
    ut: Counter[str] = Counter()
    for ord_ in "".join(t if t.isalnum() or t in "§-" else " " for t in fold(tekst)).split():
        ut.update(_ordfolger(ord_[:40]))
    return ut


@lru_cache(maxsize=50_000)
def _ordfolger(ord_: str) -> tuple[str, ...]:
    i_ramme = f"<{ord_}>"
    return tuple(i_ramme[i : i + n] for n in FOLGER for i in range(len(i_ramme) - n + 1))


@lru_cache(maxsize=100_000)
def _plass(trekk: str) -> tuple[int, int]:
    sum_ = crc32(trekk.encode())
    return sum_ % PLASSER, 1 if (sum_ >> 20) & 1 else -1


def _normert(rader: Flyt) -> Flyt:
    lengder = np.linalg.norm(rader, axis=1, keepdims=True)
    normert: Flyt = rader / np.maximum(lengder, 1e-9)
    return normert
