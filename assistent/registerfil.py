"""Registeret lest fra YAML og TSV og kontrollert. Formatet står i ``docs/formater.md``.

pydantic brukes bare her, ved grensen; ut kommer de frosne verdiene i :mod:`assistent.register`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistent.feil import RegisterFeil
from assistent.modeller import Malform
from assistent.register import OSLO, RUTER, Frist, Gruppe, Kontakt, Naar, Oppforing, Ordning, Register, Setning

M = TypeVar("M", bound=BaseModel)
_LESER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Den trygge leseren i C der den finnes: ti ganger raskere, samme resultat."""


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


def les_register(mappe: Path, *, uten: Collection[str] = ()) -> Register:
    """Les ``ordninger/*.yaml``, ``emner/*.yaml`` og ``formuleringer/*.tsv`` under kildemappen ``mappe``.

    ``uten`` er navn på formuleringsfiler som ikke skal være med, uten endelse; til måling.
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
    return _med_formuleringer(register, mappe / "formuleringer", uten)


def les_formuleringer(fil: Path, kjente: Collection[str]) -> list[tuple[str, Malform, str]]:
    """Linjene i en TSV-fil: ``emne-id`` (en av ``kjente``), ``målform``, ``tekst``."""
    ut: list[tuple[str, Malform, str]] = []
    for nr, linje in enumerate(fil.read_text("utf-8").splitlines(), start=1):
        if not linje.strip() or linje.startswith("#"):
            continue
        felt = [f.strip() for f in linje.split("\t")]
        if len(felt) != 3 or felt[0] not in kjente or felt[1] not in ("nb", "nn", "en") or not felt[2]:
            raise RegisterFeil(
                f"linje {nr} er ikke «emne-id, målform, tekst» med en kjent id: {linje[:80]}",
                hvor=str(fil),
                raad="Skill feltene med tabulator, og bruk nb, nn eller en.",
            )
        ut.append((felt[0], cast(Malform, felt[1]), felt[2]))
    return ut


def _med_formuleringer(register: Register, mappe: Path, uten: Collection[str]) -> Register:
    """Registeret med formuleringene fra TSV-filene lagt til."""
    kjente = {o.id for o in register.alle()} | set(RUTER)
    ekstra: dict[str, dict[str, list[str]]] = {}
    for fil in sorted(mappe.glob("*.tsv")):
        if fil.stem not in uten:
            for emne_id, malform, tekst in les_formuleringer(fil, kjente):
                ekstra.setdefault(emne_id, {}).setdefault(malform, []).append(tekst)

    def legg_til(liste: tuple[Oppforing, ...]) -> tuple[Oppforing, ...]:
        ut = []
        for p in liste:
            former = dict(p.formuleringer or {})
            for malform, tekster in ekstra.get(p.id, {}).items():
                former[malform] = (*former.get(malform, ()), *tekster)
            ut.append(replace(p, formuleringer=former) if former else p)
        return tuple(ut)

    ordninger = tuple(replace(o, oppforinger=legg_til(o.oppforinger)) for o in register.ordninger)
    ruter = {rute: {malform: tuple(tekster) for malform, tekster in ekstra.get(rute, {}).items()} for rute in RUTER}
    return Register(ordninger, legg_til(register.emner), ruter)


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
