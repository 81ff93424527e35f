"""Vernet rundt siden: bare egne adresser, bare de rutene siden bruker, og ingen henting fra andre.

Chainlit slipper inn nettsokler fra alle nettsteder. Uten kontrollen av ``Origin`` kunne en hvilken som helst åpen
nettside snakket med en assistent som kjører på samme maskin.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

LOGG = logging.getLogger("assistent.nett")

Omfang = MutableMapping[str, Any]
Motta = Callable[[], Awaitable[Omfang]]
Send = Callable[[Omfang], Awaitable[None]]
Asgi = Callable[[Omfang, Motta, Send], Awaitable[None]]

_LES = ("/public/", "/assets/", "/project/file/", "/avatars/", "/ws/socket.io")
_LES_NOYAKTIG = (
    "/",
    "/auth/config",
    "/user",
    "/project/translations",
    "/project/settings",
    "/favicon",
    "/logo",
    "/health",
)
_SKRIV = ("/project/action", "/set-session-cookie")
_STORSTE = 64 * 1024
"""Største innhold i en forespørsel, i byte. Et spørsmål er høyst noen tusen tegn."""

LOKALE = frozenset({"localhost", "127.0.0.1", "::1"})


class Vern:
    """ASGI-lag foran Chainlit. ``verter`` er vertsnavnene siden svarer på; tom mengde betyr alle."""

    def __init__(self, app: Asgi, verter: frozenset[str]) -> None:
        self._app = app
        self._verter = verter

    async def __call__(self, omfang: Omfang, motta: Motta, send: Send) -> None:
        if omfang["type"] not in ("http", "websocket"):
            await self._app(omfang, motta, send)
            return
        hoder = {navn.decode("latin-1").lower(): verdi.decode("latin-1") for navn, verdi in omfang["headers"]}
        avslag = self._avslag(omfang, hoder)
        if avslag is None:
            await self._slipp_inn(omfang, motta, _med_hoder(send, hoder.get("host", "")))
        elif omfang["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _svar(send, *avslag)

    async def _slipp_inn(self, omfang: Omfang, motta: Motta, send: Send) -> None:
        """Feil i Chainlit blir et svar. Vanligst er en økt som er borte fordi tjeneren er startet på nytt."""
        begynt = False

        async def merk(melding: Omfang) -> None:
            nonlocal begynt
            begynt = True
            await send(melding)

        try:
            await self._app(omfang, motta, merk)
        except Exception as feil:
            LOGG.error("%s %s: %s", omfang.get("method"), omfang["path"], type(feil).__name__)
            LOGG.debug("Feilsporet", exc_info=feil)
            if not begynt and omfang["type"] == "http":
                await _svar(send, 500, "Noe gikk galt. Last siden på nytt.")

    def _avslag(self, omfang: Omfang, hoder: MutableMapping[str, str]) -> tuple[int, str] | None:
        vert = hoder.get("host", "")
        if self._verter and _vertsnavn(vert) not in self._verter:
            return 400, "Siden svarer ikke på denne adressen."
        opphav = hoder.get("origin")
        if opphav is not None and urlsplit(opphav).netloc != vert:
            return 403, "Forespørselen kommer fra et annet nettsted."
        if omfang["type"] == "http":
            if not _kjent(omfang["method"], omfang["path"]):
                return 404, "Siden finnes ikke."
            lengde = hoder.get("content-length", "0")
            if "transfer-encoding" in hoder:
                return 411, "Forespørselen må oppgi lengden."
            if not lengde.isdigit() or int(lengde) > _STORSTE:
                return 413, "Forespørselen er for stor."
        return None


def _kjent(metode: str, sti: str) -> bool:
    if metode in ("GET", "HEAD"):
        return sti in _LES_NOYAKTIG or sti.startswith(_LES)
    return metode == "POST" and (sti in _SKRIV or sti.startswith("/ws/socket.io"))


def _vertsnavn(vert: str) -> str:
    return (urlsplit(f"//{vert}").hostname or "").lower()


def _med_hoder(send: Send, vert: str) -> Send:
    regler = (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        # Chainlit setter temaet med innebygd skript og kjører elementene våre (jsx) som kode i nettleseren.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        f"connect-src 'self' ws://{vert} wss://{vert}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    ekstra = [
        (b"content-security-policy", regler.encode("latin-1")),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    ]

    async def utvidet(melding: Omfang) -> None:
        if melding["type"] == "http.response.start":
            melding["headers"] = [*melding.get("headers", []), *ekstra]
        await send(melding)

    return utvidet


async def _svar(send: Send, kode: int, tekst: str) -> None:
    hoder = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": kode, "headers": hoder})
    await send({"type": "http.response.body", "body": tekst.encode()})
