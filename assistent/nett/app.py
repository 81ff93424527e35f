"""Samtalen på siden: tilbakekallene Chainlit bruker. Bare denne modulen og :mod:`assistent.nett.tjener` kjenner det."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from assistent import __version__
from assistent.feil import AssistentFeil, LagerFeil
from assistent.lager import Lager, Tilbakemelding
from assistent.modeller import Melding, Svar
from assistent.nett.tekster import Sidesprak, tekst
from assistent.nett.visning import del_svar, kildeliste, rydd, svar_som_markdown
from assistent.personvern import masker
from assistent.svar.tekster import tekst as svartekst

if TYPE_CHECKING:
    from assistent.svar.motor import Motor

LOGG = logging.getLogger("assistent.nett")
_MAKS_HISTORIKK = 8
_MAKS_SVAR = 50
_MAKS_GRUNN = 2000
_UTEN_FIL = "/public/elements/Svardel.jsx"
"""Et element uten adresse skriver Chainlit til disk. Samtalen skal bare ligge i minnet."""


@dataclass
class Okt:
    """Det siden husker om én samtale, bare i minnet."""

    sprak: Sidesprak
    historikk: list[Melding] = field(default_factory=list)
    svar: dict[str, Svar] = field(default_factory=dict)

    def husk(self, svar_id: str, svar: Svar) -> None:
        """Legger svaret til. De eldste glemmes."""
        self.svar[svar_id] = svar
        while len(self.svar) > _MAKS_SVAR:
            del self.svar[next(iter(self.svar))]
        self.historikk += [
            Melding("bruker", masker(svar.sporsmal)),
            Melding("assistent", masker(del_svar(svar)[0])),
        ]
        del self.historikk[:-_MAKS_HISTORIKK]


@dataclass(frozen=True)
class Tjenester:
    """Det samtalen trenger. ``motor`` venter til motoren er klar; ``i_dag`` er dagen i Oslo."""

    motor: Callable[[], Motor]
    lager: Lager
    i_dag: Callable[[], date]
    lagringsdager: int


def registrer(t: Tjenester) -> None:
    """Kobler samtalen til Chainlit."""
    import chainlit as cl
    from chainlit.server import sio
    from chainlit.session import WebsocketSession

    ryddet: list[date] = []

    async def rydd_lageret() -> None:
        """Sletter gamle tilbakemeldinger, høyst én gang om dagen."""
        dag = t.i_dag()
        if ryddet != [dag]:
            try:
                await asyncio.to_thread(t.lager.slett_gamle, dag, t.lagringsdager)
                ryddet[:] = [dag]
            except LagerFeil:
                LOGG.exception("Gamle tilbakemeldinger ble ikke slettet")

    def okt() -> Okt:
        funnet = cl.user_session.get("okt")
        if funnet is None:
            funnet = Okt(_sprak(cl.context.session.environ))
            cl.user_session.set("okt", funnet)
        return funnet  # type: ignore[no-any-return]

    async def besvar(sporsmal: str) -> None:
        denne = okt()
        try:
            svar = await asyncio.to_thread(
                lambda: t.motor().svar(sporsmal, denne.historikk, dato=t.i_dag(), malform=denne.sprak)
            )
        except AssistentFeil as feil:
            await cl.Message(content=rydd(str(feil))).send()
            return
        except Exception:
            LOGG.exception("Spørsmålet ble ikke besvart")
            await cl.Message(content=rydd(tekst("uventet", denne.sprak))).send()
            return
        svar_id = uuid.uuid4().hex
        denne.husk(svar_id, svar)
        felter = await asyncio.to_thread(_felter, svar, svar_id, t.motor(), denne.sprak)
        await cl.Message(
            content=svar_som_markdown(svar, svar_id),
            elements=[cl.CustomElement(name="Svardel", props=felter, display="inline", url=_UTEN_FIL)],
            actions=[
                cl.Action(name="oppfolging", label=sporsmal, payload={"svar": svar_id, "nr": nr})
                for nr, sporsmal in enumerate(svar.oppfolging)
            ],
        ).send()

    @cl.set_starters  # type: ignore[untyped-decorator]
    async def startere(bruker: Any, sprak: str | None = None) -> list[Any]:  # noqa: ARG001
        valgt: Sidesprak = "nn" if (sprak or "").startswith("nn") else "nb"
        motor = await asyncio.to_thread(t.motor)
        return [cl.Starter(label=s, message=s) for s in motor.startere(valgt)]

    @cl.on_chat_start  # type: ignore[untyped-decorator]
    async def start() -> None:
        # Kan komme flere ganger for samme samtale når forbindelsen brytes: okt() lager aldri en ny.
        okt()
        await rydd_lageret()

    @cl.on_message  # type: ignore[untyped-decorator]
    async def melding(melding: Any) -> None:
        await besvar(str(melding.content or ""))

    @cl.action_callback("oppfolging")  # type: ignore[untyped-decorator]
    async def oppfolging(handling: Any) -> None:
        svar, nr = okt().svar.get(str(handling.payload.get("svar"))), handling.payload.get("nr")
        if svar is None or not isinstance(nr, int) or not 0 <= nr < len(svar.oppfolging):
            await cl.Message(content=rydd(tekst("for_gammelt", okt().sprak))).send()
            return
        await cl.Message(content=svar.oppfolging[nr], type="user_message", author="Bruker").send()
        await besvar(svar.oppfolging[nr])

    @cl.action_callback("tilbakemelding")  # type: ignore[untyped-decorator]
    async def tilbakemelding(handling: Any) -> dict[str, Any]:
        data = handling.payload
        svar_id, tommel = str(data.get("svar")), data.get("tommel")
        svar = okt().svar.get(svar_id)
        if svar is None or tommel not in ("opp", "ned"):
            return {"ok": False, "melding": tekst("for_gammelt", okt().sprak)}
        try:
            await asyncio.to_thread(
                t.lager.lagre_tilbakemelding,
                Tilbakemelding(
                    id=svar_id,
                    tid=datetime.now(UTC),
                    malform=svar.malform,
                    sporsmal=svar.sporsmal,
                    status=svar.status,
                    tommel=tommel,
                    grunn=str(data.get("grunn") or "").strip()[:_MAKS_GRUNN],
                    emner=svar.emner,
                    henvisninger=tuple(f"{h.rang} {h.sted}" for h in svar.henvisninger),
                    versjon=__version__,
                ),
            )
        except LagerFeil:
            LOGG.exception("Tilbakemeldingen ble ikke lagret")
            return {"ok": False, "melding": tekst("ikke_lagret", okt().sprak)}
        return {"ok": True, "melding": tekst("takk", okt().sprak)}

    @sio.on("stop")  # type: ignore[untyped-decorator]
    async def stopp(sid: str) -> None:
        """Chainlits egen sier «Task manually stopped.»"""
        if okten := WebsocketSession.get(sid):
            from chainlit.context import init_ws_context

            init_ws_context(okten)
            if okten.current_task:
                okten.current_task.cancel()
            await cl.Message(content=tekst("stoppet", okt().sprak)).send()


def _sprak(miljo: dict[str, Any]) -> Sidesprak:
    """Språket siden vises på, fra informasjonskapselen siden selv setter."""
    try:
        kapsel = SimpleCookie(str(miljo.get("HTTP_COOKIE", ""))).get("sprak")
    except CookieError:
        return "nb"
    return "nn" if kapsel is not None and kapsel.value == "nn" else "nb"


_LEDETEKSTER = (
    "nyttig ja nei hvorfor hvorfor_ja ikke_personopplysninger send takk ikke_lagret for_gammelt kopier kopiert".split()
)


def _felter(svar: Svar, svar_id: str, motor: Motor, sprak: Sidesprak) -> dict[str, Any]:
    """Det elementet under svaret viser: kildene, kopiering og tilbakemelding."""
    return {
        "svar": svar_id,
        "malform": svar.malform,
        "overskrift": svartekst("kilder", svar.malform),
        "kilder": kildeliste(svar, motor.samling, sprak),
        "merknad": del_svar(svar)[2],
        "tekst": svar.tekst.replace("**", ""),
        "tekster": {
            **{navn: tekst(navn, sprak) for navn in _LEDETEKSTER},
            "vis_alle": tekst("vis_alle", sprak, antall=len(svar.henvisninger)),
        },
    }
