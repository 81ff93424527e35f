"""Programmets egne setninger, på bokmål, nynorsk og engelsk.

Ingen av dem inneholder opplysninger om tilskuddet: de sier bare hva programmet gjør, fant eller ikke fant. Kontakt
og frister settes inn fra registeret.
"""

from __future__ import annotations

from assistent.modeller import Malform

_TEKSTER: dict[str, dict[Malform, str]] = {
    "kilder": {"nb": "Kilder", "nn": "Kjelder", "en": "Sources (in Norwegian)"},
    "forbered": {
        "nb": "Dette kan dere forberede",
        "nn": "Dette kan de førebu",
        "en": "What you can prepare",
    },
    "ingen_kilde": {
        "nb": "Det står ikke i kildene. Jeg lette etter {lette} i forskriften og i IMDis informasjon, uten å finne svar.",
        "nn": "Det står ikkje i kjeldene. Eg leita etter {lette} i forskrifta og i informasjonen frå IMDi, utan å finne "
        "svar.",
        "en": "The sources do not say. I looked for {lette} in the regulation and in IMDi's information, and found no "
        "answer.",
    },
    "staar_ikke": {
        "nb": "Det står ikke i kildene.",
        "nn": "Det står ikkje i kjeldene.",
        "en": "The sources do not say.",
    },
    "naermest": {"nb": "Det nærmeste jeg fant:", "nn": "Det næraste eg fann:", "en": "The closest I found:"},
    "sitater": {
        "nb": "Dette står i kildene om det du spør om:",
        "nn": "Dette står i kjeldene om det du spør om:",
        "en": "This is what the sources say about your question:",
    },
    "sitater_delvis": {
        "nb": "Jeg fant ikke et direkte svar. Dette er det kildene sier som ligger nærmest:",
        "nn": "Eg fann ikkje eit direkte svar. Dette er det kjeldene seier som ligg nærast:",
        "en": "I did not find a direct answer. This is the closest the sources come:",
    },
    "usikker": {
        "nb": "Jeg er ikke helt sikker på hva du spør om. Dette er det nærmeste jeg kan svare på:",
        "nn": "Eg er ikkje heilt sikker på kva du spør om. Dette er det næraste eg kan svare på:",
        "en": "I am not quite sure what you are asking. This is the closest I can answer:",
    },
    "spor_imdi": {
        "nb": "Spør IMDi på {epost} eller telefon {telefon}.",
        "nn": "Spør IMDi på {epost} eller telefon {telefon}.",
        "en": "Ask IMDi at {epost} or by phone {telefon}.",
    },
    "utenfor_tema": {
        "nb": "Det kan jeg ikke svare på. Jeg svarer bare på spørsmål om driftstilskudd til nasjonale ressurssentre for "
        "integrering, ut fra forskriften og IMDis informasjon.",
        "nn": "Det kan eg ikkje svare på. Eg svarer berre på spørsmål om driftstilskot til nasjonale ressurssenter for "
        "integrering, ut frå forskrifta og informasjonen frå IMDi.",
        "en": "I can't answer that. I only answer questions about operating grants for national resource centres for "
        "integration, based on the regulation and IMDi's information.",
    },
    "hilsen": {
        "nb": "Hei! Jeg svarer på spørsmål om driftstilskudd til nasjonale ressurssentre for integrering, og viser "
        "hvor i kildene svaret står. Du kan for eksempel spørre om hvem som kan søke, hva søknaden må inneholde, og "
        "når fristen er. Jeg veileder bare; det er IMDi som avgjør søknader.",
        "nn": "Hei! Eg svarer på spørsmål om driftstilskot til nasjonale ressurssenter for integrering, og viser kvar "
        "i kjeldene svaret står. Du kan til dømes spørje om kven som kan søkje, kva søknaden må innehalde, og når "
        "fristen er. Eg gjev berre rettleiing; det er IMDi som avgjer søknader.",
        "en": "Hello! I answer questions about operating grants for national resource centres for integration, and "
        "show where in the sources the answer stands. You can ask, for example, who can apply, what the application "
        "must contain and when the deadline is. I only give guidance; IMDi decides on applications.",
    },
    "takk": {
        "nb": "Bare hyggelig. Spør gjerne om mer.",
        "nn": "Berre hyggjeleg. Spør gjerne om meir.",
        "en": "You're welcome. Feel free to ask more.",
    },
    "saksbehandler": {
        "nb": "Dette må en saksbehandler i IMDi svare på. Jeg kjenner ikke saken deres og kan ikke avgjøre om "
        "organisasjonen får tilskudd eller oppfyller kravene.",
        "nn": "Dette må ein saksbehandlar i IMDi svare på. Eg kjenner ikkje saka dykkar og kan ikkje avgjere om "
        "organisasjonen får tilskot eller oppfyller krava.",
        "en": "A caseworker at IMDi must answer this. I don't know your case and can't decide whether your "
        "organisation gets a grant or meets the requirements.",
    },
    "saksbehandler_regler": {
        "nb": "Dette sier reglene:",
        "nn": "Dette seier reglane:",
        "en": "This is what the rules say:",
    },
    "flere_punkter": {
        "nb": "Dette er ikke hele listen. Det står flere punkter samme sted: {steder}.",
        "nn": "Dette er ikkje heile lista. Det står fleire punkt same stad: {steder}.",
        "en": "This is not the whole list. There are more items in the same place: {steder}.",
    },
    "bare_veiledning": {
        "nb": "Det som er merket «veiledning», er en forklaring i klarspråk som følger med programmet, og ikke ordlyden i "
        "reglene. Ordlyden er ikke hentet; lenken går til den hos Lovdata.",
        "nn": "Det som er merkt «rettleiing», er ei forklaring i klarspråk som følgjer med programmet, og ikkje ordlyden i "
        "reglane. Ordlyden er ikkje henta; lenkja går til han hos Lovdata.",
        "en": "What is marked «guide» is a plain-language explanation that comes with the program, not the wording of the "
        "rules. The wording has not been fetched; the link leads to it at Lovdata.",
    },
    "under_et_dogn": {"nb": "mindre enn et døgn", "nn": "mindre enn eit døgn", "en": "less than a day"},
    "dag": {"nb": "1 dag", "nn": "1 dag", "en": "1 day"},
    "dager": {"nb": "{n} dager", "nn": "{n} dagar", "en": "{n} days"},
    "flere_sporsmal": {
        "nb": "Du stilte flere spørsmål enn jeg kan svare på samtidig. Still resten på nytt.",
        "nn": "Du stilte fleire spørsmål enn eg kan svare på samtidig. Still resten på nytt.",
        "en": "You asked more questions than I can answer at once. Please ask the rest again.",
    },
    "rang_lov": {"nb": "lov", "nn": "lov", "en": "act"},
    "rang_forskrift": {"nb": "forskriften", "nn": "forskrifta", "en": "regulation"},
    "rang_utlysning": {"nb": "utlysningen", "nn": "utlysinga", "en": "call"},
    "rang_informasjon": {"nb": "IMDis informasjonsmøte", "nn": "informasjonsmøtet til IMDi", "en": "IMDi's slides"},
    "rang_veiledning": {"nb": "veiledning", "nn": "rettleiing", "en": "guide"},
    "tomt_emne": {"nb": "det du spør om", "nn": "det du spør om", "en": "what you ask about"},
}
_MAANEDER = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "nn": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def tekst(navn: str, malform: Malform, **verdier: object) -> str:
    """Programsetningen ``navn`` på målformen, med ``verdier`` satt inn."""
    return _TEKSTER[navn][malform].format(**verdier) if verdier else _TEKSTER[navn][malform]


def navn() -> tuple[str, ...]:
    """Navnene på alle programsetningene."""
    return tuple(_TEKSTER)


def skriv_dato(aar: int, maaned: int, dag: int, malform: Malform) -> str:
    """«21. januar 2026», på engelsk «21 January 2026»."""
    punkt = "" if malform == "en" else "."
    return f"{dag}{punkt} {_MAANEDER[malform][maaned - 1]} {aar}"
