"""Oppsett og installasjon på ordentlig, fra en kopi uten noe fra før. Henter pakker og tar flere minutter."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[1]


@pytest.fixture
def klone(tmp_path: Path) -> Path:
    """Filene i prosjektet slik de er nå, uten det git ser bort fra."""
    if shutil.which("git") is None or not (ROT / ".git").exists():
        pytest.skip("prosjektet er ikke en git-kopi")
    mappe = tmp_path / "en klone"
    ordre = ["git", "-C", str(ROT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    filer = subprocess.run(ordre, capture_output=True, text=True, check=True).stdout.split("\0")
    for fil in filter(None, filer):
        if (ROT / fil).is_file():
            (mappe / fil).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROT / fil, mappe / fil)
    return mappe


@pytest.fixture
def pa_nett(tmp_path: Path) -> None:
    ordre = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path), "hatchling"]
    if subprocess.run(ordre, capture_output=True, timeout=120).returncode:
        pytest.skip("pakkene kan ikke hentes: maskinen er ikke på nett")


@pytest.mark.lang
@pytest.mark.usefixtures("pa_nett")
def test_avbrutt_oppsett_kan_kjores_paa_nytt(klone: Path) -> None:
    """Drept etter 1, 5 og 12 sekunder, slik at det skjer i ulike steg; så skal det gå."""
    for sekunder in (1, 5, 12):
        prosess = subprocess.Popen(
            [klone / "start", "--bare-oppsett"], stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(sekunder)
        os.killpg(prosess.pid, signal.SIGKILL)
        prosess.wait()
    ferdig = subprocess.run([klone / "start", "--bare-oppsett"], capture_output=True, text=True, timeout=1200)
    assert ferdig.returncode == 0, ferdig.stderr
    kode = "import bm25s, chainlit, chromadb, safetensors, tokenizers, assistent; print(assistent.__file__)"
    sjekk = subprocess.run([klone / ".venv" / "bin" / "python", "-c", kode], capture_output=True, text=True, cwd="/")
    assert sjekk.stdout.strip() == str(klone / "assistent" / "__init__.py"), sjekk.stderr
    assert subprocess.run([klone / ".venv" / "bin" / "python", "-m", "pip", "check"]).returncode == 0
    for pakke in (klone / ".venv").glob("lib/python3*/site-packages/*"):
        assert not re.match(r"nvidia|triton", pakke.name)


@pytest.mark.lang
@pytest.mark.usefixtures("pa_nett")
def test_pip_install_i_et_tomt_miljo(klone: Path, tmp_path: Path) -> None:
    """``pip install .`` gir et program som svarer fra en annen mappe og skriver i brukerens datamappe."""
    (klone / "kilder" / "hentet" / "sf").mkdir(parents=True)
    (klone / "kilder" / "hentet" / "sf" / "sf-20251130-2373.xml").write_text("<x/>", "utf-8")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "tomt"], check=True, timeout=300)
    bin_ = tmp_path / "tomt" / "bin"
    pip = [str(bin_ / "python"), "-m", "pip", "install", "-q", str(klone)]
    ferdig = subprocess.run(pip, capture_output=True, text=True, timeout=1500)
    assert ferdig.returncode == 0, ferdig.stderr[-3000:]
    shutil.rmtree(klone)
    sporsmal = [str(bin_ / "assistent"), "spor", "Når er fristen?", "--json", "--dato", "2026-01-12"]
    miljo = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"XDG_DATA_HOME": str(tmp_path / "mitt")}
    svar = subprocess.run(sporsmal, capture_output=True, text=True, cwd=tmp_path, env=miljo, timeout=300)
    assert svar.returncode == 0, svar.stderr
    funnet = json.loads(svar.stdout)
    assert funnet["status"] == "besvart"
    assert "21. januar 2026" in funnet["svar"]
    if sys.platform == "linux":
        assert (tmp_path / "mitt" / "tilskuddsassistenten" / "indeks" / "gjeldende").is_file()
    pakke = next((tmp_path / "tomt").glob("lib/python3*/site-packages/assistent"))
    assert (pakke / "_data" / "kilder" / "kilder.yaml").is_file()
    assert not (pakke / "_data" / "kilder" / "hentet").exists()
