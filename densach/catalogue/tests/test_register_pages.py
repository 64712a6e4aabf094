"""Pages of registers, vouchers and labels: what they show, to whom, and what they give to download."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from densach.catalogue.models import AccessionRegister, Copy, PrintState, RegisterPrint, Subscription, Voucher
from densach.catalogue.registers.tasks import write_register
from densach.catalogue.registers.writing import Wanted
from densach.catalogue.services.prints import ask_print, forget_old_prints
from densach.catalogue.views import registers as views
from densach.core.errors import NotAllowed
from tests import make

from .stock_rows import stock, textbook, voucher

pytestmark = pytest.mark.django_db
REGISTERS = ["place", "accession", "general", "textbooks", "periodicals", "set", "gaps", "new_books", "labels"]


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def url(name: str, row: Any, **query: str) -> str:
    return reverse(name, args=[row.public_id], query=query)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_open_for_those_who_may_read_them(place: SimpleNamespace, name: str) -> None:
    stock(place.library, place.owner, 20)
    textbook(place.library, "Toán", 4, 2)
    paper = make.record("Báo", material="periodical")
    Subscription.objects.create(record=paper, facility=place.library, starts_on=dt.date(2024, 1, 1))
    address = url(f"register_{name}", place.library)
    for user in (place.owner, place.colleague, place.officer):
        assert client_of(user).get(address).status_code == 200
    assert client_of(place.stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_of_an_empty_place_say_so(place: SimpleNamespace, name: str) -> None:
    assert client_of(place.owner).get(url(f"register_{name}", place.library)).status_code == 200


@pytest.mark.parametrize("name", ["accession", "general", "textbooks", "gaps", "place", "set"])
def test_pages_ask_as_often_for_thirty_copies_as_for_one(place: SimpleNamespace, name: str) -> None:
    client = client_of(place.owner)
    textbook(place.library, "Toán", 4, 1)
    address = url(f"register_{name}", place.library)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    asked()
    one = asked()
    textbook(place.library, "Văn", 5, 30, start=100)
    assert asked() <= one + 1


def test_home_lists_places_or_goes_straight_to_the_only_one(place: SimpleNamespace) -> None:
    make.copy(facility=place.library)
    assert client_of(place.owner).get("/so-dang-ky/").url == url("register_place", place.library)  # type: ignore[attr-defined]
    make.copy(facility=place.far)
    page = client_of(place.admin).get("/so-dang-ky/").content.decode()
    assert place.library.name in page
    assert place.far.name in page
    assert "Chưa có sổ nào" in client_of(make.user("librarian", at=make.unit())).get("/so-dang-ky/").content.decode()


def test_the_accession_register_is_filtered_and_paged_with_sums(place: SimpleNamespace) -> None:
    copies = stock(place.library, place.owner, 120)
    client = client_of(place.owner)
    page = client.get(url("register_accession", place.library, page="2")).context
    assert [line.number for line in page["lines"]] == [copy.accession_number for copy in copies[50:100]]
    assert page["page_value"] == sum(copy.price or 0 for copy in copies[50:100])
    assert page["sums"].copies == 120
    narrowed = client.get(url("register_accession", place.library, year="2024", register="PM")).context
    assert narrowed["sums"].copies == sum(copy.acquired_on.year == 2024 for copy in copies)
    assert narrowed["chosen"].prefix == "PM"
    for wrong in ("x", "99999", ""):
        assert client.get(url("register_accession", place.library, year=wrong)).context["sums"].copies == 120


def test_the_general_register_warns_of_copies_without_a_voucher(place: SimpleNamespace) -> None:
    make.copy(facility=place.library, acquired_on=dt.date(2024, 3, 1))
    client = client_of(place.owner)
    page = client.get(url("register_general", place.library, year="2024")).content.decode()
    assert "1 bản chưa có chứng từ" in page
    assert url("voucher_gather", place.library) in page
    assert (
        url("voucher_gather", place.library)
        not in client_of(place.officer).get(url("register_general", place.library, year="2024")).content.decode()
    )
    assert "register-held" in page


def test_a_short_register_is_downloaded_at_once(place: SimpleNamespace) -> None:
    stock(place.library, place.owner, 20)
    client = client_of(place.officer)
    address = url("register_print", place.library)
    answer = client.post(address, {"kind": "accession", "format": "pdf", "register": "PM", "year": "2024"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="so-ca-biet-PM-2024.pdf"'
    assert "SỔ ĐĂNG KÝ CÁ BIỆT" in text_of(answer.content)
    assert client.post(address, {"kind": "general", "format": "xlsx", "year": "2024"}).content[:2] == b"PK"
    assert client.post(address, {"kind": "x", "format": "pdf"}).status_code == 404
    assert client.post(address, {"kind": "general", "format": "docx"}).status_code == 404
    assert client.get(address).status_code == 405
    assert client_of(place.stranger).post(address, {"kind": "general", "format": "pdf"}).status_code == 404
    assert not RegisterPrint.objects.exists()


def test_a_long_register_is_written_by_the_worker_and_fetched(
    place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 10)
    copies = stock(place.library, place.owner, 40)
    client = client_of(place.owner)
    answer = client.post(url("register_print", place.library), {"kind": "accession", "format": "pdf"}, follow=True)
    job = RegisterPrint.objects.get()
    assert (job.state, job.total, job.done) == (PrintState.DONE, 40, 40)
    assert url("print_file", job) in answer.content.decode()
    assert client.get(url("register_place", place.library)).context["prints"][0] == job
    file = client.get(url("print_file", job))
    assert file["Content-Disposition"] == 'attachment; filename="so-ca-biet.pdf"'
    text = text_of(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    assert all(copy.accession_number in text for copy in copies)
    for name in ("print_detail", "print_file"):
        seen = client_of(place.colleague).get(url(name, job))
        assert seen.status_code == 200
        assert b"".join(seen)
        assert client_of(place.stranger).get(url(name, job)).status_code == 404
        assert Client().get(url(name, job)).status_code == 302


def running(place: SimpleNamespace, **fields: Any) -> RegisterPrint:
    facts = {"kind": "accession", "format": "pdf", "asked_by": place.owner, "asked_at": timezone.now(), "total": 100}
    return RegisterPrint.objects.create(facility=place.library, **(facts | fields))


def test_progress_is_a_fragment_for_htmx(place: SimpleNamespace) -> None:
    job = running(place, state=PrintState.RUNNING, done=30, touched_at=timezone.now())
    client = client_of(place.owner)
    fragment = client.get(url("print_detail", job), headers={"HX-Request": "true"}).content.decode()
    assert "30 / 100" in " ".join(fragment.split()) or "30" in fragment
    assert "<html" not in fragment
    assert "hx-get" in fragment
    assert "http-equiv" in client.get(url("print_detail", job)).content.decode()


def test_a_worker_that_fell_silent_is_said_to_have_stopped(place: SimpleNamespace) -> None:
    job = running(place, state=PrintState.RUNNING, touched_at=timezone.now() - dt.timedelta(minutes=5))
    page = client_of(place.owner).get(url("print_detail", job))
    assert page.context["job"]["failed"]
    assert "hãy yêu cầu lại" in page.content.decode()
    assert client_of(place.owner).get(url("print_file", job)).url == url("print_detail", job)  # type: ignore[attr-defined]


def test_what_goes_wrong_in_the_worker_is_said_in_the_row(
    place: SimpleNamespace, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    job = running(place)
    settings.MEDIA_ROOT = "/dev/null/nowhere"
    assert write_register.func(job.pk) == PrintState.FAILED
    job.refresh_from_db()
    assert job.error
    assert "could not be written" in caplog.text
    assert client_of(place.owner).get(url("print_detail", job)).context["job"]["failed"]


def test_files_of_more_than_a_week_ago_go_at_night(place: SimpleNamespace) -> None:
    now = timezone.now()
    old, young = (
        running(place, asked_at=now - dt.timedelta(days=8)),
        running(place, asked_at=now - dt.timedelta(days=6)),
    )
    old.file.save("x.pdf", ContentFile(b"x"))
    path = Path(old.file.path)
    forget_old_prints(now)
    assert list(RegisterPrint.objects.all()) == [young]
    assert not path.exists()
    wanted = Wanted("accession", place.library)
    assert ask_print(actor=place.owner, wanted=wanted, format="pdf", at=now).total == 0
    with pytest.raises(NotAllowed):
        ask_print(actor=place.stranger, wanted=wanted, format="pdf", at=now)


def test_new_books_between_two_days(place: SimpleNamespace) -> None:
    make.copy(facility=place.library, record=make.record("Sách tháng Hai"), acquired_on=dt.date(2026, 2, 3))
    client = client_of(place.officer)
    asked = {"first": "2026-02-01", "last": "2026-02-28"}
    assert "Sách tháng Hai" in client.get(url("register_new_books", place.library, **asked)).content.decode()
    answer = client.get(url("register_new_books", place.library, format="pdf", **asked))
    assert "Sách tháng Hai" in text_of(answer.content)
    wrong = client.get(url("register_new_books", place.library, first="2026-02-28", last="x"))
    assert wrong.status_code == 200
    assert wrong.context["first"] < wrong.context["last"]


def test_the_set_of_one_class(place: SimpleNamespace) -> None:
    textbook(place.library, "Toán", 4, 2)
    textbook(place.library, "Văn", 5, 2, start=20)
    client = client_of(place.owner)
    assert [line.title for line in client.get(url("register_set", place.library, grade="5")).context["lines"]] == [
        "Văn"
    ]
    assert len(client.get(url("register_set", place.library, grade="99")).context["lines"]) == 2


def test_gaps_are_shown_with_a_way_to_mend_them(place: SimpleNamespace) -> None:
    copy = make.copy(facility=place.library, accession_number="PM.9a")
    page = client_of(place.owner).get(url("register_gaps", place.library)).content.decode()
    assert "1–8" in page
    assert url("copy_edit", copy) in page
    assert (
        url("copy_edit", copy) not in client_of(place.officer).get(url("register_gaps", place.library)).content.decode()
    )


# labels


@pytest.mark.parametrize("sort", ["spine", "code", "card"])
def test_labels_are_printed(place: SimpleNamespace, sort: str) -> None:
    make.copy(facility=place.library, accession_number="PM.1", record=make.record("Dế Mèn", class_mark="895"))
    row = voucher(place.library, place.owner, 1, dt.date(2024, 1, 2))
    make.copy(facility=place.library, accession_number="PM.2", voucher=row)
    asked = {"numbers": "PM.1", "voucher": row.public_id, "sort": sort, "sheet": "a4-3x8", "start": "3"}
    answer = client_of(place.officer).get(url("register_labels", place.library, **asked))
    assert answer["Content-Type"] == "application/pdf"
    assert "PM.1" in text_of(answer.content)
    assert "PM.2" in text_of(answer.content)


def test_labels_of_nothing_and_of_unknown_numbers_are_refused(place: SimpleNamespace) -> None:
    client = client_of(place.owner)
    asked = {"sort": "spine", "sheet": "a4-3x8", "start": "1"}
    nothing = client.get(url("register_labels", place.library, **asked))
    assert nothing.status_code == 422
    assert "Hãy nhập số đăng ký cá biệt" in nothing.content.decode()
    unknown = client.get(url("register_labels", place.library, numbers="PM.77", **asked))
    assert "không có bản PM.77" in unknown.content.decode()
    prefilled = client.get(url("register_labels", place.library, numbers="PM.5"))
    assert "PM.5" in prefilled.content.decode()


# vouchers


def test_a_voucher_from_entry_to_closing(place: SimpleNamespace) -> None:
    client = client_of(place.owner)
    AccessionRegister.objects.create(facility=place.library, prefix="PM")
    record = make.record("Dế Mèn phiêu lưu ký")
    entered = client.post(
        url("voucher_add", place.library), {"on": "2026-03-04", "source": "bought", "document_number": "P2603-1"}
    )
    row = Voucher.objects.get()
    assert entered.url == url("voucher_detail", row)  # type: ignore[attr-defined]
    page = client.get(url("voucher_detail", row, q="de men")).content.decode()
    add = reverse("voucher_copies", args=[row.public_id, record.public_id])
    assert add in page
    assert 'value="2026-03-04"' in client.get(add).content.decode()
    register = AccessionRegister.objects.get()
    client.post(
        add,
        {
            "register": register.pk,
            "count": "3",
            "item_type": "general",
            "condition": "good",
            "acquired_on": "2026-03-04",
            "price": "45000",
        },
    )
    assert Copy.objects.filter(voucher=row).count() == 3
    assert client.get(url("voucher_detail", row)).context["value"] == 135_000
    refused = client.post(
        add,
        {
            "register": register.pk,
            "count": "1",
            "item_type": "general",
            "condition": "good",
            "acquired_on": "2099-01-01",
        },
    )
    assert refused.status_code == 422
    assert client.post(url("voucher_delete", row)).status_code == 409
    client.post(url("voucher_close", row))
    assert "Mở lại" in client.get(url("voucher_detail", row)).content.decode()
    assert client.post(url("voucher_edit", row), {"on": "2026-03-05", "source": "other"}).status_code == 422
    client.post(url("voucher_reopen", row))
    client.post(url("voucher_edit", row), {"on": "2026-03-05", "source": "other"})
    row.refresh_from_db()
    assert (row.on, row.source, row.closed_at) == (dt.date(2026, 3, 5), "other", None)
    assert client.get(url("voucher_list", place.library)).context["rows"] == [(row, 3, 135_000)]


def test_wrong_vouchers_say_what_is_wrong(place: SimpleNamespace) -> None:
    client = client_of(place.owner)
    answer = client.post(url("voucher_add", place.library), {"on": "2099-01-01", "source": "bought"})
    assert answer.status_code == 422
    assert "ở tương lai" in answer.content.decode()
    assert client.get(url("voucher_add", place.library)).status_code == 200


def test_an_opening_balance_is_begun_and_deleted_again(place: SimpleNamespace) -> None:
    client = client_of(place.owner)
    assert client.get(url("voucher_opening", place.library)).status_code == 200
    client.post(url("voucher_opening", place.library), {"on": "2026-01-02", "note": "Sổ cũ"})
    row = Voucher.objects.get()
    assert row.number is None
    assert "Số dư đầu kỳ" in client.get(url("voucher_detail", row)).content.decode()
    assert client.get(url("voucher_delete", row)).status_code == 200
    client.post(url("voucher_delete", row))
    assert not Voucher.objects.exists()


def test_copies_without_a_voucher_are_gathered(place: SimpleNamespace) -> None:
    make.copy(facility=place.library, acquired_on=dt.date(2024, 3, 1))
    client = client_of(place.owner)
    address = url("voucher_gather", place.library)
    assert "2024: 1 bản" in client.get(address).content.decode()
    assert client.post(address, {"kind": "intake", "year": ""}).status_code == 422
    answer = client.post(address, {"kind": "intake", "year": "2024"}, follow=True)
    assert "1 bản đã vào" in answer.content.decode()
    assert Voucher.objects.get().number == 1


def test_adding_copies_needs_a_register(place: SimpleNamespace) -> None:
    row = voucher(place.library, place.owner, 1, dt.date(2024, 1, 2))
    record = make.record()
    answer = client_of(place.owner).get(reverse("voucher_copies", args=[row.public_id, record.public_id]))
    assert answer.url == reverse("register_add")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["voucher_edit", "voucher_close", "voucher_reopen", "voucher_delete"])
def test_vouchers_of_others_are_not_there(place: SimpleNamespace, name: str) -> None:
    row = voucher(place.library, place.owner, 1, dt.date(2024, 1, 2))
    assert client_of(place.stranger).post(url(name, row)).status_code == 404
    assert client_of(place.officer).post(url(name, row)).status_code == 403
    assert client_of(place.stranger).get(url("voucher_detail", row)).status_code == 404
    assert client_of(place.officer).get(url("voucher_detail", row)).status_code == 200
