"""Alle kildene lest: det resten av programmet søker i, siterer fra og slår opp i."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistent.feil import KildeFeil
from assistent.innlesing.hentet import Opphav, les_hentet
from assistent.innlesing.lovdata import Lovdokument, les_lovdata
from assistent.innlesing.lysbilder import les_lysbilder
from assistent.innlesing.manifest import Kildepost, Manifest, les_manifest
from assistent.innlesing.sted import del_sted, rens
from assistent.innlesing.veiledning import les_veiledning
from assistent.konfig import Innstillinger
from assistent.modeller import Kilde, Malform, Utdrag

_LYSBILDE = re.compile(r"^(lysbilde \d+)(?::.*)?$")


@dataclass(frozen=True)
class Hentet:
    """Et dokument fra Lovdata som er i bruk: hodet i filen og hvor og når den ble hentet."""

    dokument: Lovdokument
    opphav: Opphav


@dataclass(frozen=True)
class Kildesamling:
    """Kildene og utdragene. ``advarsler`` er setninger til brukeren om kilder som ikke kunne brukes."""

    kilder: Mapping[str, Kilde]
    utdrag: tuple[Utdrag, ...]
    forskrift_hentet: bool
    sjekksummer: Mapping[str, str]
    """Kilde-id → SHA-256 av det utdragene er lest fra. Grunnlaget for indeksens fingeravtrykk."""
    hentet: Mapping[str, Hentet] = field(default_factory=dict)
    advarsler: tuple[str, ...] = ()

    def finn(self, sted_ref: str, malform: Malform = "nb") -> Utdrag:
        """Utdraget en henvisning viser til: «§ 1-6 andre ledd bokstav c», «lysbilde 15», «forvaltningsloven § 29 …».

        Regelverket går foran når det er hentet; ellers brukes veiledningen (på nynorsk for ``nn``). Et sted som ikke
        finnes, er en :class:`KildeFeil` med stedene som ligner.
        """
        ref = rens(sted_ref)
        treff = self._steder.get((_nokkel(ref), "nn" if malform == "nn" else "nb"))
        if treff is not None:
            return treff
        naere = self._naere(ref)
        raad = f"Mente du {' eller '.join(f'«{n}»' for n in naere)}?" if naere else "Se docs/formater.md."
        raise KildeFeil(f"stedet «{ref}» finnes ikke i kildene.", raad=raad)

    @cached_property
    def _steder(self) -> dict[tuple[str, Malform], Utdrag]:
        """(nøkkel, målform) → utdrag. Veiledningen legges inn bare for regelverk som ikke er hentet."""
        lest = {del_.lov for u in self.utdrag if u.rang != "veiledning" and (del_ := del_sted(u.sted))}
        steder: dict[tuple[str, Malform], Utdrag] = {}
        for u in self.utdrag:
            if u.rang == "veiledning" and (del_ := del_sted(u.sted)) and del_.lov in lest:
                continue
            malformer: tuple[Malform, ...] = (u.malform,) if u.rang == "veiledning" else ("nb", "nn")
            for malform in malformer:
                steder.setdefault((_nokkel(u.sted), malform), u)
        return steder

    def _naere(self, ref: str) -> list[str]:
        """Inntil tre steder som ligner: først i samme paragraf."""
        alle = list(dict.fromkeys(u.sted for u in self.utdrag))
        delt = del_sted(ref)
        i_paragrafen = [
            s for s in alle if delt and (d := del_sted(s)) and d.helt_paragrafnavn == delt.helt_paragrafnavn
        ]
        return difflib.get_close_matches(ref, i_paragrafen, 3, 0.3) or difflib.get_close_matches(ref, alle, 3, 0.6)


def les_alle(innstillinger: Innstillinger) -> Kildesamling:
    """Leser alle kildene i kildelisten. Regelverk som ikke er hentet, eller som er ødelagt, er ikke med; veiledningen
    brukes i stedet, og ødelagte filer gir en advarsel."""
    manifest = les_manifest(innstillinger.kilder)
    utdrag: list[Utdrag] = []
    hentet: dict[str, Hentet] = {}
    summer: dict[str, str] = {}
    advarsler: list[str] = []
    for post in manifest.poster:
        if post.hentes is None:
            utdrag += _les_fil(manifest, post)
            summer[post.id] = manifest.sjekksum(post)
            continue
        try:
            lest = _les_hentet(innstillinger, post)
        except KildeFeil as feil:
            advarsler.append(f"«{post.tittel}» blir ikke brukt; veiledningen brukes i stedet. {feil}")
            continue
        if lest is not None:
            hentet[post.id] = lest
            utdrag += lest.dokument.utdrag
            summer[post.id] = lest.opphav.sha256
    advarsler += _ulik_inndeling(utdrag)
    return Kildesamling(
        kilder={p.id: p.som_kilde() for p in manifest.poster},
        utdrag=tuple(utdrag),
        forskrift_hentet=any(p.rang == "forskrift" and p.id in hentet for p in manifest.poster),
        sjekksummer=summer,
        hentet=hentet,
        advarsler=tuple(advarsler),
    )


def _les_hentet(innstillinger: Innstillinger, post: Kildepost) -> Hentet | None:
    fil = les_hentet(innstillinger.hentet, post.id)
    if fil is None:
        return None
    data, opphav = fil
    hvor = str(innstillinger.hentet / f"{post.id}.xml")
    dokument = les_lovdata(data, post.som_kilde(), kortnavn=post.kortnavn, paragrafer=post.paragrafer, hvor=hvor)
    return Hentet(dokument, opphav)


def _les_fil(manifest: Manifest, post: Kildepost) -> tuple[Utdrag, ...]:
    filer = manifest.filer(post)
    if post.innleser == "veiledning":
        adresser = {p.kortnavn: p.url for p in manifest.hentes() if p.url}
        return les_veiledning(filer, post.som_kilde(), adresser)
    utdrag: list[Utdrag] = []
    for fil in filer:
        try:
            tekst = fil.read_text("utf-8")
        except UnicodeDecodeError as feil:
            raise KildeFeil("filen er ikke UTF-8.", hvor=str(fil), raad="Lagre den som UTF-8.") from feil
        utdrag += les_lysbilder(tekst, post.som_kilde(), post.lysbilder, hvor=str(fil))
    return tuple(utdrag)


def _ulik_inndeling(utdrag: list[Utdrag]) -> list[str]:
    """Advarer når veiledningen har steder det hentede regelverket ikke har: da er regelverket endret siden sist."""
    regelverk = {u.sted for u in utdrag if u.rang != "veiledning"}
    lest = {d.lov for s in regelverk if (d := del_sted(s))}
    borte = [
        u.sted
        for u in utdrag
        if u.rang == "veiledning" and u.malform == "nb" and u.sted not in regelverk
        if (d := del_sted(u.sted)) and d.lov in lest
    ]
    if not borte:
        return []
    return [f"Veiledningen har steder som ikke finnes i regelverket: {', '.join(borte)}. Regelverket kan være endret."]


def _nokkel(sted: str) -> str:
    """Nøkkelen et sted slås opp med: lysbilder på nummeret, paragrafer slik de står."""
    treff = _LYSBILDE.match(sted)
    return treff[1] if treff else sted
