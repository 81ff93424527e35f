"""Svar og kilder slik siden viser dem. Rene funksjoner uten Chainlit: tekst inn, trygg markdown og data ut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistent.innlesing.alt import Kildesamling
from assistent.modeller import Henvisning, Svar, Utdrag
from assistent.nett.tekster import Sidesprak, tekst
from assistent.svar.tekster import skriv_dato
from assistent.svar.tekster import tekst as svartekst

_TEGN = re.compile(r"([!-/:-@\[-`{-~])")
_USYNLIG = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_LENKE = re.compile(r"(?i)\b(https?|ftp)(?=:)|\b(www)(?=\.)")
_EPOST = re.compile(r"@(?!imdi\.no\b)")
_MERKE = re.compile(r"\[(\d+)\]")
_OVERSKRIFT = re.compile(r"^\*\*(.+?)\*\*(.*)$")
_KILDELINJE = re.compile(r"^\[(\d+)\] (.+?\(.+?\))(?:, «.*?»)?(?:: (.*))?$", re.DOTALL)
_BOKSTAV = re.compile(r" bokstav [a-zæøå]+$")
ORDSKJOTER = "\u2060"


def rydd(tekst: str) -> str:
    """All tegnsetting med betydning i markdown gjort virkningsløs, og fremmede lenker gjort til ren tekst.

    Lenker lages av adresser også uten markdown. Derfor får de et usynlig tegn inni; IMDis e-postadresse får stå.
    """
    rent = _USYNLIG.sub("", tekst)
    rent = _LENKE.sub(lambda m: m.group(0) + ORDSKJOTER, rent)
    rent = _EPOST.sub("@" + ORDSKJOTER, rent)
    return _TEGN.sub(r"\\\1", rent)


def svar_som_markdown(svar: Svar, svar_id: str) -> str:
    """Svaret foran kildelisten som markdown, med ``[n]`` som lenke til ``#kilde-{svar_id}-{n}``."""
    kjente = {h.nr for h in svar.henvisninger}
    return "\n".join(_linje(linje, svar_id, kjente) for linje in del_svar(svar)[0].split("\n"))


def del_svar(svar: Svar) -> tuple[str, str, str]:
    """Svarteksten delt i tre: selve svaret, linjene i kildelisten, og det som står etter den."""
    skille = f"\n\n**{svartekst('kilder', svar.malform)}**\n"
    forst, funnet, resten = svar.tekst.rpartition(skille)
    if not funnet:
        return svar.tekst, "", ""
    liste, _, etter = resten.partition("\n\n")
    return forst, liste, etter


def _linje(linje: str, svar_id: str, kjente: set[int]) -> str:
    punkt = "- " if linje.startswith("- ") else ""
    linje = linje.removeprefix(punkt).strip()
    if funn := _OVERSKRIFT.match(linje):
        return f"{punkt}**{rydd(funn[1].strip())}**{_med_lenker(funn[2], svar_id, kjente)}"
    return punkt + _med_lenker(linje, svar_id, kjente)


def _med_lenker(tekst: str, svar_id: str, kjente: set[int]) -> str:
    ut, slutt = [], 0
    for m in _MERKE.finditer(tekst):
        if int(m[1]) in kjente:
            ut += [rydd(tekst[slutt : m.start()]), f"[{m[1]}](#kilde-{svar_id}-{m[1]})"]
            slutt = m.end()
    return "".join([*ut, rydd(tekst[slutt:])])


def kildeliste(svar: Svar, samling: Kildesamling, sprak: Sidesprak) -> list[dict[str, Any]]:
    """Det siden trenger for hver henvisning: linjen i listen og innholdet i sidefeltet."""
    linjer = {int(m[1]): m for linje in del_svar(svar)[1].split("\n") if (m := _KILDELINJE.match(linje))}
    utdrag = {u.id: u for u in samling.utdrag}
    return [
        {
            "nr": h.nr,
            "merke": linjer[h.nr][2] if h.nr in linjer else h.sted,
            "sitat": (linjer[h.nr][3] or "").strip("«»") or None if h.nr in linjer else None,
            "navn": tekst("apne_kilde", sprak, nr=h.nr, sted=h.sted),
            "felt": kildefelt(h, utdrag.get(h.utdrag_id), samling, sprak),
        }
        for h in svar.henvisninger
    ]


