"""The index on this host: opened for reading, built, followed, checked.

One folder per schema version under settings.DENSACH_INDEX. Many processes read; the engine's own lock lets one write
at a time. What has been applied of the change feed stands in `position.json` beside the index: written after the
commit, so that a crash between the two only applies changes again.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import logging
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from tantivy import Occur, Query

from densach.core.clock import now
from densach.core.errors import Refusal

from .models import Change
from .register import SOURCES, Source
from .schema import VERSION, as_engine_document, digest_of, key_of, schema

type Progress = Callable[[str, int], None]

logger = logging.getLogger(__name__)
_CHUNK = 1000
_BEYOND = 2**62  # above every id
_SMALL_HEAP, _LARGE_HEAP = 15_000_000, 96_000_000
# ids are given before a commit: a lower one may become visible after a higher one was applied (PostgreSQL), so holes
# are asked again for a while
_HOLE_WAITS = dt.timedelta(minutes=10)
_HOLES_KEPT = 1000
KEEP_CHANGES = dt.timedelta(days=30)
_TOO_OLD = dt.timedelta(days=25)


class IndexBusy(Refusal):
    """Another process of this host is writing the index."""

    code = "index-busy"
    sentence = _("Another process is writing the search index of this machine.")
    advice = _("Wait until it has finished, or stop the other “densach index”.")
    status = 503


@dataclass
class Position:
    """How far the feed is applied: highest id, ids below it not seen yet (with the moment they were first missed),
    last look.
    """

    top: int
    holes: dict[int, dt.datetime]
    looked_at: dt.datetime


@dataclass
class Difference:
    """What a check found, as "kind:id": in the database but not in the index, the other way round, indexed with old
    values.
    """

    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.stale)


def folder() -> Path:
    return Path(settings.DENSACH_INDEX) / f"v{VERSION}"


class _Reader:
    """The index as this process last opened it; a commit by another process is seen by its file's time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: tantivy.Index | None = None
        self._identity: tuple[Path, int] | None = None
        self._stamp: tuple[int, int] | None = None

    def searcher(self) -> tantivy.Searcher | None:
        """A searcher over the last commit, None where there is no readable index."""
        path = folder()
        try:
            meta = (path / "meta.json").stat()
            identity = (path, path.stat().st_ino)
        except FileNotFoundError:
            return None
        stamp = (meta.st_mtime_ns, meta.st_ino)
        if self._index is None or identity != self._identity or stamp != self._stamp:
            with self._lock:
                self._open(path, identity)
                self._stamp = stamp
        return self._index.searcher() if self._index is not None else None

    def _open(self, path: Path, identity: tuple[Path, int]) -> None:
        try:
            if self._index is None or identity != self._identity:
                self._index = tantivy.Index.open(str(path))
                self._index.config_reader("manual")
                self._identity = identity
            self._index.reload()
        except ValueError:
            logger.exception("the search index in %s cannot be read: run “densach index --rebuild”", path)
            self._index = None


_reader = _Reader()


def searcher() -> tantivy.Searcher | None:
    """A searcher over the last commit, None before the first `rebuild` (or where the index cannot be read: logged)."""
    found = _reader.searcher()
    return found if found is not None and (found.num_docs or _position_path().exists()) else None


def rebuild(progress: Progress | None = None) -> int:
    """Index everything anew; readers see the old index until the one commit at the end. Returns how many documents.
    Raises IndexBusy.

    `progress(kind, documents so far)` is called after each chunk.
    """
    looked_at = now()
    top = _last_change()
    writer = _fresh_writer()
    writer.delete_all_documents()
    total = 0
    with _collector_resting():
        for source in SOURCES:
            for chunk in batched(source.ids(), _CHUNK, strict=False):
                total += _add(writer, source, chunk)
                if progress:
                    progress(source.kind, total)
    writer.commit()
    writer.wait_merging_threads()
    _save_position(Position(top, _holes_below(top, 0, looked_at), looked_at))
    return total


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Documents hold no cycles: looking for some among millions of short-lived tuples takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def follow_changes() -> int:
    """Apply what the feed holds since the last time; returns how many changes. Builds the index where there is none.
    Raises IndexBusy.

    A change of a kind that no module registers is passed over. Changes older than 30 days are deleted from the feed
    once applied; an index that has not been followed for 25 days is built anew instead.
    """
    position = _read_position()
    looked_at = now()
    if position is None or searcher() is None or looked_at - position.looked_at > _TOO_OLD:
        return rebuild()
    rows = _pending(position)
    if rows:
        _apply(rows)
    if rows or looked_at - position.looked_at > dt.timedelta(hours=1):
        _save_position(_moved(position, [pk for pk, _kind, _id in rows], looked_at))
        Change.objects.filter(pk__lte=position.top, at__lt=looked_at - KEEP_CHANGES).delete()
    return len(rows)


