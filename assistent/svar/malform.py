"""Hvilken målform et spørsmål er skrevet på: bokmål, nynorsk eller engelsk, etter merkeord."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistent.modeller import Malform, Melding

_ORD = re.compile(r"[^\W\d_]+")
_NN = frozenset(
    """ikkje korleis kva kven kvifor kvar kor eg me dykk dykkar tilskot tilskotet søkja søkje søkjer søkjar søkjarar
    frå noko nokon nokre vere vore ein eit berre sjølv sjølve mykje pengar reglar rekneskap
    åleine heilt foreining foreininga eigen eigne kvarandre vidare einaste
    rekneskapen innvandrarar innvandrarbakgrunn krevst gjeld gjer gjere gjera kjem heile fleire dokumentera medan dei
    hjå saman òg då nynorsk fekk spørje brukast leggje kvart løn løyve vart blei vert blir ynskjer ynskje tyder kallast
    handsama handsaming tilskotsår""".split()
) - {"blir"}
_NB = frozenset(
    """ikke hvordan hva hvem hvorfor hvor hvilke hvilken hvilket når jeg dere deres tilskudd tilskuddet fra noe noen
    være en et bare selv mye penger regler medlemmer regnskap regnskapet innvandrere innvandrerbakgrunn krever gjelder
    gjør skjer kommer hele flere disse sammen også da fikk vet spørre bruke søker søke søkere følge kreves hvis eller
    både vår våre vårt mellom uten soknad soke hvordan tilskud""".split()
)
_EN = frozenset(
    """the what how when who why where which can could do does must should we our you your are was were of and if not
    have has had need needs apply applying application deadline grant grants funding money requirements organisation
    organization members board report reports accounts auditor rejected complain appeal eligible documents with without
    would it this that there any much many long got from year years late used use spend buy please hello hi thanks
    thank my email send question questions wich receive support immigrant immigrants centre center""".split()
)
_NN_ENDELSE = re.compile(
    r"(?:[^aeiouyæøå]ast|ane|ingar|inga|leik|eitt|leiar(?:en)?)$|^(?:innvandrar|tilskot|rekneskap|s[øo]kj[ae]|ikkje|verksemd)"
)
_IKKE_NN = ("trast", "plast", "iast", "organe", "membrane", "romane", "urbane", "profane")
_EN_SVAK = frozenset("for to at in on is did be a an i am will get".split())
"""Ord som er engelske i følge med andre engelske, men som også kan være norske."""


def finn_malform(tekst: str, historikk: Sequence[Melding] = (), *, ellers: Malform = "nb") -> Malform:
    """Målformen i ``tekst``; uten merkeord den i siste brukermelding, ellers ``ellers``."""
    maalt = _mal(tekst)
    if maalt is not None:
        return maalt
    for melding in reversed(historikk):
        if melding.rolle == "bruker" and (fra_for := _mal(melding.tekst)) is not None:
            return fra_for
    return ellers


def _nynorsk_endelse(ord_: str) -> bool:
    """Ord som bare kan være nynorsk etter endelsen: «reknast», «pengane», «foreiningar», «ordningane»."""
    return len(ord_) >= 6 and bool(_NN_ENDELSE.search(ord_)) and not ord_.endswith(_IKKE_NN)


def _mal(tekst: str) -> Malform | None:
    ord_ = [o.lower() for o in _ORD.findall(tekst)]
    nn = sum(o in _NN or _nynorsk_endelse(o) for o in ord_)
    nb = sum(o in _NB for o in ord_)
    en = sum(o in _EN for o in ord_)
    if en:
        en += sum(o in _EN_SVAK for o in ord_) // 2
    norsk = nb + nn
    if en > norsk or (en and en == norsk and not re.search("[æøåÆØÅ]", tekst)):
        return "en"
    if nn > 0 and nn * 2 >= nb:
        return "nn"
    if nb > 0:
        return "nb"
    return None
