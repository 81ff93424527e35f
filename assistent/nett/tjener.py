"""Starter siden: finner en ledig port, laster motoren og Chainlit side om side, og sier fra når siden svarer."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from concurrent.futures import Future
from datetime import date, datetime
from typing import TYPE_CHECKING

from assistent.feil import AssistentFeil, KonfigFeil, VertFeil
from assistent.konfig import Innstillinger

if TYPE_CHECKING:
    from assistent.svar.motor import Motor

_ALLE = ("0.0.0.0", "::")
_RAAD_VERT = "Bruk 127.0.0.1, eller maskinens egen adresse."
_VENT_SEKUNDER = 60.0


def sjekk_port(vert: str, port: int) -> None:
    """Kaster :class:`VertFeil` når siden ikke kan ligge på adressen."""
    _bind(vert, port).close()


def start(vert: str, port: int, *, apne_nettleser: bool = True, innstillinger: Innstillinger | None = None) -> None:
    """Kjører siden til den stoppes. Kommer ikke tilbake: Chainlit avslutter programmet selv."""
    valg = innstillinger or Innstillinger()
    dagen = _dagsvelger()
    sokkel = _bind(vert, port)
    motor: Future[Motor] = Future()
    threading.Thread(target=_last_motor, args=(valg, motor), name="motor", daemon=True).start()
    vist = "localhost" if vert in _ALLE else vert
    adresse = f"http://{f'[{vist}]' if ':' in vist else vist}:{port}"
    _kjor(vert, sokkel, adresse, valg, motor, dagen, apne_nettleser=apne_nettleser)


def _kjor(
    vert: str,
    sokkel: socket.socket,
    adresse: str,
    valg: Innstillinger,
    motor: Future[Motor],
    dagen: _Dagsvelger,
    *,
    apne_nettleser: bool,
) -> None:
    from assistent.lager import Lager
    from assistent.nett.lett import rydd_miljo, uten_sporing
    from assistent.nett.side import legg_til_rette
    from assistent.nett.vern import LOKALE, Vern

    lager = Lager(valg.data / "assistent.sqlite")
    # Én mappe for hver port: Chainlit sletter filene i den når det avslutter.
    rot = legg_til_rette(valg.data / "nett" / str(sokkel.getsockname()[1]), adresse, valg.lagringsdager)
    rydd_miljo()
    os.environ["CHAINLIT_APP_ROOT"] = str(rot)
    os.environ["CHAINLIT_ENV_FILE"] = os.devnull
    uten_sporing()

    import logging

    import uvicorn
    from chainlit.config import config
    from chainlit.logger import logger as chainlits_logg
    from chainlit.server import app

    from assistent.nett.app import Tjenester, registrer

    chainlits_logg.setLevel(logging.ERROR)
    config.run.headless = True
    registrer(Tjenester(motor.result, lager, dagen, valg.lagringsdager))
    verter = frozenset() if vert in _ALLE else LOKALE | {vert.lower()}
    oppsett = uvicorn.Config(
        Vern(app, verter), loop="asyncio", log_level="error", access_log=False, server_header=False, lifespan="on"
    )
    threading.Thread(target=_si_fra, args=(adresse, motor, apne_nettleser), daemon=True).start()
    uvicorn.Server(oppsett).run(sockets=[sokkel])


def _last_motor(valg: Innstillinger, motor: Future[Motor]) -> None:
    from assistent.oppsett import lag_motor

    def si(melding: str) -> None:
        print(melding, file=sys.stderr, flush=True)  # noqa: T201

    try:
        motor.set_result(lag_motor(valg, si, egen_prosess=True))
    except BaseException as feil:
        motor.set_exception(feil)


def _si_fra(adresse: str, motor: Future[Motor], apne_nettleser: bool) -> None:
    """Skriver adressen når siden virkelig svarer. Uten motor er det ingen side: da stopper programmet med feilen."""
    try:
        motor.result()
    except AssistentFeil as feil:
        _stopp(str(feil))
    except BaseException as feil:
        _stopp(f"{type(feil).__name__}: {feil}")
    if not _svarer(adresse):
        _stopp(f"siden svarte ikke på {adresse} innen {_VENT_SEKUNDER:.0f} sekunder. Start programmet på nytt.")
    print(f"Siden er klar: {adresse}\nTrykk Ctrl+C for å stoppe.", flush=True)  # noqa: T201
    if apne_nettleser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(adresse)


def _svarer(adresse: str) -> bool:
    slutt = time.monotonic() + _VENT_SEKUNDER
    apner = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < slutt:
        with contextlib.suppress(OSError), apner.open(f"{adresse}/health", timeout=2) as svar:
            if svar.status == 200:
                return True
        time.sleep(0.1)
    return False


def _stopp(melding: str) -> None:
    print(f"Feil: {melding}", file=sys.stderr, flush=True)  # noqa: T201
    os._exit(2)


def _bind(vert: str, port: int) -> socket.socket:
    """En sokkel bundet til adressen, så ingen andre kan ta porten mens resten lastes."""
    raad_port = f"Velg en annen port, for eksempel «--port {port + 1 if port < 65535 else 8001}»."
    try:
        familie, type_, proto, _, adresse = socket.getaddrinfo(vert, port, type=socket.SOCK_STREAM)[0]
        sokkel = socket.socket(familie, type_, proto)
    except socket.gaierror as feil:
        raise VertFeil(
            f"adressen «{vert}» finnes ikke.", raad="Bruk 127.0.0.1, eller maskinens egen adresse."
        ) from feil
    try:
        if os.name == "posix":
            sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sokkel.bind(adresse)
    except OSError as feil:
        sokkel.close()
        if feil.errno == errno.EADDRINUSE:
            raise VertFeil(f"port {port} er opptatt.", raad=raad_port) from feil
        if feil.errno == errno.EACCES:
            raise VertFeil(f"programmet har ikke lov til å bruke port {port}.", raad=raad_port) from feil
        raise VertFeil(
            f"siden kan ikke ligge på {vert}, port {port} ({feil.strerror}).",
            raad=_RAAD_VERT,
        ) from feil
    return sokkel


class _Dagsvelger:
    """Dagen i Oslo, eller dagen i ``ASSISTENT_DATO`` når den er satt."""

    def __init__(self, fast: date | None) -> None:
        self._fast = fast

    def __call__(self) -> date:
        from zoneinfo import ZoneInfo

        return self._fast or datetime.now(ZoneInfo("Europe/Oslo")).date()


def _dagsvelger() -> _Dagsvelger:
    skrevet = os.environ.get("ASSISTENT_DATO", "").strip()
    try:
        return _Dagsvelger(date.fromisoformat(skrevet) if skrevet else None)
    except ValueError:
        raise KonfigFeil(
            f"«{skrevet}» er ikke en dato.", hvor="ASSISTENT_DATO", raad="Skriv den som ÅÅÅÅ-MM-DD, eller fjern den."
        ) from None
