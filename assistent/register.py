"""Registeret: hva en ordning krever, og de ferdigskrevne svarene, lest fra YAML og kontrollert.

Formatet står i ``docs/formater.md``. pydantic brukes bare ved grensen; ut kommer frosne verdier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistent.feil import RegisterFeil
from assistent.modeller import Malform, Status

M = TypeVar("M", bound=BaseModel)
_LESER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Den trygge leseren i C der den finnes: ti ganger raskere, samme resultat."""
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


@dataclass(frozen=True, slots=True)
class Register:
    """Alle ordningene, etter år, og emnene som ikke hører til et år."""

    ordninger: tuple[Ordning, ...]
    emner: tuple[Oppforing, ...]

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


class _Streng(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Tekst(_Streng):
    nb: str = Field(min_length=1)
    nn: str = Field(min_length=1)
    en: str | None = None

    def ut(self) -> dict[str, str]:
        return {k: " ".join(v.split()) for k, v in (("nb", self.nb), ("nn", self.nn), ("en", self.en)) if v}


class _Lister(_Streng):
    nb: list[str] = Field(min_length=1)
    nn: list[str] = Field(min_length=1)
    en: list[str] = []

    def ut(self) -> dict[str, tuple[str, ...]]:
        alle = (("nb", self.nb), ("nn", self.nn), ("en", self.en))
        return {k: tuple(" ".join(s.split()) for s in v) for k, v in alle if v}


class _Setning(_Tekst):
    fra: list[str]
    naar: Naar = "alltid"
    uten_kilde: bool = False

    @model_validator(mode="after")
    def _kilde_eller_uten(self) -> _Setning:
        if bool(self.fra) == self.uten_kilde:
            raise ValueError("setningen må ha enten minst ett sted i «fra» eller «uten_kilde: true»")
        return self


class _Oppforing(_Streng):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    gruppe: Gruppe
    tittel: _Tekst
    svar: list[_Setning] = Field(min_length=1)
    status: Literal["besvart", "delvis", "ingen_kilde"] = "besvart"
    sporsmal: _Tekst | None = None
    hvorfor: _Tekst | None = None
    forbered: _Lister | None = None
    hele: list[str] = []
    formuleringer: _Lister | None = None
    se_ogsa: list[str] = []
    ord: list[str] = []

    def ut(self, ordning: str) -> Oppforing:
        for monster in self.ord:
            re.compile(monster)
        return Oppforing(
            id=self.id,
            gruppe=self.gruppe,
            tittel=self.tittel.ut(),
            svar=tuple(Setning(s.ut(), tuple(s.fra), s.naar, s.uten_kilde) for s in self.svar),
            status=self.status,
            sporsmal=self.sporsmal.ut() if self.sporsmal else None,
            hvorfor=self.hvorfor.ut() if self.hvorfor else None,
            forbered=self.forbered.ut() if self.forbered else None,
            hele=tuple(self.hele),
            formuleringer=self.formuleringer.ut() if self.formuleringer else None,
            se_ogsa=tuple(self.se_ogsa),
            ord=tuple(self.ord),
            ordning=ordning,
        )


class _Frist(_Streng):
    tidspunkt: datetime | None
    fra: list[str] = []

    def ut(self) -> Frist:
        tid = self.tidspunkt.replace(tzinfo=OSLO) if self.tidspunkt else None
        return Frist(tid, tuple(self.fra))


class _Frister(_Streng):
    soknad: _Frist


class _Kontakt(_Streng):
    epost: str
    telefon: str
    fra: list[str] = Field(min_length=1)


class _Ordning(_Streng):
    id: str
    navn: _Tekst
    tilskuddsar: int
    arver: str | None = None
    utelat: list[str] = []
    frister: _Frister
    kontakt: _Kontakt | None = None
    oppforinger: list[_Oppforing] = []


class _Emner(_Streng):
    oppforinger: list[_Oppforing]


def les_register(mappe: Path) -> Register:
    """Les ``ordninger/*.yaml`` og ``emner/*.yaml`` under kildemappen ``mappe``.

    Kaster :class:`RegisterFeil` med fil og felt når noe er galt.
    """
    raa = {f: _les(f, _Ordning) for f in sorted((mappe / "ordninger").glob("*.yaml"))}
    if not raa:
        raise RegisterFeil(
            "fant ingen tilskuddsordning",
            hvor=str(mappe / "ordninger"),
            raad="Legg en fil der, slik docs/formater.md viser.",
        )
    ferdige: dict[str, Ordning] = {}
    for fil, modell in sorted(raa.items(), key=lambda p: p[1].tilskuddsar):
        if modell.id in ferdige:
            raise RegisterFeil(f"id-en «{modell.id}» er brukt to ganger", hvor=str(fil), raad="Gi filen en egen id.")
        ferdige[modell.id] = _bygg_ordning(fil, modell, ferdige)
    emner: list[Oppforing] = []
    for fil in sorted((mappe / "emner").glob("*.yaml")):
        emner += _ta_ut(fil, _les(fil, _Emner).oppforinger, "")
    register = Register(tuple(ferdige.values()), tuple(emner))
    _kontroller_ider(register)
    return register


def _ta_ut(fil: Path, modeller: Iterable[_Oppforing], ordning: str) -> list[Oppforing]:
    ut: list[Oppforing] = []
    for modell in modeller:
        try:
            ut.append(modell.ut(ordning))
        except re.error as feil:
            raise RegisterFeil(
                f"«{modell.id}» har et ugyldig mønster i «ord»: {feil}", hvor=str(fil), raad="Rett mønsteret."
            ) from feil
    return ut


def _bygg_ordning(fil: Path, modell: _Ordning, ferdige: Mapping[str, Ordning]) -> Ordning:
    arvet: dict[str, Oppforing] = {}
    kontakt = modell.kontakt
    if modell.arver:
        if modell.arver not in ferdige:
            raise RegisterFeil(
                f"arver fra «{modell.arver}», som ikke finnes eller ikke er eldre",
                hvor=str(fil),
                raad="Skriv id-en til en ordning for et tidligere år.",
            )
        mor = ferdige[modell.arver]
        ukjent = set(modell.utelat) - {o.id for o in mor.oppforinger}
        if ukjent:
            raise RegisterFeil(f"utelater {sorted(ukjent)}, som ikke finnes i «{mor.id}»", hvor=str(fil))
        arvet = {o.id: replace(o, ordning=modell.id) for o in mor.oppforinger if o.id not in modell.utelat}
    for oppforing in _ta_ut(fil, modell.oppforinger, modell.id):
        arvet[oppforing.id] = oppforing
    if kontakt:
        ferdig_kontakt = Kontakt(kontakt.epost, kontakt.telefon, tuple(kontakt.fra))
    elif modell.arver:
        ferdig_kontakt = ferdige[modell.arver].kontakt
    else:
        raise RegisterFeil("mangler «kontakt»", hvor=str(fil), raad="Oppgi e-post, telefon og sted i kilden.")
    frist = modell.frister.soknad.ut()
    if frist.tidspunkt and not frist.fra:
        raise RegisterFeil("en kunngjort søknadsfrist må ha et sted i «fra»", hvor=str(fil))
    return Ordning(modell.id, modell.navn.ut(), modell.tilskuddsar, frist, ferdig_kontakt, tuple(arvet.values()))


def _les(fil: Path, modell: type[M]) -> M:
    try:
        raa: Any = yaml.load(fil.read_text("utf-8"), Loader=_LESER)
    except (OSError, UnicodeDecodeError) as feil:
        raise RegisterFeil(f"kan ikke leses: {feil}", hvor=str(fil)) from feil
    except yaml.YAMLError as feil:
        raise RegisterFeil(f"er ikke gyldig YAML: {feil}", hvor=str(fil), raad="Rett linjen som er nevnt.") from feil
    try:
        return modell.model_validate(raa)
    except ValidationError as feil:
        raise RegisterFeil(_forklar(raa, feil), hvor=str(fil), raad="Formatet står i docs/formater.md.") from feil


def _forklar(raa: Any, feil: ValidationError) -> str:
    deler = []
    for e in feil.errors()[:5]:
        sti = list(e["loc"])
        navn = ""
        if isinstance(raa, dict) and len(sti) > 1 and sti[0] == "oppforinger" and isinstance(sti[1], int):
            navn = f"«{raa['oppforinger'][sti[1]].get('id', sti[1])}» " if isinstance(raa["oppforinger"], list) else ""
        deler.append(f"{navn}{'.'.join(map(str, sti))}: {e['msg']}")
    return "; ".join(deler)


def _kontroller_ider(register: Register) -> None:
    sett: dict[str, str] = {}
    for navn, liste in [*((o.id, o.oppforinger) for o in register.ordninger), ("emner", register.emner)]:
        egne: set[str] = set()
        for p in liste:
            if p.id in egne or (navn == "emner" and p.id in sett):
                raise RegisterFeil(f"oppføringen «{p.id}» står to ganger", hvor=navn, raad="Gi den ene en ny id.")
            egne.add(p.id)
            sett[p.id] = navn
    for p in register.alle():
        for annen in p.se_ogsa:
            if annen not in sett:
                raise RegisterFeil(f"«{p.id}» viser i se_ogsa til «{annen}», som ikke finnes", hvor=sett[p.id])


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
    return Register(ordninger, behold(register.emner))


def som_malform(tekster: Tekster, malform: Malform) -> str:
    """Teksten på målformen; engelsk faller tilbake på bokmål."""
    return tekster.get(malform) or tekster["nb"]
