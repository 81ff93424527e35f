"""Måler søket på et sett i BEIRs form: ``corpus.jsonl``, ``queries.jsonl`` og ``qrels.tsv``.

Målene er de BEIR bruker: nDCG@10 med lineær gevinst (Järvelin og Kekäläinen 2002), recall@k som andelen av de
relevante tekstene blant de k første, og MRR@10. Spørringer uten fasit holdes utenfor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from assistent.feil import AssistentFeil

if TYPE_CHECKING:
    from assistent.konfig import Innstillinger
    from assistent.sok.hybrid import Maate

MAATER: tuple[Maate, ...] = ("leksikalsk", "vektor", "hybrid")
MAAL = ("ndcg@10", "recall@1", "recall@5", "recall@10", "mrr@10")
DYBDE = 10

Qrels = Mapping[str, Mapping[str, int]]
Fremdrift = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sett:
    """Et søkesett: id → tekst for korpus og spørringer, og fasiten (spørring → tekst → relevans over null)."""

    korpus: Mapping[str, str]
    sporringer: Mapping[str, str]
    qrels: Qrels


def _feil(fil: Path, linje: int, melding: str) -> AssistentFeil:
    return AssistentFeil(melding, hvor=f"{fil}, linje {linje}", raad="Rett linjen og prøv igjen.")


def _linjer(fil: Path) -> Iterator[tuple[int, str]]:
    try:
        with fil.open(encoding="utf-8-sig") as inn:
            for nr, linje in enumerate(inn, start=1):
                if linje.strip():
                    yield nr, linje
    except OSError as feil:
        raise AssistentFeil(f"Filen kan ikke leses ({feil.strerror}).", hvor=str(fil), raad="Se etter stien.") from feil
    except UnicodeDecodeError as feil:
        raise AssistentFeil("Filen er ikke UTF-8.", hvor=str(fil), raad="Lagre den som UTF-8.") from feil


def les_tekster(fil: Path) -> dict[str, str]:
    """``_id`` → tittel og tekst fra en JSONL-fil. AssistentFeil med fil og linje når noe er feil."""
    tekster: dict[str, str] = {}
    for nr, linje in _linjer(fil):
        try:
            post = json.loads(linje)
        except json.JSONDecodeError as feil:
            raise _feil(fil, nr, f"Linjen er ikke gyldig JSON ({feil.msg}).") from feil
        if not isinstance(post, dict) or not isinstance(post.get("_id"), str) or not isinstance(post.get("text"), str):
            raise _feil(fil, nr, "Linjen må være et objekt med «_id» og «text» som tekst.")
        if post["_id"] in tekster:
            raise _feil(fil, nr, f"Id-en «{post['_id']}» er brukt før.")
        tittel = post.get("title") or ""
        if not isinstance(tittel, str):
            raise _feil(fil, nr, "«title» må være tekst.")
        tekster[post["_id"]] = f"{tittel} {post['text']}".strip()
    return tekster


def les_qrels(fil: Path) -> dict[str, dict[str, int]]:
    """Fasiten: spørring → tekst → relevans. Overskriftslinjen kan mangle; relevans 0 betyr ikke relevant."""
    qrels: dict[str, dict[str, int]] = {}
    for nr, linje in _linjer(fil):
        felt = linje.rstrip("\r\n").split("\t")
        if nr == 1 and felt[:1] == ["query-id"]:
            continue
        if len(felt) != 3:
            raise _feil(fil, nr, f"Linjen har {len(felt)} felt; det skal være tre, skilt med tabulator.")
        try:
            relevans = int(felt[2])
        except ValueError as feil:
            raise _feil(fil, nr, f"Relevansen «{felt[2]}» er ikke et heltall.") from feil
        if relevans > 0:
            qrels.setdefault(felt[0], {})[felt[1]] = relevans
    return qrels


def les_sett(korpus: Path, sporringer: Path, qrels: Path) -> Sett:
    """Les hele settet. Fasit til ukjente spørringer overses; minst én spørring må ha fasit."""
    tekster, alle, fasit = les_tekster(korpus), les_tekster(sporringer), les_qrels(qrels)
    brukt = {id_: tekst for id_, tekst in alle.items() if id_ in fasit}
    if not tekster:
        raise AssistentFeil("Korpuset er tomt.", hvor=str(korpus), raad="Det må ha minst én tekst.")
    if not brukt:
        raise AssistentFeil(
            "Ingen av spørringene har fasit.",
            hvor=str(qrels),
            raad=f"Se etter at id-ene er de samme som i {sporringer}.",
        )
    return Sett(tekster, brukt, {id_: fasit[id_] for id_ in brukt})


def finn_filer(mappe: Path, del_: str = "test") -> tuple[Path, Path, Path]:
    """Korpus, spørringer og fasit i en mappe slik BEIR pakker den, eller med ``qrels.tsv`` rett i mappen."""
    fasit = mappe / "qrels" / f"{del_}.tsv"
    if not (mappe / "qrels").is_dir():
        fasit = mappe / "qrels.tsv"
    return mappe / "corpus.jsonl", mappe / "queries.jsonl", fasit


def maal(rangert: Sequence[str], relevante: Mapping[str, int]) -> dict[str, float]:
    """Målene for én spørring. ``rangert`` er tekst-id-er, best først; ``relevante`` har minst én relevans over null."""
    beste = list(dict.fromkeys(rangert))[:DYBDE]
    dcg = sum(relevante.get(id_, 0) / log2(plass + 2) for plass, id_ in enumerate(beste))
    ideell = sorted(relevante.values(), reverse=True)[:DYBDE]
    idcg = sum(relevans / log2(plass + 2) for plass, relevans in enumerate(ideell))
    forste = next((plass + 1 for plass, id_ in enumerate(beste) if id_ in relevante), 0)
    ut = {"ndcg@10": dcg / idcg, "mrr@10": 1 / forste if forste else 0.0}
    ut |= {f"recall@{k}": sum(id_ in relevante for id_ in beste[:k]) / len(relevante) for k in (1, 5, 10)}
    return {navn: ut[navn] for navn in MAAL}


def _snitt(alle: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {navn: sum(m[navn] for m in alle) / len(alle) for navn in MAAL}


@dataclass(frozen=True, slots=True)
class Sporring:
    """Utfallet for én spørring: målene og de ti første tekst-id-ene, for hver måte å søke på."""

    id: str
    maal: Mapping[str, Mapping[str, float]]
    treff: Mapping[str, Sequence[str]]


def evaluer_sporringer(
    korpus: Path, sporringer: Path, qrels: Path, innstillinger: Innstillinger, fremdrift: Fremdrift | None = None
) -> list[Sporring]:
    """Hver spørring målt med ordsøk, vektorsøk og begge sammen.

    Søket bygges i minnet med samme analyse, modell og vekter som produktet; tittel og tekst søkes i sammen.
    AssistentFeil med fil og linje når settet ikke kan leses.
    """
    from assistent.sok.embedding import last_embedding
    from assistent.sok.hybrid import Sokbar
    from assistent.sok.vektor import apne_klient

    si = fremdrift or (lambda _: None)
    sett = les_sett(korpus, sporringer, qrels)
    si(f"Bygger søket over {len(sett.korpus)} tekster.")
    klient = apne_klient(tjener=innstillinger.chroma or None)
    with Sokbar.midlertidig(sett.korpus, last_embedding(innstillinger, fremdrift), klient=klient) as sokbar:
        si(f"Stiller {len(sett.sporringer)} spørringer.")
        ut = []
        for id_, tekst in sett.sporringer.items():
            treff = {str(maate): [t.id for t in sokbar.sok(tekst, DYBDE, maate=maate)] for maate in MAATER}
            ut.append(Sporring(id_, {m: maal(t, sett.qrels[id_]) for m, t in treff.items()}, treff))
        return ut


def sammendrag(sporringer: Sequence[Sporring]) -> dict[str, dict[str, float]]:
    """Snittet over spørringene: ``{"leksikalsk": {"ndcg@10": …}, "vektor": …, "hybrid": …}``."""
    return {maate: _snitt([s.maal[maate] for s in sporringer]) for maate in map(str, MAATER)}


# --- to kjøringer mot hverandre ---------------------------------------------------------------------------------


def skriv_kjoring(sporringer: Sequence[Sporring], fil: Path) -> None:
    """Skriv kjøringen, én spørring på hver linje. Filen byttes ut hel."""
    ny = fil.with_name(f"{fil.name}.ny")
    linjer = (json.dumps({"id": s.id, "maal": s.maal, "treff": s.treff}, ensure_ascii=False) for s in sporringer)
    try:
        ny.write_text("".join(f"{linje}\n" for linje in linjer), encoding="utf-8")
        ny.replace(fil)
    except OSError as feil:
        ny.unlink(missing_ok=True)
        raise AssistentFeil(
            f"Filen kan ikke skrives ({feil.strerror}).", hvor=str(fil), raad="Velg en mappe som kan skrives til."
        ) from feil


def les_kjoring(fil: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Spørring → måte → mål, fra en fil :func:`skriv_kjoring` laget. AssistentFeil med fil og linje når noe er feil."""
    ut: dict[str, dict[str, dict[str, float]]] = {}
    for nr, linje in _linjer(fil):
        try:
            post = json.loads(linje)
            verdier = {m: {navn: float(post["maal"][m][navn]) for navn in MAAL} for m in MAATER}
            id_ = str(post["id"])
        except (ValueError, KeyError, TypeError) as feil:
            raise _feil(fil, nr, "Linjen er ikke fra «assistent evaluer sok --per-sporring».") from feil
        if id_ in ut:
            raise _feil(fil, nr, f"Spørringen «{id_}» står der to ganger.")
        ut[id_] = {str(m): v for m, v in verdier.items()}
    return ut


