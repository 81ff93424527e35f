"""Regner ut vektene i ``assistent/svar/sikkerhet.py``, og skriver presisjon og dekning til ``evaluering/funnet.md``.

Bruk: ``python -m verktoy.kalibrer --ut evaluering``

Spørsmål med svar i kildene er saker der fasiten er «besvart», og alle i ``steder.jsonl``. Spørsmål uten er saker der
fasiten er at kildene tier eller at spørsmålet er utenfor temaet, og hverdagsspørsmål til andre etater
(``offentlig-faq``). Tallene er fra kryssvalidering: hvert spørsmål er vurdert av vekter regnet ut uten det.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistent.evaluering.svar import les_saker
from assistent.oppsett import lag_motor
from assistent.register import MANGLER
from assistent.svar.motor import Motor
from assistent.svar.sikkerhet import IKKE_FUNNET, Trekk

ROT = Path(__file__).resolve().parent.parent
DAG = date(2026, 1, 12)
TERSKLER = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9)
BOLKER = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
FRO = 2026
Tall = npt.NDArray[np.float64]


def sporsmal(mappe: Path) -> Iterator[tuple[str, str, str, bool]]:
    """(sett, gruppe, spørsmål, om kildene svarer). Samme spørsmål på tre språk er én gruppe.

    Saker der flere utfall er rette, er utelatt.
    """
    for fil in (*sorted(mappe.glob("utvikling-*.jsonl")), mappe / "steder.jsonl"):
        for sak in les_saker(fil):
            svarer = "besvart" in sak.status
            tier = bool({"ingen_kilde", "utenfor_tema"} & set(sak.status))
            if svarer != tier and not sak.historikk:
                yield fil.stem, f"{fil.stem}:{sak.id}", sak.sporsmal, svarer
    for fil in sorted((mappe / "offentlig-faq").glob("queries-??.jsonl")):
        for linje in fil.read_text("utf-8").splitlines()[::2]:
            post = json.loads(linje)
            yield "andre etater", post["_id"].rsplit("-", 1)[0], post["text"], False


def trekk(motor: Motor, tekst: str) -> Trekk:
    """Trekkene til det første delspørsmålet i teksten."""
    return motor.trekk(tekst, dato=DAG)[0]


def avviser(motor: Motor, tekst: str) -> bool:
    """Om svaret er at kildene tier: statusen, eller en oppføring som bare sier det."""
    svar = motor.svar(tekst, dato=DAG)
    tier = {e.id for e in motor.register.alle() if e.gruppe == MANGLER}
    return svar.status in {"ingen_kilde", "utenfor_tema"} or (bool(svar.emner) and set(svar.emner) <= tier)


def tilpass(x: Tall, y: npt.NDArray[np.bool_], grupper: Sequence[str]) -> tuple[Any, Tall]:
    """Modellen tilpasset alt, og sannsynlighetene fra tidelt kryssvalidering med hver gruppe i samme del."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    modell = LogisticRegression(C=10)
    deler = StratifiedGroupKFold(10, shuffle=True, random_state=FRO)
    sannsynlig = cross_val_predict(modell, x, y, groups=grupper, cv=deler, method="predict_proba")[:, 1]
    return modell.fit(x, y), sannsynlig


def _andel(teller: int, nevner: int) -> str:
    return f"{teller / nevner:.3f} ({teller} av {nevner})".replace(".", ",") if nevner else "–"


def rapport(sett: list[str], y: npt.NDArray[np.bool_], p: Tall, avvist: npt.NDArray[np.bool_]) -> str:
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
        lavt = p < grense
        merke = " (valgt)" if grense == IKKE_FUNNET else ""
        tall = (
            _andel(int((lavt & tier).sum()), int(lavt.sum())),
            _andel(int((lavt & tier).sum()), int(tier.sum())),
            _andel(int((~lavt & y).sum()), int((~lavt).sum())),
            _andel(int((~lavt & y).sum()), int(y.sum())),
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
        under = _andel(int((her & tier & (p < IKKE_FUNNET)).sum()), int((her & tier).sum()))
        ut.append(f"| {navn} | {beholdt} | {under} |")
    ut += [
        "",
        "## Avgjørelsen i svarene",
        "",
        "Sannsynligheten er ett av flere grunnlag: registeret har også oppføringer som sier at kildene tier. Her er "
        "det som faktisk ble svart. Avvist er «det står ikke i kildene», «utenfor temaet» eller en slik oppføring.",
        "",
        "| sett | ikke i kildene: presisjon | ikke i kildene: dekning | funnet: presisjon | funnet: dekning |",
        "|---|---|---|---|---|",
    ]
    for navn in ("alle", *dict.fromkeys(sett)):
        her = np.array([navn in ("alle", s) for s in sett])
        nei, ja = her & avvist, her & ~avvist
        tall = (
            _andel(int((nei & tier).sum()), int(nei.sum())),
            _andel(int((nei & tier).sum()), int((her & tier).sum())),
            _andel(int((ja & y).sum()), int(ja.sum())),
            _andel(int((ja & y).sum()), int((her & y).sum())),
        )
        ut.append(f"| {navn} | {' | '.join(tall)} |")
    ut += [
        "",
        "## Kalibreringen",
        "",
        "Står det noe foran spørsmålet, avvises det bare når tallet er lavt både med og uten. Slik stemmer tallet for "
        "spørsmål som står alene:",
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
    x = np.array([astuple(trekk(motor, tekst)) for _, _, tekst, _ in alle])
    y = np.array([svarer for *_, svarer in alle])
    modell, p = tilpass(x, y, [gruppe for _, gruppe, _, _ in alle])
    avvist = np.array([avviser(motor, tekst) for _, _, tekst, _ in alle])
    vekter = ", ".join(f"{f.name}={v:.1f}" for f, v in zip(fields(Trekk), modell.coef_[0], strict=True))
    print(f"VEKTER = Trekk({vekter})\nGRUNN = {modell.intercept_[0]:.1f}")
    (arg.ut / "funnet.md").write_text(rapport([s for s, *_ in alle], y, p, avvist), "utf-8")


if __name__ == "__main__":
    main()
