"""Felles for kommandoene: valget for JSON, og hvor meldinger og resultater skrives."""

from __future__ import annotations

import json
from typing import Annotated

import typer

JsonValg = Annotated[bool, typer.Option("--json", help="Skriv ett JSON-objekt i stedet for tekst.")]


def si(melding: str) -> None:
    """En melding til den som kjører kommandoen, på standard feilstrøm."""
    typer.echo(melding, err=True)


def skriv_json(data: object) -> None:
    """Ett JSON-objekt på én linje, på standard utstrøm."""
    typer.echo(json.dumps(data, ensure_ascii=False))
