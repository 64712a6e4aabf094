"""The five papers of a weeding dossier: proposal, list, decision founding the council, minutes, decision
(Circular 02/2020/TT-BVHTTDL).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils import translation

from densach.catalogue.models import Weeding, WeedingGround, WeedingLine
from densach.catalogue.rules_stock import paper_number
from densach.catalogue.rules_weeding import CHAIR, SECRETARY
from densach.catalogue.stock.weeding import Sums, sums, weeding_lines
from densach.core.clock import local_day
from densach.documents.decree30 import format_number
from densach.documents.naming import Issuer, official_name
from densach.documents.word import Annex, Form, OfficialDocument, Section, office_template, render_document

from .issuing import head_of, place_issuer, unit_issuer, unit_on

_NO_SIGNER: Final = "(Họ và tên)"
_BASES: Final = (
    "Căn cứ Luật Thư viện số 46/2019/QH14",
    "Căn cứ Thông tư số 02/2020/TT-BVHTTDL của Bộ Văn hóa, Thể thao và Du lịch quy định về thanh lọc tài nguyên thông tin thư viện",
)
_GROUNDS: Final = {
    WeedingGround.UNFIT: "không phù hợp với người sử dụng",
    WeedingGround.SURPLUS: "thừa bản",
    WeedingGround.OUTDATED: "lạc hậu về nội dung",
    WeedingGround.DAMAGED: "hư hỏng không thể phục hồi",
    WeedingGround.LOST: "mất",
}
_ROLES: Final = {CHAIR: "Chủ tịch Hội đồng", SECRETARY: "Thư ký"}
_COLUMNS: Final = ("TT", "Số đăng ký cá biệt", "Nhan đề", "Tác giả", "Năm xuất bản", "Giá (đồng)", "Lý do")
_COUNCIL: Final = "Hội đồng thanh lọc tài nguyên thông tin"


def paper_docx(weeding: Weeding, paper: str) -> bytes:
    """A paper of the dossier ("proposal", "list", "council", "minutes", "decision"), as far as it is filled in.

    The proposal uses the office's own Word template where it has one. Raises TemplateRefused.
    """
    with translation.override("vi"):
        made, form = _MAKERS[paper](weeding)
        unit = unit_on(weeding.facility, _day(weeding))
        own = office_template(unit.pk, _day(weeding)) if unit and form == "report" else None
        return render_document(own, made, form=form)


def _day(weeding: Weeding) -> dt.date:
    return weeding.decision_on or local_day(weeding.opened_at)


def _facts(issuer: Issuer, kind: str, number: str, on: dt.date | None) -> dict[str, Any]:
    """What every paper has in its head; the entered number may bear other letters than the issuer's own."""
    figure, code = paper_number(number, kind)
    return {
        "kind": kind,
        "issuer": issuer.name,
        "parent_body": issuer.parent_body,
        "issuer_code": code or issuer.code,
        "place": issuer.place,
        "number": figure,
        "date": on,
        "signer_name": _NO_SIGNER,
    }


def _proposal(weeding: Weeding) -> tuple[OfficialDocument, Form]:
    issuer, above = place_issuer(weeding.facility, _day(weeding)), _unit_name(weeding)
    total = sums(weeding)
    reason = weeding.reason or "Kho có tài liệu không còn phục vụ được người sử dụng."
    fate = weeding.fate or "Theo quyết định của cấp có thẩm quyền"
    document = OfficialDocument(
        **_facts(issuer, "TTr", weeding.proposal_number, weeding.proposal_on),
        subject=f"Về việc thanh lọc tài nguyên thông tin tại {weeding.facility.name}",
        addressees=(above,),
        legal_bases=_BASES,
        opening=(f"{weeding.facility.name} kính trình {above} xem xét việc thanh lọc tài nguyên thông tin như sau:",),
        sections=(
            Section(title="Sự cần thiết", paragraphs=(reason,)),
            Section(
                title="Tài liệu đề nghị thanh lọc",
                paragraphs=(f"Tổng số: {_counted(total)} (danh mục kèm theo), gồm:",),
                items=_by_ground(total),
            ),
            Section(title="Xử lý tài liệu sau thanh lọc", paragraphs=(f"{fate.rstrip('.')}.",)),
        ),
        closing=(f"Kính đề nghị {above} thành lập {_COUNCIL} và xem xét, quyết định",),
        signer_lines=issuer.signer_lines,
        recipients=("Như trên",),
    )
    return document, "report"


