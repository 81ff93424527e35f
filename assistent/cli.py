"""Kommandolinjen. Hver kommando laster bare det den trenger, så ``--help`` svarer med en gang."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from assistent.cli_evaluering import evaluer_app
from assistent.feil import AssistentFeil, SporsmalFeil
from assistent.hjelpetekst import NorskGruppe, NorskKommando, feil_paa_norsk
from assistent.kommando import JsonValg, si, skriv_json

app = typer.Typer(
    name="assistent",
    cls=NorskGruppe,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Svar om driftstilskudd til nasjonale ressurssentre for integrering, med kilde bak hver setning.",
    epilog="Eksempel: assistent spør «Når er søknadsfristen?»",
)
kilder_app = typer.Typer(cls=NorskGruppe, no_args_is_help=True, help="Kildene: hent regelverket, se hva som er i bruk.")
app.add_typer(kilder_app, name="kilder")
app.add_typer(evaluer_app, name="evaluer")

DatoValg = Annotated[str | None, typer.Option("--dato", help="Dagen svaret gjelder for, ÅÅÅÅ-MM-DD. Ellers i dag.")]
_tilstand = {"feilsok": False}


@app.callback()
def _felles(
    feilsok: Annotated[bool, typer.Option("--feilsok", help="Vis hele feilsporet når noe går galt.")] = False,
) -> None:
    _tilstand["feilsok"] = feilsok


def _idag() -> date:
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Europe/Oslo")).date()


def _dato(tekst: str | None) -> date:
    if tekst is None:
        return _idag()
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        raise SporsmalFeil(
            f"«{tekst}» er ikke en dato.", hvor="dato", raad="Skriv den som ÅÅÅÅ-MM-DD, for eksempel 2026-01-12."
        ) from None


@app.command(cls=NorskKommando, epilog="Eksempel: assistent start --port 8001 --uten-nett")
def start(
    port: Annotated[int, typer.Option(help="Porten siden skal ligge på.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Adressen siden skal ligge på.")] = "127.0.0.1",
    uten_nett: Annotated[bool, typer.Option("--uten-nett", help="Ikke hent regelverket fra Lovdata.")] = False,
    nettleser: Annotated[bool, typer.Option(help="Åpne siden i nettleseren når det finnes en.")] = True,
) -> None:
    """Start chatten i nettleseren. Henter regelverket og bygger indeksen først når det trengs."""
    from assistent.konfig import Innstillinger
    from assistent.nett.tjener import sjekk_port
    from assistent.nett.tjener import start as start_tjener

    valg = Innstillinger()
    sjekk_port(host, port)
    if not uten_nett:
        _hent_regelverk(valg, bare_nar_eldre_enn_dager=1)
    start_tjener(host, port, apne_nettleser=nettleser, innstillinger=valg)


def _ikke_hentet(hva: str, grunn: str) -> str:
    return f"{hva} ble ikke hentet; svarene bruker det som er hentet før, ellers veiledningen. Grunn: {grunn}"


def _hent_regelverk(valg: Any, *, bare_nar_eldre_enn_dager: int = 0) -> None:
    """Hent regelverket; uten kontakt sies det i én linje, og programmet går videre."""
    from assistent.innlesing.hentet import alder_dager
    from assistent.innlesing.manifest import les_manifest

    manifest = les_manifest(valg.kilder)
    alder = alder_dager(valg.hentet, [p.id for p in manifest.hentes()], datetime.now().astimezone())
    if alder is not None and alder < bare_nar_eldre_enn_dager:
        return
    from assistent.innlesing.hent import oppdater

    try:
        status = oppdater(valg, manifest.poster, si)
    except AssistentFeil as feil:
        si(_ikke_hentet("Regelverket", feil.melding))
        return
    for s in status:
        if s.tilstand == "feil":
            si(_ikke_hentet(s.kilde, s.melding))


def spor(
    sporsmal: Annotated[str | None, typer.Argument(help="Spørsmålet, i anførselstegn.")] = None,
    som_json: JsonValg = False,
    dato: DatoValg = None,
    fil: Annotated[
        Path | None, typer.Option(help="JSONL-fil med {id?, sporsmal, historikk?, dato?} på hver linje.")
    ] = None,
) -> None:
    """Still et spørsmål og få svaret med kilder."""
    from assistent.oppsett import lag_motor
    from assistent.svar.jsonform import sporringer, svar_som_json

    if (sporsmal is None) == (fil is None):
        raise SporsmalFeil("Oppgi enten et spørsmål eller --fil.", raad="Eksempel: assistent spør «Kan vi søke?»")
    dagen = _dato(dato)
    if fil is not None:
        motor = lag_motor(fremdrift=si)
        feilet = False
        for linje in sporringer(fil, dagen):
            if linje.feil is None:
                try:
                    svar = motor.svar(linje.sporsmal, linje.historikk, dato=linje.dato)
                    skriv_json(linje.med_id(svar_som_json(svar))) if som_json else typer.echo(svar.tekst + "\n")
                    continue
                except SporsmalFeil as feil:
                    linje = linje.med_feil("sporsmal", str(feil))
            feilet = True
            skriv_json(linje.feil)
        if feilet:
            raise typer.Exit(2)
        return
    if not (sporsmal or "").strip():
        raise SporsmalFeil("Spørsmålet er tomt.", raad="Skriv det du lurer på, for eksempel «Kan vi søke?»")
    svar = lag_motor(fremdrift=si).svar(sporsmal or "", dato=dagen)
    if som_json:
        skriv_json(svar_som_json(svar))
        return
    typer.echo(svar.tekst.replace("**", ""))
    lenker = dict.fromkeys(f"{h.sted}: {h.url}" for h in svar.henvisninger if h.url)
    if lenker:
        typer.echo("\nLenker\n" + "\n".join(lenker))


def sok(
    sporsmal: Annotated[str, typer.Argument(help="Det du vil søke etter.")],
    som_json: JsonValg = False,
    k: Annotated[int, typer.Option("-k", help="Hvor mange treff.", min=1, max=100)] = 10,
) -> None:
    """Søk i kildene uten å sette sammen et svar."""
    from assistent.oppsett import lag_motor

    if not sporsmal.strip():
        raise SporsmalFeil("Søket er tomt.", raad="Skriv det du vil søke etter.")
    treff = lag_motor(fremdrift=si).sok(sporsmal, k)
    if som_json:
        skriv_json(
            [
                {"kilde": t.utdrag.kilde, "sted": t.utdrag.sted, "poeng": round(t.poeng, 4), "tekst": t.utdrag.tekst}
                for t in treff
            ]
        )
        return
    for nr, t in enumerate(treff, start=1):
        typer.echo(f"{nr:2}. {t.utdrag.sted} ({t.utdrag.rang}, {t.poeng:.2f})\n    {' '.join(t.utdrag.tekst.split())}")


_SPOR = "Eksempel: assistent spør «Må vi ha revisor?» --dato 2026-01-12"
_SOK = "Eksempel: assistent søk «tellende medlemmer» -k 5"
app.command("spor", cls=NorskKommando, epilog=_SPOR)(spor)
app.command("spør", cls=NorskKommando, epilog=_SPOR, hidden=True)(spor)
app.command("sok", cls=NorskKommando, epilog=_SOK)(sok)
app.command("søk", cls=NorskKommando, epilog=_SOK, hidden=True)(sok)


@kilder_app.command("oppdater", cls=NorskKommando, epilog="Eksempel: assistent kilder oppdater")
def kilder_oppdater() -> None:
    """Hent regelverket fra Lovdatas åpne data. Det som er hentet før, står urørt hvis noe går galt."""
    from assistent.innlesing.hent import oppdater
    from assistent.innlesing.manifest import les_manifest
    from assistent.konfig import Innstillinger

    valg = Innstillinger()
    status = oppdater(valg, les_manifest(valg.kilder).poster, si)
    for s in status:
        typer.echo(f"{s.kilde}: {s.tilstand}{f' ({s.melding})' if s.melding else ''}")
    if any(s.tilstand == "feil" for s in status):
        raise typer.Exit(1)


@kilder_app.command("vis", cls=NorskKommando, epilog="Eksempel: assistent kilder vis")
def kilder_vis() -> None:
    """List kildene, med rang, dato og antall steder."""
    from assistent.innlesing.alt import les_alle
    from assistent.konfig import Innstillinger

    samling = les_alle(Innstillinger())
    for kilde in samling.kilder.values():
        antall = sum(u.kilde == kilde.id for u in samling.utdrag)
        tilstand = f"{antall} steder" if antall else "ikke hentet"
        typer.echo(
            f"{kilde.id}: {kilde.tittel} ({kilde.utgiver}, {kilde.rang}, {kilde.dato or 'uten dato'}): {tilstand}"
        )
    for advarsel in samling.advarsler:
        si(advarsel)


@kilder_app.command("sjekksum", cls=NorskKommando, epilog="Eksempel: assistent kilder sjekksum --oppdater")
def kilder_sjekksum(
    skriv: Annotated[bool, typer.Option("--oppdater", help="Skriv de nye summene inn i kilder.yaml.")] = False,
) -> None:
    """Vis eller godta endringer i filer fra andre."""
    from assistent.innlesing.manifest import les_manifest, oppdater_sjekksummer, sjekksumavvik
    from assistent.konfig import Innstillinger

    mappe = Innstillinger().kilder
    avvik = oppdater_sjekksummer(mappe) if skriv else sjekksumavvik(les_manifest(mappe, kontroller=False))
    for kilde, sum_ in avvik.items():
        typer.echo(f"{kilde}: {sum_}")
    if not avvik:
        typer.echo("Alle sjekksummene stemmer.")
    elif not skriv:
        raise typer.Exit(1)


@app.command(cls=NorskKommando, epilog="Eksempel: assistent indeks --bygg")
def indeks(
    bygg: Annotated[bool, typer.Option("--bygg", help="Bygg på nytt selv om indeksen er i orden.")] = False,
) -> None:
    """Åpne søkeindeksen, og bygg den når den mangler eller er foreldet."""
    from assistent.oppsett import lag_motor

    motor = lag_motor(fremdrift=si, bygg=bygg)
    typer.echo(
        f"Indeksen er i orden: {len(motor.indeks.utdrag)} steder, {len(motor.indeks.formuleringer)} formuleringer."
    )


@app.command(cls=NorskKommando, epilog="Eksempel: assistent ytelse --json")
def ytelse(
    som_json: JsonValg = False,
    runder: Annotated[int, typer.Option(help="Hvor mange ganger hver måling gjentas.", min=1)] = 3,
) -> None:
    """Mål oppstart, svartid, bygging av indeksen og minnebruk på denne maskinen."""
    from assistent.evaluering.ytelse import mal

    maalt = mal(runder, si)
    if som_json:
        skriv_json(maalt)
        return
    for navn, m in maalt.items():
        typer.echo(f"{navn:28} {m['verdi']:>10} {m['enhet']:<4} (mål {m['mal']})")


def main() -> None:
    """Inngangen for ``assistent``: feil blir én melding og utgangskode 2, aldri et feilspor."""
    _kjor(lambda: app(standalone_mode=False, prog_name="assistent"))


def _kjor(handling: Callable[[], Any]) -> NoReturn:
    try:
        kode = handling()
    except AssistentFeil as feil:
        if _tilstand["feilsok"]:
            raise
        si(f"Feil: {feil}")
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        si("Avbrutt.")
        sys.exit(130)
    except typer.Exit as slutt:
        sys.exit(slutt.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except OSError as feil:
        if _tilstand["feilsok"]:
            raise
        si(f"Feil: {feil.strerror or feil} {feil.filename or ''}. Sjekk plass og tilgang på disken, og prøv igjen.")
        sys.exit(2)
    except Exception as feil:
        bruksfeil = getattr(feil, "format_message", None)
        if _tilstand["feilsok"]:
            raise
        if bruksfeil is None:
            kort = " ".join(str(feil).split())[:300]
            si(f"Feil: {type(feil).__name__}: {kort} Legg til --feilsok rett etter «assistent» for å se mer.")
            sys.exit(1)
        if type(feil).__name__ == "NoArgsIsHelpError":
            typer.echo(bruksfeil())
            sys.exit(0)
        si(f"Feil: {feil_paa_norsk(bruksfeil())} Legg til --help for å se hva du kan skrive.")
        sys.exit(2)
    sys.exit(kode if isinstance(kode, int) else 0)
