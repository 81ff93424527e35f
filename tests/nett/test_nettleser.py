"""Siden slik en person møter den: ekte Chromium mot ekte tjener."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistent.lager import Lager
from assistent.svar.motor import Motor
from tests.nett.conftest import BILDER, Tjener, apne_side, kjor, kommando, ledig_port, miljo, send, spor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, WebSocketRoute

pytestmark = pytest.mark.nettleser

FNR = "01010700066"
FRIST = "Når er søknadsfristen?"


def _ta_bilde(side: Page, navn: str) -> None:
    BILDER.mkdir(parents=True, exist_ok=True)
    side.wait_for_timeout(700)
    side.screenshot(path=BILDER / f"{navn}.png")


def test_siden_er_norsk_og_sier_hva_den_er(side: Page) -> None:
    assert side.locator("html").get_attribute("lang") == "nb"
    assert side.title() == "Tilskuddsassistenten"
    assert side.locator("main").count() == side.locator("h1").count() == 1
    tekst = side.locator("body").inner_text()
    assert "KI-basert veileder" in tekst and "ikke et vedtak" in tekst
    assert side.get_attribute("#chat-input", "placeholder") == "Skriv spørsmålet ditt her"
    assert not re.search(r"\b(Send message|Type your|New Chat|Toggle|Readme|LLMs?)\b", tekst)


def test_om_tjenesten_sier_hva_som_lagres_og_hvor_lenge(side: Page) -> None:
    side.click("#ta-om-knapp")
    om = side.locator("#ta-om").inner_text()
    assert "90 dager" in om and "Ingen språkmodell skriver svarene" in om
    side.keyboard.press("Escape")
    assert not side.locator("#ta-om").is_visible()


def test_startsporsmal_gir_svar_med_kilde_som_apner_paa_rett_sted(side: Page) -> None:
    side.get_by_role("button", name=FRIST).click()
    svar = side.locator(".ai-message").first
    svar.locator(".ta-svardel").wait_for()
    assert "21. januar 2026" in svar.inner_text()
    lenke = svar.locator('.prose a[href^="#kilde-"]').first
    assert (lenke.get_attribute("aria-label") or "").startswith("Åpne kilde 1: ")
    lenke.click()
    felt = side.locator("aside")
    felt.locator("mark").first.wait_for()
    sitat = svar.locator(".ta-kildeknapp q").first.inner_text().strip("«» \n")
    markert = " ".join(felt.locator("mark").all_inner_texts())
    assert " ".join(markert.split()) == " ".join(sitat.split())
    opphav = felt.inner_text()
    assert "IMDi" in opphav and "lysbilde 15" in opphav and "Forskriften går foran" in opphav
    assert side.evaluate("document.activeElement.getAttribute('aria-label')") == "Lukk kilden"
    side.keyboard.press("Escape")
    felt.wait_for(state="detached")
    side.wait_for_function("document.activeElement.getAttribute('href')?.startsWith('#kilde-')")


def test_punkt_i_liste_vises_med_innledning_naboer_og_lenke_til_lovdata(side: Page) -> None:
    svar = spor(side, "Må vi oppgi kontonummer og kontaktperson i søknaden?")
    assert "bokstav a" in svar
    side.locator(".ta-kildeknapp", has_text="bokstav a").first.click()
    felt = side.locator("aside")
    felt.locator("li.ta-valgt mark").wait_for()
    assert felt.locator("li").count() > 3
    assert felt.locator(".ta-tekst").first.inner_text()
    lenke = felt.get_by_role("link", name=re.compile("hos Lovdata$"))
    assert (lenke.get_attribute("href") or "").startswith("https://lovdata.no/")


def test_oppfolging_stiller_sporsmalet(side: Page) -> None:
    spor(side, "Kan vi søke?")
    knapp = side.locator(".ta-oppfolging").first
    knapp.wait_for()
    tekst = knapp.inner_text()
    knapp.click()
    side.locator(".ai-message").nth(1).locator(".ta-svardel").wait_for()
    assert side.locator('[data-step-type="user_message"]').nth(1).inner_text() == tekst


def test_tommel_ned_med_grunn_lagres_maskert(side: Page, tjener: Tjener) -> None:
    lager = Lager(tjener.data / "assistent.sqlite")
    for_antall = len(lager.tilbakemeldinger())
    spor(side, f"Når er fristen? Jeg er {FNR}.")
    side.click(".ta-ned")
    side.fill(".ta-grunn textarea", f"Jeg har nummer {FNR} og fant ikke datoen.")
    side.click(".ta-grunn button")
    side.get_by_text("Tilbakemeldingen er lagret").wait_for()
    side.locator(".ta-grunn").wait_for(state="detached")
    *_, siste = lager.tilbakemeldinger()
    assert len(lager.tilbakemeldinger()) == for_antall + 1
    assert (siste.tommel, siste.malform) == ("ned", "nb")
    assert siste.grunn == "Jeg har nummer [fødselsnummer fjernet] og fant ikke datoen."
    assert FNR not in siste.sporsmal and "fristen" in siste.sporsmal
    assert siste.henvisninger


def test_uten_tilbakemelding_lagres_ingenting(side: Page, tjener: Tjener) -> None:
    for_antall = len(Lager(tjener.data / "assistent.sqlite").tilbakemeldinger())
    spor(side, "Et særmerket spørsmål om revisor: kanelbolle?")
    assert len(Lager(tjener.data / "assistent.sqlite").tilbakemeldinger()) == for_antall
    for fil in tjener.data.rglob("*"):
        if fil.is_file() and fil.suffix not in {".js", ".mjs"}:
            assert b"kanelbolle" not in fil.read_bytes(), fil


def test_nynorsk_bytter_sidetekst_startsporsmal_og_svar(side: Page) -> None:
    side.get_by_role("button", name="Nynorsk").click()
    side.get_by_role("button", name="Kva kan vi ikkje bruke pengane til?").wait_for()
    assert side.locator("html").get_attribute("lang") == "nn"
    assert side.title() == "Tilskotsassistenten"
    assert "Det er rettleiing, ikkje eit vedtak" in side.locator("body").inner_text()
    assert side.locator("[data-sprak=nn]").get_attribute("aria-pressed") == "true"
    svar = spor(side, "Revisor?")
    assert "Kjelder" in svar
    assert "Hei! Jeg" in spor(side, "Hei, hva kan du hjelpe meg med?"), "et tydelig bokmålsspørsmål får bokmål"


def test_nynorsk_nettleser_far_nynorsk_uten_aa_velge(nettleser: Browser, tjener: Tjener) -> None:
    with apne_side(nettleser, tjener, locale="nn-NO") as side:
        assert side.locator("html").get_attribute("lang") == "nn"
        assert side.get_by_role("button", name="Kva kan vi ikkje bruke pengane til?").is_visible()


def test_tastaturet_er_nok(side: Page) -> None:
    side.evaluate("document.body.tabIndex = -1; document.body.focus()")
    naadd = []
    for _ in range(12):
        side.keyboard.press("Tab")
        naadd.append(side.evaluate("document.activeElement.id || document.activeElement.className"))
        if naadd[-1] == "chat-input":
            break
    assert naadd[0] == "ta-hopp" and naadd[-1] == "chat-input"
    side.keyboard.type(FRIST)
    side.wait_for_selector("#chat-submit:enabled")
    side.keyboard.press("Enter")
    side.locator(".ta-svardel").wait_for()


def test_alle_knapper_og_lenker_har_navn_og_svaret_leses_opp(side: Page) -> None:
    spor(side, FRIST)
    navnlose = side.evaluate(
        """[...document.querySelectorAll('button, a, textarea')].filter(e => e.offsetParent
             && !(e.getAttribute('aria-label') || e.innerText || e.title || '').trim()).map(e => e.outerHTML)"""
    )
    assert navnlose == []
    side.set_viewport_size({"width": 1280, "height": 420})
    side.wait_for_function(  # knappen kommer når man har rullet, og ikke er nederst
        """() => { const log = document.querySelector('[role=log]');
                   log.scrollTop = log.scrollTop > 0 ? 0 : 5;
                   return document.querySelector('button[aria-label="Gå til siste svar"]') }"""
    )
    side.wait_for_function("document.getElementById('ta-kunngjoring').textContent.includes('21. januar 2026')")
    assert side.get_attribute("#ta-kunngjoring", "aria-live") == "polite"


@pytest.mark.parametrize(
    "angrep",
    [
        "Når er fristen? <img src=https://ond.example/a.png onerror=document.title='tatt'><b>fet</b>",
        "Når er fristen? ![bilde](https://ond.example/b.png) [lenke](https://ond.example/c) og **fet**",
        "Når er fristen? https://ond.example/d www.ond.example ond@ond.example :::tip x::: `kode` | a | b |",
        "Når er [fristen](javascript:document.title='tatt')? [1] [99] <script>document.title='tatt'</script>",
    ],
    ids=["html", "markdown", "adresser", "skript"],
)
def test_sporsmalet_er_alltid_tekst(side: Page, angrep: str) -> None:
    spor(side, angrep)
    melding = side.locator('[data-step-type="user_message"]').first
    assert " ".join(melding.inner_text().split()) == " ".join(angrep.split())
    assert melding.locator("img, a, b, strong, code, script").count() == 0
    assert side.locator('a[href*="ond.example"], img[src*="ond.example"], a[href^="javascript"]').count() == 0
    assert side.title() == "Tilskuddsassistenten"


def test_annen_nettleser_ser_ikke_samtalen(side: Page, nettleser: Browser, tjener: Tjener) -> None:
    spor(side, "Hva er kravet til revisor?")
    with apne_side(nettleser, tjener) as annen:
        assert annen.locator("[data-step-type]").count() == 0
        assert "revisor" not in annen.locator("main").inner_text().lower()
        assert "revisor" not in spor(annen, "Hva mener du med det?").split("Kilder")[0].lower()


def test_ny_samtale_glemmer_den_gamle(side: Page) -> None:
    spor(side, FRIST)
    side.get_by_role("button", name="Ny samtale").click()
    side.get_by_role("button", name="Bekreft").click()
    side.wait_for_selector("#starters button")
    assert side.locator("[data-step-type]").count() == 0


def test_brutt_forbindelse_mister_verken_samtalen_eller_tilbakemeldingen(side: Page, tjener: Tjener) -> None:
    sokler: list[WebSocketRoute] = []

    def gjennom(sokkel: WebSocketRoute) -> None:
        sokler.append(sokkel)
        sokkel.connect_to_server()

    side.route_web_socket(re.compile("/ws/socket.io/"), gjennom)
    side.reload()
    spor(side, "Må regnskapet revideres?")
    for_brudd = len(sokler)
    sokler[-1].close(code=4000, reason="brudd")
    for _ in range(150):
        if len(sokler) > for_brudd:
            break
        side.wait_for_timeout(100)
    assert len(sokler) > for_brudd, "siden kobler seg til igjen"
    spor(side, FRIST)
    assert side.locator(".ai-message").count() == 2
    side.locator(".ta-opp").first.click()
    side.get_by_text("Tilbakemeldingen er lagret").wait_for()
    siste = Lager(tjener.data / "assistent.sqlite").tilbakemeldinger()[-1]
    assert (siste.sporsmal, siste.tommel) == ("Må regnskapet revideres?", "opp")


def test_for_langt_sporsmal_far_et_raad(side: Page) -> None:
    send(side, "Kan vi søke? " * 400)
    side.locator(".ai-message", has_text="Korte det ned").wait_for()


@pytest.mark.parametrize("bredde", [1280, 390])
def test_bilder_i_to_bredder_uten_vannrett_rulling(nettleser: Browser, tjener: Tjener, bredde: int) -> None:
    with apne_side(nettleser, tjener, bredde=bredde) as side:
        _ta_bilde(side, f"{bredde}-1-start")
        spor(side, "Kan vi søke, og hva må vi dokumentere?")
        _ta_bilde(side, f"{bredde}-2-svar")
        side.locator('.prose a[href^="#kilde-"]').first.click()
        side.locator(".ta-kilde mark").first.wait_for()
        _ta_bilde(side, f"{bredde}-3-kilde")
        assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")
        side.keyboard.press("Escape")
        side.click(".ta-ned")
        _ta_bilde(side, f"{bredde}-4-tilbakemelding")


def test_opptatt_port_gir_klar_feil(tjener: Tjener, tmp_path: Path) -> None:
    port = int(tjener.adresse.rpartition(":")[2])
    resultat = subprocess.run(kommando(port), env=miljo(tmp_path), capture_output=True, text=True, timeout=30)
    assert resultat.returncode == 2
    assert f"port {port} er opptatt" in resultat.stderr and f"--port {port + 1}" in resultat.stderr
    assert "Traceback" not in resultat.stderr


def test_tjeneren_bruker_lite_minne_og_sier_ikke_mer_enn_den_maa(tjener: Tjener, motor_uten: Motor) -> None:
    status = Path(f"/proc/{tjener.pid}/status")
    if not status.is_file():
        pytest.skip("minnebruken leses fra /proc, som ikke finnes her")
    rss = int(re.findall(r"VmRSS:\s+(\d+) kB", status.read_text())[0]) / 1024
    assert rss < 600
    assert motor_uten.startere("nb")
    utskrift = tjener.utskrift.read_text("utf-8")
    assert "Traceback" not in utskrift and "søknadsfrist" not in utskrift


def test_andre_oppstart_bruker_under_ti_sekunder_av_en_kjerne(tjener: Tjener, tmp_path: Path) -> None:
    """Prosessortid og ikke klokketid: den er den samme enten maskinen har annet å gjøre eller ikke."""
    stat = Path(f"/proc/{tjener.pid}/stat")
    if not stat.is_file():
        pytest.skip("prosessortiden leses fra /proc, som ikke finnes her")
    shutil.copytree(tjener.data.parent / "indeks", tmp_path / "indeks")
    with kjor(tmp_path, ledig_port()) as andre:
        felter = Path(f"/proc/{andre.pid}/stat").read_text().rpartition(")")[2].split()
        sekunder = (int(felter[11]) + int(felter[12])) / os.sysconf("SC_CLK_TCK")
        assert "Indeksen må bygges" not in andre.utskrift.read_text("utf-8")
    assert sekunder < 10


def test_mange_kilder_foldes_sammen(side: Page) -> None:
    spor(side, "Kan vi søke, og hva må vi dokumentere?")
    assert side.locator(".ta-kildeknapp").count() == 5
    side.locator(".ta-alle").click()
    assert side.locator(".ta-kildeknapp").count() > 8
