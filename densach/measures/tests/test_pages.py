from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from densach.core.clock import today
from densach.core.errors import NotAllowed
from densach.core.periods import Month
from densach.measures.api import read_period
from densach.measures.models import Declaration, Figure, FigureCheck
from densach.measures.refusals import BadPeriod
from densach.measures.services import ask_check, declare_month, recount_all
from densach.measures.tests.lines import write
from densach.network.models import Facility
from tests import make

MARCH = Month(2025, 3)
NOW = dt.datetime(2025, 6, 15, 3, 0, tzinfo=dt.UTC)
WHOLE = ("", "")


def signed_in(actor: object) -> Client:
    client = Client()
    client.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def filled(place: SimpleNamespace) -> SimpleNamespace:
    place.paper = make.facility("Tủ sách tổ 5", unit=place.ward, kind="bookcase", managed_since=None)
    write(place.library, MARCH.start, place.owner, verb="f", times=1234)
    write(place.far, MARCH.start, place.stranger, verb="m", times=7)
    declare_month(actor=place.officer, facility=place.paper, month=MARCH, values={"lines": {WHOLE: 66}}, at=NOW)
    recount_all()
    return place


def text(response: object) -> str:
    return response.content.decode()


def test_overview_of_the_unit_one_holds(filled: SimpleNamespace) -> None:
    page = text(signed_in(filled.officer).get("/so-lieu/", {"nam": 2025}))
    assert "Phường Một" in page
    assert "1.300" in page
    assert "Phường Hai" not in page
    office = text(signed_in(filled.office).get("/so-lieu/", {"nam": 2025}))
    assert "1.307" in office
    other = text(
        signed_in(filled.office).get("/so-lieu/", {"nam": 2025, "don-vi": filled.other.slug, "ban-do": "today"})
    )
    assert "1.307" not in other


def test_who_works_at_one_place_sees_that_place(filled: SimpleNamespace) -> None:
    page = text(signed_in(filled.owner).get("/so-lieu/", {"nam": 2025}))
    assert "1.234" in page
    assert "1.300" not in page


@pytest.mark.parametrize(
    "path", ["/so-lieu/", "/so-lieu/lines/", "/so-lieu/dinh-nghia/", "/so-lieu/khai-bao/", "/so-lieu/doi-chieu/"]
)
def test_strangers_without_a_right(place: SimpleNamespace, path: str) -> None:
    assert signed_in(make.user()).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_one_measure_by_place(filled: SimpleNamespace) -> None:
    client = signed_in(filled.colleague)
    page = text(client.get("/so-lieu/lines/", {"nam": 2025}))
    for words in (
        "Thư viện phường Một",
        "Tủ sách tổ 5",
        "1.234",
        "1.300",
        "thiếu",
        f"?facility={filled.library.public_id}&amp;month=2025-03",
    ):
        assert words in page
    assert "Thư viện phường Hai" not in page
    assert client.get("/so-lieu/khong-co/").status_code == 404
    assert client.get("/so-lieu/writers/", {"nam": "sai", "page": "99"}).status_code == 200


def test_one_measure_as_a_workbook(filled: SimpleNamespace) -> None:
    answer = signed_in(filled.colleague).get("/so-lieu/lines/", {"nam": 2025, "dinh-dang": "xlsx"})
    assert "lines-2025.xlsx" in answer["Content-Disposition"]
    content = zipfile.ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    for words in ("Thư viện phường Một", "Tủ sách tổ 5", "<v>1234</v>", "<v>66</v>"):
        assert words in content
    assert "Thư viện phường Hai" not in content


def test_definitions_come_from_the_register(place: SimpleNamespace) -> None:
    page = text(signed_in(place.owner).get("/so-lieu/dinh-nghia/"))
    assert "Số dòng ghi trong tháng." in page
    assert "đếm lại, mỗi người một lần" in page


def test_an_empty_year_and_an_empty_register_say_so(place: SimpleNamespace) -> None:
    from densach.measures import register

    client = signed_in(place.owner)
    assert "Không có nơi nào" in text(client.get("/so-lieu/lines/", {"nam": 2016}))
    register.REGISTER._things.clear()
    assert "Chưa có chỉ số nào" in text(client.get("/so-lieu/"))


def test_declarations_show_what_is_owed(filled: SimpleNamespace) -> None:
    page = text(signed_in(filled.officer).get("/so-lieu/khai-bao/", {"nam": 2025}))
    assert "Tủ sách tổ 5" in page
    assert "Thư viện phường Một" not in page
    assert f"/so-lieu/khai-bao/{filled.paper.public_id}/2025-03/" in page
    none = text(signed_in(filled.stranger).get("/so-lieu/khai-bao/", {"nam": 2025}))
    assert "Tủ sách tổ 5" not in none
    running = text(signed_in(filled.officer).get("/so-lieu/khai-bao/"))
    assert f"/so-lieu/khai-bao/{filled.paper.public_id}/{Month.of(today())}/" in running


