"""Regner ut vektene i ``assistent/svar/sikkerhet.py``, og skriver presisjon og dekning til ``evaluering/funnet.md``.

Bruk: ``python -m verktoy.kalibrer --ut evaluering``

Spørsmål med svar i kildene er saker der fasiten er «besvart», og alle i ``steder.jsonl``. Spørsmål uten er saker der
fasiten er at kildene tier eller at spørsmålet er utenfor temaet, og hverdagsspørsmål til andre etater
(``offentlig-faq``). Tallene er fra kryssvalidering: hvert spørsmål er vurdert av vekter regnet ut uten det.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import astuple, fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistent.evaluering.svar import les_saker
from assistent.oppsett import lag_motor
from assistent.svar.motor import Motor
from assistent.svar.sikkerhet import IKKE_FUNNET, Trekk

ROT = Path(__file__).resolve().parent.parent
DAG = date(2026, 1, 12)
TERSKLER = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9)
BOLKER = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
FRO = 2026
Tall = npt.NDArray[np.float64]


def sporsmal(mappe: Path) -> Iterator[tuple[str, str, bool]]:
    """(sett, spørsmål, om kildene svarer). Saker der flere utfall er rette, er utelatt."""
    for fil in (*sorted(mappe.glob("utvikling-*.jsonl")), mappe / "steder.jsonl"):
        for sak in les_saker(fil):
            svarer = "besvart" in sak.status
            tier = bool({"ingen_kilde", "utenfor_tema"} & set(sak.status))
            if svarer != tier and not sak.historikk:
                yield fil.stem, sak.sporsmal, svarer
    for fil in sorted((mappe / "offentlig-faq").glob("queries-??.jsonl")):
        for linje in fil.read_text("utf-8").splitlines()[::2]:
            yield "andre etater", json.loads(linje)["text"], False


def trekk(motor: Motor, tekst: str) -> Trekk:
    """Trekkene til det første delspørsmålet i teksten."""
    return motor.trekk(tekst, dato=DAG)[0]


def tilpass(x: Tall, y: npt.NDArray[np.bool_]) -> tuple[Any, Tall]:
    """Modellen tilpasset alt, og sannsynlighetene fra tidelt kryssvalidering."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    modell = LogisticRegression(C=10)
    deler = StratifiedKFold(10, shuffle=True, random_state=FRO)
    sannsynlig = cross_val_predict(modell, x, y, cv=deler, method="predict_proba")[:, 1]
    return modell.fit(x, y), sannsynlig


def _andel(teller: int, nevner: int) -> str:
    return f"{teller / nevner:.3f} ({teller} av {nevner})".replace(".", ",") if nevner else "–"


def rapport(sett: list[str], y: npt.NDArray[np.bool_], p: Tall) -> str:
    """Tabellene i Markdown."""
    from sklearn.metrics import roc_auc_score

    tier = ~y
    ut = [
        "# Funnet, eller ikke i kildene",
        "",
        "Skrevet av `python -m verktoy.kalibrer`. Kryssvalidert: hvert spørsmål er vurdert av vekter regnet ut uten "
        f"det. {int(y.sum())} spørsmål med svar i kildene, {int(tier.sum())} uten. Areal under ROC-kurven: "
        + f"{roc_auc_score(y, p):.3f}.".replace("0.", "0,"),
        "",
        "| grense | ikke i kildene: presisjon | ikke i kildene: dekning | funnet: presisjon | funnet: dekning |",
        "|---|---|---|---|---|",
    ]
    for grense in TERSKLER:
        under = p < grense
        merke = " (valgt)" if grense == IKKE_FUNNET else ""
        tall = (
            _andel(int((under & tier).sum()), int(under.sum())),
            _andel(int((under & tier).sum()), int(tier.sum())),
            _andel(int((~under & y).sum()), int((~under).sum())),
            _andel(int((~under & y).sum()), int(y.sum())),
        )
        ut.append(f"| {grense}{merke} | {' | '.join(tall)} |".replace("0.", "0,"))
    ut += [
        "",
        "Ved den valgte grensen, per sett:",
        "",
        "| sett | beholdt med svar | avvist uten svar |",
        "|---|---|---|",
    ]
    for navn in dict.fromkeys(sett):
        her = np.array([s == navn for s in sett])
        beholdt = _andel(int((her & y & (p >= IKKE_FUNNET)).sum()), int((her & y).sum()))
        avvist = _andel(int((her & tier & (p < IKKE_FUNNET)).sum()), int((her & tier).sum()))
        ut.append(f"| {navn} | {beholdt} | {avvist} |")
    ut += [
        "",
        "Hvor godt tallet stemmer:",
        "",
        "| tallet | spørsmål | snitt av tallet | andel med svar |",
        "|---|---|---|---|",
    ]
    for fra, til in pairwise(BOLKER):
        her = (p >= fra) & ((p < til) | (til == 1.0))
        if her.any():
            rad = f"| {fra}–{til} | {int(her.sum())} | {p[her].mean():.2f} | {y[her].mean():.2f} |"
            ut.append(rad.replace(".", ","))
    return "\n".join(ut) + "\n"


def main() -> None:
    valg = argparse.ArgumentParser(description="Kalibrerer sannsynligheten for at kildene svarer.")
    valg.add_argument("--ut", type=Path, default=ROT / "evaluering")
    arg = valg.parse_args()
    motor = lag_motor()
    alle = list(sporsmal(ROT / "evaluering"))
    x = np.array([astuple(trekk(motor, tekst)) for _, tekst, _ in alle])
    y = np.array([svarer for _, _, svarer in alle])
    modell, p = tilpass(x, y)
    vekter = ", ".join(f"{f.name}={v:.1f}" for f, v in zip(fields(Trekk), modell.coef_[0], strict=True))
    print(f"VEKTER = Trekk({vekter})\nGRUNN = {modell.intercept_[0]:.1f}")
    (arg.ut / "funnet.md").write_text(rapport([s for s, _, _ in alle], y, p), "utf-8")


if __name__ == "__main__":
    main()
