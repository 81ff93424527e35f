"""Steder i regelverket, skrevet slik jurister skriver dem: «§ 1-6 andre ledd bokstav c»."""

from __future__ import annotations

import re
from dataclasses import dataclass

LEDDTALL = (
    *("første", "andre", "tredje", "fjerde", "femte", "sjette", "sjuende", "åttende", "niende", "tiende"),
    *("ellevte", "tolvte", "trettende", "fjortende", "femtende", "sekstende", "syttende", "attende", "nittende"),
    "tjuende",
)

_STED = re.compile(
    r"^(?:(?P<lov>[a-zæøå][a-zæøå-]*) )?(?P<paragraf>§ \d[\w-]*(?: [a-z](?![\wæøå]))?)(?: (?P<rest>\S.*))?$"
)
_LEDD = re.compile(rf"^(?:{'|'.join(LEDDTALL)}|\d+\.) ledd")


@dataclass(frozen=True, slots=True)
class Sted:
    """Delene av et sted. ``lov`` er tom for forskriften; ``rest`` er ledd og bokstav."""

    lov: str
    paragraf: str
    rest: str

    @property
    def helt_paragrafnavn(self) -> str:
        """Paragrafen med lovens kortnavn foran: «forvaltningsloven § 29»."""
        return f"{self.lov} {self.paragraf}".strip()

    @property
    def url_del(self) -> str:
        """Paragrafen slik Lovdata skriver den i en adresse: «§1-6»."""
        return self.paragraf.replace(" ", "")

    @property
    def innledning(self) -> str:
        """Stedet der innledningen til et punkt står: leddet, eller paragrafen når den har ett ledd."""
        ledd = _LEDD.match(self.rest)
        return f"{self.helt_paragrafnavn} {ledd.group()}" if ledd else self.helt_paragrafnavn


def rens(tekst: str) -> str:
    """Gjør alle slags blanke (også harde mellomrom og linjeskift) til ett mellomrom."""
    return " ".join(tekst.split())


def del_sted(sted: str) -> Sted | None:
    """Deler et sted i lov, paragraf og resten; ``None`` når teksten ikke viser til en paragraf."""
    treff = _STED.match(rens(sted))
    return Sted(treff["lov"] or "", treff["paragraf"], treff["rest"] or "") if treff else None


def leddnavn(nr: int) -> str:
    """«første ledd», «andre ledd» … Etter det tjuende skrives tallet."""
    return f"{LEDDTALL[nr - 1]} ledd" if nr <= len(LEDDTALL) else f"{nr}. ledd"


def punktnavn(merke: str, nr: int, listetype: str = "") -> str:
    """Navnet på et listepunkt etter merket i kilden: «bokstav c», «nr. 2», «første strekpunkt»."""
    rent = merke.strip().strip(".()")
    if rent.isdigit():
        return f"nr. {rent}"
    if rent.isalpha() and listetype.lower() == "i":
        return f"romertall {rent}"
    if rent.isalpha():
        return f"bokstav {rent}"
    return f"{leddnavn(nr).removesuffix(' ledd')} strekpunkt"
