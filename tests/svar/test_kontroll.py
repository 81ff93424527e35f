"""Porten: det som ikke holder, slipper ikke gjennom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistent.modeller import Utdrag
from assistent.svar.kontroll import Pastand, Sitat, Utkast, kontroller, manglende_punkter, mangler
from assistent.svar.sitat import setninger, velg_sitat

STED = Utdrag(
    "k#§ 9-1",
    "k",
    "forskrift",
    "§ 9-1",
    "Foreningen må ha holdt på i minst tre år. Styret skal ha fem medlemmer, jf. Foreningsloven § 4.",
    tittel="§ 9-1 Krav til foreningen",
)
GOD = Pastand("Foreningen må ha holdt på i minst tre år.", (STED,))


def finnes(id_: str) -> bool:
    return id_ == STED.id


@pytest.mark.parametrize(
    ("pastand", "grunn"),
    [
        pytest.param(GOD, "", id="dekket"),
        pytest.param(replace(GOD, tekst="Foreningen må ha holdt på i minst fire år."), "opplysninger uten", id="tall"),
        pytest.param(replace(GOD, tekst="Foreningen må følge § 9-2."), "opplysninger uten", id="paragraf"),
        pytest.param(replace(GOD, tekst="Foreningen må følge § 9-1 om styret."), "", id="stedets eget navn"),
        pytest.param(replace(GOD, kilder=()), "uten kilde", id="ingen kilde"),
        pytest.param(replace(GOD, kilder=(replace(STED, id="borte"),)), "finnes ikke", id="sted som ikke finnes"),
        pytest.param(replace(GOD, tekst="Kommunen betaler husleie og strøm."), "for lite støtte", id="annet innhold"),
        pytest.param(Pastand("Det er 9 dager igjen.", egen=True), "uten kilde", id="egen setning med tall"),
        pytest.param(Pastand("Det er 9 dager igjen.", beregnet=frozenset({"9"}), egen=True), "", id="beregnet tall"),
    ],
)
def test_pastand(pastand: Pastand, grunn: str) -> None:
    funnet = mangler(pastand, "nb", finnes)
    assert grunn in funnet if grunn else funnet == ""


@pytest.mark.parametrize(
    ("sitat", "holder"),
    [
        pytest.param("Styret skal ha fem medlemmer", True, id="ordrett del"),
        pytest.param("Styret  skal\nha fem medlemmer", True, id="bare blanke er ulike"),
        pytest.param("Styret skal ha seks medlemmer", False, id="endret ord"),
        pytest.param("", False, id="tomt"),
    ],
)
def test_sitatet_maa_vaere_ordrett(sitat: str, holder: bool) -> None:
    ut = kontroller(Utkast((GOD,), (Sitat(STED, sitat),)), "nb", finnes)
    assert (len(ut.sitater) == 1) is holder
    assert bool(ut.avvik) is not holder


def test_det_som_ikke_holder_blir_borte_og_resten_staar() -> None:
    daarlig = replace(GOD, tekst="Foreningen må ha 80 medlemmer i styret.")
    ut = kontroller(Utkast((GOD, daarlig), forbered=(daarlig, GOD)), "nb", finnes)
    assert ut.pastander == (GOD,)
    assert ut.forbered == (GOD,)
    assert len(ut.avvik) == 2


def test_punkter_som_mangler_i_en_samlet_liste() -> None:
    andre = replace(STED, id="k#§ 9-1 bokstav b", sted="§ 9-1 bokstav b")
    assert manglende_punkter(Utkast((GOD,), hele=(STED, andre))) == (andre,)
    assert manglende_punkter(Utkast((GOD,), (Sitat(andre, "Styret"),), hele=(STED, andre))) == ()


def test_setninger_deles_ikke_etter_forkortelse() -> None:
    assert [STED.tekst[a:b] for a, b in setninger(STED.tekst)] == [
        "Foreningen må ha holdt på i minst tre år.",
        "Styret skal ha fem medlemmer, jf. Foreningsloven § 4.",
    ]


def test_sitatet_er_den_korteste_delen_som_dekker_paastanden() -> None:
    fyll = "Møtene holdes hver høst i kommunen der laget hører hjemme. " * 4
    lang = replace(STED, tekst=f"{fyll}Foreningen må ha holdt på i minst tre år. {fyll}".strip())
    assert velg_sitat(lang, ["Dere må ha holdt på i minst 3 år."]) == "Foreningen må ha holdt på i minst tre år."
    assert velg_sitat(STED, ["Hva som helst"]) == STED.tekst
