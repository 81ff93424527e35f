"""Svarene målt mot saker med fasit: status, fakta som må stå der, det som ikke må stå der, og stedene."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from assistent.feil import SporsmalFeil
from assistent.modeller import Melding, Status, Svar
from assistent.svar.motor import Motor

TREKK = 2000


class _Melding(BaseModel):
    rolle: Literal["bruker", "assistent"]
    tekst: str


class Sak(BaseModel):
    """Én sak i kontraktens form. ``steder`` er grupper: hver må ha minst ett uttrykk som treffer en henvisning."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kategori: str
    sporsmal: str
    historikk: list[_Melding] = []
    dato: date = date(2026, 1, 12)
    status: list[Status]
    fakta: list[str] = []
    forbudt: list[str] = []
    steder: list[list[str]] = []
    merknad: str = ""

    @field_validator("fakta", "forbudt", "steder")
    @classmethod
    def _gyldige(cls, verdi: list[Any]) -> list[Any]:
        for monster in (m for v in verdi for m in (v if isinstance(v, list) else [v])):
            try:
                re.compile(monster)
            except re.error as feil:
                raise ValueError(f"ugyldig uttrykk «{monster}»: {feil}") from feil
        return verdi


@dataclass(frozen=True, slots=True)
class Dom:
    """Dommen over én sak. ``feil`` er tom når alt er rett."""

    sak: Sak
    svar: Svar
    feil: tuple[str, ...]


def les_saker(fil: Path) -> list[Sak]:
    """Sakene i en JSONL-fil. Feil nevner fil, linje og felt."""
    saker = []
    try:
        innhold = fil.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as feil:
        raise SporsmalFeil(f"filen kan ikke leses: {feil}", hvor=str(fil), raad="Oppgi en UTF-8-fil i JSONL.") from feil
    for nr, linje in enumerate(innhold.split("\n"), start=1):
        if not linje.strip():
            continue
        try:
            saker.append(Sak.model_validate(json.loads(linje)))
        except (json.JSONDecodeError, ValidationError) as feil:
            raise SporsmalFeil(
                f"saken kan ikke leses: {feil}", hvor=f"{fil.name} linje {nr}", raad="Rett den."
            ) from feil
    return saker


def dom(sak: Sak, motor: Motor) -> Dom:
    """Still spørsmålet og hold svaret mot fasiten."""
    historikk = [Melding(m.rolle, m.tekst) for m in sak.historikk]
    svar = motor.svar(sak.sporsmal, historikk, dato=sak.dato)
    feil = []
    if svar.status not in sak.status:
        feil.append(f"status {svar.status}, ventet {' eller '.join(sak.status)}")
    feil += [f"mangler «{m}»" for m in sak.fakta if not re.search(m, svar.tekst, re.I)]
    feil += [f"har «{m}»" for m in sak.forbudt if re.search(m, svar.tekst, re.I)]
    steder = [f"{h.rang} {h.sted}" for h in svar.henvisninger]
    for gruppe in sak.steder:
        if not any(re.search(m, s, re.I) for m in gruppe for s in steder):
            feil.append(f"viser ikke til {' eller '.join(gruppe)}")
    return Dom(sak, svar, tuple(feil))


def intervall(riktige: Sequence[bool], fro: int = 1) -> list[float | None]:
    """95 % intervall for andelen, med gjentatte trekk (bootstrap) over sakene.

    ``None`` når det ikke er noen saker, fordi JSON ikke har NaN.
    """
    if not riktige:
        return [None, None]
    trekker = random.Random(fro)
    andeler = sorted(sum(trekker.choices(riktige, k=len(riktige))) / len(riktige) for _ in range(TREKK))
    return [round(andeler[int(TREKK * 0.025)], 4), round(andeler[int(TREKK * 0.975) - 1], 4)]


def som_json(dommer: Sequence[Dom]) -> dict[str, Any]:
    """Resultatet i kontraktens form."""

    def sum_opp(utvalg: Sequence[Dom]) -> dict[str, Any]:
        rette = [not d.feil for d in utvalg]
        andel = round(sum(rette) / len(rette), 4) if rette else None
        return {"antall": len(rette), "riktige": sum(rette), "andel": andel, "ki95": intervall(rette)}

    kategorier = list(dict.fromkeys(d.sak.kategori for d in dommer))
    return {
        **sum_opp(dommer),
        "per_kategori": {k: sum_opp([d for d in dommer if d.sak.kategori == k]) for k in kategorier},
        "saker": [{"id": d.sak.id, "riktig": not d.feil, "feil": list(d.feil)} for d in dommer],
    }
