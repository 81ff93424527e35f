"""Veiledningen sier det forskriften sier: samme steder, tall, datoer, henvisninger og aktører, på begge målformer.

Den første delen trenger ingen kilde. Den andre holder hver del opp mot regelverket, når det er hentet eller ligger i
``../shared``; ellers hoppes den over med grunn.
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from assistent.feil import KildeFeil
from assistent.innlesing.hentet import les_hentet
from assistent.innlesing.lovdata import les_lovdata
from assistent.innlesing.manifest import Kildepost, les_manifest
from assistent.innlesing.sted import LEDDTALL
from assistent.konfig import ROT, Innstillinger
from assistent.modeller import Utdrag

KILDER = ROT / "kilder"
FORSKRIFT = "forskrift-2025-11-30-2373"
PARAGRAFER = [
    *("1-1", "1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "2-1", "2-2", "2-3", "2-4", "2-5", "2-6"),
    *("3-1", "3-2", "3-3", "3-4", "3-5", "4-1", "4-2", "5-1", "5-2", "5-3"),
]
REKKE = 12

_LEDD = "|".join(LEDDTALL)
_MELLOM = r"(?:, | og | eller | til )"
_STED_FORM = re.compile(rf"(?:[a-zæøå]+loven )?§ \d+(?:-\d+)?(?: [a-z])?(?: (?:{_LEDD}) ledd)?(?: bokstav [a-zæøå])?")
_HENVISNING = re.compile(
    r"(?:§ ?(?P<p>\d+(?:-\d+)*(?: [a-hj-z](?![\wæøå]))?))?"
    rf"(?: ?(?P<l>(?:{_LEDD})(?:{_MELLOM}(?:{_LEDD}))*) ledd\b)?"
    rf"(?: ?\bbokstav (?P<b>[a-zæøå](?:{_MELLOM}[a-zæøå])*)(?![\wæøå]))?"
)
_DATO = re.compile(
    r"\b(\d{1,2})\. (januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)(?: (\d{4}))?"
)
# «ett», «eitt» og «én» er tallord; «en», «ei», «et» og «eit» er artikler og telles ikke.
_TALLORD = {"ett": "1", "eitt": "1", "én": "1", "éin": "1", "to": "2", "tre": "3", "fire": "4", "fem": "5"}
_TALLORD |= {"seks": "6", "sju": "7", "syv": "7", "åtte": "8", "ni": "9", "ti": "10", "elleve": "11", "tolv": "12"}
_TALLORD |= {"femten": "15", "tjue": "20", "tretti": "30", "seksti": "60", "åtti": "80", "hundre": "100"}
_NYNORSK_LOVNAVN = {"rekneskap": "regnskap", "frivilligheits": "frivillighets", "lova": "loven"}
_AKTORER = {
    "IMDi": r"\bimdi",
    "departementet": r"(?<!inkluderings)departement",
    "Arbeids- og inkluderingsdepartementet": r"inkluderingsdepartement",
    "Riksrevisjonen": r"riksrevisjonen",
    "Stortinget": r"storting",
    "kommunen": r"kommun(?!ik)",
    "tilskuddsforvalteren": r"tilskuddsforvalter|tilskotsforvaltar",
    "Kongen": r"\bkongen\b",
}
# Lovene er gjengitt i kortform. Dette er utelatt fordi IMDi, ikke et kommunalt organ, er klageinstans (§ 4-2).
_UTELATT = {"forvaltningsloven § 28 tredje ledd": {"aktør kommunen"}}
_BARE_BOKMAAL = r"ikke|hvis|hvordan|hvem|hvilke[nt]?|hva|fra|noen|kravene|tilskudd\w*|søker\w*|gjøre|være"
_BARE_NYNORSK = r"ikkje|korleis|kven|kva|frå|nokon|krava|tilskot\w*|søkjer|søkjar\w*|gjere|vere|ein|eit|dei"


@dataclass(frozen=True)
class Del:
    """En del av veiledningen slik den står i filen."""

    fil: str
    paragraf: str
    sted: str
    nb: str
    nn: str

    @property
    def lov(self) -> str:
        return self.sted.split("§")[0].strip()


@lru_cache
def deler() -> tuple[Del, ...]:
    funnet: list[Del] = []
    for fil in sorted((KILDER / "veiledning").glob("*.yaml")):
        for p in yaml.safe_load(fil.read_text("utf-8"))["paragrafer"]:
            funnet += [
                Del(fil.name, p["paragraf"], d["sted"], d.get("nb") or "", d.get("nn") or "") for d in p["deler"]
            ]
    return tuple(funnet)


def hver_del() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("del_", [pytest.param(d, id=d.sted) for d in deler()])


def fakta(tekst: str, sted: str) -> set[str]:
    """Alt i teksten som må stemme: henvisninger, datoer, tall, lovnavn, kapitler og aktører."""
    tekst = " ".join(tekst.lower().split()).replace("annet ledd", "andre ledd").replace("syvende ledd", "sjuende ledd")
    tekst = re.sub(rf"§§ ?(\d[\d-]*{_MELLOM}\d[\d-]*)", lambda m: "§ " + re.sub(_MELLOM, " og § ", m[1]), tekst)
    egen = re.search(r"\d+(?:-\d+)?", sted)
    assert egen
    funn: set[str] = set()
    for m in _HENVISNING.finditer(tekst):
        if not (m["p"] or m["l"]):  # bare «bokstav a til d»: punktene i samme ledd
            continue
        alle_ledd = [f" {ledd} ledd" for ledd in re.split(_MELLOM, m["l"])] if m["l"] else [""]
        bokstaver = [f" bokstav {b}" for b in re.split(_MELLOM, m["b"])] if m["b"] else [""]
        funn |= {f"§ {m['p'] or egen[0]}{ledd}{bokstav}" for ledd in alle_ledd for bokstav in bokstaver}
    resten = _HENVISNING.sub(lambda m: " " if m[0] else "", tekst)  # uttrykket treffer også tomt
    funn |= {f"dato {m[1]}. {m[2]} {m[3] or ''}".strip() for m in _DATO.finditer(resten)}
    resten = _DATO.sub(" ", resten)
    funn |= {f"tall {n}" for n in re.findall(r"\d+", resten)}
    funn |= {f"tall {_TALLORD[o]}" for o in re.findall(r"\w+", resten) if o in _TALLORD}
    for navn in re.findall(r"\b(\w{3,}lov(?:en|a))s?\b", resten):
        for fra, til in _NYNORSK_LOVNAVN.items():
            navn = navn.replace(fra, til)
        if not sted.startswith(navn):
            funn.add(f"lov {navn}")
    funn |= {f"kapittel {k}" for k in re.findall(r"kapittel ([ivxlc]+|\d+)\b", resten)}
    return funn | {f"aktør {navn}" for navn, form in _AKTORER.items() if re.search(form, resten)}


def rekker(tekst: str) -> set[tuple[str, ...]]:
    ord_ = re.findall(r"\w+", tekst.lower())
    return {tuple(ord_[i : i + REKKE]) for i in range(len(ord_) - REKKE + 1)}


# --- uten kilde ---------------------------------------------------------------------------------------------------


def test_alle_paragrafene_i_forskriften_er_med_i_rekkefolge() -> None:
    funnet = dict.fromkeys(d.paragraf.removeprefix("§ ") for d in deler() if not d.lov)
    assert list(funnet) == PARAGRAFER


def test_hvert_sted_star_en_gang() -> None:
    steder = [d.sted for d in deler()]
    assert sorted({s for s in steder if steder.count(s) > 1}) == []


@hver_del()
def test_stedet_er_riktig_skrevet_og_horer_til_paragrafen(del_: Del) -> None:
    assert _STED_FORM.fullmatch(del_.sted)
    assert f"{del_.sted} ".startswith(f"{del_.paragraf} ")


@hver_del()
def test_begge_malformer_er_hele_setninger(del_: Del) -> None:
    for tekst in (del_.nb, del_.nn):
        assert re.fullmatch(r"[A-ZÆØÅ].*\.", tekst, re.DOTALL), f"ikke hele setninger: «{tekst}»"
        assert not re.search(r"[.?!] [a-zæøå]", re.sub(r"\b(nr|jf|f\.eks|\d+)\. ", "", tekst)), f"«{tekst}»"


@hver_del()
def test_malformene_er_ikke_blandet(del_: Del) -> None:
    assert re.findall(rf"\b(?:{_BARE_BOKMAAL})\b", del_.nn.lower()) == []
    assert re.findall(rf"\b(?:{_BARE_NYNORSK})\b", del_.nb.lower()) == []


@hver_del()
def test_malformene_har_samme_tall_datoer_henvisninger_og_aktorer(del_: Del) -> None:
    assert fakta(del_.nb, del_.sted) == fakta(del_.nn, del_.sted)


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ("Innen ett år og tre til fem år.", {"tall 1", "tall 3", "tall 5"}),
        ("En organisasjon på et sted.", set()),
        ("Per 31. desember, og 2. januar 2024 nr. 25.", {"dato 31. desember", "dato 2. januar 2024", "tall 25"}),
        (
            "Etter § 1-6 andre ledd bokstav c og d og § 1-4 bokstav i, kan",
            {"§ 1-6 andre ledd bokstav c", "§ 1-6 andre ledd bokstav d", "§ 1-4 bokstav i"},
        ),
        ("Etter første ledd, se bokstav a til d.", {"§ 2-4 første ledd"}),
        ("Domstolloven §§ 148 og 149, § 15 a.", {"lov domstolloven", "§ 148", "§ 149", "§ 15 a"}),
        ("Etter rekneskapslova kapittel VI.", {"lov regnskapsloven", "kapittel vi"}),
        ("IMDi og vertskommunen kommuniserer.", {"aktør IMDi", "aktør kommunen"}),
    ],
)
def test_fakta_leses_riktig(tekst: str, ventet: set[str]) -> None:
    assert fakta(tekst, "§ 2-4 andre ledd") == ventet


# --- mot regelverket ----------------------------------------------------------------------------------------------


@lru_cache
def poster() -> dict[str, Kildepost]:
    """Regelverket i kildelisten, etter kortnavn; forskriften har tom tekst."""
    return {p.kortnavn: p for p in les_manifest(KILDER, kontroller=False).hentes()}


@lru_cache
def raafil(lov: str) -> bytes | None:
    """Filen fra Lovdata: den hentede, ellers den i ../shared, ellers ``None``."""
    post = poster()[lov]
    assert post.hentes
    try:
        if hentet := les_hentet(Innstillinger().hentet, post.id):
            return hentet[0]
    except KildeFeil:  # en ødelagt fil prøves i testene av hentingen
        pass
    arkiv: Path = ROT.parent / "shared" / "lovdata" / post.hentes.arkiv
    if not arkiv.is_file():
        return None
    with tarfile.open(arkiv, "r|bz2") as tar:
        for medlem in tar:
            if medlem.name == post.hentes.medlem and (fil := tar.extractfile(medlem)):
                return fil.read()
    return None


@lru_cache
def _regelverk(lov: str) -> dict[str, Utdrag] | None:
    raa, post = raafil(lov), poster()[lov]
    if raa is None:
        return None
    utdrag = les_lovdata(raa, post.som_kilde(), kortnavn=lov, paragrafer=post.paragrafer).utdrag
    return {u.sted: u for u in utdrag}


def regelverk(lov: str) -> dict[str, Utdrag]:
    if (funnet := _regelverk(lov)) is None:
        pytest.skip(f"{lov or 'forskriften'} er ikke hentet: kjør «assistent kilder oppdater»")
    return funnet


@lru_cache
def _rekker_i(lov: str) -> frozenset[tuple[str, ...]]:
    return frozenset(rekker(re.sub(r"<[^>]+>", " ", (raafil(lov) or b"").decode("utf-8"))))


def test_stedene_er_de_samme_som_i_forskriften() -> None:
    i_forskriften, i_veiledningen = list(regelverk("")), [d.sted for d in deler() if not d.lov]
    assert i_veiledningen == i_forskriften


@pytest.mark.parametrize("lov", ["forvaltningsloven", "frivillighetsregisterloven"])
def test_lovene_er_delt_ved_steder_som_finnes_og_alle_paragrafene_er_nevnt(lov: str) -> None:
    i_veiledningen = [d for d in deler() if d.lov == lov]
    assert {d.sted for d in i_veiledningen} <= set(regelverk(lov))
    assert {d.paragraf for d in i_veiledningen} == {f"{lov} {p}" for p in poster()[lov].paragrafer}


@hver_del()
def test_delen_har_alt_regelen_har_og_ikke_noe_mer(del_: Del) -> None:
    """Et listepunkt kan også gjenta det innledningen til listen sier."""
    kilde = regelverk(del_.lov)[del_.sted]
    i_delen, i_regelen = fakta(del_.nb, del_.sted), fakta(kilde.tekst, del_.sted)
    tillatt = i_regelen | fakta(kilde.innleder, del_.sted)
    assert sorted(i_regelen - i_delen - _UTELATT.get(del_.sted, set())) == [], "mangler i veiledningen"
    assert sorted(i_delen - tillatt) == [], "står ikke i regelverket"


@hver_del()
def test_delen_er_skrevet_med_egne_ord(del_: Del) -> None:
    regelverk(del_.lov)
    like = (rekker(del_.nb) | rekker(del_.nn)) & _rekker_i(del_.lov)
    assert sorted(" ".join(r) for r in like) == []
