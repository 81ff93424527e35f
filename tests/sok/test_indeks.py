"""Indeksen på disk: riktig gjenkjent, bygget ved siden av den gamle, og hel uansett når byggingen blir avbrutt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistent.feil import IndeksFeil
from assistent.konfig import Innstillinger
from assistent.modeller import Utdrag
from assistent.sok import grunnlag as modul
from assistent.sok.grunnlag import Formulering
from assistent.sok.indeks import PEKER, Indeks, apne, apne_eller_bygg, bygg
from assistent.sok.laas import laas
from assistent.sok.vektor import Vektorkoder

ROT = Path(__file__).resolve().parents[2]
SUM = {"veiledning": "abc"}
FORMULERINGER = (
    Formulering("f1", "frist", "nb", "Når er fristen?"),
    Formulering("f2", "frist", "en", "When is the deadline?"),
    Formulering("f3", "klage", "nn", "Korleis klagar vi?"),
)


@pytest.fixture(scope="module")
def utdrag(tekster: dict[str, str]) -> tuple[Utdrag, ...]:
    return tuple(
        Utdrag(id=id_, kilde="prove", rang="veiledning", sted=f"§ 9-{nr}", tekst=tekst)
        for nr, (id_, tekst) in enumerate(tekster.items(), start=1)
    )


@pytest.fixture
def innstillinger(tmp_path: Path) -> Innstillinger:
    return Innstillinger(indeks=tmp_path / "indeks")


def _mappe(innstillinger: Innstillinger) -> Path:
    return innstillinger.indeks / (innstillinger.indeks / PEKER).read_text(encoding="utf-8").strip()


def _svarer(indeks: Indeks) -> bool:
    return indeks.utdrag.sok("Hvem kan klage?", 1)[0].id == "klage"


def test_bygget_indeks_svarer_og_kan_aapnes_igjen(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    steg: list[str] = []
    bygget = apne_eller_bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder, steg.append)
    aapnet = apne(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    assert steg[0].startswith("Indeksen må bygges")
    assert steg[-1] == "Indeksen er klar: 10 utdrag og 3 formuleringer."
    assert aapnet.fingeravtrykk == bygget.fingeravtrykk
    assert _svarer(bygget)
    for sporsmal, ventet in (("Når er fristen?", "f1"), ("when is the deadline", "f2"), ("korleis klage", "f3")):
        assert aapnet.formuleringer.sok(sporsmal, 1)[0].id == ventet
        assert aapnet.formuleringer.sok(sporsmal, 3) == bygget.formuleringer.sok(sporsmal, 3)


def test_utdrag_finnes_paa_stedet_sitt(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    indeks = bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    assert indeks.utdrag.sok("paragraf 9-4", 1)[0].id == utdrag[3].id


def test_fersk_indeks_bygges_ikke_om_igjen(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    forst = apne_eller_bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    assert apne_eller_bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder).mappe == forst.mappe


class AnnenModell:
    """Den samme modellen under et annet fingeravtrykk."""

    fingeravtrykk = "en annen modell"

    def __init__(self, koder: Vektorkoder) -> None:
        self.kod = koder.kod
        self.kod_sporsmal = koder.kod_sporsmal
        self.kjennskap = koder.kjennskap


def test_endret_grunnlag_gir_ny_indeks(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    endret = (replace(utdrag[0], tekst="En ny tekst om fristen."), *utdrag[1:])
    for hva, argumenter in {
        "sjekksum": (utdrag, {"veiledning": "def"}, FORMULERINGER, koder),
        "utdrag": (endret, SUM, FORMULERINGER, koder),
        "formuleringer": (utdrag, SUM, FORMULERINGER[:2], koder),
        "modell": (utdrag, SUM, FORMULERINGER, AnnenModell(koder)),
    }.items():
        ventet = "en annen vektormodell" if hva == "modell" else "andre kilder eller en annen utgave"
        with pytest.raises(IndeksFeil, match=ventet):
            apne(innstillinger, *argumenter)
            pytest.fail(hva)
    for navn in ("ANALYSE_VERSJON", "FORMAT_VERSJON"):
        with monkeypatch.context() as m:
            m.setattr(modul, navn, "ny")
            with pytest.raises(IndeksFeil, match="en annen utgave"):
                apne(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    with monkeypatch.context() as m:
        m.setattr(modul, "kodesum", lambda: "endret kode")
        with pytest.raises(IndeksFeil, match="en annen utgave"):
            apne(innstillinger, utdrag, SUM, FORMULERINGER, koder)


def _kutt(fil: Path) -> None:
    fil.write_bytes(fil.read_bytes()[: fil.stat().st_size // 2])


def _overskriv(fil: Path) -> None:
    fil.write_bytes(b"\xff" * fil.stat().st_size)


@pytest.mark.parametrize("skade", [_kutt, _overskriv, Path.unlink], ids=["kuttet", "overskrevet", "borte"])
@pytest.mark.parametrize(
    "fil",
    [
        "fingeravtrykk.json",
        "ordforraad.json",
        "utdrag/ider.json",
        "formuleringer/bm25/data.csc.index.npy",
        "chroma/chroma.sqlite3",
    ],
)
def test_skadet_fil_oppdages_og_indeksen_bygges_paa_nytt(
    innstillinger: Innstillinger,
    utdrag: tuple[Utdrag, ...],
    koder: Vektorkoder,
    fil: str,
    skade: Callable[[Path], None],
) -> None:
    """Skaden skjer i en kopi som ingen har åpnet; Chroma holder ellers den gamle filen åpen i prosessen."""
    bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    ny_rot = innstillinger.indeks.with_name("kopi")
    innstillinger.indeks.rename(ny_rot)
    kopi = Innstillinger(indeks=ny_rot)
    skade(_mappe(kopi) / fil)
    with pytest.raises(IndeksFeil) as feil:
        apne(kopi, utdrag, SUM, FORMULERINGER, koder)
    assert feil.value.raad
    assert _svarer(apne_eller_bygg(kopi, utdrag, SUM, FORMULERINGER, koder))


@pytest.mark.parametrize("peker", ["", "finnes-ikke", "../utenfor", "/etc", "\x00"])
def test_ubrukelig_peker_er_en_manglende_indeks(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder, peker: str
) -> None:
    innstillinger.indeks.mkdir()
    (innstillinger.indeks.parent / "utenfor").mkdir()
    (innstillinger.indeks / PEKER).write_text(peker, encoding="utf-8")
    with pytest.raises(IndeksFeil, match="ingen indeks"):
        apne(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    assert _svarer(apne_eller_bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder))


def test_gamle_og_halvferdige_mapper_ryddes_men_den_forrige_staar(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    mapper = [bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder).mappe for _ in range(2)]
    (innstillinger.indeks / "ny-1-halvferdig").mkdir()
    (innstillinger.indeks / "README.md").write_text("Står i git.", encoding="utf-8")
    gammel = apne(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    mapper.append(bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder).mappe)
    assert {m.name for m in innstillinger.indeks.glob("ny-*")} == {m.name for m in mapper[1:]}
    assert (innstillinger.indeks / "README.md").is_file()
    assert _svarer(gammel)


def test_like_id_er_stopper_byggingen_og_den_gamle_staar(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    with pytest.raises(IndeksFeil, match=r"samme id.*Den gamle indeksen er urørt"):
        bygg(innstillinger, (*utdrag, utdrag[0]), SUM, FORMULERINGER, koder)
    assert len(list(innstillinger.indeks.glob("ny-*"))) == 1
    assert _svarer(apne(innstillinger, utdrag, SUM, FORMULERINGER, koder))


def test_uten_formuleringer_virker_resten(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    indeks = bygg(innstillinger, utdrag, SUM, (), koder)
    assert indeks.formuleringer.sok("Når er fristen?") == []
    assert _svarer(apne(innstillinger, utdrag, SUM, (), koder))


def test_to_som_bygger_samtidig_gir_en_hel_indeks(
    innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    resultat: list[Indeks] = []

    def prov() -> None:
        resultat.append(apne_eller_bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder))

    traader = [threading.Thread(target=prov) for _ in range(3)]
    for traad in traader:
        traad.start()
    for traad in traader:
        traad.join()
    assert len(resultat) == 3
    assert len({r.mappe for r in resultat}) == 1
    assert all(_svarer(r) for r in resultat)


def test_laasen_holdes_av_en_om_gangen(tmp_path: Path) -> None:
    with laas(tmp_path), pytest.raises(IndeksFeil, match="En annen prosess"), laas(tmp_path, ventetid=0.1):
        pytest.fail("låsen ble tatt to ganger")
    with laas(tmp_path, ventetid=0.1):
        pass


def test_mappe_som_ikke_kan_lages_gir_tydelig_feil(
    tmp_path: Path, utdrag: tuple[Utdrag, ...], koder: Vektorkoder
) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    with pytest.raises(IndeksFeil, match="kan ikke skrives til") as feil:
        apne_eller_bygg(Innstillinger(indeks=tmp_path / "fil" / "indeks"), utdrag, SUM, FORMULERINGER, koder)
    assert "ASSISTENT_INDEKS" in feil.value.raad


# --- avbrudd og full disk, i egne prosesser ---------------------------------------------------------------------

FELLES = """
import os, random, resource, signal, sys, time
from pathlib import Path
from assistent.feil import IndeksFeil
from assistent.konfig import Innstillinger
from assistent.modeller import Utdrag
from assistent.sok.embedding import last_embedding
from assistent.sok.grunnlag import Formulering, kodesum
from assistent.sok.indeks import apne, bygg
import bm25s, chromadb, rapidfuzz.process, snowballstemmer
kodesum()
inn = Innstillinger(indeks=Path(sys.argv[1]))
koder = last_embedding(Innstillinger())
tekst = "Punkt {} om klage, frist og regnskap."
utdrag = [Utdrag(f"u{i}", "prove", "veiledning", f"§ 9-{i}", tekst.format(i)) for i in range(60)]
utdrag.append(Utdrag("klage", "prove", "veiledning", "§ 8-1", "Departementet avgjør klagen."))
A = [Formulering(f"f{i}", "emne", "nb", f"Hva sier punkt {i}?") for i in range(80)]
B = A[:50]
def svarer():
    for former in (A, B):
        try:
            indeks = apne(inn, utdrag, {}, former, koder)
        except IndeksFeil as feil:
            sist = feil
            continue
        assert indeks.utdrag.sok("Hvem avgjør klagen?", 1)[0].id == "klage"
        assert len(indeks.formuleringer) == len(former)
        return
    raise sist
