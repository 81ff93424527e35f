"""Lysbildene: brutte linjer settes sammen etter regler, og ordene er kildens i samme rekkefølge."""

from __future__ import annotations

import pytest

from assistent.feil import KildeFeil
from assistent.innlesing.lysbilder import Lysbildeunntak, les_lysbilder
from assistent.innlesing.manifest import les_manifest
from assistent.modeller import Kilde, Utdrag

from .conftest import ROT

KILDE = Kilde("m", "Møte", "U", "informasjon")


def les(tekst: str, **unntak: object) -> dict[str, str]:
    return {u.sted: u.tekst for u in les_lysbilder(tekst, KILDE, Lysbildeunntak.model_validate(unntak))}


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        pytest.param("T\n\n• en to \n\ntre", "• en to tre", id="tom linje midt i et punkt"),
        pytest.param("T\n◆ Bor i \nNorge nå\n", "• Bor i Norge nå", id="stor forbokstav midt i en setning"),
        pytest.param("T:\n-en\n-to", "• en\n• to", id="strek uten mellomrom er et punkt"),
        pytest.param("T\n• en\n2\nFor\n• to", "• en 2\nFor\n• to", id="innleder foran neste liste"),
        pytest.param("T\n• en og\n• to\n• tre", "• en og to\n• tre", id="punkt som slutter med «og»"),
        pytest.param("T\n• en og\n• To", "• en og\n• To", id="stor forbokstav er nytt punkt"),
        pytest.param("T\n\nFrist: 1. mai\nkl. 12\n\nSvar: juni", "Frist: 1. mai kl. 12\nSvar: juni", id="ledetekster"),
        pytest.param("T\n\nPost a@b.no\n\nmailto:a@b.no", "Post a@b.no", id="adressen én gang"),
        pytest.param("T\n• Ramme:  4,5  mill.", "• Ramme: 4,5 mill.", id="to mellomrom"),
    ],
)
def test_linjer_settes_sammen(tekst: str, ventet: str) -> None:
    assert les(tekst) == {"lysbilde 1: T": ventet}


def test_tittel_over_to_linjer_og_bilder_uten_innhold() -> None:
    lest = les("\nEn tittel \nover to\n\ninnhold\n\n\n\nSpørsmål?\n\n\nTo:\ntekst\n\n\n\nTakk!\n ")
    assert lest == {"lysbilde 1: En tittel over to": "innhold", "lysbilde 3: To": "tekst"}


def test_unntak() -> None:
    assert les("en to\n\nTittel", tittel_nederst=[1]) == {"lysbilde 1: Tittel": "en to"}
    assert les("T\n\n• En,\n• to\n• tre", en_setning=[1]) == {"lysbilde 1: T": "En, to tre"}
    under = [{"lysbilde": 1, "under": 2, "antall": 2}]
    assert les("T\n• a\n• minst ett:\n• b\n• c\n• d", underpunkter=under) == {
        "lysbilde 1: T": "• a\n• minst ett:\n  • b\n  • c\n• d"
    }


@pytest.mark.parametrize(
    "unntak",
    [
        {"underpunkter": [{"lysbilde": 1, "under": 1, "antall": 1}]},
        {"underpunkter": [{"lysbilde": 1, "under": 2, "antall": 5}]},
        {"en_setning": [7]},
    ],
    ids=["under punkt uten kolon", "flere enn det er", "lysbilde som ikke finnes"],
)
def test_unntak_som_ikke_passer_er_en_feil(unntak: dict[str, object]) -> None:
    with pytest.raises(KildeFeil, match=r"lysbilde"):
        les("T\n• a\n• minst ett:\n• b", **unntak)


@pytest.fixture(scope="module")
def ekte() -> tuple[str, list[Utdrag]]:
    manifest = les_manifest(ROT / "kilder")
    post = next(p for p in manifest.poster if p.id == "informasjonsmote-2026-01-08")
    tekst = manifest.filer(post)[0].read_text("utf-8")
    return tekst, list(les_lysbilder(tekst, post.som_kilde(), post.lysbilder))


def test_informasjonsmotet_har_sine_seksten_lysbilder(ekte: tuple[str, list[Utdrag]]) -> None:
    assert [u.sted for u in ekte[1]] == [
        "lysbilde 1: Driftstilskudd til nasjonale ressurssentre for integrering 2026",
        "lysbilde 2: Litt om bakgrunn og ny forskrift",
        "lysbilde 3: Hovedmål",
        "lysbilde 4: Delmål A",
        "lysbilde 5: Delmål B",
        "lysbilde 6: Delmål C",
        "lysbilde 7: Delmål D",
        "lysbilde 8: Søkere må oppfylle disse kravene",
        "lysbilde 9: Nasjonale ressurssentre for integrering",
        "lysbilde 10: Størrelse på tilskuddet og tilskuddsperiode",
        "lysbilde 11: Krav til innhold i søknaden",
        "lysbilde 12: Krav til søknaden - dokumentasjon",
        "lysbilde 13: Vurdering av søknader – hva legger vi vekt på?",
        "lysbilde 14: For nasjonale ressurssentre legger vi spesielt vekt på",
        "lysbilde 15: Viktige frister",
        "lysbilde 16: Kontaktinformasjon til IMDi",
    ]


def test_hver_linje_star_ordrett_i_kilden(ekte: tuple[str, list[Utdrag]]) -> None:
    def ord_(tekst: str) -> str:
        return " ".join(o.lstrip("◆•-") for o in tekst.split() if o.lstrip("◆•-"))

    raa = f" {ord_(ekte[0])} "
    for u in ekte[1]:
        for linje in u.tekst.split("\n"):
            assert f" {ord_(linje)} " in raa, linje


def test_innholdet_leses_riktig(ekte: tuple[str, list[Utdrag]]) -> None:
    tekst = {int(u.sted.split()[1].rstrip(":")): u.tekst for u in ekte[1]}
    krav = tekst[8].split("\n")
    assert [linje.startswith("  • ") for linje in krav] == [False, False, False, True, True, True, False]
    assert krav[2].endswith("minst ett av disse kravene:")
    assert tekst[6].startswith("Motvirkning av barrierer") and "\n" not in tekst[6]
    assert "barrierer" not in tekst[5] + tekst[7]
    assert [linje[0] == "•" for linje in tekst[11].split("\n")] == [False, True, True, False, True, True, True, True]
    assert len(tekst[14].split("\n")) == 2
    assert tekst[15].split("\n")[0] == "Søknadsfrist: 21. januar 2026 kl. 23.59"
    assert tekst[16] == "Epost frivillighet@imdi.no Telefon 400 21 005"
