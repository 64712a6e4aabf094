"""`densach report`: the draft it draws, codes that were reused, words for what it does not know."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from densach.documents.inspect import inspect_document
from densach.network.models import Unit
from densach.reporting.models import Report, ReportCycle
from tests import make

from . import rows


def write(year: int, code: str, out: Path) -> None:
    call_command("report", cycle=year, unit=code, out=out)


def refused(year: int, code: str, out: Path) -> str:
    with pytest.raises(CommandError) as told:
        write(year, code, out)
    assert told.value.returncode == 2
    assert not out.exists()
    return str(told.value)


def test_a_draft_is_drawn_and_written(
    where: SimpleNamespace, cycle: ReportCycle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bao-cao.docx"
    write(2025, where.one.slug, out)
    assert inspect_document(out.read_bytes()) == []
    said = capsys.readouterr()
    assert "Phường Một, 2025, bản nháp" in said.out
    assert said.err == ""
    assert rows.report_of(cycle, where.one).drafted_at
    write(2025, where.one.slug, out)


def test_the_receiver_and_a_unit_that_came_later_get_a_report(
    where: SimpleNamespace, cycle: ReportCycle, tmp_path: Path
) -> None:
    late = make.unit("Phường Mới Lập", parent=where.city)
    for unit in (where.city, late):
        write(2025, unit.code, tmp_path / "a.docx")
        assert Report.objects.filter(cycle=cycle, unit=unit).exists()


def test_a_reused_code_means_who_lived_on_the_cut_off(where: SimpleNamespace, tmp_path: Path) -> None:
    """The old ward ended in July 2025; the new one bears its code."""
    day = dt.date(2025, 7, 1)
    before = rows.cycle(where, year=2024, cut_off_on=dt.date(2024, 10, 31), due_on=dt.date(2024, 11, 25))
    Unit.objects.filter(pk=where.one.pk).update(ends_before=day)
    new = make.unit("Phường Một Mới", parent=where.city, code=where.one.code, starts_on=day)
    after = rows.cycle(where)
    for year, cycle, unit in ((2024, before, where.one), (2025, after, new)):
        write(year, where.one.code, tmp_path / f"{year}.docx")
        assert rows.report_of(cycle, unit).drafted_at


def test_what_is_unknown_is_said_in_a_sentence(where: SimpleNamespace, cycle: ReportCycle, tmp_path: Path) -> None:
    out = tmp_path / "a.docx"
    assert refused(2031, where.one.slug, out) == "Không có kỳ báo cáo năm 2031. Các kỳ đã có: 2025."
    assert where.one.slug in refused(2025, "khong-co", out)
    assert "Không có đơn vị" in refused(2025, where.school.slug, out)
    assert "Không ghi được tệp" in refused(2025, where.one.slug, tmp_path / "khong" / "a.docx")


def test_a_closed_cycle_draws_nothing_new(where: SimpleNamespace, cycle: ReportCycle, tmp_path: Path) -> None:
    rows.services.close_cycle(actor=where.office, cycle=cycle, at=rows.NOVEMBER)
    assert "đã đóng" in refused(2025, where.one.slug, tmp_path / "a.docx")


def test_without_any_cycle(where: SimpleNamespace, tmp_path: Path) -> None:
    assert refused(2025, "x", tmp_path / "a.docx").endswith("Các kỳ đã có: –.")
