"""Felles for testene: regelverket hentet fra en loopback-tjener, og den ekte motoren i begge tilstander."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistent.innlesing.hent import oppdater
from assistent.innlesing.manifest import les_manifest
from assistent.konfig import Innstillinger
from assistent.oppsett import lag_motor
from assistent.svar.motor import Motor
from tests.lovdatatjener import Lovdata, kjor_tjener

LOVDATA = Path(__file__).resolve().parents[2] / "shared" / "lovdata"


@pytest.fixture(scope="session")
def hentet_regelverk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Mappen med regelverket hentet fra filene ved siden av prosjektet."""
    if not (LOVDATA / "publicData-list.json").is_file():
        pytest.skip("Lovdatas filer ligger ikke i ../shared/lovdata")
    liste = (LOVDATA / "publicData-list.json").read_bytes()
    filer = {a["filename"]: (LOVDATA / a["filename"]).read_bytes() for a in json.loads(liste)}
    mappe = tmp_path_factory.mktemp("hentet")
    with pytest.MonkeyPatch.context() as miljo:
        for navn in ("http_proxy", "https_proxy", "all_proxy"):
            miljo.delenv(navn, raising=False)
            miljo.delenv(navn.upper(), raising=False)
        with kjor_tjener(Lovdata(filer=filer, liste=liste)) as tjener:
            valg = Innstillinger(hentet=mappe, lovdata_url=tjener.url)
            status = oppdater(valg, les_manifest(valg.kilder).poster)
    assert {s.tilstand for s in status} == {"hentet"}
    yield mappe


@pytest.fixture(scope="session")
def motor_uten(tmp_path_factory: pytest.TempPathFactory) -> Motor:
    """Motoren med bare det som følger med: veiledningen i stedet for regelverket."""
    mappe = tmp_path_factory.mktemp("uten")
    return lag_motor(Innstillinger(hentet=mappe / "hentet", indeks=mappe / "indeks", data=mappe / "data"))


@pytest.fixture(scope="session")
def motor_med(hentet_regelverk: Path, tmp_path_factory: pytest.TempPathFactory) -> Motor:
    """Motoren med regelverket hentet."""
    mappe = tmp_path_factory.mktemp("med")
    return lag_motor(Innstillinger(hentet=hentet_regelverk, indeks=mappe / "indeks", data=mappe / "data"))


@pytest.fixture(params=["uten", "med"])
def motor(request: pytest.FixtureRequest) -> Motor:
    """Motoren i begge tilstander, etter tur."""
    ferdig: Motor = request.getfixturevalue(f"motor_{request.param}")
    return ferdig
