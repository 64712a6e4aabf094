"""Helpers of the import tests: files made on the spot, and the whole way from a file to the catalogue."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile, File

from densach.accounts.models import User
from densach.catalogue.importing import services
from densach.catalogue.importing.options import Options
from densach.catalogue.models import AccessionRegister, ImportBatch

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 22)


def record(*fields: tuple[str, str], leader: str = "00000nam a2200000 a 4500", encoding: str = "utf-8") -> bytes:
    """A record of ISO 2709; a field is (tag, data) with "$" before subfield codes and two indicators in front of them."""
    directory, data = b"", b""
    for tag, text in fields:
        body = text.encode(encoding).replace(b"$", b"\x1f") + b"\x1e"
        directory += f"{tag}{len(body):04d}{len(data):05d}".encode()
        data += body
    base = 24 + len(directory) + 1
    length = base + len(data) + 1
    head = f"{length:05d}{leader[5:12]}{base:05d}{leader[17:]}".encode()
    return head + directory + b"\x1e" + data + b"\x1d"


def book(number: str = "1", title: str = "Truyện Kiều", *more: tuple[str, str], **options: Any) -> bytes:
    return record(("001", number), ("245", f"10$a{title}"), *more, **options)


def xlsx(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy", **options}) as workbook:
        sheet = workbook.add_worksheet("Sách")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def received(actor: User, data: bytes | Path, name: str) -> ImportBatch:
    if isinstance(data, Path):
        with data.open("rb") as file:
            return services.receive_file(actor=actor, file=File(file), name=name, at=AT)
    return services.receive_file(actor=actor, file=ContentFile(data), name=name, at=AT)


def checked(actor: User, data: bytes | Path, name: str, **options: Any) -> ImportBatch:
    """A file received and checked, with the choices found by the look but for `options`."""
    batch = received(actor, data, name)
    chosen = replace(Options.of(batch.options, DAY), **options)
    return services.start_check(actor=actor, batch=batch, options=chosen, at=AT)


def imported(actor: User, data: bytes | Path, name: str, **options: Any) -> ImportBatch:
    batch = checked(actor, data, name, **options)
    batch.refresh_from_db()
    services.start_import(actor=actor, batch=batch, at=AT)
    batch.refresh_from_db()
    return batch


def register(place: Any, prefix: str = "PM") -> AccessionRegister:
    row, _created = AccessionRegister.objects.get_or_create(facility=place.library, prefix=prefix)
    return row
