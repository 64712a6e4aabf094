"""Weeding: candidates, the steps of a dossier, its five papers, the pages."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from densach.audit.models import Entry
from densach.catalogue import refusals, refusals_stock, refusals_weeding, rules_weeding
from densach.catalogue import services as catalogue
from densach.catalogue.availability import last_use
from densach.catalogue.models import Copy, Weeding, WeedingGround, WeedingLine, WeedingState
from densach.catalogue.papers.weeding import paper_docx
from densach.catalogue.services import weeding as services
from densach.catalogue.stock.weeding import Wanted, candidate_ids, copies_in, sums, weeding_due, weedings_for
from densach.circulation.models import InHouseUse, Loan
from densach.core.errors import NotAllowed
from densach.documents.inspect import inspect_document
from densach.measures.models import DirtyMark
from densach.reporting.models import WordTemplate
from tests import make

AT = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
TODAY = AT.date()
COUNCIL = [
    {"name": "Nông Thị Một", "position": "Phó Chủ tịch", "role": "chair"},
    {"name": "Hà Văn Hai", "position": "", "role": "member"},
    {"name": "Lý Thị Ba", "position": "Công chức", "role": "secretary"},
]


def lend(copy: Copy, day: dt.date = TODAY, **fields: Any) -> Loan:
    at = dt.datetime(day.year, day.month, day.day, 2, tzinfo=dt.UTC)
    return Loan.objects.create(
        copy=copy, patron=make.patron(), facility=copy.facility, lent_at=at, lent_on=day, due_on=day, patron_type="adult",
        age_band="18-35", sex="f", lent_by=make.user(), **fields,
    )  # fmt: skip


@pytest.fixture
def dossier(place: SimpleNamespace) -> Weeding:
    return services.open_weeding(actor=place.owner, facility=place.library, title="Thanh lọc 2026", at=AT)


@pytest.fixture
def books(place: SimpleNamespace, dossier: Weeding) -> list[Copy]:
    """Three copies in the dossier, each on another ground."""
    copies = [make.copy(facility=place.library, price=10_000) for _n in range(3)]
    for copy, ground in zip(copies, ("outdated", "damaged", "surplus"), strict=True):
        services.add_to_weeding(actor=place.owner, weeding=dossier, copies=[copy], ground=ground, at=AT)
    return copies


def advance(place: SimpleNamespace, dossier: Weeding, to: str) -> None:
    given: dict[str, Any] = {"actor": place.owner, "weeding": dossier, "at": AT}
    if to in ("submitted", "examined", "signed", "decided"):
        services.submit_weeding(number="5", on=dt.date(2026, 11, 2), **given)
    if to in ("examined", "signed", "decided"):
        services.set_council(members=COUNCIL, **given)
        services.appoint_council(number="12/QĐ-UBND", on=dt.date(2026, 11, 9), **given)
    if to in ("signed", "decided"):
        services.sign_minutes(number="1", on=dt.date(2026, 11, 16), **given)
    if to == "decided":
        services.decide_weeding(number="15/QĐ-UBND", on=dt.date(2026, 11, 20), **given)


def test_the_whole_way(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    advance(place, dossier, "examined")
    line = WeedingLine.objects.get(copy=books[2])
    services.keep_copies(actor=place.owner, weeding=dossier, line_ids=[line.pk], keeps=True, at=AT)
    services.sign_minutes(actor=place.owner, weeding=dossier, number="1", on=dt.date(2026, 11, 16), at=AT)
    DirtyMark.objects.all().delete()
    day = dt.date(2026, 11, 20)
    assert services.decide_weeding(actor=place.owner, weeding=dossier, number="15", on=day, at=AT) == 2
    rows = [(c.state, c.withdrawn_on, c.withdrawal_reason, c.withdrawal_minutes, c.weeding_id) for c in copies_in([b.pk for b in books])]  # fmt: skip
    assert rows[0] == ("withdrawn", day, "outdated", "1", dossier.pk)
    assert rows[1][2] == "damaged"
    assert rows[2] == ("in_service", None, "", "", None)
    assert dossier.state == WeedingState.DECIDED
    assert DirtyMark.objects.filter(facility=place.library, measure="copies_held").exists()
    assert Entry.objects.filter(verb="withdraw_copy").count() == 2


def test_steps_out_of_order_are_refused_by_name(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    given: dict[str, Any] = {"actor": place.owner, "weeding": dossier, "at": AT}
    signed: dict[str, Any] = {"number": "1", "on": dt.date(2026, 11, 21)}
    wrong: dict[str, list[Any]] = {
        "proposed": [
            lambda: services.appoint_council(**given, **signed),
            lambda: services.return_weeding(**given),
            lambda: services.sign_minutes(**given, **signed),
            lambda: services.decide_weeding(**given, **signed),
            lambda: services.keep_copies(line_ids=[1], keeps=True, **given),
            lambda: services.set_council(members=COUNCIL, **given),
        ],
        "submitted": [
            lambda: services.submit_weeding(**given, **signed),
            lambda: services.take_from_weeding(line_ids=[1], **given),
            lambda: services.add_to_weeding(copies=books, ground="lost", **given),
            lambda: services.edit_weeding(title="x", reason="", fate="", **given),
        ],
        "decided": [
            lambda: services.cancel_weeding(**given),
            lambda: services.decide_weeding(**given, **signed),
            lambda: services.sign_minutes(on=None, **given),
        ],
    }
    for state, acts in wrong.items():
        advance(place, dossier, state)
        for act in acts:
            with pytest.raises(refusals_weeding.WeedingElsewhere):
                act()
        if state == "submitted":
            services.return_weeding(**given)
            assert (dossier.state, dossier.proposal_on) == ("proposed", None)


def test_dates_numbers_and_council_are_checked(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    given: dict[str, Any] = {"actor": place.owner, "weeding": dossier, "at": AT}
    with pytest.raises(refusals.DayInFuture):
        services.submit_weeding(number="5", on=dt.date(2026, 11, 23), **given)
    with pytest.raises(refusals_stock.PaperNumberWrong):
        services.submit_weeding(number="5/BB-TV", on=TODAY, **given)
    advance(place, dossier, "submitted")
    with pytest.raises(refusals_weeding.CouncilIncomplete):
        services.appoint_council(number="1", on=TODAY, **given)
    for members in (COUNCIL[:2], [*COUNCIL[:2], COUNCIL[0]], [{**COUNCIL[1], "role": "x"}, *COUNCIL], [{"name": " ", "role": "chair"}]):  # fmt: skip
        with pytest.raises(refusals_weeding.CouncilIncomplete):
            services.set_council(members=members, **given)
    services.set_council(members=COUNCIL[::-1], **given)
    assert [row["role"] for row in dossier.council] == ["chair", "member", "secretary"]
    with pytest.raises(refusals_weeding.PaperTooEarly):
        services.appoint_council(number="1", on=dt.date(2026, 11, 1), **given)
    services.appoint_council(number="1", on=dt.date(2026, 11, 9), **given)
    with pytest.raises(refusals_weeding.MinutesMissing):
        services.decide_weeding(number="1", on=TODAY, **given)
    services.sign_minutes(number="1", on=dt.date(2026, 11, 10), **given)
    with pytest.raises(refusals_weeding.MinutesSigned):
        services.keep_copies(line_ids=[1], keeps=True, **given)
    services.sign_minutes(on=None, **given)
    lines = [line.pk for line in WeedingLine.objects.all()]
    assert services.keep_copies(line_ids=lines, keeps=True, **given) == 3
    assert services.keep_copies(line_ids=lines[:1], keeps=False, **given) == 1
    assert services.keep_copies(line_ids=lines[:1], keeps=True, **given) == 1
    assert services.keep_copies(line_ids=lines, keeps=True, **given) == 0
    services.sign_minutes(number="1", on=dt.date(2026, 11, 10), **given)
    with pytest.raises(refusals_weeding.NothingToWithdraw):
        services.decide_weeding(number="1", on=TODAY, **given)
    dossier.refresh_from_db()
    services.cancel_weeding(**given)
    assert dossier.state == WeedingState.CANCELLED


def test_copies_that_cannot_be_proposed(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    owner = place.owner
    other = services.open_weeding(actor=owner, facility=place.library, title="Hồ sơ khác", at=AT)
    out = make.copy(facility=place.library)
    lend(out)
    foreign = make.copy(facility=place.far)
    gone = make.copy(facility=place.library, state="withdrawn", withdrawn_on=TODAY)
    copies = [books[0], out, foreign, gone]
    added = services.add_to_weeding(actor=owner, weeding=other, copies=copies, ground="unfit", at=AT)
    assert (added.added, added.again) == (0, 0)
    assert [type(why).__name__ for _copy, why in added.refused] == ["CopyInDossier", "CopyIsOut", "CopyElsewhere", "CopyWithdrawn"]  # fmt: skip
    again = services.add_to_weeding(actor=owner, weeding=dossier, copies=[books[0]], ground="unfit", at=AT)
    assert again.again == 1
    line = WeedingLine.objects.get(copy=books[0])
    assert services.take_from_weeding(actor=owner, weeding=dossier, line_ids=[line.pk, 0], at=AT) == 1
    assert services.take_from_weeding(actor=owner, weeding=dossier, line_ids=[line.pk], at=AT) == 0
    added = services.add_to_weeding(actor=owner, weeding=other, copies=[books[0]], ground="unfit", at=AT)
    assert added.added == 1
    empty = services.open_weeding(actor=owner, facility=place.library, title="Trống", at=AT)
    with pytest.raises(refusals_weeding.WeedingEmpty):
        services.submit_weeding(actor=owner, weeding=empty, number="1", on=TODAY, at=AT)


def test_a_copy_on_loan_stops_the_decision_and_changes_nothing(
    place: SimpleNamespace, dossier: Weeding, books: list[Copy]
) -> None:
    advance(place, dossier, "signed")
    loan = lend(books[0])
    given: dict[str, Any] = {"actor": place.owner, "weeding": dossier, "number": "1", "at": AT}
    with pytest.raises(refusals_weeding.CopiesOnLoan) as refused:
        services.decide_weeding(on=TODAY, **given)
    assert books[0].accession_number in str(refused.value)
    dossier.refresh_from_db()
    assert (dossier.state, Copy.objects.filter(state="withdrawn").count()) == ("examined", 0)
    loan.delete()
    Copy.objects.filter(pk=books[1].pk).update(acquired_on=dt.date(2026, 11, 21))
    with pytest.raises(refusals.WithdrawnBeforeEntry):
        services.decide_weeding(on=dt.date(2026, 11, 20), **given)
    dossier.refresh_from_db()
    catalogue.withdraw_copy(actor=place.owner, copy=Copy.objects.get(pk=books[1].pk), reason="lost", at=AT)
    assert services.decide_weeding(on=dt.date(2026, 11, 20), **given) == 2
    assert Copy.objects.get(pk=books[1].pk).withdrawal_reason == "lost"


def test_three_people(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    services.edit_weeding(actor=place.colleague, weeding=dossier, title="Tên mới", reason="Cũ.", fate="", at=AT)
    assert weedings_for(place.officer, "catalogue.view_catalogue").get() == dossier
    assert not weedings_for(place.stranger, "catalogue.view_catalogue").exists()
    signed: dict[str, Any] = {"number": "1", "on": TODAY}
    for who in (place.stranger, place.officer):
        given: dict[str, Any] = {"actor": who, "weeding": dossier, "at": AT}
        acts: list[Any] = [
            lambda given=given: services.open_weeding(actor=given["actor"], facility=place.library, title="x", at=AT),
            lambda given=given: services.edit_weeding(title="x", reason="", fate="", **given),
            lambda given=given: services.add_to_weeding(copies=books, ground="lost", **given),
            lambda given=given: services.take_from_weeding(line_ids=[1], **given),
            lambda given=given: services.set_council(members=COUNCIL, **given),
            lambda given=given: services.keep_copies(line_ids=[1], keeps=True, **given),
            lambda given=given: services.return_weeding(**given),
            lambda given=given: services.cancel_weeding(**given),
        ]
        acts += [
            lambda act=act, given=given: act(**signed, **given)
            for act in (
                services.submit_weeding, services.appoint_council, services.sign_minutes, services.decide_weeding
            )
        ]  # fmt: skip
        for act in acts:
            with pytest.raises(NotAllowed):
                act()


def test_candidates(place: SimpleNamespace, dossier: Weeding) -> None:
    library = place.library
    old = dt.date(2015, 1, 1)
    unused = make.copy(facility=library, acquired_on=old)
    lent = make.copy(facility=library, acquired_on=old)
    lend(lent, dt.date(2025, 5, 1), state="returned", returned_at=AT)
    undone = make.copy(facility=library, acquired_on=old)
    lend(undone, dt.date(2025, 5, 1), state="undone")
    read = make.copy(facility=library, acquired_on=old)
    InHouseUse.objects.create(facility=library, at=AT, day=dt.date(2024, 1, 1), copy=read, counted_by=place.owner)
    new = make.copy(facility=library, acquired_on=dt.date(2026, 1, 1))
    make.copy(facility=library, acquired_on=old, item_type="rare")
    wanted = Wanted(today=TODAY, years=5)
    assert set(candidate_ids(dossier, "unused", wanted)) == {unused.pk, undone.pk}
    assert last_use([lent.pk, read.pk, new.pk]) == {lent.pk: dt.date(2025, 5, 1), read.pk: dt.date(2024, 1, 1)}
    services.add_to_weeding(actor=place.owner, weeding=dossier, copies=[unused], ground="unfit", at=AT)
    assert candidate_ids(dossier, "unused", wanted) == [undone.pk]
    title = make.record("Nhiều bản", class_mark="53")
    many = [make.copy(facility=library, record=title, acquired_on=dt.date(2020, 1, n + 1)) for n in range(5)]
    assert set(candidate_ids(dossier, "surplus", Wanted(today=TODAY, keep=3))) == {many[0].pk, many[1].pk}
    lend(many[0])
    marked = Wanted(today=TODAY, keep=3, class_mark="5")
    assert candidate_ids(dossier, "surplus", marked) == [many[1].pk]
    assert candidate_ids(dossier, "surplus", Wanted(today=TODAY, keep=3, class_mark="9")) == []
    first = make.copy(facility=library, record=make.record("Luật Đất đai", year=2003))
    make.copy(facility=library, record=make.record("Luật đất đai", year=2024))
    make.copy(facility=place.far, record=make.record("Nhiều bản", year=2030))
    assert candidate_ids(dossier, "older", wanted) == [first.pk]
    assert candidate_ids(dossier, "aged", Wanted(today=TODAY, years=20)) == [first.pk]
    damaged, worn = (make.copy(facility=library, **{key: "damaged"}) for key in ("state", "condition"))
    lost = make.copy(facility=library, state="lost")
    assert set(candidate_ids(dossier, "damaged", wanted)) == {damaged.pk, worn.pk}
    assert candidate_ids(dossier, "lost", wanted) == [lost.pk]
    assert Wanted(today=dt.date(2024, 2, 29), years=1).since == dt.date(2023, 2, 28)


def test_where_weeding_is_due(place: SimpleNamespace) -> None:
    make.copy(facility=place.library, acquired_on=dt.date(2023, 11, 1))
    make.copy(facility=place.far, acquired_on=dt.date(2023, 12, 1))
    right = "catalogue.edit_catalogue"
    [due] = weeding_due(place.admin, right, TODAY)
    assert (due.facility, due.last, due.on) == (place.library, None, dt.date(2026, 11, 1))
    assert weeding_due(place.stranger, right, TODAY) == []
    dossier = services.open_weeding(actor=place.owner, facility=place.library, title="x", at=AT)
    assert weeding_due(place.owner, right, TODAY) == []
    Weeding.objects.filter(pk=dossier.pk).update(state="decided", decision_on=dt.date(2023, 11, 10))
    [due] = weeding_due(place.owner, right, TODAY)
    assert due.last == dt.date(2023, 11, 10)
    assert rules_weeding.due_on(dt.date(2024, 2, 29), 300_000) == dt.date(2027, 2, 28)
    assert rules_weeding.due_on(dt.date(2024, 2, 1), 300_001) == dt.date(2029, 2, 1)


def words_of(made: bytes) -> str:
    word = Document(io.BytesIO(made))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in word.paragraphs] + cells)


def test_five_papers_at_every_step(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    services.edit_weeding(actor=place.owner, weeding=dossier, title="x", reason="Sách cũ.", fate="Bán giấy", at=AT)
    given: dict[str, Any] = {"actor": place.owner, "weeding": dossier, "at": AT}
    assert inspect_document(paper_docx(dossier, "proposal")) == []
    services.submit_weeding(number="05/TTr-TV", on=dt.date(2026, 11, 2), **given)
    services.set_council(members=COUNCIL, **given)
    assert inspect_document(paper_docx(dossier, "council")) == []
    services.appoint_council(number="12", on=dt.date(2026, 11, 9), **given)
    line = WeedingLine.objects.get(copy=books[2])
    services.keep_copies(line_ids=[line.pk], keeps=True, **given)
    for paper in ("minutes", "decision"):
        assert inspect_document(paper_docx(dossier, paper)) == []
    services.sign_minutes(number="1/BB-HĐ", on=dt.date(2026, 11, 16), **given)
    services.decide_weeding(number="15", on=dt.date(2026, 11, 20), **given)
    made = {paper: words_of(paper_docx(dossier, paper)) for paper in rules_weeding.PAPERS}
    for paper in ("proposal", "council", "minutes", "decision"):
        assert inspect_document(paper_docx(dossier, paper)) == []
    for paper, words in {
        "proposal": ("Số: 05/TTr-TV", "Kính gửi: Ủy ban nhân dân phường Một.", "Sách cũ.", "02 tháng 11 năm 2026"),
        "list": ("(Kèm theo Tờ trình số 05/TTr-TV", books[0].accession_number, "30.000", "thừa bản"),
        "council": ("CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MỘT", "Số: 12/QĐ-UBND", "Phó Chủ tịch: Chủ tịch Hội đồng", "Tờ trình số 05/TTr-TV ngày 02/11/2026"),
        "minutes": ("Số: 01/BB-HĐ", "THƯ KÝ", "Lý Thị Ba", "thanh lọc 2 bản, trị giá 20.000 đồng; giữ lại 1 bản", "giữ lại"),
        "decision": ("Điều 1. Thanh lọc 2 bản, trị giá 20.000 đồng", "Bán giấy", "Biên bản số 01/BB-HĐ ngày 16/11/2026"),
    }.items():  # fmt: skip
        for word in words:
            assert word in made[paper], (paper, word)
    assert books[2].accession_number not in made["decision"]


def test_the_office_prints_the_proposal_with_its_own_template(
    place: SimpleNamespace, dossier: Weeding, books: list[Copy]
) -> None:
    shipped = Document(io.BytesIO(paper_docx(dossier, "proposal")))
    assert "Mẫu riêng" not in "\n".join(paragraph.text for paragraph in shipped.paragraphs)
    from densach.documents.word import default_template

    own = Document(io.BytesIO(default_template()))
    own.paragraphs[0].insert_paragraph_before("Mẫu riêng")
    content = io.BytesIO()
    own.save(content)
    WordTemplate.objects.create(
        unit=place.city, content=content.getvalue(), filename="x.docx", uploaded_by=place.admin, uploaded_at=AT
    )
    assert "Mẫu riêng" in words_of(paper_docx(dossier, "proposal"))
    advance(place, dossier, "submitted")
    services.set_council(actor=place.owner, weeding=dossier, members=COUNCIL, at=AT)
    assert "Mẫu riêng" not in words_of(paper_docx(dossier, "council"))


# --- pages


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def url(name: str, dossier: Weeding, *more: str) -> str:
    return reverse(f"weeding_{name}", args=[dossier.public_id, *more])


def test_the_whole_way_in_the_browser(place: SimpleNamespace) -> None:
    client = client_of(place.owner)
    copies = [make.copy(facility=place.library, acquired_on=dt.date(2010, 1, 1)) for _n in range(4)]
    page = client.get(reverse("weeding_list")).content.decode()
    assert "Đến hạn thanh lọc" in page
    assert "Chưa có hồ sơ nào" in page
    assert (
        "Thư viện phường Một" in client.get(reverse("weeding_open"), {"at": place.library.public_id}).content.decode()
    )
    assert client.post(reverse("weeding_open"), {}).status_code == 422
    client.post(reverse("weeding_open"), {"facility": place.library.pk, "title": "Hồ sơ 1"})
    dossier = Weeding.objects.get()
    assert "Chưa có bản nào" in client.get(url("detail", dossier)).content.decode()
    assert client.get(url("paper", dossier, "proposal")).status_code == 409
    assert client.get(url("paper", dossier, "nothing")).status_code == 404
    page = client.get(url("candidates", dossier), {"kind": "unused", "years": "3"}).content.decode()
    assert copies[0].accession_number in page
    assert "chưa lần nào" in page
    posted = {"copy": [copies[0].pk], "ground": "unfit"}
    page = client.post(url("candidates", dossier) + "?kind=unused", posted, follow=True).content.decode()
    assert "Đã thêm 1 bản" in page
    page = client.post(url("candidates", dossier) + "?kind=unused", {"ground": "unfit"}, follow=True).content.decode()
    assert "Hãy chọn ít nhất một bản" in page
    client.post(url("candidates", dossier) + "?kind=unused", {"all": "1", "ground": "unfit"})
    assert sums(dossier).copies == 4
    assert "Không tìm thấy bản nào" in client.get(url("candidates", dossier), {"kind": "wrong"}).content.decode()
    lost = make.copy(facility=place.library, state="lost")
    numbers = f"{lost.barcode}\nkhông có\n{copies[0].accession_number}\n"
    page = client.post(url("scan", dossier), {"numbers": numbers, "ground": "lost"}, follow=True).content.decode()
    assert "Không có trong sổ nào: không có" in page
    assert "Đã thêm 1 bản, 1 bản đã có từ trước." in page
    foreign = make.copy(facility=place.far)
    page = client.post(url("scan", dossier), {"numbers": foreign.barcode, "ground": "lost"}, follow=True).content.decode()  # fmt: skip
    assert "thuộc nơi khác" in page
    client.post(url("scan", dossier), {"numbers": ""})
    line = WeedingLine.objects.get(copy=lost)
    assert "Đã đổi 1 bản" in client.post(url("line", dossier), {"act": "take", "line": [line.pk]}, follow=True).content.decode()  # fmt: skip
    assert "đang ở bước" in client.post(url("line", dossier), {"act": "keep", "line": ["1"]}, follow=True).content.decode()  # fmt: skip
    assert client.get(url("edit", dossier)).status_code == 200
    client.post(url("edit", dossier), {"title": "Hồ sơ A", "reason": "Lâu không dùng."})
    assert client.get(url("paper", dossier, "list")).content[:2] == b"PK"
    assert client.get(url("sign", dossier, "nothing")).status_code == 404
    assert client.get(url("back", dossier, "nothing")).status_code == 404
    assert client.post(url("sign", dossier, "submit"), {"number": "x", "on": "2026-01-01"}).status_code == 422
    client.post(url("sign", dossier, "submit"), {"number": "5", "on": "2026-01-01"})
    assert client.get(url("back", dossier, "return")).status_code == 200
    client.post(url("back", dossier, "return"))
    client.post(url("sign", dossier, "submit"), {"number": "5", "on": "2026-01-02"})
    page = client.post(url("scan", dossier), {"numbers": lost.barcode, "ground": "lost"}, follow=True).content.decode()
    assert "đang ở bước" in page
    assert "Người thứ 3" in client.get(url("council", dossier)).content.decode()
    assert client.post(url("council", dossier), {"name_0": "Một"}).status_code == 422
    members = {f"{key}_{n}": row[key] for n, row in enumerate(COUNCIL) for key in row}
    client.post(url("council", dossier), members)
    client.post(url("sign", dossier, "appoint"), {"number": "6", "on": "2026-01-03"})
    line = WeedingLine.objects.filter(weeding=dossier).first()  # type: ignore[assignment]
    client.post(url("line", dossier), {"act": "keep", "line": [line.pk]})
    page = client.get(url("detail", dossier)).content.decode()
    for word in ("Nông Thị Một", "giữ lại", "Biên bản đã ký"):
        assert word in page
    client.post(url("sign", dossier, "minutes"), {"number": "7", "on": "2026-01-04"})
    client.post(url("back", dossier, "unsign"))
    client.post(url("sign", dossier, "minutes"), {"number": "7", "on": "2026-01-04"})
    assert "3 bản ra khỏi kho" in client.get(url("sign", dossier, "decide")).content.decode()
    client.post(url("sign", dossier, "decide"), {"number": "8", "on": "2026-01-05"})
    assert Copy.objects.filter(state="withdrawn", weeding=dossier).count() == 3
    for paper in rules_weeding.PAPERS:
        assert client.get(url("paper", dossier, paper)).content[:2] == b"PK"
    assert "Hồ sơ A" in client.get(reverse("weeding_list")).content.decode()
    assert client.get(reverse("weeding_list"), {"format": "xlsx"}).content[:2] == b"PK"
    other = services.open_weeding(actor=place.owner, facility=place.library, title="Bỏ", at=AT)
    assert "không làm tiếp được nữa" in client.get(url("back", other, "cancel")).content.decode()
    client.post(url("back", other, "cancel"))
    assert "đã bỏ" in client.get(url("detail", other)).content.decode()


def test_who_may_only_look(place: SimpleNamespace, dossier: Weeding, books: list[Copy]) -> None:
    officer = client_of(place.officer)
    page = officer.get(url("detail", dossier)).content.decode()
    assert books[0].accession_number in page
    assert "Tờ trình đã ký" not in page
    assert officer.get(url("candidates", dossier)).status_code == 403
    assert "Mở hồ sơ" not in officer.get(reverse("weeding_list")).content.decode()
    stranger = client_of(place.stranger)
    for name, more in (("detail", ()), ("candidates", ()), ("sign", ("submit",)), ("paper", ("list",))):
        assert stranger.get(url(name, dossier, *more)).status_code == 404
    assert stranger.post(url("scan", dossier), {"numbers": "1"}).status_code == 404


def test_pages_cost_the_same_with_1_and_30_rows(place: SimpleNamespace, dossier: Weeding) -> None:
    client = client_of(place.owner)
    addresses = [url("detail", dossier), url("candidates", dossier) + "?kind=lost", reverse("weeding_list")]
    counts: dict[str, list[int]] = {address: [] for address in addresses}
    for number in (1, 29):
        for _n in range(number):
            copy = make.copy(facility=place.library)
            services.add_to_weeding(actor=place.owner, weeding=dossier, copies=[copy], ground=WeedingGround.LOST, at=AT)
            make.copy(facility=place.library, state="lost")
            Weeding.objects.create(facility=place.library, title="x", opened_by=place.owner)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts[address].append(len(asked))
    assert all(first == second <= 26 for first, second in counts.values()), counts