"""

AVBRUDD = (
    FELLES
    + """
runder, froe = int(sys.argv[2]), int(sys.argv[3])
tilfeldig = random.Random(froe)
def i_barn(arbeid):
    barn = os.fork()
    if barn == 0:
        kode = 1
        try:
            arbeid()
            kode = 0
        except BaseException as feil:
            print(f"barn: {feil!r}", file=sys.stderr, flush=True)
        os._exit(kode)
    return barn
def bygg_uten_stans():
    while True:
        for former in (A, B):
            bygg(inn, utdrag, {}, former, koder)
start = time.monotonic()
forste = i_barn(lambda: bygg(inn, utdrag, {}, A, koder))
assert os.waitpid(forste, 0)[1] == 0, "første bygging"
byggetid = time.monotonic() - start
halvferdige = byttet = 0
for runde in range(runder):
    for_ = (inn.indeks / "gjeldende").read_text()
    barn = i_barn(bygg_uten_stans)
    time.sleep(tilfeldig.uniform(0.01, 2.2 * byggetid))
    os.kill(barn, signal.SIGKILL)
    _, status = os.waitpid(barn, 0)
    assert os.WIFSIGNALED(status), f"runde {runde}: byggeren stoppet av seg selv ({status})"
    byttet += (inn.indeks / "gjeldende").read_text() != for_
    halvferdige += len(list(inn.indeks.glob("ny-*"))) > 2
    prover = i_barn(svarer)
    assert os.waitpid(prover, 0)[1] == 0, f"runde {runde}: indeksen er ødelagt"
