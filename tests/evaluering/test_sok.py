"""Søkemålingen: målene mot utregnede tall, settet lest linje for linje, og søket målt på et lite korpus."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path

import pytest

from assistent.evaluering.sok import (
    MAAL,
    MAATER,
    Sporring,
    evaluer_sporringer,
    finn_filer,
    les_kjoring,
    les_qrels,
    les_sett,
    les_tekster,
    maal,
    sammendrag,
    sammenlign,
    skriv_kjoring,
)
from assistent.feil import AssistentFeil
from assistent.konfig import Innstillinger


def evaluer_sok(
    korpus: Path, sporringer: Path, qrels: Path, innstillinger: Innstillinger
) -> dict[str, dict[str, float]]:
    return sammendrag(evaluer_sporringer(korpus, sporringer, qrels, innstillinger))


KORPUS = [
    {"_id": "klage", "title": "Klage", "text": "Vedtaket kan påklages innen tre uker."},
    {"_id": "revisor", "title": "Regnskap", "text": "Regnskapet skal attesteres av en revisor."},
    {"_id": "styret", "title": "Organer", "text": "Årsmøtet velger styret for to år."},
    {"_id": "frist", "title": "Søknad", "text": "Søknaden leveres elektronisk innen fristen."},
]
SPORRINGER = [
    {"_id": "s1", "text": "hvem velger styret"},
    {"_id": "s2", "text": "påklages vedtaket"},
    {"_id": "s3", "text": "uten fasit"},
]


def skriv(
    mappe: Path, korpus: str | None = None, sporringer: str | None = None, qrels: str | None = None
) -> tuple[Path, Path, Path]:
    def jsonl(poster: list[dict[str, str]]) -> str:
        return "\n".join(json.dumps(p, ensure_ascii=False) for p in poster)

    innhold = {
        "corpus.jsonl": jsonl(KORPUS) if korpus is None else korpus,
        "queries.jsonl": jsonl(SPORRINGER) if sporringer is None else sporringer,
        "qrels.tsv": "query-id\tcorpus-id\tscore\ns1\tstyret\t1\ns2\tklage\t1\n" if qrels is None else qrels,
    }
    for navn, tekst in innhold.items():
        (mappe / navn).write_text(tekst, "utf-8")
    korpusfil, sporringsfil, qrelsfil = (mappe / navn for navn in innhold)
    return korpusfil, sporringsfil, qrelsfil


@pytest.mark.parametrize(
    ("rangert", "relevante", "fasit"),
    [
        (["a", "b"], {"a": 1}, (1.0, 1.0, 1.0)),
        (["x", "a"], {"a": 1}, (1 / log2(3), 0.5, 0.0)),
        (["x", "y"], {"a": 1}, (0.0, 0.0, 0.0)),
        ([], {"a": 1}, (0.0, 0.0, 0.0)),
        (["a", "b"], {"a": 1, "b": 2}, ((1 + 2 / log2(3)) / (2 + 1 / log2(3)), 1.0, 0.5)),
        (["a", "a", "b"], {"b": 1}, (1 / log2(3), 0.5, 0.0)),
        ([f"x{i}" for i in range(10)] + ["a"], {"a": 1}, (0.0, 0.0, 0.0)),
    ],
    ids=["først", "nummer to", "ikke funnet", "ingen treff", "gradert", "gjentatt treff", "nummer elleve"],
)
def test_maalene(rangert: list[str], relevante: dict[str, int], fasit: tuple[float, float, float]) -> None:
    fikk = maal(rangert, relevante)
    assert (fikk["ndcg@10"], fikk["mrr@10"], fikk["recall@1"]) == pytest.approx(fasit)


def test_recall_er_andelen_av_alle_relevante() -> None:
    fikk = maal(["a", "x", "x2", "x3", "x4", "b"], {"a": 1, "b": 1, "c": 1, "d": 1})
    assert [fikk[f"recall@{k}"] for k in (1, 5, 10)] == [0.25, 0.25, 0.5]


def test_sporring_uten_treff_teller_som_null(tmp_path: Path) -> None:
    stier = skriv(tmp_path, sporringer='{"_id": "s1", "text": "hvem velger styret"}\n{"_id": "s2", "text": "qwxz"}')
    assert evaluer_sok(*stier, Innstillinger(embedding=""))["leksikalsk"]["ndcg@10"] == 0.5


def test_tittel_og_tekst_leses_sammen(tmp_path: Path) -> None:
    korpus, *_ = skriv(tmp_path)
    assert les_tekster(korpus)["klage"] == "Klage Vedtaket kan påklages innen tre uker."


def test_sporringer_uten_fasit_er_utelatt(tmp_path: Path) -> None:
    assert set(les_sett(*skriv(tmp_path)).sporringer) == {"s1", "s2"}


def test_qrels_uten_overskrift_og_med_null(tmp_path: Path) -> None:
    *_, qrels = skriv(tmp_path, qrels="s1\tstyret\t2\ns1\tklage\t0\n")
    assert les_qrels(qrels) == {"s1": {"styret": 2}}


@pytest.mark.parametrize(
    ("fil", "innhold", "linje", "melding"),
    [
        ("korpus", '{"_id": "a", "text": "b"}\n{tull', 2, "ikke gyldig JSON"),
        ("korpus", '["a"]', 1, "objekt"),
        ("korpus", '{"_id": "a"}', 1, "«text»"),
        ("korpus", '{"_id": 3, "text": "b"}', 1, "«_id»"),
        ("korpus", '{"_id": "a", "text": "b", "title": 7}', 1, "«title»"),
        ("korpus", '{"_id": "a", "text": "b"}\n\n{"_id": "a", "text": "c"}', 3, "brukt før"),
        ("sporringer", "tull", 1, "ikke gyldig JSON"),
        ("qrels", "query-id\tcorpus-id\tscore\ns1 styret 1", 2, "1 felt"),
        ("qrels", "s1\tstyret\thøy", 1, "ikke et heltall"),
    ],
)
def test_daarlig_linje_meldes_med_fil_og_linje(
    tmp_path: Path, fil: str, innhold: str, linje: int, melding: str
) -> None:
    stier = skriv(tmp_path, **{fil: innhold})
    with pytest.raises(AssistentFeil, match=melding) as feil:
        les_sett(*stier)
    sti = stier[["korpus", "sporringer", "qrels"].index(fil)]
    assert feil.value.hvor == f"{sti}, linje {linje}"


@pytest.mark.parametrize(
    ("endring", "melding"),
    [({"korpus": ""}, "Korpuset er tomt"), ({"qrels": "ukjent\tklage\t1"}, "Ingen av spørringene har fasit")],
    ids=["tomt korpus", "fasit til ukjente"],
)
def test_sett_som_ikke_kan_maales(tmp_path: Path, endring: dict[str, str], melding: str) -> None:
    with pytest.raises(AssistentFeil, match=melding):
        les_sett(*skriv(tmp_path, **endring))


def test_fil_som_mangler(tmp_path: Path) -> None:
    korpus, sporringer, _ = skriv(tmp_path)
    with pytest.raises(AssistentFeil, match="kan ikke leses"):
        les_sett(korpus, sporringer, tmp_path / "borte.tsv")


def test_soket_maales_paa_tre_maater(tmp_path: Path) -> None:
    resultat = evaluer_sok(*skriv(tmp_path), Innstillinger(embedding=""))
    assert list(resultat) == ["leksikalsk", "vektor", "hybrid"]
    for verdier in resultat.values():
        assert list(verdier) == ["ndcg@10", "recall@1", "recall@5", "recall@10", "mrr@10"]
        assert verdier["recall@10"] == 1.0
    assert resultat["hybrid"]["recall@1"] == 1.0


def test_feil_fasit_gir_lavere_tall(tmp_path: Path) -> None:
    stier = skriv(tmp_path, qrels="s1\tfrist\t1\ns2\trevisor\t1\n")
    assert evaluer_sok(*stier, Innstillinger(embedding=""))["hybrid"]["recall@1"] == 0.0


# --- kjøringer mot hverandre ------------------------------------------------------------------------------------


def _kjoring(fil: Path, verdier: dict[str, float]) -> Path:
    alle = [
        Sporring(
            id_,
            {m: dict.fromkeys(MAAL, v if m == "hybrid" else 0.5) for m in MAATER},
            {m: ["a"] for m in MAATER},
        )
        for id_, v in verdier.items()
    ]
    skriv_kjoring(alle, fil)
    return fil


def test_kjoringen_kan_leses_igjen_og_stemmer_med_sammendraget(tmp_path: Path) -> None:
    alle = evaluer_sporringer(*skriv(tmp_path), Innstillinger(embedding=""))
    skriv_kjoring(alle, tmp_path / "kjoring.jsonl")
    lest = les_kjoring(tmp_path / "kjoring.jsonl")
    assert set(lest) == {"s1", "s2"}
    for maate, tall in sammendrag(alle).items():
        assert tall["mrr@10"] == pytest.approx(sum(lest[i][maate]["mrr@10"] for i in lest) / 2)
    assert all(s.treff["hybrid"][0] in {p["_id"] for p in KORPUS} for s in alle)
    assert [f.name for f in tmp_path.glob("kjoring*")] == ["kjoring.jsonl"]


def test_paret_bootstrap_ser_en_jevn_forskjell_og_overser_en_tilfeldig(tmp_path: Path) -> None:
    a = _kjoring(tmp_path / "a", {f"s{i}": 0.3 + 0.4 * (i % 2) for i in range(60)})
    bedre = _kjoring(tmp_path / "b", {f"s{i}": 0.35 + 0.4 * (i % 2) for i in range(60)})
    bytte = _kjoring(tmp_path / "c", {f"s{i}": 0.7 - 0.4 * (i % 2) for i in range(60)})
    jevn, tilfeldig = sammenlign(a, bedre)["hybrid"], sammenlign(a, bytte)["hybrid"]
    assert jevn["forskjell"] == pytest.approx(0.05)
    assert jevn["ki95"] == pytest.approx((0.05, 0.05))
    assert jevn["p"] == 0.0
    assert tilfeldig["forskjell"] == pytest.approx(0.0)
    assert tilfeldig["ki95"][0] < -0.05 < 0.05 < tilfeldig["ki95"][1]
    assert sammenlign(a, bedre)["vektor"]["forskjell"] == 0.0
    assert sammenlign(a, bytte) == sammenlign(a, bytte)


def test_ulike_sporringer_kan_ikke_sammenlignes(tmp_path: Path) -> None:
    a, b = _kjoring(tmp_path / "a", {"s1": 1.0, "s2": 0.0}), _kjoring(tmp_path / "b", {"s1": 1.0, "s3": 0.0})
    with pytest.raises(AssistentFeil, match="ikke de samme spørringene"):
        sammenlign(a, b)


@pytest.mark.parametrize(
    ("innhold", "melding"),
    [("tull\n", "linje 1"), ('{"id": "s1", "maal": {}}\n', "linje 1"), ("", "ikke de samme")],
    ids=["ikke json", "uten mål", "tom"],
)
def test_kjoring_som_ikke_kan_leses(tmp_path: Path, innhold: str, melding: str) -> None:
    (tmp_path / "b").write_text(innhold, "utf-8")
    with pytest.raises(AssistentFeil, match=melding):
        sammenlign(_kjoring(tmp_path / "a", {"s1": 1.0}), tmp_path / "b")


def test_mappe_slik_beir_pakker_den_gir_det_samme(tmp_path: Path) -> None:
    stier = skriv(tmp_path)
    assert finn_filer(tmp_path) == stier
    fasit = evaluer_sok(*stier, Innstillinger(embedding=""))
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels.tsv").rename(tmp_path / "qrels" / "dev.tsv")
    assert evaluer_sok(*finn_filer(tmp_path, "dev"), Innstillinger(embedding="")) == fasit
    with pytest.raises(AssistentFeil, match="kan ikke leses"):
        evaluer_sok(*finn_filer(tmp_path, "test"), Innstillinger(embedding=""))


def test_kjoring_som_ikke_kan_skrives_lar_ingenting_ligge(tmp_path: Path) -> None:
    (tmp_path / "mappe").mkdir()
    with pytest.raises(AssistentFeil, match="kan ikke skrives"):
        skriv_kjoring([], tmp_path / "mappe")
    assert [f.name for f in tmp_path.iterdir()] == ["mappe"]
