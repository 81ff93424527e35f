"""Lageret: én SQLite-fil med det som skal huskes mellom øktene.

Foreløpig er det bare tilbakemeldinger. Fritekst maskeres her, så ingen kan glemme det, og svarteksten lagres ikke:
henvisningene sier hvilke steder svaret bygde på. Dagen kommer alltid inn som argument.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from assistent.feil import LagerFeil
from assistent.modeller import Malform, Status
from assistent.personvern import masker

Tommel = Literal["opp", "ned"]

_SKJEMA: tuple[str, ...] = (
    """
    CREATE TABLE IF NOT EXISTS tilbakemelding (
        id TEXT PRIMARY KEY,
        tid TEXT NOT NULL,
        malform TEXT NOT NULL,
        sporsmal TEXT NOT NULL,
        status TEXT NOT NULL,
        emner TEXT NOT NULL,
        henvisninger TEXT NOT NULL,
        tommel TEXT NOT NULL CHECK (tommel IN ('opp', 'ned')),
        grunn TEXT NOT NULL,
        versjon TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS tilbakemelding_tid ON tilbakemelding (tid);
    """,
)
"""Ett skript for hver utgave av skjemaet, i rekkefølge. Nye tabeller legges til bakerst; et skript endres aldri."""

_RAAD = {
    "SQLITE_BUSY": "Et annet program bruker databasen. Lukk det, eller prøv igjen om litt.",
    "SQLITE_LOCKED": "Et annet program bruker databasen. Lukk det, eller prøv igjen om litt.",
    "SQLITE_FULL": "Disken er full. Frigjør plass, og prøv igjen.",
    "SQLITE_CORRUPT": "Databasen er ødelagt. Flytt filen et annet sted, så lages en ny ved neste oppstart.",
    "SQLITE_NOTADB": "Filen er ikke en SQLite-database. Flytt den et annet sted, så lages en ny ved neste oppstart.",
    "SQLITE_READONLY": "Databasen kan ikke skrives til. Gi programmet skrivetilgang til mappen.",
    "SQLITE_CANTOPEN": "Databasen kan ikke åpnes. Kontroller at mappen finnes og kan skrives til.",
}


@dataclass(frozen=True, slots=True)
class Tilbakemelding:
    """Det en person mente om ett svar. ``id`` er svarets id: en ny tilbakemelding om samme svar erstatter den gamle.

    ``henvisninger`` er stedene svaret viste til, ``tid`` har tidssone.
    """

    id: str
    tid: datetime
    malform: Malform
    sporsmal: str
    status: Status
    tommel: Tommel
    grunn: str = ""
    emner: tuple[str, ...] = ()
    henvisninger: tuple[str, ...] = ()
    versjon: str = ""


class Lager:
    """Databasen i ``fil``. Mappen og filen lages ved behov.

    Hver operasjon åpner sin egen forbindelse, så lageret kan brukes fra flere tråder og programmer samtidig.
    ``vent_sekunder`` er hvor lenge en operasjon venter på et annet program. Feil er :class:`LagerFeil`.
    """

    def __init__(self, fil: Path, *, vent_sekunder: float = 5.0) -> None:
        self.fil = fil
        self._vent = vent_sekunder
        try:
            fil.parent.mkdir(parents=True, exist_ok=True)
            fil.touch(mode=0o600)
        except OSError as feil:
            raise LagerFeil(
                f"databasen kan ikke lages: {feil.strerror}.",
                hvor=str(fil),
                raad="Velg en annen mappe i ASSISTENT_DATA.",
            ) from feil
        with self._koble() as db:
            db.execute("PRAGMA journal_mode = WAL")
            self._oppgrader(db)

    def lagre_tilbakemelding(self, melding: Tilbakemelding) -> Tilbakemelding:
        """Lagrer meldingen med maskert fritekst, og gir den tilbake slik den ble lagret."""
        if melding.tid.tzinfo is None:
            raise ValueError("tiden må ha tidssone")
        maskert = replace(melding, sporsmal=masker(melding.sporsmal), grunn=masker(melding.grunn))
        with self._koble() as db, db:
            db.execute(
                "INSERT INTO tilbakemelding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET tid = excluded.tid, tommel = excluded.tommel, grunn = excluded.grunn",
                _til_rad(maskert),
            )
        return maskert

    def tilbakemeldinger(self) -> list[Tilbakemelding]:
        """Alle tilbakemeldingene, eldste først."""
        with self._koble() as db:
            rader = db.execute("SELECT * FROM tilbakemelding ORDER BY tid, id").fetchall()
        return [_fra_rad(rad) for rad in rader]

    def slett_gamle(self, dato: date, dager: int) -> int:
        """Sletter det som er eldre enn ``dager`` dager på dagen ``dato``. Gir antallet som ble slettet."""
        grense = (dato - timedelta(days=dager)).isoformat()
        with self._koble() as db, db:
            # Tiden står i UTC som ISO-tekst, så den kan sammenlignes med en dato tegn for tegn.
            return db.execute("DELETE FROM tilbakemelding WHERE tid < ?", (grense,)).rowcount

    @contextmanager
    def _koble(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.fil, timeout=self._vent)) as db:
                db.execute(f"PRAGMA busy_timeout = {int(self._vent * 1000)}")
                db.execute("PRAGMA secure_delete = ON")
                yield db
        except sqlite3.Error as feil:
            raise lagerfeil(feil, self.fil) from feil

    def _oppgrader(self, db: sqlite3.Connection) -> None:
        utgave: int = db.execute("PRAGMA user_version").fetchone()[0]
        if utgave > len(_SKJEMA):
            raise LagerFeil(
                f"databasen er laget av en nyere utgave av programmet (skjema {utgave}).",
                hvor=str(self.fil),
                raad="Oppdater programmet, eller velg en annen mappe i ASSISTENT_DATA.",
            )
        for nr in range(utgave, len(_SKJEMA)):
            db.executescript(f"BEGIN IMMEDIATE; {_SKJEMA[nr]} PRAGMA user_version = {nr + 1}; COMMIT;")


def lagerfeil(feil: sqlite3.Error, fil: Path) -> LagerFeil:
    """Feilen fra SQLite som en :class:`LagerFeil` med råd."""
    navn = str(getattr(feil, "sqlite_errorname", "") or "")
    raad = next(
        (r for kode, r in _RAAD.items() if navn.startswith(kode)), "Prøv igjen, eller start programmet på nytt."
    )
    return LagerFeil(f"databasen kan ikke brukes ({feil}).", hvor=str(fil), raad=raad)


def _til_rad(m: Tilbakemelding) -> tuple[str, ...]:
    tid = m.tid.astimezone(UTC).isoformat(timespec="seconds")
    emner, henvisninger = (json.dumps(v, ensure_ascii=False) for v in (m.emner, m.henvisninger))
    return (m.id, tid, m.malform, m.sporsmal, m.status, emner, henvisninger, m.tommel, m.grunn, m.versjon)


def _fra_rad(rad: tuple[str, ...]) -> Tilbakemelding:
    id_, tid, malform, sporsmal, status, emner, henvisninger, tommel, grunn, versjon = rad
    return Tilbakemelding(
        id=id_,
        tid=datetime.fromisoformat(tid),
        malform=malform,  # type: ignore[arg-type]
        sporsmal=sporsmal,
        status=status,  # type: ignore[arg-type]
        tommel=tommel,  # type: ignore[arg-type]
        grunn=grunn,
        emner=tuple(json.loads(emner)),
        henvisninger=tuple(json.loads(henvisninger)),
        versjon=versjon,
    )
