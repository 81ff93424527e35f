"""Gjenkjenner: hvilken oppføring et spørsmål hører til, lært av formuleringene i registeret.

Én lineær støttevektormodell for hver oppføring mot resten (kvadrert hengseltap, Fan mfl. 2008, LIBLINEAR) over to
slags trekk, hver med tf-idf og lengde 1: termene fra den norske analysen, og ordene slik de står: hele, begynnelsene,
endelsen og to og to på rad. Begynnelsene tåler bøyning, sammensetning og skrivefeil, og to på rad skiller «hvor mange
år» fra «hvor mange». Modellen læres når indeksen bygges, på noen sekunder; i bruk trengs bare numpy.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistent.sok.norsk import Analyse
from assistent.sok.ordlister import fold

VEKT_TERMER = 0.6
VEKT_ORD = 0.8
STRAFF = 1.5
"""LIBLINEARs C. Vektene og straffen er valgt på formuleringer skrevet av andre enn dem modellen lærte av
(evaluering/emnevalg.md)."""
TOLERANSE = 1.0
BRATTHET = 2.0
"""Poenget er 1 / (1 + e^(-BRATTHET * avstand)): 0,5 på grensen mellom oppføringen og resten, 0,88 på margen."""
MINST_ANTALL = 3
"""Trekk av ordene slik de står, må finnes i så mange formuleringer."""
FRO = 1

Flyt = npt.NDArray[np.float32]
Trekk = Mapping[str, float]
_Rader = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64], npt.NDArray[np.int64]]


class Gjenkjenner:
    """Poeng for hver oppføring, 0–1: over 0,5 når modellen mener spørsmålet hører til den."""

    def __init__(
        self,
        ider: Sequence[str],
        trekk: Mapping[str, tuple[int, float]],
        vekter: npt.NDArray[np.float16],
        grunn: Flyt,
        analyse: Analyse | None,
    ) -> None:
        """``trekk`` er trekkets plass og idf, ``vekter`` har formen ``(trekk, oppføringer)``, ``grunn`` konstantene.

        Uten ``analyse`` brukes bare ordene slik de står, som til å kjenne igjen målformen.
        """
        self.ider = tuple(ider)
        self._trekk = trekk
        self._vekter = vekter
        self._grunn = grunn
        self._analyse = analyse

    @classmethod
    def laer(cls, tekster: Sequence[str], emner: Sequence[str], analyse: Analyse | None) -> Gjenkjenner:
        """Lær av formuleringene ``tekster``, der nummer i hører til oppføringen ``emner[i]``."""
        return Opplaering(tekster, emner, analyse).fullfor()

    def poeng(self, tekst: str) -> dict[str, float]:
        """Oppføring-id → poeng."""
        if len(self.ider) < 2:
            return {}
        rad = _vektet(self._trekk, _termtrekk(tekst, self._analyse), ordtrekk(tekst, brett=self._analyse is not None))
        avstand = self._grunn.copy()
        if rad:
            verdier = np.array(list(rad.values()), np.float32)
            avstand += verdier @ self._vekter[list(rad)].astype(np.float32)
        poeng = 1 / (1 + np.exp(-BRATTHET * avstand))
        return {id_: float(v) for id_, v in zip(self.ider, poeng, strict=True)}

    def lagre(self, mappe: Path) -> None:
        """Skriv modellen til en mappe som lages ved behov."""
        mappe.mkdir(parents=True, exist_ok=True)
        np.save(mappe / "vekter.npy", self._vekter, allow_pickle=False)
        data = {
            "ider": self.ider,
            "trekk": list(self._trekk),
            "idf": [round(idf, 4) for _, idf in self._trekk.values()],
            "grunn": self._grunn.tolist(),
        }
        (mappe / "trekk.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def les(cls, mappe: Path, analyse: Analyse | None) -> Gjenkjenner:
        """Les en lagret modell. OSError eller ValueError når den er ødelagt."""
        data = json.loads((mappe / "trekk.json").read_text(encoding="utf-8"))
        vekter = np.load(mappe / "vekter.npy", allow_pickle=False)
        form = (len(data["trekk"]), len(data["ider"]))
        if vekter.shape != form or len(data["grunn"]) != form[1]:
            raise ValueError(f"{mappe}: vektene har formen {vekter.shape}, men trekkene og oppføringene gir {form}")
        trekk = {navn: (nr, float(idf)) for nr, (navn, idf) in enumerate(zip(data["trekk"], data["idf"], strict=True))}
        return cls(data["ider"], trekk, vekter, np.array(data["grunn"], np.float32), analyse)


class Opplaering:
    """Opplæringen i to steg: trekkene regnes ut med en gang, og vektene, som ikke bruker Python, når man vil."""

    def __init__(
        self, tekster: Sequence[str], emner: Sequence[str], analyse: Analyse | None, *, balansert: bool = False
    ) -> None:
        """``balansert`` gir hver oppføring samme vekt, uansett hvor mange formuleringer den har."""
        self._ider = sorted(set(emner))
        self._emner = emner
        self._analyse = analyse
        self._trekk: dict[str, tuple[int, float]] = {}
        deler = []
        for rader, minst, vekt in (
            ([_termtrekk(tekst, analyse) for tekst in tekster], 1, VEKT_TERMER),
            ([ordtrekk(tekst, brett=analyse is not None) for tekst in tekster], MINST_ANTALL, VEKT_ORD),
        ):
            for navn, n in Counter(navn for rad in rader for navn in rad).items():
                if n >= minst:
                    self._trekk[navn] = (len(self._trekk), log((1 + len(tekster)) / (1 + n)) + 1)
            deler.append(self._rader(rader, vekt))
        self._modell, self._matrise = _klargjor(deler, (len(tekster), len(self._trekk)), balansert)

    def _rader(self, rader: Sequence[Trekk], vekt: float) -> _Rader:
        """Det :func:`_vektet` gjør, for alle radene samlet."""
        kjente = [[(self._trekk[navn][0], v) for navn, v in rad.items() if navn in self._trekk] for rad in rader]
        par = np.array([p for rad in kjente for p in rad], np.float64).reshape(-1, 2)
        plasser, verdier = par[:, 0].astype(np.int32), par[:, 1]
        verdier *= np.array([idf for _, idf in self._trekk.values()], np.float64)[plasser]
        rad_nr = np.repeat(np.arange(len(rader)), [len(rad) for rad in kjente])
        lengder = np.sqrt(np.bincount(rad_nr, verdier**2, minlength=len(rader)))
        return plasser, vekt * verdier / np.maximum(lengder, 1e-12)[rad_nr], rad_nr

    def fullfor(self) -> Gjenkjenner:
        """Modellen. Er det ingenting å skille mellom eller å skille på, er alle poengene like."""
        form = (len(self._trekk), len(self._ider))
        vekter, grunn = np.zeros(form, np.float16), np.zeros(form[1], np.float32)
        if form[1] > 1 and form[0] > 0:
            plass = {id_: n for n, id_ in enumerate(self._ider)}
            vekter, grunn = _tren(self._modell, self._matrise, [plass[e] for e in self._emner])
        return Gjenkjenner(self._ider, self._trekk, vekter, grunn, self._analyse)


def _klargjor(deler: Sequence[_Rader], form: tuple[int, int], balansert: bool) -> tuple[Any, Any]:
    """Den tomme modellen, og radene som én glissen matrise med formen ``(tekster, trekk)``."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    plasser, verdier, rad_nr = (np.concatenate(d) for d in zip(*deler, strict=True))
    klassevekt = "balanced" if balansert else None
    modell = LinearSVC(C=STRAFF, tol=TOLERANSE, random_state=FRO, class_weight=klassevekt)
    return modell, csr_matrix((verdier, (rad_nr, plasser)), shape=form)