def check() -> Difference:
    """Compare the index with the sources, document by document, a thousand at a time. Everything is missing where there
    is no index.
    """
    found = Difference()
    for source in SOURCES:
        below = 0
        for chunk in batched([*sorted(source.ids()), _BEYOND], _CHUNK, strict=False):
            indexed = _indexed(source.kind, below, chunk[-1])
            for document in source.documents([pk for pk in chunk if pk != _BEYOND]):
                digest = indexed.pop(document.id, None)
                if digest is None:
                    found.missing.append(key_of(source.kind, document.id))
                elif digest != digest_of(document):
                    found.stale.append(key_of(source.kind, document.id))
            found.surplus += [key_of(source.kind, pk) for pk in sorted(indexed)]
            below = chunk[-1]
    return found


def _indexed(kind: str, above: int, up_to: int) -> dict[int, int]:
    """{id: digest} of what is indexed of a kind with ids in a span."""
    reader = searcher()
    if reader is None or not reader.num_docs:
        return {}
    span = Query.range_query(schema(), "id", tantivy.FieldType.Unsigned, above + 1, up_to)
    of_kind = Query.term_query(schema(), "kind", kind)
    both = Query.boolean_query([(Occur.Must, Query.const_score_query(query, 0.0)) for query in (of_kind, span)])
    many: Any = reader.search(both, 1)
    if not many.count:
        return {}
    addresses = [address for _score, address in reader.search(both, many.count, count=False).hits]
    ids, digests = (reader.fast_field_values(name, addresses) for name in ("id", "digest"))
    return {int(pk or 0): int(digest or 0) for pk, digest in zip(ids, digests, strict=True)}


def _writer(heap: int) -> tantivy.IndexWriter:
    path = folder()
    path.mkdir(parents=True, exist_ok=True)
    try:
        return tantivy.Index(schema(), path=str(path)).writer(heap, 1)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise IndexBusy from error
        raise


def _fresh_writer() -> tantivy.IndexWriter:
    """A writer for a rebuild: what cannot be opened (damaged, half-written) is thrown away, since the database has it
    all.
    """
    try:
        return _writer(_LARGE_HEAP)
    except ValueError:
        logger.warning("the search index in %s cannot be opened and is made anew", folder())
        shutil.rmtree(folder())
        return _writer(_LARGE_HEAP)


def _add(writer: tantivy.IndexWriter, source: Source, ids: Collection[int]) -> int:
    count = 0
    for document in source.documents(ids):
        writer.add_document(as_engine_document(document))
        count += 1
    return count


def _apply(rows: list[tuple[int, str, int]]) -> None:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for _pk, kind, subject_id in rows:
        by_kind[kind].add(subject_id)
    writer = _writer(_SMALL_HEAP)
    for kind in by_kind.keys() & SOURCES.all().keys():
        source = SOURCES.get(kind)
        for chunk in batched(sorted(by_kind[kind]), _CHUNK, strict=False):
            for pk in chunk:
                writer.delete_documents_by_term("key", key_of(kind, pk))
            _add(writer, source, chunk)
    writer.commit()
    writer.wait_merging_threads()


def _last_change() -> int:
    return Change.objects.aggregate(top=Max("pk"))["top"] or 0


def _pending(position: Position) -> list[tuple[int, str, int]]:
    """Changes not applied yet: above the position, or one of its holes."""
    fields = ("pk", "kind", "subject_id")
    late = Change.objects.filter(pk__in=position.holes).values_list(*fields) if position.holes else ()
    fresh = Change.objects.filter(pk__gt=position.top).order_by("pk").values_list(*fields)
    return [*late, *fresh[:50_000]]


def _moved(position: Position, applied: list[int], looked_at: dt.datetime) -> Position:
    """The position after applying some ids."""
    top = max([position.top, *applied])
    seen = set(applied)
    waiting = {pk: since for pk, since in position.holes.items() if pk not in seen and looked_at - since < _HOLE_WAITS}
    waiting |= {pk: looked_at for pk in range(max(position.top + 1, top - _HOLES_KEPT), top) if pk not in seen}
    return Position(top, dict(sorted(waiting.items())[-_HOLES_KEPT:]), looked_at)


def _holes_below(top: int, lowest: int, since: dt.datetime) -> dict[int, dt.datetime]:
    start = max(lowest + 1, top - _HOLES_KEPT)
    there = set(Change.objects.filter(pk__gte=start, pk__lte=top).values_list("pk", flat=True))
    return {pk: since for pk in range(start, top) if pk not in there}


def _position_path() -> Path:
    return folder() / "position.json"


def _read_position() -> Position | None:
    try:
        stored: dict[str, Any] = json.loads(_position_path().read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    holes = {int(pk): dt.datetime.fromisoformat(since) for pk, since in stored["holes"].items()}
    return Position(stored["top"], holes, dt.datetime.fromisoformat(stored["looked_at"]))


def _save_position(position: Position) -> None:
    """Write beside and rename, so that a reader never meets half a file."""
    holes = {pk: since.isoformat() for pk, since in position.holes.items()}
    draft = _position_path().with_suffix(".new")
    draft.write_text(
        json.dumps({"top": position.top, "holes": holes, "looked_at": position.looked_at.isoformat()}), encoding="utf-8"
    )
    draft.replace(_position_path())
