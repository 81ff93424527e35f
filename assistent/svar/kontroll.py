"""Porten alt må gjennom før det vises: kilden finnes og støtter, sitatet er ordrett, tallene er dekket, listen er hel.

Det som ikke holder, vises ikke. Begge modusene bruker samme port.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistent.modeller import Malform, Utdrag
from assistent.svar.sitat import nokkelord
from assistent.svar.tall import opplysninger, udekkede

MINSTE_STOTTE = 0.2
"""Hvor stor del av innholdsordene i en påstand på norsk som må stå på stedene den viser til."""

Finnes = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Pastand:
    """En setning i svaret og stedene som bærer den.

    ``grunntekst`` er setningen på bokmål, som støtten måles på. ``beregnet`` er opplysninger programmet selv har regnet
    ut (dager igjen, dagens dato). ``egen`` er programmets egne setninger: de trenger ingen kilde, men får heller ikke
    inneholde andre opplysninger enn de beregnede.
    """

    tekst: str
    kilder: tuple[Utdrag, ...] = ()
    grunntekst: str = ""
    beregnet: frozenset[str] = frozenset()
    egen: bool = False

    def paa(self, kildens: Malform, svarets: Malform) -> str:
        """Setningen på kildens målform: selv når svaret har den, ellers grunnteksten."""
        return self.tekst if kildens == svarets else self.grunntekst or self.tekst


@dataclass(frozen=True, slots=True)
class Sitat:
    """Et ordrett sitat fra et sted."""

    utdrag: Utdrag
    tekst: str


@dataclass(frozen=True, slots=True)
class Utkast:
    """Svaret på ett delspørsmål før det skrives ut. ``hele`` er stedene en liste må ha med for å være hel."""

    pastander: tuple[Pastand, ...] = ()
    sitater: tuple[Sitat, ...] = ()
    forbered: tuple[Pastand, ...] = ()
    hele: tuple[Utdrag, ...] = ()
    avvik: tuple[str, ...] = field(default=())


def rens(tekst: str) -> str:
    """Teksten med alle blanke gjort til ett mellomrom."""
    return " ".join(tekst.split())


@lru_cache(maxsize=4096)
def kilde_opplysninger(utdrag: Utdrag) -> frozenset[str]:
    """Opplysningene som står på et sted: i teksten, innlederen, overskriften og i navnet på stedet."""
    return opplysninger(" \n ".join((utdrag.tekst, utdrag.innleder, utdrag.tittel, utdrag.sted)))


def mangler(pastand: Pastand, malform: Malform, finnes: Finnes) -> str:
    """Hvorfor påstanden ikke kan vises; tom streng når den holder."""
    if pastand.egen:
        utenfor = udekkede(pastand.tekst, pastand.beregnet, malform)
        return f"programsetning med opplysninger uten kilde: {sorted(utenfor)}" if utenfor else ""
    if not pastand.kilder:
        return "påstand uten kilde"
    borte = [u.sted for u in pastand.kilder if not finnes(u.id)]
    if borte:
        return f"stedet finnes ikke: {borte}"
    dekning = frozenset().union(*(kilde_opplysninger(u) for u in pastand.kilder)) | pastand.beregnet
    utenfor = udekkede(pastand.tekst, dekning, malform)
    if utenfor:
        return f"opplysninger uten dekning i {[u.sted for u in pastand.kilder]}: {sorted(utenfor)}"
    if _stotte(pastand, malform) < MINSTE_STOTTE:
        return f"for lite støtte i {[u.sted for u in pastand.kilder]}"
    return ""


def _stotte(pastand: Pastand, malform: Malform) -> float:
    """Andelen av innholdsordene som står på stedene, for den av tekstene (egen målform eller bokmål) som har mest.

    En engelsk setning måles på grunnteksten, fordi kildene er norske. Uten grunntekst har den ingen støtte.
    """
    kilde = nokkelord(" ".join(f"{u.tekst} {u.innleder} {u.tittel}" for u in pastand.kilder))
    maalt = (
        [nokkelord(pastand.grunntekst)]
        if malform == "en"
        else [nokkelord(pastand.tekst), nokkelord(pastand.grunntekst)]
    )
    andeler = [len(ord_ & kilde) / len(ord_) for ord_ in maalt if ord_]
    ingenting_maalt = 0.0 if malform == "en" and nokkelord(pastand.tekst) else 1.0
    return max(andeler, default=ingenting_maalt)


def ordrett(sitat: Sitat) -> bool:
    """Om sitatet står ordrett på stedet, bortsett fra blanke."""
    return bool(rens(sitat.tekst)) and rens(sitat.tekst) in rens(sitat.utdrag.tekst)


def kontroller(utkast: Utkast, malform: Malform, finnes: Finnes) -> Utkast:
    """Utkastet uten det som ikke holder. ``avvik`` sier hva som ble tatt ut og hvorfor."""
    avvik: list[str] = []

    def godkjente(pastander: tuple[Pastand, ...]) -> tuple[Pastand, ...]:
        ut = []
        for pastand in pastander:
            if grunn := mangler(pastand, malform, finnes):
                avvik.append(f"{pastand.tekst!r}: {grunn}")
            else:
                ut.append(pastand)
        return tuple(ut)

    sitater = []
    for sitat in utkast.sitater:
        if not finnes(sitat.utdrag.id) or not ordrett(sitat):
            avvik.append(f"sitatet er ikke ordrett i {sitat.utdrag.sted}")
        else:
            sitater.append(sitat)
    pastander = godkjente(utkast.pastander)
    return replace(
        utkast,
        pastander=pastander,
        sitater=tuple(sitater),
        forbered=godkjente(utkast.forbered),
        avvik=(*utkast.avvik, *avvik),
    )


def manglende_punkter(utkast: Utkast) -> tuple[Utdrag, ...]:
    """Stedene i en samlet liste som ingen påstand eller sitat i utkastet viser til."""
    vist = {u.id for p in utkast.pastander for u in p.kilder} | {s.utdrag.id for s in utkast.sitater}
    return tuple(u for u in utkast.hele if u.id not in vist)
