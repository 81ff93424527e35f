"""En melding med flere spørsmål blir til flere spørsmål, og oppfølgingsspørsmål kjennes igjen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistent.modeller import Melding

MAKS_DELER = 6
"""Så mange spørsmål i én melding besvares; er det flere, sier svaret fra."""
MINST_FORTALT = 4
"""Færre ord enn dette foran et spørsmål er stikkord, som er et spørsmål for seg («revisor, og når er fristen?»)."""
Opphav = Literal["fortalt", "samtalen", "delen foran"]
_SPORREORD = (
    r"hva|hvem|hvor|hvordan|hvorfor|hvilke[nt]?|når|kan|må|skal|får|er|har|finnes|gjelder|trenger|"
    r"kva|kven|kor|korleis|kvifor|lyt|treng|finst|gjeld|"
    r"what|who|where|how|why|which|when|can|could|must|do|does|should|is|are|will|may|need|naar|nar|maa|ma|far|faar"
)
_HVORD = (
    r"hva|hvem|hvor|hvordan|hvorfor|hvilke[nt]?|når|naar|kva|kven|kor|korleis|kvifor|what|who|where|how|why|which|when"
)
_SETNING = re.compile(r"(?<=[?!])\s+|(?<=[.])\s+(?=[A-ZÆØÅ])|\n+")
_LEDD = re.compile(
    rf"\s*[,;]\s*(?:og|and|samt|men|but)\s+(?=(?:{_SPORREORD})\s)"
    rf"|(?:\s*[,;]\s*(?:og|and|samt)?\s+|\s+(?:og|and|samt)\s+(?:så\s+)?)(?=(?:{_HVORD}|(?:{_SPORREORD})\s+"
    r"(?:vi|me|dere|de|man|en|ein|jeg|eg|det|we|i|you|it|there|organisasjonen))\b)",
    re.I,
)
_SPORSMAL = re.compile(rf"\?|^\W*(?:og\s+|men\s+|and\s+|but\s+)?(?:{_SPORREORD})\b", re.I)
_HVORDSPORSMAL = re.compile(rf"(?:{_HVORD})\b", re.I)
_INNLEDNING = re.compile(
    r"^\W*(?:og|men|ok(?:ei|ay)?|så|saa|and|but|so|enn|hva med|kva med|hva da|what about|how about|what if|også|hva så)\b",
    re.I,
)
_PEKEORD = re.compile(
    r"\b(?:det|den|dette|denne|disse|desse|de|dem|da|der|dit|it|that|this|those|these|they|then|same|samme|ho|han|henne|honom|ham|hun)\b",
    re.I,
)
_BISETNING = re.compile(
    r"^\W*(?:(?:og|men|and|but)\s+)?(?:hvis|dersom|viss|om|if|(?:når|naar|when)\s+(?:vi|me|we|man|ein))\b", re.I
)
"""Det som bare sier når spørsmålet gjelder: «Hvis vi får penger, hva må vi rapportere?»"""
_VISER_TILBAKE = re.compile(r"\b(?:den|denne|ho|henne|honom|dem|disse|desse|them|this|these)\b", re.I)
_TOMME = frozenset(
    """og men så ok hva kva hvor kor når hvem kven hvordan korleis hvorfor kvifor med for i på til av er det den de
    dette denne vi me jeg eg du dere dykk oss kan må skal får vil har hadde blir gjelder gjeld også òg da då der her
    en ein et eit noe noko som om the a an and but so what how when who why where about for is are it that this we i
    you us can must do does should will have has of to in on ja nei yes no også bare berre enn mye mange lenge
    much many long too also same samme hele da please takk går gaar greit greitt ok okay lov lovlig lovleg mulig muleg
    gjøre gjør gjere gjer gjort rett riktig bra nok holder held problem fine allowed possible good enough right wrong
    lang langt tid time true stemmer stemme stå står vere være go happens""".split()
)
_ORD = re.compile(r"[\w§-]+")


@dataclass(frozen=True, slots=True)
class Delsporsmal:
    """Ett spørsmål. ``kontekst`` er det som sto rett foran, ``opphav`` hvor det kommer fra, ``avhengig`` om spørsmålet
    trolig bygger på det, og ``peker`` om det har et ord som må vise tilbake («den», «ho», «them»). ``hele`` er hele
    meldingen når spørsmålet er det første av flere: det neste kan vise hva det første gjelder."""

    tekst: str
    kontekst: str = ""
    avhengig: bool = False
    opphav: Opphav = "samtalen"
    peker: bool = False
    hele: str = ""


def _setninger(melding: str) -> tuple[list[str], list[str]]:
    """Setningene i meldingen som spør, og de som ikke gjør det."""
    setninger = [s.strip() for s in _SETNING.split(melding) if s and s.strip()]
    sporrende = [s for s in setninger if _SPORSMAL.search(s)]
    return sporrende, [s for s in setninger if s not in sporrende]


def del_opp(sporsmal: str) -> tuple[str, ...]:
    """Spørsmålene i meldingen, i rekkefølge. Setninger uten spørsmål blir bare med når det ikke finnes noe spørsmål."""
    sporrende, _ = _setninger(sporsmal)
    if not sporrende:
        return (" ".join(sporsmal.split()),)
    deler: list[str] = []
    for setning in sporrende:
        for del_ in _LEDD.split(setning):
            ren = " ".join(del_.split()).strip(" ,;")
            if len(_ORD.findall(ren)) >= 2 or (ren and not deler):
                deler.append(ren)
            elif ren and deler:
                deler[-1] = f"{deler[-1]} {ren}"
    # «ok, og når får vi svar?»: det første er bare en overgang.
    if len(deler) > 1 and not innholdsord(deler[0]) and not _SPORSMAL.search(deler[0]):
        del deler[0]
    if len(deler) > 1 and _innleder(*deler[:2]):
        deler[:2] = [f"{deler[0]}, {deler[1]}"]
    return tuple(dict.fromkeys(deler)) or (" ".join(sporsmal.split()),)


def _innleder(del_: str, neste: str) -> bool:
    """Om delen ikke spør om noe selv, men hører til den neste: en bisetning, eller noe som fortelles før spørreordet
    («Kassereren sluttet midt i året, hvem må vi si fra til?»)."""
    fortelles = len(_ORD.findall(del_)) >= MINST_FORTALT and not _SPORSMAL.search(del_)
    return bool(_BISETNING.search(del_)) or (fortelles and bool(_HVORDSPORSMAL.match(neste)))


def innholdsord(tekst: str) -> list[str]:
    """Ordene i teksten som bærer innhold."""
    return [o for o in (w.lower() for w in _ORD.findall(tekst)) if o not in _TOMME and len(o) > 1]


def trenger_kontekst(tekst: str) -> bool:
    """Om spørsmålet trolig bygger på det som ble sagt før: innledet med «og hva med», pekeord eller nesten uten innhold."""
    innhold = innholdsord(tekst)
    if not innhold:
        return True
    kort = len(_ORD.findall(tekst)) <= 9
    return kort and (bool(_INNLEDNING.search(tekst)) or bool(_PEKEORD.search(tekst)) or len(innhold) <= 1)


def forrige_sporsmal(historikk: Sequence[Melding]) -> str:
    """Det siste spørsmålet fra brukeren som kan forstås alene, med senere oppfølginger lagt til."""
    samlet: list[str] = []
    for melding in reversed(historikk):
        if melding.rolle != "bruker":
            continue
        samlet.append(melding.tekst)
        if not trenger_kontekst(melding.tekst) or len(samlet) == 3:
            break
    return " ".join(reversed(samlet))


def delsporsmal(sporsmal: str, historikk: Sequence[Melding] = ()) -> tuple[Delsporsmal, ...]:
    """Meldingen delt opp, hvert spørsmål med det det kan bygge på: det som ble fortalt eller spurt om rett før."""
    sporrende, fortalt = _setninger(sporsmal)
    opphav: Opphav = "fortalt" if sporrende and fortalt else "samtalen"
    kontekst = " ".join(fortalt) if opphav == "fortalt" else forrige_sporsmal(historikk)
    ut: list[Delsporsmal] = []
    deler = del_opp(sporsmal)
    for nr, tekst in enumerate(deler):
        avhengig = bool(kontekst) and trenger_kontekst(tekst)
        hele = " ".join(deler) if nr == 0 and len(deler) > 1 and not kontekst else ""
        ut.append(Delsporsmal(tekst, kontekst, avhengig, opphav, bool(_VISER_TILBAKE.search(tekst)), hele))
        if opphav != "fortalt":
            # Bygger en del på det som står foran, gjør den neste det gjerne også: «hvor sender jeg den, og hva skriver
            # jeg?» etter et spørsmål om klage.
            kontekst, opphav = f"{kontekst} {tekst}" if avhengig else tekst, "delen foran"
    return tuple(ut)
