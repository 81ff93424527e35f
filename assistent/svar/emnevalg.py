"""Hvilke oppføringer i registeret et spørsmål gjelder, og hvor sikkert det er."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistent.modeller import Malform
from assistent.register import RUTE_UTENFOR, RUTER, Oppforing, Register
from assistent.sok.gjenkjenner import Gjenkjenner
from assistent.sok.grunnlag import Formulering
from assistent.sok.hybrid import Rangert, Sokbar
from assistent.svar.deling import Delsporsmal, Opphav, innholdsord
from assistent.svar.ruting import brett, om_temaet

VEKT_LEKSIKALSK = 0.45
VEKT_VEKTOR = 0.35
VEKT_DEKNING = 0.2
"""Vektene for de tre absolutte poengene, valgt ved å holde én formulering ute om gangen (se evaluering/emnevalg.md)."""
VEKT_NEST_BEST = 0.2
"""Hvor mye den nest beste formuleringen i samme oppføring teller."""
VEKT_NABO = 0.4
VEKT_GJENKJENT = 0.6
"""Hvor mye den nærmeste formuleringen og gjenkjenneren teller."""
Blanding = tuple[float, float, float]
"""Hvor mye spørsmålet alene, det som står foran, og de to lest sammen teller. Summen er 1, så poengene kan sammenlignes
med dem for et spørsmål som står alene."""
BLANDING: Mapping[Opphav, Blanding] = {
    "fortalt": (0.2, 0.1, 0.7),
    "samtalen": (0.7, 0.1, 0.2),
    "delen foran": (0.75, 0.0, 0.25),
}
BLANDING_AVHENGIG: Mapping[Opphav, Blanding] = {
    "fortalt": (0.3, 0.25, 0.45),
    "samtalen": (0.5, 0.3, 0.2),
    "delen foran": (0.6, 0.15, 0.25),
}
"""Det samme når spørsmålet trolig bygger på det som står foran."""
BLANDING_TYDELIG: Blanding = (0.6, 0.1, 0.3)
"""Det samme når spørsmålet er tydelig alene, og det som er fortalt, ikke sier noe («Når er fristen? Jeg er ny.»)."""
TAUST = 0.4
"""Det som er fortalt, sier noe når det ligner en oppføring minst så mye."""
BLANDING_PEKER: Blanding = (0.5, 0.2, 0.3)
"""Det samme når spørsmålet viser til noe i delen foran med et pekeord («hvem skal den sendes til»)."""
BLANDING_TOM: Blanding = (0.2, 0.3, 0.5)
"""Det samme når spørsmålet ikke har egne innholdsord («Er det sikkert?»)."""
BLANDING_TYNN: Blanding = (0.35, 0.1, 0.55)
"""Det samme når spørsmålet nesten ikke har egne innholdsord («Når må det være inne?»)."""
TYNT: Mapping[Opphav, int] = {"fortalt": 0, "samtalen": 1, "delen foran": 0}
"""Så mange innholdsord er nesten ingen."""
FRISTEN = frozenset({"frist", "fristen", "deadline"})
"""«… og når er fristen?» etter et annet spørsmål er fristen for det."""
TYDELIG = 0.55
"""Et spørsmål med nesten ingen innholdsord kan likevel være tydelig nok («Når får vi svar?»)."""
VEKT_HELE = 0.25
"""Hvor mye hele meldingen teller for det første av flere spørsmål."""
MINST_FOR_NY = 0.25
"""Et nytt spørsmål i samme melding får et annet svar enn det forrige når noe annet er minst så nært."""
BREDDE = 60


@dataclass(frozen=True, slots=True)
class Valg:
    """Oppføringene som kan svare, best først, og hvor godt spørsmålet ligner formuleringene til hver rute."""

    emner: tuple[Emnetreff, ...]
    ruter: Mapping[str, float]
    fortalt: Emnetreff | None = None
    """Oppføringen det som ble fortalt foran spørsmålet, klart gjelder."""

    @property
    def poeng(self) -> float:
        """Poenget til den beste oppføringen."""
        return self.emner[0].poeng if self.emner else 0.0


@dataclass(frozen=True, slots=True)
class Emnetreff:
    """En oppføring som kan svare på spørsmålet. ``poeng`` er 0–1; ``dekning`` er andelen av spørsmålets innholdsord."""

    emne: Oppforing
    poeng: float
    dekning: float


def lag_formuleringer(register: Register) -> tuple[Formulering, ...]:
    """Alle formuleringene i registeret, med titlene og kravspørsmålene, hver av dem én gang i hver oppføring."""
    ut: list[Formulering] = []

    def legg_til(emne_id: str, tekster: Mapping[str, Sequence[str]]) -> None:
        sett: set[str] = set()
        malformer: tuple[Malform, ...] = ("nb", "nn", "en")
        for malform in malformer:
            for tekst in tekster.get(malform, ()):
                if tekst.casefold() not in sett:
                    sett.add(tekst.casefold())
                    ut.append(Formulering(f"{emne_id}#{len(sett)}", emne_id, malform, tekst))

    for emne in register.alle():
        faste = (emne.tittel, emne.sporsmal or {})
        legg_til(
            emne.id,
            {m: [*(emne.formuleringer or {}).get(m, ()), *(f[m] for f in faste if m in f)] for m in ("nb", "nn", "en")},
        )
    for rute, tekster in register.ruter.items():
        legg_til(rute, tekster)
    return tuple(ut)


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

    def velg(
        self, del_: Delsporsmal, emner: Mapping[str, Oppforing], k: int = 5, *, brukt: Collection[str] = ()
    ) -> Valg:
        """De ``k`` beste oppføringene og rutene. ``brukt`` er oppføringer som alt er valgt for delen foran."""
        poeng = alene = self._poeng(del_.tekst)
        spurt = brett(del_.tekst)
        fortalt = None
        if del_.kontekst:
            foran, sammen = self._poeng(del_.kontekst), self._poeng(f"{del_.kontekst} {del_.tekst}")
            poeng = _bland(poeng, foran, sammen, del_)
            spurt = brett(f"{del_.kontekst} {del_.tekst}")
            if del_.opphav == "fortalt":
                fortalt = next(iter(self._treff(foran, emner, spurt)), None)
        elif del_.hele:
            hele = self._poeng(del_.hele)
            poeng = {
                id_: (
                    (1 - VEKT_HELE) * poeng.get(id_, (0.0, 0.0))[0] + VEKT_HELE * hele.get(id_, (0.0, 0.0))[0],
                    poeng.get(id_, (0.0, 0.0))[1],
                )
                for id_ in {*poeng, *hele}
            }
        alle = self._treff(poeng, emner, spurt)
        nye = [t for t in alle if t.emne.id not in brukt]
        beste = (nye if brukt and nye and nye[0].poeng >= MINST_FOR_NY else alle)[:k]
        ruter = {rute: poeng.get(rute, (0.0, 0.0))[0] for rute in RUTER}
        if del_.opphav == "fortalt" and om_temaet(del_.tekst):
            # Det som fortelles om en selv, gjør ikke et spørsmål om temaet til et spørsmål utenfor.
            ruter[RUTE_UTENFOR] = min(
                ruter[RUTE_UTENFOR],
                alene.get(RUTE_UTENFOR, (0.0, 0.0))[0],
            )
        if del_.avhengig and del_.opphav == "delen foran" and brukt and beste:
            # Det som bygger på et spørsmål om temaet, hører også til temaet.
            ruter[RUTE_UTENFOR] = min(ruter[RUTE_UTENFOR], 0.5 * beste[0].poeng)
        return Valg(tuple(beste), ruter, fortalt)

    def likhet(self, tekst: str) -> dict[str, float]:
        """Emne-id → hvor mye teksten ligner spørsmålene i oppføringen, 0–1."""
        return {id_: poeng for id_, (poeng, _) in self._poeng(tekst).items()}

    @staticmethod
    def _treff(poeng: Mapping[str, tuple[float, float]], emner: Mapping[str, Oppforing], spurt: str) -> list[Emnetreff]:
        treff = [
            Emnetreff(emner[id_], verdi, dekning)
            for id_, (verdi, dekning) in poeng.items()
            if id_ in emner and _ord_passer(emner[id_], spurt)
        ]
        return sorted(treff, key=lambda t: -t.poeng)

    def _poeng(self, tekst: str) -> dict[str, tuple[float, float]]:
        return samlet(grupper(self._sokbar.sok(tekst, BREDDE)), self._gjenkjenner.poeng(tekst))


def samlet(naboer: Mapping[str, tuple[float, float]], gjenkjent: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Emne-id → (poeng, dekning): den nærmeste formuleringen og det gjenkjenneren har lært, veid sammen."""
    beste = sorted(gjenkjent, key=lambda id_: -gjenkjent[id_])[:10]
    ut = {}
    for id_ in {*naboer, *beste}:
        p, dekning = naboer.get(id_, (0.0, 0.0))
        ut[id_] = (VEKT_NABO * p + VEKT_GJENKJENT * max(0.0, gjenkjent.get(id_, 0.0)), dekning)
    return ut