def kildefelt(h: Henvisning, utdrag: Utdrag | None, samling: Kildesamling, sprak: Sidesprak) -> dict[str, Any]:
    """Innholdet i sidefeltet: hele stedet med sitatet markert, utgiver, dato, rang i ord og lenke."""
    kilde = samling.kilder[h.kilde]
    innleder, deler = _deler(h, utdrag, samling.utdrag)
    hentet = samling.hentet.get(h.kilde)
    return {
        "tittel": tekst("kilde_nr", sprak, nr=h.nr, sted=h.sted),
        "overskrift": utdrag.tittel if utdrag and utdrag.tittel not in h.sted else "",
        "kilde": kilde.tittel,
        "opphav": " · ".join(d for d in (kilde.utgiver, _dato(kilde.dato, sprak)) if d),
        "rang": tekst(f"rang_{h.rang}", sprak),
        "malform": utdrag.malform if utdrag else "nb",
        "innleder": innleder,
        "deler": deler,
        "lenke": _lenke(h, sprak),
        "merknad": tekst("hentet", sprak, dato=_dato(hentet.opphav.hentet.date(), sprak)) if hentet else "",
        "forklaring": tekst("sitatet", sprak),
    }


def _deler(h: Henvisning, utdrag: Utdrag | None, alle: tuple[Utdrag, ...]) -> tuple[str, list[dict[str, Any]]]:
    """Leddteksten foran listen, og punktene i listen i rekkefølge. Uten liste er det bare stedet selv."""
    if utdrag is None:
        return "", [{"merke": "", "biter": [[h.sitat, True]], "valgt": True}]
    ledd = _BOKSTAV.sub("", utdrag.sted)
    naboer = [
        u
        for u in alle
        if u.kilde == utdrag.kilde and u.malform == utdrag.malform and u.sted.startswith(f"{ledd} bokstav ")
    ]
    if not naboer:
        return utdrag.innleder, [{"merke": "", "biter": merk(utdrag.tekst, h.sitat), "valgt": True}]
    punkter = [
        {
            "merke": f"{u.sted.rpartition(' ')[2]})",
            "biter": merk(u.tekst, h.sitat) if u.id == utdrag.id else [[u.tekst, False]],
            "valgt": u.id == utdrag.id,
        }
        for u in naboer
    ]
    if utdrag.sted == ledd:
        return "", [{"merke": "", "biter": merk(utdrag.tekst, h.sitat), "valgt": True}, *punkter]
    return utdrag.innleder, punkter


def merk(tekst: str, sitat: str) -> list[list[str | bool]]:
    """Teksten i biter, med ``True`` på den som er sitert. Blanke og linjeskift trenger ikke å være like."""
    ord_ = sitat.split()
    funn = re.search(r"\s+".join(map(re.escape, ord_)), tekst) if ord_ else None
    if funn is None:
        return [[tekst, False]]
    biter: list[list[str | bool]] = [
        [tekst[: funn.start()], False],
        [funn.group(0), True],
        [tekst[funn.end() :], False],
    ]
    return [b for b in biter if b[0]]


def _lenke(h: Henvisning, sprak: Sidesprak) -> Mapping[str, str] | None:
    if not h.url or not h.url.startswith("https://"):
        return None
    if h.url.startswith("https://lovdata.no/"):
        return {"url": h.url, "tekst": tekst("les_lovdata", sprak, sted=h.sted)}
    return {"url": h.url, "tekst": tekst("les_kilden", sprak)}


def _dato(dag: date | None, sprak: Sidesprak) -> str:
    return skriv_dato(dag.year, dag.month, dag.day, sprak) if dag else ""
