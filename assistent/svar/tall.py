"""Tall, datoer, beløp og paragrafer i en tekst, skrevet likt uansett hvordan de står.

Brukes av tallsperren i :mod:`assistent.svar.kontroll`: alt som kommer ut av :func:`opplysninger` for en setning, må
finnes i opplysningene til stedene den viser til.
"""

from __future__ import annotations

import re

from assistent.modeller import Malform

_MAANEDER = {
    navn: nr
    for nr, sett in enumerate(
        (
            ("januar", "january", "jan"),
            ("februar", "february", "feb"),
            ("mars", "march", "mar"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("desember", "december", "des", "dec"),
        ),
        start=1,
    )
    for navn in sett
}
_NORSKE = (
    "null ein to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue"
)
_ENGELSKE = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_TALLORD_NORSK = {
    **{o: n for n, o in enumerate(_NORSKE.split()) if n > 1},
    "syv": 7,
    "tretti": 30,
    "førti": 40,
    "femti": 50,
    "seksti": 60,
    "sytti": 70,
    "åtti": 80,
    "nitti": 90,
    "hundre": 100,
    "tusen": 1000,
}
_TALLORD_ENGELSK = {
    **{o: n for n, o in enumerate(_ENGELSKE.split()) if n > 1},
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
}
_M = "|".join(sorted(_MAANEDER, key=len, reverse=True))
_DATO_ORD = re.compile(rf"\b(\d{{1,2}})\.?\s*({_M})\b\.?(?:\s+(\d{{4}}))?", re.I)
_DATO_ENG = re.compile(rf"\b({_M})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b", re.I)
_MND_AAR = re.compile(rf"\b({_M})\s+(\d{{4}})\b", re.I)
_EPOST = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STORE = re.compile(r"\b(?:mill(?:ion\w*|\.)?|milliard\w*|mrd|billion\w*)\b", re.I)
_DATO_TALL = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_DATO_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_PARAGRAF = re.compile(r"(?:§+|\bparagraf|\bsections?)\s*(\d+(?:[-–]\d+)*(?:\s?[a-z]\b)?)", re.I)
_PARAGRAF_FLERE = re.compile(r"(§§\s*)((?:\d+(?:[-–]\d+)?(?:\s*(?:,|og|and|til|to)\s*)?)+)", re.I)
_KLOKKE = re.compile(r"\b([01]?\d|2[0-3])[.:]([0-5]\d)\b(?!\.\d)")
_TELEFON = re.compile(r"\b(\d{3}) (\d{2}) (\d{3})\b|\b(\d{2}) (\d{2}) (\d{2}) (\d{2})\b")
_PROSENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|prosent|per\s?cent)", re.I)
_TUSEN = re.compile(r"\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
_TALL = re.compile(r"\d+(?:[.,]\d+)?")
_ETT = re.compile(r"\b(?:ett|eitt|one)\b(?=\s+(?:år|year|fylke|county))", re.I)
_ORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_HENVISNING = re.compile(r"\[\d+\]")


def _paragraf(nummer: str) -> str:
    return "§" + nummer.replace("–", "-").replace(" ", "").lower()


def opplysninger(tekst: str, malform: Malform = "nb") -> frozenset[str]:
    """Alle tall, datoer, klokkeslett, telefonnumre og paragrafer i teksten, i fast skrivemåte.

    Henvisninger som «[1]» telles ikke. Datoer gir både hele datoen og delene, slik at «21. januar» dekkes av
    «21. januar 2026», men ikke omvendt. ``malform`` avgjør hvilke tallord som gjelder: «to» er et tall på norsk, men
    ikke på engelsk.
    """
    funn: set[str] = set()
    rest = _HENVISNING.sub(" ", tekst)

    def ta(monster: re.Pattern[str], lag: object) -> None:
        nonlocal rest

        def bytt(m: re.Match[str]) -> str:
            funn.update(lag(m))  # type: ignore[operator]
            return " ¤ "

        rest = monster.sub(bytt, rest)

    def flere(m: re.Match[str]) -> set[str]:
        return {_paragraf(n) for n in re.findall(r"\d+(?:[-–]\d+)?", m.group(2))}

    def dato(d: str, m: str | int, a: str | None) -> set[str]:
        nr = _MAANEDER[m.lower()] if isinstance(m, str) else m
        ut = {f"d:{nr:02d}-{int(d):02d}"}
        if a:
            ut |= {f"d:{a}-{nr:02d}-{int(d):02d}", a}
        return ut

    ta(_EPOST, lambda m: {m.group(0).lower()})
    ta(_STORE, lambda m: {"mrd" if re.match(r"m(?:illia)?rd|billion", m.group(0), re.I) else "mill"})
    ta(_PARAGRAF_FLERE, flere)
    ta(_PARAGRAF, lambda m: {_paragraf(m.group(1))})
    ta(_DATO_ISO, lambda m: dato(m.group(3), int(m.group(2)), m.group(1)))
    ta(_DATO_TALL, lambda m: dato(m.group(1), int(m.group(2)), m.group(3)) if int(m.group(2)) <= 12 else {m.group(0)})
    ta(_DATO_ORD, lambda m: dato(m.group(1), m.group(2), m.group(3)))
    ta(_DATO_ENG, lambda m: dato(m.group(2), m.group(1), m.group(3)))
    ta(_MND_AAR, lambda m: {f"m:{m.group(2)}-{_MAANEDER[m.group(1).lower()]:02d}", m.group(2)})
    ta(_TELEFON, lambda m: {re.sub(r"\D", "", m.group(0))})
    ta(_PROSENT, lambda m: {m.group(1).replace(",", ".") + "%"})
    ta(_TUSEN, lambda m: {re.sub(r"\D", "", m.group(0))})
    ta(_KLOKKE, lambda m: {f"{int(m.group(1))}.{m.group(2)}"})
    ta(_TALL, lambda m: {_uten_nuller(m.group(0).replace(",", "."))})
    ta(_ETT, lambda _: {"1"})
    tallord = _TALLORD_ENGELSK if malform == "en" else _TALLORD_NORSK
    funn.update(str(tallord[o]) for o in (w.lower() for w in _ORD.findall(rest)) if o in tallord)
    return frozenset(funn)


def _uten_nuller(tall: str) -> str:
    return tall.rstrip("0").rstrip(".") if "." in tall and not re.fullmatch(r"\d{1,2}\.\d0", tall) else tall


def udekkede(tekst: str, dekning: frozenset[str], malform: Malform = "nb") -> frozenset[str]:
    """Opplysningene i ``tekst`` som ikke finnes i ``dekning``."""
    return opplysninger(tekst, malform) - dekning
