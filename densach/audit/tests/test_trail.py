from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from densach.accounts.models import User
from densach.audit import queries, services, verbs
from densach.audit.models import Entry
from densach.core.clock import now
from densach.network import services as network
from tests import make

TRAIL = reverse("trail")


def page_of(user: User, **query: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(TRAIL, query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode()).split("<main", 1)[1]


def line(place: SimpleNamespace, **fields: object) -> Entry:
    facts: dict = {"actor": place.admin, "verb": "unit.edit", "subject": place.ward, "unit_id": place.ward.pk, **fields}
    return services.record(**facts)


def test_a_line_is_written_with_the_change(place: SimpleNamespace) -> None:
    before = now()
    entry = line(place, changes={"name": ["Một", "Nhất"]})
    assert before <= entry.at <= now()
    assert (entry.subject_type, entry.subject_id, entry.subject_label) == (
        "network.Unit",
        str(place.ward.pk),
        "Phường Một",
    )
    assert str(entry).endswith("unit.edit Phường Một")
    long = make.unit("Phường " + "dài " * 40)
    assert len(line(place, subject=long).subject_label) <= 200


def test_who_sees_which_lines(place: SimpleNamespace) -> None:
    of_ward, of_other = line(place), line(place, subject=place.other, unit_id=place.other.pk)
    of_place = line(place, subject=place.far, unit_id=None, facility_id=place.far.pk)
    of_none = line(place, subject=place.admin, unit_id=None)
    own, strange = make.user("leader", at=place.ward), make.user("leader", at=place.other)
    assert set(queries.entries_visible(own)) == {of_ward}
    assert set(queries.entries_visible(strange)) == {of_other, of_place}
    assert set(queries.entries_visible(place.admin)) == {of_ward, of_other, of_place}
    assert set(queries.entries_visible(User.objects.system())) == {of_ward, of_other, of_place, of_none}
    page = page_of(own)
    assert "Phường Một" in page
    assert "Phường Hai" not in page


def test_pages_by_person(place: SimpleNamespace) -> None:
    line(place)
    client = Client()
    assert client.get(TRAIL).status_code == 302
    for user in (place.owner, place.colleague, place.stranger):
        client.force_login(user)
        assert client.get(TRAIL).status_code == 403
    assert "Phường Một" in page_of(place.office)


def test_lines_of_an_ended_unit_go_to_those_who_follow(place: SimpleNamespace) -> None:
    new = make.unit("Phường Mới", parent=place.city, starts_on=dt.date(2025, 7, 1))
    old = line(place)
    network.end_unit(actor=place.admin, unit=place.ward, before=dt.date(2025, 7, 1), successors=[(new, "merge", 1)])
    assert old in queries.entries_visible(make.user("leader", at=new))
    assert old not in queries.entries_visible(make.user("leader", at=place.other))


def test_filter(place: SimpleNamespace) -> None:
    line(place, verb="unit.edit")
    line(place, verb="loan.nobody_named", subject=place.city)
    old = line(place, subject=place.other)
    Entry.objects.filter(pk=old.pk).update(at=dt.datetime(2024, 3, 1, 17, 30, tzinfo=dt.UTC))
    page = page_of(place.admin, q="sửa đơn vị")
    assert "Phường Một" in page
    assert "Thành phố Mẫu<" not in page
    assert "loan.nobody_named" in page_of(place.admin, q="nobody")
    assert "Phường Một" in page_of(place.admin, q=place.admin.full_name)
    assert "Không có dòng nào" in page_of(place.admin, q="zzz")
    # 00:30 on 2 March in Việt Nam
    assert "Phường Hai" in page_of(place.admin, since="2024-03-02", until="2024-03-02")
    assert "Phường Hai" not in page_of(place.admin, until="2024-03-01")
    assert "Phường Hai" not in page_of(place.admin, since="2024-03-03")
    wrong = page_of(place.admin, since="hôm qua")
    assert "octagon-alert" in wrong
    assert "Phường Một" in wrong


def test_changes_are_said_in_words(place: SimpleNamespace) -> None:
    line(place, changes={"name": ["Một", "Nhất"], "named_after_person": [False, True], "short_name": ["", None]})
    line(place, verb="facility.hours", subject=place.library, changes={"hours": ["1 07:30-11:30"], "seats": 4})
    gone = line(place, changes={"name": "x", "logentry": 1})
    Entry.objects.filter(pk=gone.pk).update(subject_type="nowhere.Nothing")
    page = page_of(place.admin)
    assert "tên: Một → Nhất; đặt theo tên người: không → có; tên ngắn: – → –" in page
    assert "sửa đơn vị" in page
    assert "hours: 1 07:30-11:30; chỗ ngồi: 4" in page
    assert "logentry: 1; name: x" in page


def test_a_relation_without_a_name_keeps_its_key(place: SimpleNamespace) -> None:
    line(place, subject=place.admin, changes={"logentry": 1})
    assert "logentry: 1" in page_of(place.admin)


def test_words_of_verbs() -> None:
    assert verbs.word_of("role.assign") == "giao vai trò"
    assert verbs.word_of("nobody.named_it") == "nobody.named_it"
    assert verbs.verbs_with("GIAO VAI") == ["role.assign"]
    with pytest.raises(ValueError, match="twice"):
        verbs.register({"role.assign": "khác"})


def test_every_verb_of_network_has_words(place: SimpleNamespace) -> None:
    source = Path(network.__file__).read_text(encoding="utf-8")
    used = set(re.findall(r'"((?:unit|facility|role|account)\.[a-z]+)"', source))
    assert used
    assert all(verb in verbs.VERBS for verb in used)


def test_cost_and_workbook(place: SimpleNamespace) -> None:
    client = Client()
    client.force_login(place.admin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(TRAIL)
        return len(asked)

    line(place)
    client.get(TRAIL)
    one = cost()
    for number in range(30):
        line(
            place,
            subject=place.library,
            facility_id=place.library.pk,
            actor=make.user(),
            changes={"seats": [1, number]},
        )
    assert cost() == one
    answer = client.get(TRAIL, {"format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "chỗ ngồi: 1 → 29" in book.read("xl/worksheets/sheet1.xml").decode()
