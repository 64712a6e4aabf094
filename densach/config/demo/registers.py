"""How the sample's copies came and went on paper: vouchers, weedings, a stocktake, periodicals."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import defaultdict

from densach.catalogue.models import (
    Copy,
    CopyState,
    Finding,
    Issue,
    IssueState,
    Material,
    Record,
    Source,
    Stocktake,
    StocktakeLine,
    Subscription,
    Voucher,
    VoucherKind,
    Weeding,
    WeedingGround,
    WeedingLine,
    WeedingState,
    WithdrawalReason,
)
from densach.network.models import Facility, FacilityKind

from .world import FIRST_DAY, World

# month and day of the intakes of a year: after the budget, before summer, for the new school year, in autumn
_INTAKES = ((1, 10), (3, 20), (6, 15), (9, 20), (11, 10))
_SOURCES = (Source.BOUGHT, Source.BOUGHT, Source.ALLOTTED, Source.BOUGHT, Source.DONATED)
_WORDS = {Source.BOUGHT: "Mua", Source.ALLOTTED: "Cấp", Source.DONATED: "Tặng"}
_GROUNDS = (
    (WeedingGround.DAMAGED, WithdrawalReason.DAMAGED),
    (WeedingGround.OUTDATED, WithdrawalReason.OUTDATED),
    (WeedingGround.LOST, WithdrawalReason.LOST),
)
_MONTHLY = ("Toán học và Tuổi trẻ", "Vật lí và Tuổi trẻ", "Văn học và Tuổi trẻ")
_DECIDED = dt.date(2024, 12, 20)


def load_papers(world: World) -> None:
    """Give the copies that are about to be written their vouchers and weedings (copies are changed, not saved)."""
    for key, copies in world.copies.items():
        facility = world.facilities[key]
        _vouchers(world, facility, copies)
        _weeding(world, facility, copies)


def load_after_copies(world: World) -> None:
    """What points to copies: lines of weedings, a stocktake of the first library, periodicals."""
    weeded = [copy for copies in world.copies.values() for copy in copies if copy.weeding is not None]
    grounds = {reason: ground for ground, reason in _GROUNDS}
    WeedingLine.objects.bulk_create(
        WeedingLine(weeding=copy.weeding, copy=copy, ground=grounds[WithdrawalReason(copy.withdrawal_reason)])
        for copy in weeded
    )
    libraries = [key for key in world.copies if world.facilities[key].kind == FacilityKind.COMMUNE_LIBRARY]
    if libraries:
        _stocktake(world, world.facilities[libraries[0]], world.copies[libraries[0]])
    _periodicals(world, [world.facilities[key] for key in libraries[:4]])


def _vouchers(world: World, facility: Facility, copies: list[Copy]) -> None:
    """Copies from before 2022 are the opening balance; each later one comes with the last intake before its day."""
    days = [dt.date(year, month, day) for year in range(2022, world.today.year + 1) for month, day in _INTAKES]
    arrivals: dict[dt.date, list[Copy]] = defaultdict(list)
    for copy in copies:
        if copy.acquired_on >= FIRST_DAY:
            copy.acquired_on = max(days[max(0, bisect.bisect_right(days, copy.acquired_on) - 1)], facility.opened_on)
            arrivals[copy.acquired_on].append(copy)
    opening = Voucher.objects.create(
        facility=facility, kind=VoucherKind.OPENING, on=max(FIRST_DAY, facility.opened_on), source=Source.OTHER,
        note="Số dư chuyển từ sổ giấy", entered_by=world.system, is_sample=True,
    )  # fmt: skip
    for copy in copies:
        copy.voucher = opening
    for number, day in enumerate(sorted(arrivals), start=1):
        source = _SOURCES[(number + facility.pk) % len(_SOURCES)]
        voucher = Voucher.objects.create(
            facility=facility, number=number, on=day, source=source, document_number=f"P{day:%y%m}-{number:02d}",
            document_on=day, entered_by=world.system, is_sample=True,
        )  # fmt: skip
        for copy in arrivals[day]:
            copy.voucher, copy.source = voucher, _WORDS[source]


def _weeding(world: World, facility: Facility, copies: list[Copy]) -> None:
    gone = [copy for copy in copies if copy.state == CopyState.WITHDRAWN]
    if not gone:
        return
    weeding = Weeding.objects.create(
        facility=facility, title="Thanh lọc năm 2024", state=WeedingState.DECIDED, reason="Sách rách nát, lạc hậu, mất sau kiểm kê.",
        fate="Bán giấy vụn, nộp ngân sách", proposal_number="12/TTr-TV", proposal_on=dt.date(2024, 10, 7),
        council=[{"name": "Người Mẫu A", "position": "Công chức văn hóa", "role": "Chủ tịch hội đồng"}],
        council_number="45/QĐ-UBND", council_on=dt.date(2024, 10, 21), minutes_number="02/BB-HĐTL",
        minutes_on=dt.date(2024, 12, 9), decision_number="58/QĐ-UBND", decision_on=_DECIDED, opened_by=world.system,
    )  # fmt: skip
    for index, copy in enumerate(gone):
        copy.weeding, copy.withdrawn_on = weeding, _DECIDED
        copy.withdrawal_reason, copy.withdrawal_minutes = _GROUNDS[index % 3][1], "02/BB-HĐTL"


def _stocktake(world: World, facility: Facility, copies: list[Copy]) -> None:
    """At the end of 2023: every hundredth copy was missing."""
    start = world.at(dt.date(2023, 12, 18), 8)
    expected = [copy for copy in copies if copy.acquired_on < start.date()]
    stocktake = Stocktake.objects.create(
        facility=facility, title="Kiểm kê cuối năm 2023", started_at=start, started_by=world.system,
        closed_at=world.at(dt.date(2023, 12, 22), 16), minutes_number="01/BB-KK", expected=len(expected),
    )  # fmt: skip
    StocktakeLine.objects.bulk_create(
        (
            StocktakeLine(
                stocktake=stocktake, copy=copy, scanned=copy.barcode, shelf=copy.shelf, at=start, by=world.system,
                finding=Finding.MISSING if index % 100 == 99 else Finding.PRESENT,
            )
            for index, copy in enumerate(expected)
        ),
        batch_size=2000,
    )  # fmt: skip


def _periodicals(world: World, places: list[Facility]) -> None:
    """Three magazines a month at each place since January; the last issue is still awaited."""
    records = list(Record.objects.filter(material=Material.PERIODICAL, title__in=_MONTHLY).order_by("pk"))
    start = dt.date(world.today.year, 1, 1)
    subscriptions = Subscription.objects.bulk_create(
        Subscription(
            public_id=world.public_id(), record=record, facility=place, starts_on=start,
            ends_on=dt.date(world.today.year, 12, 31), first_number=1, price=25000, shelf="BÁO", is_sample=True,
        )
        for place in places
        for record in records
    )  # fmt: skip
    issues = []
    for subscription in subscriptions:
        for month in range(1, world.today.month + 1):
            on = dt.date(world.today.year, month, 5)
            came = month < world.today.month
            issues.append(
                Issue(
                    public_id=world.public_id(), subscription=subscription, number=str(month), on=on,
                    state=IssueState.RECEIVED if came else IssueState.EXPECTED, copies=1 if came else 0,
                    received_on=on + dt.timedelta(days=3) if came else None,
                )
            )  # fmt: skip
    Issue.objects.bulk_create(issues)
