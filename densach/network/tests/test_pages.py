from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.accounts.models import User
from densach.core.clock import today
from densach.network import queries, services
from densach.network.models import Assignment, Facility, OpeningHours, Unit
from tests import make

from .test_tree import DAY, ends


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def get(user: User, name: str, *args, status: int = 200, **query) -> str:
    answer = signed(user).get(reverse(name, args=args), query)
    assert answer.status_code == status, text_of(answer)[-600:]
    return text_of(answer)


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def cost(user: User, address: str) -> int:
    client = signed(user)
    client.get(address)  # fills what is kept per tree version
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# --- reading


def test_unit_tree_by_person(place: SimpleNamespace) -> None:
    page = main_of(get(place.admin, "unit_tree"))
    assert page.index("Thành phố Mẫu") < page.index("Phường Hai") < page.index("Phường Một")
    assert "2 đơn vị bên dưới" in page
    page = main_of(get(place.colleague, "unit_tree"))
    assert "Phường Một" in page
    assert "Phường Hai" not in page
    page = main_of(get(place.owner, "unit_tree"))
    assert "Phường Một" not in page
    assert "không có đơn vị nào của bạn" in page
    assert Client().get(reverse("unit_tree")).status_code == 302
    assert signed(make.user()).get(reverse("unit_tree")).status_code == 403


