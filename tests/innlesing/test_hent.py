"""Henting fra en tjener som svarer slik Lovdata gjør: bare det nye, og aldri på bekostning av det gamle."""

from __future__ import annotations

import bz2
import io
import json
import os
import re
import resource
import socket
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistent.feil import HentingFeil
from assistent.innlesing.hent import HentetStatus, oppdater
from assistent.innlesing.manifest import Manifest
from assistent.innlesing.strom import plukk_medlemmer
from assistent.konfig import Innstillinger
from tests.lovdatatjener import Lovdata, lag_arkiv

from .conftest import DATA

SF = "sf/sf-20990101-0001.xml"
RAA = (DATA / "sf-20990101-0001.xml").read_bytes()
ARKIV = "forskrifter.tar.bz2"


def tilstander(status: list[HentetStatus]) -> dict[str, str]:
    return {s.kilde: s.tilstand for s in status}


def innhold(mappe: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in mappe.iterdir()}


def test_henter_og_lagrer_med_opphav(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata) -> None:
    sagt: list[str] = []
    status = oppdater(innstillinger, manifest.poster, sagt.append)
    assert tilstander(status) == {"forskrift-test": "hentet", "lov-test": "hentet"}
    assert (innstillinger.hentet / "forskrift-test.xml").read_bytes() == RAA
    opphav = json.loads((innstillinger.hentet / "forskrift-test.json").read_text("utf-8"))
    assert opphav["url"] == f"{lovdata.url}/get/{ARKIV}"
    assert opphav["sist_endret"] == "2099-01-05T01:30:00Z"
    assert len(innhold(innstillinger.hentet)) == 4, "ingen midlertidige filer ligger igjen"
    assert any("verktøy" in s for s in sagt)


def test_uendret_lastes_ikke_ned_igjen(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata) -> None:
    oppdater(innstillinger, manifest.poster)
    lovdata.sporringer.clear()
    assert tilstander(oppdater(innstillinger, manifest.poster)) == {"forskrift-test": "uendret", "lov-test": "uendret"}
    assert lovdata.sporringer == ["/v1/list"]


@pytest.mark.parametrize("skade", ["kuttet", "uten opphav", "ny utgave"])
def test_hentes_pa_nytt(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata, skade: str) -> None:
    oppdater(innstillinger, manifest.poster)
    fil = innstillinger.hentet / "forskrift-test.xml"
    if skade == "kuttet":
        fil.write_bytes(RAA[:200])
    elif skade == "uten opphav":
        fil.with_suffix(".json").unlink()
    else:
        lovdata.legg_til(ARKIV, {SF: RAA.replace(b"sju dager", b"ti dager")}, "2099-02-01T01:30:00Z")
    status = tilstander(oppdater(innstillinger, manifest.poster))
    assert status == {"forskrift-test": "hentet", "lov-test": "uendret"}
    assert (b"ti dager" in fil.read_bytes()) == (skade == "ny utgave")


