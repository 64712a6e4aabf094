from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.audit.models import Entry
from densach.measures.models import Quality
from densach.programme.models import (
    Baseline,
    Deadline,
    Duty,
    Indicator,
    Overrule,
    Plan,
    PlanState,
    PlanTask,
    Target,
)
from densach.programme.tests import rows
from tests import make

PDF = b"%PDF-1.4\n%trial\n"


@pytest.fixture
def plan(place: SimpleNamespace) -> Plan:
    plan = rows.plan(place.city, source_text="KẾ HOẠCH\nMục tiêu")
    share = rows.share(plan, "1")
    rows.target(share, 2025, 60)
    rows.target(share, 2030, 50, note="Thấp hơn")
    growth = rows.growth(plan, "3")
    rows.target(growth, 2025, 4, per_year=True)
    for year in (2022, 2023, 2024, 2025, 2026):
        rows.visits(place.library, year, year - 2000)
    task = PlanTask.objects.create(plan=plan, group="Tuyên truyền", group_order=1, text="Làm bảng tin", lead=place.city)
    task.partners.add(place.ward)
    duty = Duty.objects.create(plan=plan, agency="Phòng Văn hóa", text="Chủ trì", requested=True)
    duty.units.add(place.city)
    Duty.objects.create(plan=plan, agency="Các phường", text="Thực hiện", unit_kinds=["ward"], order=1)
    Deadline.objects.create(plan=plan, month=11, day=25, text="Báo cáo hằng năm")
    Deadline.objects.create(plan=plan, year=2025, kind="mid_term", text="Sơ kết")
    return plan


def _get(client: Client, name: str, *args: str, **query: object) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_list_shows_plans_and_says_what_to_do_when_there_is_none(client: Client, place: SimpleNamespace) -> None:
    client.force_login(place.office)
    assert reverse("plan_upload") in _get(client, "plan_list")
    client.force_login(place.owner)
    empty = _get(client, "plan_list")
    assert reverse("plan_upload") not in empty
    plan = rows.plan(place.city)
    assert reverse("plan_detail", args=[plan.public_id]) in _get(client, "plan_list")


def test_dashboard_shows_value_target_verdict_and_warning(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.owner)
    page = _get(client, "plan_detail", plan.public_id, nam=2025)
    assert "1/2 = 50,0 %" in page
    assert "thiếu 1 nơi" in page
    assert "Thư viện phường Hai" in page  # nearest to reaching
    assert "2030: 50 %: thấp hơn mục tiêu trước đó" in page
    assert "giảm từ 60 % (năm 2025) xuống 50 % (năm 2030)" in page
    assert "/năm" in page
    assert "Độ đầy đủ số liệu" in page
    assert "chart-sparkline" in page


def test_dashboard_of_other_years_and_maps(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.owner)
    running = _get(client, "plan_detail", plan.public_id)
    assert "10 tháng trọn vẹn" in running
    ahead = _get(client, "plan_detail", plan.public_id, nam=2027, **{"ban-do": "today"})
    assert "chưa bắt đầu" in ahead
    assert 'value="today" selected' in ahead
    assert 'value="2026" selected' in _get(client, "plan_detail", plan.public_id, nam="năm nào")
    Indicator.objects.all().delete()
    assert "chưa có chỉ số" in _get(client, "plan_detail", plan.public_id)


