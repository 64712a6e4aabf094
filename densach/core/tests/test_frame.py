from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils.translation import gettext_lazy as _

from densach.accounts.models import User
from densach.config.urls import urlpatterns as real_patterns
from densach.core.doors import PUBLIC, public, requires, signed_in
from densach.core.errors import NotAllowed, Refusal
from densach.core.middleware import GetWrites
from densach.core.sockets import Register
from densach.core.tables import Column, Table
from densach.network.models import Unit
from tests import make


class TooMany(Refusal):
    code = "too-many"
    sentence = _("%(count)s is too many.")
    advice = _("Take %(least)s.")


@public
def writes_on_get(request):
    User.objects.create_user("x")
    return HttpResponse("ok")


@public
def refuses(request):
    raise TooMany(count=9, least=3)


@signed_in
def own(request):
    return HttpResponse("own")


@requires("circulation.lend")
def lends(request):
    return HttpResponse("lent")


urlpatterns = [
    path("t/writes/", writes_on_get), path("t/refuses/", refuses), path("api/t/refuses/", refuses), path("t/own/", own),
    path("t/lends/", lends), *real_patterns,
]  # fmt: skip
here = override_settings(ROOT_URLCONF=__name__)


def test_refusal_says_what_and_what_to_do() -> None:
    refusal = TooMany(count=9, least=3)
    assert str(refusal) == "9 is too many."
    assert refusal.what_to_do == "Take 3."
    assert refusal.as_problem() == {
        "type": "about:blank", "title": "9 is too many.", "status": 422, "code": "too-many", "detail": "Take 3.",
        "data": {"count": 9, "least": 3},
    }  # fmt: skip


@here
@pytest.mark.django_db
def test_a_get_that_writes_raises(client: Client) -> None:
    with pytest.raises(GetWrites), transaction.atomic():
        client.get("/t/writes/")
    assert not User.objects.filter(username="x").exists()
    assert client.post("/t/writes/").status_code == 200


@here
@pytest.mark.django_db
def test_a_refusal_becomes_page_fragment_or_problem(client: Client) -> None:
    page = client.get("/t/refuses/")
    assert page.status_code == 422
    assert "9 is too many." in page.content.decode()
    assert "<html" in page.content.decode()
    fragment = client.get("/t/refuses/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert "Take 3." in fragment.content.decode()
    problem = client.get("/api/t/refuses/")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert json.loads(problem.content)["code"] == "too-many"


@here
def test_doors_by_person(client: Client, place: SimpleNamespace) -> None:
    assert client.get("/t/own/").status_code == 302
    assert client.get("/t/lends/").status_code == 302
    client.force_login(place.owner)
    assert client.get("/t/lends/").content == b"lent"
    client.force_login(place.officer)
    assert client.get("/t/own/").content == b"own"
    answer = client.get("/t/lends/")
    assert answer.status_code == 403
    assert refuses.right == PUBLIC


def test_not_allowed_names_the_right() -> None:
    assert "cho mượn và nhận trả" in NotAllowed(right="circulation.lend").what_to_do


def test_register_refuses_a_key_twice_and_discovers_once() -> None:
    register: Register[object] = Register("nothing_to_discover")
    thing = object()
    register.add("a", thing)
    register.add("a", thing)
    with pytest.raises(ValueError, match="twice"):
        register.add("a", object())
    assert list(register) == [thing]
    assert register.get("a") is thing
    assert "a" in register
    assert "b" not in register


COLUMNS = (
    Column("name", "Tên", lambda row: row.name, ("name_sort",)),
    Column("code", "Mã", lambda row: row.code, ("code",), number=True),
    Column("x", "X", lambda _row: 1),
)


@pytest.mark.django_db
def test_table_sorts_pages_and_falls_back() -> None:
    for number in range(3):
        make.unit(f"Phường {number}", code=f"{9 - number:05d}")
    rows = Unit.objects.all()

    def table(query: str) -> Table:
        return Table(RequestFactory().get("/?" + query), rows, COLUMNS, "name", per_page=2)

    assert [row.name for row in table("").page] == ["Phường 0", "Phường 1"]
    assert [row.name for row in table("sort=-name&page=2").page] == ["Phường 0"]
    assert [row.name for row in table("sort=code").page] == ["Phường 2", "Phường 1"]
    assert table("sort=nonsense&page=99").sort == "name"
    assert table("sort=x").sort == "name"
    assert table("").total == 3
    assert next(table("sort=code").export()) == ["Phường 2", "00007", 1]
    shown = table("q=a").shown(label="Đơn vị", noun="đơn vị", url_of=lambda row: f"/{row.code}", empty={})
    assert shown["export_url"] == "?q=a&format=xlsx"
    assert [column["kind"] for column in shown["columns"]] == ["", "num", ""]
    assert shown["rows"][0]["url"] == "/00009"


@pytest.mark.django_db
def test_table_gives_a_workbook_when_asked() -> None:
    make.unit("Phường Một")
    answer = Table(RequestFactory().get("/?format=xlsx"), Unit.objects.all(), COLUMNS, "name").as_file("Đơn vị")
    assert answer is not None
    assert answer.content[:2] == b"PK"
    assert "on-vi.xlsx" in answer["Content-Disposition"]
    assert Table(RequestFactory().get("/?format=exe"), Unit.objects.all(), COLUMNS, "name").as_file("x") is None


@pytest.mark.django_db
def test_migrated_database_has_our_tables() -> None:
    assert "network_unit" in connection.introspection.table_names()


@pytest.mark.django_db
def test_addresses_lose_their_nul(client: Client) -> None:
    assert client.get("/tim/?q=a%00b&place=%00").context["asked"].text == "ab"
    assert client.get("/bieu-ghi/abc%00def/").status_code == 404
