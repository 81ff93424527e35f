"""Maskering av personopplysninger før noe lagres, logges eller sendes til en modell.

Fødselsnummer kjennes igjen med kontrollsifrene (modulus 11, Skatteetatens regler), også D-nummer (dag + 40),
H-nummer (måned + 40) og syntetiske numre (måned + 65 og + 80). Kontonummer kjennes igjen med sitt kontrollsiffer.
"""

from __future__ import annotations

import re
import unicodedata

_ELLEVE = re.compile(r"(?<!\d)(?:\d[ .\-\u00a0\u2009\u202f]?){10}\d(?!\d)")
_FODSEL = "[fødselsnummer fjernet]"
_KONTO = "[kontonummer fjernet]"


def _rest(siffer: str, vekter: tuple[int, ...]) -> int:
    return sum(int(s) * v for s, v in zip(siffer, vekter, strict=False)) % 11


def er_fodselsnummer(siffer: str) -> bool:
    """Om elleve siffer er et gyldig fødsels-, D-, H- eller syntetisk nummer."""
    if len(siffer) != 11 or not siffer.isdigit():
        return False
    dag, maaned = int(siffer[:2]), int(siffer[2:4])
    dag = dag - 40 if dag > 40 else dag
    for tillegg in (80, 65, 40):
        if maaned > tillegg:
            maaned -= tillegg
            break
    if not (1 <= dag <= 31 and 1 <= maaned <= 12):
        return False
    k1 = (11 - _rest(siffer[:9], (3, 7, 6, 1, 8, 9, 4, 5, 2))) % 11
    k2 = (11 - _rest(siffer[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
    return (k1, k2) == (int(siffer[9]), int(siffer[10]))


def er_kontonummer(siffer: str) -> bool:
    """Om elleve siffer er et gyldig norsk kontonummer."""
    if len(siffer) != 11 or not siffer.isdigit():
        return False
    return (11 - _rest(siffer[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11 == int(siffer[10])


def masker(tekst: str) -> str:
    """Teksten med fødselsnummer og kontonummer byttet ut med en merkelapp."""

    def bytt(m: re.Match[str]) -> str:
        siffer = "".join(str(unicodedata.digit(t)) for t in m.group(0) if t.isdigit())
        if er_fodselsnummer(siffer):
            return _FODSEL
        return _KONTO if er_kontonummer(siffer) else m.group(0)

    return _ELLEVE.sub(bytt, tekst)
