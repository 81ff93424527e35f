"""Den ferdige indeksen på disk: bygges ved siden av den gamle, prøves, og byttes inn med ett grep.

``indeks/gjeldende`` er en liten fil med navnet på mappen som gjelder. Den byttes ut udelelig, så en bygging som blir
avbrutt, når som helst, lar den gamle indeksen stå hel. Én prosess bygger om gangen (``indeks/laas``).
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistent.feil import AssistentFeil, IndeksFeil
from assistent.konfig import Innstillinger
from assistent.modeller import Utdrag
from assistent.sok.gjenkjenner import Gjenkjenner, Opplaering
from assistent.sok.grunnlag import Formulering, Grunnlag, fingeravtrykk
from assistent.sok.hybrid import Sokbar, vekt_for
from assistent.sok.laas import laas
from assistent.sok.leksikalsk import LeksikalskIndeks
from assistent.sok.norsk import Analyse
from assistent.sok.vektor import Vektorindeks, Vektorkoder, Vektormatrise, Vektorsok, apne_klient, slett_samling

PEKER = "gjeldende"
BESKRIVELSE = "fingeravtrykk.json"
SAMLINGER = ("utdrag", "formuleringer")
VEKTORFIL = "vektorer.npy"
TJENERFIL = "tjener"
"""Adressen til Chroma-tjeneren samlingen ble laget på, eller tom."""
Fremdrift = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Indeks:
    """En åpnet indeks. ``malform`` kjenner igjen målformen til et spørsmål, lært av de samme formuleringene."""

    utdrag: Sokbar
    formuleringer: Sokbar
    gjenkjenner: Gjenkjenner
    malform: Gjenkjenner
    fingeravtrykk: str
    mappe: Path


def apne_eller_bygg(
    innstillinger: Innstillinger,
    utdrag: Sequence[Utdrag],
    sjekksummer: Mapping[str, str],
    formuleringer: Sequence[Formulering],
    embedding: Vektorkoder,
    fremdrift: Fremdrift | None = None,
) -> Indeks:
    """Åpne indeksen, eller bygg den når den mangler, er foreldet eller ødelagt."""
    rot, grunnlag = (
        innstillinger.indeks,
        Grunnlag(tuple(utdrag), sjekksummer, tuple(formuleringer), innstillinger.chroma),
    )
    try:
        return _apne(rot, grunnlag, embedding)
    except IndeksFeil as feil:
        if fremdrift is not None:
            fremdrift(f"Indeksen må bygges. {feil.melding}")
    with laas(rot):
        try:
            return _apne(rot, grunnlag, embedding)
        except IndeksFeil:
            return _bygg(rot, grunnlag, embedding, fremdrift)


def bygg(
    innstillinger: Innstillinger,
    utdrag: Sequence[Utdrag],
    sjekksummer: Mapping[str, str],
    formuleringer: Sequence[Formulering],
    embedding: Vektorkoder,
    fremdrift: Fremdrift | None = None,
) -> Indeks:
    """Bygg indeksen på nytt og ta den i bruk. IndeksFeil når det ikke gikk; den gamle står da urørt."""
    with laas(innstillinger.indeks):
        grunnlag = Grunnlag(tuple(utdrag), sjekksummer, tuple(formuleringer), innstillinger.chroma)
        return _bygg(innstillinger.indeks, grunnlag, embedding, fremdrift)


def apne(
    innstillinger: Innstillinger,
    utdrag: Sequence[Utdrag],
    sjekksummer: Mapping[str, str],
    formuleringer: Sequence[Formulering],
    embedding: Vektorkoder,
) -> Indeks:
    """Åpne indeksen som gjelder. IndeksFeil når den mangler, er foreldet eller ødelagt."""
    return _apne(
        innstillinger.indeks,
        Grunnlag(tuple(utdrag), sjekksummer, tuple(formuleringer), innstillinger.chroma),
        embedding,
    )


def _apne(rot: Path, grunnlag: Grunnlag, koder: Vektorkoder) -> Indeks:
    navn = _gjeldende(rot)
    if navn is None:
        raise IndeksFeil("Det finnes ingen indeks.", hvor=str(rot), raad="Kjør «assistent indeks» for å bygge den.")
    return _apne_mappe(rot / navn, koder, fingeravtrykk(grunnlag, koder), grunnlag.tjener)


def _gjeldende(rot: Path) -> str | None:
    """Navnet på mappen som gjelder, eller ``None``. Et navn som peker ut av mappen, regnes som ødelagt."""
    try:
        navn = (rot / PEKER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return navn if navn and Path(navn).name == navn and (rot / navn).is_dir() else None


# --- lesing -----------------------------------------------------------------------------------------------------


def _apne_mappe(mappe: Path, koder: Vektorkoder, ventet: str, tjener: str) -> Indeks:
    raad = "Kjør «assistent indeks» for å bygge den på nytt."
    try:
        beskrivelse = json.loads((mappe / BESKRIVELSE).read_text(encoding="utf-8"))
        if beskrivelse["fingeravtrykk"] != ventet:
            annen_modell = beskrivelse.get("modell") != koder.fingeravtrykk
            laget = "med en annen vektormodell" if annen_modell else "av andre kilder eller en annen utgave"
            raise IndeksFeil(f"Indeksen er laget {laget}.", hvor=str(mappe), raad=raad)
        for navn, sum_ in beskrivelse["filer"].items():
            if _filsum(mappe / navn) != sum_:
                raise IndeksFeil(f"Filen {navn} i indeksen er ødelagt.", hvor=str(mappe), raad=raad)
        analyse = Analyse.fra_data(json.loads((mappe / "ordforraad.json").read_text(encoding="utf-8")))
        leksikalske = {navn: LeksikalskIndeks.les(mappe / navn) for navn in SAMLINGER}
        vektorer: dict[str, Vektorsok] = {
            "utdrag": Vektorindeks.apne(_klient(mappe, tjener), _samling(mappe, tjener)),
            "formuleringer": Vektormatrise.les(mappe / "formuleringer" / VEKTORFIL, leksikalske["formuleringer"].ider),
        }
        sokbare = {
            navn: Sokbar(
                leksikalske[navn],
                vektorer[navn],
                analyse,
                koder,
                sporreord=navn == "formuleringer",
                vekt_vektor=float(beskrivelse["vekt_vektor"][navn]),
            )
            for navn in SAMLINGER
        }
        gjenkjenner = Gjenkjenner.les(mappe / "gjenkjenner", analyse)
        malform = Gjenkjenner.les(mappe / "malform", None)
        indeks = Indeks(sokbare["utdrag"], sokbare["formuleringer"], gjenkjenner, malform, ventet, mappe)
        _prov(indeks, beskrivelse["antall"])
    except (AssistentFeil, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as feil:  # Chroma melder en ødelagt database med feil utenfor Exception-treet
        raise IndeksFeil(
            f"Indeksen kan ikke leses ({type(feil).__name__}: {feil}).", hvor=str(mappe), raad=raad
        ) from feil
    return indeks


def _prov(indeks: Indeks, antall: Mapping[str, int]) -> None:
    """Tell tekstene, og still ett spørsmål som går gjennom begge sidene av søket."""
    for navn, sokbar in (("utdrag", indeks.utdrag), ("formuleringer", indeks.formuleringer)):
        funnet = {"tekster": len(sokbar), "vektorer": len(sokbar.vektor)}
        for art, tall in funnet.items():
            if tall != antall[f"{navn}.{art}"]:
                raise ValueError(f"{navn}: {tall} {art}, ventet {antall[f'{navn}.{art}']}")
        sokbar.sok("Hvem kan søke om tilskudd, og når er fristen?", 1)
        if len(sokbar.vektor) and not sokbar.vektor.prov():
            raise ValueError(f"{navn}: vektorsøket svarer ikke")


# --- bygging ----------------------------------------------------------------------------------------------------


def _bygg(rot: Path, grunnlag: Grunnlag, koder: Vektorkoder, fremdrift: Fremdrift | None) -> Indeks:
    si = fremdrift or (lambda _: None)
    forrige = _gjeldende(rot)
    mappe = rot / f"ny-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        if grunnlag.tjener:
            apne_klient(tjener=grunnlag.tjener)  # svarer den ikke, er det bedre å vite det før byggingen
        mappe.mkdir(parents=True)
        (mappe / TJENERFIL).write_text(grunnlag.tjener, encoding="utf-8")
        ventet = fingeravtrykk(grunnlag, koder)
        with _uten_soppeltomming():
            _skriv(mappe, grunnlag, koder, ventet, si)
        si("Prøver den nye indeksen.")
        indeks = _apne_mappe(mappe, koder, ventet, grunnlag.tjener)
        _til_disk(mappe)
        _bytt_peker(rot, mappe.name)
    except (AssistentFeil, KeyboardInterrupt, SystemExit):
        _fjern(mappe)
        raise
    except BaseException as feil:  # som over: Chroma kan kaste feil utenfor Exception-treet
        _fjern(mappe)
        raise _byggefeil(rot, feil, har_gammel=forrige is not None) from feil
    _rydd(rot, behold={mappe.name, forrige})
    si(f"Indeksen er klar: {len(indeks.utdrag)} utdrag og {len(indeks.formuleringer)} formuleringer.")
    return indeks


@contextmanager
def _uten_soppeltomming() -> Iterator[None]:
    """Byggingen lager millioner av små verdier som alle lever til den er ferdig; å lete i dem tar en tidel av tiden."""
    paa = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paa:
            gc.enable()


def _byggefeil(rot: Path, feil: BaseException, *, har_gammel: bool) -> IndeksFeil:
    gammel = " Den gamle indeksen er urørt." if har_gammel else ""
    tekst = str(feil).lower()
    if isinstance(feil, OSError) or "disk" in tekst or "full" in tekst:
        raad = "Sjekk at det er plass på disken og at mappen kan skrives til, og prøv igjen."
    else:
        raad = "Prøv igjen. Skjer det på nytt, kjør med --feilsok."
    return IndeksFeil(f"Indeksen ble ikke bygget ({type(feil).__name__}: {feil}).{gammel}", hvor=str(rot), raad=raad)


def _skriv(mappe: Path, grunnlag: Grunnlag, koder: Vektorkoder, avtrykk: str, si: Fremdrift) -> None:
    tekster: dict[str, dict[str, str]] = {
        "utdrag": {u.id: u.sokbar for u in grunnlag.utdrag},
        "formuleringer": {f.id: f.tekst for f in grunnlag.formuleringer},
    }
    for navn, ventet in (("utdrag", len(grunnlag.utdrag)), ("formuleringer", len(grunnlag.formuleringer))):
        if len(tekster[navn]) != ventet:
            raise ValueError(f"to {navn} har samme id")
    # Stedet står to ganger, så stedet selv går foran tekster som bare viser til det.
    steder = {u.id: f"{u.sted} {u.sted} " if "§" in u.sted else f"{u.sted} " for u in grunnlag.utdrag}
    si(f"Leser ordene i {sum(len(t) for t in tekster.values())} tekster.")
    analyse = Analyse.laer(
        [*tekster["utdrag"].values(), *(f.tekst for f in grunnlag.formuleringer if f.malform != "en")],
        [f.tekst for f in grunnlag.formuleringer if f.malform == "en"],
    )
    (mappe / "ordforraad.json").write_text(json.dumps(analyse.som_data(), ensure_ascii=False), encoding="utf-8")
    si("Bygger søket, og lærer å kjenne igjen spørsmål.")
    spurt = [f.tekst for f in grunnlag.formuleringer]
    opplaering = Opplaering(spurt, [f.emne_id for f in grunnlag.formuleringer], analyse)
    with ThreadPoolExecutor(1) as traad:
        gjenkjenner = traad.submit(opplaering.fullfor)  # regner uten Python imens resten bygges
        antall: dict[str, int] = {}
        for navn, innhold in tekster.items():
            sporreord = navn == "formuleringer"
            LeksikalskIndeks.bygg(
                {
                    id_: analyse.termer(steder.get(id_, "") + tekst, sporreord=sporreord)
                    for id_, tekst in innhold.items()
                }
            ).lagre(mappe / navn)
            vektorer = koder.kod(list(innhold.values()))
            if navn == "utdrag":
                antall[f"{navn}.vektorer"] = len(
                    Vektorindeks.bygg(
                        _klient(mappe, grunnlag.tjener), _samling(mappe, grunnlag.tjener), list(innhold), vektorer
                    )
                )
            else:
                Vektormatrise(list(innhold), vektorer).lagre(mappe / navn / VEKTORFIL)
                antall[f"{navn}.vektorer"] = len(innhold)
            antall[f"{navn}.tekster"] = len(innhold)
        # Målformene er lette å skille: annenhver formulering er nok.
        malformer = [f.malform for f in grunnlag.formuleringer]
        malform = Opplaering(spurt[::2], malformer[::2], None, balansert=True)
        gjenkjenner.result().lagre(mappe / "gjenkjenner")
        # Én om gangen: LIBLINEAR har ett felles tilfeldig frø, og samme grunnlag skal gi samme modell hver gang.
        malform.fullfor().lagre(mappe / "malform")
    filer = {
        fil.relative_to(mappe).as_posix(): _filsum(fil)
        for fil in sorted(mappe.rglob("*"))
        if fil.is_file() and "chroma" not in fil.relative_to(mappe).parts
    }
    beskrivelse = {
        "fingeravtrykk": avtrykk,
        "modell": koder.fingeravtrykk,
        "antall": antall,
        "vekt_vektor": {navn: vekt_for(koder, list(innhold.values())) for navn, innhold in tekster.items()},
        "filer": filer,
    }
    (mappe / BESKRIVELSE).write_text(json.dumps(beskrivelse, indent=1, ensure_ascii=False), encoding="utf-8")


def _klient(mappe: Path, tjener: str) -> Any:
    return apne_klient(tjener=tjener) if tjener else apne_klient(mappe / "chroma")


def _samling(mappe: Path, tjener: str) -> str:
    """Navnet på samlingen i Chroma: på en tjener har hver bygging sin, så en halvferdig aldri leses."""
    return f"utdrag-{mappe.name}" if tjener else "utdrag"


def _fjern(mappe: Path) -> None:
    """Fjern en mappe som ikke gjelder, og samlingen på tjeneren den ble laget på.

    Svarer ikke tjeneren, blir mappen stående, så samlingen kan slettes ved neste bygging.
    """
    try:
        tjener = (mappe / TJENERFIL).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        tjener = ""
    if tjener:
        try:
            slett_samling(apne_klient(tjener=tjener), _samling(mappe, tjener))
        except Exception:  # en tjener som er borte, skal ikke stanse byggingen
            return
    shutil.rmtree(mappe, ignore_errors=True)


def _filsum(fil: Path) -> str:
    return hashlib.sha256(fil.read_bytes()).hexdigest()


def _til_disk(mappe: Path) -> None:
    """Sørg for at alt i mappen tåler strømbrudd."""
    for sti in (*mappe.rglob("*"), mappe):
        _fsync(sti)


def _fsync(sti: Path) -> None:
    if os.name == "nt" and sti.is_dir():
        return
    fd = os.open(sti, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _bytt_peker(rot: Path, navn: str) -> None:
    ny = rot / f"{PEKER}.{os.getpid()}"
    try:
        with ny.open("w", encoding="utf-8") as fil:
            fil.write(navn + "\n")
            fil.flush()
            os.fsync(fil.fileno())
        ny.replace(rot / PEKER)
    finally:
        ny.unlink(missing_ok=True)
    _fsync(rot)


def _rydd(rot: Path, behold: set[str | None]) -> None:
    """Fjern gamle og halvferdige mapper. Den forrige blir stående til neste bygging, for prosesser som leser den."""
    for mappe in rot.glob("ny-*"):
        if mappe.is_dir() and mappe.name not in behold:
            _fjern(mappe)
    for rest in rot.glob(f"{PEKER}.*"):
        rest.unlink(missing_ok=True)
