"""Every address × every role × own unit, sibling unit, stranger's unit × GET and POST, generated from the list of addresses.

5-quality.md §2, reliability test 6. A new page with an id in its address must say in OBJECTS what it shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from densach.accounts.models import User
from densach.catalogue.models import (
    Heading,
    ImportBatch,
    LookupServer,
    RegisterPrint,
    Stocktake,
    Subscription,
    Voucher,
    Weeding,
)
from densach.circulation.models import Policy
from densach.core.doors import PUBLIC, SIGNED_IN
from densach.network.models import Assignment, Unit
from densach.network.roles import ROLES, Role
from densach.programme.models import Indicator, Overrule, Plan, PlanProposal
from densach.reporting.models import Report, ReportCycle, WordTemplate
from tests import make

from .test_structure import our_patterns

type Kwargs = dict[str, str | int]
ADDRESSES = [(pattern.name or "", pattern) for _route, pattern in our_patterns()]
# what is one for the whole network: any holder of the right may open it, wherever the right is held
SHARED = {"periodical_subscribe", "record_edit", "copies_add", "measure_detail"}
SHARED |= {"lookup_server_edit", "lookup_server_remove", "lookup_server_test"}
SHARED |= {
    "record_cover_set",
    "record_cover_remove",
    "record_marc",
    "record_history",
    "record_version",
    "record_restore",
}
SHARED |= {"heading_variant_add", "heading_note", "heading_variant_remove", "heading_rename", "heading_merge"}
# a plan is a published document; the records behind its figures are guarded by their own pages
SHARED |= {"plan_detail", "plan_trend", "plan_tasks", "plan_sources", "indicator_detail"}
# pages that may be looked at with their own right, whose POST needs another one besides
ACTS_NEED = {"attendance_sheet": {"activities.record_attendance"}}


@pytest.fixture
def world(place: SimpleNamespace) -> SimpleNamespace:
    """One object of each sort in the first ward, and a city of strangers."""
    far_city = make.unit("Thành phố Lạ", kind="city")
    house = make.facility("Nhà văn hóa Một", kind="culture_house", unit=place.ward)
    paper = make.facility("Tủ sách Một", kind="bookcase", unit=place.ward, managed_since=None)
    patron = make.patron("Nông Thị Mẫu", facility=place.library)
    activity = make.activity("Câu lạc bộ Một", facility=house, takes_registrations=True, capacity=5)
    plan = Plan.objects.create(
        slug="mau", issuer=place.city, title="Kế hoạch mẫu", first_year=2023, last_year=2030, state="in_force"
    )
    cycle = ReportCycle.objects.create(
        plan=plan, receiver=place.city, year=2024, cut_off_on=dt.date(2024, 10, 31), due_on=dt.date(2024, 11, 25)
    )
    indicator = Indicator.objects.create(
        plan=plan,
        key="1a",
        name="Mẫu",
        type="share_of_facilities",
        population_kinds=["commune_library"],
        criterion="managed_digitally",
    )
    proposal = PlanProposal.objects.create(
        filename="mau.txt", uploaded_by=place.office, uploaded_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    )
    overrule = Overrule.objects.create(
        indicator=indicator,
        facility=place.library,
        year=2024,
        met=True,
        reason="mẫu",
        by=place.office,
        at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    template = WordTemplate.objects.create(
        unit=place.city,
        content=b"x",
        filename="x.docx",
        uploaded_by=place.office,
        uploaded_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    lookup_server = LookupServer.objects.create(name="Thư viện bạn", protocol="sru", address="http://127.0.0.1:1/")
    role = Assignment.objects.filter(user=place.officer).get()
    day = dt.date(2024, 1, 2)
    voucher = Voucher.objects.create(facility=place.library, number=1, on=day, entered_by=place.owner)
    batch = ImportBatch.objects.create(
        facility=place.library,
        file_name="mau.mrc",
        format="iso2709",
        state="done",
        uploaded_by=place.owner,
        done_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    register_print = RegisterPrint.objects.create(
        facility=place.library,
        kind="accession",
        format="pdf",
        asked_by=place.owner,
        asked_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    return SimpleNamespace(
        **vars(place), far_city=far_city, house=house, paper=paper, patron=patron, activity=activity, plan=plan, cycle=cycle, indicator=indicator,
        subscription=Subscription.objects.create(record=make.record("Báo mẫu", material="periodical"), facility=place.library, starts_on=dt.date(2024, 1, 1)),
        weeding=Weeding.objects.create(facility=place.library, title="Mẫu", opened_by=place.owner),
        stocktake=Stocktake.objects.create(facility=place.library, title="Mẫu", started_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC), started_by=place.owner),
        heading=Heading.objects.create(kind="name", text="Tên mẫu"), proposal=proposal, overrule=overrule, template=template,
        assignment=role, lookup_server=lookup_server, session=make.session(activity=activity), record=make.record("Sách mẫu"),
        copy=make.copy(facility=place.library), policy=Policy.objects.create(unit=place.ward), report=Report.objects.create(cycle=cycle, unit=place.ward),
        voucher=voucher, register_print=register_print, batch=batch,
    )  # fmt: skip


def by_id(name: str) -> Callable[[SimpleNamespace], Kwargs]:
    return lambda world: {"public_id": getattr(world, name).public_id}


# address prefix (longest wins) → what its id names; these belong to the first ward
OF_WARD: dict[str, Callable[[SimpleNamespace], Kwargs]] = {
    "import_": by_id("batch"), "import_refused": lambda world: {"public_id": world.batch.public_id, "kind": "ly-do"},
    "unit_": by_id("ward"), "facility_add": by_id("ward"), "facility_": by_id("library"), "patron_": by_id("patron"), "copy_": by_id("copy"),
    "stocktake_": by_id("stocktake"), "weeding_": by_id("weeding"), "subscription_": by_id("subscription"),
    "weeding_sign": lambda world: {"public_id": world.weeding.public_id, "step": "submit"},
    "weeding_back": lambda world: {"public_id": world.weeding.public_id, "step": "cancel"},
    "weeding_paper": lambda world: {"public_id": world.weeding.public_id, "paper": "proposal"},
    "activity_": by_id("activity"), "sessions_add": by_id("activity"), "registrations": by_id("activity"),
    "registration_cancel": lambda world: {"public_id": world.activity.public_id, "registration_id": "xxxxxxxxxxxx"},
    "session_": by_id("session"), "attendance_sheet": by_id("session"), "report_": by_id("report"),
    "report_cell": lambda world: {"public_id": world.report.public_id, "key": "m.visits"},
    "report_words": lambda world: {"public_id": world.report.public_id, "section": "leading"},
    "declare_month": lambda world: {"public_id": world.paper.public_id, "month": "2024-05"},
    "register_": by_id("library"), "voucher_": by_id("voucher"), "voucher_list": by_id("library"), "voucher_add": by_id("library"),
    "voucher_opening": by_id("library"), "voucher_gather": by_id("library"), "print_": by_id("register_print"),
    "voucher_copies": lambda world: {"public_id": world.voucher.public_id, "record_id": world.record.public_id},
    "role_": lambda world: {"pk": world.assignment.pk}, "policy_": lambda world: {"pk": world.policy.pk},
}  # fmt: skip
# these belong to the city above both wards, or to everybody
OF_CITY: dict[str, Callable[[SimpleNamespace], Kwargs]] = {
    "periodical_subscribe": by_id("record"),
    "cycle_": by_id("cycle"), "record_": by_id("record"), "copies_add": by_id("record"), "plan_": by_id("plan"),
    "indicator_": lambda world: {"public_id": world.plan.public_id, "key": "1a"}, "proposal_": by_id("proposal"),
    "proposal_section": lambda world: {"public_id": world.proposal.public_id, "section": "targets"},
    "overrule_file": lambda world: {"public_id": world.plan.public_id, "key": "1a", "name": "x.pdf"},
    "overrule_verdict": lambda world: {"public_id": world.plan.public_id, "key": "1a", "place_id": world.library.public_id},
    "withdraw_verdict": lambda world: {"public_id": world.plan.public_id, "key": "1a", "place_id": world.library.public_id}, "template_": by_id("city"),
    "sitemap_section": lambda _world: {"section": "records"}, "open_data_file": lambda _world: {"name": "records.csv"},
    "export_": lambda _world: {"job": "x" * 32}, "search_export": lambda _world: {"key": "ris"},
    "record_export": lambda world: {"public_id": world.record.public_id, "key": "ris"},
    "lookup_server_": lambda world: {"pk": world.lookup_server.pk},
    "measure_detail": lambda _world: {"code": "visits"}, "saved_search_": lambda _world: {"public_id": "xxxxxxxxxxxx"},
    "heading_": by_id("heading"),
    "class_detail": lambda _world: {"scheme": "ddc"},
    "record_version": lambda world: {"public_id": world.record.public_id, "number": 1},
    "record_restore": lambda world: {"public_id": world.record.public_id, "number": 1},
}  # fmt: skip


def kwargs_of(name: str, pattern: URLPattern, world: SimpleNamespace) -> tuple[Kwargs, bool]:
    """Arguments of an address, and whether they name something of the first ward."""
    wanted = pattern.pattern.converters.keys()
    if not wanted:
        return {}, False
    for table, of_ward in ((OF_WARD, True), (OF_CITY, False)):
        fitting = [prefix for prefix in table if name.startswith(prefix)]
        if fitting:
            found = table[max(fitting, key=len)](world)
            assert found.keys() >= wanted, f"{name}: OBJECTS gives {set(found)}, the address wants {set(wanted)}"
            return {key: found[key] for key in wanted}, of_ward
    raise AssertionError(f"{name} has an id in its address: say in this file what it shows")


def ask(client: Client, method: str, address: str) -> int:
    """The status; whatever the request changed is taken back."""
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, {})
        status = response.status_code
        if response.streaming:  # a download holds its file open until the last of it is read
            list(response)
        transaction.set_rollback(True)
    assert status < 500, f"{method} {address} answered {status}"
    return status


def person(role: str, unit: Unit) -> User:
    return make.user(role, at=unit)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_visitors_reach_public_pages_only(world: SimpleNamespace, method: str) -> None:
    client = Client()
    for name, pattern in ADDRESSES:
        address = reverse(name, kwargs=kwargs_of(name, pattern, world)[0])
        status = ask(client, method, address)
        if pattern.callback.right == PUBLIC:
            assert status != 302 or not client.get(address).headers.get("Location", "").startswith("/tai-khoan/"), name
        else:
            assert status in (302, 405), f"{name}: {status}"
            if status == 302:
                assert client.get(address).headers["Location"].startswith("/tai-khoan/"), name


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_role_reaches_what_its_rights_open_and_nothing_else(world: SimpleNamespace, role: str, method: str) -> None:
    people = {
        "own": person(role, world.city),
        "sibling": person(role, world.other),
        "stranger": person(role, world.far_city),
    }
    held = ROLES[role]
    wrong = []
    for where, user in people.items():
        client = Client()
        client.force_login(user)
        for name, pattern in ADDRESSES:
            kwargs, of_ward = kwargs_of(name, pattern, world)
            status = ask(client, method, reverse(name, kwargs=kwargs))
            foreign = bool(kwargs) and name not in SHARED and (where == "stranger" or (where == "sibling" and of_ward))
            if not _right_answer(name, pattern.callback.right, status, held, foreign=foreign, own=where == "own"):
                wrong.append(f"{where} {method} {name}: {status}")
    assert not wrong


def _right_answer(name: str, right: str, status: int, held: frozenset[str], *, foreign: bool, own: bool) -> bool:
    if right in (PUBLIC, SIGNED_IN) or status == 405:
        return True
    if right not in held:
        return status == 403
    if foreign:
        return status in (403, 404)
    return (
        not own
        or status != 403
        or bool(ACTS_NEED.get(name, set()) - held)
        or (name.startswith("desk_") and "circulation.lend" not in held)
    )
