"""Det siden viser, uten nettleser: trygg markdown, kildefelt, tekster og oversettelser."""

from __future__ import annotations

import json
import re
import string
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistent.feil import VertFeil
from assistent.modeller import Henvisning, Svar
from assistent.nett import tekster
from assistent.nett.side import chainlits_mappe, lag_index, legg_til_rette
from assistent.nett.visning import del_svar, kildeliste, merk, rydd, svar_som_markdown
from assistent.svar.motor import Motor

DAG = date(2026, 1, 12)


def _svar(tekst: str, *nr: int) -> Svar:
    henvisninger = tuple(Henvisning(n, "kilde", "forskrift", f"§ {n}", "sitat") for n in nr)
    return Svar("spørsmål", "besvart", tekst, "nb", DAG, henvisninger=henvisninger)


def test_all_tegnsetting_gjores_virkningslos() -> None:
    for tegn in string.punctuation:
        assert rydd(f"a{tegn}b").replace("\u2060", "") == f"a\\{tegn}b"


@pytest.mark.parametrize("adresse", ["https://ond.example", "HTTP://ond.example", "www.ond.example", "x@ond.example"])
def test_adresser_blir_ikke_lenker(adresse: str) -> None:
    assert "\u2060" in rydd(adresse)


def test_epost_til_imdi_kan_bli_lenke() -> None:
    assert "\u2060" not in rydd("frivillighet@imdi.no")
    assert "\u2060" in rydd("frivillighet@imdi.no.ond.example".replace("imdi.no.", "imdi.nope."))


def test_bare_kjente_henvisninger_blir_lenker() -> None:
    markdown = svar_som_markdown(_svar("**Om krav**\nDet gjelder [1].\n- punkt [2] [9]", 1, 2), "id")
    assert markdown.split("\n") == [
        "**Om krav**",
        r"Det gjelder [1](#kilde-id-1)\.",
        r"- punkt [2](#kilde-id-2) \[9\]",
    ]


def test_svaret_deles_foran_kildelisten() -> None:
    svar = _svar("Svar [1].\n\n**Kilder**\n[1] § 1 (forskriften): «sitat»\n\nMerknad.", 1)
    assert del_svar(svar) == ("Svar [1].", "[1] § 1 (forskriften): «sitat»", "Merknad.")
    assert del_svar(_svar("Bare svar.")) == ("Bare svar.", "", "")


@pytest.mark.parametrize(
    ("tekst", "sitat", "ventet"),
    [
        ("En setning. To til.", "To til.", [["En setning. ", False], ["To til.", True]]),
        ("delt\n  over linjer her", "over linjer", [["delt\n  ", False], ["over linjer", True], [" her", False]]),
        ("delt over\nlinjer", "over linjer", [["delt ", False], ["over\nlinjer", True]]),
        ("noe annet", "finnes ikke", [["noe annet", False]]),
        ("a (b) c", "(b)", [["a ", False], ["(b)", True], [" c", False]]),
    ],
)
def test_sitatet_markeres_i_teksten(tekst: str, sitat: str, ventet: list[Any]) -> None:
    assert merk(tekst, sitat) == ventet


def test_hver_henvisning_far_et_felt_der_sitatet_er_markert(motor: Motor) -> None:
    sett = 0
    for sporsmal in ("Når er søknadsfristen?", "Må vi ha revisor?", "Hva må søknaden inneholde?"):
        svar = motor.svar(sporsmal, dato=DAG)
        for h, vist in zip(svar.henvisninger, kildeliste(svar, motor.samling, "nb"), strict=True):
            felt = vist["felt"]
            valgte = [d for d in felt["deler"] if d["valgt"]]
            assert len(valgte) == 1
            markert = "".join(t for t, m in valgte[0]["biter"] if m)
            assert " ".join(markert.split()) == " ".join(h.sitat.split())
            hele = "".join(t for t, _ in valgte[0]["biter"])
            assert hele == motor.utdrag(h.utdrag_id).tekst
            assert felt["opphav"] and felt["rang"]
            assert h.sted in felt["tittel"]
            sett += 1
    assert sett >= 3


