"""Registeret: hva en ordning krever, og de ferdigskrevne svarene. Lesingen står i :mod:`assistent.registerfil`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from assistent.feil import RegisterFeil
from assistent.modeller import Malform, Status

OSLO = ZoneInfo("Europe/Oslo")
Gruppe = Literal[
    "krav",
    "soknad",
    "vekt",
    "bruk",
    "plikt",
    "klage",
    "overgang",
    "frist",
    "kontakt",
    "belop",
    "definisjon",
    "emne",
    "mangler",
]
Naar = Literal["apen", "ute", "alltid"]
Friststatus = Literal["apen", "ute", "ikke_kunngjort"]
Tekster = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setning:
    """Én setning i et ferdigskrevet svar, med stedene som bærer den."""

    tekst: Tekster
    fra: tuple[str, ...]
    naar: Naar = "alltid"
    uten_kilde: bool = False


@dataclass(frozen=True, slots=True)
class Oppforing:
    """Én oppføring i registeret. ``hele`` er alle stedene som må være med for at en liste er hel."""

    id: str
    gruppe: Gruppe
    tittel: Tekster
    svar: tuple[Setning, ...]
    status: Status = "besvart"
    sporsmal: Tekster | None = None
    hvorfor: Tekster | None = None
    forbered: Mapping[str, tuple[str, ...]] | None = None
    hele: tuple[str, ...] = ()
    formuleringer: Mapping[str, tuple[str, ...]] | None = None
    se_ogsa: tuple[str, ...] = ()
    ord: tuple[str, ...] = ()
    ordning: str = ""

    @property
    def steder(self) -> tuple[str, ...]:
        """Alle stedene oppføringen viser til, i den rekkefølgen de først står."""
        return tuple(dict.fromkeys([s for setning in self.svar for s in setning.fra] + list(self.hele)))


@dataclass(frozen=True, slots=True)
class Frist:
    """En frist. ``tidspunkt`` er i norsk tid, ``None`` når fristen ikke er kunngjort."""

    tidspunkt: datetime | None
    fra: tuple[str, ...]

    def status(self, dato: date) -> Friststatus:
        """Om fristen er åpen, ute eller ikke kunngjort på dagen ``dato``. Fristdagen regnes som åpen."""
        if self.tidspunkt is None:
            return "ikke_kunngjort"
        return "apen" if dato <= self.tidspunkt.date() else "ute"


@dataclass(frozen=True, slots=True)
class Kontakt:
    """Hvor man kan spørre."""

    epost: str
    telefon: str
    fra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordning:
    """Én tilskuddsordning for ett tilskuddsår."""

    id: str
    navn: Tekster
    tilskuddsar: int
    soknadsfrist: Frist
    kontakt: Kontakt
    oppforinger: tuple[Oppforing, ...]


RUTE_UTENFOR = "rute_utenfor_tema"
MANGLER: Gruppe = "mangler"
"""Gruppen med oppføringer som sier at kildene tier."""
RUTE_SAKSBEHANDLER = "rute_til_saksbehandler"
RUTE_HILSEN = "rute_hilsen"
RUTE_TAKK = "rute_takk"
RUTER = (RUTE_UTENFOR, RUTE_SAKSBEHANDLER, RUTE_HILSEN, RUTE_TAKK)
"""Id-er for formuleringer som ikke hører til en oppføring, men til en rute."""


@dataclass(frozen=True, slots=True)
class Register:
    """Alle ordningene, etter år, emnene som ikke hører til et år, og formuleringene som viser en rute."""

    ordninger: tuple[Ordning, ...]
    emner: tuple[Oppforing, ...]
    ruter: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def gjeldende(self, dato: date) -> Ordning:
        """Utlysningen som er åpen, ellers den neste, på dagen ``dato``."""
        for ordning in self.ordninger:
            if ordning.soknadsfrist.status(dato) != "ute":
                return ordning
        return self.ordninger[-1]

    def siste_kunngjorte(self, dato: date) -> Ordning:
        """Den åpne utlysningen, ellers den siste med kjent frist før ``dato``."""
        gjeldende = self.gjeldende(dato)
        if gjeldende.soknadsfrist.tidspunkt is not None:
            return gjeldende
        kjente = [o for o in self.ordninger if o.soknadsfrist.tidspunkt is not None]
        return kjente[-1] if kjente else gjeldende

    def oppforinger(self, dato: date) -> dict[str, Oppforing]:
        """Alle oppføringene etter id. Gjeldende ordning går foran eldre, som bare fyller ut det den ikke har."""
        gjeldende = self.gjeldende(dato)
        alle = [gjeldende, *(o for o in reversed(self.ordninger) if o.id != gjeldende.id)]
        ut: dict[str, Oppforing] = {}
        for oppforing in [*(p for o in alle for p in o.oppforinger), *self.emner]:
            ut.setdefault(oppforing.id, oppforing)
        return ut

    def alle(self) -> tuple[Oppforing, ...]:
        """Hver oppføring én gang (arvede er like og telles ikke om igjen)."""
        ut: dict[str, Oppforing] = {}
        for oppforing in [*(p for o in self.ordninger for p in o.oppforinger), *self.emner]:
            ut.setdefault(oppforing.id, oppforing)
        return tuple(ut.values())


def uten_sted(register: Register, finnes: Callable[[str], bool]) -> dict[str, tuple[str, ...]]:
    """Oppføring- eller ordning-id → stedene den viser til, som ikke finnes."""
    borte: dict[str, tuple[str, ...]] = {}
    par = [(p.id, p.steder) for p in register.alle()]
    par += [(o.id, (*o.soknadsfrist.fra, *o.kontakt.fra)) for o in register.ordninger]
    for id_, steder in par:
        if mangler := tuple(s for s in steder if not finnes(s)):
            borte[id_] = mangler
    return borte


def kontroller_henvisninger(register: Register, finnes: Callable[[str], bool]) -> None:
    """Åpne hver henvisning i registeret; kaster :class:`RegisterFeil` som navngir dem som ikke finnes."""
    if borte := uten_sted(register, finnes):
        liste = "; ".join(f"«{id_}» viser til «{s}»" for id_, steder in borte.items() for s in steder)
        raise RegisterFeil(
            f"henvisninger til steder som ikke finnes i kildene: {liste}",
            hvor="registeret",
            raad="Rett stedet i «fra» eller «hele».",
        )


def uten_oppforinger(register: Register, ider: Iterable[str]) -> Register:
    """Registeret uten oppføringene som er nevnt."""
    ut = set(ider)

    def behold(liste: tuple[Oppforing, ...]) -> tuple[Oppforing, ...]:
        return tuple(p for p in liste if p.id not in ut)

    ordninger = tuple(replace(o, oppforinger=behold(o.oppforinger)) for o in register.ordninger)
    return Register(ordninger, behold(register.emner), register.ruter)


def som_malform(tekster: Tekster, malform: Malform) -> str:
    """Teksten på målformen; engelsk faller tilbake på bokmål."""
    return tekster.get(malform) or tekster["nb"]
