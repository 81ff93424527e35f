"""Det som går mellom stegene i kjeden fra spørsmål til svar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistent.modeller import Malform, Melding, Treff
from assistent.svar.deling import Delsporsmal
from assistent.svar.emnevalg import Valg
from assistent.svar.ruting import Rute
from assistent.svar.sammensetting import Dag, Delsvar
from assistent.svar.sikkerhet import finn_trekk, sannsynlighet


@dataclass(frozen=True, slots=True)
class Foresporsel:
    """Det som går inn i kjeden. ``malform`` er ønsket målform når spørsmålet selv ikke viser den."""

    sporsmal: str
    dato: date
    historikk: tuple[Melding, ...] = ()
    malform: Malform | None = None


@dataclass(frozen=True, slots=True)
class Funn:
    """Det søket fant for ett delspørsmål: oppføringene i registeret, og stedene i kildene."""

    del_: Delsporsmal
    valg: Valg
    treff: tuple[Treff, ...]

    @property
    def sannsynlighet(self) -> float:
        """Sannsynligheten for at kildene svarer, 0–1."""
        return sannsynlighet(finn_trekk(self.valg, self.treff))


@dataclass(frozen=True, slots=True)
class Arbeid:
    """Det som går mellom stegene i kjeden."""

    foresporsel: Foresporsel
    rute: Rute
    sporsmal: str
    malform: Malform
    dag: Dag
    start: float
    deler: tuple[Delsporsmal, ...] = ()
    flere: bool = False
    funn: tuple[Funn, ...] = ()
    delsvar: tuple[Delsvar, ...] = ()
