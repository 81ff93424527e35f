"""Lovdatas XML til utdrag: ett for hvert ledd og ett for hvert listepunkt.

Teksten er ordrett; bare blanke er rettet. Noter om endringer, fotnotetegn, opphevede paragrafer og tekst som ikke er
trådt i kraft (``futureLegalArticle``), er ikke med. Ukjente klasser leses som vanlig tekst.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET

from assistent.feil import KildeFeil
from assistent.innlesing.sted import leddnavn, punktnavn, rens
from assistent.modeller import Kilde, Utdrag

_LEDD = {"legalP", "numberedLegalP"}
_IKKE_GJELDENDE = {"futureLegalArticle", "change", "document-change"}
_IKKE_TEKST = {"changesToParent", "footnotereference", "footnotes", "footnote", "legalArticleHeader", "futuretitle"}
_BLOKKER = {"p", "article", "section", "table", "tr", "div"}
_CELLER = {"td", "th", "br"}
_LISTER = {"ol", "ul"}
_RAAD = "Hent kilden på nytt: «assistent kilder oppdater»."


@dataclass(frozen=True, slots=True)
class Lovdokument:
    """Et dokument fra Lovdata: hodet og utdragene. Datoer som ikke er én ren dato, er ``None``."""

    refid: str
    tittel: str
    i_kraft: date | None
    kunngjort: date | None
    sist_endret: date | None
    sist_endret_ved: str
    utdrag: tuple[Utdrag, ...]


def les_lovdata(
    raa: bytes, kilde: Kilde, *, kortnavn: str = "", paragrafer: tuple[str, ...] = (), hvor: str = ""
) -> Lovdokument:
    """Leser ett dokument. ``paragrafer`` («§ 28») begrenser hva som tas med; mangler en av dem, er det en feil."""
    hvor = hvor or kilde.id
    rot = _tolk(raa, hvor)
    hode = {
        klasse: rens("".join(dd.itertext()))
        for dd in rot.iter("dd")
        for klasse in _klasser(dd)
        if klasse != "table-of-contents"
    }
    refid = hode.get("refid", "")
    if not refid or (kilde.url and not kilde.url.endswith(f"/{refid}")):
        raise KildeFeil(
            f"filen er dokumentet «{refid or 'uten navn'}», men skulle vært {kilde.url}.", hvor=hvor, raad=_RAAD
        )
    utdrag: list[Utdrag] = []
    funnet: set[str] = set()
    for artikkel in _paragrafer(rot):
        navn = _innhold(artikkel, "legalArticleValue").removesuffix(".") or artikkel.get("data-name", "")
        if paragrafer and navn not in paragrafer:
            continue
        nye = list(_utdrag_i_paragraf(artikkel, navn, kilde, kortnavn))
        if nye:
            funnet.add(navn)
            utdrag += nye
    if mangler := [p for p in paragrafer if p not in funnet]:
        raise KildeFeil(f"filen mangler {', '.join(mangler)}.", hvor=hvor, raad=_RAAD)
    if not utdrag:
        raise KildeFeil("filen har ingen paragrafer med tekst.", hvor=hvor, raad=_RAAD)
    return Lovdokument(
        refid=refid,
        tittel=hode.get("title", ""),
        i_kraft=_ren_dato(hode.get("dateInForce", "")),
        kunngjort=_ren_dato(hode.get("dateOfPublication", "")[:10]),
        sist_endret=_ren_dato(hode.get("lastChangeInForce", "")),
        sist_endret_ved=hode.get("lastChangedBy", ""),
        utdrag=_entydige(utdrag),
    )


def _tolk(raa: bytes, hvor: str) -> ET.Element:
    try:
        tekst = raa.decode("utf-8")
        if "<!ENTITY" in tekst:
            raise KildeFeil("filen definerer egne XML-entiteter og blir ikke lest.", hvor=hvor, raad=_RAAD)
        return ET.fromstring(tekst)
    except UnicodeDecodeError as feil:
        raise KildeFeil("filen er ikke UTF-8.", hvor=hvor, raad=_RAAD) from feil
    except (ET.ParseError, ValueError) as feil:
        raise KildeFeil(f"filen er ødelagt og kan ikke leses som XML ({feil}).", hvor=hvor, raad=_RAAD) from feil


def _klasser(element: ET.Element) -> set[str]:
    return set(element.get("class", "").split())


def _paragrafer(element: ET.Element) -> Iterator[ET.Element]:
    """Gjeldende paragrafer i dokumentets rekkefølge."""
    for barn in element:
        klasser = _klasser(barn)
        if klasser & _IKKE_GJELDENDE:
            continue
        if "legalArticle" in klasser:
            yield barn
        else:
            yield from _paragrafer(barn)


def _innhold(artikkel: ET.Element, klasse: str) -> str:
    for element in artikkel.iter("span"):
        if klasse in _klasser(element):
            return rens("".join(element.itertext()))
    return ""


def _utdrag_i_paragraf(artikkel: ET.Element, navn: str, kilde: Kilde, kortnavn: str) -> Iterator[Utdrag]:
    paragraf = f"{kortnavn} {navn}".strip()
    overskrift = re.sub(r"\)\.$", ")", _innhold(artikkel, "legalArticleTitle"))
    tittel = f"{paragraf} {overskrift}".strip()
    url = f"{kilde.url}/{artikkel.get('data-name') or navn.replace(' ', '')}" if kilde.url else None

    def lag(sted: str, tekst: str, innleder: str = "") -> Utdrag:
        return Utdrag(f"{kilde.id}#{sted}", kilde.id, kilde.rang, sted, tekst, tittel, innleder, url=url)

    ledd = _ledd(artikkel)
    for nr, deler in enumerate(ledd, start=1):
        sted = f"{paragraf} {leddnavn(nr)}" if len(ledd) > 1 else paragraf
        avsnitt, punkter = _del_ledd(deler)
        if avsnitt:
            yield lag(sted, "\n".join(avsnitt))
        for navn_i_listen, tekst, innleder in punkter:
            yield lag(f"{sted} {navn_i_listen}", tekst, innleder)


def _ledd(artikkel: ET.Element) -> list[list[ET.Element]]:
    """Leddene i en paragraf, hvert som elementet selv og fortsettelser som står etter det."""
    ledd: list[list[ET.Element]] = []
    annet: list[ET.Element] = []
    for barn in artikkel:
        klasser = _klasser(barn)
        if klasser & _LEDD:
            ledd.append([barn])
        elif "leddfortsettelse" in klasser and ledd:
            ledd[-1].append(barn)
        elif not klasser & (_IKKE_TEKST | _IKKE_GJELDENDE):
            annet.append(barn)
    return ledd or ([annet] if annet else [])


def _del_ledd(deler: list[ET.Element]) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Avsnittene i leddet, og punktene som (navn, tekst, innleder). Innlederen er teksten rett foran listen."""
    avsnitt: list[str] = []
    punkter: list[tuple[str, str, str]] = []
    buffer: list[str] = []

    def tom_buffer() -> None:
        avsnitt.extend(_linjer("".join(buffer)))
        buffer.clear()

    for del_ in deler:
        for bit in _biter(del_):
            if isinstance(bit, str):
                buffer.append(bit)
                continue
            tom_buffer()
            innleder = avsnitt[-1] if avsnitt else ""
            for nr, li in enumerate(bit.findall("li"), start=1):
                if tekst := "\n".join(_linjer(_punkttekst(li))):
                    punkter.append((punktnavn(li.get("data-name", ""), nr, bit.get("type", "")), tekst, innleder))
        buffer.append("\n")
    tom_buffer()
    return avsnitt, punkter


