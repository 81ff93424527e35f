"""Henting av regelverk fra Lovdatas åpne data, til brukerens maskin.

Bare det som trengs, lastes ned, og bare når Lovdata har en nyere utgave. En ny fil prøves før den byttes inn; til da
står den gamle urørt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import httpx
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from assistent import __version__
from assistent.feil import AssistentFeil, HentingFeil, KildeFeil
from assistent.innlesing.hentet import Opphav, les_hentet, skriv_hentet
from assistent.innlesing.lovdata import les_lovdata
from assistent.innlesing.manifest import Kildepost
from assistent.innlesing.strom import plukk_medlemmer
from assistent.konfig import Innstillinger

LESEFRIST_SEKUNDER = 60.0
MAKS_LISTE = 1_000_000
_RAAD = "Sjekk nettet og prøv «assistent kilder oppdater» igjen. Det som er hentet før, blir brukt."
Fremdrift = Callable[[str], None]


class _Arkiv(BaseModel):
    """En linje i Lovdatas liste. ``sizeBytes`` er en streng i svaret."""

    filename: str
    sizeBytes: int = Field(gt=0)
    lastModified: str


_LISTE = TypeAdapter(list[_Arkiv])


@dataclass(frozen=True, slots=True)
class HentetStatus:
    """Hvordan det gikk med én kilde. ``feil``: ikke hentet nå, det som var hentet før, er urørt."""

    kilde: str
    tilstand: Literal["hentet", "uendret", "feil"]
    melding: str = ""
    sist_endret: str = ""


def oppdater(
    innstillinger: Innstillinger, kilder: Iterable[Kildepost], fremdrift: Fremdrift | None = None
) -> list[HentetStatus]:
    """Henter kildene som har ``hentes``, ett arkiv om gangen.

    Uten nett, eller når listen ikke kan leses, kommer :class:`HentingFeil`. Går det galt med ett arkiv eller én kilde,
    står det i statusen, og resten hentes.
    """
    si = fremdrift or (lambda _: None)
    poster = [k for k in kilder if k.hentes is not None]
    frister = httpx.Timeout(innstillinger.tilkobling_sekunder, read=LESEFRIST_SEKUNDER, write=LESEFRIST_SEKUNDER)
    hode = {"User-Agent": f"tilskuddsassistenten/{__version__}", "Accept-Encoding": "identity"}
    grunn = innstillinger.lovdata_url.rstrip("/")
    try:
        with httpx.Client(timeout=frister, headers=hode) as klient:
            si("Spør Lovdata hva som er nytt")
            liste = {a.filename: a for a in _hent_liste(klient, f"{grunn}/list", innstillinger.tilkobling_sekunder)}
            status: list[HentetStatus] = []
            for navn in dict.fromkeys(p.hentes.arkiv for p in poster if p.hentes):
                gruppe = [p for p in poster if p.hentes and p.hentes.arkiv == navn]
                status += _oppdater_arkiv(klient, f"{grunn}/get/{navn}", liste.get(navn), gruppe, innstillinger, si)
    except httpx.InvalidURL as feil:
        raise HentingFeil(f"adressen er ugyldig ({feil}).", hvor=grunn, raad="Rett ASSISTENT_LOVDATA_URL.") from feil
    return status


def _hent_liste(klient: httpx.Client, url: str, frist: float) -> list[_Arkiv]:
    """Listen er liten og er selve prøven på kontakt, så hele svaret har samme korte frist."""
    try:
        with klient.stream("GET", url, timeout=frist) as svar:
            _krev_ok(svar, url)
            data = b""
            for bit in svar.iter_bytes():
                data += bit
                if len(data) > MAKS_LISTE:
                    raise HentingFeil("listen over filer er urimelig stor.", hvor=url, raad=_RAAD)
        return _LISTE.validate_json(data)
    except httpx.HTTPError as feil:
        raise HentingFeil(f"fikk ikke kontakt med Lovdata ({_grunn(feil)}).", hvor=url, raad=_RAAD) from feil
    except ValidationError as feil:
        raise HentingFeil("listen over filer har en ukjent form.", hvor=url, raad=_RAAD) from feil


def _oppdater_arkiv(
    klient: httpx.Client,
    url: str,
    arkiv: _Arkiv | None,
    poster: list[Kildepost],
    innstillinger: Innstillinger,
    si: Fremdrift,
) -> list[HentetStatus]:
    if arkiv is None:
        feil = HentingFeil("filen står ikke i Lovdatas liste lenger.", hvor=url, raad="Rett «arkiv» i kilder.yaml.")
        return [HentetStatus(p.id, "feil", str(feil)) for p in poster]
    uendret = [p for p in poster if _er_uendret(p, arkiv, innstillinger)]
    status = [HentetStatus(p.id, "uendret", sist_endret=arkiv.lastModified) for p in uendret]
    trengs = {p.hentes.medlem: p for p in poster if p.hentes and p not in uendret}
    if not trengs:
        return status
    si(f"Henter {', '.join(p.tittel for p in trengs.values())}")
    try:
        filer = _last_ned(klient, url, arkiv, set(trengs))
    except HentingFeil as feil:
        return status + [HentetStatus(p.id, "feil", str(feil)) for p in trengs.values()]
    for medlem, post in trengs.items():
        try:
            _ta_i_bruk(post, filer[medlem], url, arkiv, innstillinger)
            status.append(HentetStatus(post.id, "hentet", sist_endret=arkiv.lastModified))
        except AssistentFeil as feil:
            status.append(HentetStatus(post.id, "feil", str(feil)))
    return status


def _last_ned(klient: httpx.Client, url: str, arkiv: _Arkiv, medlemmer: set[str]) -> dict[str, bytes]:
    try:
        with klient.stream("GET", url) as svar:
            _krev_ok(svar, url)
            lengde = svar.headers.get("Content-Length")
            if lengde is not None and lengde != str(arkiv.sizeBytes):
                raise HentingFeil(
                    f"filen er {lengde} byte, men listen sier {arkiv.sizeBytes}.",
                    hvor=url,
                    raad="Lovdata bygger kanskje filen på nytt nå. Prøv igjen om litt.",
                )
            return plukk_medlemmer(svar.iter_bytes(65536), medlemmer, ventet=arkiv.sizeBytes, hvor=url)
    except httpx.HTTPError as feil:
        raise HentingFeil(f"nedlastingen ble brutt ({_grunn(feil)}).", hvor=url, raad=_RAAD) from feil


def _ta_i_bruk(post: Kildepost, data: bytes, url: str, arkiv: _Arkiv, innstillinger: Innstillinger) -> None:
    """Prøver at filen kan leses slik programmet trenger, og bytter den inn."""
    assert post.hentes is not None
    les_lovdata(data, post.som_kilde(), kortnavn=post.kortnavn, paragrafer=post.paragrafer, hvor=url)
    opphav = Opphav(
        url=url,
        medlem=post.hentes.medlem,
        sist_endret=arkiv.lastModified,
        hentet=datetime.now(UTC).replace(microsecond=0),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    skriv_hentet(innstillinger.hentet, post.id, data, opphav)


def _er_uendret(post: Kildepost, arkiv: _Arkiv, innstillinger: Innstillinger) -> bool:
    try:
        har = les_hentet(innstillinger.hentet, post.id)
        if har is None or har[1].sist_endret != arkiv.lastModified:
            return False
        les_lovdata(har[0], post.som_kilde(), kortnavn=post.kortnavn, paragrafer=post.paragrafer)
    except KildeFeil:
        return False
    return True


def _krev_ok(svar: httpx.Response, url: str) -> None:
    if svar.status_code != 200:
        raise HentingFeil(f"Lovdata svarte {svar.status_code}.", hvor=url, raad=_RAAD)


def _grunn(feil: httpx.HTTPError) -> str:
    if isinstance(feil, httpx.TimeoutException):
        return "tidsfristen gikk ut"
    return str(feil) or type(feil).__name__
