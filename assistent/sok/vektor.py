"""Vektorsøket: Chroma med ferdige vektorer og cosinuslikhet. Ingenting sendes ut av maskinen."""

from __future__ import annotations

import atexit
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from assistent.feil import TjenerFeil

Vektorer = npt.NDArray[np.float32]
UTEN_RAPPORTERING: Mapping[str, Any] = {"anonymized_telemetry": False, "chroma_otel_collection_endpoint": ""}


class Vektorkoder(Protocol):
    """Det søket trenger av en vektormodell."""

    @property
    def fingeravtrykk(self) -> str:
        """Skiller modellen fra alle andre."""

    def kod(self, tekster: Sequence[str]) -> Vektorer:
        """Vektorer med lengde 1, formen ``(antall, dimensjoner)``. En tekst uten kjente ord kan gi nullvektoren."""

    def kod_sporsmal(self, tekster: Sequence[str]) -> Vektorer:
        """Som :meth:`kod`, for spørsmål: noen modeller koder dem annerledes enn tekstene."""

    def kjennskap(self, tekster: Sequence[str]) -> float:
        """Hvor stor del av ordene i tekstene modellen kjenner hele, 0–1."""


class Vektorsok(Protocol):
    """Det søket trenger av et sett vektorer."""

    def __len__(self) -> int: ...

    def sok(self, vektor: Vektorer, k: int) -> Mapping[str, float]:
        """De ``k`` nærmeste id-ene med cosinuslikhet, nærmeste først. Nullvektoren har ingen nærmeste."""

    def prov(self) -> bool:
        """Sant når en vektor som ligger der, finner seg selv."""


def apne_klient(mappe: Path | None = None, *, tjener: str | None = None) -> Any:
    """En Chroma-klient: i ``mappe``, på en Chroma-tjener (``vert:port`` eller med ``http(s)://``), eller i minnet.

    TjenerFeil når adressen er feil eller tjeneren ikke svarer.
    """
    import chromadb
    from chromadb.config import Settings

    if tjener:
        vert, port, ssl = _tjeneradresse(tjener)
        try:
            klient = _tjenerklient(vert, port, ssl)
            klient.heartbeat()
        except Exception as feil:  # klienten kaster flere slags feil for det samme
            raise TjenerFeil(
                f"Chroma-tjeneren svarer ikke ({type(feil).__name__}: {feil}).",
                hvor=tjener,
                raad="Start den med «chroma run --port PORT», rett ASSISTENT_CHROMA, eller fjern innstillingen for å "
                "ha vektorene i indeksmappen.",
            ) from feil
        return klient
    innstillinger = Settings(**UTEN_RAPPORTERING)
    if mappe is not None:
        return chromadb.PersistentClient(path=str(mappe), settings=innstillinger)
    return chromadb.EphemeralClient(settings=innstillinger)


@lru_cache(maxsize=8)
def _tjenerklient(vert: str, port: int, ssl: bool) -> Any:
    """Én klient for hver tjener i prosessen; forbindelsene lukkes når den er ferdig."""
    import chromadb
    from chromadb.config import Settings

    klient = chromadb.HttpClient(host=vert, port=port, ssl=ssl, settings=Settings(**UTEN_RAPPORTERING))
    atexit.register(klient.close)
    return klient


def slett_samling(klient: Any, navn: str) -> None:
    """Slett samlingen ``navn`` om den finnes."""
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        klient.delete_collection(navn)


def _tjeneradresse(tjener: str) -> tuple[str, int, bool]:
    """Vert, port og om forbindelsen er kryptert."""
    try:
        deler = urlsplit(tjener if "://" in tjener else f"http://{tjener}")
        vert, port = deler.hostname, deler.port
    except ValueError:
        vert = port = None
    if not vert or not port or deler.scheme not in ("http", "https") or deler.path.strip("/"):
        raise TjenerFeil(
            "Adressen til Chroma-tjeneren kan ikke leses.",
            hvor=tjener,
            raad="Skriv den som «vert:port» i ASSISTENT_CHROMA, for eksempel «127.0.0.1:8000».",
        )
    return vert, port, deler.scheme == "https"