def sheet(facility: Facility, month: str = "2025-04") -> str:
    return f"/so-lieu/khai-bao/{facility.public_id}/{month}/"


def test_declaring_on_the_sheet(filled: SimpleNamespace) -> None:
    client = signed_in(filled.officer)
    assert 'name="m-lines"' in text(client.get(sheet(filled.paper)))
    answer = client.post(sheet(filled.paper), {"m-lines": "40", "m-lines_held": "", "quality": "declared"}, follow=True)
    assert "Đã khai" in text(answer)
    row = Declaration.objects.get(month=dt.date(2025, 4, 1))
    assert (row.value, row.declared_by, row.measure) == (40, filled.officer, "lines")
    assert 'value="40"' in text(client.get(sheet(filled.paper)))


def test_the_sheet_refuses_and_asks_again(filled: SimpleNamespace) -> None:
    client = signed_in(filled.officer)
    wrong = client.post(sheet(filled.paper), {"m-lines": "bốn mươi", "quality": "declared"})
    assert wrong.status_code == 422
    nothing = client.post(sheet(filled.paper), {"quality": "declared"})
    assert "Chưa nhập số nào" in text(nothing)
    jump = client.post(sheet(filled.paper, "2026-03"), {"m-lines": "700", "quality": "declared"})
    assert jump.status_code == 422
    assert 'name="confirmed"' in text(jump)
    right = client.post(sheet(filled.paper, "2026-03"), {"m-lines": "700", "quality": "declared", "confirmed": "on"})
    assert right.status_code == 302


def test_the_sheet_does_not_ask_what_is_counted(filled: SimpleNamespace) -> None:
    page = text(signed_in(filled.colleague).get(sheet(filled.library, "2025-03")))
    assert "Đã đếm từ sổ sách trong hệ thống" in page
    assert 'name="m-lines"' not in page
    write(filled.paper, dt.date(2025, 4, 2), filled.owner)
    late = signed_in(filled.officer).post(sheet(filled.paper), {"m-lines": "40", "quality": "declared"})
    assert "đã được đếm trong hệ thống" in text(late)


def test_the_sheet_of_others_and_of_no_month(filled: SimpleNamespace) -> None:
    stranger = signed_in(filled.stranger)
    assert stranger.get(sheet(filled.paper)).status_code == 403
    assert stranger.post(sheet(filled.paper), {"m-lines": "1"}).status_code == 403
    officer = signed_in(filled.officer)
    assert officer.get(sheet(filled.paper, "2025-13")).status_code == 404
    assert officer.get(sheet(filled.paper, "hôm-qua")).status_code == 404
    assert officer.get(sheet(filled.paper, "2199-01")).status_code == 422
    assert officer.get(sheet(make.facility(managed_since=None))).status_code == 403


def test_ages_on_the_sheet() -> None:
    from densach.measures.forms import SheetForm
    from densach.measures.register import Across, Measure

    visits = Measure("visits", "lượt", "x", "x", "lượt", Across.SUM, Across.SUM, ("age_band", "sex"), lambda *_: [])
    form = SheetForm({"m-visits": "5", "m-visits-0-5": "5", "quality": "declared"}, measures=[visits], stands={})
    assert form.is_valid()
    assert form.values == {"visits": {WHOLE: 5, ("age_band", "0-5"): 5}}
    assert form.groups[0]["open"]
    assert len(form.groups[0]["parts"]) == 8


def test_a_check_is_asked_done_and_shown(filled: SimpleNamespace, django_capture_on_commit_callbacks: object) -> None:
    client = signed_in(filled.admin)
    assert "Chưa đối chiếu lần nào" in text(client.get("/so-lieu/doi-chieu/"))
    Figure.objects.filter(measure="lines", split="sex").update(value=99)
    Figure.objects.create(facility=filled.far, month=MARCH.start, measure="gone", value=1, quality="counted")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/so-lieu/doi-chieu/").status_code == 302
    check = FigureCheck.objects.get()
    assert (check.found, bool(check.finished_at), check.done) == (3, True, check.total)
    page = text(client.get("/so-lieu/doi-chieu/"))
    assert "3 chỗ lệch" in page
    assert "Thư viện phường Một" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/so-lieu/doi-chieu/", {"mends": "1"})
    assert "Không lệch chỗ nào" in text(client.get("/so-lieu/doi-chieu/"))
    assert FigureCheck.objects.count() == 2


