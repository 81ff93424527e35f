"""Kildelisten ``kilder.yaml``: hvilke kilder programmet bygger på, hvor de ligger, og om de er urørt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assistent.feil import ManifestFeil
from assistent.innlesing.lysbilder import Lysbildeunntak
from assistent.innlesing.yamlfil import les_yaml
from assistent.modeller import Kilde, Rang

MANIFEST = "kilder.yaml"
_IKKE_TOM = Annotated[str, Field(min_length=1)]
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


class _Streng(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Henting(_Streng):
    """Hvor i Lovdatas åpne data kilden ligger: arkivets navn og medlemmet i det."""

    arkiv: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*\.tar\.bz2$")]
    medlem: Annotated[str, Field(pattern=r"^(sf|nl)/[A-Za-z0-9-]+\.xml$")]


class Kildepost(_Streng):
    """Én oppføring i kildelisten. Den har enten ``fil`` (følger med) eller ``hentes`` (fra Lovdata)."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    tittel: _IKKE_TOM
    utgiver: _IKKE_TOM
    rang: Rang
    innleser: Literal["lovdata", "lysbilder", "veiledning"]
    dato: date | None = None
    gjelder_fra: date | None = None
    gjelder_til: date | None = None
    url: str | None = None
    kortnavn: str = ""
    """Lovens kortnavn, slik det skrives foran §: «forvaltningsloven»."""
    paragrafer: tuple[str, ...] = ()
    """Paragrafene som er med, slik de skrives: «§ 28». Tom liste betyr alle."""
    fil: str | None = None
    """Filen i kildemappen; veiledningen kan ha et mønster (``veiledning/*.yaml``)."""
    sha256: str | None = None
    hentes: Henting | None = None
    lysbilder: Lysbildeunntak = Lysbildeunntak()

    @field_validator("fil")
    @classmethod
    def _fil_i_mappen(cls, verdi: str | None) -> str | None:
        if verdi is not None and (not verdi or "\\" in verdi or verdi.startswith("/") or ".." in verdi.split("/")):
            raise ValueError(f"«{verdi}» må være en fil i kildemappen")
        return verdi

    @field_validator("sha256")
    @classmethod
    def _sjekksum(cls, verdi: str | None) -> str | None:
        if verdi is not None and not _SHA256.match(verdi):
            raise ValueError("en SHA-256-sum er 64 tegn, 0–9 og a–f")
        return verdi

    @model_validator(mode="after")
    def _henger_sammen(self) -> Kildepost:
        if (self.fil is None) == (self.hentes is None):
            raise ValueError("oppgi enten «fil» eller «hentes», og bare én av dem")
        if (self.hentes is not None) != (self.innleser == "lovdata"):
            raise ValueError("innleseren «lovdata» hører sammen med «hentes», de andre med «fil»")
        if self.hentes is not None and not self.url:
            raise ValueError("en kilde som hentes, må ha «url»")
        if self.rang == "lov" and not self.kortnavn:
            raise ValueError("en lov må ha «kortnavn»")
        if self.gjelder_fra and self.gjelder_til and self.gjelder_fra > self.gjelder_til:
            raise ValueError("«gjelder_fra» er etter «gjelder_til»")
        return self

    def som_kilde(self) -> Kilde:
        """Verdien resten av programmet bruker."""
        felt = ("id", "tittel", "utgiver", "rang", "dato", "gjelder_fra", "gjelder_til", "url")
        return Kilde(**{f: getattr(self, f) for f in felt})


