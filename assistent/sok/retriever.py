"""Søket i kildene som LangChain-retriever."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistent.modeller import Utdrag
from assistent.sok.hybrid import Sokbar


class KildeRetriever(BaseRetriever):
    """Gir de beste utdragene som dokumenter med kilde, rang, sted, url og poeng."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    sokbar: Sokbar
    utdrag: Mapping[str, Utdrag]
    k: int = 8

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        k: int | None = None,
    ) -> list[Document]:
        return [
            Document(
                page_content=utdrag.tekst,
                id=utdrag.id,
                metadata={
                    "kilde": utdrag.kilde,
                    "rang": utdrag.rang,
                    "sted": utdrag.sted,
                    "url": utdrag.url,
                    "poeng": treff.poeng,
                    "leksikalsk": treff.leksikalsk,
                    "vektor": treff.vektor,
                    "dekning": treff.dekning,
                },
            )
            for treff in self.sokbar.sok(query, k or self.k)
            if (utdrag := self.utdrag.get(treff.id)) is not None
        ]
