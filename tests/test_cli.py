"""Kommandolinjen slik andre programmer og folk bruker den: kontraktene, hjelpen og feilene."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistent.svar.motor import Motor

Kjor = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def kjor(motor_uten: Motor, tmp_path: Path) -> Kjor:
    """Kjør ``assistent`` i en egen prosess, over den indeksen motoren i testene alt har bygget."""
    miljo = {
        **os.environ,
        "ASSISTENT_INDEKS": str(motor_uten.indeks.mappe.parent),
        "ASSISTENT_HENTET": str(tmp_path / "hentet"),
        "ASSISTENT_DATA": str(tmp_path / "data"),
    }

    def _kjor(*argumenter: str, **ekstra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistent", *argumenter],
            capture_output=True,
            text=True,
            timeout=60,
            env={**miljo, **ekstra},
            check=False,
        )

    return _kjor


def test_spor_gir_kontraktens_objekt(kjor: Kjor) -> None:
    ut = kjor("spor", "Når er søknadsfristen?", "--json", "--dato", "2026-01-12")
    assert ut.returncode == 0, ut.stderr
    data: dict[str, Any] = json.loads(ut.stdout)
    assert {"sporsmal", "status", "svar", "malform", "dato", "modus", "tid_ms", "henvisninger"} <= set(data)
    assert (data["status"], data["malform"], data["dato"], data["modus"]) == ("besvart", "nb", "2026-01-12", "sitat")
    assert set(data["henvisninger"][0]) == {"nr", "kilde", "rang", "sted", "sitat", "url"}
    assert data["henvisninger"][0]["sted"] == "lysbilde 15: Viktige frister"
    assert data["henvisninger"][0]["url"] is None


def test_spor_fil_svarer_linje_for_linje_i_rekkefolge(kjor: Kjor, tmp_path: Path) -> None:
    linjer: list[dict[str, Any]] = [
        {"id": "a", "sporsmal": "Når er fristen?", "dato": "2026-01-12"},
        {"sporsmal": "Må vi ha revisor?"},
        {
            "id": 3,
            "sporsmal": "og hvor lenge har vi på oss?",
            "historikk": [{"rolle": "bruker", "tekst": "Hvordan klager vi?"}, {"rolle": "assistent", "tekst": "…"}],
        },
    ]
    fil = tmp_path / "inn.jsonl"
    fil.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in linjer) + "\n\n", "utf-8")
    ut = kjor("spor", "--fil", str(fil), "--json")
    svar = [json.loads(x) for x in ut.stdout.splitlines()]
    assert ut.returncode == 0, ut.stderr
    assert [s.get("id") for s in svar] == ["a", None, 3]
    assert [s["sporsmal"] for s in svar] == [str(x["sporsmal"]) for x in linjer]
    assert svar[0]["dato"] == "2026-01-12"
    assert any("§ 29" in h["sted"] for h in svar[2]["henvisninger"])


def test_feil_linjer_i_filen_meldes_paa_sin_plass_og_resten_besvares(kjor: Kjor, tmp_path: Path) -> None:
    fil = tmp_path / "inn.jsonl"
    fil.write_text('{"id": 1, "sporsmal": ""}\nikke json\n{"id": 2}\n{"id": 3, "sporsmal": "Kan vi søke?"}\n', "utf-8")
    ut = kjor("spor", "--fil", str(fil), "--json")
    svar = [json.loads(x) for x in ut.stdout.splitlines()]
    assert ut.returncode == 2
    assert [list(s)[-1] for s in svar[:3]] == ["feil", "feil", "feil"]
    assert "linje 2" in svar[1]["feil"][0]["melding"]
    assert svar[3]["status"] == "besvart"


def test_sok_gir_steder_med_poeng(kjor: Kjor) -> None:
    ut = kjor("sok", "tellende medlemmer", "--json", "-k", "3")
    treff = json.loads(ut.stdout)
    assert len(treff) == 3
    assert all(set(t) == {"kilde", "sted", "poeng", "tekst"} for t in treff)
    assert "§ 1-4 bokstav f" in {t["sted"] for t in treff}


@pytest.mark.parametrize(("alias", "navn"), [("spør", "spor"), ("søk", "sok")])
def test_alias_med_norske_bokstaver(kjor: Kjor, alias: str, navn: str) -> None:
    assert kjor(alias, "Må vi ha revisor?").stdout == kjor(navn, "Må vi ha revisor?").stdout != ""


@pytest.mark.parametrize("kommando", ["", "spor", "sok", "start", "kilder", "indeks", "ytelse", "evaluer"])
def test_hjelpen_er_norsk_og_har_eksempel(kjor: Kjor, kommando: str) -> None:
    ut = kjor(*([kommando] if kommando else []), "--help")
    assert ut.returncode == 0
    assert "Bruk: assistent" in ut.stdout
    assert not {"Usage:", "Options", "Commands", "Show this message and exit."} & set(ut.stdout.split("\n"))
    for engelsk in ("Usage", "Show this", "default:", "[required]"):
        assert engelsk not in ut.stdout
    if kommando not in ("kilder", "evaluer"):
        assert "Eksempel: assistent" in ut.stdout


@pytest.mark.parametrize(
    ("argumenter", "melding"),
    [
        (["spor", ""], "Spørsmålet er tomt"),
        (["spor", "a" * 100_000], "grensen er 4000"),
        (["spor"], "enten et spørsmål eller --fil"),
        (["spor", "Hei", "--dato", "12. januar"], "ÅÅÅÅ-MM-DD"),
        (["spor", "--fil", "finnes-ikke.jsonl"], "finnes-ikke.jsonl"),
        (["spor", "Hei", "--ukjent"], "Valget --ukjent finnes ikke"),
        (["sporr"], "Kommandoen «sporr» finnes ikke"),
        (["sok", "revisor", "-k", "0"], "det minste er 1"),
        (["start", "--port", "abc"], "ikke et helt tall"),
        (["spor", "hva", "er", "fristen"], "Sett spørsmålet i anførselstegn"),
    ],
    ids=lambda v: None if isinstance(v, list) else v,
)
def test_feil_er_en_melding_og_ikke_et_feilspor(kjor: Kjor, argumenter: list[str], melding: str) -> None:
    ut = kjor(*argumenter)
    assert ut.returncode == 2
    assert melding in ut.stderr
    assert "Traceback" not in ut.stderr


def test_feilsok_viser_feilsporet(kjor: Kjor) -> None:
    assert "Traceback" in kjor("--feilsok", "spor", "").stderr


def test_kilder_uten_nett_sier_fra_og_staar(kjor: Kjor) -> None:
    ut = kjor("kilder", "oppdater", ASSISTENT_LOVDATA_URL="http://127.0.0.1:9/v1", ASSISTENT_TILKOBLING_SEKUNDER="0.5")
    assert ut.returncode == 2
    assert "Sjekk nettet" in ut.stderr
    assert "forskrift-2025-11-30-2373" in kjor("kilder", "vis").stdout


def _beir(mappe: Path) -> Path:
    """Et lite sett slik BEIR pakker det."""
    (mappe / "qrels").mkdir(parents=True)
    korpus = {"a": "Vedtaket kan påklages innen tre uker.", "b": "Årsmøtet velger styret for to år."}
    spurt = {"s1": "hvem velger styret", "s2": "kan vi klage på vedtaket"}
    for fil, tekster in (("corpus.jsonl", korpus), ("queries.jsonl", spurt)):
        linjer = (json.dumps({"_id": id_, "text": tekst}, ensure_ascii=False) for id_, tekst in tekster.items())
        (mappe / fil).write_text("\n".join(linjer), "utf-8")
    (mappe / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\ns1\tb\t1\ns2\ta\t1\n", "utf-8")
    return mappe


def test_soket_maales_paa_en_mappe_og_to_kjoeringer_sammenlignes(kjor: Kjor, tmp_path: Path) -> None:
    mappe, en, to = _beir(tmp_path / "sett"), tmp_path / "en.jsonl", tmp_path / "to.jsonl"
    ut = kjor("evaluer", "sok", "--mappe", str(mappe), "--per-sporring", str(en), "--json")
    assert ut.returncode == 0, ut.stderr
    maalt = json.loads(ut.stdout)
    assert list(maalt) == ["leksikalsk", "vektor", "hybrid"]
    assert maalt["hybrid"]["ndcg@10"] == 1.0
    filer = ("--korpus", str(mappe / "corpus.jsonl"), "--sporringer", str(mappe / "queries.jsonl"))
    ut = kjor(
        "evaluer", "sok", *filer, "--qrels", str(mappe / "qrels" / "test.tsv"), "--per-sporring", str(to), "--json"
    )
    assert json.loads(ut.stdout) == maalt
    assert en.read_text("utf-8") == to.read_text("utf-8")
    ut = kjor("evaluer", "sammenlign", str(en), str(to), "--json")
    assert json.loads(ut.stdout)["hybrid"] == {"a": 1.0, "b": 1.0, "forskjell": 0.0, "ki95": [0.0, 0.0], "p": 1.0}


def test_rett_sted_maales_fra_kommandolinjen(kjor: Kjor, tmp_path: Path) -> None:
    fil = tmp_path / "saker.jsonl"
    sak = {"id": "1", "kategori": "k", "sporsmal": "Hvordan klager vi?", "status": ["besvart"], "steder": [["§ 4-2"]]}
    fil.write_text(json.dumps(sak), "utf-8")
    ut = kjor("evaluer", "steder", str(fil), "--json")
    assert ut.returncode == 0, ut.stderr
    assert json.loads(ut.stdout)["topp3"]["andel"] == 1.0


@pytest.mark.parametrize(
    ("argumenter", "melding"),
    [
        (("evaluer", "sok"), "ikke oppgitt"),
        (("evaluer", "sok", "--mappe", "m", "--korpus", "k"), "på to måter"),
        (("evaluer", "sok", "--mappe", "finnes-ikke"), "kan ikke leses"),
        (("evaluer", "sammenlign", "a", "b", "--maal", "tull"), "ikke et mål"),
        (("evaluer", "sammenlign", "a", "b"), "kan ikke leses"),
        (("evaluer", "steder", "finnes-ikke.jsonl"), "kan ikke leses"),
    ],
)
def test_gal_bruk_av_maalingene_meldes(kjor: Kjor, argumenter: tuple[str, ...], melding: str) -> None:
    ut = kjor(*argumenter)
    assert ut.returncode == 2
    assert melding in ut.stderr
    assert "Traceback" not in ut.stderr


@pytest.mark.parametrize(
    ("variabel", "verdi"), [("ASSISTENT_EMBEDDING_PARTI", "0"), ("ASSISTENT_LAGRINGSDAGER", "mange")]
)
def test_innstilling_som_ikke_kan_brukes_meldes_med_navn(kjor: Kjor, variabel: str, verdi: str) -> None:
    ut = kjor("indeks", **{variabel: verdi})
    assert ut.returncode == 2
    assert f"{variabel} kan ikke være «{verdi}»" in ut.stderr
