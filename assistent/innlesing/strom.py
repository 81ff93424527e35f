"""Et komprimert arkiv lest mens det lastes ned: bare medlemmene som trengs, og ikke mer enn det som trengs."""

from __future__ import annotations

import bz2
import io
import tarfile
import time
from collections.abc import Iterator

from assistent.feil import HentingFeil

MAKS_KOMPRIMERT = 200_000_000
MAKS_UTPAKKET = 2_000_000_000
MAKS_MEDLEM = 10_000_000
MAKS_SEKUNDER = 900.0
_RAAD = "Prøv igjen senere. Det som er hentet før, blir brukt."


class _UtpakketStrom(io.RawIOBase):
    """Bytene fra nettet, pakket ut etter hvert. Grenser stopper en strøm som aldri tar slutt."""

    def __init__(self, biter: Iterator[bytes], ventet: int, hvor: str) -> None:
        self._biter = biter
        self._ventet = ventet
        self._hvor = hvor
        self._utpakker = bz2.BZ2Decompressor()
        self._klart = bytearray()
        self._ut = 0
        self._frist = time.monotonic() + MAKS_SEKUNDER
        self.lest = 0
        self.slutt = False

    def readable(self) -> bool:
        return True

    def read(self, antall: int = -1) -> bytes:
        while not self.slutt and (antall < 0 or len(self._klart) < antall):
            self._les_mer()
        antall = len(self._klart) if antall < 0 else antall
        ut = bytes(self._klart[:antall])
        del self._klart[:antall]
        return ut

    def _les_mer(self) -> None:
        bit = next(self._biter, b"")
        if not bit:
            self.slutt = True
            if self.lest != self._ventet or not self._utpakker.eof:
                raise HentingFeil(
                    f"nedlastingen stoppet etter {self.lest} av {self._ventet} byte.", hvor=self._hvor, raad=_RAAD
                )
            return
        self.lest += len(bit)
        if self.lest > min(self._ventet, MAKS_KOMPRIMERT):
            raise HentingFeil(f"filen er større enn de oppgitte {self._ventet} byte.", hvor=self._hvor, raad=_RAAD)
        if time.monotonic() > self._frist:
            raise HentingFeil(f"nedlastingen tok mer enn {MAKS_SEKUNDER:.0f} sekunder.", hvor=self._hvor, raad=_RAAD)
        while bit:
            if self._utpakker.eof:
                self._utpakker = bz2.BZ2Decompressor()
            data = self._utpakker.decompress(bit)
            self._ut += len(data)
            if self._ut > MAKS_UTPAKKET:
                raise HentingFeil(f"filen blir større enn {MAKS_UTPAKKET} byte utpakket.", hvor=self._hvor, raad=_RAAD)
            self._klart += data
            bit = self._utpakker.unused_data


def plukk_medlemmer(biter: Iterator[bytes], medlemmer: set[str], *, ventet: int, hvor: str) -> dict[str, bytes]:
    """Innholdet i ``medlemmer`` fra et ``.tar.bz2``. Stopper når alle er funnet; gir :class:`HentingFeil` ellers."""
    strom = _UtpakketStrom(biter, ventet, hvor)
    funnet: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=strom, mode="r|") as arkiv:
            for medlem in arkiv:
                if medlem.name not in medlemmer or medlem.name in funnet:
                    continue
                funnet[medlem.name] = _innhold(arkiv, medlem, hvor)
                if len(funnet) == len(medlemmer):
                    return funnet
    except (tarfile.TarError, OSError, EOFError) as feil:
        raise HentingFeil(f"arkivet er ødelagt ({feil}).", hvor=hvor, raad=_RAAD) from feil
    mangler = ", ".join(sorted(medlemmer - set(funnet)))
    raise HentingFeil(
        f"arkivet har ikke {mangler}.", hvor=hvor, raad="Regelverket kan være opphevet eller flyttet. Se på lovdata.no."
    )


def _innhold(arkiv: tarfile.TarFile, medlem: tarfile.TarInfo, hvor: str) -> bytes:
    if not medlem.isreg():
        raise HentingFeil(f"{medlem.name} er ikke en vanlig fil.", hvor=hvor, raad=_RAAD)
    if not 0 < medlem.size <= MAKS_MEDLEM:
        raise HentingFeil(f"{medlem.name} er {medlem.size} byte, som ikke kan stemme.", hvor=hvor, raad=_RAAD)
    fil = arkiv.extractfile(medlem)
    data = fil.read() if fil else b""
    if len(data) != medlem.size:
        raise HentingFeil(f"{medlem.name} er ikke hel.", hvor=hvor, raad=_RAAD)
    return data