class Vektorindeks:
    """En samling vektorer i Chroma."""

    def __init__(self, samling: Any) -> None:
        self._samling = samling
        self._antall = int(samling.count())

    @classmethod
    def bygg(cls, klient: Any, navn: str, ider: Sequence[str], vektorer: Vektorer) -> Vektorindeks:
        """Lag samlingen ``navn`` (tre tegn eller flere). Nullvektorer kan aldri treffes og utelates."""
        samling = klient.create_collection(
            navn,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_construction": 72, "ef_search": 256, "num_threads": 2}},
        )
        med = [nr for nr in range(len(ider)) if float(np.abs(vektorer[nr]).sum()) > 0]
        porsjon = int(klient.get_max_batch_size())
        for start in range(0, len(med), porsjon):
            del_ = med[start : start + porsjon]
            samling.add(ids=[ider[nr] for nr in del_], embeddings=vektorer[del_])
        return cls(samling)

    @classmethod
    def apne(cls, klient: Any, navn: str) -> Vektorindeks:
        """Åpne en samling som finnes. Chroma melder feil når den ikke gjør det."""
        return cls(klient.get_collection(navn, embedding_function=None))

    def __len__(self) -> int:
        return self._antall

    def sok(self, vektor: Vektorer, k: int) -> Mapping[str, float]:
        """De ``k`` nærmeste id-ene med cosinuslikhet, nærmeste først. Nullvektoren har ingen nærmeste."""
        k = min(k, self._antall)
        if k < 1 or float(np.abs(vektor).sum()) == 0:
            return {}
        try:
            svar = self._samling.query(query_embeddings=[vektor], n_results=k, include=["distances"])
        except Exception as feil:  # Chroma og forbindelsen kaster mange slags feil
            raise TjenerFeil(
                f"Vektorsøket svarer ikke ({type(feil).__name__}: {feil}).",
                hvor=str(self._samling.name),
                raad="Sjekk at Chroma-tjeneren går, eller start programmet på nytt så indeksen bygges.",
            ) from feil
        return {id_: 1.0 - float(avstand) for id_, avstand in zip(svar["ids"][0], svar["distances"][0], strict=True)}

    def prov(self) -> bool:
        """Sant når en vektor som ligger i samlingen, finner seg selv."""
        forste = self._samling.get(limit=1, include=["embeddings"])
        vektor = np.asarray(forste["embeddings"][0], dtype=np.float32)
        return max(self.sok(vektor, 1).values(), default=0.0) > 0.99


class Vektormatrise:
    """Et sett vektorer i én fil, søkt i helt ut. Til formuleringene, som er mange og små og aldri deles med andre."""

    def __init__(self, ider: Sequence[str], vektorer: npt.NDArray[np.float16] | Vektorer) -> None:
        """``vektorer`` har lengde 1, eller 0 for dem som aldri kan treffes, og formen ``(len(ider), dimensjoner)``."""
        self._ider = tuple(ider)
        self._vektorer = np.asarray(vektorer, np.float32)

    def lagre(self, fil: Path) -> None:
        """Skriv vektorene, uten id-ene."""
        np.save(fil, self._vektorer.astype(np.float16), allow_pickle=False)

    @classmethod
    def les(cls, fil: Path, ider: Sequence[str]) -> Vektormatrise:
        """Les vektorene til ``ider``. OSError eller ValueError når filen er ødelagt."""
        vektorer = np.load(fil, allow_pickle=False)
        if vektorer.ndim != 2 or len(vektorer) != len(ider):
            raise ValueError(f"{fil}: {vektorer.shape} vektorer, men {len(ider)} id-er")
        return cls(ider, vektorer)

    def __len__(self) -> int:
        return len(self._ider)

    def sok(self, vektor: Vektorer, k: int) -> Mapping[str, float]:
        """Se :class:`Vektorsok`."""
        k = min(k, len(self._ider))
        if k < 1 or float(np.abs(vektor).sum()) == 0:
            return {}
        likhet = self._vektorer @ np.asarray(vektor, np.float32)
        naermest = np.argpartition(-likhet, k - 1)[:k]
        return {self._ider[nr]: float(likhet[nr]) for nr in naermest[np.argsort(-likhet[naermest], kind="stable")]}

    def prov(self) -> bool:
        """Se :class:`Vektorsok`."""
        forste = int(np.argmax(np.abs(self._vektorer).sum(axis=1)))
        return max(self.sok(self._vektorer[forste], 1).values(), default=0.0) > 0.99
