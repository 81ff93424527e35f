"""Den norske analysen: det som skal møtes, møtes, og det som skal holdes fra hverandre, holdes fra hverandre."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from assistent.feil import KonfigFeil
from assistent.sok.norsk import MAKS_TEGN, Analyse, Gruppe
from assistent.sok.ordlister import TABELLMAPPE, fold, les_ordlister
from assistent.sok.symboler import rens, stamme, symboler


@pytest.fixture(scope="module")
def analyse(tekster: dict[str, str]) -> Analyse:
    return Analyse.laer(
        [
            *tekster.values(),
            "tilskudd mottaker kunnskap deling ressurs senter forvalter frivillig organisasjon",
            "Organisasjonen mottar tilskudd. Mottakeren leverer rapport og regnskap.",
        ],
        ["What is the deadline for the grant?"],
    )


def _lesemaater(grupper: tuple[Gruppe, ...], art: str) -> set[str]:
    return {t for g in grupper for a in g.alternativer if a.art == art for t in a.termer}


@pytest.mark.parametrize(
    "tekst",
    ["søknad", "soknad", "soeknad", "SØKNAD", "so\u0338knad".replace("o\u0338", "ø"), "so\u0308knad", "søk\u00adnad"],
    ids=["ø", "o", "oe", "store", "sammensatt tegn", "tysk ö", "myk bindestrek"],
)
def test_skrivemaater_av_norske_bokstaver_moetes(tekst: str) -> None:
    assert symboler(tekst) == ("soknad",)


@pytest.mark.parametrize(
    ("tekst", "symbol"),
    [
        ("§ 1-6 c", ("§1-6", "bokstav_c", "§1-6_bokstav_c")),
        ("bokstav c i § 1-6", ("bokstav_c", "i", "§1-6")),
        ("paragraf 1-6", ("§1-6",)),
        ("§§ 3-1", ("§3-1",)),
        ("1-6", ("§1-6",)),
        ("section 1-6", ("§1-6",)),
        ("§ 1\u20116 andre ledd", ("§1-6", "ledd_2", "§1-6_ledd_2")),
        ("§ 2-5 sjette ledd", ("§2-5", "ledd_6", "§2-5_ledd_6")),
        ("§ 29 1. ledd", ("§29", "ledd_1", "§29_ledd_1")),
        ("§ 1-4 i?", ("§1-4", "bokstav_i", "§1-4_bokstav_i")),
        ("§ 1-4 i forskriften", ("§1-4", "i", "forskriften")),
        ("2-3 år", ("2", "3", "ar")),
        ("60 000 kroner", ("60000", "kroner")),
        ("60.000", ("60000",)),
        ("41,9 mill.", ("41,9", "mill")),
        ("21.01.2026 kl. 23.59", ("21", "januar", "2026", "23:59")),
        ("2026-01-21", ("21", "januar", "2026")),
        ("e-post", ("epost",)),
        ("can't", ("can", "not")),
    ],
)
def test_henvisninger_tall_og_datoer_er_egne_symboler(tekst: str, symbol: tuple[str, ...]) -> None:
    assert symboler(tekst) == symbol


@pytest.mark.parametrize(
    "ordene", ["søker søkere søkeren søkerne", "mottaker mottakere mottakeren", "frist fristen frister"]
)
def test_boyninger_har_samme_stamme(ordene: str) -> None:
    assert len({stamme(fold(o)) for o in ordene.split()}) == 1


@pytest.mark.parametrize(
    ("nynorsk", "bokmaal"),
    [
        ("Korleis søkjer vi om tilskot?", "Hvordan søker vi om tilskudd?"),
        ("tilskotsmottakaren", "tilskuddsmottakeren"),
        ("rekneskapen til foreininga", "regnskapet til foreningen"),
        ("pengane", "pengene"),
        ("offentlege verksemder", "offentlige virksomheter"),
        ("kor mykje", "hvor mye"),
        ("moglegheita", "muligheten"),
        ("forskotet", "forskuddet"),
        ("innvandrarar", "innvandrere"),
    ],
)
def test_nynorsk_gir_de_samme_termene_som_bokmaal(analyse: Analyse, nynorsk: str, bokmaal: str) -> None:
    assert analyse.termer(nynorsk, sporreord=True) == analyse.termer(bokmaal, sporreord=True)


@pytest.mark.parametrize(
    "ord_",
    "leie stønad nytten kor lag lage lagt prøve åttende vårt vært vel sel sett leder fastlege kollega nyttår".split(),
)
def test_bokmaalsord_som_ligner_nynorsk_staar_uendret(ord_: str) -> None:
    assert Analyse().bokmaal(ord_) == ord_


def test_nektelser_beholdes_og_smaaord_fjernes(analyse: Analyse) -> None:
    assert analyse.termer("Dette er ikke en frist") == ["ikk", "frist"]
    assert analyse.termer("utan frist")[0] == analyse.termer("uten frist")[0]


def test_sporreord_er_med_bare_naar_det_bes_om(analyse: Analyse) -> None:
    assert analyse.termer("Når er fristen?") == ["frist"]
    assert analyse.termer("Når er fristen?", sporreord=True) == ["nar", "frist"]


def test_sammensatte_ord_deles_i_ord_fra_korpuset(analyse: Analyse) -> None:
    assert analyse.termer("tilskuddsmottaker") == ["tilskuddsmottak", "tilskudd", "mottak"]
    assert analyse.termer("kunnskapsdelingen")[1:] == ["kunnskap", "deling"]
    assert analyse.termer("organisasjon") == ["organisasjon"]


def test_uten_ordforraad_deles_ingenting() -> None:
    assert Analyse().termer("tilskuddsmottaker") == ["tilskuddsmottak"]


@pytest.mark.parametrize(
    ("ord_", "siffer"), [("tre", "3"), ("åtte", "8"), ("aatte", "8"), ("tjue", "20"), ("syv", "7")]
)
def test_tallord_er_siffer(analyse: Analyse, ord_: str, siffer: str) -> None:
    assert analyse.termer(f"{ord_} fylker") == analyse.termer(f"{siffer} fylker")


def test_treaarig_er_tre_og_aar(analyse: Analyse) -> None:
    assert {"3", "ar"} <= set(analyse.termer("treårig"))


@pytest.mark.parametrize(
    ("feil", "rett"),
    [("regnskp", "regnskap"), ("orgnisasjonen", "organisasjon"), ("tilksudd", "tilskudd"), ("frivilig", "frivillig")],
)
def test_skrivefeil_rettes_mot_ordforraadet(analyse: Analyse, feil: str, rett: str) -> None:
    assert stamme(rett) in _lesemaater(analyse.grupper(feil), "retting")


@pytest.mark.parametrize("ord_", ["frisk", "fisken", "søknad", "krav", "deadline", "xyz", "tilskuddsmottaker"])
def test_ekte_og_korte_ord_rettes_ikke(analyse: Analyse, ord_: str) -> None:
    assert not _lesemaater(analyse.grupper(ord_), "retting")


def test_engelsk_sporsmaal_faar_norske_lesemaater(analyse: Analyse) -> None:
    grupper = analyse.grupper("How long do we have to keep the documentation for the annual accounts?")
    engelske = _lesemaater(grupper, "engelsk")
    assert {stamme("oppbevare"), stamme("dokumentasjon"), stamme(fold("årsregnskap"))} <= engelske
    assert "the" not in {g.tekst for g in grupper}


def test_dagligtale_faar_fagordene(analyse: Analyse) -> None:
    assert stamme("transportmidler") in _lesemaater(analyse.grupper("Kan vi kjøpe bil?"), "synonym")
    assert stamme("tilbakebetaling") in _lesemaater(analyse.grupper("Må vi gi pengene tilbake?"), "synonym")


def test_utvidelsene_kan_slaas_av(analyse: Analyse) -> None:
    grupper = analyse.grupper("Kan vi kjøpe bil til orgnisasjonen?", utvid=False)
    assert {a.art for g in grupper for a in g.alternativer} == {"selv"}


def test_norske_ord_med_engelsk_tvilling_oversettes_ikke(analyse: Analyse) -> None:
    assert not _lesemaater(analyse.grupper("Hva er fristen for støtte til ett senter?"), "engelsk")


def test_teksten_til_vektormodellen_er_bokmaal_med_norske_bokstaver(analyse: Analyse) -> None:
    assert analyse.bokmaal("Når må søkjaren levere rekneskap?") == "Når må søkeren levere regnskap?"
    assert analyse.bokmaal("Når må søkeren levere regnskap?") == "Når må søkeren levere regnskap?"
    assert analyse.fra_engelsk("What is the deadline for the annual accounts?") == "hva frist årsregnskap"
    assert analyse.fra_engelsk("Hva er fristen?") is None


def test_ordforraadet_er_det_samme_etter_lagring(analyse: Analyse) -> None:
    igjen = Analyse.fra_data(analyse.som_data())
    for tekst in ("tilskuddsmottakeren", "orgnisasjonen", "the grant"):
        assert igjen.grupper(tekst) == analyse.grupper(tekst)


@pytest.mark.parametrize(
    "tekst",
    ["", " \t\n", "?!…—", "\x00\x07\x1b[31m", "日本語", "مرحبا بكم", "🙂" * 50, "a" * 200_000, "§" * 5000, "1-" * 5000],
    ids=["tom", "blanke", "tegn", "styretegn", "japansk", "arabisk", "emoji", "langt ord", "paragraftegn", "tallrekke"],
)
def test_merkelige_sporsmaal_stopper_ikke_analysen(analyse: Analyse, tekst: str) -> None:
    for gruppe in analyse.grupper(tekst):
        assert gruppe.alternativer[0].termer


def test_langt_sporsmaal_kuttes(analyse: Analyse) -> None:
    assert analyse.grupper("frist " + "x " * MAKS_TEGN + " revisor") == analyse.grupper("frist")


def test_rens_fjerner_styretegn_og_samler_bindestreker() -> None:
    assert rens("a\x00b\u2013c\u00a0d") == "a b-c d"


def test_analysen_taaler_flere_traader(analyse: Analyse) -> None:
    ordene = [f"organisasjonene{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10 % 10]}" for i in range(100)]
    fasit = {o: Analyse().termer(o) for o in ordene}
    stamme.cache_clear()
    feil: list[str] = []

    def prov() -> None:
        egen = Analyse()
        feil.extend(o for o in ordene if egen.termer(o) != fasit[o])

    traader = [threading.Thread(target=prov) for _ in range(8)]
    for traad in traader:
        traad.start()
    for traad in traader:
        traad.join()
    assert not feil


@pytest.mark.parametrize(
    ("tekst", "navn"),
    [
        ("Hvem grunnla Bislett stadion?", True),
        ("Når ble Kari Traa født?", True),
        ("Kor mange bur i Odda no?", True),
        ("Hva skrev Čapek?", True),
        ("Jeg er ny. Kan jeg søke?", False),
        ("Kven kan få statsborgarskap i Noreg?", False),
        ("Gjelder det i Norge og Europa?", False),
        ("What does Norway require?", False),
        ("Hva sier IMDi om NRK?", False),
        ("Kan vi søke (Og når)?", False),
        ("", False),
    ],
)
def test_navn_kjennes_paa_stor_forbokstav_inne_i_setningen(tekst: str, navn: bool) -> None:
    tekster = (
        "Bislett, Odda, Čapek og Kari Traa.",
        "IMDi, NRK, Norge og Europa krever at du kan søke statsborgerskap.",
    )
    assert Analyse.laer(tekster).har_navn(tekst) is navn


def test_navn_som_ikke_staar_i_tekstene_skiller_ingenting() -> None:
    assert not Analyse.laer(["Søknaden sendes til kommunen."]).har_navn("Hva sier Bislett om det?")


def test_boyde_ord_rettes_ikke() -> None:
    analyse = Analyse.laer(["Et grunnlag for vedtaket."])
    assert [a.art for a in analyse.grupper("Hvem grunnla klubben?")[0].alternativer] == ["selv"]


@pytest.mark.parametrize(
    ("boyd", "grunnform"),
    [("solgte", "selge"), ("bøker", "bok"), ("grunnla", "grunnlegge"), ("krefter", "kraft"), ("valgt", "velge")],
)
def test_uregelrett_boyning_gir_samme_term(boyd: str, grunnform: str) -> None:
    assert Analyse().termer(boyd) == Analyse().termer(grunnform)


def test_boyningstabellen_peker_aldri_videre() -> None:
    boyning = les_ordlister().boyning
    assert not set(boyning) & set(boyning.values())


def test_retting_ser_bare_paa_ord_som_kan_vaere_naere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Antall ord som sammenlignes, avgjør farten: samme forbokstav, og nesten samme lengde."""
    from rapidfuzz import process

    stor = Analyse(
        {"representasjon": 1} | {f"{b}{'aeiou'[n % 5] * (1 + n // 5)}mark": 1 for b in "rst" for n in range(90)}
    )
    sett: list[str] = []
    ekte = process.extract

    def tell(ord_: str, forslag: list[str], **valg: Any) -> Any:
        sett.extend(forslag)
        return ekte(ord_, forslag, **valg)

    monkeypatch.setattr(process, "extract", tell)
    assert stor.ordforraad.rett("represntasjon") == "representasjon"
    assert {f[0] for f in sett} == {"r"}
    assert {len(f) for f in sett} <= set(range(11, 16))
    assert len(sett) < 40


