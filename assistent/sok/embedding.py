"""Vektormodellen: den statiske norske modellen som følger med, eller en modell brukeren selv har valgt.

Standardmodellen leses med ``safetensors`` og ``tokenizers`` alene. Torch og sentence-transformers lastes bare når
innstillingen ``embedding`` peker på en annen modell.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistent.feil import ModellFeil

if TYPE_CHECKING:
    from assistent.konfig import Innstillinger

Vektorer = npt.NDArray[np.float32]

MODULFIL = "modules.json"
VEKTFIL = "model.safetensors"
TOKENIZERFIL = "tokenizer.json"
VEKTNAVN = "embedding.weight"
UTVALG = 1000
"""Så mange tekster, minst, og så mange tegn av hver, kjennskapen måles på."""
_ORD = re.compile(r"[^\W\d_]+")
BOLK = 512
"""Så mange tekster regnes ut mellom hver gang det sies fra hvor langt det er kommet."""
_E5 = re.compile(r"(?:^|[-_/])e5-(?:small|base|large)(?!.*instruct)", re.IGNORECASE)
_RAAD = "Installer programmet på nytt, eller tren modellen med «python -m verktoy.tren_modell»."


def normaliser(vektorer: npt.NDArray[Any]) -> Vektorer:
    """Radene med lengde 1, float32. Nullvektoren forblir nullvektoren."""
    lengder = np.linalg.norm(vektorer, axis=1, keepdims=True)
    resultat: Vektorer = np.divide(
        vektorer, lengder, out=np.zeros(vektorer.shape, dtype=np.float32), where=lengder > 0, casting="unsafe"
    )
    return resultat


def statisk_mappe(mappe: Path) -> Path | None:
    """Mappen med vektorene når ``mappe`` er en statisk modell (``modules.json`` begynner med StaticEmbedding)."""
    try:
        forste = json.loads((mappe / MODULFIL).read_text(encoding="utf-8"))[0]
        return mappe / str(forste["path"]) if str(forste["type"]).endswith(".StaticEmbedding") else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


class _Koder(Embeddings):
    """LangChain-metodene, felles for begge modelltypene."""

    def kod(self, tekster: Sequence[str]) -> Vektorer:
        raise NotImplementedError

    def kod_sporsmal(self, tekster: Sequence[str]) -> Vektorer:
        """Vektorer for spørsmål; som :meth:`kod` for modeller som ikke skiller mellom spørsmål og tekst."""
        return self.kod(tekster)

    def kjennskap(self, tekster: Sequence[str]) -> float:  # noqa: ARG002
        """Hvor stor del av ordene i tekstene modellen kjenner hele. En modell som ser ordene i sammenheng: alle."""
        return 1.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Én vektor for hver tekst, i samme rekkefølge."""
        return [[float(x) for x in rad] for rad in self.kod(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Vektoren for ett spørsmål."""
        return [float(x) for x in self.kod_sporsmal([text])[0]]


class StatiskEmbedding(_Koder):
    """En statisk modell i sentence-transformers' form: snittet av tokenvektorene, med lengde 1.

    Vektene leses fra disk som float16 og gjøres om til float32 bare for de tokenene som trengs. Objektet endrer seg
    ikke etter at det er lest, og kan deles mellom tråder.
    """

    def __init__(self, mappe: Path) -> None:
        """Les modellen i ``mappe``. ModellFeil når en fil mangler eller er ødelagt."""
        self._mappe = statisk_mappe(mappe) or mappe
        self._vekter = self._les_vekter(self._mappe / VEKTFIL)
        self._tokenizer = self._les_tokenizer(self._mappe / TOKENIZERFIL)
        if self._tokenizer.get_vocab_size() > len(self._vekter):
            raise ModellFeil(
                f"Modellen har {len(self._vekter)} vektorer, men {self._tokenizer.get_vocab_size()} tokener.",
                hvor=str(self._mappe),
                raad=_RAAD,
            )

    @staticmethod
    def _les_vekter(fil: Path) -> npt.NDArray[Any]:
        from safetensors import SafetensorError, safe_open

        if not fil.is_file():
            raise ModellFeil("Vektorene til modellen mangler.", hvor=str(fil), raad=_RAAD)
        try:
            with safe_open(fil, framework="numpy") as apen:
                vekter: npt.NDArray[Any] = apen.get_tensor(VEKTNAVN)
        except (SafetensorError, OSError) as feil:
            raise ModellFeil(f"Vektorene kan ikke leses ({feil}).", hvor=str(fil), raad=_RAAD) from feil
        if vekter.ndim != 2:
            raise ModellFeil(f"Vektorene har formen {vekter.shape}, ikke en tabell.", hvor=str(fil), raad=_RAAD)
        return vekter

    @staticmethod
    def _les_tokenizer(fil: Path) -> Any:
        from tokenizers import Tokenizer

        if not fil.is_file():
            raise ModellFeil("Tokenizeren til modellen mangler.", hvor=str(fil), raad=_RAAD)
        try:
            tokenizer = Tokenizer.from_file(str(fil))
        except Exception as feil:  # tokenizers kaster bare Exception
            raise ModellFeil(f"Tokenizeren kan ikke leses ({feil}).", hvor=str(fil), raad=_RAAD) from feil
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @property
    def dimensjoner(self) -> int:
        """Lengden på hver vektor."""
        return int(self._vekter.shape[1])

    @cached_property
    def fingeravtrykk(self) -> str:
        """SHA-256 av vektorene og tokenizeren, 64 heksadesimale tegn. Regnes ut én gang."""
        sum_ = hashlib.sha256()
        for navn in (VEKTFIL, TOKENIZERFIL):
            sum_.update((self._mappe / navn).read_bytes())
        return sum_.hexdigest()

    def kod(self, tekster: Sequence[str]) -> Vektorer:
        """Vektorer med lengde 1, formen ``(antall, dimensjoner)``, float32.

        En tekst uten kjente tokener gir nullvektoren.
        """
        ut = np.zeros((len(tekster), self.dimensjoner), dtype=np.float32)
        for nr, kodet in enumerate(self._tokenizer.encode_batch_fast(list(tekster), add_special_tokens=False)):
            if kodet.ids:
                ut[nr] = self._vekter[kodet.ids].mean(axis=0, dtype=np.float32)
        return normaliser(ut)

    def kjennskap(self, tekster: Sequence[str]) -> float:
        """Andelen av ordene som har sin egen vektor, og ikke er satt sammen av biter. 1,0 uten ord."""
        utvalg = tekster[:: max(1, len(tekster) // UTVALG)]
        antall = Counter(ord_ for tekst in utvalg for ord_ in _ORD.findall(tekst[:UTVALG].lower()))
        kodet = self._tokenizer.encode_batch_fast(list(antall), add_special_tokens=False)
        hele = sum(antall[ord_] for ord_, k in zip(antall, kodet, strict=True) if len(k.ids) == 1)
        return hele / antall.total() if antall else 1.0


class ValgtEmbedding(_Koder):
    """En modell brukeren har valgt, lest med sentence-transformers første gang den trengs.

    ``innledninger`` står foran spørsmål og tekster. Uten dem brukes modellens egne, og for E5-modellene dem de er trent
    med (Wang m.fl. 2022), som de ikke selv oppgir. ``fremdrift`` får vite hvor langt en lang utregning er kommet.
    """

    def __init__(
        self,
        navn: str,
        *,
        parti: int = 32,
        innledninger: tuple[str | None, str | None] = (None, None),
        fremdrift: Callable[[str], None] | None = None,
    ) -> None:
        self.navn = navn
        self._parti = parti
        self._innledninger = innledninger
        self._fremdrift = fremdrift

    @cached_property
    def _modell(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as feil:
            raise ModellFeil(
                f"Modellen «{self.navn}» trenger pakken sentence-transformers, som ikke er installert.",
                raad="Installer med «pip install tilskuddsassistenten[trening]», eller fjern ASSISTENT_EMBEDDING.",
            ) from feil
        try:
            return SentenceTransformer(self.navn, device="cpu")
        except Exception as feil:
            raise ModellFeil(
                f"Modellen «{self.navn}» kan ikke lastes ({type(feil).__name__}: {feil}).",
                raad="Uten nett må modellen ligge i en mappe på maskinen: sett ASSISTENT_EMBEDDING til mappen. "
                "Fjern innstillingen for å bruke modellen som følger med.",
            ) from feil

    @property
    def dimensjoner(self) -> int:
        """Lengden på hver vektor."""
        return int(self.kod(["a"]).shape[1])

    @cached_property
    def fingeravtrykk(self) -> str:
        """SHA-256 av navnet og noen prøvevektorer, så et bytte av vekter under samme navn merkes."""
        tekster = ["Søknadsfristen er i januar.", "Kven kan søkje?"]
        prove = np.round(np.concatenate([self.kod(tekster), self.kod_sporsmal(tekster)]), 3).astype(np.float32)
        return hashlib.sha256(f"{self.navn}\n".encode() + prove.tobytes()).hexdigest()

    def kod(self, tekster: Sequence[str]) -> Vektorer:
        """Vektorer for tekstene i kildene, med lengde 1, float32."""
        return self._kod(tekster, "document")

    def kod_sporsmal(self, tekster: Sequence[str]) -> Vektorer:
        """Vektorer for spørsmål. Modeller som skiller mellom spørsmål og tekst, får den riktige innledningen."""
        return self._kod(tekster, "query")

    def innledning(self, art: Literal["query", "document"]) -> str | None:
        """Det som settes foran spørsmål (``query``) eller tekster (``document``). ``None``: modellens eget."""
        valgt = self._innledninger[art == "document"]
        if valgt is None and self._er_e5 and not any((self._modell.prompts or {}).values()):
            return "query: " if art == "query" else "passage: "
        return valgt

    @cached_property
    def _er_e5(self) -> bool:
        """Navnet står i stien, eller i ``config.json`` når mappen heter noe annet."""
        navn = [self.navn]
        with suppress(OSError, ValueError, AttributeError):
            navn.append(str(json.loads((Path(self.navn) / "config.json").read_text("utf-8")).get("_name_or_path")))
        return any(_E5.search(n) for n in navn)

    def _kod(self, tekster: Sequence[str], art: Literal["query", "document"]) -> Vektorer:
        modell = self._modell
        if not tekster:
            return np.zeros((0, int(modell.get_embedding_dimension() or 0)), dtype=np.float32)
        koder = modell.encode_query if art == "query" else modell.encode_document
        innledning = self.innledning(art)
        valg = {} if innledning is None else {"prompt": innledning}
        bolk = max(self._parti, BOLK)
        deler: list[Vektorer] = []
        for start in range(0, len(tekster), bolk):
            if self._fremdrift is not None and len(tekster) > bolk:
                self._fremdrift(f"Regner ut vektorer: {start} av {len(tekster)} tekster.")
            del_ = list(tekster[start : start + bolk])
            vektorer = koder(del_, batch_size=self._parti, show_progress_bar=False, **valg)
            deler.append(np.asarray(vektorer, dtype=np.float32))
        return normaliser(np.concatenate(deler))


def last_embedding(
    innstillinger: Innstillinger, fremdrift: Callable[[str], None] | None = None
) -> StatiskEmbedding | ValgtEmbedding:
    """Modellen innstillingene peker på: den som følger med når ``embedding`` er tom, ellers den valgte.

    En valgt mappe med en statisk modell leses uten torch, som den som følger med.
    """
    valgt = innstillinger.embedding.strip()
    if not valgt:
        return StatiskEmbedding(innstillinger.modellmappe)

    def med_torch(navn: str) -> ValgtEmbedding:
        return ValgtEmbedding(
            navn,
            parti=innstillinger.embedding_parti,
            innledninger=(innstillinger.embedding_sporsmal, innstillinger.embedding_tekst),
            fremdrift=fremdrift,
        )

    mappe = Path(valgt).expanduser()
    if mappe.is_dir():
        if statisk_mappe(mappe) is not None:
            if innstillinger.embedding_sporsmal or innstillinger.embedding_tekst:
                raise ModellFeil(
                    "Statiske modeller tar ikke innledninger.",
                    hvor=str(mappe),
                    raad="Fjern ASSISTENT_EMBEDDING_SPORSMAL og ASSISTENT_EMBEDDING_TEKST.",
                )
            return StatiskEmbedding(mappe)
        return med_torch(str(mappe))
    if mappe.is_absolute() or valgt.startswith((".", "~")):
        raise ModellFeil("Mappen med vektormodellen finnes ikke.", hvor=str(mappe), raad="Rett ASSISTENT_EMBEDDING.")
    return med_torch(valgt)