def test_hentet_forskrift_viser_opphav_fra_lovdata(motor_med: Motor) -> None:
    svar = motor_med.svar("Må vi oppgi kontonummer og kontaktperson i søknaden?", dato=DAG)
    felt = next(
        k["felt"] for k in kildeliste(svar, motor_med.samling, "nn") if k["felt"]["rang"].startswith("Forskrift")
    )
    assert "NLOD" in felt["merknad"] and felt["rang"] == "Forskrift. Bindande regel."
    assert felt["lenke"]["url"].startswith("https://lovdata.no/")


@pytest.mark.parametrize("navn", tekster.navn())
def test_hver_tekst_finnes_paa_begge_maal_med_samme_plassholdere(navn: str) -> None:
    nb, nn = tekster.tekst(navn, "nb"), tekster.tekst(navn, "nn")
    assert nb.strip() and nn.strip()
    assert sorted(re.findall(r"\{\w+\}", nb)) == sorted(re.findall(r"\{\w+\}", nn))


def _blader(gren: dict[str, Any], sti: str = "") -> Iterator[tuple[str, str]]:
    for navn, verdi in gren.items():
        if isinstance(verdi, dict):
            yield from _blader(verdi, f"{sti}{navn}.")
        else:
            yield f"{sti}{navn}", verdi


@pytest.fixture(scope="module")
def rot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return legg_til_rette(tmp_path_factory.mktemp("rot"), "http://127.0.0.1:8765", 90)


@pytest.mark.parametrize("sprak", ["nb-NO", "nn-NO", "no", "nb", "nn"])
def test_oversettelsen_er_hel(rot: Path, sprak: str) -> None:
    engelsk = dict(_blader(json.loads((chainlits_mappe() / "translations" / "en-US.json").read_text("utf-8"))))
    norsk = dict(_blader(json.loads((rot / ".chainlit" / "translations" / f"{sprak}.json").read_text("utf-8"))))
    assert set(norsk) == set(engelsk)
    assert all(t.strip() for t in norsk.values())
    assert {n for n in norsk if norsk[n] == engelsk[n]} == set()
    for navn, tekst in engelsk.items():
        assert sorted(re.findall(r"\{\{\w+\}\}", tekst)) == sorted(re.findall(r"\{\{\w+\}\}", norsk[navn])), navn


def test_oppsettet_stenger_det_som_er_apent_som_standard(rot: Path) -> None:
    oppsett = tomllib.loads((rot / ".chainlit" / "config.toml").read_text("utf-8"))
    assert oppsett["project"]["allow_origins"] == ["http://127.0.0.1:8765"]
    assert oppsett["features"]["unsafe_allow_html"] is False
    assert oppsett["features"]["user_message_markdown"] is False
    assert oppsett["features"]["spontaneous_file_upload"]["enabled"] is False
    assert oppsett["features"]["mcp"]["enabled"] is False


def test_rammen_nevner_ingen_andre_nettsteder(rot: Path) -> None:
    filer = [rot / "ramme" / "index.html", *(f for f in (rot / "public").rglob("*") if f.is_file())]
    for fil in filer:
        adresser = set(re.findall(r"https?://[^\s\"'<)]+", fil.read_text("utf-8"))) - {"http://www.w3.org/2000/svg"}
        assert adresser == set(), fil
    assert "{{" not in filer[0].read_text("utf-8")


def test_ny_utgave_av_chainlit_med_annen_ramme_gir_feil() -> None:
    with pytest.raises(VertFeil, match="Chainlit"):
        lag_index("<html></html>", 90)


def test_mappe_uten_skrivetilgang_gir_feil(tmp_path: Path) -> None:
    (tmp_path / "nett").write_text("en fil i veien")
    with pytest.raises(VertFeil, match="ASSISTENT_DATA"):
        legg_til_rette(tmp_path / "nett", "http://127.0.0.1:1", 90)
