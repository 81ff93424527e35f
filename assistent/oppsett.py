"""Det ene stedet motoren bygges fra innstillingene. Alle dørene inn spør her."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistent.feil import IndeksFeil, KildeFeil
from assistent.konfig import Innstillinger
from assistent.svar.motor import Motor

if TYPE_CHECKING:
    from assistent.innlesing.alt import Kildesamling
    from assistent.register import Register

Fremdrift = Callable[[str], None]


def steng_telemetri() -> None:
    """Slå av all rapportering hos bibliotekene. Ingenting skal ringe hjem, uansett hva miljøet sier."""
    for navn in ("ANONYMIZED_TELEMETRY", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"):
        os.environ[navn] = "false"
    for navn in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        os.environ[navn] = "1"


def lag_motor(
    innstillinger: Innstillinger | None = None,
    fremdrift: Fremdrift | None = None,
    *,
    bygg: bool = False,
    egen_prosess: bool = False,
) -> Motor:
    """Les kildene og registeret, åpne eller bygg indeksen, og gi motoren. ``bygg`` bygger indeksen uansett.

    Med ``egen_prosess`` bygges en indeks som mangler eller er foreldet, av en annen prosess, så minnet byggingen
    trenger, er gitt tilbake når den er ferdig. Det er for tjenere.

    Kaster en :class:`assistent.feil.AssistentFeil` når noe er galt med kildene, registeret, modellen eller indeksen.
    """
    steng_telemetri()
    from assistent.innlesing.alt import les_alle
    from assistent.registerfil import les_register
    from assistent.sok import indeks as indekser
    from assistent.sok.embedding import last_embedding
    from assistent.svar.emnevalg import lag_formuleringer

    valg = innstillinger or Innstillinger()
    si = fremdrift or (lambda _: None)
    samling = les_alle(valg)
    for advarsel in samling.advarsler:
        si(advarsel)
    register = _kontrollert(les_register(valg.kilder), samling, si)
    grunnlag = (samling.utdrag, samling.sjekksummer, lag_formuleringer(register), last_embedding(valg, fremdrift))
    if bygg:
        indeks = indekser.bygg(valg, *grunnlag, fremdrift)
    else:
        if egen_prosess:
            try:
                indekser.apne(valg, *grunnlag)
            except IndeksFeil:
                _bygg_i_egen_prosess(valg)
        indeks = indekser.apne_eller_bygg(valg, *grunnlag, fremdrift)
    return Motor(samling, register, indeks, maks_tegn=valg.maks_tegn)


def _bygg_i_egen_prosess(valg: Innstillinger) -> None:
    """Går det galt, bygges indeksen her i stedet, og feilen kommer fram der."""
    miljo = {f"ASSISTENT_{navn.upper()}": str(verdi) for navn, verdi in valg.model_dump().items() if verdi is not None}
    subprocess.run(
        [sys.executable, "-m", "assistent", "indeks"], env={**os.environ, **miljo}, stdout=subprocess.DEVNULL
    )


def _kontrollert(register: Register, samling: Kildesamling, si: Fremdrift) -> Register:
    """Registeret med bare oppføringer som har alle stedene sine.

    Et sted som ikke finnes noe sted, er en feil i registeret. Et sted som finnes i veiledningen, men ikke lenger i det
    hentede regelverket, betyr at regelverket er endret: da tas oppføringen ut, og det sies.
    """
    from assistent.register import kontroller_henvisninger, uten_oppforinger, uten_sted

    i_veiledningen = {u.sted for u in samling.utdrag if u.rang == "veiledning"}

    def finnes(sted: str) -> bool:
        try:
            samling.finn(sted)
        except KildeFeil:
            return False
        return True

    kontroller_henvisninger(register, lambda s: s in i_veiledningen or finnes(s))
    borte = uten_sted(register, finnes)
    if borte:
        si(f"Regelverket er endret siden registeret ble skrevet. Disse svarene er tatt ut: {', '.join(sorted(borte))}.")
        return uten_oppforinger(register, borte)
    return register
