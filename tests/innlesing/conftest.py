"""En liten kildemappe og en tjener som svarer slik Lovdata gjør, begge med egne ord."""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistent.innlesing.manifest import Manifest, les_manifest
from assistent.konfig import Innstillinger

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


@dataclass
class Lovdata:
    """Det tjeneren svarer med. Prøvene endrer feltene for å lage feil."""

    filer: dict[str, bytes] = field(default_factory=dict)
    endret: dict[str, str] = field(default_factory=dict)
    storrelse: dict[str, int] = field(default_factory=dict)
    liste: bytes | None = None
    send_hoyst: int | None = None
    sporringer: list[str] = field(default_factory=list)
    url: str = ""

    def legg_til(self, navn: str, medlemmer: dict[str, bytes], endret: str = "2099-01-05T01:30:00Z") -> None:
        self.filer[navn] = lag_arkiv(medlemmer)
        self.endret[navn] = endret

    def listesvar(self) -> bytes:
        if self.liste is not None:
            return self.liste
        linjer = [
            {
                "filename": n,
                "description": "",
                "sizeBytes": str(self.storrelse.get(n, len(d))),
                "lastModified": self.endret[n],
            }
            for n, d in self.filer.items()
        ]
        return json.dumps(linjer).encode()


def lag_arkiv(medlemmer: dict[str, bytes]) -> bytes:
    ut = io.BytesIO()
    with tarfile.open(fileobj=ut, mode="w") as arkiv:
        for navn, innhold in medlemmer.items():
            info = tarfile.TarInfo(navn)
            info.size = len(innhold)
            arkiv.addfile(info, io.BytesIO(innhold))
    return bz2.compress(ut.getvalue())


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


class kjor_tjener:
    """Tjener på en ledig port så lenge blokken varer."""

    def __init__(self, data: Lovdata) -> None:
        self.data = data

    def __enter__(self) -> Lovdata:
        data = self.data

        class Svarer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data.sporringer.append(self.path)
                if self.path == "/v1/list":
                    self._send(data.listesvar())
                elif (navn := self.path.removeprefix("/v1/get/")) in data.filer:
                    self._send(data.filer[navn], data.send_hoyst)
                else:
                    self.send_error(404)

            def _send(self, innhold: bytes, hoyst: int | None = None) -> None:
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(innhold)))
                    self.end_headers()
                    self.wfile.write(innhold[:hoyst])
                except ConnectionError:
                    pass  # klienten hadde fått det den trengte

            def log_message(self, *_: object) -> None:
                pass

        self.tjener = ThreadingHTTPServer(("127.0.0.1", 0), Svarer)
        self.traad = threading.Thread(target=self.tjener.serve_forever, args=(0.02,))
        self.traad.start()
        data.url = f"http://127.0.0.1:{self.tjener.server_port}/v1"
        return data

    def __exit__(self, *_: object) -> None:
        self.tjener.shutdown()
        self.traad.join()
        self.tjener.server_close()


@pytest.fixture
def innstillinger(kildemappe: Path, lovdata: Lovdata, tmp_path: Path) -> Innstillinger:
    return Innstillinger(kilder=kildemappe, hentet=tmp_path / "hentet", lovdata_url=lovdata.url)