def test_trend_is_a_page_and_a_part_of_the_dashboard(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.owner)
    whole = _get(client, "plan_trend", plan.public_id)
    part = client.get(reverse("plan_trend", args=[plan.public_id]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    for year in ("2023", "2024", "2025", "2026"):
        assert f">{year}</th>" in part


def test_tasks_duties_and_dates(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.owner)
    page = _get(client, "plan_tasks", plan.public_id)
    for words in ("Tuyên truyền", "Làm bảng tin", "Phòng Văn hóa", "Thành phố Mẫu", "25/11 hằng năm", "Sơ kết", "2025"):
        assert words in page


def test_sources_show_the_text_line_by_line(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.owner)
    page = _get(client, "plan_sources", plan.public_id)
    assert 'id="line-2"' in page
    assert "Thấp hơn" in page
    Plan.objects.update(source_text="")
    assert 'id="line-1"' not in _get(client, "plan_sources", plan.public_id)


def test_unknown_plan_or_indicator_is_not_found(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.office)
    for name, args in (
        ("plan_detail", ["nothing"]),
        ("indicator_detail", [plan.public_id, "9"]),
        ("overrule_verdict", [plan.public_id, "1", "nothing"]),
        ("overrule_file", [plan.public_id, "1", "none.pdf"]),
        ("proposal_detail", ["nothing"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


# ---------------------------------------------------------------- drill-down and who may see what


def test_drill_down_opens_reasons_and_links_the_records(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.office)
    page = _get(client, "indicator_detail", plan.public_id, "1", nam=2025)
    assert "300 lượt" in page
    assert f"{reverse('figures')}?nam=x" in page
    assert "12 tháng" in page  # its list of records does not exist: said without a link
    assert "Thư viện phường Hai" in page
    assert reverse("indicator_target", args=[plan.public_id, "1"]) in page
    met = _get(client, "indicator_detail", plan.public_id, "1", nam=2025, loc="dat")
    assert "Thư viện phường Hai" not in met
    not_met = _get(client, "indicator_detail", plan.public_id, "1", nam=2025, loc="chua-dat")
    assert "Thư viện phường Một" not in not_met
    assert "Không có nơi nào" in _get(client, "indicator_detail", plan.public_id, "1", nam=2025, loc="danh-gia-lai")


def test_drill_down_of_growth_shows_the_yearly_values(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    rows.visits(place.far, 2025, 1, quality=Quality.DECLARED)
    client.force_login(place.owner)
    page = _get(client, "indicator_detail", plan.public_id, "3", nam=2025)
    assert ">264</td>" in page  # 2022: 22 × 12
    assert ">312</td>" in page
    assert ">12</td>" in page


def test_reasons_are_for_the_places_own_people(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    """Owner and colleague read why; a stranger sees the verdict only."""
    for person, reads in ((place.owner, True), (place.colleague, True), (place.stranger, False), (place.office, True)):
        client.force_login(person)
        page = _get(client, "indicator_detail", plan.public_id, "1", nam=2025)
        assert "Thư viện phường Một" in page
        assert ("300 lượt" in page) is reads


def test_reasons_of_units_are_for_their_own_people(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    rows.share(plan, "5", kinds=["ward"], type="share_of_units")
    client.force_login(place.colleague)
    own = _get(client, "indicator_detail", plan.public_id, "5", nam=2025)
    client.force_login(place.stranger)
    strange = _get(client, "indicator_detail", plan.public_id, "5", nam=2025)
    assert "300 lượt" in own
    assert "300 lượt" not in strange
    assert "Phường Một" in strange


def test_a_visitor_has_to_sign_in(client: Client, plan: Plan) -> None:
    response = client.get(reverse("plan_detail", args=[plan.public_id]))
    assert response.status_code == 302


def test_statements_of_pages_do_not_grow(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.office)
    names = [
        ("plan_detail", [plan.public_id]),
        ("indicator_detail", [plan.public_id, "1"]),
        ("plan_tasks", [plan.public_id]),
        ("plan_list", []),
        ("plan_progress", []),
    ]

    def counts() -> list[int]:
        found = []
        for name, args in names:
            client.get(reverse(name, args=args), {"nam": 2025})
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse(name, args=args), {"nam": 2025})
            found.append(len(captured))
        return found

    few = counts()
    for number in range(30):
        rows.visits(make.facility(unit=place.ward), 2025, 10)
        PlanTask.objects.create(plan=plan, group="Tuyên truyền", text=f"Việc {number}")
        Duty.objects.create(plan=plan, agency=f"Cơ quan {number}", text="Việc", order=number + 5)
    assert [after <= before for before, after in zip(few, counts(), strict=True)] == [True] * 5


# ---------------------------------------------------------------- overruling, targets, baselines


def _overrule_url(plan: Plan, facility: object, year: int = 2025) -> str:
    url = reverse("overrule_verdict", args=[plan.public_id, "1", facility.public_id])  # type: ignore[attr-defined]
    return f"{url}?nam={year}"


def test_overruling_keeps_both_verdicts_and_the_file(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.office)
    url = _overrule_url(plan, place.far)
    assert "Tính từ số liệu" in client.get(url).content.decode()
    file = SimpleUploadedFile("bien-ban.exe", PDF)
    response = client.post(url, {"met": "yes", "reason": "Sổ giấy ghi 900 lượt", "file": file})
    assert response.status_code == 302

    row = Overrule.objects.get()
    assert (row.facility, row.met, row.by) == (place.far, True, place.office)
    assert row.file.name.endswith(".pdf")
    page = _get(client, "indicator_detail", plan.public_id, "1", nam=2025)
    assert "2/2 = 100,0 %" in page
    assert "Sổ giấy ghi 900 lượt" in page
    assert "chưa đạt" in page  # the computed verdict
    assert Entry.objects.filter(verb="overrule-verdict", facility=place.far).exists()

    name = row.file.name.rpartition("/")[2]
    file_url = reverse("overrule_file", args=[plan.public_id, "1", name])
    answer = client.get(file_url)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    client.force_login(place.owner)
    assert client.get(file_url).status_code == 403
    client.force_login(place.stranger)
    assert b"".join(client.get(file_url).streaming_content) == PDF  # type: ignore[attr-defined]


def test_an_overruling_can_be_replaced_and_withdrawn(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    client.force_login(place.office)
    for met in ("yes", "no"):
        client.post(_overrule_url(plan, place.library), {"met": met, "reason": "Kiểm tra"})
    assert [row.met for row in Overrule.objects.filter(withdrawn=False)] == [False]
    assert Overrule.objects.count() == 2
    back = reverse("withdraw_verdict", args=[plan.public_id, "1", place.library.public_id]) + "?nam=2025"
    assert client.post(back).status_code == 302
    assert not Overrule.objects.filter(withdrawn=False).exists()
    assert client.post(back).status_code == 404
    assert client.get(back).status_code == 405


def test_an_overruling_of_a_unit(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    rows.share(plan, "5", kinds=["ward"], type="share_of_units")
    client.force_login(place.office)
    url = reverse("overrule_verdict", args=[plan.public_id, "5", place.other.public_id])
    assert client.post(f"{url}?nam=2025", {"met": "yes", "reason": "Có lớp"}).status_code == 302
    assert Overrule.objects.get().unit == place.other


def test_a_bad_file_or_no_reason_is_said_and_nothing_is_written(
    client: Client, place: SimpleNamespace, plan: Plan
) -> None:
    client.force_login(place.office)
    url = _overrule_url(plan, place.far)
    for data, words in (
        ({"met": "yes", "reason": "Có", "file": SimpleUploadedFile("a.pdf", b"MZ\x90")}, "không phải tệp PDF"),
        ({"met": "yes", "reason": "Có", "file": SimpleUploadedFile("a.pdf", b"")}, "không phải tệp PDF"),
        ({"met": "yes", "reason": "\u200b"}, "phải kèm lý do"),
        ({"met": "", "reason": "Có"}, "bắt buộc"),
    ):
        response = client.post(url, data)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not Overrule.objects.exists()


def test_only_those_with_the_right_overrule(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    elsewhere = make.user("programme_office", at=place.other)
    for person, status in (
        (place.owner, 403), (place.colleague, 403), (place.stranger, 403), (elsewhere, 403), (place.office, 200),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(_overrule_url(plan, place.library)).status_code == status


def test_targets_and_baselines_are_set_by_the_issuers_office(
    client: Client, place: SimpleNamespace, plan: Plan
) -> None:
    target = reverse("indicator_target", args=[plan.public_id, "1"])
    baseline = reverse("indicator_baseline", args=[plan.public_id, "1"])
    client.force_login(place.office)
    assert client.get(target).status_code == client.get(baseline).status_code == 200
    assert client.post(target, {"year": 2026, "value": "62,5", "bound": "min"}).status_code == 302
    assert client.post(baseline, {"year": 2022, "value": "40"}).status_code == 302
    assert Target.objects.get(year=2026).value == Decimal("62.5")
    assert Baseline.objects.get().value == 40
    page = _get(client, "indicator_detail", plan.public_id, "1", nam=2026)
    assert "ít nhất 62,5 %" in page
    assert "Mức xuất phát 2022" in page
    for url, data, words in (
        (target, {"year": 2041, "value": "10", "bound": "exact"}, "nằm ngoài kế hoạch"),
        (target, {"year": 2026, "value": "160", "bound": "exact"}, "không thể là giá trị"),
        (baseline, {"year": 2029, "value": "10"}, "nằm ngoài kế hoạch"),
    ):
        response = client.post(url, data)
        assert response.status_code == 422
        assert words in response.content.decode()
    client.force_login(place.owner)
    assert client.get(target).status_code == 403
    client.force_login(make.user("programme_office", at=place.other))
    assert client.get(target).status_code == client.get(baseline).status_code == 403


# ---------------------------------------------------------------- public


def test_progress_for_everybody_with_open_data(client: Client, place: SimpleNamespace, plan: Plan) -> None:
    rows.visits(place.far, 2022, 0, quality=Quality.DECLARED)
    page = _get(client, "plan_progress", nam=2025)
    assert "1 trên 2 nơi đạt" in page
    assert "Năm 2025 kế hoạch đạt 1 mục tiêu" in page

    lines = client.get(reverse("plan_progress_csv"), {"nam": 2025}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "indicator,name,year,counted_up_to,value,unit,met,population,target,target_year,status"
    assert lines[1].startswith("1,Thư viện phục vụ 1,2025,2025-12-31,50.00,%,1,2,60.00,2025,missed")

    data = json.loads(client.get(reverse("plan_progress_json"), {"nam": 2025}).content)
    assert data["plan"] == plan.slug
    assert set(data["columns"]) == set(lines[0].split(","))
    assert data["indicators"][0]["value"] == 50
    assert data["indicators"][1]["series"][0] == {"year": 2022, "value": 264}
    assert data["indicators"][1]["status"] == "reached"

    api = client.get("/api/v1/plan/progress", {"year": 2025})
    assert api.status_code == 200
    assert api.json()["indicators"] == data["indicators"]
    assert client.get("/api/v1/plan/progress", {"year": 1999}).status_code == 422


def test_numbers_of_people_under_five_are_left_out(client: Client, place: SimpleNamespace) -> None:
    plan = rows.plan(place.city)
    rows.growth(plan)
    Indicator.objects.create(
        plan=plan, key="6", name="Lượt", type="total", measure="visits", population_kinds=["commune_library"]
    )
    rows.visits(place.library, 2022, 3, months=[1])
    rows.visits(place.library, 2025, 4, months=[1])
    data = json.loads(client.get(reverse("plan_progress_json"), {"nam": 2025}).content)
    growth, total = data["indicators"]
    assert [one["value"] for one in growth["series"]] == [None, 0, 0, None]
    assert (total["value"], total["status"]) == (None, "no value")
    page = _get(client, "plan_progress", nam=2025)
    assert "dưới 5" in page
    assert ">4<" not in page


def test_progress_without_a_plan(client: Client, place: SimpleNamespace) -> None:
    rows.plan(place.city, state=PlanState.DRAFT)
    assert "chưa có kế hoạch" in _get(client, "plan_progress")
    assert client.get(reverse("plan_progress_csv")).status_code == 404
    assert client.get(reverse("plan_progress_json")).status_code == 404
    assert client.get("/api/v1/plan/progress").status_code == 404


def test_the_latest_year_is_shown_unless_another_is_asked(client: Client, plan: Plan) -> None:
    assert json.loads(client.get(reverse("plan_progress_json")).content)["year"] == 2026
    assert json.loads(client.get(reverse("plan_progress_json"), {"nam": "2035"}).content)["year"] == 2026


def test_a_plan_yet_to_begin_shows_its_first_year(client: Client, place: SimpleNamespace) -> None:
    rows.share(rows.plan(place.city, first_year=2028))
    data = json.loads(client.get(reverse("plan_progress_json")).content)
    assert (data["year"], data["indicators"][0]["value"]) == (2028, None)
    assert dt.date.fromisoformat(data["indicators"][0]["counted_up_to"]) == dt.date(2026, 11, 22)
