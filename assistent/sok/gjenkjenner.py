"""Gjenkjenner: hvilken oppføring et spørsmål hører til, lært av formuleringene i registeret.

En lineær modell med kvadratisk tap og ridge-straff (Hoerl og Kennard 1970) over tre slags trekk: ordene etter norsk
analyse, bokstavfølger (som tåler skrivefeil og sammensetninger) og setningsvektoren. Ord og bokstavfølger legges i et
fast antall plasser med fortegn (Weinberger mfl. 2009). Modellen læres når indeksen bygges, på et sekund eller to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
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
_Spor = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]


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
    def laer(
        cls,
        tekster: Sequence[str],
        emner: Sequence[str],
        analyse: Analyse,
        koder: Vektorkoder,
        vektorer: Flyt | None = None,
    ) -> Gjenkjenner:
        """Lær av formuleringene ``tekster``, der nummer i hører til oppføringen ``emner[i]``.

        ``vektorer`` er tekstene kodet med ``koder``, når det alt er gjort.
        """
        ider = sorted(set(emner))
        plass = {id_: n for n, id_ in enumerate(ider)}
        ordene = [_ordtrekk(tekst, analyse) for tekst in tekster]
        delte = [_ordene(tekst) for tekst in tekster]
        i_emner: dict[str, set[str]] = {}
        for trekk, emne in zip(ordene, emner, strict=True):
            for term in trekk:
                i_emner.setdefault(term, set()).add(emne)
        i_tekster: Counter[str] = Counter()
        for ord_, antall in Counter(o for ord_liste in delte for o in set(ord_liste)).items():
            for folge in _folger(ord_):
                i_tekster[folge] += antall
        ordvekt = {t: float(np.log1p(len(ider) / len(e))) for t, e in i_emner.items()}
        folgevekt = {f: float(np.log1p(len(tekster) / n)) for f, n in i_tekster.items() if n > 1}
        tom = np.zeros((0, len(ider)), np.float32)
        selv = cls(ider, tom, ordvekt, folgevekt, len(tekster), analyse, koder)
        if not tekster:
            return selv
        matrise = selv._matrise(ordene, delte, koder.kod(list(tekster)) if vektorer is None else vektorer)
        fasit = np.zeros((len(tekster), len(ider)), np.float32)
        fasit[np.arange(len(tekster)), [plass[e] for e in emner]] = 1.0
        gram = matrise.T @ matrise + STRAFF * np.eye(matrise.shape[1], dtype=np.float32)
        selv._vekter = np.linalg.solve(gram, matrise.T @ fasit).astype(np.float32)
        return selv

    def poeng(self, tekst: str) -> dict[str, float]:
        """Oppføring-id → poeng."""
        if not self.ider or not len(self._vekter):
            return {}
        trekk = self._matrise([_ordtrekk(tekst, self._analyse)], [_ordene(tekst)], self._koder.kod_sporsmal([tekst]))
        verdier = (trekk @ self._vekter)[0]
        return {id_: float(v) for id_, v in zip(self.ider, verdier, strict=True)}

    def _matrise(self, ordene: Sequence[Mapping[str, float]], delte: Sequence[Sequence[str]], vektorer: Flyt) -> Flyt:
        """Trekkene for hver tekst, formen ``(antall, PLASSER + dimensjoner)``."""
        ukjent_ord = float(np.log1p(max(1, len(self.ider))))
        ukjent_folge = float(np.log1p(max(1, self._antall)))
        husket: dict[str, _Spor] = {}

        def bokstavspor(ord_: str) -> _Spor:
            if ord_ not in husket:
                husket[ord_] = _spor({f"b:{f}": self._folgevekt.get(f, ukjent_folge) for f in _folger(ord_)})
            return husket[ord_]

        ordspor = (
            [_spor({f"o:{t}": vekt * self._ordvekt.get(t, ukjent_ord) for t, vekt in trekk.items()})]
            for trekk in ordene
        )
        bokstaver = ([bokstavspor(o) for o in liste] for liste in delte)
        ut = np.zeros((len(ordene), PLASSER + vektorer.shape[1]), np.float32)
        _legg_ut(ut, ordspor, VEKT_ORD)
        _legg_ut(ut, bokstaver, VEKT_BOKSTAVER)
        ut[:, PLASSER:] = VEKT_VEKTOR**0.5 * vektorer
        return ut

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


def _ordene(tekst: str) -> tuple[str, ...]:
    return tuple(o[:40] for o in "".join(t if t.isalnum() or t in "§-" else " " for t in fold(tekst)).split())


def _folger(ord_: str) -> set[str]:
    """Bokstavfølgene i ordet, med ordgrensene merket."""
    i_ramme = f"<{ord_}>"
    return {i_ramme[i : i + n] for n in FOLGER for i in range(len(i_ramme) - n + 1)}


def _spor(trekk: Mapping[str, float]) -> _Spor:
    """Plassene trekkene får, og verdiene der, med fortegn."""
    summer = [crc32(navn.encode()) for navn in trekk]
    fortegn = np.array([1.0 if (s >> 20) & 1 else -1.0 for s in summer])
    return np.array([s % PLASSER for s in summer], np.int64), fortegn * np.array(list(trekk.values()))


def _legg_ut(ut: Flyt, rader: Iterable[Sequence[_Spor]], vekt: float) -> None:
    """Legg sporene for hver tekst til i de første ``PLASSER`` kolonnene av ``ut``, med lengde roten av ``vekt``."""
    i_rekke = iter(rader)
    start = 0
    while bit := list(islice(i_rekke, 256)):
        plasser = [nr * PLASSER + p for nr, spor in enumerate(bit) for p, _ in spor]
        if plasser:
            verdier = np.concatenate([v for spor in bit for _, v in spor])
            lagt = np.bincount(np.concatenate(plasser), verdier, len(bit) * PLASSER).reshape(len(bit), PLASSER)
            lengder = np.sqrt(np.einsum("ij,ij->i", lagt, lagt))[:, None]
            ut[start : start + len(bit), :PLASSER] += lagt * (vekt**0.5 / np.maximum(lengder, 1e-9))
        start += len(bit)
