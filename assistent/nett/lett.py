"""Gjør Chainlit lettere å starte, og stenger dørene ut som miljøet kan åpne.

Chainlit importerer ``literalai``, som importerer ``traceloop.sdk``: 2,6 sekunder og pandas, for sporing som er av.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

_UVEDKOMMENDE = ("CHAINLIT_", "LITERAL_", "OAUTH_", "SLACK_", "TEAMS_", "DISCORD_", "TRACELOOP_", "OTEL_")
_STENGT = {"TRACELOOP_TELEMETRY": "false", "OTEL_SDK_DISABLED": "true", "ANONYMIZED_TELEMETRY": "false"}


def rydd_miljo() -> None:
    """Fjerner innstillinger som ville sendt samtaler ut av maskinen eller lagret dem et annet sted.

    En ``DATABASE_URL`` eller ``LITERAL_API_KEY`` som ligger igjen fra et annet program, er nok til at Chainlit lagrer
    alt som skrives, der.
    """
    for navn in [n for n in os.environ if n.startswith(_UVEDKOMMENDE) or n == "DATABASE_URL"]:
        del os.environ[navn]
    os.environ.update(_STENGT)


def uten_sporing() -> None:
    """Setter inn en tom ``traceloop.sdk``. Må kalles før ``chainlit`` importeres."""
    if "traceloop.sdk" in sys.modules:
        return
    pakke, sdk = ModuleType("traceloop"), ModuleType("traceloop.sdk")
    sdk.__dict__["Traceloop"] = type("Traceloop", (), {"__doc__": "Stedfortreder: sporing er slått av."})
    pakke.__dict__["sdk"] = sdk
    sys.modules.update({"traceloop": pakke, "traceloop.sdk": sdk})
