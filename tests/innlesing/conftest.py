"""En liten kildemappe og en tjener som svarer slik Lovdata gjør, begge med egne ord."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistent.innlesing.manifest import Manifest, les_manifest
from assistent.konfig import Innstillinger
from tests.lovdatatjener import Lovdata, kjor_tjener

ROT = Path(__file__).resolve().parents[2]
DATA = ROT / "tests" / "data" / "lovdata"
DELT = ROT.parent / "shared"

KILDER = """\
kilder:
  - id: forskrift-test
    tittel: Forskrift om utlån av verktøy
    utgiver: Grendehuset
    rang: forskrift
    innleser: lovdata
    url: https://lovdata.no/dokument/SF/forskrift/2099-01-01-1
    hentes: {arkiv: forskrifter.tar.bz2, medlem: sf/sf-20990101-0001.xml}
  - id: lov-test
    tittel: Lov om dugnad
    utgiver: Grendehuset
    rang: lov
    innleser: lovdata
    kortnavn: dugnadsloven
    url: https://lovdata.no/dokument/NL/lov/2099-02-02-7
    paragrafer: ["§ 2", "§ 2 a"]
    hentes: {arkiv: lover.tar.bz2, medlem: nl/nl-20990202-007.xml}
  - id: mote-test
    tittel: Møte i grendehuset
    utgiver: Grendehuset
    rang: informasjon
    innleser: lysbilder
    dato: 2099-01-08
    fil: mote.txt
    sha256: "SUM"
  - id: veiledning-test
    tittel: Veiledning
    utgiver: Grendehuset
    rang: veiledning
    innleser: veiledning
    fil: veiledning/*.yaml
"""
LYSBILDER = "\nMøte i \ngrendehuset\n\n8.1.2099\n\n\n\nFrister:\n • Lever innen \n\nfredag\n◆ Hent lørdag\n"
VEILEDNING = """\
kilde: veiledning-test
paragrafer:
  - paragraf: "§ 1-1"
    tittel: {nb: Hvem, nn: Kven}
    deler:
      - {sted: "§ 1-1", nb: Disse kan låne., nn: Desse kan låne.}
      - {sted: "§ 1-1 bokstav a", nb: Naboer kan låne., nn: Naboar kan låne.}
  - paragraf: "dugnadsloven § 2"
    tittel: {nb: Frist, nn: Frist}
    deler:
      - {sted: "dugnadsloven § 2 første ledd", nb: Innkalling kommer tidlig., nn: Innkalling kjem tidleg.}
"""


@pytest.fixture
def kildemappe(tmp_path: Path) -> Path:
    mappe = tmp_path / "kilder"
    (mappe / "veiledning").mkdir(parents=True)
    (mappe / "mote.txt").write_text(LYSBILDER, "utf-8")
    (mappe / "veiledning" / "a.yaml").write_text(VEILEDNING, "utf-8")
    summen = hashlib.sha256(LYSBILDER.encode()).hexdigest()
    (mappe / "kilder.yaml").write_text(KILDER.replace("SUM", summen), "utf-8")
    return mappe


@pytest.fixture
def manifest(kildemappe: Path) -> Manifest:
    return les_manifest(kildemappe)


@pytest.fixture
def lovdata(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lovdata]:
    for navn in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(navn, raising=False)
        monkeypatch.delenv(navn.lower(), raising=False)
    with kjor_tjener(Lovdata()) as data:
        sf = (DATA / "sf-20990101-0001.xml").read_bytes()
        nl = (DATA / "nl-20990202-007.xml").read_bytes()
        data.legg_til("forskrifter.tar.bz2", {"sf/sf-20980101-0001.xml": b"<x/>", "sf/sf-20990101-0001.xml": sf})
        data.legg_til("lover.tar.bz2", {"nl/nl-20990202-007.xml": nl})
        yield data


@pytest.fixture
def innstillinger(kildemappe: Path, lovdata: Lovdata, tmp_path: Path) -> Innstillinger:
    return Innstillinger(kilder=kildemappe, hentet=tmp_path / "hentet", lovdata_url=lovdata.url)
