"""The .docx: outline, names, mechanical test against Decree 30 in every state."""

from __future__ import annotations

import io
from types import SimpleNamespace

from docx import Document

from densach.documents.inspect import inspect_document
from densach.reporting import services
from densach.reporting.document import docx_of
from densach.reporting.models import Report, ReportCycle, ReportState

from . import rows


def findings(report: Report) -> list[str]:
    return [str(finding) for finding in inspect_document(docx_of(report))]


def text_of(data: bytes) -> str:
    word = Document(io.BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in word.paragraphs] + cells)


def test_every_state_keeps_the_layout(where: SimpleNamespace, cycle: ReportCycle) -> None:
    rows.year_of(where.library, 2025, 120)
    rows.year_of(where.library, 2024, 100)
    report = rows.report_of(cycle, where.one)
    assert findings(report) == []
    services.draw_figures(actor=where.officer, report=report, at=rows.NOVEMBER)
    services.save_narrative(
        actor=where.officer,
        report=report,
        section="leading",
        text="Ban hành 05 văn bản.\nKiểm tra 12 nơi.",
        at=rows.NOVEMBER,
    )
    assert findings(report) == []
    services.submit_report(
        actor=where.officer,
        report=report,
        at=rows.NOVEMBER,
        number=5,
        signer_name="Nguyễn Văn Mẫu",
        signed_by_deputy=True,
    )
    assert findings(report) == []
    services.return_report(actor=where.office, report=report, note="Xem lại số lượt", at=rows.NOVEMBER)
    assert findings(report) == []
    services.submit_report(actor=where.officer, report=report, at=rows.NOVEMBER)
    services.accept_report(actor=where.office, report=report, at=rows.NOVEMBER)
    assert findings(report) == []
    own = services.consolidate(actor=where.office, cycle=cycle, at=rows.NOVEMBER, confirm_missing=True)
    report.refresh_from_db()
    assert report.state == ReportState.CONSOLIDATED
    assert findings(report) == []
    assert findings(own) == []
    own.refresh_from_db()
    services.submit_report(actor=where.office, report=own, at=rows.NOVEMBER, number=45)
    assert findings(own) == []
