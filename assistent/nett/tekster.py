"""Sidens egne tekster på bokmål og nynorsk. Svarene har sine egne i :mod:`assistent.svar.tekster`."""

from __future__ import annotations

from typing import Literal

Sidesprak = Literal["nb", "nn"]

_TEKSTER: dict[str, dict[Sidesprak, str]] = {
    "navn": {"nb": "Tilskuddsassistenten", "nn": "Tilskotsassistenten"},
    "merke": {"nb": "KI-basert veileder", "nn": "KI-basert rettleiar"},
    "ingress": {
        "nb": "Spør om driftstilskudd til nasjonale ressurssentre for integrering. Svaret viser hvor det står i "
        "regelverket. Det er veiledning, ikke et vedtak.",
        "nn": "Spør om driftstilskot til nasjonale ressurssenter for integrering. Svaret viser kvar det står i "
        "regelverket. Det er rettleiing, ikkje eit vedtak.",
    },
    "hopp": {"nb": "Hopp til spørsmålsfeltet", "nn": "Hopp til spørsmålsfeltet"},
    "ny_samtale": {"nb": "Ny samtale", "nn": "Ny samtale"},
    "sprakvalg": {"nb": "Språk", "nn": "Språk"},
    "bytt_sprak": {
        "nb": "Når du bytter språk, starter en ny samtale. Vil du fortsette?",
        "nn": "Når du byter språk, startar ein ny samtale. Vil du halde fram?",
    },
    "om": {"nb": "Om tjenesten", "nn": "Om tenesta"},
    "lukk": {"nb": "Lukk", "nn": "Lukk"},
    "om_hva_tittel": {"nb": "Hva er dette?", "nn": "Kva er dette?"},
    "om_hva": {
        "nb": "Tilskuddsassistenten er en KI-basert veileder. Den leter opp det forskriften og IMDis informasjon sier "
        "om driftstilskudd til nasjonale ressurssentre for integrering, og viser hvor det står. Søket bruker "
        "maskinlæring. Ingen språkmodell skriver svarene: setningene er skrevet på forhånd eller sitert ordrett fra "
        "kildene.",
        "nn": "Tilskotsassistenten er ein KI-basert rettleiar. Han leitar opp det forskrifta og informasjonen frå IMDi "
        "seier om driftstilskot til nasjonale ressurssenter for integrering, og viser kvar det står. Søket bruker "
        "maskinlæring. Ingen språkmodell skriv svara: setningane er skrivne på førehand eller siterte ordrett frå "
        "kjeldene.",
    },
    "om_vedtak_tittel": {"nb": "Veiledning, ikke vedtak", "nn": "Rettleiing, ikkje vedtak"},
    "om_vedtak": {
        "nb": "Svarene kan være ufullstendige eller treffe feil sted. Kontroller kilden før du bygger på et svar. Det "
        "er IMDi som avgjør søknader, og bare IMDi kan svare på spørsmål om saken deres.",
        "nn": "Svara kan vere ufullstendige eller treffe feil stad. Kontroller kjelda før du byggjer på eit svar. Det "
        "er IMDi som avgjer søknader, og berre IMDi kan svare på spørsmål om saka dykkar.",
    },
    "om_lagring_tittel": {"nb": "Hva lagres?", "nn": "Kva blir lagra?"},
    "om_lagring": {
        "nb": "Samtalen ligger bare i minnet på tjeneren og blir borte kort tid etter at du lukker siden. Hvis du gir "
        "en tilbakemelding, lagrer vi tommelen, begrunnelsen din, spørsmålet, hvilke kilder svaret viste til og "
        "tidspunktet. Fødselsnummer og kontonummer fjernes før noe lagres. Tilbakemeldinger slettes etter "
        "{dager} dager.",
        "nn": "Samtalen ligg berre i minnet på tenaren og blir borte kort tid etter at du lukkar sida. Viss du gir ei "
        "tilbakemelding, lagrar vi tommelen, grunngivinga di, spørsmålet, kva kjelder svaret viste til og tidspunktet. "
        "Fødselsnummer og kontonummer blir fjerna før noko blir lagra. Tilbakemeldingar blir sletta etter "
        "{dager} dagar.",
    },
    "om_utenfor_tittel": {"nb": "Hva sendes ut?", "nn": "Kva blir sendt ut?"},
    "om_utenfor": {
        "nb": "Siden henter ingenting fra andre nettsteder og sender ingenting til dem. Den setter to "
        "informasjonskapsler: én husker språkvalget, én holder orden på samtalen. Begge er nødvendige for at siden "
        "skal virke.",
        "nn": "Sida hentar ingenting frå andre nettstader og sender ingenting til dei. Ho set to informasjonskapslar: "
        "éin hugsar språkvalet, éin held orden på samtalen. Begge er nødvendige for at sida skal verke.",
    },
    "kilder": {"nb": "Kilder", "nn": "Kjelder"},
    "vis_alle": {"nb": "Vis alle {antall} kildene", "nn": "Vis alle {antall} kjeldene"},
    "kilde_nr": {"nb": "Kilde {nr}: {sted}", "nn": "Kjelde {nr}: {sted}"},
    "apne_kilde": {"nb": "Åpne kilde {nr}: {sted}", "nn": "Opne kjelde {nr}: {sted}"},
    "lukk_kilde": {"nb": "Lukk kilden", "nn": "Lukk kjelda"},
    "sitatet": {"nb": "Det markerte er sitert i svaret.", "nn": "Det markerte er sitert i svaret."},
    "les_lovdata": {"nb": "Les {sted} hos Lovdata", "nn": "Les {sted} hos Lovdata"},
    "les_kilden": {"nb": "Åpne kilden", "nn": "Opne kjelda"},
    "hentet": {
        "nb": "Teksten er hentet fra Lovdatas åpne data {dato} (NLOD 2.0).",
        "nn": "Teksten er henta frå dei opne dataa til Lovdata {dato} (NLOD 2.0).",
    },
    "rang_lov": {"nb": "Lov. Bindende regel.", "nn": "Lov. Bindande regel."},
    "rang_forskrift": {"nb": "Forskrift. Bindende regel.", "nn": "Forskrift. Bindande regel."},
    "rang_utlysning": {"nb": "Utlysning fra IMDi.", "nn": "Utlysing frå IMDi."},
    "rang_informasjon": {
        "nb": "Informasjon fra IMDi. Forskriften går foran.",
        "nn": "Informasjon frå IMDi. Forskrifta går føre.",
    },
    "rang_veiledning": {
        "nb": "Vår egen forklaring av regelen. Forskriften går foran.",
        "nn": "Vår eiga forklaring av regelen. Forskrifta går føre.",
    },
    "nyttig": {"nb": "Var svaret nyttig?", "nn": "Var svaret nyttig?"},
    "ja": {"nb": "Ja, nyttig", "nn": "Ja, nyttig"},
    "nei": {"nb": "Nei, ikke nyttig", "nn": "Nei, ikkje nyttig"},
    "hvorfor": {"nb": "Hva var galt eller manglet? (Valgfritt)", "nn": "Kva var gale eller mangla? (Valfritt)"},
    "hvorfor_ja": {
        "nb": "Vil du si hva som var nyttig? (Valgfritt)",
        "nn": "Vil du seie kva som var nyttig? (Valfritt)",
    },
    "ikke_personopplysninger": {
        "nb": "Ikke skriv navn eller andre personopplysninger.",
        "nn": "Ikkje skriv namn eller andre personopplysningar.",
    },
    "send": {"nb": "Send begrunnelsen", "nn": "Send grunngivinga"},
    "takk": {"nb": "Takk. Tilbakemeldingen er lagret.", "nn": "Takk. Tilbakemeldinga er lagra."},
    "ikke_lagret": {
        "nb": "Tilbakemeldingen ble ikke lagret. Prøv igjen om litt.",
        "nn": "Tilbakemeldinga vart ikkje lagra. Prøv igjen om litt.",
    },
    "kopier": {"nb": "Kopier svaret", "nn": "Kopier svaret"},
    "kopiert": {"nb": "Svaret er kopiert", "nn": "Svaret er kopiert"},
    "samtalen": {"nb": "Samtalen", "nn": "Samtalen"},
    "til_bunnen": {"nb": "Gå til siste svar", "nn": "Gå til siste svar"},
    "uventet": {
        "nb": "Noe gikk galt hos oss. Spørsmålet ble ikke besvart. Prøv igjen, eller spør IMDi.",
        "nn": "Noko gjekk gale hos oss. Spørsmålet vart ikkje svara på. Prøv igjen, eller spør IMDi.",
    },
    "stoppet": {"nb": "Stoppet.", "nn": "Stoppa."},
    "for_gammelt": {
        "nb": "Samtalen er avsluttet. Last siden på nytt, og still spørsmålet igjen.",
        "nn": "Samtalen er avslutta. Last sida på nytt, og still spørsmålet igjen.",
    },
}


def tekst(navn: str, sprak: Sidesprak, **verdier: object) -> str:
    """Teksten ``navn`` på språket, med ``verdier`` satt inn."""
    mal = _TEKSTER[navn][sprak]
    return mal.format(**verdier) if verdier else mal


def navn() -> tuple[str, ...]:
    """Navnene på alle tekstene."""
    return tuple(_TEKSTER)


def begge(navn: str, **verdier: object) -> dict[Sidesprak, str]:
    """Teksten på begge språkene."""
    return {"nb": tekst(navn, "nb", **verdier), "nn": tekst(navn, "nn", **verdier)}
