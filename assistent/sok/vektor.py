"""Vektorsøket: Chroma med ferdige vektorer og cosinuslikhet. Ingenting sendes ut av maskinen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vektorer = npt.NDArray[np.float32]


class Vektorkoder(Protocol):
    """Det søket trenger av en vektormodell."""

    @property
    def fingeravtrykk(self) -> str:
        """Skiller modellen fra alle andre."""

    def kod(self, tekster: Sequence[str]) -> Vektorer:
        """Vektorer med lengde 1, formen ``(antall, dimensjoner)``. En tekst uten kjente ord kan gi nullvektoren."""

    def kod_sporsmal(self, tekster: Sequence[str]) -> Vektorer:
        """Som :meth:`kod`, for spørsmål: noen modeller koder dem annerledes enn tekstene."""


def apne_klient(mappe: Path | None = None, *, tjener: str | None = None) -> Any:
    """En Chroma-klient: i ``mappe``, på en Chroma-tjener (``vert:port``), eller bare i minnet."""
    import chromadb
    from chromadb.config import Settings

    innstillinger = Settings(anonymized_telemetry=False, chroma_otel_collection_endpoint="")
    if tjener is not None:
        vert, _, port = tjener.rpartition(":")
        return chromadb.HttpClient(host=vert, port=int(port), settings=innstillinger)
    if mappe is not None:
        return chromadb.PersistentClient(path=str(mappe), settings=innstillinger)
    return chromadb.EphemeralClient(settings=innstillinger)


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
        svar = self._samling.query(query_embeddings=[vektor], n_results=k, include=["distances"])
        return {id_: 1.0 - float(avstand) for id_, avstand in zip(svar["ids"][0], svar["distances"][0], strict=True)}

    def prov(self) -> bool:
        """Sant når en vektor som ligger i samlingen, finner seg selv."""
        forste = self._samling.get(limit=1, include=["embeddings"])
        vektor = np.asarray(forste["embeddings"][0], dtype=np.float32)
        return max(self.sok(vektor, 1).values(), default=0.0) > 0.99
