"""Kontrollerte delsvar til teksten personen leser, med nummererte henvisninger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistent.innlesing.alt import Kildesamling
from assistent.modeller import Henvisning, Malform, Rang, Utdrag
from assistent.svar.kontroll import Pastand, manglende_punkter, rens
from assistent.svar.sammensetting import MAKS_SITATER, Delsvar
from assistent.svar.sitat import setninger
from assistent.svar.tall import opplysninger
from assistent.svar.tekster import tekst

MAKS_MERKER = 4
"""Så mange henvisninger får plass etter overskriften over det som kan forberedes."""


@dataclass
class Skriver:
    """Samler tekst og nummererer stedene i den rekkefølgen de først vises."""

    samling: Kildesamling
    malform: Malform
    linjer: list[str] = field(default_factory=list)
    _nr: dict[str, int] = field(default_factory=dict)
    _sitater: dict[str, str] = field(default_factory=dict)
    _utdrag: dict[str, Utdrag] = field(default_factory=dict)

    def vis_til(self, utdrag: Utdrag, sitat: str = "") -> str:
        """«[n]» for stedet. Det første sitatet fra et sted er det som vises."""
        self._utdrag.setdefault(utdrag.id, utdrag)
        if sitat:
            self._sitater.setdefault(utdrag.id, sitat)
        return f"[{self._nr.setdefault(utdrag.id, len(self._nr) + 1)}]"

    def setning(self, pastand: Pastand) -> str:
        """Setningen med henvisningene foran punktumet."""
        merker = " ".join(self.vis_til(u) for u in pastand.kilder)
        if not merker:
            return pastand.tekst
        tegn = pastand.tekst[-1] if pastand.tekst[-1:] in ".?!:" else ""
        return f"{pastand.tekst.removesuffix(tegn)} {merker}{tegn}"

    def avsnitt(self, linje: str) -> None:
        """Legg til et avsnitt."""
        if linje:
            self.linjer.append(linje)

    def delsvar(self, del_: Delsvar, *, med_tittel: bool) -> None:
        """Skriv ett delsvar: overskrift, setninger, sitater uten setning, og det som kan forberedes."""
        for sitat in del_.utkast.sitater:
            self._sitater.setdefault(sitat.utdrag.id, sitat.tekst)
        # Et forbehold står foran overskriften, så det gjelder alt som følger.
        self.avsnitt(del_.innledning)
        if med_tittel and del_.tittel:
            self.avsnitt(f"**{del_.tittel}**")
        utsagn = [self.setning(p) for p in del_.utkast.pastander]
        if del_.liste and len(utsagn) > 2:
            utsagn = [utsagn[0], *(f"- {u}" for u in utsagn[1:])]
        self.avsnitt(_lopende(utsagn))
        if not utsagn:
            self.avsnitt(
                "\n".join(
                    f"- {_anfort(s.tekst, s.utdrag.rang)} {self.vis_til(s.utdrag, s.tekst)}"
                    for s in del_.utkast.sitater
                )
            )
        if rest := manglende_punkter(del_.utkast):
            steder = ", ".join(dict.fromkeys(f"{u.sted} {self.vis_til(u)}" for u in self._hele_listen(rest)))
            self.avsnitt(tekst("flere_punkter", self.malform, steder=steder))
        if del_.utkast.forbered:
            # Henvisningen står én gang, i overskriften: punktene bygger på de samme stedene som svaret.
            alle = list(dict.fromkeys(self.vis_til(u) for p in del_.utkast.pastander for u in p.kilder))
            merker = " ".join(alle[:MAKS_MERKER]) + (" …" if len(alle) > MAKS_MERKER else "")
            punkter = "\n".join(f"- {p.tekst}" for p in del_.utkast.forbered)
            self.avsnitt(f"**{tekst('forbered', self.malform)}** {merker}\n{punkter}")

    def _hele_listen(self, punkter: Sequence[Utdrag]) -> list[Utdrag]:
        """Leddet listen står i, når det er ett; ellers punktene selv."""
        ut: dict[str, Utdrag] = {}
        for punkt in punkter:
            innleder = next((u for u in self.samling.utdrag if _innleder(u, punkt)), punkt) if punkt.innleder else punkt
            ut.setdefault(innleder.id, innleder)
        return list(ut.values())

    def henvisninger(self) -> tuple[Henvisning, ...]:
        """Henvisningene, etter nummer."""
        ut = []
        for id_, nr in self._nr.items():
            u = self._utdrag[id_]
            ut.append(Henvisning(nr, u.kilde, u.rang, u.sted, self._sitater.get(id_, u.tekst), u.url, u.id))
        return tuple(ut)

    def kildeliste(self) -> None:
        """Listen over kilder, med sitat når de er få."""
        henvisninger = self.henvisninger()
        if not henvisninger:
            return
        vis_sitat = len(henvisninger) <= MAKS_SITATER
        linjer = []
        for h in henvisninger:
            innleder = _siste_setning(rens(self._utdrag[h.utdrag_id].innleder)).rstrip(":")
            foran = f", «{innleder}»" if innleder and vis_sitat and h.rang != "veiledning" else ""
            linje = f"[{h.nr}] {h.sted} ({self._opphav(h)}){foran}"
            linjer.append(f"{linje}: {_anfort(h.sitat, h.rang)}" if vis_sitat else linje)
        self.avsnitt(f"**{tekst('kilder', self.malform)}**\n" + "\n".join(linjer))
        if any(h.rang == "veiledning" for h in henvisninger):
            self.avsnitt(tekst("bare_veiledning", self.malform))

    def _opphav(self, henvisning: Henvisning) -> str:
        navn = tekst(f"rang_{henvisning.rang}", self.malform)
        dato = self.samling.kilder[henvisning.kilde].dato
        if henvisning.rang == "informasjon" and dato:
            return f"{navn} {dato.day}.{dato.month}.{dato.year}"
        return navn

    def tekst(self) -> str:
        """Hele svaret."""
        return "\n\n".join(self.linjer)


def emneord(ord_: Sequence[str]) -> str:
    """Inntil fem av ordene det ble lett etter, bare bokstaver, i anførselstegn."""
    rene = [o for o in dict.fromkeys(ord_) if o.isalpha() and len(o) <= 30]
    rene = [o for o in rene if not (opplysninger(o) or opplysninger(o, "en"))][:5]
    return "«" + " ".join(rene) + "»" if rene else ""


def _anfort(tekst: str, rang: Rang) -> str:
    """Teksten i anførselstegn. Veiledningen er vår egen tekst og ikke et sitat fra regelverket, så den står uten."""
    return rens(tekst) if rang == "veiledning" else f"«{rens(tekst)}»"


def _siste_setning(tekst: str) -> str:
    deler = setninger(tekst)
    return tekst[slice(*deler[-1])] if deler else ""


def _innleder(kandidat: Utdrag, punkt: Utdrag) -> bool:
    """Om ``kandidat`` er leddet som punktet er en del av."""
    return (
        kandidat.kilde == punkt.kilde
        and kandidat.malform == punkt.malform
        and kandidat.tekst == punkt.innleder
        and punkt.sted.startswith(kandidat.sted)
    )


def _lopende(utsagn: Sequence[str]) -> str:
    """Setningene etter hverandre, med ett punkt på hver linje der de er punkter i en liste."""
    ut = ""
    for setning in utsagn:
        punkt = re.match(r"^[-–•]\s+", setning)
        if punkt:
            ut += f"\n- {setning[punkt.end() :]}"
        elif ut:
            ut += ("\n\n" if ut.rsplit("\n", 1)[-1].startswith("- ") else " ") + setning
        else:
            ut = setning
    return ut.strip()
