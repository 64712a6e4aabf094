"""An accession register of 50,000 lines as PDF and as .xlsx; floors: typst and XlsxWriter on the same rows, nothing above them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import tempfile
import time
from pathlib import Path

import xlsxwriter
from django.conf import settings

from densach.accounts.models import User
from densach.catalogue.models import AccessionRegister, Copy, Record, Voucher
from densach.catalogue.registers import accession, ledgers
from densach.catalogue.registers.writing import FileKind, RegisterKind, Wanted, write
from densach.core.clock import today
from densach.documents.print.composing import MARGINS, Composer, page_size
from densach.documents.print.engine import pdf
from densach.network.models import Facility

from .line import Line

_PAGES = 40  # of the floor, scaled up: typst alone on as many pages, ten at a time


def fill(count: int) -> AccessionRegister:
    """A register of its own with `count` copies of real titles."""
    with (settings.DENSACH_DATA / "sample" / "books.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    place = Facility.objects.order_by("pk")[0]
    register = AccessionRegister.objects.create(facility=place, prefix="DOLUONG")
    system = User.objects.system()
    voucher = Voucher.objects.create(facility=place, number=900_000, on=dt.date(2019, 5, 6), entered_by=system)
    records = [
        Record(title=row["title"], authors=row["author"], publisher="Kim Đồng", place="H.", year=int(row["year"] or 0) or None, class_mark="895.9223")
        for row in rows
    ]  # fmt: skip
    for record in records:
        record.set_keys()
    records = Record.objects.bulk_create(records, batch_size=500)
    copies = [
        Copy(
            record=record, facility=place, register=register, accession_number=register.written(number), barcode=f"DL{number:08d}",
            voucher=voucher, acquired_on=voucher.on, price=45_000, number=number,
        )
        for number, record in zip(range(1, count + 1), itertools.cycle(records), strict=False)
    ]  # fmt: skip
    Copy.objects.bulk_create(copies, batch_size=1000)
    return register


def _seconds(wanted: Wanted, file: str, folder: str) -> float:
    heard: list[int] = []
    start = time.perf_counter()
    write(wanted, file, Path(folder) / f"register.{file}", day=today(), progress=heard.append)
    taken = time.perf_counter() - start
    assert len(heard) > 10, "progress is heard"
    return taken


def _bare_pdf(choice: accession.Choice) -> float:
    """Seconds for typst alone, on one core, to set all pages; measured on the first ones."""
    sheets, _cover = ledgers.accession_sheets(choice, accession.lines(accession.copies(choice)), today())
    composer = Composer()
    pages = list(composer.compose(sheets))
    start = time.perf_counter()
    for first in range(0, _PAGES, 10):
        data = {
            "title": "",
            "page": page_size(landscape=True),
            "margins": MARGINS,
            "page-word": "",
            "forms": composer.forms,
        }
        pdf("ledger", data | {"pages": pages[first : first + 10], "cover": None}, tagged=False)
    return (time.perf_counter() - start) * len(pages) / _PAGES


def _bare_xlsx(choice: accession.Choice) -> float:
    lines = [
        (f"{line.entered}", line.number, line.title, line.published, str(line.year), line.price, line.class_mark, line.general, "", "", "", "")
        for line in accession.lines(accession.copies(choice))
    ]  # fmt: skip
    start = time.perf_counter()
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return time.perf_counter() - start


def run(count: int = 50_000) -> list[Line]:
    register = fill(count)
    wanted = Wanted(RegisterKind.ACCESSION, register.facility, register=register)
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as folder:
        paper, book = (_seconds(wanted, file, folder) for file in (FileKind.PDF, FileKind.XLSX))
    bare_paper, bare_book = _bare_pdf(wanted.choice), _bare_xlsx(wanted.choice)
    size = f"{count:,}"
    return [
        Line(
            f"accession register of {size} lines as PDF",
            paper,
            bare_paper,
            "s",
            "≤ 20",
            "typst on one core, pages filled",
        ),
        Line(
            f"accession register of {size} lines as .xlsx", book, bare_book, "s", "≤ 10", "XlsxWriter on rows in memory"
        ),
    ]
