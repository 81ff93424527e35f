"""Ordtabellene: nynorsk → bokmål, engelsk → bokmål, bøyning, dagligtale → fagord, småord og vanlige ord.

Tabellene ligger i ``tabeller/``, delt med tabulator. Alle nøkler er *foldet* (se :func:`fold`), slik
at «søknad», «soknad» og «soeknad» er samme ord.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistent.feil import KonfigFeil

TABELLMAPPE = Path(__file__).resolve().parent / "tabeller"
_LIGATURER = str.maketrans({"ø": "o", "æ": "a", "å": "a", "ö": "o", "ä": "a", "ð": "d", "þ": "t", "ß": "s"})
Frase = tuple[str, ...]


@lru_cache(maxsize=65536)
def fold(ord_: str) -> str:
    """Ordet med små bokstaver og uten norske særtegn: ø/oe → o, å/aa → a, æ/ae → a, aksenter bort."""
    liten = unicodedata.normalize("NFC", ord_.lower()).translate(_LIGATURER)
    ren = "".join(t for t in unicodedata.normalize("NFD", liten) if not unicodedata.combining(t))
    return ren.replace("oe", "o").replace("ae", "a").replace("aa", "a")


@dataclass(frozen=True, slots=True)
class Ordlister:
    """Tabellene slik analysen bruker dem. Verdiene er uten folding, så de også kan leses av vektormodellen."""

    nynorsk: Mapping[Frase, str]
    """Nynorsk ord eller frase → bokmål."""
    boyning: Mapping[str, str]
    """Uregelrett bøyd ord → grunnformen, begge foldet."""
    engelsk: Mapping[Frase, tuple[str, ...]]
    """Engelsk ord eller frase → bokmål, flere lesemåter."""
    synonymer: Mapping[Frase, tuple[str, ...]]
    """Dagligtale → ordene kildene bruker."""
    stoppord: frozenset[str]
    """Norske småord uten innhold."""
    stoppord_engelsk: frozenset[str]
    """Engelske småord. Brukes bare når spørsmålet er på engelsk."""
    kjennetegn_engelsk: frozenset[str]
    """Engelske småord som ikke også er norske ord."""
    sporreord: frozenset[str]
    """Hvem, når, hvordan: innhold i et spørsmål, men ikke i en regel."""
    nektelser: frozenset[str]
    """Ikke, uten: aldri stoppord."""
    vanlige: frozenset[str]
    """Foldede stammer av vanlige bokmålsord, som aldri rettes som skrivefeil."""


@cache
def les_ordlister(mappe: Path = TABELLMAPPE) -> Ordlister:
    """Les alle tabellene. En ødelagt linje gir KonfigFeil med fil og linjenummer."""
    smaaord: dict[str, set[str]] = {}
    for _, felter in _linjer(mappe / "smaaord.tsv"):
        smaaord.setdefault(felter[1], set()).add(felter[0])

    def foldet(*arter: str) -> frozenset[str]:
        return frozenset(form for art in arter for ord_ in smaaord.get(art, ()) for form in _skrivemaater(ord_))

    return Ordlister(
        nynorsk={nokkel: verdier[0] for nokkel, verdier in _tabell(mappe / "nynorsk.tsv").items()},
        boyning={form[0]: fold(grunnform[0]) for form, grunnform in _tabell(mappe / "boyning.tsv").items()},
        engelsk=_tabell(mappe / "engelsk.tsv"),
        synonymer=_tabell(mappe / "synonymer.tsv"),
        stoppord=foldet("norsk"),
        stoppord_engelsk=foldet("engelsk", "engelsk_tvetydig"),
        kjennetegn_engelsk=foldet("engelsk"),
        sporreord=foldet("sporreord"),
        nektelser=foldet("nektelse"),
        vanlige=frozenset(felter[0] for _, felter in _linjer(mappe / "vanlige.tsv")),
    )


def _skrivemaater(ord_: str) -> set[str]:
    """Foldet form, og formen der æ er skrevet som e («være» → «vere»)."""
    return {fold(ord_), fold(ord_.replace("æ", "e"))}


def _tabell(sti: Path) -> dict[Frase, tuple[str, ...]]:
    tabell: dict[Frase, tuple[str, ...]] = {}
    for nummer, felter in _linjer(sti):
        nokkel = tuple(fold(ord_) for ord_ in felter[0].split())
        verdier = tuple(v.strip() for v in felter[1].split(";") if v.strip())
        if nokkel in tabell and tabell[nokkel] != verdier:
            raise KonfigFeil(
                f"«{felter[0]}» står to ganger med ulik oversettelse.",
                hvor=f"{sti}:{nummer}",
                raad="Slå sammen de to linjene.",
            )
        tabell[nokkel] = verdier
    return tabell


def _linjer(sti: Path) -> Iterator[tuple[int, list[str]]]:
    kolonner = 1 if sti.name == "vanlige.tsv" else 2
    try:
        tekst = sti.read_text(encoding="utf-8")
    except OSError as feil:
        raise KonfigFeil("Ordtabellen kan ikke leses.", hvor=str(sti), raad="Installer programmet på nytt.") from feil
    for nummer, linje in enumerate(tekst.splitlines(), start=1):
        if not linje.strip() or linje.startswith("#"):
            continue
        felter = [felt.strip() for felt in linje.split("\t")]
        if len(felter) != kolonner or not all(felter):
            raise KonfigFeil(
                f"Linjen skal ha {kolonner} felt skilt med tabulator.", hvor=f"{sti}:{nummer}", raad="Rett linjen."
            )
        yield nummer, felter
