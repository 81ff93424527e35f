"""Verdiene som flyter gjennom programmet: kilde → utdrag → treff → svar.

Alle er frosne og uten oppførsel utover avledede felter, så de kan deles mellom tråder, sammenlignes i tester og
skrives ut uten at noe endrer seg underveis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Malform = Literal["nb", "nn", "en"]
Rang = Literal["lov", "forskrift", "utlysning", "informasjon", "veiledning"]
Status = Literal["besvart", "delvis", "ingen_kilde", "utenfor_tema", "til_saksbehandler", "hilsen"]
Modus = Literal["sitat", "formulert"]

RANGORDEN: tuple[Rang, ...] = ("lov", "forskrift", "utlysning", "informasjon", "veiledning")
"""Hvilken kilde som går foran: den første veier tyngst."""


@dataclass(frozen=True, slots=True)
class Kilde:
    """En kilde i kildelisten. ``gjelder_til`` er siste dag kilden gjelder, ``None`` når den gjelder fortsatt."""

    id: str
    tittel: str
    utgiver: str
    rang: Rang
    dato: date | None = None
    gjelder_fra: date | None = None
    gjelder_til: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Utdrag:
    """Det minste stedet det kan vises til: et ledd, en bokstav eller et lysbilde.

    ``tekst`` er ordrett fra kilden (bare blanke er rettet). ``innleder`` er leddteksten foran en liste, for punkter i
    listen. ``sted`` er skrevet slik jurister skriver det: «§ 1-6 andre ledd bokstav c».
    """

    id: str
    kilde: str
    rang: Rang
    sted: str
    tekst: str
    tittel: str = ""
    innleder: str = ""
    malform: Malform = "nb"
    url: str | None = None

    @property
    def sokbar(self) -> str:
        """Teksten det søkes i: overskrift, innleder og egen tekst."""
        return " ".join(d for d in (self.tittel, self.innleder, self.tekst) if d)


@dataclass(frozen=True, slots=True)
class Treff:
    """Et utdrag som svar på et søk. ``poeng`` er sammenveid; delpoengene er absolutte, 0–1."""

    utdrag: Utdrag
    poeng: float
    leksikalsk: float = 0.0
    vektor: float = 0.0
    dekning: float = 0.0


@dataclass(frozen=True, slots=True)
class Henvisning:
    """En nummerert henvisning i et svar. ``sitat`` er ordrett i utdraget ``utdrag_id``."""

    nr: int
    kilde: str
    rang: Rang
    sted: str
    sitat: str
    url: str | None = None
    utdrag_id: str = ""


@dataclass(frozen=True, slots=True)
class Melding:
    """En tidligere melding i samtalen."""

    rolle: Literal["bruker", "assistent"]
    tekst: str


@dataclass(frozen=True, slots=True)
class Svar:
    """Et ferdig, kontrollert svar. ``tekst`` er alt personen leser, sitatene medregnet, med ``[n]`` som henvisning."""

    sporsmal: str
    status: Status
    tekst: str
    malform: Malform
    dato: date
    modus: Modus = "sitat"
    henvisninger: tuple[Henvisning, ...] = ()
    oppfolging: tuple[str, ...] = ()
    emner: tuple[str, ...] = field(default=())
    tid_ms: float = 0.0