def _list(weeding: Weeding) -> tuple[OfficialDocument, Form]:
    """The list alone, as the annex that goes with the proposal."""
    issuer = place_issuer(weeding.facility, _day(weeding))
    document = OfficialDocument(
        **_facts(issuer, "TTr", weeding.proposal_number, weeding.proposal_on),
        subject="Danh mục",
        sections=(),
        annexes=(_annex("Danh mục tài nguyên thông tin đề nghị thanh lọc", weeding_lines(weeding)),),
    )
    return document, "list"


def _council(weeding: Weeding) -> tuple[OfficialDocument, Form]:
    issuer = unit_issuer(weeding.facility, _day(weeding))
    letters = place_issuer(weeding.facility, _day(weeding)).code
    proposal = _reference("Tờ trình", "TTr", weeding.proposal_number, weeding.proposal_on, letters)
    document = OfficialDocument(
        **_facts(issuer, "QĐ", weeding.council_number, weeding.council_on),
        subject=f"Về việc thành lập {_COUNCIL} tại {weeding.facility.name}",
        authority=f"{head_of(issuer)} {issuer.name}",
        legal_bases=(*_BASES, f"Căn cứ đề nghị của {weeding.facility.name} tại {proposal}"),
        sections=(
            Section(
                title="",
                paragraphs=(f"Thành lập {_COUNCIL} tại {weeding.facility.name}, gồm các ông, bà có tên sau:",),
                items=tuple(_members(weeding)),
            ),
            Section(
                title="",
                paragraphs=(
                    "Hội đồng xem xét từng tài liệu trong danh mục đề nghị, lập biên bản, trình cấp có thẩm quyền quyết định; tự giải thể khi xong nhiệm vụ.",
                ),
            ),
            _coming_into_force(weeding),
        ),
        signer_lines=(head_of(issuer),),
        recipients=("Như Điều 3",),
    )
    return document, "decision"


def _minutes(weeding: Weeding) -> tuple[OfficialDocument, Form]:
    unit = unit_issuer(weeding.facility, _day(weeding))
    issuer = Issuer(_COUNCIL, unit.name, "HĐTL", unit.place, ("CHỦ TỊCH HỘI ĐỒNG",))
    document = OfficialDocument(
        **_facts(issuer, "BB", weeding.minutes_number, weeding.minutes_on) | {"signer_name": _named(weeding, CHAIR)},
        subject=f"Họp xét thanh lọc tài nguyên thông tin của {weeding.facility.name}",
        sections=_examined(weeding, unit),
        closing=("Biên bản đã được đọc lại, các thành viên Hội đồng nhất trí và cùng ký tên",),
        signer_lines=issuer.signer_lines,
        co_signer_lines=("THƯ KÝ",),
        co_signer_name=_named(weeding, SECRETARY),
        recipients=(unit.name, weeding.facility.name),
        annexes=tuple(_examined_lists(weeding)),
    )
    return document, "minutes"


def _examined(weeding: Weeding, unit: Issuer) -> tuple[Section, ...]:
    total, place = sums(weeding), weeding.facility.name
    founded = _reference("Quyết định", "QĐ", weeding.council_number, weeding.council_on, unit.code)
    seen = f"Hội đồng đã xem xét {format_number(total.copies)} bản trong danh mục do {place} đề nghị."
    agreed = f"Hội đồng thống nhất đề nghị thanh lọc {_counted(total)}; giữ lại {format_number(total.kept)} bản"
    members = f"{_COUNCIL} thành lập theo {founded}:"
    return (
        Section(title="Thành phần", paragraphs=(members,), items=tuple(_members(weeding))),
        Section(title="Nội dung", paragraphs=(seen,)),
        Section(title="Kết luận", paragraphs=(f"{agreed} (danh mục kèm theo).",), items=_by_ground(total)),
    )


def _examined_lists(weeding: Weeding) -> Iterable[Annex]:
    lines = list(weeding_lines(weeding))
    kept = [line for line in lines if line.keeps]
    yield _annex("Tài liệu đề nghị thanh lọc", [line for line in lines if not line.keeps])
    if kept:
        yield _annex("Tài liệu Hội đồng đề nghị giữ lại", kept)


