"""Veiledningen: regelverket gjengitt i klarspråk på bokmål og nynorsk, delt som forskriften."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistent.feil import KildeFeil
from assistent.innlesing.sted import del_sted, rens
from assistent.innlesing.yamlfil import les_yaml
from assistent.modeller import Kilde, Utdrag

_IKKE_TOM = Annotated[str, Field(min_length=1)]


class _Streng(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Tittel(_Streng):
    nb: _IKKE_TOM
    nn: _IKKE_TOM


class _Del(_Streng):
    sted: _IKKE_TOM
    nb: _IKKE_TOM
    nn: _IKKE_TOM


class _Paragraf(_Streng):
    paragraf: _IKKE_TOM
    tittel: _Tittel
    deler: Annotated[tuple[_Del, ...], Field(min_length=1)]


class _Fil(_Streng):
    kilde: _IKKE_TOM
    paragrafer: Annotated[tuple[_Paragraf, ...], Field(min_length=1)]


def les_veiledning(filer: Sequence[Path], kilde: Kilde, adresser: Mapping[str, str]) -> tuple[Utdrag, ...]:
    """Utdrag på bokmål og nynorsk fra alle filene.

    ``adresser`` er Lovdata-adressen for hvert regelverk: kortnavnet for en lov, tom tekst for forskriften.
    Et sted som står to ganger, ikke hører til paragrafen sin eller gjelder en ukjent lov, er en :class:`KildeFeil`.
    """
    utdrag: list[Utdrag] = []
    sett: dict[str, Path] = {}
    for fil in filer:
        innhold = les_yaml(fil, _Fil)
        if innhold.kilde != kilde.id:
            raise KildeFeil(f"«kilde» er «{innhold.kilde}», ikke «{kilde.id}».", hvor=str(fil), raad="Rett «kilde».")
        for paragraf in innhold.paragrafer:
            navn = rens(paragraf.paragraf)
            tekster = {(rens(d.sted), "nb"): rens(d.nb) for d in paragraf.deler}
            tekster |= {(rens(d.sted), "nn"): rens(d.nn) for d in paragraf.deler}
            for del_ in paragraf.deler:
                _krev_nytt_sted(rens(del_.sted), sett, fil)
                utdrag += _utdrag(rens(del_.sted), navn, paragraf.tittel, tekster, kilde, adresser, fil)
    return tuple(utdrag)


def _krev_nytt_sted(sted: str, sett: dict[str, Path], fil: Path) -> None:
    if sted in sett:
        raise KildeFeil(
            f"«{sted}» står to ganger, også i {sett[sted].name}.", hvor=str(fil), raad="Fjern den ene delen."
        )
    sett[sted] = fil


def _utdrag(
    sted: str,
    paragraf: str,
    tittel: _Tittel,
    tekster: Mapping[tuple[str, str], str],
    kilde: Kilde,
    adresser: Mapping[str, str],
    fil: Path,
) -> list[Utdrag]:
    delt = del_sted(sted)
    if delt is None or delt.helt_paragrafnavn != paragraf:
        raise KildeFeil(
            f"stedet «{sted}» hører ikke til «{paragraf}».",
            hvor=str(fil),
            raad="Skriv det som «§ 1-6 andre ledd bokstav c», med lovens kortnavn foran når det er en lov.",
        )
    if delt.lov not in adresser:
        raise KildeFeil(
            f"«{sted}» viser til «{delt.lov or 'forskriften'}», som ikke står i kilder.yaml.",
            hvor=str(fil),
            raad="Rett stedet, eller legg til loven med «kortnavn».",
        )
    malformer: tuple[Literal["nb", "nn"], ...] = ("nb", "nn")
    return [
        Utdrag(
            id=f"{kilde.id}#{sted}" + ("@nn" if malform == "nn" else ""),
            kilde=kilde.id,
            rang=kilde.rang,
            sted=sted,
            tekst=tekster[sted, malform],
            tittel=f"{paragraf} {getattr(tittel, malform)}",
            innleder=tekster.get((delt.innledning, malform), "") if delt.innledning != sted else "",
            malform=malform,
            url=f"{adresser[delt.lov]}/{delt.url_del}",
        )
        for malform in malformer
    ]
