"""What can be asked of stocktakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from densach.accounts.models import User
from densach.catalogue.models import Copy, CopyState, Finding, Stocktake, StocktakeLine
from densach.catalogue.rules_stock import NOT_IN_ORDER, SEEN
from densach.core.clock import local_day
from densach.network.access import facilities_with

from .copies import chunks

# the copy was there, or was known to be with a reader: its register line gets the year
_ACCOUNTED_FOR = (*SEEN, Finding.FOUND_AGAIN, Finding.OUT)


def stocktakes_for(actor: User, right: str) -> QuerySet[Stocktake]:
    """Stocktakes of the places where the actor holds a right, the newest first."""
    places = facilities_with(actor, right).order_by()
    return Stocktake.objects.filter(facility__in=places).select_related("facility", "register", "started_by")


def expected_copies(stocktake: Stocktake) -> QuerySet[Copy]:
    """Copies in scope that were there when it began and are neither withdrawn nor lost by now."""
    copies = Copy.objects.filter(facility=stocktake.facility_id, pk__lte=stocktake.newest_copy)
    copies = copies.exclude(state__in=(CopyState.WITHDRAWN, CopyState.LOST))
    if stocktake.register_id:
        copies = copies.filter(register=stocktake.register_id)
    return copies.filter(shelf__istartswith=stocktake.shelf) if stocktake.shelf else copies


def not_seen(stocktake: Stocktake) -> QuerySet[Copy]:
    """Expected copies that nobody has scanned yet, by shelf and number; those with readers are among them."""
    lines = StocktakeLine.objects.filter(stocktake=stocktake, copy=OuterRef("pk"))
    copies = expected_copies(stocktake).filter(~Exists(lines)).select_related("record")
    return copies.order_by("shelf", "register__prefix", "number", "accession_number", "pk")


@dataclass(frozen=True)
class Progress:
    """How far a stocktake is; `found` counts the lines of each finding. Fixed once it is closed."""

    expected: int
    seen: int
    found: dict[str, int]

    @property
    def remaining(self) -> int:
        return self.expected - self.seen

    @property
    def scanned(self) -> int:
        """Copies and unknown numbers that were scanned."""
        return sum(n for finding, n in self.found.items() if finding not in (Finding.MISSING, Finding.OUT))

    @property
    def to_do(self) -> int:
        """Findings that are not in order."""
        return sum(self.found.get(finding, 0) for finding in NOT_IN_ORDER)


def progress(stocktake: Stocktake) -> Progress:
    lines = StocktakeLine.objects.filter(stocktake=stocktake).order_by()
    found = dict(lines.values_list("finding").annotate(n=Count("pk")))
    if stocktake.expected is not None:
        if stocktake.is_partial:
            seen = sum(found.get(finding, 0) for finding in SEEN)
        else:
            seen = stocktake.expected - found.get(Finding.MISSING, 0) - found.get(Finding.OUT, 0)
        return Progress(stocktake.expected, seen, found)
    expected = expected_copies(stocktake)
    seen = expected.filter(Exists(StocktakeLine.objects.filter(stocktake=stocktake, copy=OuterRef("pk")))).count()
    return Progress(expected.count(), seen, found)


def lines_of(stocktake: Stocktake, finding: str = "") -> QuerySet[StocktakeLine]:
    """Lines with their copies, the newest first; with `finding` those only, by shelf and number."""
    lines = StocktakeLine.objects.filter(stocktake=stocktake).select_related("copy__record", "copy__facility", "by")
    if not finding:
        return lines.order_by("-at", "-pk")
    return lines.filter(finding=finding).order_by("copy__shelf", "copy__accession_number", "pk")


def people_of(stocktake: Stocktake) -> list[User]:
    """Who began it and who scanned, by account."""
    scanned = StocktakeLine.objects.filter(stocktake=stocktake).exclude(finding__in=(Finding.MISSING, Finding.OUT))
    ids = {stocktake.started_by_id, *scanned.order_by().values_list("by", flat=True).distinct()}
    return list(User.objects.filter(pk__in=ids).order_by("pk"))


def stocktake_years(copy_ids: Collection[int]) -> dict[int, list[int]]:
    """{copy id: years, the earliest first} of the closed stocktakes in which a copy was there or known to be with a
    reader. Copies of no stocktake are left out.
    """
    years: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks(sorted(copy_ids)):
        rows = StocktakeLine.objects.filter(
            copy__in=chunk, finding__in=_ACCOUNTED_FOR, stocktake__closed_at__isnull=False
        )
        for copy_id, closed in rows.order_by().values_list("copy_id", "stocktake__closed_at"):
            if copy_id and closed:
                years[copy_id].add(local_day(closed).year)
    return {copy_id: sorted(found) for copy_id, found in years.items()}