def _bland(
    alene: Mapping[str, tuple[float, float]],
    foran: Mapping[str, tuple[float, float]],
    sammen: Mapping[str, tuple[float, float]],
    del_: Delsporsmal,
) -> dict[str, tuple[float, float]]:
    """Poeng for et spørsmål med noe foran seg: spørsmålet selv, det som sto foran, og de to lest sammen."""
    tomt = (0.0, 0.0)
    innhold = len(innholdsord(del_.tekst))
    if del_.opphav == "delen foran" and set(innholdsord(del_.tekst)) <= FRISTEN:
        innhold, del_ = 0, replace(del_, avhengig=True)
    tydelig = max((p for p, _ in alene.values()), default=0.0) >= TYDELIG
    if del_.avhengig and innhold == 0:
        blanding = BLANDING_TOM
    elif del_.avhengig and innhold <= TYNT[del_.opphav] and not tydelig:
        blanding = BLANDING_TYNN
    elif del_.peker and del_.opphav == "delen foran":
        blanding = BLANDING_PEKER
    elif tydelig and del_.opphav == "fortalt" and max((p for p, _ in foran.values()), default=0.0) < TAUST:
        blanding = BLANDING_TYDELIG
    else:
        blanding = (BLANDING_AVHENGIG if del_.avhengig else BLANDING)[del_.opphav]
    ut: dict[str, tuple[float, float]] = {}
    for id_ in {*alene, *foran, *sammen}:
        a, f, s = alene.get(id_, tomt), foran.get(id_, tomt), sammen.get(id_, tomt)
        ut[id_] = (blanding[0] * a[0] + blanding[1] * f[0] + blanding[2] * s[0], max(a[1], s[1]))
    return ut


def _ord_passer(emne: Oppforing, brettet: str) -> bool:
    return not emne.ord or any(re.search(brett(monster), brettet) for monster in emne.ord)
