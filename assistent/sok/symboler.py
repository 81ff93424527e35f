"""Fra tekst til symboler: foldede ord, tall uten tusenskille, lovhenvisninger, datoer og klokkeslett."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from assistent.sok.ordlister import fold

_LEDD = {
    **dict.fromkeys(("første", "fyrste", "forste", "first", "1."), 1),
    **dict.fromkeys(("andre", "annet", "anna", "second", "2."), 2),
    **dict.fromkeys(("tredje", "third", "3."), 3),
    **dict.fromkeys(("fjerde", "fourth", "4."), 4),
    **dict.fromkeys(("femte", "fifth", "5."), 5),
    **dict.fromkeys(("sjette", "sixth", "6."), 6),
    **dict.fromkeys(("sjuende", "syvende", "seventh", "7."), 7),
    **dict.fromkeys(("åttende", "attende", "aattende", "eighth", "8."), 8),
    **dict.fromkeys(("niende", "ninth", "9."), 9),
}
_TALLORD = """
    null=0 ett=1 eitt=1 to=2 tre=3 fire=4 fem=5 seks=6 sju=7 syv=7 åtte=8 ni=9 ti=10 elleve=11 tolv=12 tretten=13
    fjorten=14 femten=15 seksten=16 sytten=17 atten=18 nitten=19 tjue=20 tyve=20 tretti=30 førti=40 femti=50 seksti=60
    sytti=70 åtti=80 nitti=90 hundre=100 tusen=1000
"""
_TALLORD_ENGELSK = """
    one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 fifteen=15 twenty=20
    thirty=30 sixty=60 eighty=80 hundred=100 thousand=1000
