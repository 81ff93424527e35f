"""Kommandoene under «assistent evaluer»."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistent.feil import AssistentFeil
from assistent.hjelpetekst import NorskGruppe, NorskKommando
from assistent.kommando import JsonValg, si, skriv_json

evaluer_app = typer.Typer(cls=NorskGruppe, no_args_is_help=True, help="Mål hvor gode søket og svarene er.")


@evaluer_app.command(
    "sok",
    cls=NorskKommando,
    epilog="Eksempel: assistent evaluer sok --korpus k.jsonl --sporringer s.jsonl --qrels q.tsv",
)
def evaluer_sok(
    korpus: Annotated[Path | None, typer.Option(help="corpus.jsonl i BEIR-form.")] = None,
    sporringer: Annotated[Path | None, typer.Option(help="queries.jsonl i BEIR-form.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="qrels.tsv i BEIR-form.")] = None,
    mappe: Annotated[Path | None, typer.Option(help="Mappe i BEIR-form, i stedet for de tre filene.")] = None,
    del_: Annotated[str, typer.Option("--del", help="Navnet på fasiten i mappen: qrels/NAVN.tsv.")] = "test",
    per_sporring: Annotated[Path | None, typer.Option(help="Skriv utfallet for hver spørring hit (JSONL).")] = None,
    som_json: JsonValg = False,
) -> None:
    """Mål søket på et sett i BEIR-form: ordsøk, vektorsøk og begge."""
    from assistent.evaluering import sok as maling
    from assistent.konfig import Innstillinger

    raad = "Oppgi --korpus, --sporringer og --qrels, eller --mappe alene."
    if mappe is not None and any((korpus, sporringer, qrels)):
        raise AssistentFeil("Settet er oppgitt på to måter.", raad=raad)
    if mappe is not None:
        korpus, sporringer, qrels = maling.finn_filer(mappe, del_)
    if korpus is None or sporringer is None or qrels is None:
        raise AssistentFeil("Settet er ikke oppgitt.", raad=raad)
    alle = maling.evaluer_sporringer(korpus, sporringer, qrels, Innstillinger(), si)
    if per_sporring is not None:
        maling.skriv_kjoring(alle, per_sporring)
    resultat = maling.sammendrag(alle)
    if som_json:
        skriv_json(resultat)
        return
    for navn, tall in resultat.items():
        typer.echo(f"{navn:12} " + "  ".join(f"{m} {v:.3f}" for m, v in tall.items()))


@evaluer_app.command(
    "sammenlign", cls=NorskKommando, epilog="Eksempel: assistent evaluer sammenlign for.jsonl etter.jsonl"
)
def evaluer_sammenlign(
    a: Annotated[Path, typer.Argument(help="Kjøringen det sammenlignes med, fra «evaluer sok --per-sporring».")],
    b: Annotated[Path, typer.Argument(help="Den nye kjøringen.")],
    maal: Annotated[str, typer.Option(help="Målet: ndcg@10, recall@1, recall@5, recall@10 eller mrr@10.")] = "ndcg@10",
    som_json: JsonValg = False,
) -> None:
    """Sammenlign to søkemålinger på de samme spørringene, med paret bootstrap."""
    from assistent.evaluering import sok as maling

    if maal not in maling.MAAL:
        raise AssistentFeil(f"«{maal}» er ikke et mål.", raad=f"Velg ett av: {', '.join(maling.MAAL)}.")
    resultat = maling.sammenlign(a, b, maal_=maal)
    if som_json:
        skriv_json(resultat)
        return
    for navn, f in resultat.items():
        typer.echo(
            f"{navn:12} {f['a']:.3f} → {f['b']:.3f}  {f['forskjell']:+.3f} "
            f"(95 % {f['ki95'][0]:+.3f} til {f['ki95'][1]:+.3f}, p = {f['p']:.3f})"
        )


@evaluer_app.command("svar", cls=NorskKommando, epilog="Eksempel: assistent evaluer svar saker.jsonl --json")
def evaluer_svar(
    sett: Annotated[Path, typer.Argument(help="JSONL-fil med saker.")],
    som_json: JsonValg = False,
) -> None:
    """Mål svarene mot saker med fasit."""
    from assistent.evaluering import svar as maling
    from assistent.oppsett import lag_motor

    saker = maling.les_saker(sett)
    motor = lag_motor(fremdrift=si)
    resultat = maling.som_json([maling.dom(sak, motor) for sak in saker])
    if som_json:
        skriv_json(resultat)
        return
    for sak in resultat["saker"]:
        if not sak["riktig"]:
            typer.echo(f"{sak['id']}: {'; '.join(sak['feil'])}")
    typer.echo(f"{resultat['riktige']} av {resultat['antall']} rett, 95 % intervall {resultat['ki95']}")


@evaluer_app.command("steder", cls=NorskKommando, epilog="Eksempel: assistent evaluer steder saker.jsonl --json")
def evaluer_steder(
    sett: Annotated[Path, typer.Argument(help="JSONL-fil med saker som har steder.")],
    som_json: JsonValg = False,
) -> None:
    """Mål om søket finner rett paragraf eller lysbilde blant de første treffene."""
    from assistent.evaluering.steder import maal_steder
    from assistent.evaluering.svar import les_saker
    from assistent.oppsett import lag_motor

    saker = les_saker(sett)
    resultat = maal_steder(saker, lag_motor(fremdrift=si))
    if som_json:
        skriv_json(resultat)
        return
    for navn, tall in ({"alle": resultat} | resultat["per_kategori"]).items():
        andeler = "  ".join(f"{m} {tall[m]['andel']:.3f}" for m in ("topp1", "topp3", "topp10") if tall["antall"])
        typer.echo(f"{navn:20} {tall['antall']:4}  {andeler}")


@evaluer_app.command("emnevalg", cls=NorskKommando, epilog="Eksempel: assistent evaluer emnevalg hverdag-a hverdag-b")
def evaluer_emnevalg(
    filer: Annotated[list[str], typer.Argument(help="Filer i kilder/formuleringer/ som holdes ute, uten endelse.")],
    som_json: JsonValg = False,
) -> None:
    """Mål hvor godt spørsmål kjennes igjen, med hele formuleringsfiler holdt ute av opplæringen."""
    from assistent.evaluering.emnevalg import hold_ute, sammendrag
    from assistent.konfig import Innstillinger

    resultat = sammendrag(hold_ute(Innstillinger(), filer))
    if som_json:
        skriv_json(resultat)
        return
    for navn, tall in resultat.items():
        typer.echo(f"{navn:28} {tall}")
