"""Trener den statiske norske vektormodellen som følger med, på ren CPU.

Bruk: ``python -m verktoy.tren_modell --lovdata ../shared/lovdata --treningsdata ../shared/treningsdata --ut MAPPE``

Samme frø og samme data gir samme par og samme rekkefølge. Oppskriften og målingene står i modellkortet
(``assistent/sok/modell/README.md``). Trenger ``pip install .[trening]``, og Apertium for nynorskparene.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from verktoy.trening_lovdata import Paragraf, dev_paragrafer, hent_lagret, lagre, les_arkiv, nokkel, utelatte_tekster
from verktoy.trening_nynorsk import nynorskpar, velg_linjer
from verktoy.trening_par import DATA, EGNE, Par, egne_par, i_blokker, lovpar, nynorske_par, registerpar, samlinger

UKJENT = "<unk>"
UTELATT = 0
"""Tokennummeret til ``<unk>``. EmbeddingBag hopper over det (``padding_idx``)."""


@dataclass(frozen=True, slots=True)
class Oppskrift:
    """Valgene i treningen. ``maks_tokener`` gjelder bare treningen; ferdig modell leser hele teksten.

    ``bortfall`` er andelen tokener som tilfeldig utelates i hvert parti, så modellen ikke lærer parene utenat.
    """

    ordforrad: int = 40_000
    dimensjoner: int = 256
    parti: int = 1024
    runder: int = 3
    laeringsrate: float = 0.012
    skala: float = 16.0
    maks_tokener: int = 128
    blokk: int = 8
    bortfall: float = 0.3
    fro: int = 2026


def lag_tokenizer(tekster: Iterator[str], oppskrift: Oppskrift) -> Tokenizer:
    """Unigram-tokenizer: NFKC, små bokstaver, tegn som ikke er bokstav, tall eller § blir mellomrom."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[^\p{L}\p{M}\p{N}§]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    trener = trainers.UnigramTrainer(
        vocab_size=oppskrift.ordforrad,
        special_tokens=[UKJENT],
        unk_token=UKJENT,
        max_piece_length=20,
        show_progress=False,
    )
    tokenizer.train_from_iterator(tekster, trener)
    return tokenizer


def uten_vekt(tokenizer: Tokenizer) -> list[int]:
    """Tokenene som ikke sier noe: ukjente tegn og ordskillet alene. De får nullvektoren."""
    return [nr for nr in (tokenizer.token_to_id(UKJENT), tokenizer.token_to_id("▁")) if nr is not None]


