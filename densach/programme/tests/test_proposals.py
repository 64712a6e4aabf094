"""From an uploaded document to a plan in force, and everything that may be wrong on the way."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from densach.accounts.models import User
from densach.core.errors import NotAllowed
from densach.network.models import Unit
from densach.network.services import end_unit
from densach.programme import queries, refusals
from densach.programme.access import units_in_branch, units_that_may_issue, visible_proposals
from densach.programme.models import Deadline, Duty, Indicator, Plan, PlanProposal, PlanTask, Target
from densach.programme.plan_text import PlanUnreadable
from densach.programme.proposal_form import agencies_named, checked, issuer_named
from densach.programme.review_forms import SECTIONS
from densach.programme.services import correct_proposal, propose_plan, save_plan
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
TEXT = """ỦY BAN NHÂN DÂN THÀNH PHỐ MẪU
Số: 12/KH-UBND
Mẫu, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
Triển khai học tập suốt đời trong thư viện
I. MỤC TIÊU
Đến năm 2025, 60% thư viện trường học cung cấp dịch vụ phục vụ học tập suốt đời.
Đến năm 2030, 50% thư viện trường học cung cấp dịch vụ phục vụ học tập suốt đời.
Đến năm 2030, 20% nhà bảo tàng mở cửa buổi tối.
II. NHIỆM VỤ
1. Tuyên truyền
- Tổ chức Tuần lễ học tập suốt đời.
III. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa thành phố
- Chủ trì thực hiện kế hoạch, báo cáo trước ngày 25 tháng 11 hằng năm.
2. Ủy ban nhân dân các xã, phường
- Xây dựng kế hoạch tại địa phương.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
""".encode()


@pytest.fixture
def office(place: SimpleNamespace) -> Iterator[SimpleNamespace]:
    make.unit("Phòng Văn hóa thành phố Mẫu", kind="department", parent=place.city)
    return place


def _propose(actor: User, data: bytes = TEXT, **more: Any) -> PlanProposal:
    return propose_plan(actor=actor, filename="ke-hoach.txt", data=data, at=AT, **more)


def test_a_proposal_keeps_lines_and_guesses_units_and_years(office: SimpleNamespace) -> None:
    row = _propose(office.office)
    read = row.proposal
    assert "\n".join(row.source_lines).startswith("ỦY BAN NHÂN DÂN THÀNH PHỐ MẪU")
    assert read["issuer_unit"] == office.city.slug
    assert (read["first_year"], read["last_year"]) == (2024, 2030)
    department = Unit.objects.get(kind="department")
    assert [agency["units"] for agency in read["agencies"]] == [[department.slug], []]
    assert read["agencies"][1]["unit_kinds"] == ["ward", "commune"]
    assert [target["value"] for target in read["targets"]] == [60, 50, 20]


def test_the_caller_may_name_the_issuer(office: SimpleNamespace) -> None:
    assert _propose(office.office, issuer=office.ward).proposal["issuer_unit"] == office.ward.slug


def test_saving_makes_a_plan_with_indicators_for_what_can_be_counted(office: SimpleNamespace) -> None:
    row = _propose(office.office)
    plan = save_plan(actor=office.office, proposal=row, issuer=office.city, first_year=2024, last_year=2030, at=AT)

    assert queries.current_plan() == plan
    assert (plan.number, plan.dated, plan.source_text) == ("12/KH-UBND", "2024-03-05", "\n".join(row.source_lines))
    indicator = Indicator.objects.get(plan=plan)
    assert (indicator.key, indicator.type, indicator.criterion) == (
        "1", "share_of_facilities", "offers_lifelong_learning",
    )  # fmt: skip
    assert indicator.population_kinds == ["school_library"]
    counted = list(Target.objects.filter(plan=plan).values_list("year", "value", "indicator"))
    assert counted == [(2025, 60, indicator.pk), (2030, 50, indicator.pk), (2030, 20, None)]
    assert all(target.line for target in Target.objects.all())
    assert PlanTask.objects.get().group == "Tuyên truyền"
    duties = {duty.agency: duty for duty in Duty.objects.all()}
    assert duties["Phòng Văn hóa thành phố"].units.get().kind == "department"
    assert Deadline.objects.get().day == 25
    row.refresh_from_db()
    assert row.plan == plan


def test_a_second_plan_of_the_same_year_gets_its_own_key(office: SimpleNamespace) -> None:
    keys = []
    for _number in range(2):
        row = _propose(office.office)
        plan = save_plan(actor=office.office, proposal=row, issuer=office.city, first_year=2024, last_year=2030, at=AT)
        keys.append(plan.slug)
    assert keys == [f"{office.city.slug}-2024", f"{office.city.slug}-2024-2"]


def test_saving_twice_without_title_or_with_wrong_years_is_refused(office: SimpleNamespace) -> None:
    row = _propose(office.office)
    said: dict[str, Any] = {"actor": office.office, "proposal": row, "issuer": office.city, "at": AT}
    with pytest.raises(refusals.PlanYearsWrong):
        save_plan(**said, first_year=2030, last_year=2024)
    title = row.proposal.pop("title")
    with pytest.raises(refusals.PlanTitleMissing):
        save_plan(**said, first_year=2024, last_year=2030)
    row.proposal["title"] = title
    save_plan(**said, first_year=2024, last_year=2030)
    with pytest.raises(refusals.ProposalAlreadySaved):
        save_plan(**said, first_year=2024, last_year=2030)
    with pytest.raises(refusals.ProposalAlreadySaved):
        correct_proposal(actor=office.office, proposal=row, proposal_json=row.proposal)
    assert Plan.objects.count() == 1


def test_a_correction_is_linted_again_and_what_the_reader_said_stays(office: SimpleNamespace) -> None:
    row = _propose(office.office)
    codes = {finding["code"] for finding in row.proposal["findings"]}
    assert "target-falls" in codes
    reader_said = {"code": "joined-lines", "text": "a", "text_en": "a", "line": 3, "severity": "note", "lines": [3]}
    blanks = [{**reader_said, "code": code, "line": line} for code, line in (("blank-number", 2), ("blank-date", 3))]
    PlanProposal.objects.update(
        proposal={**row.proposal, "findings": [*row.proposal["findings"], reader_said, *blanks]}
    )
    row.refresh_from_db()
    new = json.loads(json.dumps(row.proposal))
    new["targets"][1]["value"] = 70

    correct_proposal(actor=office.office, proposal=row, proposal_json=new)

    row.refresh_from_db()
    codes = {finding["code"] for finding in row.proposal["findings"]}
    assert "target-falls" not in codes
    assert "joined-lines" in codes
    assert not codes & {"blank-number", "blank-date"}


def test_another_issuer_brings_its_own_units(office: SimpleNamespace) -> None:
    row = _propose(office.office)
    correct_proposal(actor=office.office, proposal=row, proposal_json={**row.proposal, "issuer_unit": office.ward.slug})
    assert [agency["units"] for agency in row.proposal["agencies"]] == [[], []]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"targets": [{"text": "a", "value": float("inf")}]}, "targets.0.value"),
        ({"targets": [{"text": "a", "value": -1}]}, "targets.0.value"),
        ({"targets": "alles"}, "targets"),
        ({"deadlines": [{"month": 13, "day": 1}]}, "deadlines.0.month"),
        ({"title": "x" * 30_000}, "title"),
    ],
)
def test_a_malformed_correction_is_refused_and_nothing_changes(
    office: SimpleNamespace, change: dict[str, Any], where: str
) -> None:
    row = _propose(office.office)
    with pytest.raises(refusals.ProposalMalformed, match=re.escape(where)):
        correct_proposal(actor=office.office, proposal=row, proposal_json={**row.proposal, **change})
    assert PlanProposal.objects.get().proposal == row.proposal


def test_a_proposal_is_seen_in_its_branch_only(office: SimpleNamespace) -> None:
    """Owner and a colleague of the same branch see it; a stranger from another branch and a reader do not."""
    row = _propose(office.office)
    elsewhere = make.user("programme_office", at=make.unit("Thành phố Khác", kind="city"))
    for actor, sees in ((office.office, True), (office.admin, True), (User.objects.system(), True), (elsewhere, False)):
        assert (row in visible_proposals(actor)) is sees
        if sees:
            assert queries.proposal_for(actor, row.public_id) == row
        else:
            with pytest.raises(NotAllowed):
                queries.proposal_for(actor, row.public_id)
    by_system = _propose(User.objects.system())
    with pytest.raises(NotAllowed):
        queries.proposal_for(office.office, by_system.public_id)
    with pytest.raises(NotAllowed):
        _propose(office.owner)
    with pytest.raises(NotAllowed):
        save_plan(actor=elsewhere, proposal=row, issuer=office.city, first_year=2024, last_year=2030, at=AT)
    with pytest.raises(NotAllowed):
        save_plan(
            actor=make.user("programme_office", at=office.ward), proposal=row, issuer=office.city, first_year=2024,
            last_year=2030, at=AT,
        )  # fmt: skip


def test_a_city_that_ended_may_still_issue(office: SimpleNamespace) -> None:
    new = make.unit("Phường Mới")
    end_unit(
        actor=User.objects.system(), unit=office.city, before=dt.date(2025, 7, 1),
        successors=[(new, "dissolve", None)],
    )  # fmt: skip
    clerk = make.user("programme_office", at=new)
    assert set(units_that_may_issue(clerk)) == {new, office.city}
    assert office.ward in units_in_branch(office.city.slug)
    assert _propose(clerk).proposal["issuer_unit"] == office.city.slug


def test_names_that_fit_nobody_or_several_are_not_guessed(office: SimpleNamespace) -> None:
    twin = make.unit("Thành phố Mẫu", kind="city")
    assert issuer_named("UBND thành phố Mẫu", [office.city, twin]) is None
    assert issuer_named("UBND huyện Lạ", [office.city]) is None
    assert agencies_named([{"name": "Sở Lạ"}], [office.city]) == [{"name": "Sở Lạ", "units": [], "unit_kinds": []}]
    assert agencies_named([{"name": "Các phòng, ban"}], [])[0]["unit_kinds"] == ["department"]
    assert units_in_branch("") == []


def test_shapes_keep_whole_numbers_whole() -> None:
    read = checked({"targets": [{"text": "a", "value": 60}, {"text": "b", "value": 2.5}]})
    assert [target["value"] for target in read["targets"]] == [60, 2.5]
    assert isinstance(read["targets"][0]["value"], int)


# ---------------------------------------------------------------- real document


@pytest.mark.inputs
def test_the_real_plan_from_file_to_dashboard(client: Client, place: SimpleNamespace, inputs: Path) -> None:
    Unit.objects.filter(pk=place.city.pk).update(name="Thành phố Bắc Kạn", name_fold="thanh pho bac kan")
    client.force_login(place.office)
    document = inputs / "ke-hoach-bac-kan-2023.txt"
    with document.open("rb") as file:
        response = client.post(reverse("plan_upload"), {"file": file})
    row = PlanProposal.objects.get()
    assert response.status_code == 302
    assert row.proposal["issuer_unit"] == place.city.slug
    page = client.get(reverse("proposal_section", args=[row.public_id, "muc-tieu"])).content.decode()
    assert page.count('class="plan-to-line"') >= 14
    assert 'id="line-27"' in page
    assert "60 %" in page
    save = reverse("proposal_save", args=[row.public_id])
    assert "giảm từ 60" in client.get(save).content.decode()
    given = {"issuer": place.city.slug, "first_year": 2023, "last_year": 2030}
    assert client.post(save, given).status_code == 302

    plan = Plan.objects.get()
    keys = list(Indicator.objects.filter(plan=plan).values_list("key", flat=True))
    assert keys == ["1a", "1b", "2a", "2b", "3", "4", "5"]
    assert Target.objects.filter(plan=plan, indicator__isnull=False).count() == 14
    assert Indicator.objects.get(key="3").base_year == 2022
    assert PlanTask.objects.values("group").distinct().count() == 5
    assert Duty.objects.values("agency").distinct().count() == 9
    assert sorted(Deadline.objects.values_list("kind", "year")) == [
        ("final", 2030), ("mid_term", 2025), ("report", None),
    ]  # fmt: skip
    dashboard = client.get(reverse("plan_detail", args=[plan.public_id])).content.decode()
    assert "giảm từ 60 % (năm 2025) xuống 50 % (năm 2030)" in dashboard
    follow = client.get(reverse("proposal_detail", args=[row.public_id]))
    assert follow.headers["Location"] == reverse("plan_detail", args=[plan.public_id])


# ---------------------------------------------------------------- pages of the review


def _form_data(page: str) -> dict[str, Any]:
    """What a browser would send back unchanged: every field of the form of the page, by name."""
    from html import unescape

    form = page[page.index('<form method="post" novalidate') :]
    form = form[: form.index("</form>")]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "disabled" not in tag and ("checkbox" not in tag or "checked" in tag):
            data[name[1]] = unescape(value[1]) if value else "on" if "checkbox" in tag else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"(?![^>]*disabled)[^>]*>\n?(.*?)</textarea>', form, re.S):
        data[name] = unescape(text)
    for head, options in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.S):
        chosen = re.findall(r'value="([^"]*)"[^>]* selected', options)
        if not chosen and " multiple" not in head:  # a browser sends the first
            chosen = re.findall(r'value="([^"]*)"', options)[:1]
        data[re.findall(r'name="([^"]+)"', head)[0]] = [unescape(one) for one in chosen]
    return data


@pytest.mark.parametrize("section", list(SECTIONS))
def test_a_section_saved_unchanged_changes_nothing(client: Client, office: SimpleNamespace, section: str) -> None:
    row = _propose(office.office)
    before = json.loads(json.dumps(row.proposal))
    client.force_login(office.office)
    url = reverse("proposal_section", args=[row.public_id, section])
    response = client.post(url, _form_data(client.get(url).content.decode()))
    assert response.status_code == 302, response.content.decode()
    row.refresh_from_db()
    for name in before:
        if name not in (
            "lines",
            "deadlines",
            "recipient_details",
            "targets",
            "legal_basis",
            "objectives",
            "task_groups",
        ):
            assert row.proposal[name] == before[name], name
    for name in ("targets", "deadlines", "recipient_details", "legal_basis", "objectives", "task_groups"):
        assert len(row.proposal[name]) == len(before[name])
        for old, new in zip(before[name], row.proposal[name], strict=True):
            assert {key: new[key] for key in old if key in new} == {key: old[key] for key in old if key in new}


def _post(client: Client, row: PlanProposal, section: str, **changes: Any) -> int:
    url = reverse("proposal_section", args=[row.public_id, section])
    data = _form_data(client.get(url).content.decode())
    status = client.post(url, {**data, **changes}).status_code
    row.refresh_from_db()
    return status


def test_rows_are_corrected_added_and_removed(client: Client, office: SimpleNamespace) -> None:
    row = _propose(office.office)
    client.force_login(office.office)
    new = {"r-3-text": "Thêm", "r-3-population": "xã", "r-3-value": "12.5", "r-3-unit": "%", "r-3-bound": "min"}
    assert _post(client, row, "muc-tieu", **{"r-1-value": "80", "r-2-DELETE": "on"}, **new) == 302
    assert [(one["value"], one["bound"]) for one in row.proposal["targets"]] == [
        (60, "exact"), (80, "exact"), (12.5, "min"),
    ]  # fmt: skip
    assert _post(client, row, "nhiem-vu", **{"r-1-group": "Hạ tầng", "r-1-text": "Sửa nhà"}) == 302
    assert [group["title"] for group in row.proposal["task_groups"]] == ["Tuyên truyền", "Hạ tầng"]
    assert _post(client, row, "trach-nhiem", **{"r-0-agency": "Phòng Khác"}) == 302
    assert row.proposal["agencies"][0]["name"] == "Phòng Khác"
    assert _post(client, row, "co-quan", **{"r-0-units": [office.ward.slug], "r-0-unit_kinds": ["school"]}) == 302
    assert row.proposal["agencies"][0]["units"] == [office.ward.slug]
    review = {"r-1-kind": "final", "r-1-year": "2030", "r-1-text": "Tổng kết"}
    assert _post(client, row, "thoi-han", **review) == 302
    assert row.proposal["reviews"] == [{"year": 2030, "kind": "final", "text": "Tổng kết", "line": None}]
    assert _post(client, row, "noi-nhan", **{"r-0-DELETE": "on"}) == 302
    assert row.proposal["recipients"] == ["Lưu: VT"]
    assert _post(client, row, "can-cu", **{"r-0-part": "objectives", "r-0-text": "Học suốt đời"}) == 302
    assert row.proposal["objectives"][-1]["text"] == "Học suốt đời"
    assert _post(client, row, "chung", **{"r-0-title": "Tên mới", "r-0-issuer_unit": office.city.slug}) == 302
    assert row.proposal["title"] == "Tên mới"


def test_wrong_entries_are_marked_and_nothing_is_saved(client: Client, office: SimpleNamespace) -> None:
    row = _propose(office.office)
    before = row.proposal
    client.force_login(office.office)
    for section, changes in (
        ("muc-tieu", {"r-0-value": "nhiều"}),
        ("thoi-han", {"r-0-day": ""}),
        ("thoi-han", {"r-1-kind": "interim", "r-1-text": "Sơ kết"}),
        ("chung", {"r-0-date": "hôm qua"}),
        ("co-quan", {"r-0-units": ["khong-co"]}),
        ("muc-tieu", {"r-TOTAL_FORMS": "x"}),
    ):
        assert _post(client, row, section, **changes) == 422, section
        assert row.proposal == before


def test_a_plan_is_saved_from_its_page_or_says_what_is_missing(client: Client, office: SimpleNamespace) -> None:
    row = _propose(office.office)
    client.force_login(office.office)
    url = reverse("proposal_save", args=[row.public_id])
    assert client.post(url, {"issuer": "", "first_year": "2024", "last_year": "2030"}).status_code == 422
    wrong = client.post(url, {"issuer": office.city.slug, "first_year": "2030", "last_year": "2024"})
    assert wrong.status_code == 422
    assert "không thể kéo dài" in wrong.content.decode()
    assert client.get(reverse("proposal_section", args=[row.public_id, "la"])).status_code == 404
    assert not Plan.objects.exists()
    listed = client.get(reverse("plan_list")).content.decode()
    assert reverse("proposal_detail", args=[row.public_id]) in listed
    first = client.get(reverse("proposal_detail", args=[row.public_id]))
    assert first.headers["Location"].endswith("/chung/")


def test_an_officer_without_the_issuer_cannot_save(client: Client, office: SimpleNamespace) -> None:
    row = _propose(office.office)
    client.force_login(make.user("programme_office", at=office.ward))
    url = reverse("proposal_save", args=[row.public_id])
    response = client.post(url, {"issuer": office.city.slug, "first_year": "2024", "last_year": "2030"})
    assert response.status_code == 422
    assert not Plan.objects.exists()


# ---------------------------------------------------------------- bad files


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"<w>" + b" " * 200_000_000 + b"</w>")
    return target.getvalue()


BAD = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "truncated": b"PK\x03\x04 word/document.xml",
    "pdf": b"%PDF-1.7 x",
}


@pytest.mark.parametrize("kind", [*BAD, "bomb"])
def test_a_bad_file_gets_a_sentence_and_nothing_is_written(client: Client, office: SimpleNamespace, kind: str) -> None:
    data = BAD.get(kind) if kind in BAD else _bomb()
    client.force_login(office.office)
    response = client.post(reverse("plan_upload"), {"file": SimpleUploadedFile("ke-hoach.docx", data)})
    assert response.status_code == 422
    assert "Tệp" in response.content.decode() or "tệp" in response.content.decode()
    assert not PlanProposal.objects.exists()
    with pytest.raises(refusals.PlanFileUnreadable) as refused:
        _propose(office.office, data or b"")
    assert isinstance(refused.value.__cause__, PlanUnreadable)
    assert str(refused.value) == refused.value.__cause__.sentence_vi
    with translation.override("en"), pytest.raises(refusals.PlanFileUnreadable, match=r"^(The|This)"):
        _propose(office.office, data or b"")


def test_upload_needs_a_file_and_the_right(client: Client, office: SimpleNamespace) -> None:
    client.force_login(office.office)
    assert client.get(reverse("plan_upload")).status_code == 200
    assert client.post(reverse("plan_upload")).status_code == 422
    client.force_login(office.owner)
    assert client.get(reverse("plan_upload")).status_code == 403


# ---------------------------------------------------------------- the command


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_bytes(TEXT)
    return path


def test_dry_run_prints_one_json_object_without_a_database(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_plan", str(document), "--dry-run", "--json")
    read = json.loads(capsys.readouterr().out)
    keys = "title issuer number date targets task_groups agencies deadlines recipients findings unread"
    assert set(keys.split()) <= set(read)
    assert {"text", "population", "measure", "year", "value", "unit", "per_year", "line"} <= set(read["targets"][0])
    assert set(read["task_groups"][0]) >= {"title", "items"}
    assert set(read["agencies"][0]) >= {"name", "duties"}
    assert set(read["deadlines"][0]) >= {"month", "day", "text"}
    assert set(read["findings"][0]) >= {"code", "text", "line"}
    assert all(isinstance(name, str) for name in read["recipients"])


def test_dry_run_for_people(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_plan", str(document), "--dry-run")
    said = capsys.readouterr().out
    assert "Triển khai học tập suốt đời" in said
    assert "giảm từ 60" in said
    document.write_text("Một câu không phải kế hoạch.", encoding="utf-8")
    call_command("import_plan", str(document), "--dry-run")
    assert "không tìm thấy" in capsys.readouterr().out


@pytest.mark.parametrize("extra", [["--dry-run", "--json"], []])
def test_the_command_says_what_is_wrong_with_a_file(office: SimpleNamespace, tmp_path: Path, extra: list[str]) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(BAD["binary"])
    for name in (str(path), str(tmp_path / "none.txt"), str(tmp_path)):
        with pytest.raises(CommandError) as refused:
            call_command("import_plan", name, *extra, "--as", office.office.username)
        assert refused.value.returncode == 2
        assert "ệp" in str(refused.value)
    assert not PlanProposal.objects.exists()


def test_the_command_stores_a_proposal(
    office: SimpleNamespace, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_plan", str(document), "--as", office.office.username, "--unit", office.ward.code)
    row = PlanProposal.objects.get()
    assert row.proposal["issuer_unit"] == office.ward.slug
    assert reverse("proposal_detail", args=[row.public_id]) in capsys.readouterr().out


@pytest.mark.parametrize("extra", [[], ["--as", "nobody"], ["--as", "{office}", "--unit", "0000"], ["--as", "{owner}"]])
def test_the_command_needs_to_know_who_and_where(office: SimpleNamespace, document: Path, extra: list[str]) -> None:
    names = {"office": office.office.username, "owner": office.owner.username}
    with pytest.raises(CommandError) as refused:
        call_command("import_plan", str(document), *[word.format(**names) for word in extra])
    assert refused.value.returncode == 2
    assert not PlanProposal.objects.exists()


def test_a_deadline_of_one_year_and_a_target_of_a_growth_are_saved(office: SimpleNamespace) -> None:
    text = TEXT.decode().replace("Đến năm 2030, 20% nhà bảo tàng", "Từ 5 đến 10% nhà bảo tàng").encode()
    row = _propose(office.office, text)
    new = json.loads(json.dumps(row.proposal))
    growth = {
        "text": "Lượt bạn đọc tăng", "population": "lượt bạn đọc", "measure": "tăng", "value": 5, "per_year": True,
        "population_code": "library_visits", "measure_code": "average_annual_growth", "year": 2025,
    }  # fmt: skip
    new["targets"] = [growth, {**new["targets"][0], "value_high": 70, "bound": "range"}]
    new["targets"].append({**new["targets"][1], "population_code": "communes"})
    new["deadlines"] = [{"month": 6, "day": 30, "year": 2027, "text": "Báo cáo giữa kỳ"}]
    new["agencies"][0]["duty_lines"] = []
    correct_proposal(actor=office.office, proposal=row, proposal_json=new)
    save_plan(actor=office.office, proposal=row, issuer=office.city, first_year=2024, last_year=2030, at=AT)
    kinds = {one.key: (one.type, one.measure, one.base_year) for one in Indicator.objects.all()}
    assert kinds == {
        "1": ("average_annual_growth", "visits", 2023),
        "2a": ("share_of_facilities", "", None),
        "2b": ("share_of_units", "", None),
    }
    assert Target.objects.get(indicator__key="2a").value_high == 70
    assert Deadline.objects.get().year == 2027
    assert Duty.objects.get(agency="Phòng Văn hóa thành phố").line is None