def _tren(modell: Any, matrise: Any, fasit: Sequence[int]) -> tuple[npt.NDArray[np.float16], Flyt]:
    """Vektene ``(trekk, oppføringer)`` og konstantene."""
    modell.fit(matrise, fasit)
    vekter, grunn = modell.coef_, modell.intercept_
    if len(grunn) == 1:  # to oppføringer gir én grense, med den andre på den positive siden
        vekter, grunn = np.vstack([-vekter, vekter]), np.concatenate([-grunn, grunn])
    return np.ascontiguousarray(vekter.T, np.float16), grunn.astype(np.float32)


def _vektet(kjente: Mapping[str, tuple[int, float]], termer: Trekk, ordene: Trekk) -> dict[int, float]:
    """Plass → verdi for trekkene som er kjente, hver av de to slagene med lengden sin."""
    ut: dict[int, float] = {}
    for trekk, vekt in ((termer, VEKT_TERMER), (ordene, VEKT_ORD)):
        verdier = {kjente[n][0]: v * kjente[n][1] for n, v in trekk.items() if n in kjente}
        lengde = sum(v * v for v in verdier.values()) ** 0.5
        ut |= {plass: vekt * v / lengde for plass, v in verdier.items()}
    return ut


def _termtrekk(tekst: str, analyse: Analyse | None) -> dict[str, float]:
    """Termene fra analysen, med den høyeste vekten de har i teksten."""
    ut: dict[str, float] = {}
    if analyse is None:
        return ut
    for gruppe in analyse.grupper(tekst, sporreord=True):
        for alternativ in gruppe.alternativer:
            for term in alternativ.termer:
                navn = f"t:{term}"
                ut[navn] = max(ut.get(navn, 0.0), alternativ.vekt)
    return ut


def ordtrekk(tekst: str, *, brett: bool = True) -> dict[str, float]:
    """Ordene slik de står: hele, begynnelsene på tre, fire og fem bokstaver, endelsen på tre, og to og to på rad.

    Uten ``brett`` beholdes æ, ø, å og aksenter: «då» og «da» er to ord for den som skal skille nynorsk fra bokmål.
    """
    ordene = _tegnene(fold(tekst) if brett else tekst.lower()).split()
    antall: dict[str, int] = {}
    for ord_ in ordene:
        for navn in _deler(ord_):
            antall[navn] = antall.get(navn, 0) + 1
    for a, b in pairwise(ordene):
        navn = f"{a[:40]} {b[:40]}"
        antall[navn] = antall.get(navn, 0) + 1
    return {navn: 1 + log(n) for navn, n in antall.items()}


_IKKE_ORD = re.compile(r"[^\w§-]|_")


def _tegnene(tekst: str) -> str:
    return _IKKE_ORD.sub(" ", tekst)


@lru_cache(maxsize=65536)
def _deler(ord_: str) -> tuple[str, ...]:
    if len(ord_) <= 3:
        return (ord_,)
    # Rekkefølgen må være den samme hver gang: den bestemmer plassene, og dermed hvor opplæringen stopper.
    return tuple(dict.fromkeys((ord_[:40], ord_[:3] + "*", ord_[:4] + "*", ord_[:5] + "*", "*" + ord_[-3:])))
