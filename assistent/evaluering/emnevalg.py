"""Hvor godt oppføringene kjennes igjen, målt ved å holde en femdel av formuleringene ute om gangen.

Hver formulering i registeret brukes som spørsmål til et sett som verken den eller resten av femdelen er med i. Rett
er når den beste oppføringen er den formuleringen hører til. Tallene er for gode for spørsmål fra folk, fordi
formuleringene i en oppføring er skrevet av samme hånd, men de er gode til å sammenligne vekter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistent.modeller import Malform
from assistent.register import Register
from assistent.sok.gjenkjenner import Gjenkjenner
from assistent.sok.indeks import Indeks
from assistent.sok.vektor import Vektorkoder
from assistent.svar.emnevalg import BREDDE, grupper, lag_formuleringer, samlet


@dataclass(frozen=True, slots=True)
class Utfall:
    """Én formulering holdt ute. ``valgt`` er oppføringen som kom først, ``poeng`` det absolutte poenget dens."""

    tekst: str
    malform: Malform
    rett: str
    valgt: str
    poeng: float
    dekning: float
    plass: int

    @property
    def riktig(self) -> bool:
        """Om rett oppføring kom først."""
        return self.rett == self.valgt


def hold_ute(register: Register, indeks: Indeks, koder: Vektorkoder, deler: int = 5) -> list[Utfall]:
    """Utfallet for hver formulering, med ``deler`` like store deler holdt ute etter tur."""
    alle = lag_formuleringer(register)
    analyse = indeks.formuleringer.analyse
    ut = []
    for nr in range(deler):
        ute, med = alle[nr::deler], [f for n, f in enumerate(alle) if n % deler != nr]
        gjenkjenner = Gjenkjenner.laer([f.tekst for f in med], [f.emne_id for f in med], analyse, koder)
        ikke_tell = {f.id for f in ute}
        for f in ute:
            treff = [t for t in indeks.formuleringer.sok(f.tekst, BREDDE) if t.id not in ikke_tell]
            poeng = samlet(grupper(treff), gjenkjenner.poeng(f.tekst))
            rekke = sorted(poeng.items(), key=lambda p: -p[1][0])
            plass = next((n for n, (id_, _) in enumerate(rekke, 1) if id_ == f.emne_id), 0)
            valgt, (best, dekning) = rekke[0] if rekke else ("", (0.0, 0.0))
            ut.append(Utfall(f.tekst, f.malform, f.emne_id, valgt, best, dekning, plass))
    return ut


def sammendrag(utfall: list[Utfall]) -> dict[str, float]:
    """Andel rett først, blant de tre første, og per målform."""
    n = len(utfall) or 1
    ut = {
        "antall": float(len(utfall)),
        "rett_forst": sum(u.riktig for u in utfall) / n,
        "blant_tre": sum(0 < u.plass <= 3 for u in utfall) / n,
    }
    for malform, antall in Counter(u.malform for u in utfall).items():
        ut[f"rett_forst_{malform}"] = sum(u.riktig for u in utfall if u.malform == malform) / antall
    return ut
