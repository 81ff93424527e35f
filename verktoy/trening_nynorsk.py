"""Lager bokmål–nynorsk-par med Apertium (``apertium-nno-nob``), som kjøres lokalt."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from verktoy.trening_lovdata import Paragraf

_MERKET = re.compile(r"(\d+)\s*¤\s*([^¤]*?)\s*¤")
BOLK = 400


def velg_linjer(paragrafer: Sequence[Paragraf], antall: int, tilfeldig: random.Random) -> list[str]:
    """Bokmålslinjer til oversettelse: om lag halvparten titler, resten korte ledd og punkter."""
    titler = sorted({p.tittel for p in paragrafer if not p.nynorsk and 12 <= len(p.tittel) <= 120})
    ledd = sorted({d.tekst for p in paragrafer if not p.nynorsk for d in p.ledd if 40 <= len(d.tekst) <= 220})
    halv = min(len(titler), antall // 2)
    return tilfeldig.sample(titler, halv) + tilfeldig.sample(ledd, min(len(ledd), antall - halv))


def oversett(linjer: Sequence[str]) -> dict[str, str]:
    """Bokmålslinje → nynorsk. Linjer som ikke kom hele gjennom, mangler i svaret.

    Apertium slår sammen linjer underveis. Hver linje pakkes derfor inn i et nummer og et merke (``17 ¤ … ¤``), og
    parene settes sammen etter nummeret.
    """
    ferdig: dict[str, str] = {}
    for start in range(0, len(linjer), BOLK):
        bolk = linjer[start : start + BOLK]
        inn = "\n\n".join(f"{nr} ¤ {linje.replace('¤', ' ')} ¤" for nr, linje in enumerate(bolk))
        ut = subprocess.run(
            ["apertium", "-u", "nob-nno"], input=inn, capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout
        for treff in _MERKET.finditer(ut):
            nr, tekst = int(treff[1]), " ".join(treff[2].split())
            if nr < len(bolk) and tekst:
                ferdig[bolk[nr]] = tekst
    return ferdig


def nynorskpar(linjer: Sequence[str], lager: Path) -> list[tuple[str, str]]:
    """Parene for ``linjer``. Det som er oversatt før, leses fra ``lager``; resten oversettes og legges til der."""
    kjent: dict[str, str] = {}
    if lager.is_file():
        kjent = dict(json.loads(linje) for linje in lager.read_text("utf-8").splitlines())
    mangler = [linje for linje in linjer if linje not in kjent]
    if mangler and shutil.which("apertium") is None:
        print("Apertium er ikke installert (Debian: apertium-nno-nob). Nynorskparene utelates.")
        mangler = []
    with lager.open("a", encoding="utf-8") as ut:
        for start in range(0, len(mangler), BOLK):
            nye = oversett(mangler[start : start + BOLK])
            kjent.update(nye)
            ut.writelines(json.dumps(par, ensure_ascii=False) + "\n" for par in nye.items())
            ut.flush()
    return [(linje, kjent[linje]) for linje in linjer if kjent.get(linje, linje) != linje]