# --- tabellene --------------------------------------------------------------------------------------------------


def test_tabellene_er_store_nok_og_uten_sirkler() -> None:
    lister = les_ordlister()
    assert len(lister.nynorsk) >= 600
    assert len(lister.engelsk) >= 500
    assert len(lister.synonymer) >= 200
    nb = {fold(v) for v in lister.nynorsk.values()}
    assert not [n for n in lister.nynorsk if len(n) == 1 and n[0] in nb and fold(lister.nynorsk[n]) != n[0]]


def test_nektelser_er_aldri_stoppord() -> None:
    lister = les_ordlister()
    assert {"ikke", "ikkje", "ingen", "uten", "utan", "not"} <= lister.nektelser
    assert not lister.nektelser & lister.stoppord


@pytest.mark.parametrize("fil", sorted(TABELLMAPPE.glob("*.tsv")), ids=lambda f: f.stem)
def test_hver_tabell_oppgir_opphav(fil: Path) -> None:
    hode = fil.read_text(encoding="utf-8").split("\n", 3)[:3]
    assert any("MIT" in linje or "NLOD" in linje for linje in hode)


@pytest.mark.parametrize(
    ("innhold", "melding"),
    [("kva\n", "felt"), ("kva\thva\nkva\tkvifor\n", "to ganger"), ("kva\t\n", "felt")],
    ids=["mangler felt", "motstrid", "tomt felt"],
)
def test_oedelagt_tabell_sier_fil_og_linje(tmp_path: Path, innhold: str, melding: str) -> None:
    for fil in TABELLMAPPE.glob("*.tsv"):
        (tmp_path / fil.name).write_bytes(fil.read_bytes())
    (tmp_path / "nynorsk.tsv").write_text(innhold, encoding="utf-8")
    with pytest.raises(KonfigFeil, match=melding) as feil:
        les_ordlister(tmp_path)
    assert "nynorsk.tsv:" in feil.value.hvor
