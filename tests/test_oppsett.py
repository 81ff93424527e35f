"""./start og ./test: hva de gjør når noe mangler, og at de ikke gjør noe når alt er klart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[1]
SKRIPT = ("start", "test", "verktoy/oppsett.sh", "requirements.lock", "requirements-test.lock", "pyproject.toml")


@pytest.fixture
def kopi(tmp_path: Path) -> Path:
    """Skriptene i en mappe med mellomrom og æøå i navnet, uten .venv."""
    mappe = tmp_path / "på prøve"
    for fil in SKRIPT:
        (mappe / fil).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROT / fil, mappe / fil)
    return mappe


@pytest.fixture
def verktoy(tmp_path: Path) -> Path:
    """En PATH med bare det skriptene trenger, og ingen Python."""
    mappe = tmp_path / "bin"
    mappe.mkdir()
    for navn in "bash cat cksum dirname flock grep head ls mkdir mktemp rm sed sleep tail tr uname".split():
        if sti := shutil.which(navn):
            (mappe / navn).symlink_to(sti)
    return mappe


def kjor(*ordre: str | Path, **miljo: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(ordre, capture_output=True, text=True, env=os.environ | miljo, cwd="/", timeout=120)


def i_oppsett(mappe: Path, kode: str, **miljo: str) -> subprocess.CompletedProcess[str]:
    """Kjør skallkode med funksjonene fra verktoy/oppsett.sh."""
    return kjor("bash", "-uc", f'ROT="$1"; source "$ROT/verktoy/oppsett.sh"; {kode}', "bash", mappe, **miljo)


def falsk_python(mappe: Path, navn: str, kode: str) -> None:
    (mappe / navn).write_text(f"#!/usr/bin/env bash\n{kode}\n", "utf-8")
    (mappe / navn).chmod(0o755)


@pytest.mark.parametrize("skript", ["start", "test"])
def test_hjelp_er_norsk_og_lager_ingenting(kopi: Path, skript: str) -> None:
    ferdig = kjor(kopi / skript, "--help")
    assert (ferdig.returncode, ferdig.stderr) == (0, "")
    assert ferdig.stdout.startswith(f"Bruk: ./{skript}")
    assert not (kopi / ".venv").exists()


def test_uten_brukbar_python_sies_det_hva_som_trengs(kopi: Path, verktoy: Path) -> None:
    falsk_python(verktoy, "python3", "exit 1")  # for gammel: svarer nei på spørsmålet om utgave
    ferdig = kjor(kopi / "start", PATH=str(verktoy))
    assert ferdig.returncode == 1
    assert "Python 3.11, 3.12 eller 3.13" in ferdig.stderr
    assert not (kopi / ".venv").exists()


def test_uten_venv_sies_det_hva_som_kan_installeres(kopi: Path, verktoy: Path) -> None:
    falsk_python(verktoy, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    ferdig = kjor(kopi / "start", PATH=str(verktoy))
    assert ferdig.returncode == 1
    assert "python3-venv" in ferdig.stderr


def test_forste_brukbare_python_velges(kopi: Path, verktoy: Path) -> None:
    falsk_python(verktoy, "python3.13", "exit 127")  # slik pyenv svarer når utgaven ikke er valgt
    falsk_python(verktoy, "python3.12", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    falsk_python(verktoy, "python3.11", "exit 0")
    falsk_python(verktoy, "python3", "exit 0")
    ferdig = i_oppsett(kopi, "finn_python", PATH=str(verktoy))
    assert ferdig.stdout.strip() == str(verktoy / "python3.11")


@pytest.fixture
def ferdig_oppsett(kopi: Path) -> Path:
    """En kopi der oppsettet er gjort: en ekte .venv uten pakker, med stempel."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", kopi / ".venv"], check=True, timeout=120)
    for del_ in ("start", "test"):
        i_oppsett(kopi, f'_stempel {del_} >"$VENV/.oppsett-{del_}"').check_returncode()
    return kopi


@pytest.mark.parametrize("del_", ["start", "test"])
def test_andre_gang_gjores_ingenting(ferdig_oppsett: Path, del_: str) -> None:
    # .venv har verken pip eller uv, så et forsøk på å installere noe ville feilet.
    ferdig = i_oppsett(ferdig_oppsett, f"sett_opp {del_}", HTTPS_PROXY="http://127.0.0.1:9")
    assert (ferdig.returncode, ferdig.stdout, ferdig.stderr) == (0, "", "")


