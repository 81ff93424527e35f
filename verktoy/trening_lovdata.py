"""Leser paragrafer ut av Lovdatas åpne data, bare det treningen trenger: titler, ledd og listepunkter."""

from __future__ import annotations

import json
import re
import tarfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ARKIV = ("gjeldende-lover.tar.bz2", "gjeldende-sentrale-forskrifter.tar.bz2")

UTELATT_TITTEL = re.compile(r"tilskudd|tilskot|stønad|støtte|stipend|kompensasjon", re.IGNORECASE)
"""Forskrifter med disse ordene i tittelen holdes utenfor treningen: det er dem modellen blir målt på."""

_HOPP = {"changesToParent", "footnotes", "footnote", "footnotereference", "futuretitle", "marginIdArticle"}
_IKKE_GJELDENDE = {"futureLegalArticle", "change", "document-change"}
_LEDD = {"legalP", "numberedLegalP"}
_KAPITTELNUMMER = re.compile(r"^(?i:kapittel|kap\.?|del|avsnitt|bolk)?\s*([\dIVX]+\b|[\d]+[a-zA-Z]?|[A-ZÆØÅ]\.)[.\s-]*")
_NUMMER = re.compile(r"^\(?\d+[).]\s+")


@dataclass(frozen=True, slots=True)
class Ledd:
    """Ett ledd: egen tekst, og punktene når leddet har en liste."""

    tekst: str
    punkter: tuple[str, ...] = ()

    @property
    def hele(self) -> str:
        return " ".join((self.tekst, *self.punkter)).strip()


@dataclass(frozen=True, slots=True)
class Paragraf:
    """En paragraf i en lov eller forskrift. ``id`` er stedet hos Lovdata, uten adresse."""

    id: str
    dokument: str
    kapittel: str
    tittel: str
    ledd: tuple[Ledd, ...]
    nynorsk: bool = False

    @property
    def tekst(self) -> str:
        return " ".join(ledd.hele for ledd in self.ledd).strip()


def ren(tekst: str) -> str:
    """Samler blanke, også hardt mellomrom."""
    return " ".join(tekst.replace("\xa0", " ").split())


