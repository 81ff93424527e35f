"""Det som er hentet fra Lovdata, på disk: ``{kilde_id}.xml`` og ``{kilde_id}.json`` med opphav og sjekksum.

Begge skrives ved siden av og byttes inn til slutt. Stemmer ikke summen, regnes filen som ødelagt og blir ikke brukt.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistent.feil import HentingFeil, KildeFeil

_RAAD = "Hent kilden på nytt: «assistent kilder oppdater»."


class Opphav(BaseModel):
    """Hvor og når filen ble hentet. ``sist_endret`` er Lovdatas tidspunkt for arkivet."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    medlem: str
    sist_endret: str
    hentet: datetime
    sha256: str


def les_hentet(mappe: Path, kilde_id: str) -> tuple[bytes, Opphav] | None:
    """Filen og opphavet, ``None`` når kilden ikke er hentet. :class:`KildeFeil` når den er ødelagt."""
    xml, json = mappe / f"{kilde_id}.xml", mappe / f"{kilde_id}.json"
    if not xml.exists():
        return None
    try:
        data = xml.read_bytes()
        opphav = Opphav.model_validate_json(json.read_bytes())
    except (OSError, ValidationError) as feil:
        raise KildeFeil("den hentede filen mangler opphav eller kan ikke leses.", hvor=str(xml), raad=_RAAD) from feil
    if hashlib.sha256(data).hexdigest() != opphav.sha256:
        raise KildeFeil("den hentede filen er endret siden den ble hentet.", hvor=str(xml), raad=_RAAD)
    return data, opphav


def alder_dager(mappe: Path, kilder: Iterable[str], naa: datetime) -> float | None:
    """Dager siden den eldste av kildene ble hentet. ``None`` når en av dem mangler eller er ødelagt."""
    aldre: list[float] = []
    for kilde_id in kilder:
        try:
            fil = les_hentet(mappe, kilde_id)
        except KildeFeil:
            return None
        if fil is None:
            return None
        aldre.append((naa - fil[1].hentet).total_seconds() / 86400)
    return max(aldre, default=None)


def skriv_hentet(mappe: Path, kilde_id: str, data: bytes, opphav: Opphav) -> None:
    """Bytter inn ny fil og nytt opphav. Går noe galt før byttet, står de gamle urørt (:class:`HentingFeil`)."""
    nye: list[tuple[str, Path]] = []
    try:
        mappe.mkdir(parents=True, exist_ok=True)
        for innhold, endelse in ((data, "xml"), (opphav.model_dump_json(indent=2).encode(), "json")):
            ny = _skriv_ved_siden(mappe, innhold, nye, mappe / f"{kilde_id}.{endelse}")
            Path(ny).chmod(0o644)
        for ny, endelig in nye:
            Path(ny).replace(endelig)
    except OSError as feil:
        raise HentingFeil(
            f"filen kunne ikke lagres ({feil.strerror or feil}).",
            hvor=str(mappe),
            raad="Sjekk at det er plass på disken og at mappen kan skrives til. Det som er hentet før, blir brukt.",
        ) from feil
    finally:
        for ny, _ in nye:
            with contextlib.suppress(OSError):
                Path(ny).unlink(missing_ok=True)


def _skriv_ved_siden(mappe: Path, innhold: bytes, nye: list[tuple[str, Path]], endelig: Path) -> str:
    nummer, navn = tempfile.mkstemp(prefix=".ny-", dir=mappe)
    nye.append((navn, endelig))
    with os.fdopen(nummer, "wb") as fil:
        fil.write(innhold)
        fil.flush()
        os.fsync(fil.fileno())
    return navn