class Forskjell(TypedDict):
    """Forskjellen mellom to kjøringer i ett mål: B minus A, med 95 % intervall, og sjansen for at B ikke er bedre."""

    a: float
    b: float
    forskjell: float
    ki95: tuple[float, float]
    p: float


def sammenlign(
    a: Path, b: Path, *, maal_: str = "ndcg@10", trekk: int = 10_000, fro: int = 2026
) -> dict[str, Forskjell]:
    """Paret bootstrap over spørringene, med persentilintervall (Efron og Tibshirani 1993, kap. 13).

    ``p`` er ensidig: andelen trekk der B ikke er bedre enn A. AssistentFeil når de to ikke har de samme spørringene.
    """
    import numpy as np

    forste, andre = les_kjoring(a), les_kjoring(b)
    if set(forste) != set(andre) or not forste:
        ulike = len(set(forste) ^ set(andre))
        raise AssistentFeil(
            f"De to kjøringene har ikke de samme spørringene ({ulike} finnes bare i den ene).",
            hvor=f"{a} og {b}",
            raad="Kjør begge på samme sett.",
        )
    ider = sorted(forste)
    ut: dict[str, Forskjell] = {}
    for maate in map(str, MAATER):
        par = np.array([(forste[i][maate][maal_], andre[i][maate][maal_]) for i in ider])
        forskjeller = par[:, 1] - par[:, 0]
        tilfeldig = np.random.default_rng(fro)
        snitt_ = np.array([tilfeldig.choice(forskjeller, len(ider)).mean() for _ in range(trekk)])
        lav, hoy = np.quantile(snitt_, (0.025, 0.975))
        ut[maate] = {
            "a": float(par[:, 0].mean()),
            "b": float(par[:, 1].mean()),
            "forskjell": float((par[:, 1] - par[:, 0]).mean()),
            "ki95": (float(lav), float(hoy)),
            "p": float((snitt_ <= 0).mean()),
        }
    return ut
