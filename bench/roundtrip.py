"""A hundred thousand MARC records in, found, out and in again: what comes out must be what went in, record for record."""

from __future__ import annotations

import hashlib
import io
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from pymarc import Field, Indicators, MARCReader, Subfield

from densach.accounts.models import User
from densach.catalogue.exchange.writers import written
from densach.catalogue.marc import read, write
from densach.catalogue.models import AccessionRegister, Record
from densach.catalogue.services import add_copies
from densach.core.clock import now
from densach.discovery.index import follow_changes
from densach.discovery.queries import search

from .imports import _books, _imported
from .line import Line


def run(count: int = 100_000) -> list[Line]:
    """Raises AssertionError where a record is lost, doubled or changed on its way."""
    with TemporaryDirectory() as name:
        path = Path(name) / "in.mrc"
        _write(path, count)
        sent = _digests(path.read_bytes())
        assert sum(sent.values()) == count
        seconds, batch = _imported(path)
        assert (batch.added, batch.refused) == (count, 0), batch.error
        _find(Record.objects.filter(batch=batch).order_by("-pk")[0])
        start = time.perf_counter()
        pieces, outcome = written("marc", Record.objects.filter(batch=batch).order_by("pk").iterator(chunk_size=2000))
        out = b"".join(pieces)
        exported = time.perf_counter() - start
        assert not outcome.refused
        assert _digests(out) == sent
        again = Path(name) / "again.mrc"
        again.write_bytes(out)
        _seconds, second = _imported(again)
        assert (second.added, second.skipped, second.refused) == (0, count, 0)
    size = f"{count:,}"
    return [
        Line(
            f"{size} MARC records imported, exported and imported again, identical: import",
            count / seconds,
            None,
            "records/s",
            "≥ 2,000",
        ),
        Line(f"{size} MARC records exported", count / exported, None, "records/s", ""),
    ]


def _find(record: Record) -> None:
    """With a copy it is shown to readers, and its title leads to it."""
    register = AccessionRegister.objects.select_related("facility")[0]
    facts = {"facility": register.facility, "register": register, "at": now()}
    add_copies(actor=User.objects.system(), record=record, **facts)
    follow_changes()
    assert record.pk in [hit.id for hit in search(f"{record.title} {record.subtitle}", per_page=50).hits]


def _write(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for n, fields in enumerate(_books(count, 7)):
            record = read(write(fields, control_number=f"trip{n}", at=now()))
            record.add_field(
                Field(tag="003", data="BENCH"),
                Field(
                    tag="999",
                    indicators=Indicators("7", "x"),
                    subfields=[Subfield("9", f"của riêng {n}"), Subfield("a", "")],
                ),
            )
            file.write(record.as_marc())


def _digests(data: bytes) -> Counter[bytes]:
    """Of each record's content: leader without its lengths, and every field in its order."""
    found: Counter[bytes] = Counter()
    for record in MARCReader(io.BytesIO(data)):
        assert record is not None
        held = record.as_dict()
        text = f"{str(held['leader'])[5:12]}{str(held['leader'])[17:]}{held['fields']!r}"
        found[hashlib.blake2b(text.encode(), digest_size=16).digest()] += 1
    return found