class _Fil(_Streng):
    kilder: Annotated[tuple[Kildepost, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Kildelisten, prøvd. ``mappe`` er kildemappen."""

    mappe: Path
    poster: tuple[Kildepost, ...]

    def hentes(self) -> tuple[Kildepost, ...]:
        """Kildene som hentes fra Lovdata."""
        return tuple(p for p in self.poster if p.hentes is not None)

    def filer(self, post: Kildepost) -> tuple[Path, ...]:
        """Filene til en kilde som følger med, i fast rekkefølge. Ingen filer er en feil."""
        moenster = post.fil or ""
        funnet = sorted(f for f in self.mappe.glob(moenster) if f.is_file())
        if not funnet:
            raise ManifestFeil(
                f"kilden «{post.id}» viser til «{moenster}», som ikke finnes.",
                hvor=str(self.mappe / MANIFEST),
                raad="Legg filen på plass, eller rett «fil».",
            )
        return tuple(funnet)

    def sjekksum(self, post: Kildepost) -> str:
        """SHA-256 av filen, eller av alle filene med navn når kilden har flere."""
        return _sum(self.filer(post), self.mappe)


def les_manifest(mappe: Path, *, kontroller: bool = True) -> Manifest:
    """Leser ``mappe/kilder.yaml``. ``kontroller`` prøver også at filene fra andre er urørt (:class:`ManifestFeil`)."""
    fil = mappe / MANIFEST
    poster = les_yaml(fil, _Fil, ManifestFeil).kilder
    sett: set[str] = set()
    for post in poster:
        if post.id in sett:
            raise ManifestFeil(f"to kilder har id «{post.id}».", hvor=str(fil), raad="Gi den ene et annet navn.")
        sett.add(post.id)
    manifest = Manifest(mappe, poster)
    if kontroller and (avvik := sjekksumavvik(manifest)):
        raise ManifestFeil(
            " ".join(avvik.values()),
            hvor=str(fil),
            raad="Hent filen tilbake (git checkout). Er endringen ment, kjør «assistent kilder sjekksum --oppdater».",
        )
    return manifest


def sjekksumavvik(manifest: Manifest) -> dict[str, str]:
    """Kilde-id → hva som er galt, for filer fra andre. Vår egen veiledning endres fritt og har ingen fast sum."""
    avvik: dict[str, str] = {}
    for post in manifest.poster:
        if post.fil is None or post.rang == "veiledning":
            continue
        ny = manifest.sjekksum(post)
        if post.sha256 is None:
            avvik[post.id] = f"«{post.fil}» mangler sjekksum (den er {ny})."
        elif post.sha256 != ny:
            avvik[post.id] = f"«{post.fil}» er endret: summen er {ny}, men skulle vært {post.sha256}."
    return avvik


def oppdater_sjekksummer(mappe: Path) -> dict[str, str]:
    """Skriver nye summer for endrede filer inn i ``kilder.yaml``; gir kilde-id → ny sum for det som ble endret."""
    manifest = les_manifest(mappe, kontroller=False)
    nye = {kilde_id: manifest.sjekksum(_post(manifest, kilde_id)) for kilde_id in sjekksumavvik(manifest)}
    if not nye:
        return {}
    fil = mappe / MANIFEST
    linjer: list[str] = []
    gjeldende = ""
    for linje in fil.read_text("utf-8").splitlines():
        if start := re.match(r"\s*-\s+id:\s*[\"']?([^\s\"'#]+)", linje):
            gjeldende = start[1]
        felt = re.match(r"(\s+)(fil|sha256):", linje)
        if gjeldende in nye and felt and felt[2] == "sha256":
            continue
        linjer.append(linje)
        if gjeldende in nye and felt:
            linjer.append(f'{felt[1]}sha256: "{nye[gjeldende]}"')
    midlertidig = fil.with_name(f".{MANIFEST}.ny")
    midlertidig.write_text("\n".join(linjer) + "\n", "utf-8")
    midlertidig.replace(fil)
    les_manifest(mappe)
    return nye


def _post(manifest: Manifest, kilde_id: str) -> Kildepost:
    return next(p for p in manifest.poster if p.id == kilde_id)


def _sum(filer: Iterable[Path], mappe: Path) -> str:
    filer = tuple(filer)
    if len(filer) == 1:
        return hashlib.sha256(filer[0].read_bytes()).hexdigest()
    samlet = hashlib.sha256()
    for fil in filer:
        navn = str(PurePosixPath(fil.relative_to(mappe)))
        samlet.update(f"{navn}\0{hashlib.sha256(fil.read_bytes()).hexdigest()}\n".encode())
    return samlet.hexdigest()
