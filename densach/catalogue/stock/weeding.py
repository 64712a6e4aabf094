"""What can be asked of weeding: dossiers, copies that might be weeded, places where it is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from densach.accounts.models import User
from densach.catalogue.availability import last_use
from densach.catalogue.models import (
    Condition,
    Copy,
    CopyState,
    ItemType,
    Weeding,
    WeedingGround,
    WeedingLine,
    WeedingState,
)
from densach.catalogue.rules_weeding import OPEN, due_on
from densach.network.access import facilities_with
from densach.network.models import Facility

from .copies import chunks, on_loan_of


@dataclass(frozen=True)
class Wanted:
    """What the helps are asked for: `years` without use or of age, `keep` copies of a title, class marks that begin
    with `class_mark`.
    """

    today: dt.date
    years: int = 5
    keep: int = 3
    class_mark: str = ""

    @property
    def since(self) -> dt.date:
        day = 28 if (self.today.month, self.today.day) == (2, 29) else self.today.day
        return self.today.replace(year=self.today.year - self.years, day=day)


@dataclass(frozen=True)
class Help:
    """One way of finding candidates, the ground it suggests, and how it narrows the copies of a place."""

    label: object
    ground: WeedingGround
    narrow: Callable[[QuerySet[Copy], Wanted], QuerySet[Copy]]


def _unused(copies: QuerySet[Copy], wanted: Wanted) -> QuerySet[Copy]:
    """Those that have been there long enough; which were used meanwhile is asked afterwards."""
    return copies.filter(acquired_on__lt=wanted.since)


def _surplus(copies: QuerySet[Copy], wanted: Wanted) -> QuerySet[Copy]:
    """All but the newest `keep` copies of each title; sets of textbooks are for whole classes and are left alone."""
    there = copies.exclude(item_type=ItemType.TEXTBOOK).exclude(state=CopyState.LOST)
    newest = Window(RowNumber(), partition_by="record_id", order_by=[F("acquired_on").desc(), F("pk").desc()])
    return there.annotate(place_in_row=newest).filter(place_in_row__gt=wanted.keep)


def _older(copies: QuerySet[Copy], _wanted: Wanted) -> QuerySet[Copy]:
    """Those of which the place holds a later edition: same title and volume, a later year."""
    held = copies.exclude(state=CopyState.LOST).exclude(record__year=None).order_by()
    editions = held.values_list("record_id", "record__title_exact", "record__volume", "record__year").distinct()
    years: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for record_id, title, volume, year in editions:
        years.setdefault((title, volume), []).append((year or 0, record_id))
    older = [pk for found in years.values() for year, pk in found if year < max(found)[0]]
    return copies.filter(record__in=older)


def _aged(copies: QuerySet[Copy], wanted: Wanted) -> QuerySet[Copy]:
    return copies.filter(record__year__lte=wanted.today.year - wanted.years)


def _damaged(copies: QuerySet[Copy], _wanted: Wanted) -> QuerySet[Copy]:
    return copies.filter(Q(state=CopyState.DAMAGED) | Q(condition=Condition.DAMAGED))


def _lost(copies: QuerySet[Copy], _wanted: Wanted) -> QuerySet[Copy]:
    return copies.filter(state=CopyState.LOST)


HELPS = {
    "unused": Help(_("not used for years"), WeedingGround.UNFIT, _unused),
    "surplus": Help(_("more copies than needed"), WeedingGround.SURPLUS, _surplus),
    "older": Help(_("an older edition"), WeedingGround.OUTDATED, _older),
    "aged": Help(_("published long ago"), WeedingGround.OUTDATED, _aged),
    "damaged": Help(_("damaged"), WeedingGround.DAMAGED, _damaged),
    "lost": Help(_("lost"), WeedingGround.LOST, _lost),
}


def candidate_ids(weeding: Weeding, key: str, wanted: Wanted) -> list[int]:
    """Ids of copies of the place that a help finds, by class mark and title; without rare ones, those on loan and
    those in an open dossier.
    """
    taken = WeedingLine.objects.filter(copy=OuterRef("pk"), weeding__state__in=OPEN)
    copies = Copy.objects.filter(facility=weeding.facility_id, withdrawn_on__isnull=True)
    copies = HELPS[key].narrow(copies.exclude(item_type=ItemType.RARE), wanted).filter(~Exists(taken))
    if wanted.class_mark:
        copies = copies.filter(record__class_mark__startswith=wanted.class_mark)
    rows = copies.order_by("record__class_mark", "record__title_sort", "accession_number", "pk")
    ids = list(rows.values_list("pk", flat=True))
    left_out = set(on_loan_of(ids))
    if key == "unused":
        left_out |= {copy_id for copy_id, day in last_use_of(ids).items() if day >= wanted.since}
    return [copy_id for copy_id in ids if copy_id not in left_out]


def last_use_of(copy_ids: Collection[int]) -> dict[int, dt.date]:
    """As `availability.last_use`, for any number of copies."""
    found: dict[int, dt.date] = {}
    for chunk in chunks(sorted(copy_ids)):
        found |= last_use(chunk)
    return found


def copies_in(ids: Collection[int]) -> list[Copy]:
    """Copies with their records, in the order of `ids`."""
    found: dict[int, Copy] = {}
    for chunk in chunks(list(ids)):
        found |= Copy.objects.select_related("record", "facility").in_bulk(chunk)
    return [found[copy_id] for copy_id in ids if copy_id in found]


def weedings_for(actor: User, right: str) -> QuerySet[Weeding]:
    """Dossiers of the places where the actor holds a right, the newest first."""
    places = facilities_with(actor, right).order_by()
    return Weeding.objects.filter(facility__in=places).select_related("facility", "opened_by")


def weeding_lines(weeding: Weeding) -> QuerySet[WeedingLine]:
    lines = WeedingLine.objects.filter(weeding=weeding).select_related("copy__record")
    return lines.order_by("copy__register__prefix", "copy__number", "copy__accession_number", "pk")


@dataclass(frozen=True)
class Sums:
    """Copies and value (đồng) of a dossier: in all, kept, by ground without the kept."""

    copies: int
    kept: int
    value: int
    by_ground: Mapping[str, int]

    @property
    def weeded(self) -> int:
        return self.copies - self.kept


def sums(weeding: Weeding) -> Sums:
    by_ground: Counter[str] = Counter()
    kept = value = 0
    rows = WeedingLine.objects.filter(weeding=weeding).order_by().values_list("ground", "keeps")
    for ground, keeps, count, price in rows.annotate(n=Count("pk"), price=Sum("copy__price")):
        if keeps:
            kept += count
        else:
            by_ground[ground] += count
            value += price or 0
    return Sums(kept + by_ground.total(), kept, value, by_ground)


@dataclass(frozen=True)
class Due:
    """A place where the next weeding was or is due on a day; `last` is that of the last decision, if any."""

    facility: Facility
    last: dt.date | None
    on: dt.date


def weeding_due(actor: User, right: str, today: dt.date) -> list[Due]:
    """Places of the actor whose last weeding (or first copy) is 3 years past, 5 with over 300,000 copies; the longest
    overdue first. Places where a dossier is open are left out.
    """
    held = Copy.objects.filter(facility__in=facilities_with(actor, right).order_by(), withdrawn_on__isnull=True)
    counted = {place: (first, n) for place, first, n in held.order_by().values_list("facility").annotate(first=Min("acquired_on"), n=Count("pk"))}  # fmt: skip
    dossiers = Weeding.objects.filter(facility__in=counted).order_by()
    last = dict(dossiers.filter(state=WeedingState.DECIDED).values_list("facility").annotate(last=Max("decision_on")))
    running = set(dossiers.filter(state__in=OPEN).values_list("facility", flat=True))
    places = Facility.objects.in_bulk([place for place in counted if place not in running])
    found = [Due(facility, last.get(pk), due_on(last.get(pk) or counted[pk][0], counted[pk][1])) for pk, facility in places.items()]  # fmt: skip
    return sorted((due for due in found if due.on <= today), key=lambda due: (due.on, due.facility.name_sort))
