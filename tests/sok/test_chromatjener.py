"""Vektorene på en Chroma-tjener med én innstilling: samme svar som i mappen, og tydelige feil."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistent.evaluering.sok import evaluer_sporringer
from assistent.feil import IndeksFeil, TjenerFeil
from assistent.konfig import Innstillinger
from assistent.modeller import Utdrag
from assistent.sok.grunnlag import Formulering
from assistent.sok.indeks import apne, apne_eller_bygg, bygg
from assistent.sok.vektor import Vektorkoder, apne_klient
from tests.evaluering.test_sok import skriv

FORMULERINGER = (
    Formulering("f#1", "frist", "nb", "Når er fristen?"),
    Formulering("k#1", "klage", "nn", "Kan vi klage?"),
)
SPORSMAL = ("Hvem kan klage?", "når må vi søke", "Do we need an auditor?", "utstyr", "§ 1-6 c", "noe helt annet")


@contextmanager
def _start_tjener(mappe: Path) -> Iterator[str]:
    """En ekte Chroma-tjener på denne maskinen, som «vert:port»."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    mappe.mkdir(exist_ok=True)
    kommando = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(mappe)]
    prosess = subprocess.Popen(
        [*kommando, "--host", "127.0.0.1", "--port", str(port)],
        cwd=mappe,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    )
    try:
        slutt = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if prosess.poll() is not None or time.monotonic() > slutt:
                    pytest.fail("Chroma-tjeneren startet ikke")
                time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        prosess.terminate()
        prosess.wait(timeout=20)


@pytest.fixture(scope="module")
def tjener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with _start_tjener(tmp_path_factory.mktemp("chroma")) as adresse:
        yield adresse


@pytest.fixture(scope="module")
def utdrag(tekster: dict[str, str]) -> tuple[Utdrag, ...]:
    return tuple(
        Utdrag(id=id_, kilde="prove", rang="veiledning", sted=f"§ 9-{nr}", tekst=tekst)
        for nr, (id_, tekst) in enumerate(tekster.items(), start=1)
    )


def _samlinger(tjener: str) -> list[str]:
    return sorted(s.name for s in apne_klient(tjener=tjener).list_collections())


def _med_tjener(valg: Innstillinger, chroma: str) -> Innstillinger:
    return valg.model_copy(update={"chroma": chroma})