def nokkel(tekst: str) -> str:
    """Teksten slik den sammenlignes når like tekster skal finnes: bare bokstaver og tall, små."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", tekst).lower()))


def _klasser(element: ET.Element) -> set[str]:
    return set((element.get("class") or "").split())


def _tekst(element: ET.Element, *, uten_lister: bool = False) -> str:
    """Teksten i et element uten noter og fotnotetegn; blokker skilles med mellomrom."""
    deler: list[str] = []

    def gaa(e: ET.Element) -> None:
        if _klasser(e) & _HOPP or (uten_lister and e.tag in {"ol", "ul"}):
            return
        if e.tag in {"td", "th", "li", "p", "article", "div", "ol", "ul"}:
            deler.append(" ")
        deler.append(e.text or "")
        for barn in e:
            gaa(barn)
            deler.append(barn.tail or "")

    gaa(element)
    return ren("".join(deler))


def _ledd(element: ET.Element) -> Ledd:
    punkter = [
        _tekst(li, uten_lister=True)
        for liste in element.iter()
        if liste.tag in {"ol", "ul"}
        for li in liste
        if li.tag == "li"
    ]
    return Ledd(_NUMMER.sub("", _tekst(element, uten_lister=True)), tuple(p for p in punkter if p))


def _er_nynorsk(tekst: str, sprak: str) -> bool:
    if sprak in {"nn", "nb"}:
        return sprak == "nn"
    return bool(re.search(r"\b(ikkje|dei|frå|eit|berre)\b", tekst)) and not re.search(r"\b(ikke|fra|et)\b", tekst)


def les_dokument(data: bytes, *, alle: bool = False) -> Iterator[Paragraf]:
    """Paragrafene i én av Lovdatas filer. Opphevede paragrafer og tekst som ikke gjelder ennå, er utelatt.

    Uten ``alle`` er også dokumentene det ikke skal trenes på, utelatt.
    """
    rot = ET.fromstring(data)
    felt: dict[str, str] = {}
    for dd in rot.iter("dd"):
        felt.setdefault((dd.get("class") or "").split(" ")[0], ren("".join(dd.itertext())))
    tittel = felt.get("titleShort") or felt.get("title") or ""
    hele_tittelen = f"{felt.get('title', '')} {felt.get('titleShort', '')}"
    if not alle and UTELATT_TITTEL.search(hele_tittelen):
        return
    tittel = re.sub(r"\s*[–-]\s*\w+$", "", tittel)
    sprak = rot.get("lang") or "no"

    def gaa(element: ET.Element, kapittel: str) -> Iterator[Paragraf]:
        for barn in element:
            klasser = _klasser(barn)
            if klasser & _IKKE_GJELDENDE:
                continue
            if "legalArticle" in klasser:
                navn = next((e for e in barn.iter() if "legalArticleTitle" in _klasser(e)), None)
                overskrift = _tekst(navn).rstrip(".") if navn is not None else ""
                ledd = tuple(
                    d for d in (_ledd(e) for e in barn if _klasser(e) & _LEDD or e.tag == "p") if len(d.hele) > 1
                )
                if ledd and "(Opphevet" not in overskrift:
                    tekst = " ".join(d.hele for d in ledd)
                    yield Paragraf(
                        id=barn.get("data-lovdata-URL") or "",
                        dokument=tittel,
                        kapittel=kapittel,
                        tittel=overskrift,
                        ledd=ledd,
                        nynorsk=_er_nynorsk(tekst, sprak),
                    )
            elif barn.tag in {"section", "div", "main"} and len(barn):
                hode = barn[0]
                navn_her = ""
                if hode.tag in {"h2", "h3", "h4", "h5", "h6", "div"} and not _klasser(hode) & _LEDD:
                    navn_her = _KAPITTELNUMMER.sub("", _tekst(hode))
                yield from gaa(barn, navn_her if len(navn_her) > 3 else kapittel)

    hoved = rot.find(".//main")
    if hoved is not None:
        yield from gaa(hoved, "")


def les_arkiv(mappe: Path, *, alle: bool = False) -> Iterator[Paragraf]:
    """Alle paragrafene i lovene og forskriftene under ``mappe``, i arkivenes rekkefølge."""
    for navn in ARKIV:
        sti = mappe / navn
        if not sti.is_file():
            raise SystemExit(f"Fant ikke {sti}. Hent den fra Lovdatas åpne data, eller vis til mappen med --lovdata.")
        with tarfile.open(sti, "r|bz2") as arkiv:
            for medlem in arkiv:
                fil = arkiv.extractfile(medlem) if medlem.isfile() else None
                if fil is not None:
                    yield from les_dokument(fil.read(), alle=alle)


def utelatte_tekster(mappe: Path) -> set[str]:
    """Paragraftekster i forskriftene som holdes utenfor, så like tekster i andre forskrifter også kan utelates."""
    funnet: set[str] = set()
    with tarfile.open(mappe / ARKIV[1], "r|bz2") as arkiv:
        for medlem in arkiv:
            fil = arkiv.extractfile(medlem) if medlem.isfile() else None
            data = fil.read() if fil is not None else b""
            hode = data[: data.find(b"</header>")].decode("utf-8", "replace")
            if data and UTELATT_TITTEL.search(" ".join(re.findall(r'<dd class="title(?:Short)?">(.*?)</dd>', hode))):
                rot = ET.fromstring(data)
                for artikkel in rot.iter("article"):
                    if "legalArticle" in _klasser(artikkel):
                        ledd = [_ledd(e) for e in artikkel if _klasser(e) & _LEDD or e.tag == "p"]
                        funnet.add(nokkel(" ".join(d.hele for d in ledd)))
    return funnet - {""}


def dev_paragrafer(mappe: Path | None) -> set[str]:
    """Stedene som er fasit i utviklingssettet ``lovdata-generell``; de holdes utenfor treningen."""
    qrels = mappe / "lovdata-generell" / "qrels.tsv" if mappe else None
    if qrels is None or not qrels.is_file():
        return set()
    return {linje.split("\t")[1] for linje in qrels.read_text("utf-8").splitlines()[1:]}


def lagre(paragrafer: Iterable[Paragraf], sti: Path) -> int:
    """Skriver paragrafene som JSON-linjer, så treningen kan gjentas uten å lese arkivene på nytt."""
    antall = 0
    with sti.open("w", encoding="utf-8") as ut:
        for p in paragrafer:
            ledd = [[d.tekst, list(d.punkter)] for d in p.ledd]
            post = [p.id, p.dokument, p.kapittel, p.tittel, ledd, p.nynorsk]
            ut.write(json.dumps(post, ensure_ascii=False) + "\n")
            antall += 1
    return antall


def hent_lagret(sti: Path) -> Iterator[Paragraf]:
    """Leser det :func:`lagre` skrev."""
    with sti.open(encoding="utf-8") as inn:
        for linje in inn:
            ident, dokument, kapittel, tittel, ledd, nynorsk = json.loads(linje)
            deler = tuple(Ledd(tekst, tuple(punkter)) for tekst, punkter in ledd)
            yield Paragraf(ident, dokument, kapittel, tittel, deler, nynorsk)
