"""The writing: what the check staged goes into the catalogue in one transaction. A crash leaves everything or nothing."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from densach.accounts.models import User
from densach.catalogue.bulk import insert
from densach.catalogue.models import (
    AccessionRegister,
    ChangeOfRecord,
    Copy,
    ImportBatch,
    Record,
    RecordVersion,
    Voucher,
    VoucherKind,
)
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.services import link_headings
from densach.catalogue.services.records import mark_copies, set_fields
from densach.catalogue.services.stock import mark_added, mark_stock, tell_holdings
from densach.core.clock import local_day
from densach.core.ids import public_id

from . import places
from .options import OPENING, Options

CHUNK = 1000
_LONGEST_NUMBER = 30


class Write:
    """Writes one batch; `run` must be called inside the transaction. Raises IntegrityError where somebody else took a
    number meanwhile.
    """

    def __init__(self, *, actor: User, batch: ImportBatch, at: dt.datetime) -> None:
        self.actor, self.batch, self.at = actor, batch, at
        self.today = local_day(at)
        self.options = Options.of(batch.options, self.today)
        self.day = dt.date.fromisoformat(self.options.day) if self.options.day else self.today
        self.records: dict[str, int] = {}  # "l12" → key of the record that line 12 made
        self.touched: set[int] = set()
        self.days: Counter[dt.date] = Counter()
        self.registers: dict[str, AccessionRegister] = {}
        self.given: dict[str, set[int | None]] = {}  # numbers above the next that somebody gave by hand
        self.voucher: Voucher | None = None
        self.controls: dict[str, str] = {}  # control numbers of overlaid records as they were, for the undo
        self.counts: Counter[str] = Counter()

    def run(self, found: dict[str, Any]) -> Counter[str]:
        if self.options.register and found["counts"].get("copies"):
            self._open_books(found)
        for chunk in itertools.batched(self._staged(), CHUNK, strict=False):
            self._add([line for line in chunk if line["act"] == "add"])
            self._overlay([line for line in chunk if line["act"] == "overlay"])
            self._copies(chunk)
        self._tell()
        return self.counts

    def _staged(self) -> Iterator[dict[str, Any]]:
        with places.staged_of(self.batch).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def _open_books(self, found: dict[str, Any]) -> None:
        """Registers and voucher of the copies; each register goes on beyond the highest number of the file."""
        default = AccessionRegister.objects.get(pk=self.options.register)
        for prefix, digits in found["opened"].items():
            AccessionRegister.objects.create(facility_id=default.facility_id, prefix=prefix, digits=digits)
        for register in AccessionRegister.objects.filter(facility_id=default.facility_id):
            if (highest := found["highest"].get(register.prefix, 0)) >= register.next_number:
                register.next_number = highest + 1
                register.save(update_fields=["next_number"])
            self.registers[register.prefix] = register
            given = Copy.objects.filter(register=register, number__gte=register.next_number).order_by()
            self.given[register.prefix] = set(given.values_list("number", flat=True))
        if self.options.voucher == OPENING:
            self.voucher = Voucher.objects.create(
                facility_id=default.facility_id, kind=VoucherKind.OPENING, on=self.day, entered_by=self.actor,
                source="other", note=self.batch.file_name[:300], closed_at=self.at,
            )  # fmt: skip
        else:
            self.voucher = Voucher.objects.get(pk=int(self.options.voucher), facility_id=default.facility_id)

    def _add(self, lines: list[dict[str, Any]]) -> None:
        rows = [self._filled(Record(public_id=line["public_id"]), line) for line in lines]
        insert(rows)
        codes = [row.public_id for row in rows]
        keys = dict(Record.objects.filter(public_id__in=codes).order_by().values_list("public_id", "pk"))
        for row in rows:
            row.pk = keys[row.public_id]
        link_headings(rows)
        self.records |= {line["record"]: row.pk for line, row in zip(lines, rows, strict=True)}
        self.touched.update(row.pk for row in rows)
        self.counts["added"] += len(rows)

    def _filled(self, row: Record, line: dict[str, Any]) -> Record:
        set_fields(row, RecordFields(**line["fields"]), line["marc"])
        for name, value in line["keys"].items():
            setattr(row, name, value)
        row.control_number = line["control"]
        row.batch = row.batch or self.batch
        row.modified_at = self.at
        return row

    def _overlay(self, lines: list[dict[str, Any]]) -> None:
        """Versions are kept first; a record made by this very import is never overlaid (the check joins it)."""
        keys = {line["record"]: int(line["record"][1:]) for line in lines}
        rows = Record.objects.in_bulk(list(keys.values()))
        last = dict(
            RecordVersion.objects.filter(record__in=rows)
            .order_by()
            .values_list("record_id")
            .annotate(last=Max("number"))
        )
        RecordVersion.objects.bulk_create(
            RecordVersion(
                record=row, number=last.get(row.pk, 0) + 1, marc=row.marc, ended_at=self.at, ended_by=self.actor,
                why=ChangeOfRecord.OVERLAY, batch=self.batch,
            )
            for row in rows.values()
        )  # fmt: skip
        for line in lines:
            row = rows[keys[line["record"]]]
            counted, batch = (row.subject_group, row.material), row.batch
            if row.control_number != line["control"]:
                self.controls[str(row.pk)] = row.control_number
            self._filled(row, line).batch = batch  # it stays with the import that brought it
            row.save()
            if (row.subject_group, row.material) != counted:
                mark_copies(row, self.at)
        link_headings(list(rows.values()))
        self.touched.update(rows)
        self.counts["overlaid"] += len(rows)

    def _copies(self, lines: tuple[dict[str, Any], ...]) -> None:
        rows = [self._copy(line, copy) for line in lines for copy in line["copies"]]
        # the code made of a number may be on a copy whose number was corrected since
        codes = Copy.objects.filter(barcode__in=[row.barcode for row in rows]).order_by()
        taken = set(codes.values_list("barcode", flat=True))
        for row in rows:
            if row.barcode in taken:
                row.barcode = _opaque(row)
        insert(rows)
        self.counts["copies"] += len(rows)

    def _copy(self, line: dict[str, Any], copy: dict[str, Any]) -> Copy:
        reference = line["record"]
        record_id = self.records[reference] if reference[0] == "l" else int(reference[1:])
        register = self.registers[copy["prefix"]]
        number, code = copy["number"], copy["barcode"]
        if not number:
            while register.next_number in self.given[register.prefix]:
                register.next_number += 1
            number = register.written(register.next_number)
            register.next_number += 1
        day = dt.date.fromisoformat(copy["on"]) if copy["on"] else self.day
        row = Copy(
            record_id=record_id, facility_id=register.facility_id, register=register, accession_number=number[:_LONGEST_NUMBER],
            item_type=self.options.item_type, shelf=copy["shelf"], price=copy["price"], source=copy["source"], note=copy["note"],
            acquired_on=day, voucher=self.voucher, batch=self.batch, public_id=public_id(),
        )  # fmt: skip
        row.set_keys()
        row.barcode = code or self._own_barcode(register, row)
        self.touched.add(record_id)
        self.days[day] += 1
        return row

    def _own_barcode(self, register: AccessionRegister, row: Copy) -> str:
        """Digits as `services.add_copies` gives them; a number with a suffix, or too long for that, gets an opaque code."""
        if row.number is None or row.suffix or row.number >= 10**7:
            return _opaque(row)
        return f"{register.pk:05d}{row.number:07d}"

    def _tell(self) -> None:
        for register in self.registers.values():
            register.save(update_fields=["next_number"])
        if self.days and self.registers:
            facility_id = next(iter(self.registers.values())).facility_id
            mark_stock(facility_id=facility_id, first=min(self.days), last=self.today)
            for day in {day.replace(day=1) for day in self.days}:
                mark_added(facility_id=facility_id, day=day)
        tell_holdings(self.touched, at=self.at)


def _opaque(row: Copy) -> str:
    return f"X{row.public_id}".upper()