print(runder, halvferdige, byttet)
"""
)


def _avbryt(mappe: Path, runder: int, froe: int) -> tuple[int, int, int]:
    ferdig = subprocess.run(
        [sys.executable, "-c", AVBRUDD, str(mappe), str(runder), str(froe)],
        capture_output=True,
        text=True,
        timeout=60 + 15 * runder,
        check=False,
        cwd=ROT,
    )
    assert ferdig.returncode == 0, ferdig.stderr[-3000:]
    antall, halvferdige, byttet = map(int, ferdig.stdout.split())
    return antall, halvferdige, byttet


@pytest.mark.skipif(not hasattr(os, "fork"), reason="trenger fork og kill -9")
def test_indeksen_taaler_aa_bli_drept_midt_i_byggingen(tmp_path: Path) -> None:
    antall, halvferdige, _ = _avbryt(tmp_path / "indeks", 8, 1)
    assert antall == 8
    assert halvferdige, "ingen av avbruddene traff en bygging; prøven viser ingenting"


@pytest.mark.lang
@pytest.mark.skipif(not hasattr(os, "fork"), reason="trenger fork og kill -9")
def test_indeksen_taaler_hundre_avbrudd(tmp_path: Path) -> None:
    antall, halvferdige, byttet = _avbryt(tmp_path / "indeks", 100, 2)
    assert antall == 100
    assert halvferdige > 20
    assert byttet > 20


FULL_DISK = (
    FELLES
    + """
