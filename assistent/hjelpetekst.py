"""Hjelp og feilmeldinger fra kommandolinjebiblioteket på norsk. Typer har dem bare på engelsk."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HJELP = (
    (r"^Usage:", "Bruk:"),
    (r"^Options:", "Valg:"),
    (r"^Arguments:", "Argumenter:"),
    (r"^Commands:", "Kommandoer:"),
    (r"Show this message and exit\.", "Vis denne hjelpen."),
    (r"\[OPTIONS\]", "[VALG]"),
    (r"COMMAND \[ARGS\]\.\.\.", "KOMMANDO ..."),
    (r"\[default:(?=\s)", "[ellers:"),
    (r"; default:(?=\s)", "; ellers:"),
    (r"\[required\]", "[må oppgis]"),
    (r"<str>", "<ord>"),
    (r"<int range>", "<tall>     "),
    (r"<int> ", "<tall>"),
    (r"<path>", "<fil> "),
)
_FEIL = (
    (r"No such option: (\S+).*", r"Valget \1 finnes ikke."),
    (r"No such command '?([^'.]+)'?\..*", r"Kommandoen «\1» finnes ikke."),
    (r"Missing command\.", "Kommandoen mangler."),
    (r"Missing (?:argument|option|parameter) '?([^'.]+)'?\.?.*", r"«\1» mangler."),
    (
        r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)",
        r"For mange argumenter: \1. Sett spørsmålet i anførselstegn.",
    ),
    (r"Invalid value for '?([^':]+(?: / [^':]+)*)'?: (.*)", r"Ugyldig verdi for \1: \2"),
    (r"Option '?(\S+?)'? requires an argument\.?", r"Valget \1 trenger en verdi."),
    (r"Input should be a valid integer.*", "det er ikke et helt tall."),
    (r"Input should be greater than or equal to (\S+)", r"det minste er \1."),
    (r"Input should be less than or equal to (\S+)", r"det største er \1."),
)


def paa_norsk(hjelp: str) -> str:
    """Hjelpeteksten med overskrifter og faste ord på norsk."""
    for monster, norsk in _HJELP:
        hjelp = re.sub(monster, norsk, hjelp, flags=re.M)
    return hjelp


def feil_paa_norsk(melding: str) -> str:
    """Feilmeldingen på norsk når den er kjent, ellers slik den er."""
    for monster, norsk in _FEIL:
        melding = re.sub(monster, norsk, melding)
    return melding


class NorskGruppe(TyperGroup):
    """Kommandogruppe med norsk hjelp."""

    def get_help(self, ctx: Any) -> str:
        """Hjelpen for gruppen."""
        return paa_norsk(super().get_help(ctx))


class NorskKommando(TyperCommand):
    """Kommando med norsk hjelp."""

    def get_help(self, ctx: Any) -> str:
        """Hjelpen for kommandoen."""
        return paa_norsk(super().get_help(ctx))
