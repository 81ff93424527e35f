"""Feiltreet. Alt programmet selv melder, arver fra :class:`AssistentFeil`.

AssistentFeil
├── KonfigFeil            en innstilling eller mappe er ubrukelig
├── KildeFeil             en kilde mangler, er dobbelt oppført eller kan ikke leses
│   ├── ManifestFeil      kilder.yaml er feil
│   └── HentingFeil       noe kunne ikke hentes fra nettet
├── RegisterFeil          en oppføring i registeret er feil eller viser til noe som ikke finnes
├── IndeksFeil            indeksen mangler, er ødelagt eller laget av en annen utgave
├── TjenerFeil            Chroma-tjeneren svarer ikke, eller adressen er feil
├── ModellFeil            vektormodellen mangler eller kan ikke leses
├── SporsmalFeil          spørsmålet kan ikke behandles (tomt, for langt)
├── LagerFeil             databasen kan ikke leses eller skrives
└── VertFeil              porten er opptatt, eller tjenesten kan ikke startes

Hver feil sier hva som skjedde, hvor, og hva som kan gjøres (``raad``).
"""

from __future__ import annotations


class AssistentFeil(Exception):
    """Grunnfeilen.

    ``melding`` sier hva som skjedde, ``hvor`` sier fil, linje eller felt, ``raad`` sier hva brukeren kan gjøre.
    """

    def __init__(self, melding: str, *, hvor: str = "", raad: str = "") -> None:
        super().__init__(melding)
        self.melding = melding
        self.hvor = hvor
        self.raad = raad

    def __str__(self) -> str:
        deler = [f"{self.hvor}: {self.melding}" if self.hvor else self.melding]
        if self.raad:
            deler.append(self.raad)
        return " ".join(deler)


class KonfigFeil(AssistentFeil):
    """En innstilling eller mappe er ubrukelig."""


class KildeFeil(AssistentFeil):
    """En kilde mangler, er dobbelt oppført eller kan ikke leses."""


class ManifestFeil(KildeFeil):
    """Kildelisten ``kilder.yaml`` er feil."""


class HentingFeil(KildeFeil):
    """Noe kunne ikke hentes fra nettet."""


class RegisterFeil(AssistentFeil):
    """En oppføring i registeret er feil eller viser til noe som ikke finnes."""


class TjenerFeil(AssistentFeil):
    """Chroma-tjeneren svarer ikke, eller adressen er feil. Indeksen kan være hel: da skal den ikke bygges på nytt."""


class IndeksFeil(AssistentFeil):
    """Indeksen mangler, er ødelagt eller laget av en annen utgave."""


class ModellFeil(AssistentFeil):
    """Vektormodellen mangler eller kan ikke leses."""


class SporsmalFeil(AssistentFeil):
    """Spørsmålet kan ikke behandles: tomt eller for langt."""


class LagerFeil(AssistentFeil):
    """Databasen kan ikke leses eller skrives."""


class VertFeil(AssistentFeil):
    """Porten er opptatt, eller tjenesten kan ikke startes."""