bygg(inn, utdrag, {}, A, koder)
foer = (inn.indeks / "gjeldende").read_text()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    bygg(inn, utdrag, {}, B, koder)
except IndeksFeil as feil:
    print(feil)
else:
    sys.exit("byggingen gikk bra")
assert (inn.indeks / "gjeldende").read_text() == foer
assert len(list(inn.indeks.glob("ny-*"))) == 1, "den halvferdige mappen står igjen"
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
svarer()
"""
)


@pytest.mark.skipif(sys.platform == "win32", reason="trenger RLIMIT_FSIZE")
@pytest.mark.parametrize("tegn", [0, 20_000, 150_000], ids=["ingen plass", "ordsøket", "vektorene"])
def test_full_disk_gir_tydelig_feil_og_lar_den_gamle_staa(tmp_path: Path, tegn: int) -> None:
    """Filer kan ikke bli større enn grensen, så skrivingen stopper der den ville på en full disk."""
    ferdig = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "indeks"), str(tegn)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROT,
    )
    assert ferdig.returncode == 0, ferdig.stderr[-3000:]
    assert "Indeksen ble ikke bygget" in ferdig.stdout
    assert "plass på disken" in ferdig.stdout
    assert "Den gamle indeksen er urørt" in ferdig.stdout


def test_beskrivelsen_er_lesbar(innstillinger: Innstillinger, utdrag: tuple[Utdrag, ...], koder: Vektorkoder) -> None:
    indeks = bygg(innstillinger, utdrag, SUM, FORMULERINGER, koder)
    beskrivelse = json.loads((indeks.mappe / "fingeravtrykk.json").read_text(encoding="utf-8"))
    assert beskrivelse["antall"] == {
        "utdrag.tekster": 10,
        "utdrag.vektorer": 10,
        "formuleringer.tekster": 3,
        "formuleringer.vektorer": 3,
    }
