"""Ordsøket: poengene kan regnes etter for hånd, dekningen betyr det den sier, og indeksen kan lagres."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from assistent.sok.leksikalsk import VEKT_ENESTE, LeksikalskIndeks
from assistent.sok.norsk import Alternativ, Analyse, Gruppe


def _gruppe(*termer: str, innhold: bool = True) -> Gruppe:
    return Gruppe(termer[0], (Alternativ(termer, 1.0, "selv"),), innhold)


@pytest.fixture
def indeks() -> LeksikalskIndeks:
    return LeksikalskIndeks.bygg({"a": ["frist", "søknad"], "b": ["søknad", "krav"], "c": ["klage", "vedtak"]})


def test_poenget_er_bm25_delt_paa_det_hoyest_mulige(indeks: LeksikalskIndeks) -> None:
    vurdering = indeks.vurder([_gruppe("frist"), _gruppe("søknad")])
    idf_frist, idf_soknad = log(1 + 2.5 / 1.5), log(1 + 1.5 / 2.5)
    metning = 1 / (1 + 1.2)  # ett treff i en tekst med snittlengde
    ventet = metning * (idf_frist + idf_soknad) / (idf_frist + idf_soknad)
    np.testing.assert_allclose(vurdering.poeng[0], ventet, rtol=1e-5)
    np.testing.assert_allclose(vurdering.poeng[1], metning * idf_soknad / (idf_frist + idf_soknad), rtol=1e-5)
    assert vurdering.poeng[2] == 0


def test_dekningen_er_den_idf_vektede_andelen_av_innholdsordene(indeks: LeksikalskIndeks) -> None:
    vurdering = indeks.vurder([_gruppe("frist"), _gruppe("søknad"), _gruppe("ikke", innhold=False)])
    idf_frist, idf_soknad = indeks.idf("frist"), indeks.idf("søknad")
    np.testing.assert_allclose(vurdering.dekning, [1, idf_soknad / (idf_frist + idf_soknad), 0], rtol=1e-5)


def test_ukjent_ord_trekker_ned_baade_poeng_og_dekning(indeks: LeksikalskIndeks) -> None:
    uten = indeks.vurder([_gruppe("frist")])
    med = indeks.vurder([_gruppe("frist"), _gruppe("pizza")])
    assert indeks.idf("pizza") > indeks.idf("frist")
    assert 0 < med.poeng[0] < uten.poeng[0]
    assert med.dekning[0] < 0.5 < uten.dekning[0] == 1


def test_annen_lesemaate_teller_mindre_enn_ordet_selv(indeks: LeksikalskIndeks) -> None:
    begge = Gruppe("frist", (Alternativ(("frist",), 1.0, "selv"), Alternativ(("klage",), 0.5, "synonym")))
    poeng = indeks.vurder([begge]).poeng
    np.testing.assert_allclose(poeng[2], poeng[0] / 2, rtol=1e-5)


def test_eneste_kjente_lesemaate_teller_nesten_fullt(indeks: LeksikalskIndeks) -> None:
    engelsk = Gruppe("appeal", (Alternativ(("appeal",), 1.0, "selv"), Alternativ(("klage",), 0.5, "engelsk")))
    vurdering = indeks.vurder([engelsk])
    np.testing.assert_allclose(vurdering.poeng[2], VEKT_ENESTE * indeks.vurder([_gruppe("klage")]).poeng[2], rtol=1e-5)
    assert vurdering.dekning[2] == 1


def test_leddene_i_et_ukjent_sammensatt_ord_gir_delvis_dekning(indeks: LeksikalskIndeks) -> None:
    vurdering = indeks.vurder([_gruppe("søknadsfrist", "søknad", "frist")])
    assert vurdering.dekning[0] == 1
    assert 0 < vurdering.dekning[1] < 0.5
    assert vurdering.dekning[2] == 0


def test_poeng_og_dekning_holder_seg_mellom_null_og_en(tekster: dict[str, str]) -> None:
    analyse = Analyse.laer(tekster.values())
    indeks = LeksikalskIndeks.bygg({id_: analyse.termer(t) for id_, t in tekster.items()})
    for sporsmal in (*tekster.values(), "frist frist frist", "tilskudd til bil og PC", "pizza"):
        vurdering = indeks.vurder(analyse.grupper(sporsmal))
        for verdier in (vurdering.poeng, vurdering.dekning):
            assert np.isfinite(verdier).all()
            assert verdier.min() >= 0
            assert verdier.max() <= 1


def test_lagret_indeks_gir_samme_poeng(indeks: LeksikalskIndeks, tmp_path: Path) -> None:
    indeks.lagre(tmp_path / "ord")
    igjen = LeksikalskIndeks.les(tmp_path / "ord")
    sporsmal = [_gruppe("frist"), _gruppe("søknad"), _gruppe("pizza")]
    assert igjen.ider == indeks.ider
    np.testing.assert_array_equal(igjen.vurder(sporsmal).poeng, indeks.vurder(sporsmal).poeng)


@pytest.mark.parametrize("termer", [{}, {"a": [], "b": []}], ids=["ingen tekster", "bare tomme tekster"])
def test_tom_indeks_svarer_med_null(termer: dict[str, list[str]], tmp_path: Path) -> None:
    LeksikalskIndeks.bygg(termer).lagre(tmp_path)
    indeks = LeksikalskIndeks.les(tmp_path)
    assert len(indeks) == len(termer)
    assert not indeks.vurder([_gruppe("frist")]).poeng.any()


def test_ider_som_ikke_passer_til_tekstene_oppdages(indeks: LeksikalskIndeks, tmp_path: Path) -> None:
    indeks.lagre(tmp_path)
    (tmp_path / "ider.json").write_text('["a", "b"]', encoding="utf-8")
    with pytest.raises(ValueError, match="2 id-er, men 3 tekster"):
        LeksikalskIndeks.les(tmp_path)
