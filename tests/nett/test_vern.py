"""Vernet foran siden: fremmede verter, nettsteder og ruter slipper ikke inn."""

from __future__ import annotations

import httpx
import pytest

from tests.nett.conftest import Tjener


@pytest.mark.parametrize(
    ("metode", "sti", "hoder", "kode"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/project/translations?language=nb-NO", {}, 200),
        ("GET", "/docs", {}, 404),
        ("GET", "/openapi.json", {}, 404),
        ("GET", "/copilot/index.js", {}, 404),
        ("GET", "/project/threads", {}, 404),
        ("POST", "/mcp", {}, 404),
        ("POST", "/login", {}, 404),
        ("POST", "/project/file?session_id=x", {}, 404),
        ("PUT", "/project/element", {}, 404),
        ("GET", "/public/../.chainlit/config.toml", {}, 404),
        ("GET", "/", {"Host": "ond.example"}, 400),
        ("GET", "/ws/socket.io/?EIO=4&transport=polling", {"Origin": "http://ond.example"}, 403),
        ("POST", "/project/action", {"Origin": "null"}, 403),
    ],
    ids=lambda v: str(v),
)
def test_ruten(tjener: Tjener, metode: str, sti: str, hoder: dict[str, str], kode: int) -> None:
    with httpx.Client(trust_env=False) as klient:
        svar = klient.request(metode, tjener.adresse + sti, headers=hoder)
    assert svar.status_code == kode


def test_for_stor_foresporsel_avvises(tjener: Tjener) -> None:
    with httpx.Client(trust_env=False) as klient:
        assert klient.post(f"{tjener.adresse}/project/action", content=b"x" * 70_000).status_code == 413


def test_nettsokkel_fra_annet_nettsted_avvises(tjener: Tjener) -> None:
    hoder = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    adresse = f"{tjener.adresse}/ws/socket.io/?EIO=4&transport=websocket"
    with httpx.Client(trust_env=False) as klient:
        assert klient.get(adresse, headers={**hoder, "Origin": "http://ond.example"}).status_code == 403


def test_siden_kan_bare_hente_fra_seg_selv(tjener: Tjener) -> None:
    with httpx.Client(trust_env=False) as klient:
        svar = klient.get(tjener.adresse)
    regler = dict(r.strip().split(" ", 1) for r in svar.headers["content-security-policy"].split(";"))
    vert = tjener.adresse.removeprefix("http://")
    assert regler["default-src"] == regler["font-src"] == "'self'"
    assert regler["connect-src"] == f"'self' ws://{vert} wss://{vert}"
    assert regler["frame-ancestors"] == regler["object-src"] == "'none'"
    assert "https://" not in svar.text and "og:" not in svar.text


def test_ukjent_okt_far_ingenting(tjener: Tjener) -> None:
    with httpx.Client(trust_env=False) as klient:
        handling = {"name": "tilbakemelding", "payload": {"svar": "x", "tommel": "ned"}}
        svar = klient.post(f"{tjener.adresse}/project/action", json={"sessionId": "gjettet", "action": handling})
        fil = klient.get(f"{tjener.adresse}/project/file/x?session_id=gjettet")
    assert svar.status_code >= 400 and fil.status_code == 401