def test_unit_tree_of_a_past_day(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    ends(place.ward, new)
    page = main_of(get(place.admin, "unit_tree", on="2025-06-30"))
    assert "Phường Một" in page
    assert "Phường Mới" not in page
    assert "Ngày 30/06/2025" in page
    page = main_of(get(place.admin, "unit_tree", on="2025-07-01"))
    assert "Phường Một" not in page
    assert "Phường Mới" in page
    assert "không có đơn vị nào của bạn" in get(place.admin, "unit_tree", on="1945-09-02")


def test_unit_tree_says_when_a_date_is_none(place: SimpleNamespace) -> None:
    page = main_of(get(place.admin, "unit_tree", on="hôm qua"))
    assert "Phường Một" in page
    assert "errorlist" in page or "octagon-alert" in page
    for day in ("0001-01-01", "9999-12-31"):
        get(place.admin, "unit_tree", on=day)


def test_unit_detail(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=DAY)
    services.end_unit(
        actor=place.admin, unit=place.ward, before=DAY, successors=[(new, "merge", 1)], legal_act="1683/NQ"
    )
    page = main_of(get(place.admin, "unit_detail", place.ward.public_id))
    assert "nhập vào <a" in page
    assert "01/01/2020 – 30/06/2025" in page
    assert "1683/NQ" in page
    assert "Thư viện phường Một" in page
    assert reverse("unit_edit", args=[place.ward.public_id]) not in page
    page = main_of(get(place.admin, "unit_detail", new.public_id))
    assert "nhập vào đơn vị này" in page
    assert "Không có điểm riêng." in page
    assert reverse("unit_edit", args=[new.public_id]) in page
    get(place.stranger, "unit_detail", new.public_id, status=403)
    get(place.admin, "unit_detail", "xxxxxxxxxxxx", status=404)
    page = main_of(get(place.stranger, "unit_detail", place.other.public_id))
    assert reverse("unit_edit", args=[place.other.public_id]) not in page


def test_facility_register_by_person(place: SimpleNamespace) -> None:
    assert "Thư viện phường Hai" in get(place.admin, "facility_register")
    for user in (place.owner, place.colleague):
        page = main_of(get(user, "facility_register"))
        assert "Thư viện phường Một" in page
        assert "Thư viện phường Hai" not in page


def test_facility_register_filters(place: SimpleNamespace) -> None:
    make.facility("Nhà văn hóa Đức Xuân", kind="culture_house", unit=place.ward)
    good = make.facility("Tủ sách", kind="bookcase", unit=place.ward)
    page = main_of(get(place.admin, "facility_register", q="duc xuan"))
    assert "Nhà văn hóa Đức Xuân" in page
    assert good.name + "<" not in page
    page = main_of(get(place.admin, "facility_register", kind="bookcase"))
    assert "Tủ sách<" in page
    assert "Nhà văn hóa Đức Xuân" not in page
    assert "Không tìm thấy điểm phục vụ" in get(place.admin, "facility_register", q="zzz")
    assert "Thư viện phường Một" in get(place.admin, "facility_register", kind="bogus", sort="bogus", page="-3")


def test_facility_register_shows_the_standard(place: SimpleNamespace) -> None:
    room = make.facility("Phòng đọc", kind="reading_room", unit=place.ward)
    record = make.record()
    for _number in range(300):
        make.copy(record=record, facility=room)
    make.facility("Nhà văn hóa", kind="culture_house", unit=place.ward)
    page = main_of(get(place.colleague, "facility_register", sort="kind"))
    assert "thiếu 3/3" in page
    assert ">đạt<" in re.sub(r"<svg.*?</svg>", "", page).replace(" ", "")
    assert "không quy định" in page


def sheet_of(answer) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_registers_as_workbooks(place: SimpleNamespace) -> None:
    client = signed(place.colleague)
    sheet = sheet_of(client.get(reverse("facility_register"), {"format": "xlsx"}))
    assert "Thư viện phường Một" in sheet
    assert "thiếu 3/3" in sheet
    assert "Thư viện phường Hai" not in sheet
    sheet = sheet_of(signed(place.admin).get(reverse("role_list"), {"format": "xlsx"}))
    assert place.owner.username in sheet


def test_facility_card(place: SimpleNamespace) -> None:
    part = make.facility("Tủ sách Tổ 4", kind="bookcase", unit=place.ward, part_of=place.library)
    OpeningHours.objects.create(facility=place.library, weekday=1, opens=dt.time(7, 30), closes=dt.time(11, 30))
    page = main_of(get(place.owner, "facility_card", place.library.public_id))
    for said in ("chưa đạt", "ít nhất 2.000, theo 93/2020/NĐ-CP", "07:30–11:30", "Tủ sách Tổ 4", "Phường Một"):
        assert said in page
    assert reverse("facility_edit", args=[place.library.public_id]) not in page
    page = main_of(get(place.admin, "facility_card", part.public_id))
    assert "thuộc về" in page
    assert "Pháp luật không quy định" in page
    assert reverse("facility_edit", args=[part.public_id]) in page
    get(place.stranger, "facility_card", place.library.public_id, status=403)
    get(place.admin, "facility_card", "xxxxxxxxxxxx", status=404)


def test_role_list_by_person(place: SimpleNamespace) -> None:
    page = main_of(get(place.admin, "role_list"))
    assert place.owner.username in page
    local = make.user("administrator", at=place.other)
    page = main_of(get(local, "role_list"))
    assert place.stranger.username in page
    assert f"({place.owner.username})" not in page
    get(place.colleague, "role_list", status=403)
    nobody = User.objects.create_superuser("x", full_name="X")
    Assignment.objects.all().delete()
    assert "Chưa ai được giao vai trò" in get(nobody, "role_list", page=9)


@pytest.mark.parametrize("name", ["unit_tree", "facility_register", "role_list"])
def test_lists_cost_the_same_with_thirty_rows(place: SimpleNamespace, name: str) -> None:
    address = reverse(name)
    one = cost(place.admin, address)
    for _number in range(30):
        unit = make.unit(parent=place.ward)
        make.user("librarian", at=make.facility(unit=unit))
    assert cost(place.admin, address) == one


def test_cards_cost_the_same_with_thirty_rows(place: SimpleNamespace) -> None:
    unit, card = (
        reverse("unit_detail", args=[place.ward.public_id]),
        reverse("facility_card", args=[place.library.public_id]),
    )
    before = cost(place.admin, unit), cost(place.admin, card)
    for number in range(30):
        make.facility(unit=place.ward, part_of=place.library)
        OpeningHours.objects.create(facility=place.library, weekday=1, opens=dt.time(0, number), closes=dt.time(23))
        ends(make.unit(), place.ward)
    assert (cost(place.admin, unit), cost(place.admin, card)) == before


# --- changing


def post(user: User, name: str, /, *args, **data):
    return signed(user).post(reverse(name, args=args), data, follow=True)


def test_unit_add(place: SimpleNamespace) -> None:
    facts = {"kind": "school", "name": "Trường Mẫu", "code": "TM 01", "starts_on": "2026-01-01"}
    assert "Đơn vị mới thuộc Phường Một" in get(place.admin, "unit_add", place.ward.public_id)
    assert "Đã thêm Trường Mẫu." in text_of(post(place.admin, "unit_add", place.ward.public_id, **facts))
    assert "đang thuộc một đơn vị còn hoạt động" in text_of(
        post(place.admin, "unit_add", place.ward.public_id, **facts)
    )
    early = {**facts, "code": "TM 02", "starts_on": "2019-01-01"}
    assert "Ngày đó chưa có" in text_of(post(place.admin, "unit_add", place.ward.public_id, **early))
    answer = post(place.admin, "unit_add", place.ward.public_id, kind="bogus", name="", code="", starts_on="x")
    assert answer.status_code == 200
    assert Unit.objects.filter(kind="school").count() == 1
    for user in (place.colleague, place.stranger, make.user("administrator", at=place.other)):
        assert post(user, "unit_add", place.ward.public_id, **{**facts, "code": "x"}).status_code == 403


def test_unit_entered_for_a_later_day_can_be_opened_at_once(place: SimpleNamespace) -> None:
    day = today() + dt.timedelta(days=40)
    answer = post(
        place.admin, "unit_add", place.city.public_id, kind="ward", name="Phường Mai", code="99", starts_on=day
    )
    assert answer.status_code == 200
    assert "Phường Mai" in text_of(answer)


def test_unit_edit(place: SimpleNamespace) -> None:
    assert "Phường Một" in get(place.admin, "unit_edit", place.ward.public_id)
    answer = post(place.admin, "unit_edit", place.ward.public_id, name="Phường Nhất", document_code="UBND")
    assert "Phường Nhất" in text_of(answer)
    assert post(place.admin, "unit_edit", place.ward.public_id, name=" ").status_code == 200
    assert Unit.objects.get(pk=place.ward.pk).name == "Phường Nhất"
    assert post(place.stranger, "unit_edit", place.ward.public_id, name="Của tôi").status_code == 403


def test_unit_move(place: SimpleNamespace) -> None:
    assert "Số liệu trước ngày đó" in get(place.admin, "unit_move", place.ward.public_id)
    below = make.unit("Trường", kind="school", parent=place.ward)
    refused = post(place.admin, "unit_move", place.ward.public_id, parent=below.public_id, on="2026-01-01")
    assert "không thể trực thuộc" in text_of(refused)
    refused = post(place.admin, "unit_move", place.ward.public_id, parent=place.other.public_id, on="2020-01-01")
    assert "Chọn ngày sau 01/01/2020" in text_of(refused)
    moved = post(place.admin, "unit_move", place.ward.public_id, parent=place.other.public_id, on="2026-01-01")
    assert "nay trực thuộc Phường Hai" in text_of(moved)
    hidden = make.unit("Thành phố Lạ", kind="city")
    assert (
        post(place.admin, "unit_move", place.ward.public_id, parent=hidden.public_id, on="2026-02-01").status_code
        == 200
    )
    assert Unit.objects.count() == 5
    assert queries.history_of(place.ward).parents[-1].parent == place.other


FACILITY = {
    "name": "Tủ sách Tổ 5", "kind": "bookcase", "computers": "0", "periodical_titles": "0", "opened_on": "2026-01-02",
    "latitude": "22.147", "longitude": "105.83",
}  # fmt: skip


def test_facility_add(place: SimpleNamespace) -> None:
    assert "Điểm phục vụ mới của Phường Một" in get(place.admin, "facility_add", place.ward.public_id)
    assert "Đã thêm Tủ sách Tổ 5." in text_of(post(place.admin, "facility_add", place.ward.public_id, **FACILITY))
    for wrong, said in (
        ({"latitude": "222"}, "Ghi độ thập phân"),
        ({"longitude": "-181"}, "Ghi độ thập phân"),
        ({"closed_on": "2025-01-01"}, "Không thể đóng cửa trước ngày mở"),
        ({"name": ""}, "bắt buộc"),
    ):
        assert said in text_of(post(place.admin, "facility_add", place.ward.public_id, **{**FACILITY, **wrong})), wrong
    assert Facility.objects.filter(kind="bookcase").count() == 1
    assert post(place.colleague, "facility_add", place.ward.public_id, **FACILITY).status_code == 403
    new = make.unit(parent=place.city)
    ends(place.ward, new)
    assert "đã kết thúc" in text_of(post(place.admin, "facility_add", place.ward.public_id, **FACILITY))


def test_facility_edit(place: SimpleNamespace) -> None:
    assert "Thư viện phường Một" in get(place.admin, "facility_edit", place.library.public_id)
    facts = {**FACILITY, "name": "Thư viện Nhất", "kind": "commune_library", "seats": "30"}
    assert "Đã lưu" in text_of(post(place.admin, "facility_edit", place.library.public_id, **facts))
    assert Facility.objects.get(pk=place.library.pk).seats == 30
    page = text_of(post(place.admin, "facility_edit", place.library.public_id, **{**facts, "name": "", "seats": "-3"}))
    assert "<h1>Thư viện Nhất</h1>" in page
    assert post(place.owner, "facility_edit", place.library.public_id, **facts).status_code == 403


def test_facility_hours(place: SimpleNamespace) -> None:
    address = place.library.public_id
    good = {"day_1": "07:30-11:30, 13h30 – 17:00", "day_6": "8:00-11:00"}
    assert "Đã lưu" in text_of(post(place.admin, "facility_hours", address, **good))
    assert 'value="07:30-11:30, 13:30-17:00"' in get(place.admin, "facility_hours", address)
    for wrong in ("sáng", "25:00-26:00", "07:61-08:00", "11:00-07:00"):
        page = text_of(post(place.admin, "facility_hours", address, day_2=wrong))
        assert "không phải khoảng giờ" in page, wrong
    assert "chồng nhau" in text_of(post(place.admin, "facility_hours", address, day_3="07:00-11:00,10:00-12:00"))
    assert queries.opening_hours(place.library).count() == 3
    assert "Đã lưu" in text_of(post(place.admin, "facility_hours", address, day_1=""))
    assert not queries.opening_hours(place.library).exists()
    assert post(place.owner, "facility_hours", address, **good).status_code == 403


def test_facility_place(place: SimpleNamespace) -> None:
    address = place.library.public_id
    assert "Số liệu trước ngày đó" in get(place.admin, "facility_place", address)
    refused = post(place.admin, "facility_place", address, unit=place.other.public_id, on="2019-01-01")
    assert "Ngày đó chưa có" in text_of(refused)
    assert "Đã lưu" in text_of(
        post(place.admin, "facility_place", address, unit=place.other.public_id, on="2026-01-01")
    )
    assert queries.unit_of(place.library, on=dt.date(2026, 1, 1)) == place.other
    assert post(place.admin, "facility_place", address, unit="", on="").status_code == 200
    assert post(place.colleague, "facility_place", address).status_code == 403


ROLE = {"username": "Hoa.Nong", "full_name": "Nông Thị Hoa", "password": "den-sach-sang-2026", "role": "librarian"}


def test_a_role_with_a_new_account_signs_in(place: SimpleNamespace) -> None:
    form = get(place.admin, "role_add")
    assert "- Chọn -" in form
    assert '<option value="librarian" selected>' in form
    page = text_of(post(place.admin, "role_add", **ROLE, unit=place.ward.public_id, facility=place.library.public_id))
    assert "Nông Thị Hoa nay giữ vai trò thủ thư." in page
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "hoa.nong", "password": ROLE["password"]})
    assert answer.status_code == 302
    page = text_of(client.get(reverse("facility_register")))
    assert "Thư viện phường Một" in page
    assert "Thư viện phường Hai" not in page


