"""De låste pakkene: rene, fullstendige, og uten pakker for skjermkort."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROT = Path(__file__).resolve().parents[1]
LAASER = ("requirements.lock", "requirements-test.lock")
MILJOER = [("3.11", "linux"), ("3.12", "linux"), ("3.13", "linux"), ("3.11", "darwin"), ("3.13", "darwin")]


def las(*filer: str, python: str = "3.11", system: str = "linux") -> dict[str, Requirement]:
    """Det låste settet slik det blir på ett system."""
    maskin = "x86_64" if system == "linux" else "arm64"
    miljo = {"python_version": python, "python_full_version": f"{python}.5"}
    miljo |= {"sys_platform": system, "platform_machine": maskin}
    funnet: dict[str, Requirement] = {}
    for fil in filer:
        for linje in (ROT / fil).read_text("utf-8").splitlines():
            krav = Requirement(linje)
            if krav.marker is None or krav.marker.evaluate(dict(miljo)):
                assert canonicalize_name(krav.name) not in funnet, f"{krav.name} står to ganger"
                funnet[canonicalize_name(krav.name)] = krav
    return funnet


def direkte(*ekstra: str) -> list[Requirement]:
    prosjekt = tomllib.loads((ROT / "pyproject.toml").read_text("utf-8"))["project"]
    navn = prosjekt["dependencies"] + [k for e in ekstra for k in prosjekt["optional-dependencies"][e]]
    return [Requirement(n) for n in navn]


@pytest.mark.parametrize("fil", LAASER)
def test_laasen_er_bare_navn_og_utgaver(fil: str) -> None:
    linjer = (ROT / fil).read_text("utf-8").splitlines()
    assert linjer
    assert [x for x in linjer if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^;]+)?", x)] == []


@pytest.mark.parametrize("fil", LAASER)
def test_ingen_pakker_for_skjermkort(fil: str) -> None:
    assert [x for x in (ROT / fil).read_text("utf-8").splitlines() if re.match(r"nvidia|cuda|triton", x)] == []


@pytest.mark.parametrize(("python", "system"), MILJOER)
def test_laasen_dekker_pyproject(python: str, system: str) -> None:
    laast = las("requirements.lock", python=python, system=system)
    for krav in direkte("trening"):
        utgave = str(laast[canonicalize_name(krav.name)].specifier).removeprefix("==")
        assert krav.specifier.contains(utgave, prereleases=True), f"{krav} mot {utgave}"


@pytest.mark.parametrize(("python", "system"), MILJOER)
def test_testlaasen_kommer_i_tillegg(python: str, system: str) -> None:
    laast = las(*LAASER, python=python, system=system)
    for krav in direkte("test"):
        assert canonicalize_name(krav.name) in laast


def test_torch_er_laast_uten_byggmerke() -> None:
    assert str(las("requirements.lock")["torch"].specifier) == "==2.13.0"
