"""Det ene stedet motoren bygges fra innstillingene. Alle dørene inn spør her."""

from __future__ import annotations

import os
from collections.abc import Callable

from assistent.feil import KildeFeil
from assistent.konfig import Innstillinger
from assistent.svar.motor import Motor

Fremdrift = Callable[[str], None]


def steng_telemetri() -> None:
    """Slå av all rapportering hos bibliotekene. Ingenting skal ringe hjem, uansett hva miljøet sier."""
    for navn in ("ANONYMIZED_TELEMETRY", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"):
        os.environ[navn] = "false"
    for navn in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        os.environ[navn] = "1"


def lag_motor(innstillinger: Innstillinger | None = None, fremdrift: Fremdrift | None = None) -> Motor:
    """Les kildene og registeret, åpne eller bygg indeksen, og gi motoren.

    Kaster en :class:`assistent.feil.AssistentFeil` når noe er galt med kildene, registeret, modellen eller indeksen.
    """
    steng_telemetri()
    from assistent.innlesing.alt import les_alle
    from assistent.register import kontroller_henvisninger, les_register
    from assistent.sok.embedding import last_embedding
    from assistent.sok.indeks import apne_eller_bygg
    from assistent.svar.emnevalg import lag_formuleringer

    valg = innstillinger or Innstillinger()
    samling = les_alle(valg)
    for advarsel in samling.advarsler:
        if fremdrift:
            fremdrift(advarsel)
    register = les_register(valg.kilder)

    def finnes(sted: str) -> bool:
        try:
            samling.finn(sted)
        except KildeFeil:
            return False
        return True

    kontroller_henvisninger(register, finnes)
    indeks = apne_eller_bygg(
        valg,
        samling.utdrag,
        samling.sjekksummer,
        lag_formuleringer(register),
        last_embedding(valg),
        fremdrift,
    )
    return Motor(samling, register, indeks, maks_tegn=valg.maks_tegn)
