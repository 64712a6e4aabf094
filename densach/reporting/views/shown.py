"""What several pages show alike: states as chips, the way through them as steps, files to download."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.errors import NotAllowed
from densach.network.access import may_at_unit
from densach.reporting.models import Report, ReportCycle, ReportState
from densach.reporting.permissions import ACCEPT_REPORT, VIEW_REPORTS, WRITE_REPORT
from densach.reporting.queries import right_to_write, visible_cycles

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TONES = {
    ReportState.DRAFT: "neutral",
    ReportState.SUBMITTED: "waiting",
    ReportState.RETURNED: "warn",
    ReportState.ACCEPTED: "good",
    ReportState.CONSOLIDATED: "good",
}


def actor_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # every page of this module needs an account
    return request.user


def state_chip(report: Report) -> dict[str, Any]:
    return {"tone": TONES[ReportState(report.state)], "label": report.get_state_display()}


def steps_of(report: Report) -> list[dict[str, Any]]:
    """draft → submitted → accepted → consolidated, with where it stands; a returned report stands at its first step."""
    way = [ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.CONSOLIDATED]
    if report.unit_id == report.cycle.receiver_id:
        way = way[:2]
    here = way.index(ReportState.DRAFT if report.state == ReportState.RETURNED else ReportState(report.state))
    labels = [report.get_state_display() if index == here else str(state.label) for index, state in enumerate(way)]
    return [
        {"label": label, "state": "done" if index < here else "now" if index == here else ""}
        for index, label in enumerate(labels)
    ]


def report_or_404(actor: User, public_id: str, right: str = VIEW_REPORTS) -> Report:
    """The report with unit, cycle, receiver and plan. 404 for who may not see it, NotAllowed for who may not do more."""
    rows = Report.objects.select_related("unit", "cycle__receiver", "cycle__plan")
    report = rows.filter(public_id=public_id).first()
    if report is None or not may_at_unit(actor, VIEW_REPORTS, report.unit_id):
        raise Http404(_("There is no such report."))
    place = report.cycle.receiver_id if right == ACCEPT_REPORT else report.unit_id
    needed = right_to_write(report.cycle, report.unit_id) if right == WRITE_REPORT else right
    if not may_at_unit(actor, needed, place):
        raise NotAllowed(right=needed)
    return report


def cycle_or_404(actor: User, public_id: str, right: str = VIEW_REPORTS) -> ReportCycle:
    """404 for who may not see it, NotAllowed for who may not do more at the receiver."""
    cycle = visible_cycles(actor).filter(public_id=public_id).first()
    if cycle is None:
        raise Http404(_("There is no such report cycle."))
    if right != VIEW_REPORTS and not may_at_unit(actor, right, cycle.receiver_id):
        raise NotAllowed(right=right)
    return cycle


def file_answer(data: bytes, name: str) -> HttpResponse:
    """A Word file to be saved under a name with Vietnamese letters."""
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