ENDRINGER = {
    "ny lås": 'echo "x==1" >>"$ROT/requirements.lock"',
    "nytt prosjekt": 'echo "# x" >>"$ROT/pyproject.toml"',
    "avbrutt oppsett": ': >"$VENV/.oppsett-pagar"',
    "borte stempel": 'rm "$VENV/.oppsett-start"',
    "borte Python": 'rm "$VENV"/bin/python*',
    "flyttet": 'mv "$ROT" "$ROT-ny"; ROT="$ROT-ny"; VENV="$ROT/.venv"',
}


@pytest.mark.parametrize("endring", ENDRINGER.values(), ids=list(ENDRINGER))
def test_oppsettet_er_ikke_ferdig_etter(ferdig_oppsett: Path, endring: str) -> None:
    sjekk = "if _er_ferdig start; then echo ferdig; else echo nei; fi"
    assert i_oppsett(ferdig_oppsett, sjekk).stdout == "ferdig\n"
    assert i_oppsett(ferdig_oppsett, f"{endring}; {sjekk}").stdout == "nei\n"


def test_et_halvt_venv_lages_paa_nytt(kopi: Path, verktoy: Path) -> None:
    (kopi / ".venv" / "bin").mkdir(parents=True)
    (kopi / ".venv" / ".oppsett-pagar").touch()
    (kopi / ".venv" / "rest").touch()
    ferdig = kjor(kopi / "start", PATH=str(verktoy))
    assert "Lager den på nytt" in ferdig.stderr
    assert not (kopi / ".venv" / "rest").exists()


@pytest.mark.parametrize(
    ("miljo", "ventet"),
    [
        ({"PIP_INDEX_URL": "http://speil.invalid/simple"}, {"UV_DEFAULT_INDEX": "http://speil.invalid/simple"}),
        ({"PIP_FIND_LINKS": "/a /b"}, {"UV_FIND_LINKS": "/a,/b"}),
        ({"PIP_EXTRA_INDEX_URL": "http://to.invalid/s"}, {"UV_EXTRA_INDEX_URL": "http://to.invalid/s"}),
        (
            {"PIP_INDEX_URL": "http://a.invalid", "UV_DEFAULT_INDEX": "http://b.invalid"},
            {"UV_DEFAULT_INDEX": "http://b.invalid"},
        ),
        ({"PIP_FIND_LINKS": "/a", "UV_FIND_LINKS": "/b"}, {"UV_FIND_LINKS": "/b"}),
        ({"PIP_CERT": "/s.pem", "SSL_CERT_FILE": ""}, {"SSL_CERT_FILE": "/s.pem"}),
    ],
)
def test_uv_far_pips_speil(miljo: dict[str, str], ventet: dict[str, str]) -> None:
    assert speil(**miljo).items() >= ventet.items()


def test_uv_far_speilet_i_pips_egen_fil(tmp_path: Path) -> None:
    fil = tmp_path / "pip.conf"
    fil.write_text("[global]\nindex-url = http://fil.invalid/simple\nfind-links =\n  /x\n  /y\n", "utf-8")
    uten = {"PIP_CONFIG_FILE": str(fil), "PIP_FIND_LINKS": "", "PIP_INDEX_URL": ""}
    ventet = {"UV_DEFAULT_INDEX": "http://fil.invalid/simple", "UV_FIND_LINKS": "/x,/y"}
    assert speil(**uten).items() >= ventet.items()


def speil(**miljo: str) -> dict[str, str]:
    """Det uv får se, når miljøet er slik. Bruker pip i miljøet som prøvene kjører i."""
    tomme = {"UV_DEFAULT_INDEX": "", "UV_INDEX_URL": "", "UV_FIND_LINKS": "", "UV_INDEX": "", "UV_EXTRA_INDEX_URL": ""}
    kode = f"VENV='{sys.prefix}'; speil_til_uv; env"
    ferdig = i_oppsett(ROT, kode, **(tomme | miljo))
    return dict(linje.split("=", 1) for linje in ferdig.stdout.splitlines() if "=" in linje)


def test_en_kommando_som_henger_stoppes(kopi: Path) -> None:
    start = time.monotonic()
    ferdig = i_oppsett(kopi, "kjor Venter 1 sleep 60; echo $?")
    assert ferdig.stdout.strip() != "0"
    assert time.monotonic() - start < 30
