"""Hvor et spørsmål skal: vanlig svar, saksbehandler, utenfor tema eller en hilsen. Faste regler, ingen modell.

Reglene ser bare på hva som står i meldingen. Om et spørsmål som gjelder temaet, har svar i kildene, avgjøres av søket.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Rute = Literal["svar", "hilsen", "takk", "til_saksbehandler", "utenfor_tema"]


@dataclass(frozen=True, slots=True)
class Ruting:
    """Ruten og spørsmålet uten hilsen og uten forsøk på å styre assistenten."""

    rute: Rute
    sporsmal: str


def brett(tekst: str) -> str:
    """Små bokstaver uten norske særtegn, så reglene også treffer den som skriver uten æøå."""
    lav = unicodedata.normalize("NFC", tekst).lower()
    lav = lav.replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("oe", "o").replace("aa", "a")
    return " ".join("".join(t for t in unicodedata.normalize("NFD", lav) if not unicodedata.combining(t)).split())


_HILSEN = re.compile(
    r"^\W*(?:hei+(?:san)?|hallo+|heisann|god (?:morgen|dag|kveld)|morn|hello|hi(?: there)?|hey|good (?:morning|afternoon"
    r"|day|evening)|halla|kjaere imdi|dear imdi)\b[\s,.!:;)-]*(?:der|imdi|assistent|there|igjen)?\b[\s,.!:;)-]*",
    re.I,
)
_HVA_KAN_DU = re.compile(
    r"^\W*(?:(?:hva|kva) (?:kan|gjor|gjer) du(?: (?:hjelpe|gjore|gjere|svare|vite)\b.{0,25})?|(?:hvem|kven|hva|kva) er du"
    r"|(?:hvordan|korleis) (?:virker|fungerer|verkar) (?:du|dette)|who are you|what (?:can|do) you do"
    r"|(?:how can|can) you help(?: me| us)?|hjelp|help|er du (?:en|ein) (?:robot|ki|ai|chatbot)"
    r"|what can you help(?: me| us)? with|are you (?:a |an )?(?:robot|ai|bot|human))\W*$"
)
_TAKK = re.compile(
    r"^\W*(?:(?:tusen |mange |hjertelig )?takk(?: skal du ha| for (?:hjelpen|hjelpa|svaret|svar|info\w*))?|thanks?(?: you)?"
    r"(?: (?:so|very) much| a lot)?|supert?|flott|bra|fint|perfekt|great|ok(?:ei|ay)?|den er grei|ha det|bye|topp)"
    r"(?:[\s,.!]+(?:takk(?: skal du ha| for \w+)?|thanks?(?: you)?|da|bra|ha det(?: bra)?"
    r"|(?:det|dette|this|that|it|du) (?:var|hjalp|helped|was|is|er|har hjulpet)\b.{0,40}))*\W*$"
)
_STYRING = re.compile(
    r"(?:^|(?<=[.!?:;\n]))[^.!?\n]*?\b(?:"
    r"(?:ignorer|ignorere|glem|overse|se bort fra|ignore|forget|disregard|override)\b[^.!?\n]{0,40}?"
    r"\b(?:instruks\w*|regl\w*|beskjed\w*|tidligere|over|ovanfor|instructions?|rules?|prompts?|previous|above|kild\w*)"
    r"|(?:du er na|du er fra na|late som|lat som|later som|pretend|you are now|act as|opptre som|spill rollen)"
    r"|(?:systemprompt|system prompt|systemmelding|system message|jailbreak|developer mode|utviklermodus)"
    r"|(?:svar (?:bare|kun|alltid)|si (?:bare|kun|at)|skriv (?:bare|kun)|answer only|only (?:say|answer|reply)|reply only"
    r"|just say|repeat after me|gjenta etter meg|say that|svar at|bekreft at fristen)"
    r")[^.!?\n]*(?:[.!?\n]+|$)"
)
_UTENFOR = re.compile(
    r"\b(?:vaeret|vaermelding\w*|weather|fotball\w*|football|oppskrift\w*|recipe|vits|joke|dikt|poem|python|javascript|"
    r"hovedstad\w*|hovudstad\w*|capital (?:of|city)|statsborgerskap\w*|statsborgarskap\w*|citizenship|oppholdstillatelse\w*"
    r"|opphaldsloyve\w*|residence permit|work permit|arbeidstillatelse\w*|visum|asylsoknad\w*|asylum application"
    r"|familiegjenforening|family reunification|familieinnvandring|dagpenger|sykepenger|arbeidsavklaring\w*|barnehageplass"
    r"|skattemelding\w*|skattekort|tax return|studielan|lanekassen|boliglan|mortgage|bilforsikring|fotballkamp|film\w*"
    r"|musikk|horoskop|aksjer|bitcoin|krypto\w*|crypto\w*|president\w*|statsminister\w*|prime minister|stortingsvalg\w*"
    r"|restaurant\w*|hotell|flybillett\w*|kjoreklokke|pass(?:et)? mitt|my passport|permanent oppholds\w*|lege|doctor"
    r"|medisin\w*|koronavaksine|barnetrygd|kontantstotte|bostotte|sosialhjelp|introduksjonsprogram\w*|norskprove\w*"
    r"|statsborgerprove\w*|bosetting av flyktning\w*|tolkeregist\w*|nasjonalt tolkeregister)\b"
)
_TEMA = re.compile(
    r"tilsku|tilsko|stotte|stonad|\bsok|soknad|sokar|sokja|sokje|organisasjon|forening|frivillig|imdi|forskrift|frist|"
    r"rapport|regnskap|rekneskap|revisor|revisj|vedtekt|medlem|styre|innvandr|integrer|ressurssenter|ressurssent|drift|"
    r"prosjekt|utbetal|klag|grunnlagsar|fylke|kommune|departement|aktivitet|budsjett|kontroll|dokument|egenerklaering|"
    r"delmal|malgruppe|lysbilde|utlysning|overgangs|asylmottak|lokallag|penger|pengar|midlar|midler|belop|krav|vilkar|"
    r"paragraf|§|informasjonsmote|peng|opplysning|evaluer|signer|skjema|altinn|portal|vedlegg|lonn|ansatt|husleie|moms|mva|ordning|loyve|grant|fund|appl|deadline|board|organi[sz]ation|report|account|audit|bylaw|statute|"
    r"member|immigrant|integration|project|payment|appeal|complain|county|counties|municipal|activit|budget|require|"
    r"eligib|money|volunt|association|document|resource cent|tilsagn|avslag|innvilg|vedtak|saksbehandl|soeknad|stifte"
)
_VI = r"(?:vi|me|oss|var|vart|vare|vaar|vaart|vaare|we|us|our|min|mi|mitt|jeg|eg|foreningen var|laget vart)"
_SAK = (
    # Utfallet i egen sak
    rf"\b(?:far|faar|kommer|vil|kjem|blir) {_VI} (?:til a (?:fa|faa) |til a bli |fa |faa )?(?:tilskudd\w*|tilskot\w*|"
    r"tilsagn|pengene|pengane|stotte|stotta|innvilget|innvilga|avslag|godkjent|ja)(?: (?:pa )?soknad\w*(?: var)?)?(?: eller (?:ikke|ikkje|nei)| na| i ar)?\W*$",
    r"^\W*(?:please |vennligst |kan du )?(?:confirm|check|assess|bekreft|stadfest|sjekk|vurder)\b.{0,20}\b(?:our|we|vi|me|var|"
    r"vart|organisasjonen|foreningen)\b",
    r"\b(?:vil|blir|kommer|er) (?:var |vart |vare |min |mi )?(?:soknad(?:en)?|organisasjon(?:en)?|forening(?:en)?)"
    r"(?: var| vart| min)? (?:til a )?(?:bli )?(?:innvilget|innvilga|godkjent|avslatt|tatt til folge|sterk nok|god nok|"
    r"mottatt|motteken|kommet fram|behandlet|behandla|vurdert|registrert)",
    r"\b(?:status|hvor langt|kor langt|hvordan gar det|korleis gar det)\b.{0,30}\b(?:soknad(?:en)?|saka?|saken|klagen?|"
    r"klagen|klaga)\b.{0,12}\b(?:var|vart|vare|min|mi)\b",
    r"\b(?:har (?:dere|de|du)|did you|have you)\b.{0,20}\b(?:mottatt|fatt|motteke|lest|behandlet|behandla|vurdert|receive"
    r"[d]?|got|read|process(?:ed)?)\b.{0,30}\b(?:soknad|rapport|klage|vedlegg|e-?post|application|report|complaint)",
    r"\b(?:has|have) (?:my|our)\b.{0,40}\b(?:sent|paid|received|processed|approved|transferred)\b",
    r"\b(?:hvorfor|kvifor|why) (?:har|have|haven't|hasn't) (?:dere|de|imdi|you)\b.{0,12}\b(?:ikke|ikkje|not|paid|answered)\b",
    r"\b(?:hvorfor|kvifor|why)\b.{0,25}\b(?:avslag|fikk (?:vi|jeg)|fekk (?:me|vi|eg)|did we|were we|was our|rejected|"
    r"avslatt|mindre enn|nedskjaer)",
    r"\b(?:kan|vil|kunne|can|could|would) (?:dere|de|du|you|imdi)\b.{0,25}\b(?:vurdere|vurder|se pa|sja pa|lese|"
    r"gjennomga|sjekke|bekrefte|godkjenne|garantere|love|assess|review|look at|check|confirm|approve|guarantee|promise|"
    r"evaluate)\b.{0,40}\b(?:var|vart|vare|oss|min|mi|our|us|my|vi far|vi faar|me far)\b",
    r"\b(?:gi|gje|fa|faa|get|grant|gjore|gjere|make|innvilge|give)\b.{0,20}\b(?:unntak|dispensasjon|utsettelse|utsetjing|"
    r"utsatt frist|forlenget frist|exception|exemption|extension)\b",
    r"\b(?:oppfyller|tilfredsstiller|fyller|kvalifiserer|stettar) (?:vi|me|foreningen|organisasjonen|laget) ?(?:var)?\b",
    r"\b(?:do|does|would) (?:we|our \w+) (?:qualify|meet|fulfil|satisfy)",
    r"\b(?:er|are|is) (?:vi|me|we|foreningen var|organisasjonen var|our organi[sz]ation) (?:kvalifisert|kvalifiserte|"
    r"godkjent|eligible|qualified|berettiget|innafor|innenfor kravene)\b",
    r"\b(?:saksnummer|saksnr|sak nr|case number|arkivref\w*|var ref\w*)\b",
    r"\b(?:will|did) we (?:get|receive|be (?:awarded|granted))\b(?!.{0,40}\b(?:if|when|each|every|per|years?)\b)",
    r"\bdo we get (?:the |a |this )?(?:grant|money|approv)",
    r"\b(?:will|is|was|has) our (?:application|organi[sz]ation|grant|complaint)\b.{0,25}\b(?:approved|accepted|rejected|"
    r"received|processed|granted|strong|good enough|successful)",
    r"\b(?:what is|what's) the status of (?:our|my)\b",
    r"\b(?:hvor stor|kor stor|hva er) (?:sjanse|sjansen|sannsynlighet\w*)\b|\bhave a (?:good )?chance\b|\bour chances\b",
    r"\b(?:i|in|paa|pa) (?:var|our|my|min) (?:sak|case)\b|\bsaken var\b|\bsaka var\b|\bour case\b",
    r"\b(?:omgjor\w*|gjore om|gjere om|overturn|reverse|reconsider)\b.{0,30}\b(?:vedtak\w*|det|avslag\w*|decision|it)\b",
    r"\bkan (?:dere|de|imdi) (?:omgjor\w*|gjore om|gjere om)\b|\buenig i (?:vedtak|avslag)\w*",
    r"\b(?:uker?|veker?|dager?|dagar|maned\w*|weeks?|days?|months?|tid|time) (?:ekstra|mer|meir|lenger|lengre|more|extra)\b",
    r"\b(?:mer|meir|more|extra|ekstra) (?:tid|time|days|weeks|dager|uker)\b",
    r"\b(?:utkast\w*|kladd\w*) (?:vart|var|mitt)\b|\bour draft\b|\bmy draft\b",
    r"\b(?:did|have|has) (?:you|imdi)\b.{0,15}\b(?:turn(?:ed)?|reject(?:ed)?|den(?:y|ied)|refuse[d]?)\b",
    r"\b(?:avgjor|avgjer|bestem|innvilg|godkjenn) (?:saken|saka|soknaden) (?:var|vart)?\b",
)
_SAKSBEHANDLER = re.compile("|".join(f"(?:{m})" for m in _SAK))
_GENERELT = re.compile(
    r"\b(?:hvordan vurderes|hva (?:legger|blir)|korleis blir|hvem (?:vurderer|avgjor)|how (?:are|is))\b"
)


def rut(sporsmal: str) -> Ruting:
    """Ruten for en ikke-tom melding."""
    rest = _uten_styring(sporsmal)
    styrt = rest != sporsmal
    uten_hilsen = _fjern_hilsen(rest)
    brettet = brett(uten_hilsen)
    if not brettet.strip(" .,!?:;-"):
        if styrt and not _HILSEN.match(brett(rest)):
            return Ruting("utenfor_tema", "")
        return Ruting("hilsen", sporsmal)
    if _TAKK.match(brettet):
        return Ruting("takk", sporsmal)
    if _HVA_KAN_DU.match(brettet):
        return Ruting("hilsen", sporsmal)
    return Ruting("svar", uten_hilsen)


def _uten_styring(sporsmal: str) -> str:
    """Fjern setninger som prøver å styre assistenten. Teksten er ellers uendret."""
    deler = re.split(r"(?<=\D[.!?:;\n])\s+", sporsmal)
    beholdt = [d for d in deler if not _STYRING.search(brett(d))]
    return sporsmal if len(beholdt) == len(deler) else " ".join(beholdt)


def _fjern_hilsen(tekst: str) -> str:
    """Teksten uten innledende hilsener."""
    while (m := _HILSEN.match(tekst)) and m.group(0).strip():
        tekst = tekst[m.end() :]
    return tekst


def til_saksbehandler(tekst: str) -> bool:
    """Om spørsmålet gjelder egen sak, skjønn eller et vedtak som bare IMDi kan svare på."""
    brettet = brett(tekst)
    return bool(_SAKSBEHANDLER.search(brettet)) and not _GENERELT.search(brettet)


def nevner_annet(tekst: str) -> bool:
    """Om spørsmålet nevner noe som hører til helt andre tjenester, og ikke nevner tilskuddet."""
    brettet = brett(tekst)
    return bool(_UTENFOR.search(brettet)) and not _om_tilskudd(brettet)


def om_temaet(tekst: str) -> bool:
    """Om spørsmålet bruker ord fra temaet: tilskudd, søknad, organisasjon, frist og liknende."""
    return bool(_TEMA.search(brett(tekst)))


def _om_tilskudd(brettet: str) -> bool:
    return bool(
        re.search(
            r"tilsku|tilsko|\bimdi|ressurssent|grant\b|forskrift|driftst|\bstotte|\bfrist|\bmidl|pengene|medlem|styret",
            brettet,
        )
    )
