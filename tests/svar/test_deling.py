"""Flere spørsmål i én melding, og oppfølgingsspørsmål."""

from __future__ import annotations

import pytest

from assistent.modeller import Melding
from assistent.svar.deling import del_opp, delsporsmal, trenger_kontekst


@pytest.mark.parametrize(
    ("melding", "deler"),
    [
        ("Kan vi søke, og hva må vi dokumentere?", ("Kan vi søke", "hva må vi dokumentere?")),
        ("når er fristen og hvor mye penger kan vi få", ("når er fristen", "hvor mye penger kan vi få")),
        ("Vi er en liten forening. Kan vi søke? Må vi ha revisor?", ("Kan vi søke?", "Må vi ha revisor?")),
        ("korleis klagar me, og kor lang tid har me?", ("korleis klagar me", "kor lang tid har me?")),
        (
            "What are the requirements and when is the deadline?",
            ("What are the requirements", "when is the deadline?"),
        ),
        ("må vi ha statsautorisert revisor og årsregnskap", ("må vi ha statsautorisert revisor og årsregnskap",)),
        ("ok, og når får vi svar da?", ("når får vi svar da?",)),
        (
            "Hva slags revisor må vi bruke, og må forbruket vises for seg?",
            ("Hva slags revisor må vi bruke", "må forbruket vises for seg?"),
        ),
        (
            "Holder det med regnskapsfører, eller må vi betale for revisor?",
            ("Holder det med regnskapsfører, eller må vi betale for revisor?",),
        ),
        (
            "Hvis vi får penger, hva må vi rapportere, og når er fristen?",
            ("Hvis vi får penger, hva må vi rapportere", "når er fristen?"),
        ),
        ("frist", ("frist",)),
        ("Vi lurer på reglene for klage", ("Vi lurer på reglene for klage",)),
    ],
)
def test_deling(melding: str, deler: tuple[str, ...]) -> None:
    assert del_opp(melding) == deler


@pytest.mark.parametrize(
    ("melding", "trenger"),
    [
        ("og hva med dokumentasjon?", True),
        ("gjelder det også små organisasjoner?", True),
        ("hvorfor det?", True),
        ("Hvilke krav stilles til vedtektene for et ressurssenter?", False),
    ],
)
def test_oppfolging_kjennes_igjen(melding: str, trenger: bool) -> None:
    assert trenger_kontekst(melding) is trenger


def test_konteksten_er_siste_sporsmaal_fra_brukeren_som_staar_alene() -> None:
    historikk = (
        Melding("bruker", "Hvilke krav stilles til revisor for ressurssentre?"),
        Melding("assistent", "Regnskapet skal bekreftes."),
        Melding("bruker", "og hvorfor det?"),
        Melding("assistent", "Det står ikke."),
    )
    (del_,) = delsporsmal("gjelder det alle?", historikk)
    assert del_.avhengig
    assert del_.kontekst == "Hvilke krav stilles til revisor for ressurssentre? og hvorfor det?"


@pytest.mark.parametrize(
    ("melding", "deler"),
    [
        ("Styrelederen har gått av, kven skal vi melde det til?", 1),
        ("Our treasurer resigned last month, who do we have to tell?", 1),
        ("Vi fikk avslag i går, hvor lang frist har vi?", 1),
        ("revisor, og når er fristen?", 2),
        ("Vi synes avslaget er urimelig, kan dere gjøre om på det?", 2),
        ("Må vi ha revisor, og når er fristen?", 2),
    ],
)
def test_det_som_fortelles_foran_sporreordet_er_ikke_et_eget_sporsmal(melding: str, deler: int) -> None:
    assert len(del_opp(melding)) == deler