def test_a_check_under_way_says_how_far(filled: SimpleNamespace) -> None:
    FigureCheck.objects.create(asked_by=filled.admin, asked_at=NOW, done=20, total=90)
    assert "20" in text(signed_in(filled.admin).get("/so-lieu/doi-chieu/"))
    for actor in (filled.owner, filled.office, filled.stranger):
        assert signed_in(actor).get("/so-lieu/doi-chieu/").status_code == 403
        with pytest.raises(NotAllowed):
            ask_check(actor=actor, at=NOW)


@pytest.mark.parametrize("path", ["/so-lieu/", "/so-lieu/lines/", "/so-lieu/writers/", "/so-lieu/khai-bao/"])
def test_pages_ask_no_more_for_thirty_places_than_for_one(filled: SimpleNamespace, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(filled.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path, {"nam": 2025}).status_code == 200
        return len(found)

    asked()
    few = asked()
    for number in range(30):
        more = make.facility(unit=filled.ward, managed_since=None if number % 2 else dt.date(2020, 1, 1))
        write(more, MARCH.start, filled.owner, mark=False)
    recount_all()
    asked()
    assert asked() <= few


def test_api(filled: SimpleNamespace) -> None:
    client = signed_in(filled.officer)
    ask = {"unit": filled.ward.slug, "measure": "lines", "period": "2025-03", "split": "sex"}
    found = client.get("/api/v1/figures", ask).json()
    assert found["value"] == 1300
    assert found["quality"] == {"counted": 1234, "declared": 66}
    assert found["parts"] == [{"key": "f", "name": "nữ", "value": 1234}] or found["parts"][0]["value"] == 1234
    assert found["facilities"] == 2
    assert client.get("/api/v1/figures", ask | {"period": "2025", "split": "", "map": "today"}).json()["value"] == 1300
    assert {row["code"] for row in client.get("/api/v1/figures/measures").json()} == {"lines", "lines_held", "writers"}


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"measure": "nonsense"}, 404, "unknown-measure"),
        ({"split": "subject"}, 422, "unknown-split"),
        ({"unit": "nowhere"}, 404, "unknown-unit"),
        ({"period": "hôm qua"}, 422, "bad-period"),
        ({"period": "2025-13"}, 422, "bad-period"),
        ({"period": "9999-12"}, 422, "bad-period"),
        ({"period": "9" * 40}, 422, "bad-period"),
    ],
)
def test_api_answers_bad_input_with_a_problem(filled: SimpleNamespace, changed: dict, status: int, code: str) -> None:
    ask = {"unit": filled.ward.slug, "measure": "lines", "period": "2025"}
    answer = signed_in(filled.officer).get("/api/v1/figures", ask | changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_api_keeps_strangers_out(filled: SimpleNamespace) -> None:
    ask = {"unit": filled.ward.slug, "measure": "lines", "period": "2025"}
    assert signed_in(filled.stranger).get("/api/v1/figures", ask).status_code == 403
    assert Client().get("/api/v1/figures", ask).status_code in (302, 401)


def test_periods() -> None:
    assert read_period("2025").days == 365
    assert read_period("2025-02").days == 28
    with pytest.raises(BadPeriod):
        read_period("0")


def test_command(filled: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recount", "--check")
    assert "No differences" in capsys.readouterr().out
    write(filled.far, MARCH.start, filled.owner)
    with pytest.raises(SystemExit) as ended:
        call_command("recount", "--check")
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert "waits for the worker" in out
    assert "differences." in out
    call_command("recount", "--dirty")
    assert "3 marks worked off" in capsys.readouterr().out
    Figure.objects.all().delete()
    call_command("recount")
    assert "figures changed" in capsys.readouterr().out
    call_command("recount", "--check")


def test_a_long_list_of_differences_is_cut(place: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    Figure.objects.bulk_create(
        Figure(
            facility=place.far,
            month=MARCH.start,
            measure="gone",
            split="sex",
            key=str(number),
            value=1,
            quality="counted",
        )
        for number in range(510)
    )
    with pytest.raises(SystemExit):
        call_command("recount", "--check")
    assert "and 10 more" in capsys.readouterr().out


def test_pages_in_english(filled: SimpleNamespace) -> None:
    client = signed_in(filled.officer)
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        for path in ("/so-lieu/", "/so-lieu/lines/", "/so-lieu/dinh-nghia/", "/so-lieu/khai-bao/"):
            assert client.get(path).status_code == 200
        assert "Declarations of places on paper" in text(client.get("/so-lieu/khai-bao/"))


def test_names_of_rows(filled: SimpleNamespace) -> None:
    from densach.measures.models import DirtyMark, RecountState

    write(filled.far, MARCH.start, filled.owner)
    check = FigureCheck.objects.create(asked_by=filled.admin, asked_at=NOW)
    for row in (
        Figure.objects.first(),
        Declaration.objects.first(),
        DirtyMark.objects.first(),
        RecountState.objects.first(),
        check,
    ):
        assert "20" in str(row)
    assert str(RecountState(turn=3)) == "3"
