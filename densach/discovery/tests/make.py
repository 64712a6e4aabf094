"""A source whose documents a test gives, registered only while the test runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from densach.discovery.register import Document, Source


class Shelf:
    """Documents by id; `source` gives them to the index."""

    def __init__(self, kind: str = "record") -> None:
        self.kind = kind
        self.documents: dict[int, Document] = {}

    def put(self, title: str, pk: int | None = None, **fields: Any) -> Document:
        pk = pk or len(self.documents) + 1
        fields.setdefault("public_id", f"{self.kind[0]}{pk}")
        fields.setdefault("material", "book" if self.kind == "record" else "")
        self.documents[pk] = Document(kind=self.kind, id=pk, title=title, **fields)
        return self.documents[pk]

    def _documents(self, ids: Collection[int]) -> Iterable[Document]:
        return [self.documents[pk] for pk in ids if pk in self.documents]

    def _ids(self) -> Iterator[int]:
        return iter(sorted(self.documents))

    @property
    def source(self) -> Source:
        return Source(kind=self.kind, documents=self._documents, ids=self._ids)
