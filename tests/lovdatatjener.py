"""En tjener som svarer slik Lovdatas åpne data gjør, på en ledig port på egen maskin."""

from __future__ import annotations

import bz2
import io
import json
import tarfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Lovdata:
    """Det tjeneren svarer med. Prøvene endrer feltene for å lage feil."""

    filer: dict[str, bytes] = field(default_factory=dict)
    endret: dict[str, str] = field(default_factory=dict)
    storrelse: dict[str, int] = field(default_factory=dict)
    liste: bytes | None = None
    send_hoyst: int | None = None
    sporringer: list[str] = field(default_factory=list)
    url: str = ""

    def legg_til(self, navn: str, medlemmer: dict[str, bytes], endret: str = "2099-01-05T01:30:00Z") -> None:
        self.filer[navn] = lag_arkiv(medlemmer)
        self.endret[navn] = endret

    def listesvar(self) -> bytes:
        if self.liste is not None:
            return self.liste
        linjer = [
            {
                "filename": n,
                "description": "",
                "sizeBytes": str(self.storrelse.get(n, len(d))),
                "lastModified": self.endret[n],
            }
            for n, d in self.filer.items()
        ]
        return json.dumps(linjer).encode()


def lag_arkiv(medlemmer: dict[str, bytes]) -> bytes:
    ut = io.BytesIO()
    with tarfile.open(fileobj=ut, mode="w") as arkiv:
        for navn, innhold in medlemmer.items():
            info = tarfile.TarInfo(navn)
            info.size = len(innhold)
            arkiv.addfile(info, io.BytesIO(innhold))
    return bz2.compress(ut.getvalue())


class kjor_tjener:
    """Tjener på en ledig port så lenge blokken varer."""

    def __init__(self, data: Lovdata) -> None:
        self.data = data

    def __enter__(self) -> Lovdata:
        data = self.data

        class Svarer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data.sporringer.append(self.path)
                if self.path == "/v1/list":
                    self._send(data.listesvar())
                elif (navn := self.path.removeprefix("/v1/get/")) in data.filer:
                    self._send(data.filer[navn], data.send_hoyst)
                else:
                    self.send_error(404)

            def _send(self, innhold: bytes, hoyst: int | None = None) -> None:
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(innhold)))
                    self.end_headers()
                    self.wfile.write(innhold[:hoyst])
                except ConnectionError:
                    pass  # klienten hadde fått det den trengte

            def log_message(self, *_: object) -> None:
                pass

        self.tjener = ThreadingHTTPServer(("127.0.0.1", 0), Svarer)
        self.traad = threading.Thread(target=self.tjener.serve_forever, args=(0.02,))
        self.traad.start()
        data.url = f"http://127.0.0.1:{self.tjener.server_port}/v1"
        return data

    def __exit__(self, *_: object) -> None:
        self.tjener.shutdown()
        self.traad.join()
        self.tjener.server_close()
