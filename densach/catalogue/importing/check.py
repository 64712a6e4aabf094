"""The check: every line is read, understood and matched; what would be done is written to a file, nothing to the catalogue.

The refused lines go to their table, so that they can be seen before anything is imported.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, TextIO

from densach.catalogue import marc as marc_fields
from densach.catalogue import rules
from densach.catalogue.marc_columns import fields_of
from densach.catalogue.models import AccessionRegister, Heading, HeadingKind, ImportBatch, Record, RefusedRow
from densach.catalogue.record_fields import RecordFields
from densach.core.clock import local_day, now
from densach.core.errors import Refusal
from densach.core.ids import public_id
from densach.core.text import exact_key

from . import look, places, sheets
from .formats import MARC_FORMATS
from .matching import Held, Key, held, keys_of
from .numbering import Numbering
from .options import ADD, OVERLAY, Options
from .rows import TableReader, Taken, of_pieces

CHUNK = 500
_EXAMPLES = 50  # lines named for each kind of note
_LONGEST_RAW = 5 * 1024 * 1024


class Check:
    """One run over the file of a batch. `run` returns what was found; the counts add up to the lines read."""

    def __init__(self, batch: ImportBatch, at: dt.datetime) -> None:
        self.batch, self.at = batch, at
        self.options = Options.of(batch.options, local_day(at))
        self.counts: Counter[str] = Counter()
        self.notes: dict[str, dict[str, Any]] = {}
        self.seen: dict[
            int, str
        ] = {}  # hash of a key → the record it belongs to; 64 bits are enough to tell them apart
        self.first_day = ""
        register = AccessionRegister.objects.filter(pk=self.options.register).first()
        self.numbering = Numbering(register) if register else None
        variants = Heading.objects.filter(see__isnull=False).select_related("see")
        self.used = {(one.kind, one.key): one.see.text for one in variants if one.see}

    def run(self) -> dict[str, Any]:
        RefusedRow.objects.filter(batch=self.batch).delete()
        staged = places.staged_of(self.batch)
        with staged.open("w", encoding="utf-8") as file:
            for chunk in itertools.batched(self._taken(), CHUNK, strict=False):
                self._chunk(chunk, file)
                ImportBatch.objects.filter(pk=self.batch.pk).update(progress=self.counts["lines"], touched_at=now())
        return self._found()

    def _found(self) -> dict[str, Any]:
        found: dict[str, Any] = {"counts": dict(self.counts), "notes": self.notes}
        if self.numbering:
            found |= {
                "doubles": [list(one) for one in self.numbering.doubles[:_EXAMPLES]],
                "doubles_count": len(self.numbering.doubles),
                "gaps": (gaps := self.numbering.gaps())[:_EXAMPLES],
                "gaps_count": len(gaps),
                "opened": self.numbering.opened(),
                "highest": self.numbering.highest(),
            }
        return found

    def _taken(self) -> Iterator[Taken]:
        if self.batch.format in MARC_FORMATS:
            pieces = look.pieces_of(places.file_of(self.batch), self.batch.format, self.options.encoding)
            return of_pieces(pieces, self.options)
        rows = sheets.read_rows(places.rows_of(self.batch), self.options.sheet)
        return TableReader(self.options).read(rows)

    def _chunk(self, chunk: tuple[Taken, ...], file: TextIO) -> None:
        for taken in chunk:
            self._prepare(taken)
        keys = {taken.line: keys_of(taken.fields, taken.control) for taken in chunk if taken.fields}
        found = held(keys.values())
        matched = {line: next((found[key] for key in some if key in found), None) for line, some in keys.items()}
        overlaid = self._rows_to_overlay(matched)
        if self.numbering:
            self.numbering.look_up(copy for taken in chunk for copy in taken.copies)
        refused: list[RefusedRow] = []
        for taken in chunk:
            self.counts["lines"] += 1
            try:
                self._take(taken, keys.get(taken.line, []), matched.get(taken.line), overlaid, file)
            except Refusal as refusal:
                self.counts["refused"] += 1
                refused.append(self._refused(taken, refusal))
            for code, detail in taken.notes:
                self._note(code, taken.line, detail)
        RefusedRow.objects.bulk_create(refused)

    def _prepare(self, taken: Taken) -> None:
        """Names and subjects of a table in the forms in use; MARC stays as it came."""
        if taken.fields is None or taken.marc is not None or not self.used:
            return
        authors = self._in_use(taken.fields.authors, HeadingKind.NAME)
        taken.fields = replace(
            taken.fields, authors=authors, subjects=self._in_use(taken.fields.subjects, HeadingKind.SUBJECT)
        )

    def _in_use(self, text: str, kind: str) -> str:
        return "; ".join(self.used.get((kind, exact_key(entry)), entry) for entry in rules.entries(text))

    def _rows_to_overlay(self, matched: dict[int, Held | None]) -> dict[int, Record]:
        if self.options.rule != OVERLAY:
            return {}
        return Record.objects.in_bulk([one.pk for one in matched.values() if one])

    def _take(
        self, taken: Taken, keys: list[Key], there: Held | None, overlaid: dict[int, Record], file: TextIO
    ) -> None:
        """Decide what becomes of a line and stage it. Raises the refusal of the line, or of all its copies."""
        if taken.refusal is not None:
            raise taken.refusal
        assert taken.fields is not None  # noqa: S101  # a line is either refused or understood
        before = self._earlier(taken, keys)
        if before:
            act, reference = "join", before
        elif there and self.options.rule != ADD:
            act, reference = ("overlay" if self.options.rule == OVERLAY else "skip"), f"r{there.pk}"
        else:
            act, reference = "add", f"l{taken.line}"
        copies = self._copies(taken, reference, alone=act != "add")
        staged: dict[str, Any] = {"act": act, "record": reference, "line": taken.line, "copies": copies}
        if act == "add":
            staged |= self._new(taken)
        elif act == "overlay" and there:
            changed = self._changed(taken, overlaid[there.pk])
            staged |= changed
            act = staged["act"] = "overlay" if changed else "skip"
            self.counts["identical"] += not changed
        for key in keys:
            self.seen.setdefault(hash(key), reference)
        self.counts[act] += 1
        self.counts["copies"] += len(copies)
        if act in ("add", "overlay") or copies:
            file.write(json.dumps(staged, ensure_ascii=False) + "\n")

    def _earlier(self, taken: Taken, keys: list[Key]) -> str:
        """The record of an earlier line that this one belongs to. With the rule "add", MARC records are all taken."""
        if self.options.rule == ADD and taken.marc is not None:
            return ""
        return next((self.seen[hash(key)] for key in keys if hash(key) in self.seen), "")

    def _copies(self, taken: Taken, reference: str, *, alone: bool) -> list[dict[str, object]]:
        """Raises the refusal of the copies where none is left and the line has nothing else to give (`alone`)."""
        if not self.numbering:
            return []
        placed: list[dict[str, object]] = []
        why: Refusal | None = None
        for copy in taken.copies:
            try:
                placed.append(self.numbering.place(copy, taken.line, reference))
            except Refusal as refusal:
                why = refusal
                taken.notes.append(("copies-left-out", str(refusal)))
        if why is not None and not placed and alone:
            taken.notes.clear()
            raise why
        return placed

    def _new(self, taken: Taken) -> dict[str, Any]:
        assert taken.fields is not None  # noqa: S101  # see `_take`
        code = public_id()
        marc = taken.marc or marc_fields.write(taken.fields, control_number=code, at=self.at)
        return {
            "fields": asdict(taken.fields),
            "marc": marc,
            "public_id": code,
            "control": taken.control,
            "keys": _keys(taken.fields),
        }

    def _changed(self, taken: Taken, row: Record) -> dict[str, Any]:
        """What overlays a record: MARC whole; of a table the cells that hold something. {} where all is there already."""
        before = RecordFields.of(row)
        if taken.marc is not None:
            if taken.marc == row.marc:
                return {}
            fields = fields_of(marc_fields.read(taken.marc), before=before)
            fields = replace(fields, year=taken.fields.year if taken.fields else None)
            return {"fields": asdict(fields), "marc": taken.marc, "control": taken.control, "keys": _keys(fields)}
        assert taken.fields is not None  # noqa: S101  # see `_take`
        options = {"language", "material", "audience"}  # what a table says only if it has a column for it
        targets = {column.target for column in self.options.columns}
        given = {
            name: value
            for name, value in asdict(taken.fields).items()
            if value and (name not in options or name in targets)
        }
        fields = replace(before, **given)
        if fields == before:
            return {}
        marc = marc_fields.write(fields, control_number=row.public_id, at=self.at, marc=row.marc or None, before=before)
        return {"fields": asdict(fields), "marc": marc, "control": row.control_number, "keys": _keys(fields)}

    def _refused(self, taken: Taken, refusal: Refusal) -> RefusedRow:
        return RefusedRow(
            batch=self.batch,
            line=taken.line,
            code=refusal.code[:40],
            reason=str(refusal)[:400],
            raw=taken.raw[:_LONGEST_RAW],
        )

    def _note(self, code: str, line: int, detail: str) -> None:
        note = self.notes.setdefault(code, {"count": 0, "examples": []})
        note["count"] += 1
        if len(note["examples"]) < _EXAMPLES:
            note["examples"].append([line, detail[:200]])


_SCRATCH = Record()  # making a row anew for each record would cost more than its keys


def _keys(fields: RecordFields) -> dict[str, str]:
    """The derived columns, made here so that the writing need not."""
    _SCRATCH.title, _SCRATCH.volume, _SCRATCH.authors = fields.title, fields.volume, fields.authors
    _SCRATCH.set_keys()
    return {name: getattr(_SCRATCH, name) for name in ("title_exact", "title_fold", "title_sort", "authors_fold")}
