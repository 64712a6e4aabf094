"""The Word template an office puts in place of the shipped one."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from docx import Document

from densach.core.errors import NotAllowed
from densach.documents.refusals import TemplateRefused
from densach.documents.word import default_template
from densach.reporting import queries, refusals, services
from densach.reporting.document import docx_of
from densach.reporting.models import ReportCycle, WordTemplate

from . import rows
from .rows import NOVEMBER


def own_template(*, marked: str = "Mẫu của thành phố", old: str = "", new: str = "") -> bytes:
    """The shipped template with a line more, or with one text replaced by another."""
    word = Document(io.BytesIO(default_template()))
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new) if old else run.text
    if not old:
        word.paragraphs[0].insert_paragraph_before(marked)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def test_a_good_template_prints_for_the_unit_and_those_below(where: SimpleNamespace, cycle: ReportCycle) -> None:
    report = rows.report_of(cycle, where.one)
    before = docx_of(report)
    services.replace_template(
        actor=where.office, unit=where.city, filename="mẫu.docx", content=own_template(), at=NOVEMBER
    )
    printed = Document(io.BytesIO(docx_of(report)))
    assert "Mẫu của thành phố" in [paragraph.text for paragraph in printed.paragraphs]
    nearer = own_template(marked="Mẫu của phường")
    services.replace_template(actor=where.office, unit=where.one, filename="", content=nearer, at=NOVEMBER)
    printed = Document(io.BytesIO(docx_of(report)))
    assert "Mẫu của phường" in [paragraph.text for paragraph in printed.paragraphs]
    for unit in (where.one, where.city):
        services.restore_default_template(actor=where.office, unit=unit, at=NOVEMBER)
    assert docx_of(report) == before
    with pytest.raises(refusals.NoOwnTemplate):
        services.restore_default_template(actor=where.office, unit=where.one, at=NOVEMBER)


def test_a_misspelt_placeholder_is_refused_with_the_right_word(where: SimpleNamespace) -> None:
    wrong = own_template(old="{{ subject }}", new="{{ subjekt }}")
    with pytest.raises(TemplateRefused) as told:
        services.replace_template(actor=where.office, unit=where.city, filename="m.docx", content=wrong, at=NOVEMBER)
    assert "subject" in str(told.value.findings[0])
    assert not WordTemplate.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(where: SimpleNamespace, content: bytes) -> None:
    with pytest.raises(TemplateRefused):
        services.replace_template(actor=where.office, unit=where.city, filename="m.docx", content=content, at=NOVEMBER)


def test_a_file_too_large_is_refused_before_it_is_read(where: SimpleNamespace) -> None:
    with pytest.raises(refusals.TemplateTooLarge, match="11 MB"):
        services.replace_template(
            actor=where.office, unit=where.city, filename="m.docx", content=bytes(10 * 1024 * 1024 + 1), at=NOVEMBER
        )


def test_only_the_office_may(where: SimpleNamespace) -> None:
    for nobody in (where.officer, where.stranger, where.leader):
        with pytest.raises(NotAllowed):
            services.replace_template(
                actor=nobody, unit=where.one, filename="m.docx", content=own_template(), at=NOVEMBER
            )
        with pytest.raises(NotAllowed):
            services.restore_default_template(actor=nobody, unit=where.one, at=NOVEMBER)


def test_one_template_counts_at_a_time(where: SimpleNamespace) -> None:
    for name in ("một.docx", "hai.docx"):
        services.replace_template(
            actor=where.office, unit=where.city, filename=name, content=own_template(), at=NOVEMBER
        )
    assert list(WordTemplate.objects.filter(active=True).values_list("filename", flat=True)) == ["hai.docx"]
    found = queries.template_for(where.school, rows.CUT_OFF)
    assert found
    assert found.filename == "hai.docx"
