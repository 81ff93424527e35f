"""Lageret: det som lagres er maskert, slettes i tide og gir klare feil når databasen ikke kan brukes."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistent.feil import LagerFeil
from assistent.lager import Lager, Tilbakemelding, lagerfeil

FNR = "01010700066"
"""Et oppdiktet nummer med gyldige kontrollsifre."""


def _melding(**endret: object) -> Tilbakemelding:
    grunnlag = Tilbakemelding(
        id="svar-1",
        tid=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
        malform="nb",
        sporsmal="Når er søknadsfristen?",
        status="besvart",
        tommel="ned",
        grunn="Jeg fant ikke datoen.",
        emner=("soknadsfrist",),
        henvisninger=("lysbilde 15: Viktige frister",),
        versjon="0.1.0",
    )
    return replace(grunnlag, **endret)  # type: ignore[arg-type]


@pytest.fixture
def lager(tmp_path: Path) -> Lager:
    return Lager(tmp_path / "data" / "assistent.sqlite", vent_sekunder=0.1)


def test_det_som_lagres_kan_leses_tilbake_uendret(lager: Lager) -> None:
    lager.lagre_tilbakemelding(_melding())
    assert lager.tilbakemeldinger() == [_melding()]


@pytest.mark.parametrize("felt", ["sporsmal", "grunn"])
def test_fodselsnummer_staar_ikke_i_filen(lager: Lager, felt: str) -> None:
    lagret = lager.lagre_tilbakemelding(_melding(**{felt: f"Jeg heter Kari, {FNR[:6]} {FNR[6:]}, og spør"}))
    assert getattr(lagret, felt) == "Jeg heter Kari, [fødselsnummer fjernet], og spør"
    for fil in lager.fil.parent.iterdir():
        assert FNR[6:].encode() not in fil.read_bytes()


def test_ny_tilbakemelding_om_samme_svar_erstatter_den_gamle(lager: Lager) -> None:
    lager.lagre_tilbakemelding(_melding(tommel="ned", grunn=""))
    lager.lagre_tilbakemelding(_melding(tommel="opp", grunn="Nå forsto jeg det."))
    (eneste,) = lager.tilbakemeldinger()
    assert (eneste.tommel, eneste.grunn) == ("opp", "Nå forsto jeg det.")


@pytest.mark.parametrize(
    ("dager_gammel", "antall_igjen"), [(0, 1), (89, 1), (90, 1), (91, 0), (400, 0)], ids=lambda v: str(v)
)
def test_lagringstiden_er_nitti_dager(lager: Lager, dager_gammel: int, antall_igjen: int) -> None:
    idag = date(2026, 11, 23)
    lager.lagre_tilbakemelding(_melding(tid=datetime(2026, 11, 23, 8, tzinfo=UTC) - timedelta(days=dager_gammel)))
    assert lager.slett_gamle(idag, 90) == 1 - antall_igjen
    assert len(lager.tilbakemeldinger()) == antall_igjen


def test_tid_lagres_i_utc_og_tid_uten_sone_avvises(lager: Lager) -> None:
    oslo = timezone(timedelta(hours=1))
    lager.lagre_tilbakemelding(_melding(tid=datetime(2026, 11, 23, 0, 30, tzinfo=oslo)))
    assert lager.tilbakemeldinger()[0].tid == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="tidssone"):
        lager.lagre_tilbakemelding(_melding(tid=datetime(2026, 11, 23)))  # noqa: DTZ001


def test_skrivemodusen_er_wal_og_filen_er_privat(lager: Lager) -> None:
    with sqlite3.connect(lager.fil) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()
    assert lager.fil.stat().st_mode & 0o077 == 0


def test_to_lagre_paa_samme_fil_mister_ingenting(lager: Lager) -> None:
    andre = Lager(lager.fil)
    forste = Lager(lager.fil)

    def skriv(hvem: Lager, navn: str) -> None:
        for i in range(20):
            hvem.lagre_tilbakemelding(_melding(id=f"{navn}-{i}"))

    traader = [threading.Thread(target=skriv, args=(lag, n)) for lag, n in ((forste, "a"), (andre, "b"))]
    for traad in traader:
        traad.start()
    for traad in traader:
        traad.join()
    assert len(lager.tilbakemeldinger()) == 40


def test_laast_database_gir_feil_med_raad(lager: Lager) -> None:
    annet_program = sqlite3.connect(lager.fil)
    annet_program.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(LagerFeil, match="annet program bruker databasen"):
            lager.lagre_tilbakemelding(_melding())
    finally:
        annet_program.close()
    lager.lagre_tilbakemelding(_melding())
    assert len(lager.tilbakemeldinger()) == 1


@pytest.mark.parametrize("innhold", [b"dette er ikke en database" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_odelagt_fil_gir_feil_med_raad_og_blir_ikke_overskrevet(tmp_path: Path, innhold: bytes) -> None:
    fil = tmp_path / "odelagt.sqlite"
    fil.write_bytes(innhold)
    with pytest.raises(LagerFeil, match="Flytt"):
        Lager(fil)
    assert fil.read_bytes() == innhold


def test_full_disk_gir_feil_med_raad(lager: Lager) -> None:
    db = sqlite3.connect(lager.fil)
    db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as full:
        db.execute("CREATE TABLE stor (x)")
        db.execute("INSERT INTO stor VALUES (?)", ("x" * 100_000,))
    db.close()
    assert "Disken er full" in str(lagerfeil(full.value, lager.fil))


def test_nyere_skjema_avvises(lager: Lager) -> None:
    db = sqlite3.connect(lager.fil)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LagerFeil, match="nyere utgave"):
        Lager(lager.fil)


def test_mappe_som_ikke_kan_lages_gir_feil(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(LagerFeil, match="ASSISTENT_DATA"):
        Lager(tmp_path / "fil" / "assistent.sqlite")
