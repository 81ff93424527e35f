"""Fra oppføring eller treff til utkast: setninger med kilde, sitater og det som kan forberedes (sitatmodus)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistent.innlesing.alt import Kildesamling
from assistent.modeller import Malform, Status, Treff, Utdrag
from assistent.register import Kontakt, Oppforing, Register, Setning, som_malform
from assistent.svar.kontroll import Pastand, Sitat, Utkast
from assistent.svar.sitat import velg_sitat
from assistent.svar.tall import opplysninger
from assistent.svar.tekster import skriv_dato, tekst

MAKS_SITATER = 5
"""Flere steder enn dette vises uten sitat i teksten: henvisningene åpner ordlyden."""


@dataclass(frozen=True, slots=True)
class Dag:
    """Dagen svaret gis, og hva det gjør med søknadsfristen."""

    dato: date
    fristen: Literal["apen", "ute"]
    verdier: dict[str, str]
    beregnet: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delsvar:
    """Svaret på ett delspørsmål før kontroll. ``emne`` er tom når svaret er satt sammen av sitater alene."""

    utkast: Utkast
    status: Status
    emne: str = ""
    tittel: str = ""
    liste: bool = False
    innledning: str = ""
    oppfolging: tuple[str, ...] = ()


def lag_dag(register: Register, dato: date, malform: Malform) -> Dag:
    """Fristen og dagene igjen, regnet fra den åpne eller siste kunngjorte utlysningen."""
    ordning = register.siste_kunngjorte(dato)
    tid = ordning.soknadsfrist.tidspunkt
    skrevet = skriv_dato(dato.year, dato.month, dato.day, malform)
    verdier = {"dato": skrevet, "tilskuddsar": str(ordning.tilskuddsar), "frist": "", "dager_igjen": ""}
    beregnet = opplysninger(skrevet, malform)
    apen = ordning.soknadsfrist.status(dato) == "apen"
    if tid is not None:
        dag = skriv_dato(tid.year, tid.month, tid.day, malform)
        klokke = f"{tid:%H:%M}" if malform == "en" else f"kl. {tid:%H.%M}"
        verdier["frist"] = f"{dag} at {klokke}" if malform == "en" else f"{dag} {klokke}"
        igjen = (tid.date() - dato).days
        navn = "under_et_dogn" if igjen == 0 else "dag" if igjen == 1 else "dager"
        verdier["dager_igjen"] = tekst(navn, malform, n=igjen)
        if apen:
            beregnet |= opplysninger(verdier["dager_igjen"], malform)
    return Dag(dato, "apen" if apen else "ute", verdier, beregnet)


_JA_NEI = re.compile(r"^(?:Ja|Nei|Yes|No)\s*[,.:;–-]\s*(\w)")


def _trenger_staar_ikke(emne: Oppforing) -> bool:
    """Om svaret må begynne med at det ikke står i kildene, fordi den første setningen ikke selv sier det."""
    return emne.status == "ingen_kilde" and not emne.svar[0].uten_kilde


def _uten_ja_og_nei(pastander: Iterable[Pastand]) -> tuple[Pastand, ...]:
    """Påstandene uten «Ja,» eller «Nei,» først: det kan være spurt om noe må gjøres, eller om det kan slippes."""
    alle = list(pastander)
    if alle:
        forste = _JA_NEI.sub(lambda m: m.group(1).upper(), alle[0].tekst, count=1)
        alle[0] = replace(alle[0], tekst=forste)
    return tuple(alle)


class Sammensetter:
    """Setter sammen utkast av registeret og kildene."""

    def __init__(self, samling: Kildesamling, register: Register) -> None:
        self._samling = samling
        self._register = register
        self._emner = {o.id: o for o in register.alle()}
        self._paa_sted: dict[tuple[str, Malform], Utdrag] = {}

    def finn(self, sted: str, malform: Malform) -> Utdrag:
        """Stedet i kildene; veiledningen på nynorsk for nynorsk, ellers på bokmål."""
        nokkel = (sted, malform)
        if nokkel not in self._paa_sted:
            self._paa_sted[nokkel] = self._samling.finn(sted, malform)
        return self._paa_sted[nokkel]

    def fra_emne(self, emne: Oppforing, dag: Dag, malform: Malform) -> Delsvar:
        """Det ferdigskrevne svaret, med sitater fra stedene det viser til."""
        pastander = _uten_ja_og_nei(
            self._pastand(s, dag, malform) for s in emne.svar if s.naar in ("alltid", dag.fristen)
        )
        steder = tuple(dict.fromkeys(u for p in pastander for u in p.kilder))
        sitater = tuple(
            Sitat(u, velg_sitat(u, [p.paa(u.malform, malform) for p in pastander if u in p.kilder])) for u in steder
        )
        grunnlag = tuple(self.finn(s, malform) for s in emne.steder)
        forbered = tuple(
            Pastand(t, grunnlag, nb, dag.beregnet)
            for t, nb in zip(
                (emne.forbered or {}).get(malform) or (emne.forbered or {}).get("nb", ()),
                (emne.forbered or {}).get("nb", ()),
                strict=False,
            )
        )
        return Delsvar(
            Utkast(pastander, sitater, forbered, tuple(self.finn(s, malform) for s in emne.hele)),
            emne.status,
            emne.id,
            som_malform(emne.tittel, malform),
            liste=len(emne.hele) > 3,
            innledning=tekst("staar_ikke", malform) if _trenger_staar_ikke(emne) else "",
            oppfolging=self._oppfolging(emne, malform),
        )

    def _pastand(self, setning: Setning, dag: Dag, malform: Malform) -> Pastand:
        def fyll(mal: str) -> str:
            return re.sub(r"\{(\w+)\}", lambda m: dag.verdier.get(m.group(1), m.group(0)), mal)

        return Pastand(
            fyll(som_malform(setning.tekst, malform)),
            tuple(self.finn(s, malform) for s in setning.fra),
            fyll(setning.tekst["nb"]),
            dag.beregnet,
            egen=setning.uten_kilde,
        )

    def _oppfolging(self, emne: Oppforing, malform: Malform) -> tuple[str, ...]:
        # En oppføring kan være tatt ut når regelverket er endret.
        return self.sporsmal_til([self._emner[id_] for id_ in emne.se_ogsa if id_ in self._emner], malform)

    @staticmethod
    def sporsmal_til(emner: Iterable[Oppforing], malform: Malform) -> tuple[str, ...]:
        """Et spørsmål til hver av de tre første oppføringene som har et på målformen."""
        ut = []
        for emne in emner:
            sporsmal = next((f for f in (emne.formuleringer or {}).get(malform, ()) if f.endswith("?")), None)
            if sporsmal:
                ut.append(sporsmal[0].upper() + sporsmal[1:])
        return tuple(ut[:3])

    def fra_treff(self, treff: Sequence[Treff], sporsmal: str, malform: Malform, *, sikkert: bool) -> Delsvar:
        """Ordrette sitater fra de beste stedene. Et punkt i en liste følges av innledningen og beskjed om resten."""
        steder = tuple(dict.fromkeys(self._beste_utgave(t.utdrag, malform) for t in treff))
        sitater = tuple(Sitat(u, velg_sitat(u, [sporsmal])) for u in steder)
        hele = tuple(dict.fromkeys(s for u in steder if u.innleder for s in self._sosken(u)))
        return Delsvar(
            Utkast((), sitater, (), hele),
            "besvart" if sikkert else "delvis",
            innledning=tekst("sitater" if sikkert else "sitater_delvis", malform),
        )

    def _beste_utgave(self, utdrag: Utdrag, malform: Malform) -> Utdrag:
        """Regelverket i stedet for veiledningen når det er hentet, og veiledningen på rett målform ellers."""
        return self.finn(utdrag.sted, malform) if utdrag.rang == "veiledning" else utdrag

    def _sosken(self, utdrag: Utdrag) -> tuple[Utdrag, ...]:
        return tuple(
            u
            for u in self._samling.utdrag
            if u.kilde == utdrag.kilde and u.malform == utdrag.malform and u.innleder and u.innleder == utdrag.innleder
        )

    def kontakt(self, dag: Dag, malform: Malform) -> tuple[Kontakt, Pastand]:
        """Kontaktopplysningene og setningen som gir dem."""
        kontakt = self._register.gjeldende(dag.dato).kontakt
        kilder = tuple(self.finn(s, malform) for s in kontakt.fra)
        mal = tekst("spor_imdi", malform, epost=kontakt.epost, telefon=kontakt.telefon)
        return kontakt, Pastand(mal, kilder, f"{kontakt.epost} {kontakt.telefon}")
