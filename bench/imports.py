"""Imports with duplicate check and indexing; floors: bare pymarc and bare calamine reading the same file."""

from __future__ import annotations

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import python_calamine
import xlsxwriter
from django.core.files.base import File
from pymarc import MARCReader

from densach.accounts.models import User
from densach.catalogue.importing import services
from densach.catalogue.importing.options import Options
from densach.catalogue.marc import read, write
from densach.catalogue.models import AccessionRegister, ImportBatch
from densach.catalogue.record_fields import RecordFields
from densach.core.clock import now, today
from densach.discovery.index import follow_changes

from .line import Line

_MARC, _ROWS = 20_000, 20_000
_WORDS = "đất rừng sông núi bản làng quê nội mùa xuân hoa ban trăng sao gió mưa nắng đường xa người mẹ con chim lửa đèn sách học trò"
_SYLLABLES, _NAMES = _WORDS.split(), ["Nông", "Hoàng", "Lý", "Triệu", "Đàm", "Lục", "Ma", "Bế", "Hà", "Vi"]


def run() -> list[Line]:
    with TemporaryDirectory() as folder:
        return [_marc(Path(folder)), _excel(Path(folder))]


def _books(n: int, seed: int) -> list[RecordFields]:
    chance = random.Random(seed)

    def words(least: int, most: int) -> str:
        return " ".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(least, most)))

    return [
        RecordFields(
            title=words(3, 9).capitalize(),
            subtitle=words(2, 5),
            authors="; ".join(f"{chance.choice(_NAMES)} {words(2, 2).title()}" for _ in range(chance.randint(1, 2))),
            publisher="Kim Đồng",
            place="Hà Nội",
            year=chance.randint(1980, 2026),
            class_scheme="ddc",
            class_mark=f"{chance.randint(0, 999):03d}",
            subjects="; ".join(words(2, 3) for _ in range(3)),
            pages=f"{chance.randint(20, 600)} tr. ; 21 cm",
            summary=words(15, 40),
        )
        for _ in range(n)
    ]


def _imported(path: Path, **options: object) -> tuple[float, ImportBatch]:
    """Seconds from the click on "Import" until everything can be found."""
    system = User.objects.system()
    with path.open("rb") as file:
        batch = services.receive_file(actor=system, file=File(file), name=path.name, at=now())
    chosen = Options.of(batch.options, today())
    for name, value in options.items():
        setattr(chosen, name, value)
    services.check_here(actor=system, batch=batch, options=chosen, at=now())
    follow_changes()
    start = time.perf_counter()
    services.import_here(actor=system, batch=batch, at=now())
    follow_changes()
    return time.perf_counter() - start, batch


def _marc(folder: Path) -> Line:
    path = folder / "records.mrc"
    with path.open("wb") as file:
        for n, fields in enumerate(_books(_MARC, 1)):
            file.write(read(write(fields, control_number=f"bench{n}", at=now())).as_marc())
    start = time.perf_counter()
    with path.open("rb") as file:
        read_bare = sum(record is not None for record in MARCReader(file))
    bare = time.perf_counter() - start
    seconds, batch = _imported(path)
    assert batch.total == read_bare == _MARC
    work = "MARC import with duplicate check and indexing"
    return Line(work, _MARC / seconds, _MARC / bare, "records/s", "≥ 2,000", "bare pymarc read")


def _excel(folder: Path) -> Line:
    path = folder / "books.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(
            0, 0, ["Số ĐKCB", "Tên sách", "Tác giả", "Nhà xuất bản", "Năm XB", "Giá tiền", "Ký hiệu phân loại"]
        )
        for n, fields in enumerate(_books(_ROWS // 4, 2) * 4, start=1):
            row = [
                f"BM.{n:06d}",
                fields.title,
                fields.authors,
                fields.publisher,
                fields.year,
                25_000,
                fields.class_mark,
            ]
            sheet.write_row(n, 0, row)
    start = time.perf_counter()
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    bare = time.perf_counter() - start
    register = AccessionRegister.objects.order_by("pk").first()
    assert register is not None, "the sample has registers"
    seconds, batch = _imported(path, register=register.pk)
    assert batch.copies_added == _ROWS == len(rows) - 1
    return Line(
        "Excel import of copies, four to a title",
        _ROWS / seconds,
        _ROWS / bare,
        "rows/s",
        "≥ 3,000",
        "bare calamine read",
    )