def _biter(element: ET.Element) -> Iterator[str | ET.Element]:
    """Tekst og lister i rekkefølge. «\\n» i strømmen skiller avsnitt; linjeskift i kilden er bare blanke."""
    if element.text:
        yield element.text.replace("\n", " ")
    for barn in element:
        if barn.tag in _LISTER:
            yield barn
        elif _klasser(barn) & (_IKKE_TEKST | _IKKE_GJELDENDE):
            pass
        elif barn.tag in _BLOKKER:
            yield "\n"
            yield from _biter(barn)
            yield "\n"
        else:
            yield from _biter(barn)
            if barn.tag in _CELLER:
                yield " "
        if barn.tail:
            yield barn.tail.replace("\n", " ")


def _punkttekst(li: ET.Element) -> str:
    """Teksten i et punkt. En liste inni punktet følger med, ett underpunkt på hver linje med merket foran."""
    biter: list[str] = []
    for bit in _biter(li):
        if isinstance(bit, str):
            biter.append(bit)
        else:
            biter += [f"\n{under.get('data-name', '')} {_punkttekst(under).strip()}" for under in bit.findall("li")]
            biter.append("\n")
    return "".join(biter)


def _linjer(tekst: str) -> list[str]:
    return [r for linje in tekst.split("\n") if (r := rens(linje))]


def _ren_dato(tekst: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", tekst):
        return None
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        return None


def _entydige(utdrag: list[Utdrag]) -> tuple[Utdrag, ...]:
    """Slår sammen utdrag med samme sted (to lister med samme bokstaver i ett ledd), så hver id er entydig."""
    samlet: dict[str, Utdrag] = {}
    for u in utdrag:
        if (har := samlet.get(u.id)) is not None:
            u = Utdrag(u.id, u.kilde, u.rang, u.sted, f"{har.tekst}\n{u.tekst}", u.tittel, har.innleder, url=u.url)
        samlet[u.id] = u
    return tuple(samlet.values())
