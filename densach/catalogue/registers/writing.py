"""A register as a file: which ones there are, how long they will be, and the writing itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from densach.catalogue.models import AccessionRegister, Subscription
from densach.documents.print import Cover, Sheet, write_ledgers
from densach.documents.tables import SheetOf, write_workbook
from densach.network.models import Facility

from . import accession, general, ledgers, periodicals, textbooks, workbooks

type Progress = Callable[[int], None]

_EVERY: Final = 500


class RegisterKind(models.TextChoices):
    ACCESSION = "accession", _("accession register")
    GENERAL = "general", _("general register")
    TEXTBOOKS = "textbooks", _("textbook register")
    PERIODICALS = "periodicals", _("periodicals register")


class FileKind(models.TextChoices):
    PDF = "pdf", _("PDF, to be printed")
    XLSX = "xlsx", _("Excel")


@dataclass(frozen=True)
class Wanted:
    """Which register of which place, narrowed to a year and, for accession registers, to one stack."""

    kind: str
    facility: Facility
    year: int | None = None
    register: AccessionRegister | None = None

    @property
    def choice(self) -> accession.Choice:
        return accession.Choice(self.facility, self.register, self.year)

    def name(self) -> str:
        """`so-ca-biet-PM-2026`: the file's name without its ending."""
        words = {
            "accession": "so-ca-biet",
            "general": "so-tong-quat",
            "textbooks": "so-sach-giao-khoa",
            "periodicals": "so-bao-tap-chi",
        }
        parts = (words[self.kind], self.register.prefix if self.register else "", str(self.year or ""))
        return "-".join(part for part in parts if part)


def length(wanted: Wanted) -> int:
    """About how many lines the file will have."""
    match wanted.kind:
        case RegisterKind.ACCESSION:
            return accession.copies(wanted.choice).count()
        case RegisterKind.TEXTBOOKS:
            return textbooks.textbook_copies(wanted.facility).count()
        case RegisterKind.PERIODICALS:
            return Subscription.objects.filter(facility=wanted.facility).count()
    return 0


def write(wanted: Wanted, file: str, target: Path, *, day: dt.date, progress: Progress | None = None) -> None:
    """Write the register as it stands on `day` to `target`; `progress` hears of lines. Official papers are in Vietnamese.

    Raises PrintingStopped.
    """
    with translation.override("vi"):
        if file == FileKind.PDF:
            sheets, cover = _sheets(wanted, day)
            write_ledgers(sheets, target, title=cover.title.replace("\n", " "), cover=cover, progress=progress)
        else:
            content = write_workbook(_workbook(wanted, day, progress), title=wanted.name())
            target.write_bytes(content)


def _sheets(wanted: Wanted, day: dt.date) -> tuple[Iterable[Sheet], Cover]:
    place, year = wanted.facility, wanted.year or day.year
    match wanted.kind:
        case RegisterKind.ACCESSION:
            lines = accession.lines(accession.copies(wanted.choice))
            return ledgers.accession_sheets(wanted.choice, lines, day)
        case RegisterKind.GENERAL:
            return ledgers.general_sheets(place, general.general(place, year, day), day)
        case RegisterKind.TEXTBOOKS:
            return ledgers.textbook_sheets(place, textbooks.titles(place, textbooks.title_keys(place)), day)
    return ledgers.periodical_sheets(place, periodicals.periodicals(place, year), year, day)


def _workbook(wanted: Wanted, day: dt.date, progress: Progress | None) -> list[SheetOf]:
    place, year = wanted.facility, wanted.year or day.year
    match wanted.kind:
        case RegisterKind.ACCESSION:
            lines = accession.lines(accession.copies(wanted.choice))
            return [workbooks.accession_sheet(f"Sổ đăng ký cá biệt · {place.name}", _heard(lines, progress))]
        case RegisterKind.GENERAL:
            return workbooks.general_sheets(general.general(place, year, day))
        case RegisterKind.TEXTBOOKS:
            titles = textbooks.titles(place, textbooks.title_keys(place))
            return [workbooks.textbook_sheet(f"Sổ đăng ký sách giáo khoa · {place.name}", _heard(titles, progress))]
    found = periodicals.periodicals(place, year)
    return [workbooks.periodical_sheet(f"Sổ đăng ký báo, tạp chí năm {year} · {place.name}", found)]


def _heard[Thing](things: Iterable[Thing], progress: Progress | None) -> Iterator[Thing]:
    for number, thing in enumerate(things, start=1):
        if progress and number % _EVERY == 0:
            progress(number)
        yield thing
