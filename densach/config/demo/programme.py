"""The plan of July 2023 and its yearly reports in every state: past years consolidated, this year's under way."""

from __future__ import annotations

import datetime as dt

from densach.network.models import Unit
from densach.programme.services import load_plan_data
from densach.reporting import services
from densach.reporting.checks import jumps
from densach.reporting.models import Report, ReportCell, ReportCycle

from .world import World

_DUE = (11, 25)  # the plan's deadline: before 25 November
_CUT_OFF = (10, 31)
_REORGANISED = dt.date(2025, 7, 1)
_WORDS = {
    "leading": "Đơn vị đã ban hành kế hoạch và phân công cán bộ phụ trách (văn bản mẫu).",
    "targets": "Số liệu lấy từ hệ thống; các chỉ tiêu chưa đạt do một số điểm chưa chuyển đổi số (văn bản mẫu).",
    "strengths": "Hoạt động đều, số người tham gia tăng (văn bản mẫu).",
    "shortcomings": "Một số điểm còn ghi sổ giấy (văn bản mẫu).",
    "next_year": "Năm sau tiếp tục bổ sung sách mới và mở thêm lớp năng khiếu (văn bản mẫu).",
    "recommendations": "Đề nghị cấp trên hỗ trợ máy tính và đường truyền cho các điểm phục vụ (văn bản mẫu).",
}
_WHY_IT_JUMPS = "Trong năm có thêm điểm phục vụ được đếm bằng phần mềm (giải thích mẫu)."


def load_programme(world: World) -> int:
    """Plan and cycles up to the year of `world.today`; returns how many reports there are."""
    units = world.locality.units
    plan = load_plan_data(actor=world.system, folder=world.data / "localities" / "bac-kan", units=units)
    plan.public_id = world.public_id()
    plan.is_sample = True
    plan.save(update_fields=["public_id", "is_sample"])
    for year in range(2023, world.today.year + 1):
        cut_off = dt.date(year, *_CUT_OFF)
        if cut_off >= world.today:
            break
        receiver = units["tp-bac-kan"] if cut_off < _REORGANISED else units["tinh-thai-nguyen"]
        opened = world.at(dt.date(year, 11, 2), 8)
        cycle = services.open_cycle(
            actor=world.system,
            plan=plan,
            receiver=receiver,
            year=year,
            cut_off_on=cut_off,
            due_on=dt.date(year, *_DUE),
            at=opened,
        )
        services.draw_cycle(actor=world.system, cycle=cycle, at=opened)
        if dt.date(year, 12, 20) < world.today:
            _finish(world, cycle)
        else:
            _begin(world, cycle, units)
    return Report.objects.count()


def _reports(cycle: ReportCycle) -> list[Report]:
    found = Report.objects.filter(cycle=cycle).exclude(unit=cycle.receiver_id).select_related("unit", "cycle__receiver")
    return list(found.order_by("unit__name_sort"))


def _write(world: World, report: Report, at: dt.datetime) -> None:
    for section, text in _WORDS.items():
        services.save_narrative(actor=world.system, report=report, section=section, text=text, at=at)
    for cell in ReportCell.objects.filter(report=report, explanation="", reason=""):
        if jumps(cell):
            services.explain_cell(actor=world.system, report=report, key=cell.key, explanation=_WHY_IT_JUMPS, at=at)


def _finish(world: World, cycle: ReportCycle) -> None:
    """A past year: everybody submitted (the last a week late), all accepted and taken into the consolidated report."""
    reports = _reports(cycle)
    for number, report in enumerate(reports):
        late = number == len(reports) - 1
        at = world.at(dt.date(cycle.year, 12, 2) if late else dt.date(cycle.year, 11, 10 + number % 12), 10)
        _write(world, report, at)
        services.submit_report(actor=world.system, report=report, at=at)
        services.accept_report(actor=world.system, report=report, at=at + dt.timedelta(days=2))
    end = world.at(dt.date(cycle.year, 12, 10), 15)
    own = services.consolidate(actor=world.system, cycle=cycle, at=end)
    _write(world, own, end)
    services.submit_report(actor=world.system, report=own, at=end + dt.timedelta(hours=2))
    services.close_cycle(actor=world.system, cycle=cycle, at=end + dt.timedelta(days=1))


def _begin(world: World, cycle: ReportCycle, units: dict[str, Unit]) -> None:
    """This year: one submitted, one returned, one still a draft, the other bodies accepted."""
    days = min(12, max(1, (world.today - dt.date(cycle.year, 11, 3)).days))
    at = world.at(dt.date(cycle.year, 11, 3) + dt.timedelta(days=days // 2), 9)
    for report in _reports(cycle):
        if report.unit == units["phong-quang"]:
            continue
        _write(world, report, at)
        services.submit_report(actor=world.system, report=report, at=at)
        if report.unit == units["phuong-bac-kan"]:
            note = "Đề nghị giải thích số lượt tăng ở trường học và bổ sung phần kiến nghị (góp ý mẫu)."
            services.return_report(actor=world.system, report=report, note=note, at=at + dt.timedelta(days=1))
        elif report.unit != units["duc-xuan"]:
            services.accept_report(actor=world.system, report=report, at=at + dt.timedelta(days=1))
