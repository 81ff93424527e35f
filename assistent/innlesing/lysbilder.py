"""Lysbilder trukket ut av en PDF som ren tekst: delt i lysbilder, med brutte linjer og punkter satt sammen igjen.

Reglene er generelle. Det de ikke kan vite (innrykk som er borte i uttrekket, en overskrift nederst), står som unntak
for kilden i ``kilder.yaml``. Ordene er kildens, i samme rekkefølge; bare blanke og kuletegn er rettet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistent.feil import KildeFeil
from assistent.innlesing.sted import rens
from assistent.modeller import Kilde, Utdrag

PUNKT = "• "
INNRYKK = "  "
_LYSBILDESKILLE = re.compile(r"\n(?:[ \t\r\f]*\n){2,}")
_TOM_LINJE = re.compile(r"\n[ \t\r\f]*\n")
_KULE = re.compile(r"^[◆•▪●-]\s*")
_LEDETEKST = re.compile(r"^[A-ZÆØÅ][^:]{0,40}:(?:\s|$)")
_BINDEORD = ("og", "eller")

_Nr = Annotated[int, Field(ge=1)]


class Underpunkter(BaseModel):
    """De ``antall`` punktene etter punkt ``under`` er alternativer under det."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    lysbilde: _Nr
    under: _Nr
    antall: _Nr


class Lysbildeunntak(BaseModel):
    """Det som er gått tapt i uttrekket og må sies for hvert lysbilde."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tittel_nederst: tuple[_Nr, ...] = ()
    """Lysbilder der overskriften står etter teksten."""
    en_setning: tuple[_Nr, ...] = ()
    """Lysbilder der kulepunktene er biter av én setning."""
    underpunkter: tuple[Underpunkter, ...] = ()


@dataclass(frozen=True, slots=True)
class _Linje:
    tekst: str
    punkt: bool = False
    under: bool = False

    def __str__(self) -> str:
        return f"{INNRYKK if self.under else ''}{PUNKT if self.punkt else ''}{self.tekst}"


def les_lysbilder(tekst: str, kilde: Kilde, unntak: Lysbildeunntak, *, hvor: str = "") -> tuple[Utdrag, ...]:
    """Ett utdrag for hvert lysbilde med innhold. Tittelbildet er nummer 1; bilder uten innhold teller, men utelates."""
    bilder = [b for b in _LYSBILDESKILLE.split(tekst) if b.strip()]
    nevnt = {*unntak.tittel_nederst, *unntak.en_setning, *(u.lysbilde for u in unntak.underpunkter)}
    if ukjente := sorted(n for n in nevnt if n > len(bilder)):
        raise KildeFeil(
            f"unntaket gjelder lysbilde {ukjente[0]}, men filen har {len(bilder)}.",
            hvor=hvor or kilde.id,
            raad="Rett «lysbilder» i kilder.yaml.",
        )
    utdrag = []
    for nr, bilde in enumerate(bilder, start=1):
        tittel, linjer = _del_tittel([r for linje in bilde.splitlines() if (r := rens(linje))], nr, bilde, unntak)
        if not linjer:
            continue
        ferdige = _sett_sammen(linjer, i_setning=nr in unntak.en_setning)
        for under in (u for u in unntak.underpunkter if u.lysbilde == nr):
            ferdige = _rykk_inn(ferdige, under, hvor or kilde.id)
        sted = f"lysbilde {nr}: {tittel.removesuffix(':').rstrip()}"
        innhold = "\n".join(map(str, ferdige))
        utdrag.append(
            Utdrag(f"{kilde.id}#{sted}", kilde.id, kilde.rang, sted, innhold, sted.split(": ", 1)[1], url=kilde.url)
        )
    if not utdrag:
        raise KildeFeil(
            "filen har ingen lysbilder med innhold.", hvor=hvor or kilde.id, raad="Er det rett fil i kilder.yaml?"
        )
    return tuple(utdrag)


def _del_tittel(linjer: list[str], nr: int, bilde: str, unntak: Lysbildeunntak) -> tuple[str, list[str]]:
    """Tittelen er første linje, og neste når den følger uten tom linje og fortsetter med liten bokstav."""
    if nr in unntak.tittel_nederst:
        return linjer[-1], linjer[:-1]
    sammenhengende = len([r for linje in _TOM_LINJE.split(bilde.lstrip())[0].splitlines() if (r := rens(linje))])
    slutt = 1
    while slutt < sammenhengende and not linjer[slutt - 1].endswith((":", "?", ".")) and linjer[slutt][0].islower():
        slutt += 1
    return " ".join(linjer[:slutt]), linjer[slutt:]


def _sett_sammen(raa: list[str], *, i_setning: bool) -> list[_Linje]:
    """Setter brutte linjer sammen. Tomme linjer betyr ingenting: de står også midt i setninger."""
    linjer: list[_Linje] = []
    for linje, neste in pairwise([*raa, ""]):
        if linje.startswith("mailto:") and any(linje.removeprefix("mailto:") in f.tekst for f in linjer):
            continue
        tekst, kuler = _KULE.subn("", linje)
        er_punkt = bool(kuler)
        if linjer and (i_setning or _fortsetter(linjer[-1], tekst, er_punkt, bool(_KULE.match(neste)))):
            forrige = linjer[-1]
            linjer[-1] = _Linje(f"{forrige.tekst} {tekst}", forrige.punkt)
        else:
            linjer.append(_Linje(tekst, er_punkt and not i_setning))
    return linjer


def _fortsetter(forrige: _Linje, tekst: str, er_punkt: bool, foran_punkt: bool) -> bool:
    """Om ``tekst`` hører til linjen før den, som bare er brutt."""
    if er_punkt:
        return forrige.punkt and forrige.tekst.split()[-1] in _BINDEORD and tekst[0].islower()
    if _LEDETEKST.match(tekst):
        return False
    return not (tekst[0].isupper() and foran_punkt)


def _rykk_inn(linjer: list[_Linje], under: Underpunkter, hvor: str) -> list[_Linje]:
    plasser = [i for i, linje in enumerate(linjer) if linje.punkt]
    alternativer = plasser[under.under : under.under + under.antall]
    if len(alternativer) < under.antall or not linjer[plasser[under.under - 1]].tekst.endswith(":"):
        raise KildeFeil(
            f"underpunktene på lysbilde {under.lysbilde} passer ikke med teksten.",
            hvor=hvor,
            raad="Rett «underpunkter» i kilder.yaml: «under» skal være punktet som slutter med kolon.",
        )
    return [_Linje(x.tekst, x.punkt, under=True) if i in alternativer else x for i, x in enumerate(linjer)]
