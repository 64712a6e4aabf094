"""What must hold between index and database."""

from __future__ import annotations

from collections.abc import Iterator

from densach.core.integrity import Check, register

from . import index

_WORDS = {"missing": "not indexed", "surplus": "indexed, but not in the database", "stale": "indexed with old content"}


def _differences() -> Iterator[str]:
    found = index.check()
    for name, words in _WORDS.items():
        keys = getattr(found, name)
        if keys:
            yield f"{len(keys)} {words}: {', '.join(keys[:5])}{' …' if len(keys) > 5 else ''}"


register(Check("index", "search index and database", _differences, "Run: densach index --rebuild"))