def test_role_add_refuses(place: SimpleNamespace) -> None:
    def say(user: User = place.admin, **fields: str) -> str:
        return text_of(post(user, "role_add", **{**ROLE, "unit": place.ward.public_id, **fields}))

    assert "Không có tài khoản “hoa.nong”" in say(full_name="")
    assert "Không có tài khoản “hoa.nong”" in say(password="")
    assert "quá ngắn" in say(password="ngan")
    assert "Dùng chữ không dấu" in say(username="nông hoa")
    assert "không thuộc Phường Một" in say(facility=place.far.public_id)
    local = make.user("administrator", at=place.ward)
    say(local, facility=place.far.public_id)
    say(local, unit=place.city.public_id)
    say(role="bogus")
    assert not User.objects.filter(username="hoa.nong").exists()
    existing = {"username": place.owner.username, "full_name": "", "password": ""}
    assert "nay giữ vai trò" in say(**existing)
    assert "đã giữ vai trò đó" in say(**existing)
    assert "Đã có tài khoản" in say(username=place.owner.username)
    assert post(place.colleague, "role_add", **ROLE, unit=place.ward.public_id).status_code == 403


def test_role_page_new_password_and_end(place: SimpleNamespace) -> None:
    row = Assignment.objects.get(user=place.owner)
    local, other = make.user("administrator", at=place.ward), make.user("administrator", at=place.other)
    for name in ("role_detail", "role_password", "role_end"):
        get(local, name, row.pk)
        get(other, name, row.pk, status=404)
        get(place.colleague, name, row.pk, status=403)
    assert "quá ngắn" in text_of(post(local, "role_password", row.pk, password="ngan"))
    assert "Đã đặt mật khẩu mới" in text_of(post(local, "role_password", row.pk, password="den-sach-sang-2026"))
    Assignment.objects.create(user=place.owner, role="leader", unit=place.city, starts_on=make.START)
    assert "không có quyền" in text_of(post(local, "role_password", row.pk, password="den-sach-sang-2027"))
    assert Client().login(username=place.owner.username, password="den-sach-sang-2026")
    assert "thôi giữ vai trò thủ thư" in get(local, "role_end", row.pk)
    assert post(other, "role_end", row.pk).status_code == 404
    assert "Đã kết thúc vai trò" in text_of(post(local, "role_end", row.pk))
    assert Assignment.objects.get(pk=row.pk).ends_before == today()
    assert get(local, "role_detail", row.pk, status=404)
    assert "cả đơn vị và mọi nơi bên dưới" in get(
        place.admin, "role_detail", Assignment.objects.get(user=place.colleague).pk
    )