def test_samme_svar_fra_tjeneren_som_fra_mappen(
    tjener: str, tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    her = Innstillinger(indeks=tmp_path / "her", chroma="")
    der = Innstillinger(indeks=tmp_path / "der", chroma=tjener)
    lokal = apne_eller_bygg(her, utdrag, {}, FORMULERINGER, koder)
    apne_eller_bygg(der, utdrag, {}, FORMULERINGER, koder)
    fjern = apne(der, utdrag, {}, FORMULERINGER, koder)
    assert not (fjern.mappe / "chroma").exists()
    for sporsmal in SPORSMAL:
        a, b = lokal.utdrag.sok(sporsmal), fjern.utdrag.sok(sporsmal)
        assert [t.id for t in a] == [t.id for t in b]
        assert [t.poeng for t in a] == pytest.approx([t.poeng for t in b], abs=1e-4)
    with pytest.raises(IndeksFeil, match="en annen utgave"):
        apne(_med_tjener(der, ""), utdrag, {}, FORMULERINGER, koder)


def test_tjeneren_ryddes_etter_nye_bygginger(
    tjener: str, tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    valg = Innstillinger(indeks=tmp_path / "indeks", chroma=tjener)
    andres = _samlinger(tjener)
    mapper = []
    for nr in range(3):
        endret = (replace(utdrag[0], tekst=f"Utgave {nr} av teksten."), *utdrag[1:])
        mapper.append(bygg(valg, endret, {}, FORMULERINGER, koder).mappe.name)
    nye = sorted(set(_samlinger(tjener)) - set(andres))
    assert nye == sorted(f"utdrag-{navn}" for navn in mapper[1:])  # den forrige står for prosesser som leser den

    def stopp(*_: Any) -> None:
        raise OSError("full disk")

    monkeypatch.setattr("assistent.sok.indeks._til_disk", stopp)
    with pytest.raises(IndeksFeil, match="urørt"):
        bygg(valg, utdrag, {}, FORMULERINGER, koder)
    assert sorted(set(_samlinger(tjener)) - set(andres)) == nye


def test_en_samling_som_er_borte_bygges_igjen(
    tjener: str, tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    valg = Innstillinger(indeks=tmp_path / "indeks", chroma=tjener)
    indeks = bygg(valg, utdrag, {}, FORMULERINGER, koder)
    apne_klient(tjener=tjener).delete_collection(f"utdrag-{indeks.mappe.name}")
    with pytest.raises(IndeksFeil, match="kan ikke leses"):
        apne(valg, utdrag, {}, FORMULERINGER, koder)
    assert apne_eller_bygg(valg, utdrag, {}, FORMULERINGER, koder).utdrag.sok("Hvem kan klage?", 1)[0].id == "klage"


def test_soket_maales_likt_paa_tjeneren_og_lar_ingenting_ligge(tjener: str, tmp_path: Path) -> None:
    stier, for_ = skriv(tmp_path), _samlinger(tjener)
    i_minnet = evaluer_sporringer(*stier, Innstillinger(chroma=""))
    paa_tjener = evaluer_sporringer(*stier, Innstillinger(chroma=tjener))
    assert paa_tjener == i_minnet
    assert _samlinger(tjener) == for_


def test_bytte_av_tjener_lar_ingen_samling_ligge(
    tjener: str, tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    """Mappen husker tjeneren den ble laget på, så samlingen slettes også når innstillingen er borte."""
    der = Innstillinger(indeks=tmp_path / "indeks", chroma=tjener)
    navn = f"utdrag-{bygg(der, utdrag, {}, FORMULERINGER, koder).mappe.name}"
    assert navn in _samlinger(tjener)
    for _ in range(2):
        bygg(_med_tjener(der, ""), utdrag, {}, FORMULERINGER, koder)
    assert navn not in _samlinger(tjener)


def test_tjener_som_faller_bort_meldes_uten_aa_bygge_paa_nytt(
    tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    steg: list[str] = []
    with _start_tjener(tmp_path / "chroma") as adresse:
        valg = Innstillinger(indeks=tmp_path / "indeks", chroma=adresse)
        indeks = bygg(valg, utdrag, {}, FORMULERINGER, koder)
        mapper = sorted(p.name for p in valg.indeks.iterdir())
    with pytest.raises(TjenerFeil, match="svarer ikke"):
        indeks.utdrag.sok("Hvem kan klage?")
    with pytest.raises(TjenerFeil):
        apne_eller_bygg(valg, utdrag, {}, FORMULERINGER, koder, steg.append)
    assert steg == []
    assert sorted(p.name for p in valg.indeks.iterdir()) == mapper


@pytest.mark.parametrize("adresse", ["tull", "127.0.0.1", "127.0.0.1:abc", "ftp://127.0.0.1:8000", "vert:8000/sti"])
def test_adresse_som_ikke_kan_leses(adresse: str) -> None:
    with pytest.raises(TjenerFeil, match="ASSISTENT_CHROMA"):
        apne_klient(tjener=adresse)


def test_tjener_som_ikke_svarer(tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder) -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        valg = Innstillinger(indeks=tmp_path / "indeks", chroma=f"127.0.0.1:{s.getsockname()[1]}")
    with pytest.raises(TjenerFeil, match="chroma run"):
        bygg(valg, utdrag, {}, FORMULERINGER, koder)
    assert not list((tmp_path / "indeks").glob("ny-*"))