"""


def _par(tekst: str) -> dict[str, str]:
    return {fold(ord_): siffer for ord_, _, siffer in (par.partition("=") for par in tekst.split())}


TALL = _par(_TALLORD)
TALL_ENGELSK = _par(_TALLORD_ENGELSK)
_MAANEDER = "januar februar mars april mai juni juli august september oktober november desember".split()
_ENHET = (
    "(?:års?|aar|måned|månad|maned|uke|veke|dag|døgn|time|person|medlem|prosent|%|kr|mill|stk|gang|gong"
    "|year|month|week|day)"
)

_SYMBOL = re.compile(
    rf"""
    (?P<paragraf>(?:§+|paragraf(?:en|ane|ene)?|pgf\.?|section|article)\s*(?P<p>\d{{1,2}}\s?-\s?\d{{1,3}}|\d{{1,3}})
        (?:\s*(?P<pbokstav>[a-zæøå])(?![\w-])(?!(?<=\si)\s+\w))?)
  | (?P<leddord>(?:{"|".join(re.escape(o) for o in _LEDD)})\s*ledd(?:et)?\b|ledd\s*(?P<leddtall>\d)\b)
  | (?P<bokstavord>(?:bokstav(?:en|ane|ene)?|litra|letter)\s+(?P<bokstav>[a-zæøå])(?!\w))
  | (?P<iso>(?P<iaar>\d{{4}})-(?P<imnd>\d{{2}})-(?P<idag>\d{{2}})(?!\d))
  | (?P<dato>(?P<ddag>\d{{1,2}})\.\s?(?P<dmnd>\d{{1,2}})\.\s?(?P<daar>(?:19|20)\d{{2}})(?!\d))
  | (?P<klokke>(?:kl\.?\s*(?P<k1>\d{{1,2}})[.:](?P<m1>\d{{2}})|(?P<k2>\d{{1,2}}):(?P<m2>\d{{2}}))(?!\d))
  | (?P<bar>(?<![\d§.,-])(?P<b>[1-9]-\d{{1,2}})(?![\d-])(?!\s*{_ENHET}))
  | (?P<tall>\d{{1,3}}(?:[ .]\d{{3}})+(?!\d)|\d+,\d+|\d+\.\d+(?!\.?\d)|\d+)
  | (?P<bindestrek>(?<!\w)[a-zæøå]-(?=[^\W\d_]{{3}}))
  | (?P<ord>[^\W\d_]+(?:['’][^\W\d_]+)?)
    """,
    re.VERBOSE,
)


LANG_TEKST = 300
"""Lengre tekster enn dette huskes ikke: de er sjeldne, og minnet skal ha et tak."""


def rens(tekst: str) -> str:
    """Teksten i NFC, uten styretegn og myke bindestreker, med vanlige bindestreker og mellomrom."""
    tekst = unicodedata.normalize("NFC", tekst)
    tekst = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", tekst)
    tekst = re.sub("[\u2010-\u2015\u2212]", "-", tekst)
    if tekst.isprintable():  # alle andre blanke enn mellomrom, og alle styretegn, regnes som ikke skrivbare
        return tekst
    return "".join(" " if t.isspace() or unicodedata.category(t) in {"Cc", "Cf", "Cs", "Zs"} else t for t in tekst)


def symboler(tekst: str) -> tuple[str, ...]:
    """Teksten delt i foldede ord, tall uten tusenskille, «§1-6», «ledd_2», «bokstav_c» og klokkeslett.

    Ledd og bokstav rett etter en paragraf står også sammen med den: «§1-6_bokstav_c».
    """
    return _symboler_husket(tekst) if len(tekst) <= LANG_TEKST else _del_i_symboler(tekst)


@lru_cache(maxsize=32768)
def _symboler_husket(tekst: str) -> tuple[str, ...]:
    return _del_i_symboler(tekst)


def _del_i_symboler(tekst: str) -> tuple[str, ...]:
    ut: list[str] = []
    paragraf = ""
    for symbol in _symboler(rens(tekst).lower()):
        ut.append(symbol)
        if symbol.startswith("§"):
            paragraf = symbol
        elif paragraf and symbol.startswith(("ledd_", "bokstav_")):
            ut.append(f"{paragraf}_{symbol}")
        else:
            paragraf = ""
    return tuple(ut)


def _symboler(tekst: str) -> Iterator[str]:
    forstavelse = ""
    for funn in _SYMBOL.finditer(tekst):
        if funn["bindestrek"]:
            forstavelse = funn["bindestrek"][0]
            continue
        if funn["ord"]:
            yield from _ord(forstavelse + funn["ord"])
        elif funn["paragraf"]:
            yield "§" + re.sub(r"\s", "", funn["p"])
            if funn["pbokstav"]:
                yield "bokstav_" + funn["pbokstav"]
        elif funn["bar"]:
            yield "§" + funn["b"]
        elif funn["leddord"]:
            ledd = funn["leddtall"] or str(_LEDD[re.split(r"\s*ledd", funn["leddord"])[0].strip()])
            yield "ledd_" + ledd
        elif funn["bokstavord"]:
            yield "bokstav_" + funn["bokstav"]
        elif funn["iso"]:
            yield from _dato(funn["idag"], funn["imnd"], funn["iaar"])
        elif funn["dato"]:
            yield from _dato(funn["ddag"], funn["dmnd"], funn["daar"])
        elif funn["klokke"]:
            yield f"{int(funn['k1'] or funn['k2'])}:{funn['m1'] or funn['m2']}"
        elif funn["tall"]:
            yield _tall(funn["tall"])
        forstavelse = ""


def _ord(ord_: str) -> Iterator[str]:
    """«can't» er «can» og «not»; «what's» er «what»."""
    stamme, skille, hale = ord_.replace("’", "'").partition("'")
    if skille and hale == "t" and stamme.endswith("n") and len(stamme) > 2:
        yield fold("can" if stamme == "can" else stamme[:-1])
        yield "not"
    else:
        yield fold(stamme)


def _dato(dag: str, maaned: str, aar: str) -> Iterator[str]:
    yield str(int(dag))
    if 1 <= int(maaned) <= 12:
        yield _MAANEDER[int(maaned) - 1]
    yield aar


def _tall(tall: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", tall):
        return re.sub(r"[ .]", "", tall)
    hel, _, desimal = tall.replace(".", ",").partition(",")
    hel = hel.lstrip("0") or "0"
    return f"{hel},{desimal}" if desimal else hel


_STEMMERLAAS = threading.Lock()
"""Stemmerne i snowballstemmer har tilstand og tåler ikke flere tråder samtidig."""


@lru_cache(maxsize=131072)
def stamme(ord_: str) -> str:
    """Snowballs norske stamme av et foldet ord. Tall og henvisninger er uendret.

    Snowball gir «søker» → «søk», men «søkeren» → «søker» og «søkerne» → «søkern». Derfor stemmes røtter på -er og -ar
    en gang til, og -erne leses som -er.
    """
    if len(ord_) > 6 and ord_.endswith("erne") and not ord_.endswith(("jerne", "interne", "eksterne", "moderne")):
        ord_ = ord_[:-2]
    rot = _stem(ord_, "norwegian")
    return _stem(rot, "norwegian") if rot.endswith(("er", "ar")) and rot != ord_ else rot


@lru_cache(maxsize=32768)
def engelsk_stamme(ord_: str) -> str:
    """Snowballs engelske stamme."""
    return _stem(ord_, "english")


def _stem(ord_: str, spraak: str) -> str:
    if not ord_.isalpha():
        return ord_
    with _STEMMERLAAS:
        return str(_stemmer(spraak).stemWord(ord_))


@lru_cache(maxsize=2)
def _stemmer(spraak: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(spraak)
