"""A report as an official document. Its sentences are Vietnamese whatever language the pages are read in: Decree 30
prescribes them, so they stand here as they are printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils import translation

from densach.core.clock import local_day
from densach.documents.decree30 import format_decimal, format_percent
from densach.documents.naming import issuer_of, official_name, spoken_name
from densach.documents.word import Annex, OfficialDocument, Section, Subsection, render_document
from densach.documents.word.model import Cell as Printed
from densach.measures.register import REGISTER, Across
from densach.network.models import Unit

from .checks import before_of, difference, name_of, unit_of
from .drawing import shares_by_quality
from .models import Narrative, Report, ReportCell, ReportState
from .outline import CHAPTERS, FIGURES, TARGETS, Part, parts_of
from .queries import template_for, units_above
from .rules import change

_NOTHING_WRITTEN: Final = "(Đơn vị chưa ghi nội dung.)"
_NO_SIGNER: Final = "(Họ và tên)"
_SAMPLE: Final = "Số liệu mẫu để minh họa, không phải số liệu thật"


@dataclass(frozen=True)
class _Source:
    """All that one document is made of."""

    report: Report
    unit: Unit
    above: tuple[Unit, ...]
    parts: tuple[Part, ...]
    cells: list[ReportCell]
    words: dict[str, str]
    quotes: dict[str, list[tuple[Unit, str]]]
    parts_cells: list[ReportCell]


def docx_of(report: Report) -> bytes:
    """The .docx, printed with the Word template that counts for the unit. Raises TemplateRefused."""
    template = template_for(report.unit, report.cycle.cut_off_on)
    return render_document(bytes(template.content) if template else None, document_of(report))


def document_of(report: Report) -> OfficialDocument:
    """The report in the outline of 3-vietnam.md §4. The date stays open until the report is submitted.

    Names are those of the tree on the cut-off. The receiver's own report quotes the units it consolidated.
    """
    with translation.override("vi"):
        source = _source(report)
        return _document(source)


def _source(report: Report) -> _Source:
    cycle = report.cycle
    cells = list(ReportCell.objects.filter(report=report).order_by("pk"))
    words = dict(Narrative.objects.filter(report=report).exclude(text="").values_list("section", "text"))
    parts_cells: list[ReportCell] = []
    if report.unit_id == cycle.receiver_id:
        taken = Report.objects.filter(cycle=cycle, state=ReportState.CONSOLIDATED)
        parts_cells = list(
            ReportCell.objects.filter(report__in=taken)
            .select_related("report__unit")
            .order_by("report__unit__name_sort", "pk")
        )
    above = units_above(report.unit, cycle.cut_off_on)
    return _Source(report, report.unit, above, parts_of(cycle.plan), cells, words, quotes_of(report), parts_cells)


def quotes_of(report: Report) -> dict[str, list[tuple[Unit, str]]]:
    """{section: [(unit, its words)]} of the reports that the receiver's own has consolidated; empty for any other."""
    quotes: dict[str, list[tuple[Unit, str]]] = defaultdict(list)
    if report.unit_id != report.cycle.receiver_id:
        return quotes
    taken = Report.objects.filter(cycle=report.cycle_id, state=ReportState.CONSOLIDATED)
    rows = Narrative.objects.filter(report__in=taken).exclude(text="").select_related("report__unit")
    for row in rows.order_by("report__unit__name_sort", "pk"):
        quotes[row.section].append((row.report.unit, row.text))
    return quotes


