"""Hvor godt oppføringene kjennes igjen, målt på formuleringer som er holdt ute fil for fil.

Hver fil i ``kilder/formuleringer/`` er skrevet for seg, uten de andre for øye. Når en hel fil holdes ute, måles det
derfor på spørsmål fra noen andre enn dem modellen lærte av. Rett er når den beste oppføringen er den formuleringen
hører til. Mange oppføringer ligger tett, så et galt valg kan likevel gi et rett svar; hele svar måles for seg.

Vektormodellen som følger med, er selv trent på formuleringene. Tallene for den nærmeste formuleringen er derfor for
gode; bare tallet for gjenkjenneren alene er helt uavhengig.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistent.feil import RegisterFeil
from assistent.innlesing.alt import les_alle
from assistent.konfig import Innstillinger
from assistent.modeller import Malform
from assistent.register import RUTER
from assistent.registerfil import les_formuleringer, les_register
from assistent.sok.embedding import last_embedding
from assistent.sok.gjenkjenner import Gjenkjenner
from assistent.sok.hybrid import Sokbar
from assistent.sok.leksikalsk import LeksikalskIndeks
from assistent.sok.norsk import Analyse
from assistent.sok.vektor import Vektormatrise
from assistent.svar.emnevalg import BREDDE, grupper, lag_formuleringer, samlet


@dataclass(frozen=True, slots=True)
class Utfall:
    """Én formulering holdt ute: den rette oppføringen, og plassen den fikk på hver måte (0 er utenfor listen)."""

    rett: str
    malform: Malform
    nabo: int
    gjenkjenner: int
    samlet: int


def hold_ute(innstillinger: Innstillinger, filer: Sequence[str]) -> list[Utfall]:
    """Utfallet for hver formulering i ``filer`` (navn uten endelse) når resten av registeret er lært."""
    register = les_register(innstillinger.kilder, uten=filer)
    kjente = {o.id for o in register.alle()} | set(RUTER)
    mappe = innstillinger.kilder / "formuleringer"
    borte = [navn for navn in filer if not (mappe / f"{navn}.tsv").is_file()]
    if borte:
        raad = f"Velg blant {', '.join(sorted(f.stem for f in mappe.glob('*.tsv')))}."
        raise RegisterFeil(f"fant ikke {', '.join(borte)}", hvor=str(mappe), raad=raad)
    ute = [linje for navn in filer for linje in les_formuleringer(mappe / f"{navn}.tsv", kjente)]
    med = lag_formuleringer(register)
    analyse = Analyse.laer(
        [*(u.sokbar for u in les_alle(innstillinger).utdrag), *(f.tekst for f in med if f.malform != "en")],
        [f.tekst for f in med if f.malform == "en"],
    )
    koder = last_embedding(innstillinger)
    termer = {f.id: analyse.termer(f.tekst, sporreord=True) for f in med}
    vektorer = Vektormatrise(list(termer), koder.kod([f.tekst for f in med]))
    sokbar = Sokbar(LeksikalskIndeks.bygg(termer), vektorer, analyse, koder, sporreord=True)
    gjenkjenner = Gjenkjenner.laer([f.tekst for f in med], [f.emne_id for f in med], analyse)
    ut = []
    for rett, malform, tekst in ute:
        naboer, gjenkjent = grupper(sokbar.sok(tekst, BREDDE)), gjenkjenner.poeng(tekst)
        plasser = (
            _plass(rett, {id_: p for id_, (p, _) in naboer.items()}),
            _plass(rett, gjenkjent),
            _plass(rett, {id_: p for id_, (p, _) in samlet(naboer, gjenkjent).items()}),
        )
        ut.append(Utfall(rett, malform, *plasser))
    return ut


def _plass(rett: str, poeng: dict[str, float]) -> int:
    rekke = sorted(poeng, key=lambda id_: -poeng[id_])
    return rekke.index(rett) + 1 if rett in poeng else 0


def sammendrag(utfall: Sequence[Utfall]) -> dict[str, float | None]:
    """Andelen rett først og blant de tre første, for hver måte og målform. ``None`` når det ikke er noen."""

    def andel(treff: Sequence[bool]) -> float | None:
        return round(sum(treff) / len(treff), 4) if treff else None

    ut: dict[str, float | None] = {"antall": float(len(utfall))}
    for maate in ("nabo", "gjenkjenner", "samlet"):
        plasser = [int(getattr(u, maate)) for u in utfall]
        ut[f"{maate}_rett_forst"] = andel([p == 1 for p in plasser])
        ut[f"{maate}_blant_tre"] = andel([0 < p <= 3 for p in plasser])
    for malform in sorted(Counter(u.malform for u in utfall)):
        ut[f"samlet_rett_forst_{malform}"] = andel([u.samlet == 1 for u in utfall if u.malform == malform])
    return ut
