"""Hvilke oppføringer i registeret et spørsmål gjelder, og hvor sikkert det er."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistent.modeller import Malform
from assistent.register import Oppforing, Register
from assistent.sok.gjenkjenner import Gjenkjenner
from assistent.sok.hybrid import Rangert, Sokbar
from assistent.sok.indeks import Formulering
from assistent.svar.deling import Delsporsmal
from assistent.svar.ruting import brett

VEKT_LEKSIKALSK = 0.5
VEKT_VEKTOR = 0.3
VEKT_DEKNING = 0.2
"""Vektene for de tre absolutte poengene, valgt ved å holde én formulering ute om gangen (se evaluering/emnevalg.md)."""
VEKT_NEST_BEST = 0.2
"""Hvor mye den nest beste formuleringen i samme oppføring teller."""
VEKT_KONTEKST = 0.35
"""Hvor mye det forrige spørsmålet teller når spørsmålet bygger på det."""
BREDDE = 60


@dataclass(frozen=True, slots=True)
class Emnetreff:
    """En oppføring som kan svare på spørsmålet. ``poeng`` er 0–1; ``dekning`` er andelen av spørsmålets innholdsord."""

    emne: Oppforing
    poeng: float
    dekning: float


def lag_formuleringer(register: Register) -> tuple[Formulering, ...]:
    """Alle formuleringene i registeret, med titlene og kravspørsmålene, hver av dem én gang i hver oppføring."""
    ut: list[Formulering] = []
    for emne in register.alle():
        sett: set[str] = set()
        for malform, tekster in _tekster(emne):
            for tekst in tekster:
                if brett(tekst) in sett:
                    continue
                sett.add(brett(tekst))
                ut.append(Formulering(f"{emne.id}#{len(sett)}", emne.id, malform, tekst))
    return tuple(ut)


def _tekster(emne: Oppforing) -> list[tuple[Malform, Sequence[str]]]:
    ut: list[tuple[Malform, Sequence[str]]] = []
    malformer: tuple[Malform, ...] = ("nb", "nn", "en")
    for malform in malformer:
        tekster = list((emne.formuleringer or {}).get(malform, ()))
        tekster += [k[malform] for k in (emne.tittel, emne.sporsmal or {}) if malform in k]
        ut.append((malform, tekster))
    return ut


def poengsett(treff: Rangert) -> float:
    """Det sammenveide, absolutte poenget for ett treff."""
    return VEKT_LEKSIKALSK * treff.leksikalsk + VEKT_VEKTOR * max(0.0, treff.vektor) + VEKT_DEKNING * treff.dekning


def grupper(treff: Sequence[Rangert]) -> dict[str, tuple[float, float]]:
    """Emne-id → (poeng, dekning), fra treffene på formuleringer."""
    per_emne: dict[str, list[tuple[float, float]]] = {}
    for t in treff:
        per_emne.setdefault(t.id.rsplit("#", 1)[0], []).append((poengsett(t), t.dekning))
    ut: dict[str, tuple[float, float]] = {}
    for emne_id, liste in per_emne.items():
        liste.sort(reverse=True)
        nest = liste[1][0] if len(liste) > 1 else 0.0
        ut[emne_id] = ((1 - VEKT_NEST_BEST) * liste[0][0] + VEKT_NEST_BEST * nest, max(d for _, d in liste))
    return ut


class Emnevelger:
    """Finner oppføringene for et delspørsmål."""

    def __init__(self, formuleringer: Sokbar, gjenkjenner: Gjenkjenner) -> None:
        self._sokbar = formuleringer
        self._gjenkjenner = gjenkjenner

    def velg(self, del_: Delsporsmal, emner: Mapping[str, Oppforing], k: int = 5) -> list[Emnetreff]:
        """De ``k`` beste oppføringene, best først."""
        poeng = self._poeng(del_.tekst)
        if del_.kontekst and del_.avhengig:
            poeng = _bland(poeng, self._poeng(del_.kontekst), self._poeng(f"{del_.kontekst} {del_.tekst}"))
        spurt = brett(f"{del_.kontekst} {del_.tekst}" if del_.avhengig else del_.tekst)
        treff = [
            Emnetreff(emner[id_], verdi, dekning)
            for id_, (verdi, dekning) in poeng.items()
            if id_ in emner and _ord_passer(emner[id_], spurt)
        ]
        return sorted(treff, key=lambda t: -t.poeng)[:k]

    def _poeng(self, tekst: str) -> dict[str, tuple[float, float]]:
        return samlet(grupper(self._sokbar.sok(tekst, BREDDE)), self._gjenkjenner.poeng(tekst))


def samlet(naboer: Mapping[str, tuple[float, float]], gjenkjent: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Emne-id → (poeng, dekning): snittet av den nærmeste formuleringen og det gjenkjenneren har lært."""
    return {id_: ((p + max(0.0, gjenkjent.get(id_, 0.0))) / 2, dekning) for id_, (p, dekning) in naboer.items()}


def _bland(
    alene: Mapping[str, tuple[float, float]],
    foran: Mapping[str, tuple[float, float]],
    sammen: Mapping[str, tuple[float, float]],
) -> dict[str, tuple[float, float]]:
    """Poeng for et spørsmål som bygger på det forrige: det nye teller mest, det gamle og de to sammen teller med."""
    tomt = (0.0, 0.0)
    ut: dict[str, tuple[float, float]] = {}
    for id_ in {*alene, *sammen}:
        a, f, s = alene.get(id_, tomt), foran.get(id_, tomt), sammen.get(id_, tomt)
        poeng = max(a[0], (1 - VEKT_KONTEKST) * max(a[0], s[0]) + VEKT_KONTEKST * f[0])
        ut[id_] = (poeng, max(a[1], s[1]))
    return ut


def _ord_passer(emne: Oppforing, brettet: str) -> bool:
    return not emne.ord or any(re.search(brett(monster), brettet) for monster in emne.ord)
