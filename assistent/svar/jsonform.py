"""Svar og spørsmål som JSON, slik kontrakten for ``assistent spor`` fastsetter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistent.feil import SporsmalFeil
from assistent.modeller import Melding, Svar


class _Melding(BaseModel):
    rolle: Literal["bruker", "assistent"]
    tekst: str


class _Linje(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str | int | float | None = None
    sporsmal: str
    historikk: list[_Melding] | None = None
    dato: date | None = None


@dataclass(frozen=True, slots=True)
class Sporring:
    """Ett spørsmål fra en JSONL-fil. ``feil`` er satt når linjen ikke kan behandles."""

    id: str | int | float | None
    sporsmal: str
    historikk: tuple[Melding, ...]
    dato: date
    feil: dict[str, Any] | None = None

    def med_id(self, data: dict[str, Any]) -> dict[str, Any]:
        """Objektet med id-en fra linjen først, når den har en."""
        return data if self.id is None else {"id": self.id, **data}

    def med_feil(self, felt: str, melding: str) -> Sporring:
        """Samme linje, merket med feilen."""
        return replace(self, feil=self.med_id({"feil": [{"felt": felt, "melding": melding}]}))


def svar_som_json(svar: Svar) -> dict[str, Any]:
    """Svaret som kontraktens objekt, med ``emner`` og ``oppfolging`` i tillegg."""
    return {
        "sporsmal": svar.sporsmal,
        "status": svar.status,
        "svar": svar.tekst,
        "malform": svar.malform,
        "dato": svar.dato.isoformat(),
        "modus": svar.modus,
        "tid_ms": svar.tid_ms,
        "henvisninger": [
            {"nr": h.nr, "kilde": h.kilde, "rang": h.rang, "sted": h.sted, "sitat": h.sitat, "url": h.url}
            for h in svar.henvisninger
        ],
        "oppfolging": list(svar.oppfolging),
        "emner": list(svar.emner),
    }


def sporringer(fil: Path, ellers_dato: date) -> Iterator[Sporring]:
    """Spørsmålene i en JSONL-fil, i rekkefølge, uten tomme linjer. En ugyldig linje blir en feil med linjenummer."""
    try:
        innhold = fil.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as feil:
        raise SporsmalFeil(f"filen kan ikke leses: {feil}", hvor=str(fil), raad="Oppgi en UTF-8-fil i JSONL.") from feil
    for nr, raa in enumerate(innhold.split("\n"), start=1):
        if not raa.strip():
            continue
        tom = Sporring(None, "", (), ellers_dato)
        try:
            data = json.loads(raa)
        except (ValueError, RecursionError) as feil:
            yield tom.med_feil("linje", f"{fil.name} linje {nr}: er ikke gyldig JSON ({type(feil).__name__}).")
            continue
        if isinstance(data, dict) and isinstance(data.get("id"), (str, int, float)):
            tom = replace(tom, id=data["id"])
        try:
            linje = _Linje.model_validate(data)
        except ValidationError as feil:
            forste = feil.errors()[0]
            felt = ".".join(map(str, forste["loc"])) or "linje"
            yield tom.med_feil(felt, f"{fil.name} linje {nr}: {felt}: {forste['msg']}")
        else:
            historikk = tuple(Melding(m.rolle, m.tekst) for m in linje.historikk or ())
            yield Sporring(linje.id, linje.sporsmal, historikk, linje.dato or ellers_dato)
