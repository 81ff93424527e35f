"""YAML-filer lest og prøvd mot en pydantic-modell, med feil som sier fil, oppføring og hva som er galt."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assistent.feil import KildeFeil

M = TypeVar("M", bound=BaseModel)

_NORSK = {
    "extra_forbidden": "ukjent nøkkel",
    "missing": "mangler",
    "string_type": "må være tekst",
    "string_too_short": "kan ikke være tom",
    "too_short": "kan ikke være tom",
    "list_type": "må være en liste",
    "tuple_type": "må være en liste",
    "model_type": "må være en gruppe med nøkler",
}


class _Leser(yaml.SafeLoader):
    """SafeLoader som også avviser samme nøkkel to ganger; PyYAML beholder ellers den siste i stillhet."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        sett: set[Hashable] = set()
        for nokkel, _ in node.value:
            navn = nokkel.value
            if navn in sett:
                raise yaml.MarkedYAMLError(problem=f"nøkkelen «{navn}» står to ganger", problem_mark=nokkel.start_mark)
            sett.add(navn)
        return super().construct_mapping(node, deep)


def les_yaml(fil: Path, modell: type[M], feiltype: type[KildeFeil] = KildeFeil) -> M:
    """Leser ``fil`` og prøver innholdet mot ``modell``. Alt som er galt med filen, blir én ``feiltype``."""
    try:
        innhold = yaml.load(fil.read_text("utf-8"), _Leser)
    except FileNotFoundError as feil:
        raise feiltype("filen finnes ikke.", hvor=str(fil), raad="Legg den på plass igjen.") from feil
    except (OSError, UnicodeDecodeError) as feil:
        raise feiltype(f"filen kan ikke leses ({feil}).", hvor=str(fil), raad="Den skal være tekst i UTF-8.") from feil
    except yaml.YAMLError as feil:
        merke = getattr(feil, "problem_mark", None)
        hvor = f"{fil}, linje {merke.line + 1}" if merke else str(fil)
        hva = getattr(feil, "problem", None) or "ukjent skrivefeil"
        raise feiltype(f"filen er ikke gyldig YAML ({hva}).", hvor=hvor, raad="Rett linjen.") from feil
    try:
        return modell.model_validate(innhold)
    except ValidationError as feil:
        raise feiltype(
            "; ".join(_linje(dict(f), innhold) for f in feil.errors()) + ".",
            hvor=str(fil),
            raad="Rett oppføringen og prøv igjen.",
        ) from feil


def _linje(feil: dict[str, Any], innhold: object) -> str:
    """Én valideringsfeil på norsk, med navnet på oppføringen (id, sted eller paragraf) i stedet for plassen."""
    sti: list[str] = []
    her: Any = innhold
    for ledd in feil["loc"]:
        if isinstance(ledd, int):
            her = her[ledd] if isinstance(her, list) and ledd < len(her) else None
            navn = next((str(her[n]) for n in ("id", "sted", "paragraf") if isinstance(her, dict) and n in her), "")
            sti.append(f"«{navn}»" if navn else f"nr. {ledd + 1}")
        else:
            her = her.get(ledd) if isinstance(her, dict) else None
            sti.append(str(ledd))
    slag = feil["type"]
    if slag == "literal_error":
        hva = f"«{feil['input']}» er ukjent, skal være {feil['ctx']['expected'].replace(' or ', ' eller ')}"
    elif slag == "value_error":
        hva = str(feil["ctx"]["error"])
    else:
        hva = _NORSK.get(slag, feil["msg"])
    return f"{' > '.join(sti) or 'filen'}: {hva}"