class Tokener:
    """Tekstene som lange rader av tokennumre, delt med forskyvninger, så et parti kan plukkes uten løkker i torch."""

    def __init__(self, tokenizer: Tokenizer, tekster: Sequence[str], maks: int) -> None:
        tomme = np.asarray(uten_vekt(tokenizer), dtype=np.int32)
        rader: list[np.ndarray[Any, np.dtype[np.int32]]] = []
        for start in range(0, len(tekster), 20_000):
            bolk = [t[:4000] for t in tekster[start : start + 20_000]]
            kodet = tokenizer.encode_batch_fast(bolk, add_special_tokens=False)
            alle = (np.asarray(k.ids[:maks], dtype=np.int32) for k in kodet)
            rader.extend(rad[~np.isin(rad, tomme)] for rad in alle)
        self.rader = rader

    def hent(
        self, nummer: Sequence[int], bortfall: float, rng: np.random.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        utvalg = [self.rader[i] for i in nummer]
        lengder = np.fromiter((len(r) for r in utvalg), dtype=np.int64, count=len(utvalg))
        start = np.concatenate(([0], np.cumsum(lengder)[:-1]))
        tokener = np.concatenate(utvalg).astype(np.int64)
        tokener[rng.random(len(tokener), dtype=np.float32) < bortfall] = UTELATT
        return torch.from_numpy(tokener), torch.from_numpy(start)


def startvekter(tokener: Tokener, oppskrift: Oppskrift) -> torch.Tensor:
    """Tilfeldige vektorer der vanlige tokener begynner kortere (SIF: a / (a + p), a = 0,001)."""
    antall = np.bincount(np.concatenate(tokener.rader), minlength=oppskrift.ordforrad)[: oppskrift.ordforrad]
    andel = antall / antall.sum()
    vekt = np.sqrt(1e-3 / (1e-3 + andel))
    rng = np.random.default_rng(oppskrift.fro)
    tilfeldige = rng.standard_normal((len(antall), oppskrift.dimensjoner)) * 0.06
    return torch.from_numpy((tilfeldige * vekt[:, None]).astype(np.float32))


def tren(par: Sequence[Par], tokenizer: Tokenizer, oppskrift: Oppskrift) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Lærer tokenvektorene med «multiple negatives ranking loss» i begge retninger.

    Returnerer (ordforråd, dimensjoner), float32. I hvert parti er alle andre par moteksempler, bortsett fra dem med
    samme nøkkel eller samme første tekst.
    """
    torch.manual_seed(oppskrift.fro)
    tilfeldig = random.Random(oppskrift.fro)
    nummer: dict[str, int] = {}
    a_nr = [nummer.setdefault(p.a, len(nummer)) for p in par]
    b_nr = [nummer.setdefault(p.b, len(nummer)) for p in par]
    nokler: dict[str, int] = {}
    n_nr = np.array([nokler.setdefault(p.nokkel, len(nokler)) for p in par])
    tokener = Tokener(tokenizer, list(nummer), oppskrift.maks_tokener)
    rng = np.random.default_rng(oppskrift.fro)
    modell = torch.nn.EmbeddingBag.from_pretrained(
        startvekter(tokener, oppskrift), mode="mean", freeze=False, padding_idx=UTELATT
    )
    optimerer = torch.optim.Adam(modell.parameters(), lr=oppskrift.laeringsrate, fused=True)

    rekkefolge = [i for _ in range(oppskrift.runder) for i in i_blokker(par, oppskrift.blokk, tilfeldig)]
    partier = [rekkefolge[i : i + oppskrift.parti] for i in range(0, len(rekkefolge), oppskrift.parti)]
    begynt, tap_sum = time.time(), 0.0
    for steg, parti in enumerate(partier):
        fremdrift = steg / len(partier)
        rate = min(1.0, fremdrift / 0.05) * 0.5 * (1 + math.cos(math.pi * fremdrift))
        optimerer.param_groups[0]["lr"] = oppskrift.laeringsrate * max(rate, 0.01)
        a = torch.nn.functional.normalize(modell(*tokener.hent([a_nr[i] for i in parti], oppskrift.bortfall, rng)))
        b = torch.nn.functional.normalize(modell(*tokener.hent([b_nr[i] for i in parti], oppskrift.bortfall, rng)))
        poeng = a @ b.T * oppskrift.skala
        nokkel_her = torch.from_numpy(n_nr[parti])
        a_her = torch.tensor([a_nr[i] for i in parti])
        samme = (nokkel_her[:, None] == nokkel_her[None, :]) | (a_her[:, None] == a_her[None, :])
        samme.fill_diagonal_(False)
        poeng = poeng.masked_fill(samme, -1e4)
        fasit = torch.arange(len(parti))
        tap = (torch.nn.functional.cross_entropy(poeng, fasit) + torch.nn.functional.cross_entropy(poeng.T, fasit)) / 2
        optimerer.zero_grad()
        tap.backward()
        optimerer.step()
        tap_sum += float(tap.detach())
        if (steg + 1) % 100 == 0:
            print(f"steg {steg + 1}/{len(partier)}  tap {tap_sum / 100:.3f}  {time.time() - begynt:.0f} s", flush=True)
            tap_sum = 0.0
    vekter: np.ndarray[Any, np.dtype[np.float32]] = modell.weight.detach().numpy().copy()
    vekter[uten_vekt(tokenizer)] = 0.0
    return vekter


def skriv_modell(ut: Path, tokenizer: Tokenizer, vekter: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    """Lagrer i sentence-transformers' form (StaticEmbedding og Normalize), med vektene i float16."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    statisk = StaticEmbedding(tokenizer, embedding_weights=vekter).half()
    modell = SentenceTransformer(modules=[statisk, Normalize()], device="cpu")
    kort = ut / "README.md"
    gammelt = kort.read_text("utf-8") if kort.is_file() else None
    ut.mkdir(parents=True, exist_ok=True)
    modell.save_pretrained(str(ut), create_model_card=False)
    (ut / "model.safetensors").chmod(0o644)
    if gammelt is not None:
        kort.write_text(gammelt, "utf-8")


def les_paragrafer(lovdata: Path, treningsdata: Path | None, lager: Path) -> list[Paragraf]:
    """Paragrafene som det kan trenes på. Det som modellen blir målt på, er utelatt."""
    fil = lager / "paragrafer.jsonl"
    if not fil.is_file():
        utelatt = utelatte_tekster(lovdata)
        dev = dev_paragrafer(treningsdata)
        alle = list(les_arkiv(lovdata))
        utelatt |= {nokkel(p.tekst) for p in alle if p.id in dev}
        lagre((p for p in alle if p.id not in dev and nokkel(p.tekst) not in utelatt), fil)
    return list(hent_lagret(fil))


def main() -> None:
    rot = Path(__file__).resolve().parent.parent
    valg = argparse.ArgumentParser(description="Trener den statiske norske vektormodellen.")
    valg.add_argument("--lovdata", type=Path, default=rot.parent / "shared" / "lovdata")
    valg.add_argument("--treningsdata", type=Path, default=rot.parent / "shared" / "treningsdata")
    valg.add_argument("--kilder", type=Path, default=rot / "kilder")
    valg.add_argument("--ut", type=Path, default=rot / "assistent" / "sok" / "modell")
    valg.add_argument("--lager", type=Path, default=rot / "data" / "trening", help="mellomlager som kan slettes")
    valg.add_argument("--nynorsklinjer", type=int, default=20_000)
    valg.add_argument("--runder", type=int, default=Oppskrift().runder)
    valg.add_argument("--traader", type=int, default=2)
    arg = valg.parse_args()
    torch.set_num_threads(arg.traader)
    oppskrift = Oppskrift(runder=arg.runder)
    arg.lager.mkdir(parents=True, exist_ok=True)
    begynt = time.time()

    paragrafer = les_paragrafer(arg.lovdata, arg.treningsdata, arg.lager)
    print(f"{len(paragrafer)} paragrafer, {time.time() - begynt:.0f} s", flush=True)
    linjer = velg_linjer(paragrafer, arg.nynorsklinjer, random.Random(oppskrift.fro))
    oversatt = nynorskpar(linjer, arg.lager / "nynorsk.jsonl")
    print(f"{len(oversatt)} nynorskpar, {time.time() - begynt:.0f} s", flush=True)

    egne = [*egne_par(DATA), *registerpar(arg.kilder, random.Random(oppskrift.fro))]
    andre = [*nynorske_par(oversatt, paragrafer), *samlinger(arg.treningsdata), *egne]
    par = [*lovpar(paragrafer, random.Random(oppskrift.fro)), *andre]
    grupper = {g: sum(p.gruppe == g for p in par) for g in sorted({p.gruppe for p in par})}
    print(f"{len(par)} par: {grupper}", flush=True)

    def tekster() -> Iterator[str]:
        for p in paragrafer:
            yield f"{p.tittel} {p.tekst[:3000]}"
        for q in andre:
            yield from (q.a, q.b) * (8 if q.gruppe in EGNE else 1)

    tokenizer = lag_tokenizer(tekster(), oppskrift)
    print(f"tokenizer: {tokenizer.get_vocab_size()} tokener, {time.time() - begynt:.0f} s", flush=True)
    vekter = tren(par, tokenizer, oppskrift)
    skriv_modell(arg.ut, tokenizer, vekter)
    print(f"Modellen er lagret i {arg.ut}, {time.time() - begynt:.0f} s", flush=True)


if __name__ == "__main__":
    main()
