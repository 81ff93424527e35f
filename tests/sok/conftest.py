"""Felles for prøvene av søket: den ekte vektormodellen og et lite sett tekster."""

from __future__ import annotations

import pytest

from assistent.konfig import Innstillinger
from assistent.sok.embedding import last_embedding
from assistent.sok.vektor import Vektorkoder

TEKSTER = {
    "frist": "Frist for å søke. Søknaden må være sendt før klokken slår midnatt den siste dagen.",
    "revisor": "Regnskap. Årsregnskapet skal være bekreftet av en revisor som ikke er inhabil.",
    "klage": "Klage. Den som får avslag på søknaden, kan klage på vedtaket til departementet.",
    "tilbake": "Tilbakebetaling. Tilskudd som ikke er brukt etter kravene, må betales tilbake.",
    "styre": "Representasjon. Vedtektene skal sikre at personer med innvandrerbakgrunn sitter i styrende organ.",
    "utstyr": "Investeringer. Tilskuddet kan ikke gå til inventar, transportmidler eller dyrt IT-utstyr.",
    "alder": "Eksistert. Organisasjonen må ha eksistert i minst tre år når den søker.",
    "oppbevar": "Oppbevaring. Dokumentasjonen skal oppbevares i fem år.",
    "henvisning": "Vilkårene for ressurssentre står i § 1-6 andre ledd bokstav c.",
    "nasjonal": "Nasjonal organisasjon. Virksomheten er rettet mot målgruppen i minst tre fylker.",
}


@pytest.fixture(scope="session")
def koder() -> Vektorkoder:
    return last_embedding(Innstillinger())


@pytest.fixture(scope="session")
def tekster() -> dict[str, str]:
    return dict(TEKSTER)
