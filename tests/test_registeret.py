"""Registeret som følger med: hver setning holder i porten, i begge målformer, før og etter fristen, i begge tilstander.

«Med» er når regelverket er hentet (fra en loopback-tjener over ``../shared``), «uten» er når bare veiledningen finnes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from assistent.innlesing.alt import Kildesamling, les_alle
from assistent.konfig import Innstillinger
from assistent.modeller import Malform
from assistent.register import Register, kontroller_henvisninger
from assistent.registerfil import les_register
from assistent.svar.kontroll import kontroller, manglende_punkter, ordrett
from assistent.svar.sammensetting import Sammensetter, lag_dag

REGISTER = les_register(Innstillinger().kilder)
EMNER = {o.id: o for o in REGISTER.alle()}
DATOER = (date(2026, 1, 12), date(2026, 1, 21), date(2026, 11, 23))
MALFORMER: tuple[Malform, ...] = ("nb", "nn", "en")
KRAV = {
    *("frivillig_organisasjon", "frivillighetsregisteret", "formal", "eksistert_tre_ar", "representasjon"),
    *("bredt_nedslagsfelt", "ulike_innvandrergrupper", "hovedaktivitet", "tjenester_nasjonalt", "kunnskapsgrunnlag"),
    *("kontaktflater", "samarbeid", "nasjonal_organisasjon", "ikke_dobbel_drift"),
}


@dataclass(frozen=True)
class Tilstand:
    """Kildene med eller uten hentet regelverk, og sammensetteren over dem."""

    samling: Kildesamling
    setter: Sammensetter


@pytest.fixture(scope="module", params=["uten", "med"])
def tilstand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tilstand]:
    if request.param == "med":
        hentet = request.getfixturevalue("hentet_regelverk")
    else:
        hentet = tmp_path_factory.mktemp("tomt")
    samling = les_alle(Innstillinger(hentet=hentet))
    assert samling.forskrift_hentet is (request.param == "med")
    yield Tilstand(samling, Sammensetter(samling, REGISTER))


def test_alle_henvisninger_finnes(tilstand: Tilstand) -> None:
    def finnes(sted: str) -> bool:
        tilstand.samling.finn(sted)
        return True

    kontroller_henvisninger(REGISTER, finnes)


@pytest.mark.parametrize("emne_id", sorted(EMNER))
def test_hver_setning_holder_i_porten(tilstand: Tilstand, emne_id: str) -> None:
    ider = {u.id for u in tilstand.samling.utdrag}
    feil = []
    for dato in DATOER:
        for malform in MALFORMER:
            dag = lag_dag(REGISTER, dato, malform)
            delsvar = tilstand.setter.fra_emne(EMNER[emne_id], dag, malform)
            ut = kontroller(delsvar.utkast, malform, lambda id_: id_ in ider)
            feil += [f"{malform} {dato}: {a}" for a in ut.avvik]
            if not ut.pastander:
                feil.append(f"{malform} {dato}: ingen setning igjen")
            if rest := manglende_punkter(delsvar.utkast):
                feil.append(f"{malform}: listen er ikke hel, mangler {[u.sted for u in rest]}")
            feil += [f"uutfylt plassholder: {p.tekst}" for p in ut.pastander if "{" in p.tekst]
            assert all(ordrett(s) for s in ut.sitater)
    assert not feil, "\n".join(dict.fromkeys(feil))


def test_alle_kravene_i_kontrakten_finnes_med_sporsmaal_og_forberedelse() -> None:
    for id_ in KRAV:
        emne = EMNER[id_]
        assert emne.gruppe == "krav"
        assert emne.sporsmal and emne.hvorfor and emne.forbered, id_


@pytest.mark.parametrize("emne_id", sorted(EMNER))
def test_hver_oppforing_kan_kjennes_igjen_paa_begge_malformer(emne_id: str) -> None:
    former = EMNER[emne_id].formuleringer or {}
    assert len(former.get("nb", ())) >= 5
    assert len(former.get("nn", ())) >= 3


def test_neste_aar_er_de_samme_kravene_uten_overgangen() -> None:
    forste, neste = REGISTER.ordninger[:2]
    assert (forste.tilskuddsar, neste.tilskuddsar) == (2026, 2027)
    assert neste.soknadsfrist.tidspunkt is None
    assert {o.id for o in forste.oppforinger} - {o.id for o in neste.oppforinger} == {"overgang_2026"}
    assert {o.id for o in neste.oppforinger if o.gruppe == "krav"} >= KRAV


@pytest.mark.parametrize(
    ("dato", "ar", "siste", "status"),
    [
        (date(2026, 1, 12), 2026, 2026, "apen"),
        (date(2026, 1, 21), 2026, 2026, "apen"),
        (date(2026, 1, 22), 2027, 2026, "ute"),
        (date(2026, 11, 23), 2027, 2026, "ute"),
    ],
)
def test_utlysningen_som_gjelder_paa_dagen(dato: date, ar: int, siste: int, status: str) -> None:
    assert REGISTER.gjeldende(dato).tilskuddsar == ar
    kunngjort = REGISTER.siste_kunngjorte(dato)
    assert (kunngjort.tilskuddsar, kunngjort.soknadsfrist.status(dato)) == (siste, status)


def test_registeret_er_et_register() -> None:
    assert isinstance(REGISTER, Register)
    assert len(EMNER) > 100
