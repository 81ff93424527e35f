"""Treningspar av Lovdatas paragrafer og av de små samlingene: tekst, tekst og en nøkkel for det paret handler om."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistent.registerfil import les_register
from assistent.sok.ordlister import TABELLMAPPE
from verktoy.trening_lovdata import Paragraf

DATA = Path(__file__).resolve().parent / "data"
EGNE = ("domene", "hverdag", "passasje", "ord", "engelsk")
"""Gruppene som teller mer når ordforrådet til modellen lages, så hverdagsord får egne vektorer."""
NORQUAD_HOLDT_UT = 5
"""Hvert femte dokument i NorQuADs treningsdel holdes utenfor, så modellen kan måles på resten."""
GENTA = {
    "domene": 8,
    "hverdag": 4,
    "passasje": 4,
    "maalformer": 2,
    "register": 1,
    "ord": 4,
    "ordtabell": 2,
    "norquad": 3,
    "grunnloven": 3,
    "engelsk": 2,
}
"""Hvor mange ganger de små samlingene er med i hver runde, så de ikke drukner i lovteksten."""

_SETNING = re.compile(r"(?<=[a-zæøå)]\.)\s+(?=[A-ZÆØÅ])")
MINSTE_TEGN = 15


@dataclass(frozen=True, slots=True)
class Par:
    """To tekster som hører sammen. Par med samme ``nokkel`` brukes aldri som moteksempler for hverandre."""

    a: str
    b: str
    nokkel: str
    gruppe: str


def _par_i_paragraf(p: Paragraf, tilfeldig: random.Random) -> Iterator[tuple[str, str]]:
    tekst = p.tekst
    if len(p.tittel) >= 4:
        yield p.tittel, (f"{p.dokument} {tekst}" if tilfeldig.random() < 0.5 else tekst)
        if len(p.ledd) > 1:
            yield p.tittel, tilfeldig.choice(p.ledd).hele
    for forrige, neste in zip(p.ledd, p.ledd[1:], strict=False):
        if tilfeldig.random() < 0.6:
            yield forrige.hele, neste.hele
    for ledd in p.ledd:
        if ledd.punkter and len(ledd.tekst) >= MINSTE_TEGN:
            for punkt in tilfeldig.sample(ledd.punkter, min(2, len(ledd.punkter))):
                yield punkt, f"{p.tittel} {ledd.tekst}".strip()
    setninger = [s for ledd in p.ledd for s in _SETNING.split(ledd.tekst) if len(s) >= 40]
    if len(setninger) > 1:
        valgt = tilfeldig.randrange(len(setninger))
        yield setninger[valgt], " ".join((p.tittel, *(s for i, s in enumerate(setninger) if i != valgt))).strip()


def lovpar(paragrafer: Sequence[Paragraf], tilfeldig: random.Random) -> Iterator[Par]:
    """Tittel–paragraf, ledd–ledd, punkt–innledning, setning–resten og naboparagrafer, i dokumentenes rekkefølge."""
    forrige: Paragraf | None = None
    for nr, p in enumerate(paragrafer):
        for a, b in _par_i_paragraf(p, tilfeldig):
            if len(a) >= 4 and len(b) >= MINSTE_TEGN and a != b:
                yield Par(a, b, f"p{nr}", "lov")
        if forrige is not None and forrige.dokument == p.dokument and tilfeldig.random() < 0.3:
            yield Par(f"{forrige.tittel} {forrige.tekst}", f"{p.tittel} {p.tekst}", f"p{nr}", "lov")
        forrige = p


def nynorske_par(oversatt: Sequence[tuple[str, str]], paragrafer: Iterable[Paragraf]) -> Iterator[Par]:
    """Linje–oversettelse, og nynorsk tittel–bokmålsparagraf."""
    tekster: dict[str, str] = {}
    for p in paragrafer:
        tekster.setdefault(p.tittel, p.tekst)
    for nb, nn in oversatt:
        yield Par(nn, nb, f"nn:{nb}", "nynorsk")
        if nb in tekster:
            yield Par(nn, tekster[nb], f"nn:{nb}", "nynorsk")


def _jsonl(sti: Path) -> Iterator[Mapping[str, str]]:
    if not sti.is_file():
        print(f"{sti.name} finnes ikke og er utelatt.")
        return
    with sti.open(encoding="utf-8") as inn:
        for linje in inn:
            yield json.loads(linje)


def tabell(sti: Path) -> list[dict[str, str]]:
    """En tabulatordelt fil med overskrifter som liste av rader."""
    overskrifter, *rader = [linje.split("\t") for linje in sti.read_text("utf-8").splitlines() if linje]
    return [dict(zip(overskrifter, rad, strict=True)) for rad in rader]


def samlinger(mappe: Path | None) -> Iterator[Par]:
    """Parene i treningsdata-mappen: NorQuAD, Grunnloven på to målformer og håndboken på to språk."""
    if mappe is None:
        return
    for post in _jsonl(mappe / "norquad-trening.jsonl"):
        if int(post["dokument"].lstrip("d")) % NORQUAD_HOLDT_UT == 0:
            continue
        yield Par(post["sporsmal"], post["passasje"], f"nq:{post['passasje_id']}", "norquad")
    for post in _jsonl(mappe / "nb-nn-grunnloven.jsonl"):
        yield Par(post["nn"], post["nb"], f"gr:{post['id']}", "grunnloven")
    for post in _jsonl(mappe / "nb-en.jsonl"):
        yield Par(post["en"], post["nb"], f"en:{post['id']}", "engelsk")


def egne_par(mappe: Path = DATA) -> Iterator[Par]:
    """Prosjektets egne par: spørsmål–passasje, spørsmål på to målformer, og ordlister engelsk–bokmål–nynorsk."""
    for nr, rad in enumerate(tabell(mappe / "domenepar.tsv")):
        for malform in ("nb", "nn", "en"):
            yield Par(rad[malform], rad["passasje"], f"dom:{nr}", "domene")
        yield Par(rad["en"], rad["nb"], f"dom:{nr}", "domene")
    for rad in tabell(mappe / "hverdagspar.tsv"):
        yield Par(rad["sporsmal"], rad["passasje"], f"hv:{rad['passasje']}", "hverdag")
    for fil in sorted((mappe / "par").glob("*.jsonl")):
        for post in _jsonl(fil):
            nokkel = f"par:{post['p']}"
            for malform in ("nb", "nn", "en"):
                yield Par(post[malform], post["p"], nokkel, "passasje")
            yield Par(post["en"], post["nb"], nokkel, "maalformer")
            yield Par(post["nn"], post["nb"], nokkel, "maalformer")
    for linje in (TABELLMAPPE / "engelsk.tsv").read_text("utf-8").splitlines():
        engelsk, _, lesemaater = linje.partition("\t")
        if not linje.startswith("#"):
            for bokmaal in lesemaater.split(";")[:2]:
                yield Par(engelsk, bokmaal.strip(), f"ordtabell:{engelsk}", "ordtabell")
    for nr, rad in enumerate(tabell(mappe / "ordpar.tsv")):
        yield Par(rad["en"], rad["nb"], f"ord:{nr}", "ord")
        if rad["nn"] != rad["nb"]:
            yield Par(rad["nn"], rad["nb"], f"ord:{nr}", "ord")


def registerpar(kilder: Path, tilfeldig: random.Random) -> Iterator[Par]:
    """Formuleringene i registeret, hver med en setning fra svaret, og engelske og nynorske også med en på bokmål.

    Målformene og måtene å spørre på kommer nærmere hverandre, og nærmere det reglene sier med sine ord.
    """
    for emne in les_register(kilder).alle():
        former = emne.formuleringer or {}
        setninger = [s.tekst["nb"] for s in emne.svar]
        for malform, tekster in former.items():
            for tekst in tekster:
                yield Par(tekst, tilfeldig.choice(setninger), f"reg:{emne.id}", "register")
                if malform != "nb" and former.get("nb"):
                    yield Par(tekst, tilfeldig.choice(former["nb"]), f"reg:{emne.id}", "register")


def i_blokker(par: Sequence[Par], storrelse: int, tilfeldig: random.Random) -> list[int]:
    """Rekkefølgen på parene i en runde.

    Lovparene holdes i blokker fra samme del av et dokument, så hvert parti også har nære moteksempler; de andre
    strøs jevnt utover.
    """
    lov = [i for i, p in enumerate(par) if p.gruppe == "lov"]
    andre = [i for i, p in enumerate(par) if p.gruppe != "lov" for _ in range(GENTA.get(p.gruppe, 1))]
    blokker = [lov[i : i + storrelse] for i in range(0, len(lov), storrelse)] + [[i] for i in andre]
    tilfeldig.shuffle(blokker)
    return [i for blokk in blokker for i in blokk]
