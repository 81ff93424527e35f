"""Legger siden til rette på disk: oppsett, oversettelser, egne filer og ramme rundt Chainlits grensesnitt.

Chainlit leser alt dette fra én mappe det må kunne skrive til. Alt her er kopier; mappen kan slettes når som helst.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from importlib import resources
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistent.feil import VertFeil
from assistent.nett.tekster import begge, tekst

_FILER = resources.files("assistent.nett") / "filer"
_OVERSETTELSER = {"nb-NO": "nb-NO", "nn-NO": "nn-NO", "no": "nb-NO", "nb": "nb-NO", "nn": "nn-NO"}
_SKRIPT = re.compile(r'<script type="module"[^>]*src="/assets/[^"]+"></script>')
_STILARK = re.compile(r'<link rel="stylesheet"[^>]*href="/assets/[^"]+">')
_PLASS = re.compile(r"\{\{(\w+)(?::(\w+))?\}\}")


def legg_til_rette(mappe: Path, adresse: str, lagringsdager: int) -> Path:
    """Fyller ``mappe`` og gir den tilbake. ``adresse`` er sidens egen, for eksempel ``http://127.0.0.1:8000``."""
    try:
        oppsett = mappe / ".chainlit"
        (oppsett / "translations").mkdir(parents=True, exist_ok=True)
        mal = _les("config.toml").replace("{{adresse}}", adresse).replace("{{versjon}}", version("chainlit"))
        (oppsett / "config.toml").write_text(mal, "utf-8")
        for navn, kilde in _OVERSETTELSER.items():
            (oppsett / "translations" / f"{navn}.json").write_text(_les(f"oversettelser/{kilde}.json"), "utf-8")
        with resources.as_file(_FILER / "public") as offentlig:
            shutil.copytree(offentlig, mappe / "public", dirs_exist_ok=True)
        _lag_ramme(mappe / "ramme", lagringsdager)
    except OSError as feil:
        raise VertFeil(
            f"siden kan ikke legges til rette: {feil.strerror}.",
            hvor=str(feil.filename or mappe),
            raad="Gi programmet skrivetilgang, eller velg en annen mappe i ASSISTENT_DATA.",
        ) from feil
    return mappe


def _lag_ramme(ramme: Path, lagringsdager: int) -> None:
    """Chainlits ferdigbygde grensesnitt, uten kildekart, med vår egen ``index.html``."""
    bygd = chainlits_mappe() / "frontend" / "dist"
    merke = ramme / "versjon.txt"
    if not merke.is_file() or merke.read_text("utf-8") != version("chainlit"):
        shutil.rmtree(ramme, ignore_errors=True)
        shutil.copytree(bygd, ramme, ignore=shutil.ignore_patterns("*.map"))
        merke.write_text(version("chainlit"), "utf-8")
    original = (bygd / "index.html").read_text("utf-8")
    (ramme / "index.html").write_text(lag_index(original, lagringsdager), "utf-8")


def chainlits_mappe() -> Path:
    """Mappen Chainlit er installert i, funnet uten å importere det."""
    chainlit = find_spec("chainlit")
    if chainlit is None or not chainlit.submodule_search_locations:
        raise VertFeil("Chainlit er ikke installert.", raad="Installer programmet på nytt.")
    return Path(chainlit.submodule_search_locations[0])


def lag_index(original: str, lagringsdager: int) -> str:
    """Vår ``index.html`` med skript og stilark fra Chainlits egen."""
    skript, stil = _SKRIPT.search(original), _STILARK.search(original)
    if skript is None or stil is None:
        raise VertFeil(
            f"siden er ikke tilpasset denne utgaven av Chainlit ({version('chainlit')}).",
            raad="Installer utgaven som står i requirements.lock.",
        )
    kjente: dict[str, str] = {"skript": skript.group(0), "stilark": stil.group(0), "tekster": _tekster_for_skript()}

    def fyll(m: re.Match[str]) -> str:
        navn, sprak = m[1], m[2]
        if navn in kjente:
            return kjente[navn]
        if sprak:
            return html.escape(tekst(navn, "nn" if sprak == "nn" else "nb"))
        verdier: dict[str, Any] = {"dager": lagringsdager} if navn == "om_lagring" else {}
        return "".join(
            f'<span class="ta-{s}" lang="{s}">{html.escape(t)}</span>' for s, t in begge(navn, **verdier).items()
        )

    return _PLASS.sub(fyll, _les("index.html"))


def _tekster_for_skript() -> str:
    navn = ("navn", "bytt_sprak", "lukk", "lukk_kilde", "kilder", "samtalen", "til_bunnen")
    return json.dumps({n: begge(n) for n in navn}, ensure_ascii=False).replace("<", "\\u003c")


def _les(navn: str) -> str:
    return (_FILER / navn).read_text("utf-8")