def _document(source: _Source) -> OfficialDocument:
    report, cycle = source.report, source.report.cycle
    issuer = issuer_of(source.unit, source.above, deputy=report.signed_by_deputy)
    superior = cycle.receiver if report.unit_id != cycle.receiver_id else next(iter(source.above), None)
    submitted = report.submitted_at if report.state not in (ReportState.DRAFT, ReportState.RETURNED) else None
    named = _plan_named(source)
    return OfficialDocument(
        kind="BC",
        issuer=issuer.name,
        parent_body=issuer.parent_body,
        issuer_code=issuer.code,
        number=report.number if submitted else None,
        place=issuer.place,
        date=local_day(submitted) if submitted else None,
        subject=f"Kết quả thực hiện {named} năm {cycle.year}",
        sample_note=_SAMPLE if report.is_sample else "",
        addressees=(official_name(superior),) if superior else (),
        opening=(f"{issuer.name} báo cáo kết quả thực hiện năm {cycle.year} như sau:",),
        sections=tuple(_section(source, chapter) for chapter in CHAPTERS),
        closing=(f"Trên đây là báo cáo kết quả thực hiện năm {cycle.year} của {issuer.name}",),
        signer_lines=issuer.signer_lines,
        signer_name=report.signer_name or _NO_SIGNER,
        recipients=("Như trên",) if superior else (official_name(source.unit),),
        archive_line="VT",
        annexes=tuple(_annexes(source)),
    )


def _plan_named(source: _Source) -> str:
    plan = source.report.cycle.plan
    title = plan.title.strip().rstrip(".")
    title = title[:1].lower() + title[1:]
    return f"{title} (số {plan.number})" if plan.number else title


def _section(source: _Source, chapter: int) -> Section:
    """I, IV and V are one text; II and III have parts of their own."""
    parts = [part for part in source.parts if part.chapter == chapter]
    title = str(CHAPTERS[chapter])
    if len(parts) == 1:
        return Section(title=title, paragraphs=_paragraphs(source, parts[0]))
    return Section(title=title, subsections=tuple(_subsection(source, part) for part in parts))


def _subsection(source: _Source, part: Part) -> Subsection:
    items: tuple[str, ...] = ()
    if part.key == TARGETS:
        items = tuple(_indicator_line(cell) for cell in source.cells if cell.provenance.get("kind") == "indicator")
    elif part.key == FIGURES:
        items = tuple(_measure_line(cell) for cell in source.cells if cell.provenance.get("kind") == "measure")
    paragraphs = _paragraphs(source, part, empty=() if items else (_NOTHING_WRITTEN,))
    ends = (*(f"{item};" for item in items[:-1]), *(f"{item}." for item in items[-1:]))
    return Subsection(title=str(part.title), paragraphs=paragraphs, items=ends)


def _paragraphs(source: _Source, part: Part, empty: tuple[str, ...] = (_NOTHING_WRITTEN,)) -> tuple[str, ...]:
    """The own words, then what each consolidated unit wrote, under its name."""
    own = source.words.get(part.key, "")
    quoted = tuple(f"{_capital(spoken_name(unit))}: {text}" for unit, text in source.quotes.get(part.key, []))
    return ((own,) if own else ()) + quoted or empty


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _indicator_line(cell: ReportCell) -> str:
    facts = cell.provenance
    unit = unit_of(cell)
    value = "chưa tính được" if cell.value is None else f"đạt {format_decimal(cell.value)} {unit}"
    counted = f" ({facts['met']}/{facts['population']})" if facts.get("population") else ""
    target = facts.get("target")
    when = f" năm {facts['target_year']}" if facts.get("target_year") else ""
    aim = f"; mục tiêu{when}: {format_decimal(Decimal(target))} {unit}" if target else ""
    return f"{name_of(cell)}: {value}{counted}{aim}"


def _measure_line(cell: ReportCell) -> str:
    value, before = cell.value, before_of(cell)
    line = f"{name_of(cell)}: {_number(value)} {unit_of(cell)}".rstrip()
    grown = change(value, before)
    if grown is None:
        return line
    if round(grown, 1) == 0:
        return f"{line}, bằng cùng kỳ năm trước"
    word = "tăng" if grown > 0 else "giảm"
    return f"{line}, {word} {format_percent(abs(grown), 1)} so với cùng kỳ năm trước ({_number(before)})"


def _number(value: Decimal | None) -> str:
    return "–" if value is None else format_decimal(value)


def _annexes(source: _Source) -> Iterator[Annex]:
    if source.cells:
        yield _figures_annex(source)
    if source.parts_cells:
        yield _units_annex(source)