def _decision(weeding: Weeding) -> tuple[OfficialDocument, Form]:
    issuer, place = unit_issuer(weeding.facility, _day(weeding)), weeding.facility.name
    minutes = _reference("Biên bản", "BB", weeding.minutes_number, weeding.minutes_on, "HĐTL")
    fate = weeding.fate or "Xử lý theo quy định về quản lý, sử dụng tài sản công"
    weeds = f"Thanh lọc {_counted(sums(weeding))} tài nguyên thông tin của {place} (danh mục kèm theo)."
    after = f"{place} ghi việc thanh lọc vào sổ đăng ký và lưu hồ sơ ít nhất 05 năm."
    document = OfficialDocument(
        **_facts(issuer, "QĐ", weeding.decision_number, weeding.decision_on),
        subject=f"Về việc thanh lọc tài nguyên thông tin của {place}",
        authority=f"{head_of(issuer)} {issuer.name}",
        legal_bases=(*_BASES, f"Căn cứ {minutes}"),
        sections=(
            Section(title="", paragraphs=(weeds,)),
            Section(title="", paragraphs=(f"Xử lý tài liệu sau thanh lọc: {fate.rstrip('.')}. {after}",)),
            _coming_into_force(weeding),
        ),
        signer_lines=(head_of(issuer),),
        recipients=("Như Điều 3",),
        annexes=(_annex("Danh mục tài nguyên thông tin thanh lọc", weeding_lines(weeding).filter(keeps=False)),),
    )
    return document, "decision"


_MAKERS: dict[str, Callable[[Weeding], tuple[OfficialDocument, Form]]] = {
    "proposal": _proposal,
    "list": _list,
    "council": _council,
    "minutes": _minutes,
    "decision": _decision,
}


def _coming_into_force(weeding: Weeding) -> Section:
    words = f"Quyết định này có hiệu lực từ ngày ký. {weeding.facility.name} và các ông, bà có tên trong Hội đồng chịu trách nhiệm thi hành Quyết định này"
    return Section(title="", paragraphs=(words,))


def _unit_name(weeding: Weeding) -> str:
    unit = unit_on(weeding.facility, _day(weeding))
    return official_name(unit) if unit else weeding.facility.name


def _by_ground(total: Sums) -> tuple[str, ...]:
    named = [(ground, total.by_ground.get(ground, 0)) for ground in WeedingGround]
    return tuple(f"Lý do {_GROUNDS[ground]}: {format_number(count)} bản;" for ground, count in named if count)


def _members(weeding: Weeding) -> Iterable[str]:
    for row in weeding.council:
        position = f", {row['position']}" if row["position"] else ""
        yield f"Ông (bà) {row['name']}{position}: {_ROLES.get(row['role'], 'Ủy viên')};"


def _named(weeding: Weeding, role: str) -> str:
    return next((str(row["name"]) for row in weeding.council if row["role"] == role), _NO_SIGNER)


def _reference(name: str, kind: str, number: str, on: dt.date | None, letters: str) -> str:
    """`Tờ trình số 05/TTr-TV ngày 02/11/2026`; dots where number or day are still to come."""
    figure, code = paper_number(number, kind)
    written = f"{name} số {f'{figure:02d}' if figure else '……'}/{kind}-{code or letters}"
    return f"{written} ngày {on:%d/%m/%Y}" if on else written


def _counted(total: Sums) -> str:
    return f"{format_number(total.weeded)} bản, trị giá {format_number(total.value)} đồng"


def _annex(title: str, lines: Iterable[WeedingLine]) -> Annex:
    rows = tuple(_row(index, line) for index, line in enumerate(lines, start=1))
    value = sum(row[5] for row in rows if isinstance(row[5], int))
    total = ("", "Cộng", f"{format_number(len(rows))} bản", "", "", value, "")
    return Annex(title=title, columns=_COLUMNS, rows=rows, total=total)


def _row(index: int, line: WeedingLine) -> tuple[str | int | None, ...]:
    record = line.copy.record
    title, year = f"{record.title} {record.volume}".strip(), str(record.year) if record.year else ""
    ground = _GROUNDS[WeedingGround(line.ground)]
    return (index, line.copy.accession_number, title, record.authors, year, line.copy.price, ground)
