"""Måler søket på et sett i BEIRs form: ``corpus.jsonl``, ``queries.jsonl`` og ``qrels.tsv``.

Målene er de BEIR bruker: nDCG@10 med lineær gevinst (Järvelin og Kekäläinen 2002), recall@k som andelen av de
relevante tekstene blant de k første, og MRR@10. Spørringer uten fasit holdes utenfor.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING

from assistent.feil import AssistentFeil

if TYPE_CHECKING:
    from assistent.konfig import Innstillinger
    from assistent.sok.hybrid import Maate

MAATER: tuple[Maate, ...] = ("leksikalsk", "vektor", "hybrid")
MAAL = ("ndcg@10", "recall@1", "recall@5", "recall@10", "mrr@10")
DYBDE = 10

Qrels = Mapping[str, Mapping[str, int]]


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


def snitt(rangeringer: Mapping[str, Sequence[str]], qrels: Qrels) -> dict[str, float]:
    """Målene i snitt over spørringene i ``qrels``. En spørring uten treff teller som null."""
    alle = [maal(rangeringer.get(id_, ()), relevante) for id_, relevante in qrels.items()]
    return {navn: sum(m[navn] for m in alle) / len(alle) for navn in MAAL}


def evaluer_sok(
    korpus: Path, sporringer: Path, qrels: Path, innstillinger: Innstillinger
) -> dict[str, dict[str, float]]:
    """Målene for ordsøk, vektorsøk og begge sammen: ``{"leksikalsk": {"ndcg@10": …}, "vektor": …, "hybrid": …}``.

    Søket bygges i minnet med samme analyse, modell og vekter som produktet; tittel og tekst søkes i sammen.
    AssistentFeil med fil og linje når settet ikke kan leses.
    """
    from assistent.sok.embedding import last_embedding
    from assistent.sok.hybrid import Sokbar

    sett = les_sett(korpus, sporringer, qrels)
    sokbar = Sokbar.i_minnet(sett.korpus, last_embedding(innstillinger))
    resultat: dict[str, dict[str, float]] = {}
    for maate in MAATER:
        rangert = {id_: [t.id for t in sokbar.sok(tekst, DYBDE, maate=maate)] for id_, tekst in sett.sporringer.items()}
        resultat[maate] = snitt(rangert, sett.qrels)
    return resultat
