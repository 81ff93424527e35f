"""Innstillinger, lest fra miljøet (``ASSISTENT_…``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistent.feil import KonfigFeil

PAKKE = Path(__file__).resolve().parent
ROT = PAKKE.parent


def _i_arbeidskopi() -> bool:
    """Sant når programmet kjører fra en utsjekket kopi og ikke som installert pakke."""
    return (ROT / "pyproject.toml").is_file() and (ROT / "kilder" / "kilder.yaml").is_file()


def _kildemappe() -> Path:
    return ROT / "kilder" if _i_arbeidskopi() else PAKKE / "_data" / "kilder"


def _skrivbar(navn: str, i_kopi: Path) -> Path:
    if _i_arbeidskopi():
        return i_kopi
    return Path(platformdirs.user_data_dir("tilskuddsassistenten", appauthor=False)) / navn


class Innstillinger(BaseSettings):
    """Alle innstillinger, med standardverdier som virker uten oppsett."""

    model_config = SettingsConfigDict(env_prefix="ASSISTENT_", extra="ignore")

    def __init__(self, **verdier: Any) -> None:
        """Les innstillingene. KonfigFeil med navnet på variabelen når en verdi ikke kan brukes."""
        try:
            super().__init__(**verdier)
        except ValidationError as feil:
            galt = feil.errors()[0]
            navn = f"ASSISTENT_{'_'.join(map(str, galt['loc'])).upper()}"
            raise KonfigFeil(
                f"{navn} kan ikke være «{galt['input']}».",
                raad="Rett verdien, eller fjern variabelen for å bruke standarden. Innstillingene står i README.",
            ) from feil

    kilder: Path = Field(default_factory=_kildemappe)
    """Mappen med kilder.yaml, lysbildene, veiledningen og registeret. Leses bare."""
    hentet: Path = Field(default_factory=lambda: _skrivbar("hentet", ROT / "kilder" / "hentet"))
    """Mappen for det som er hentet fra Lovdata."""
    indeks: Path = Field(default_factory=lambda: _skrivbar("indeks", ROT / "indeks"))
    """Mappen for den ferdige indeksen."""
    data: Path = Field(default_factory=lambda: _skrivbar("data", ROT / "data"))
    """Mappen for SQLite-databasen."""
    embedding: str = ""
    """Vektormodellen: tom for den som følger med, ellers en mappe eller et modellnavn i sentence-transformers' form."""
    embedding_parti: int = Field(default=32, ge=1)
    """Hvor mange tekster en valgt modell regner ut om gangen. Lavere trenger mindre minne."""
    embedding_sporsmal: str | None = None
    """Innledningen en valgt modell skal ha foran spørsmål. Uten verdi brukes modellens egen."""
    embedding_tekst: str | None = None
    """Innledningen en valgt modell skal ha foran tekster. Uten verdi brukes modellens egen."""
    chroma: str = ""
    """Adressen til en Chroma-tjener («vert:port» eller «https://vert:port»): tom for Chroma i indeksmappen."""
    lovdata_url: str = "https://api.lovdata.no/v1/publicData"
    """Endepunktet for Lovdatas åpne data."""
    tilkobling_sekunder: float = 3.0
    """Hvor lenge programmet venter på kontakt før det går videre uten nettet."""
    lagringsdager: int = 90
    """Hvor mange dager tilbakemeldinger blir liggende før de slettes."""
    maks_tegn: int = 4000
    """Lengste spørsmål som behandles, i tegn."""

    @field_validator("chroma", "embedding")
    @classmethod
    def _uten_blanke(cls, verdi: str) -> str:
        return verdi.strip()

    @property
    def modellmappe(self) -> Path:
        """Mappen med vektormodellen som følger med pakken."""
        return PAKKE / "sok" / "modell"
