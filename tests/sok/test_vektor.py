"""Vektorsøket: Chroma på disk og i minnet, cosinuslikhet, og ingenting ut av maskinen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from assistent.sok.vektor import Vektorindeks, Vektorkoder, apne_klient


def _enhet(*tall: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    vektor = np.array(tall, dtype=np.float32)
    return vektor / np.linalg.norm(vektor)


VEKTORER = np.stack([_enhet(1, 0, 0), _enhet(1, 1, 0), _enhet(0, 0, 1)])


def test_poenget_er_cosinuslikheten_naermeste_forst() -> None:
    indeks = Vektorindeks.bygg(apne_klient(), f"prove-{uuid4().hex}", ["a", "b", "c"], VEKTORER)
    svar = indeks.sok(_enhet(1, 0, 0), 3)
    assert list(svar) == ["a", "b", "c"]
    np.testing.assert_allclose(list(svar.values()), [1, 2**-0.5, 0], atol=1e-5)


def test_samlingen_finnes_igjen_paa_disk(tmp_path: Path) -> None:
    Vektorindeks.bygg(apne_klient(tmp_path), "utdrag", ["a", "b", "c"], VEKTORER)
    indeks = Vektorindeks.apne(apne_klient(tmp_path), "utdrag")
    assert len(indeks) == 3
    assert list(indeks.sok(_enhet(0, 0, 1), 1)) == ["c"]
    assert indeks.prov()


@pytest.mark.parametrize(("vektor", "k"), [((0, 0, 0), 3), ((1, 0, 0), 0)], ids=["nullvektor", "ingen treff bedt om"])
def test_uten_noe_aa_lete_etter_er_svaret_tomt(vektor: tuple[float, ...], k: int) -> None:
    indeks = Vektorindeks.bygg(apne_klient(), f"prove-{uuid4().hex}", ["a", "b", "c"], VEKTORER)
    assert not indeks.sok(np.array(vektor, dtype=np.float32), k)


def test_nullvektorer_legges_ikke_inn() -> None:
    med_null = np.vstack([VEKTORER, np.zeros((1, 3), dtype=np.float32)])
    indeks = Vektorindeks.bygg(apne_klient(), f"prove-{uuid4().hex}", ["a", "b", "c", "tom"], med_null)
    assert len(indeks) == 3
    assert "tom" not in indeks.sok(_enhet(1, 1, 1), 4)


def test_tom_samling_svarer_tomt(tmp_path: Path) -> None:
    indeks = Vektorindeks.bygg(apne_klient(tmp_path), "tom", [], np.zeros((0, 3), dtype=np.float32))
    assert len(indeks) == 0
    assert not indeks.sok(_enhet(1, 0, 0), 5)


def test_modellen_finner_teksten_som_betyr_det_samme(koder: Vektorkoder, tekster: dict[str, str]) -> None:
    indeks = Vektorindeks.bygg(apne_klient(), f"prove-{uuid4().hex}", list(tekster), koder.kod(list(tekster.values())))
    assert next(iter(indeks.sok(koder.kod(["klage på avslag"])[0], 3))) == "klage"


def test_soket_kontakter_ingen_andre_maskiner(tmp_path: Path) -> None:
    """Hele veien, fra import til svar, i en prosess der enhver tilkobling ut er en feil."""
    kode = f"""
import socket, sys
def nekt(*a, **k): sys.exit("tilkobling ut: %r" % (a,))
socket.socket.connect = nekt; socket.socket.connect_ex = nekt; socket.getaddrinfo = nekt
import numpy as np
from pathlib import Path
from assistent.sok.vektor import Vektorindeks, apne_klient
indeks = Vektorindeks.bygg(apne_klient(Path({str(tmp_path)!r})), "utdrag", ["a"], np.array([[1, 0]], dtype=np.float32))
assert list(indeks.sok(np.array([1, 0], dtype=np.float32), 1)) == ["a"]
"""
    ferdig = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, timeout=60, check=False)
    assert ferdig.returncode == 0, ferdig.stderr