def _figures_annex(source: _Source) -> Annex:
    year = source.report.cycle.year
    rows = tuple(
        (
            index,
            name_of(cell),
            unit_of(cell),
            _printed(cell.value),
            _printed(before_of(cell)),
            _change(cell),
            _made_of(cell),
        )
        for index, cell in enumerate(source.cells, start=1)
    )
    columns = ("TT", "Chỉ tiêu", "Đơn vị tính", f"Năm {year}", f"Năm {year - 1}", "Tăng, giảm (%)", "Nguồn số liệu")
    return Annex(title=f"Số liệu năm {year}", columns=columns, rows=rows, note=_figures_note(source))


def _printed(value: Decimal | None) -> Printed:
    """Whole numbers without a comma."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def _change(cell: ReportCell) -> Printed:
    if cell.provenance.get("kind") != "measure":
        return None
    grown = change(cell.value, before_of(cell))
    return None if grown is None else round(grown, 1)


def _made_of(cell: ReportCell) -> str:
    if cell.corrected is not None:
        return "điều chỉnh"
    facts = cell.provenance
    if facts.get("rule") == "sum":
        return f"cộng từ {len(facts['units'])} báo cáo"
    if facts.get("kind") == "indicator":
        return f"{facts['met']}/{facts['population']}" if facts.get("population") else "tính từ lượt"
    return ", ".join(f"{name} {share} %" for name, share in shares_by_quality(facts.get("parts", {})))


def _figures_note(source: _Source) -> str:
    facts = [cell.provenance for cell in source.cells if cell.provenance.get("kind") == "measure"]
    sentences = []
    if facts:
        start, end = (".".join(reversed(facts[0][side].split("-"))).replace(".", "/") for side in ("from", "to"))
        sentences.append(
            f"Số liệu từ {start} đến {end} của {facts[0]['facilities']} điểm phục vụ, năm trước tính cùng kỳ."
        )
    missing = max((fact.get("missing", 0) for fact in facts), default=0)
    if missing:
        sentences.append(f"Còn {missing} tháng của các nơi làm trên giấy chưa khai.")
    sentences += [_correction(cell) for cell in source.cells if cell.corrected is not None]
    sentences += [f"{name_of(cell)}: {cell.explanation.rstrip('.')}." for cell in source.cells if cell.explanation]
    sentences += [_difference(cell) for cell in source.cells if difference(cell)]
    without: list[str] = next((fact["without"] for fact in facts if fact.get("without")), [])
    if without:
        sentences.append(f"Chưa có báo cáo của: {', '.join(without)}.")
    return f"Ghi chú: {' '.join(sentences)}" if sentences else ""


def _correction(cell: ReportCell) -> str:
    reason = cell.reason.rstrip(".")
    return f"{name_of(cell)}: điều chỉnh từ {_number(cell.computed)} thành {_number(cell.corrected)} ({reason})."


def _difference(cell: ReportCell) -> str:
    again = _number(Decimal(cell.provenance["recounted"]))
    return f"{name_of(cell)}: các báo cáo cộng lại {_number(cell.computed)}, đếm lại {again}."


def _units_annex(source: _Source) -> Annex:
    """What each consolidated unit submitted. Only what may be added is added; the rest shows the value of the whole."""
    measures = [cell for cell in source.cells if cell.provenance.get("kind") == "measure"]
    by_unit: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    for cell in source.parts_cells:
        by_unit[cell.report.unit.name][cell.key] = cell.value
    rows = tuple(
        (index, name, *(_printed(values.get(cell.key)) for cell in measures))
        for index, (name, values) in enumerate(by_unit.items(), start=1)
    )
    total = ("", "Toàn địa bàn", *(_printed(cell.value) for cell in measures))
    distinct = [name_of(cell) for cell in measures if not _adds_up(cell)]
    note = f"Ghi chú: {', '.join(distinct)} là số người, đếm lại trên toàn địa bàn, không cộng." if distinct else ""
    columns = ("TT", "Đơn vị", *(name_of(cell) for cell in measures))
    return Annex(title="Số liệu theo đơn vị báo cáo", columns=columns, rows=rows, total=total, note=note)


def _adds_up(cell: ReportCell) -> bool:
    code = cell.key.removeprefix("m.")
    return code in REGISTER and REGISTER.get(code).across_places is Across.SUM