def _halv(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = lag_arkiv({"sf/stor.xml": os.urandom(400_000), SF: RAA})
    lovdata.send_hoyst = 150_000


def _avkortet(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = lag_arkiv({"sf/stor.xml": os.urandom(400_000), SF: RAA})[:200_000]


def _ikke_bz2(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = b"<html>feilside</html>" * 100


def _ikke_tar(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = bz2.compress(os.urandom(20_000))


def _odelagt_xml(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = lag_arkiv({SF: RAA[:900]})


def _feil_storrelse(lovdata: Lovdata) -> None:
    lovdata.storrelse[ARKIV] = 17


def _uten_medlemmet(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = lag_arkiv({"sf/sf-1.xml": RAA, "../" + SF: RAA, "/" + SF: RAA, SF.replace("/", "\\"): RAA})


def _lenke(lovdata: Lovdata) -> None:
    ut = io.BytesIO()
    with tarfile.open(fileobj=ut, mode="w") as arkiv:
        info = tarfile.TarInfo(SF)
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        arkiv.addfile(info)
    lovdata.filer[ARKIV] = bz2.compress(ut.getvalue())


def _stort_medlem(lovdata: Lovdata) -> None:
    lovdata.filer[ARKIV] = lag_arkiv({SF: RAA + b" " * 10_000_000})


def _borte_fra_listen(lovdata: Lovdata) -> None:
    del lovdata.filer[ARKIV]


@pytest.mark.parametrize(
    ("odelegg", "melding"),
    [
        pytest.param(_halv, "nedlastingen ble brutt", id="forbindelsen brytes"),
        pytest.param(_avkortet, "nedlastingen stoppet etter", id="arkivet er kuttet"),
        pytest.param(_ikke_bz2, "ødelagt", id="feilside i stedet for arkiv"),
        pytest.param(_ikke_tar, "ødelagt", id="ikke et tar-arkiv"),
        pytest.param(_odelagt_xml, "ødelagt og kan ikke leses som XML", id="XML-en er kuttet"),
        pytest.param(_feil_storrelse, "listen sier 17", id="feil størrelse"),
        pytest.param(_uten_medlemmet, "arkivet har ikke sf/", id="bare lure navn"),
        pytest.param(_lenke, "ikke en vanlig fil", id="lenke i arkivet"),
        pytest.param(_stort_medlem, "som ikke kan stemme", id="urimelig stort medlem"),
        pytest.param(_borte_fra_listen, "står ikke i Lovdatas liste", id="arkivet er borte"),
    ],
)
def test_det_gamle_star_urort_nar_det_nye_er_odelagt(
    innstillinger: Innstillinger,
    manifest: Manifest,
    lovdata: Lovdata,
    odelegg: Callable[[Lovdata], None],
    melding: str,
) -> None:
    oppdater(innstillinger, manifest.poster)
    foer = innhold(innstillinger.hentet)
    lovdata.endret[ARKIV] = "2099-03-01T01:30:00Z"
    odelegg(lovdata)
    status = {s.kilde: s for s in oppdater(innstillinger, manifest.poster)}
    assert status["forskrift-test"].tilstand == "feil"
    assert re.search(melding, status["forskrift-test"].melding), status["forskrift-test"].melding
    assert status["lov-test"].tilstand == "uendret", "resten berøres ikke"
    assert innhold(innstillinger.hentet) == foer


def test_full_disk(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata) -> None:
    oppdater(innstillinger, manifest.poster)
    foer = innhold(innstillinger.hentet)
    lovdata.endret[ARKIV] = "2099-03-01T01:30:00Z"
    myk, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        status = {s.kilde: s for s in oppdater(innstillinger, manifest.poster)}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (myk, hard))
    assert status["forskrift-test"].tilstand == "feil"
    assert "plass på disken" in status["forskrift-test"].melding
    assert innhold(innstillinger.hentet) == foer


def test_uten_nett(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata) -> None:
    uten = innstillinger.model_copy(update={"lovdata_url": "http://127.0.0.1:9/v1"})
    with pytest.raises(HentingFeil, match="fikk ikke kontakt med Lovdata") as feil:
        oppdater(uten, manifest.poster)
    assert "127.0.0.1" in feil.value.hvor
    assert not innstillinger.hentet.exists()


@pytest.mark.parametrize(
    "liste", [b"<html>", b"{}", b'[{"filename": "x"}]'], ids=["html", "ikke en liste", "mangler felt"]
)
def test_ukjent_liste(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata, liste: bytes) -> None:
    lovdata.liste = liste
    with pytest.raises(HentingFeil, match="ukjent form"):
        oppdater(innstillinger, manifest.poster)


def test_tjener_som_ikke_svarer(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata) -> None:
    taus = socket.create_server(("127.0.0.1", 0))
    with taus:
        adresse = f"http://127.0.0.1:{taus.getsockname()[1]}/v1"
        valg = innstillinger.model_copy(update={"lovdata_url": adresse, "tilkobling_sekunder": 0.2})
        start = time.monotonic()
        with pytest.raises(HentingFeil, match="tidsfristen gikk ut"):
            oppdater(valg, manifest.poster)
        assert time.monotonic() - start < 5


def test_feilsvar(innstillinger: Innstillinger, manifest: Manifest, lovdata: Lovdata) -> None:
    annen = innstillinger.model_copy(update={"lovdata_url": lovdata.url + "/feil"})
    with pytest.raises(HentingFeil, match="Lovdata svarte 404"):
        oppdater(annen, manifest.poster)


def test_stopper_nar_alt_er_funnet() -> None:
    data = lag_arkiv({SF: RAA, "sf/stor.xml": os.urandom(3_000_000)})
    brukt = 0

    def biter() -> Iterator[bytes]:
        nonlocal brukt
        for start in range(0, len(data), 65536):
            brukt += 1
            yield data[start : start + 65536]

    assert plukk_medlemmer(biter(), {SF}, ventet=len(data), hvor="x") == {SF: RAA}
    assert brukt * 65536 < len(data) / 2
    with pytest.raises(HentingFeil, match="større enn de oppgitte"):
        plukk_medlemmer(iter([data]), {SF}, ventet=100, hvor="x")
