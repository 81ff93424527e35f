"""Kjeden fra spørsmål til svar: ruting → deling → søk → sammensetting → kontroll → utskrift.

Kjeden er en LangChain-``Runnable`` fra :class:`Foresporsel` til :class:`Svar`, med ``invoke``, ``batch`` og
``astream``. :meth:`Motor.svar` er ``invoke`` med vanlige argumenter. Chat, e-post, kommandolinje og evaluering går alle
gjennom den.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableLambda

from assistent.feil import KildeFeil, SporsmalFeil
from assistent.innlesing.alt import Kildesamling
from assistent.modeller import Malform, Melding, Status, Svar, Treff, Utdrag
from assistent.personvern import masker
from assistent.register import MANGLER, RUTE_UTENFOR, Oppforing, Register
from assistent.sok.indeks import Indeks
from assistent.sok.retriever import KildeRetriever
from assistent.svar import terskler
from assistent.svar.arbeid import Arbeid, Foresporsel, Funn
from assistent.svar.deling import MAKS_DELER, Delsporsmal, delsporsmal, innholdsord
from assistent.svar.emnevalg import Emnevelger
from assistent.svar.kontroll import Pastand, Utkast, kontroller
from assistent.svar.malform import finn_malform
from assistent.svar.ruting import nevner_annet, om_temaet, rut, til_saksbehandler
from assistent.svar.sammensetting import Dag, Delsvar, Sammensetter, lag_dag
from assistent.svar.sikkerhet import (
    IKKE_FUNNET,
    IKKE_FUNNET_I_SAMTALE,
    SITERES,
    SITERES_SIKKERT,
    Trekk,
    finn_trekk,
)
from assistent.svar.tekster import tekst
from assistent.svar.utskrift import Skriver, emneord

MAKS_HISTORIKK = 12
"""Så mange av de siste meldingene i samtalen brukes."""
MAKS_HISTORIKKTEGN = 2000
"""Så mye av hver av dem."""
MINST_STEDER = 40
"""Så mange steder vurderes før registeret løfter noen av dem."""
MAKS_OPPFORINGER = 5
"""Så mange oppføringer løfter stedene sine."""
VEKT_REGISTER = 12.0
"""Hvor mye likheten med registeret (0–1) teller mot søkets standardiserte poeng. Valgt på utviklingssettene."""
AVTAK_STED = 0.6
"""Hvor mye mindre hvert neste sted i en oppføring teller."""
_logg = logging.getLogger(__name__)


class Motor:
    """Svarmotoren. Bygges ett sted: :mod:`assistent.oppsett`."""

    def __init__(self, samling: Kildesamling, register: Register, indeks: Indeks, *, maks_tegn: int = 4000) -> None:
        self.samling = samling
        self.register = register
        self.indeks = indeks
        self._maks_tegn = maks_tegn
        self._utdrag: Mapping[str, Utdrag] = {u.id: u for u in samling.utdrag}
        self.retriever = KildeRetriever(sokbar=indeks.utdrag, utdrag=self._utdrag)
        self._velger = Emnevelger(indeks.formuleringer, indeks.gjenkjenner)
        self._setter = Sammensetter(samling, register)
        self.kjede: Runnable[Foresporsel, Svar] = (
            RunnableLambda(self._rut)
            | RunnableLambda(self._del_opp)
            | RunnableLambda(self._sok)
            | RunnableLambda(self._sett_sammen)
            | RunnableLambda(self._kontroller)
            | RunnableLambda(self._skriv)
        )

    def svar(
        self,
        sporsmal: str,
        historikk: Sequence[Melding] = (),
        *,
        dato: date,
        malform: Malform | None = None,
    ) -> Svar:
        """Svaret på spørsmålet, slik det er på dagen ``dato``. Tomt eller for langt spørsmål: :class:`SporsmalFeil`."""
        return self.kjede.invoke(Foresporsel(sporsmal, dato, tuple(historikk), malform))

    def utdrag(self, id_: str) -> Utdrag:
        """Utdraget med denne id-en."""
        try:
            return self._utdrag[id_]
        except KeyError:
            raise KildeFeil(f"utdraget «{id_}» finnes ikke", raad="Spør på nytt; kildene kan være oppdatert.") from None

    def sok(self, sporsmal: str, k: int = 10) -> list[Treff]:
        """De ``k`` beste stedene i kildene, hvert sted én gang, i den utgaven som går foran.

        Spørsmål som ligner dem i registeret, løfter stedene svaret der hviler på: slik finner hverdagsord og engelsk
        fram til en paragraf som ikke har noe ord felles med spørsmålet.
        """
        treff = {t.utdrag.sted: t for t in self._steder(sporsmal, max(MINST_STEDER, k))}
        lavest = min((t.poeng for t in treff.values()), default=0.0)
        for sted, poeng in self._fra_registeret(sporsmal).items():
            utdrag = self._setter.finn(sted, "nb")
            grunn = treff.get(utdrag.sted) or Treff(utdrag, lavest)
            treff[utdrag.sted] = replace(grunn, poeng=grunn.poeng + VEKT_REGISTER * poeng)
        return sorted(treff.values(), key=lambda t: -t.poeng)[:k]

    def _fra_registeret(self, sporsmal: str) -> dict[str, float]:
        """Stedene bak oppføringene spørsmålet ligner mest, med poeng 0–1. Det første i en oppføring veier mest."""
        if not any(t.isalnum() for t in sporsmal):
            return {}
        likhet = self._velger.likhet(sporsmal[: self._maks_tegn])
        emner = {e.id: e for e in self.register.alle()}
        like = (id_ for id_ in likhet if id_ in emner and likhet[id_] >= terskler.USIKKER)
        naermest = sorted(like, key=lambda id_: -likhet[id_])[:MAKS_OPPFORINGER]
        ut: dict[str, float] = {}
        for id_ in naermest:
            for nr, sted in enumerate(emner[id_].steder):
                ut[sted] = max(ut.get(sted, 0.0), likhet[id_] * AVTAK_STED**nr)
        return ut

    def _steder(self, sporsmal: str, k: int) -> list[Treff]:
        """Som :meth:`sok`, men bare etter det som står på stedet."""
        beste: dict[str, Treff] = {}
        for dokument in self.retriever.invoke(sporsmal, k=3 * k + 10):
            u, data = self._utdrag[str(dokument.id)], dokument.metadata
            if u.rang == "veiledning":
                u = self._setter.finn(u.sted, u.malform)
            if u.sted not in beste:
                beste[u.sted] = Treff(u, data["poeng"], data["leksikalsk"], data["vektor"], data["dekning"])
        return list(beste.values())[:k]

    def trekk(self, sporsmal: str, *, dato: date) -> tuple[Trekk, ...]:
        """Det sannsynligheten for svar regnes av, for hvert delspørsmål. Til kalibrering."""
        emner = self.register.oppforinger(dato)
        funn = (self._finn(del_, emner, ()) for del_ in delsporsmal(masker(sporsmal), ()))
        return tuple(finn_trekk(f.valg, f.treff) for f in funn)

    def startere(self, malform: Malform) -> tuple[str, ...]:
        """Spørsmål å begynne med."""
        return {
            "nb": (
                "Kan vi søke, og hva må vi dokumentere?",
                "Når er søknadsfristen?",
                "Hva kan vi ikke bruke pengene til?",
                "Hvordan klager vi på et avslag?",
            ),
            "nn": (
                "Kan vi søkje, og kva må vi dokumentere?",
                "Når er søknadsfristen?",
                "Kva kan vi ikkje bruke pengane til?",
                "Korleis klagar vi på eit avslag?",
            ),
            "en": (
                "Can we apply, and what must we document?",
                "When is the application deadline?",
                "What can't we use the money for?",
                "How do we appeal a rejection?",
            ),
        }[malform]

    # --- stegene i kjeden ---------------------------------------------------------------------------------------

    def _rut(self, foresporsel: Foresporsel) -> Arbeid:
        start = time.perf_counter()
        rent = masker(_uten_kontrolltegn(foresporsel.sporsmal)).strip()
        if not any(t.isalnum() for t in rent):
            raise SporsmalFeil("Spørsmålet er tomt.", raad="Skriv det du lurer på, for eksempel «Kan vi søke?»")
        if len(rent) > self._maks_tegn:
            raise SporsmalFeil(
                f"Spørsmålet er på {len(rent)} tegn, og grensen er {self._maks_tegn}.",
                raad="Korte det ned, eller del det i flere spørsmål.",
            )
        historikk = tuple(
            Melding(m.rolle, masker(_uten_kontrolltegn(m.tekst[:MAKS_HISTORIKKTEGN])))
            for m in foresporsel.historikk[-MAKS_HISTORIKK:]
        )
        ruting = rut(rent)
        ellers = foresporsel.malform or "nb"
        malform = finn_malform(self.indeks.malform.poeng, ruting.sporsmal or rent, historikk, ellers=ellers)
        return Arbeid(
            replace(foresporsel, sporsmal=rent, historikk=historikk),
            ruting.rute,
            ruting.sporsmal,
            malform,
            lag_dag(self.register, foresporsel.dato, malform),
            start,
        )

    def _del_opp(self, arbeid: Arbeid) -> Arbeid:
        if arbeid.rute != "svar":
            return arbeid
        alle = delsporsmal(arbeid.sporsmal, arbeid.foresporsel.historikk)
        return replace(arbeid, deler=alle[:MAKS_DELER], flere=len(alle) > MAKS_DELER)

    def _sok(self, arbeid: Arbeid) -> Arbeid:
        emner = self.register.oppforinger(arbeid.dag.dato)
        funn: list[Funn] = []
        brukt: set[str] = set()
        for del_ in arbeid.deler:
            funn.append(self._finn(del_, emner, brukt if del_.opphav == "delen foran" else ()))
            valg = funn[-1].valg
            if not terskler.utenfor(valg, om_temaet(del_.tekst)):
                brukt |= {t.emne.id for t in terskler.velg(valg, alene=len(arbeid.deler) == 1)}
        if len(funn) == 1 and not om_temaet(arbeid.sporsmal) and (hilsen := terskler.hilsen(funn[0].valg)):
            return replace(arbeid, rute=hilsen)
        return replace(arbeid, funn=tuple(funn))

    def _finn(self, del_: Delsporsmal, emner: Mapping[str, Oppforing], brukt: Collection[str]) -> Funn:
        valg = self._velger.velg(del_, emner, brukt=brukt)
        sok_i = f"{del_.kontekst} {del_.tekst}" if del_.avhengig else del_.tekst
        return Funn(del_, valg, tuple(self._steder(sok_i, 5)))

    def _sett_sammen(self, arbeid: Arbeid) -> Arbeid:
        svar: list[Delsvar] = []
        for funn in arbeid.funn:
            for delsvar in self._delsvar(funn, arbeid):
                like = [n for n, s in enumerate(svar) if s.emne and s.emne == delsvar.emne]
                if not like:
                    svar.append(delsvar)
                elif delsvar.status == "til_saksbehandler":
                    svar[like[0]] = delsvar
        return replace(arbeid, delsvar=tuple(svar))

    def _delsvar(self, funn: Funn, arbeid: Arbeid) -> list[Delsvar]:
        malform, dag = arbeid.malform, arbeid.dag
        hele = f"{funn.del_.kontekst} {funn.del_.tekst}" if funn.del_.avhengig else funn.del_.tekst
        fortalt = hele if funn.del_.opphav == "fortalt" else funn.del_.tekst
        egen_sak = terskler.ligner_egen_sak(funn.valg) or (
            til_saksbehandler(fortalt) and not terskler.klart_en_regel(funn.valg)
        )
        annet = nevner_annet(hele) and funn.valg.poeng < terskler.KLART_TEMA
        if (annet or terskler.utenfor(funn.valg, om_temaet(hele))) and not egen_sak:
            return [Delsvar(Utkast(), "utenfor_tema", innledning=tekst("utenfor_tema", malform))]
        valgt = terskler.velg(funn.valg, alene=len(arbeid.deler) == 1)
        tier = bool(valgt) and valgt[0].emne.gruppe == MANGLER
        if not (egen_sak or tier) and self._kildene_tier(funn, dag):
            if om_temaet(hele) and funn.valg.ruter.get(RUTE_UTENFOR, 0.0) <= funn.valg.poeng:
                return [self._ingen_kilde(funn, malform, dag)]
            return [Delsvar(Utkast(), "utenfor_tema", innledning=tekst("utenfor_tema", malform))]
        if egen_sak and not terskler.klart_nok_for_regler(funn.valg):
            valgt = []
        if valgt:
            svar = [self._setter.fra_emne(t.emne, dag, malform) for t in valgt]
            svar = [replace(s, status=svar[0].status) for s in svar]  # den beste avgjør, den neste er et tillegg
            if not egen_sak and not terskler.sikkert(funn.valg):
                andre = [t.emne for t in funn.valg.emner if t.emne.id not in {v.emne.id for v in valgt}]
                forste = replace(
                    svar[0],
                    innledning=svar[0].innledning or tekst("usikker", malform),
                    oppfolging=(*self._setter.sporsmal_til(andre, malform), *svar[0].oppfolging),
                )
                svar = [forste, *svar[1:]]
        elif funn.treff and funn.sannsynlighet >= SITERES and not egen_sak:
            sikkert = funn.sannsynlighet >= SITERES_SIKKERT
            beste = terskler.beste_treff(funn.treff)
            svar = [self._setter.fra_treff(beste, funn.del_.tekst, malform, sikkert=sikkert)]
        elif not egen_sak:
            svar = [self._ingen_kilde(funn, malform, dag)]
        else:
            svar = []
        return [self._saksbehandler(svar, malform, dag)] if egen_sak else svar

    def _kildene_tier(self, funn: Funn, dag: Dag) -> bool:
        """Om kildene trolig ikke svarer.

        Sannsynligheten er kalibrert på spørsmål som står alene. Står det noe foran, må den være lav også for spørsmålet
        alene, og i en samtale, der oppfølginger ofte er korte, må begge være svært lave.
        """
        del_ = funn.del_
        i_samtale = bool(del_.kontekst) and del_.opphav == "samtalen"
        grense = IKKE_FUNNET_I_SAMTALE if i_samtale else IKKE_FUNNET
        if funn.sannsynlighet >= grense or not del_.kontekst:
            return funn.sannsynlighet < grense
        return self._finn(Delsporsmal(del_.tekst), self.register.oppforinger(dag.dato), ()).sannsynlighet < grense

    def _saksbehandler(self, svar: list[Delsvar], malform: Malform, dag: Dag) -> Delsvar:
        """Det saksbehandleren må svare på, med reglene som gjelder, når søket fant noen."""
        pastander = (Pastand(tekst("saksbehandler", malform), egen=True), self._setter.kontakt(dag, malform)[1])
        if not svar or svar[0].status == "ingen_kilde":
            return Delsvar(Utkast(pastander), "til_saksbehandler")
        regler = Pastand(tekst("saksbehandler_regler", malform), egen=True)
        forste = svar[0]
        utkast = replace(forste.utkast, pastander=(*pastander, regler, *forste.utkast.pastander), forbered=())
        return replace(forste, utkast=utkast, status="til_saksbehandler", tittel="", liste=False)

    def _ingen_kilde(self, funn: Funn, malform: Malform, dag: Dag) -> Delsvar:
        lette = emneord(innholdsord(funn.del_.tekst)) or tekst("tomt_emne", malform)
        kontakt = self._setter.kontakt(dag, malform)[1]
        egen = Pastand(tekst("ingen_kilde", malform, lette=lette), egen=True)
        naermest = self._setter.fra_treff(funn.treff[:1], funn.del_.tekst, malform, sikkert=False)
        sitater = naermest.utkast.sitater
        pastander: tuple[Pastand, ...] = (egen, kontakt)
        if sitater:
            u = sitater[0].utdrag
            pastander = (*pastander, Pastand(f"{tekst('naermest', malform)} {u.sted}.", (u,), u.tekst))
        return Delsvar(Utkast(pastander, sitater), "ingen_kilde")

    def _kontroller(self, arbeid: Arbeid) -> Arbeid:
        def finnes(id_: str) -> bool:
            return id_ in self._utdrag

        ut = []
        for delsvar in arbeid.delsvar:
            utkast = kontroller(delsvar.utkast, arbeid.malform, finnes)
            for avvik in utkast.avvik:
                _logg.warning("Tatt ut av svaret (%s): %s", delsvar.emne or "sitater", avvik)
            tomt = not utkast.pastander and not utkast.sitater and delsvar.status != "utenfor_tema"
            if tomt:
                kontakt = self._setter.kontakt(arbeid.dag, arbeid.malform)[1]
                lette = tekst("tomt_emne", arbeid.malform)
                egen = Pastand(tekst("ingen_kilde", arbeid.malform, lette=lette), egen=True)
                ut.append(Delsvar(kontroller(Utkast((egen, kontakt)), arbeid.malform, finnes), "ingen_kilde"))
            elif len(utkast.pastander) < len(delsvar.utkast.pastander) and delsvar.status == "besvart":
                ut.append(replace(delsvar, utkast=utkast, status="delvis"))
            else:
                ut.append(replace(delsvar, utkast=utkast))
        return replace(arbeid, delsvar=tuple(ut))

    def _skriv(self, arbeid: Arbeid) -> Svar:
        skriver = Skriver(self.samling, arbeid.malform)
        if arbeid.rute != "svar":
            status: Status = "utenfor_tema" if arbeid.rute == "utenfor_tema" else "hilsen"
            skriver.avsnitt(tekst(arbeid.rute, arbeid.malform))
        else:
            status = _samlet_status([d.status for d in arbeid.delsvar])
            viste = [d for d in arbeid.delsvar if d.status != "utenfor_tema"] or list(arbeid.delsvar[:1])
            for delsvar in viste:
                skriver.delsvar(delsvar, med_tittel=len(viste) > 1)
            if arbeid.flere:
                status = "delvis"
                skriver.avsnitt(tekst("flere_sporsmal", arbeid.malform))
            kontakt = self._setter.kontakt(arbeid.dag, arbeid.malform)[1]
            sagt = any(p.tekst == kontakt.tekst for d in viste for p in d.utkast.pastander)
            godkjent = kontroller(Utkast((kontakt,)), arbeid.malform, lambda id_: id_ in self._utdrag).pastander
            if godkjent and not sagt and any(d.status in ("ingen_kilde", "delvis") and d.emne for d in viste):
                foran = tekst("staar_ikke", arbeid.malform) + " " if status == "ingen_kilde" else ""
                skriver.avsnitt(foran + skriver.setning(kontakt))
            skriver.kildeliste()
        return Svar(
            sporsmal=arbeid.foresporsel.sporsmal,
            status=status,
            tekst=skriver.tekst(),
            malform=arbeid.malform,
            dato=arbeid.dag.dato,
            henvisninger=skriver.henvisninger(),
            oppfolging=tuple(dict.fromkeys(o for d in arbeid.delsvar for o in d.oppfolging))[:3],
            emner=tuple(d.emne for d in arbeid.delsvar if d.emne),
            tid_ms=round((time.perf_counter() - arbeid.start) * 1000, 2),
        )


def _uten_kontrolltegn(tekst: str) -> str:
    """Teksten uten kontrolltegn og fargekoder fra en terminal."""
    uten_koder = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", tekst)
    return "".join(t if t.isprintable() or t == "\n" else " " for t in uten_koder)


def _samlet_status(statuser: Sequence[Status]) -> Status:
    """Statusen for hele meldingen: den felles, ellers ``delvis`` når noe ble besvart."""
    egne: list[Status] = [s for s in dict.fromkeys(statuser) if s != "utenfor_tema"]
    if not egne:
        return "utenfor_tema"
    if len(egne) == 1:
        return egne[0]
    if "til_saksbehandler" in egne:
        return "til_saksbehandler"
    return "delvis"
