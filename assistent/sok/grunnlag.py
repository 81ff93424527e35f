"""Det indeksen lages av, og fingeravtrykket som skiller én indeks fra en annen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from assistent.modeller import Malform, Utdrag
from assistent.sok.norsk import ANALYSE_VERSJON
from assistent.sok.vektor import Vektorkoder

FORMAT_VERSJON = "3"
"""Heves når filene i indeksmappen får en annen form."""


@dataclass(frozen=True, slots=True)
class Formulering:
    """En måte å spørre på, skrevet inn i registeret, som viser til en oppføring der."""

    id: str
    emne_id: str
    malform: Malform
    tekst: str


@dataclass(frozen=True, slots=True)
class Grunnlag:
    """Det indeksen lages av."""

    utdrag: tuple[Utdrag, ...]
    sjekksummer: Mapping[str, str]
    formuleringer: tuple[Formulering, ...]
    tjener: str = ""
    """Chroma-tjeneren vektorene ligger på, eller tom når de ligger i indeksmappen."""


def fingeravtrykk(grunnlag: Grunnlag, koder: Vektorkoder) -> str:
    """Skiller indeksen fra enhver indeks laget av andre kilder, en annen modell eller en annen utgave av koden."""
    data = {
        "format": FORMAT_VERSJON,
        "analyse": ANALYSE_VERSJON,
        "kode": kodesum(),
        "modell": koder.fingeravtrykk,
        "tjener": grunnlag.tjener,
        "kilder": dict(sorted(grunnlag.sjekksummer.items())),
        "utdrag": [asdict(u) for u in grunnlag.utdrag],
        "formuleringer": [(f.id, f.emne_id, f.malform, f.tekst) for f in grunnlag.formuleringer],
    }
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def kodesum() -> str:
    """Sjekksum av koden og tabellene som bestemmer innholdet i indeksen, slik de var da prosessen spurte først."""
    pakke = Path(__file__).resolve().parent.parent
    filer = [
        *(pakke / "sok").glob("*.py"),
        *(pakke / "sok" / "tabeller").glob("*.tsv"),
        *(pakke / "innlesing").glob("*.py"),
    ]
    sum_ = hashlib.sha256()
    for fil in sorted(filer):
        sum_.update(fil.relative_to(pakke).as_posix().encode() + b"\0" + hashlib.sha256(fil.read_bytes()).digest())
    return sum_.hexdigest()
