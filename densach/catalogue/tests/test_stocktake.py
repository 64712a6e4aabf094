"""Stocktakes: what a scan means, closing, acting on findings, the pages."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from densach.audit.models import Entry
from densach.catalogue import refusals, refusals_stock, rules_stock
from densach.catalogue.models import AccessionRegister, Copy, Finding, Stocktake, StocktakeLine
from densach.catalogue.papers.stocktake import minutes_docx
from densach.catalogue.services import findings as settling
from densach.catalogue.services import stocktake as services
from densach.catalogue.stock.copies import copies_by_number
from densach.catalogue.stock.stocktaking import not_seen, progress, stocktake_years, stocktakes_for
from densach.circulation.models import Loan
from densach.core.errors import NotAllowed
from densach.documents.inspect import inspect_document
from tests import make

AT = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)


def lend(copy: Copy, place: SimpleNamespace) -> Loan:
    return Loan.objects.create(
        copy=copy, patron=make.patron(facility=place.library), facility=place.library, lent_at=AT,
        lent_on=AT.date(), due_on=AT.date(), patron_type="adult", age_band="18-35", sex="f", lent_by=place.owner,
    )  # fmt: skip


@pytest.fixture
def shelf(place: SimpleNamespace) -> list[Copy]:
    """Six copies on two shelves of the first library."""
    return [make.copy(facility=place.library, shelf="A1" if n < 4 else "B1") for n in range(6)]


@pytest.fixture
def count(place: SimpleNamespace, shelf: list[Copy]) -> Stocktake:
    return services.open_stocktake(actor=place.owner, facility=place.library, title="Kiểm kê 2026", at=AT)


def scan(place: SimpleNamespace, count: Stocktake, copy: Copy | str, shelf: str = "") -> services.Scan:
    text = copy if isinstance(copy, str) else copy.barcode
    return services.scan_copy(actor=place.owner, stocktake=count, text=text, shelf=shelf, at=AT)


def test_what_a_scan_means(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    foreign = make.copy(facility=place.far)
    gone = make.copy(facility=place.library, state="withdrawn", withdrawn_on=dt.date(2025, 1, 1))
    lost = make.copy(facility=place.library, state="lost")
    lend(shelf[3], place)
    assert scan(place, count, shelf[0]).line.finding == Finding.PRESENT
    assert scan(place, count, shelf[1], "a1").line.finding == Finding.PRESENT
    assert scan(place, count, shelf[2], "B1").line.finding == Finding.MISPLACED
    assert scan(place, count, shelf[3]).line.finding == Finding.ON_LOAN
    assert scan(place, count, foreign).line.finding == Finding.ELSEWHERE
    assert scan(place, count, gone).line.finding == Finding.WITHDRAWN
    assert scan(place, count, lost).line.finding == Finding.FOUND_AGAIN
    assert scan(place, count, "0000").line.finding == Finding.UNKNOWN
    assert scan(place, count, shelf[4].accession_number.lower()).copy == shelf[4]
    found = progress(count)
    assert (found.expected, found.seen, found.remaining, found.scanned, found.to_do) == (6, 5, 1, 9, 6)
    assert list(not_seen(count)) == [shelf[5]]


def test_scanning_again_changes_only_where_it_stands(
    place: SimpleNamespace, count: Stocktake, shelf: list[Copy]
) -> None:
    first = scan(place, count, shelf[0], "B1")
    assert first.line.finding == Finding.MISPLACED
    again = scan(place, count, shelf[0])
    assert again.again
    assert again.line.finding == Finding.MISPLACED
    corrected = scan(place, count, shelf[0], "A1")
    assert (corrected.again, corrected.line.pk, corrected.line.finding) == (True, first.line.pk, Finding.PRESENT)
    assert scan(place, count, "0000").again is False
    assert scan(place, count, "0000").again is True
    assert StocktakeLine.objects.count() == 2


def test_the_publishers_number_and_nothing_are_refused(place: SimpleNamespace, count: Stocktake) -> None:
    with pytest.raises(refusals_stock.BookNumberScanned):
        scan(place, count, "978-604-2-08736-0")
    with pytest.raises(refusals_stock.NothingScanned):
        scan(place, count, "  \t")
    labelled = make.copy(facility=place.library, barcode="9786042087360")
    assert scan(place, count, "9786042087360").copy == labelled


def test_a_part_of_the_stock(place: SimpleNamespace, shelf: list[Copy]) -> None:
    owner, library = place.owner, place.library
    register = AccessionRegister.objects.create(facility=library, prefix="GK")
    textbook = make.copy(facility=library, shelf="A2", accession_number="GK.000001")
    Copy.objects.filter(pk=textbook.pk).update(register=register)
    foreign = AccessionRegister.objects.create(facility=place.far, prefix="PM")
    with pytest.raises(refusals.RegisterElsewhere):
        services.open_stocktake(actor=owner, facility=library, title="x", register=foreign, at=AT)
    with pytest.raises(refusals_stock.NothingToCount):
        services.open_stocktake(actor=owner, facility=library, title="x", shelf="Z", at=AT)
    count = services.open_stocktake(actor=owner, facility=library, title="x", register=register, at=AT)
    assert progress(count).expected == 1
    with pytest.raises(refusals_stock.StocktakeRunning):
        services.open_stocktake(actor=owner, facility=library, title="y", at=AT)
    services.drop_stocktake(actor=owner, stocktake=count, at=AT)
    count = services.open_stocktake(actor=owner, facility=library, title="y", shelf="a", at=AT)
    assert progress(count).expected == 5
    make.copy(facility=library, shelf="A9")
    assert progress(count).expected == 5, "what came after it began is not expected"
    assert scan(place, count, shelf[5]).line.finding == Finding.MISPLACED
    with pytest.raises(refusals_stock.StocktakeHasScans):
        services.drop_stocktake(actor=owner, stocktake=count, at=AT)


def test_three_people(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    for actor in (place.owner, place.colleague):
        services.scan_copy(actor=actor, stocktake=count, text=shelf[0].barcode, at=AT)
        assert stocktakes_for(actor, "catalogue.edit_catalogue").get() == count
    acts: list[Any] = [
        lambda who: services.open_stocktake(actor=who, facility=place.library, title="x", at=AT),
        lambda who: services.scan_copy(actor=who, stocktake=count, text=shelf[0].barcode, at=AT),
        lambda who: services.scan_many(actor=who, stocktake=count, texts=["1"], at=AT),
        lambda who: services.undo_scan(actor=who, stocktake=count, line_id=1, at=AT),
        lambda who: services.close_stocktake(actor=who, stocktake=count, at=AT),
        lambda who: services.drop_stocktake(actor=who, stocktake=count, at=AT),
        lambda who: settling.settle_findings(actor=who, stocktake=count, act="lost", at=AT),
        lambda who: settling.note_finding(actor=who, stocktake=count, line_id=1, note="x", at=AT),
        lambda who: settling.unsettle_findings(actor=who, stocktake=count, line_ids=[1], at=AT),
    ]
    for act in acts:
        for who in (place.stranger, place.officer):
            with pytest.raises(NotAllowed):
                act(who)
    assert not stocktakes_for(place.stranger, "catalogue.view_catalogue").exists()


def test_a_list_of_numbers(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    lend(shelf[1], place)
    scan(place, count, shelf[0])
    number = shelf[2].accession_number
    texts = [shelf[0].barcode, shelf[1].barcode, number.replace("PM.", "pm ").replace("0000", ""), shelf[2].barcode, "?", "?", "9786042087360"]  # fmt: skip
    taken = services.scan_many(actor=place.owner, stocktake=count, texts=texts, shelf="A1", at=AT)
    assert dict(taken.found) == {"on_loan": 1, "present": 1, "unknown": 1}
    assert (taken.again, taken.unknown, taken.book_numbers) == (2, ("?",), 1)
    again = services.scan_many(actor=place.owner, stocktake=count, texts=texts, at=AT)
    assert (dict(again.found), again.again) == ({}, 5)
    with pytest.raises(refusals_stock.NothingScanned):
        services.scan_many(actor=place.owner, stocktake=count, texts=[" "], at=AT)
    many = [str(number) for number in range(rules_stock.MOST_SCANS_AT_ONCE + 1)]
    with pytest.raises(refusals_stock.TooManyScans):
        services.scan_many(actor=place.owner, stocktake=count, texts=many, at=AT)


def test_a_list_costs_the_same_for_few_and_many(place: SimpleNamespace, count: Stocktake) -> None:
    copies = [make.copy(facility=place.library) for _n in range(40)]
    with CaptureQueriesContext(connection) as few:
        services.scan_many(actor=place.owner, stocktake=count, texts=[copies[0].barcode, "a"], at=AT)
    with CaptureQueriesContext(connection) as many:
        services.scan_many(actor=place.owner, stocktake=count, texts=[*(one.barcode for one in copies), "b"], at=AT)
    assert len(many) == len(few)


def test_copies_by_number_agrees_with_the_desk(place: SimpleNamespace) -> None:
    old = make.copy(facility=place.library, accession_number="PM.000777", state="withdrawn", withdrawn_on=AT.date())
    register = AccessionRegister.objects.create(facility=place.library, prefix="NV")
    new = make.copy(facility=place.library, accession_number="PM.0012a")
    Copy.objects.filter(pk=new.pk).update(register=register)
    found = copies_by_number(["pm777", "PM.0012A", "nothing", ""], place.library)
    assert {text: copy.pk for text, copy in found.items()} == {"pm777": old.pk, "PM.0012A": new.pk}
    assert copies_by_number(["pm777"], place.far) == {}


def test_undo_a_scan(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    line = scan(place, count, shelf[0]).line
    for _twice in range(2):
        services.undo_scan(actor=place.owner, stocktake=count, line_id=line.pk, at=AT)
    assert not StocktakeLine.objects.exists()
    assert Entry.objects.filter(verb="undo_scan").count() == 1


def closed(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> Stocktake:
    """Two seen (one on the wrong shelf), one with a reader, one found again, three missing."""
    make.copy(facility=place.library, state="lost", accession_number="PM.999999", barcode="LOST")
    lend(shelf[5], place)
    scan(place, count, shelf[0])
    scan(place, count, shelf[1], "B1")
    scan(place, count, "LOST")
    scan(place, count, "0000")
    return services.close_stocktake(actor=place.owner, stocktake=count, number="05/BB-TV", at=AT)


def test_closing_fixes_the_findings(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    with pytest.raises(refusals_stock.PaperNumberWrong):
        services.close_stocktake(actor=place.owner, stocktake=count, number="05/QĐ-TV", at=AT)
    closed(place, count, shelf)
    found = progress(count)
    assert (found.expected, found.seen) == (6, 2)
    assert found.found == {"present": 1, "misplaced": 1, "found_again": 1, "unknown": 1, "missing": 3, "out": 1}
    make.copy(facility=place.library)
    Copy.objects.filter(pk=shelf[0].pk).update(state="lost")
    assert progress(count) == found
    for act in (
        lambda: scan(place, count, shelf[2]),
        lambda: services.close_stocktake(actor=place.owner, stocktake=count, at=AT),
        lambda: services.undo_scan(actor=place.owner, stocktake=count, line_id=1, at=AT),
    ):
        with pytest.raises(refusals_stock.StocktakeClosed):
            act()
    lost = Copy.objects.get(barcode="LOST")
    years = stocktake_years([*(copy.pk for copy in shelf), lost.pk])
    assert years == {copy.pk: [2026] for copy in (shelf[0], shelf[1], shelf[5], lost)}


def test_a_sample_misses_nothing(place: SimpleNamespace, shelf: list[Copy]) -> None:
    count = services.open_stocktake(actor=place.owner, facility=place.library, title="Mẫu", is_partial=True, at=AT)
    scan(place, count, shelf[0])
    services.close_stocktake(actor=place.owner, stocktake=count, at=AT)
    found = progress(count)
    assert (found.expected, found.seen, found.found) == (6, 1, {"present": 1})


def line_of(count: Stocktake, copy: Copy) -> StocktakeLine:
    return StocktakeLine.objects.get(stocktake=count, copy=copy)


def test_acting_on_findings_and_taking_it_back(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    owner = place.owner
    with pytest.raises(refusals_stock.StocktakeStillOpen):
        settling.settle_findings(actor=owner, stocktake=count, act="lost", at=AT)
    closed(place, count, shelf)
    Copy.objects.filter(pk=shelf[2].pk).update(state="damaged")
    lend(shelf[3], place)  # turned up since
    assert settling.settle_findings(actor=owner, stocktake=count, act="lost", at=AT) == 2
    states = dict(Copy.objects.filter(pk__in=[copy.pk for copy in shelf]).values_list("pk", "state"))
    assert [states[copy.pk] for copy in shelf[2:5]] == ["lost", "in_service", "lost"]
    with pytest.raises(refusals_stock.FindingSettled):
        settling.settle_findings(actor=owner, stocktake=count, act="lost", at=AT)
    assert settling.settle_findings(actor=owner, stocktake=count, act="shelf", at=AT) == 1
    assert settling.settle_findings(actor=owner, stocktake=count, act="found", at=AT) == 1
    lines = [line_of(count, copy).pk for copy in (shelf[2], shelf[4], shelf[1], Copy.objects.get(barcode="LOST"))]
    assert settling.unsettle_findings(actor=owner, stocktake=count, line_ids=lines, at=AT) == 4
    now = {copy.pk: (copy.state, copy.shelf) for copy in Copy.objects.all()}
    assert [now[copy.pk] for copy in shelf[1:5]] == [("in_service", "A1"), ("damaged", "A1"), ("in_service", "A1"), ("in_service", "B1")]  # fmt: skip
    assert Copy.objects.get(barcode="LOST").state == "lost"
    with pytest.raises(refusals_stock.FindingSettled):
        settling.unsettle_findings(actor=owner, stocktake=count, line_ids=lines, at=AT)
    assert Entry.objects.filter(verb="change_copy_state").count() == 6


def test_what_was_changed_since_is_not_overwritten(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    closed(place, count, shelf)
    line = line_of(count, shelf[2])
    settling.settle_findings(actor=place.owner, stocktake=count, act="lost", line_ids=[line.pk], at=AT)
    Copy.objects.filter(pk=shelf[2].pk).update(state="in_service")
    with pytest.raises(refusals_stock.CopiesChanged):
        settling.unsettle_findings(actor=place.owner, stocktake=count, line_ids=[line.pk], at=AT)
    line.refresh_from_db()
    assert line.resolved == "lost|in_service"


def test_a_note_settles_any_finding(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    closed(place, count, shelf)
    unknown = StocktakeLine.objects.get(copy=None)
    with pytest.raises(refusals_stock.NoteMissing):
        settling.note_finding(actor=place.owner, stocktake=count, line_id=unknown.pk, note=" ", at=AT)
    settling.note_finding(actor=place.owner, stocktake=count, line_id=unknown.pk, note="Dán lại nhãn", at=AT)
    present = line_of(count, shelf[0])
    for pk in (unknown.pk, present.pk, 0):
        with pytest.raises(refusals_stock.FindingSettled):
            settling.note_finding(actor=place.owner, stocktake=count, line_id=pk, note="x", at=AT)
    settling.unsettle_findings(actor=place.owner, stocktake=count, line_ids=[unknown.pk], at=AT)
    unknown.refresh_from_db()
    assert unknown.resolved == ""


def test_rules() -> None:
    assert rules_stock.scans_of(' "B1";x\n\nB2\t2026\n\ufeffB3,1\n') == ["B1", "B2", "B3"]
    assert rules_stock.paper_number("", "BB") == (None, "")
    assert rules_stock.paper_number("05 / bb-TV", "BB") == (5, "TV")
    assert rules_stock.paper_number("12", "BB") == (12, "")
    for wrong in ("0", "x", "5/QĐ-TV", "5-TV"):
        with pytest.raises(refusals_stock.PaperNumberWrong):
            rules_stock.paper_number(wrong, "BB")
    misplaced = StocktakeLine(finding=Finding.MISPLACED)
    assert not rules_stock.fits("shelf", misplaced)
    assert rules_stock.fits("noted", misplaced)
    assert not rules_stock.fits("nonsense", StocktakeLine(finding=Finding.MISSING, copy=Copy()))


def test_minutes_keep_the_official_layout(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    closed(place, count, shelf)
    made = minutes_docx(count)
    assert inspect_document(made) == []
    word = Document(io.BytesIO(made))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for words in ("Phải có theo sổ đăng ký: 6 bản", "Thiếu: 3 bản", "Tài liệu xếp sai giá: 1", "toàn bộ tài nguyên"):
        assert words in text
    assert "Số: 05/BB-TV" in "\n".join(cells)
    assert "B1 (đúng: A1)" in cells
    part = services.open_stocktake(
        actor=place.owner, facility=place.library, title="Một phần", shelf="A", is_partial=True,
        register=AccessionRegister.objects.get(facility=place.library), at=AT,
    )  # fmt: skip
    services.close_stocktake(actor=place.owner, stocktake=part, at=AT)
    made = minutes_docx(part)
    assert inspect_document(made) == []
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
    assert "Kiểm kê mẫu sổ đăng ký cá biệt PM, các giá bắt đầu bằng A" in text
    assert "Không có" in text


# --- pages


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


def url(name: str, count: Stocktake) -> str:
    return reverse(f"stocktake_{name}", args=[count.public_id])


def test_begin_scan_close_and_settle_in_the_browser(place: SimpleNamespace, shelf: list[Copy]) -> None:
    client = client_of(place.owner)
    assert "Chưa có đợt kiểm kê nào" in client.get(reverse("stocktake_list")).content.decode()
    page = client.get(reverse("stocktake_open")).content.decode()
    assert "Bắt đầu kiểm kê" in page
    answer = client.post(reverse("stocktake_open"), {"facility": place.library.pk, "title": "Đợt 1", "shelf": "Z"})
    assert answer.status_code == 422
    answer = client.post(reverse("stocktake_open"), {"facility": place.library.pk, "title": "Đợt 1"}, follow=True)
    count = Stocktake.objects.get()
    assert answer.redirect_chain[-1][0] == url("scan", count)
    page = client.post(url("scan", count), {"scan": shelf[0].barcode, "shelf": "B1"}, follow=True).content.decode()
    assert "Chỗ đúng là giá A1." in page
    assert 'value="B1"' in page
    page = client.post(url("scan", count), {"scan": ""}, follow=True).content.decode()
    assert "Chưa quét được gì." in page
    fast = {"HTTP_HX_REQUEST": "true"}
    page = client.post(url("scan", count), {"scan": shelf[1].barcode}, **fast).content.decode()
    assert 'data-sound="ok"' in page
    page = client.post(url("scan", count), {"scan": "lạ-1"}, **fast).content.decode()
    assert 'data-sound="no"' in page
    assert "<html" not in page
    assert client.post(url("scan", count), {"scan": "9786042087360"}, **fast).status_code == 422
    line = StocktakeLine.objects.get(copy=None)
    page = client.post(url("unscan", count), {"line": line.pk}, **fast).content.decode()
    assert "LẠ-1" not in page
    client.post(url("unscan", count), {"line": "x"}, follow=True)
    page = client.get(url("walk", count)).content.decode()
    assert shelf[5].accession_number in page
    assert shelf[0].accession_number not in page
    assert client.get(url("walk", count), {"format": "xlsx"}).content[:2] == b"PK"
    assert "Đóng đợt kiểm kê" in client.get(url("detail", count)).content.decode()
    assert "4 bản chưa thấy" in client.get(url("close", count)).content.decode()
    assert client.post(url("close", count), {"number": "x"}).status_code == 422
    assert client.get(url("minutes", count)).status_code == 409
    client.post(url("close", count), {"number": "5"})
    assert client.get(url("minutes", count)).content[:2] == b"PK"
    page = client.get(url("findings", count), {"finding": "missing"}).content.decode()
    assert "Ghi mất các bản đã chọn" in page
    first = StocktakeLine.objects.filter(finding="missing").first()
    assert first
    here = {"finding": "missing", "act": "lost"}
    page = client.post(url("settle", count), {**here, "line": [first.pk]}, follow=True).content.decode()
    assert "Đã xử lý 1 trường hợp" in page
    assert "đã ghi mất" in page
    page = client.post(url("unsettle", count), {**here, "line": [first.pk]}, follow=True).content.decode()
    assert "Đã hoàn tác" in page
    page = client.post(url("unsettle", count), {**here, "line": [first.pk]}, follow=True).content.decode()
    assert "Không còn trường hợp nào" in page
    client.post(url("settle", count), {**here, "all": "1"})
    assert Copy.objects.filter(state="lost").count() == 4
    assert "Không còn trường hợp nào" in client.post(url("settle", count), here, follow=True).content.decode()
    stood = StocktakeLine.objects.get(finding="misplaced")
    noted = {"finding": "misplaced", "note_of": stood.pk, f"note-{stood.pk}": "Xếp lại rồi"}
    assert "Xếp lại rồi" in client.post(url("settle", count), noted, follow=True).content.decode()
    assert client.get(url("findings", count), {"finding": "misplaced", "format": "xlsx"}).content[:2] == b"PK"
    assert client.get(reverse("stocktake_list"), {"format": "xlsx"}).content[:2] == b"PK"


def test_lists_in_the_browser(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    client = client_of(place.owner)
    file = SimpleUploadedFile("may-quet.txt", f"{shelf[1].barcode};2026\nlạ\n".encode("utf-16"))
    page = client.post(url("numbers", count), {"numbers": shelf[0].barcode, "file": file}).content.decode()
    assert "LẠ" in page
    assert StocktakeLine.objects.filter(finding="present").count() == 2
    large = b"1" * (2 * 1024 * 1024 + 1)
    refused = {"a.xlsx": b"PK\x03\x04xxx", "b.bin": b"\xff\xfe\x00", "c.bin": b"\xe9\x00", "d.txt": large}
    for name, content in refused.items():
        answer = client.post(url("numbers", count), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert name in answer.content.decode()
    assert client.post(url("numbers", count), {"file": SimpleUploadedFile("e.txt", b"\xe9\n")}).status_code == 200
    assert client.post(url("numbers", count), {"numbers": " "}).status_code == 422
    assert "Nhập danh sách số" in client.get(url("numbers", count)).content.decode()


def test_a_stocktake_begun_by_mistake(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    client = client_of(place.owner)
    assert "Chưa quét gì" in client.get(url("detail", count)).content.decode()
    assert client.get(url("drop", count)).status_code == 200
    client.post(url("drop", count))
    assert not Stocktake.objects.exists()


def test_who_may_only_look(place: SimpleNamespace, count: Stocktake, shelf: list[Copy]) -> None:
    scan(place, count, shelf[0])
    officer = client_of(place.officer)
    page = officer.get(url("detail", count)).content.decode()
    assert shelf[0].accession_number in page
    assert url("scan", count) not in page
    assert "Bắt đầu kiểm kê" not in officer.get(reverse("stocktake_list")).content.decode()
    assert officer.get(url("scan", count)).status_code == 403
    assert officer.get(url("findings", count), {"finding": "present"}).status_code == 200
    stranger = client_of(place.stranger)
    for name in ("detail", "scan", "walk", "findings", "close", "minutes"):
        assert stranger.get(url(name, count)).status_code == 404
    assert "Kiểm kê 2026" not in stranger.get(reverse("stocktake_list")).content.decode()


def test_pages_cost_the_same_with_1_and_30_rows(place: SimpleNamespace, count: Stocktake) -> None:
    client = client_of(place.owner)
    addresses = [url("detail", count), url("scan", count), url("walk", count), f"{url('findings', count)}?finding=present"]  # fmt: skip
    addresses.append(reverse("stocktake_list"))
    counts: dict[str, list[int]] = {address: [] for address in addresses}
    for number in (1, 29):
        for n in range(number):
            scan(place, count, make.copy(facility=place.library))
            Copy.objects.filter(pk=make.copy(facility=place.library, shelf=f"S{n}").pk).update()
            Stocktake.objects.create(facility=place.library, title="x", started_at=AT, started_by=place.owner, closed_at=AT)  # fmt: skip
        Stocktake.objects.filter(pk=count.pk).update(newest_copy=10**9)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts[address].append(len(asked))
    assert all(first == second <= 26 for first, second in counts.values()), counts
