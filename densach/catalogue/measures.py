"""What is counted here: the stock at the end of a month, and what came in during it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from densach.core.periods import Month
from densach.measures.register import Across, Measure, Split, Tally, register, register_split

from .models import Copy, Material, VoucherKind
from .queries import in_stock
from .subject_groups import SUBJECT_GROUPS


def count_held(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    """Copies held at the end of a month by facility, whole and by subject and material (one grouped query)."""
    return _tallies(Copy.objects.filter(in_stock(month.end)), facility_ids)


def count_added(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    """Copies entered in a month; one handed over from another place is none, the network has gained nothing, and one
    of an opening balance was there before.
    """
    entered = Copy.objects.filter(acquired_on__range=(month.start, month.end), moved_from__isnull=True)
    entered = entered.exclude(voucher__kind=VoucherKind.OPENING)
    return _tallies(entered, facility_ids)


def _tallies(copies: QuerySet[Copy], facility_ids: Collection[int] | None) -> Iterator[Tally]:
    if facility_ids is not None:
        copies = copies.filter(facility_id__in=facility_ids)
    found: Counter[tuple[int, str, str]] = Counter()
    grouped = copies.order_by().values_list("facility_id", "record__subject_group", "record__material")
    for facility, subject, material, n in grouped.annotate(n=Count("pk")):
        found[facility, "", ""] += n
        found[facility, "material", material] += n
        found[facility, "subject", subject or "unknown"] += n
    for (facility, split, key), n in found.items():
        yield Tally(facility, split, key, n)


COPIES_HELD = register(
    Measure(
        code="copies_held",
        name=_("Copies held"),
        definition=_(
            "Copies entered in the registers and not withdrawn by the end of the period; lost ones until withdrawn."
        ),
        reference="ISO 2789:2022, collection; TCVN 12843:2019",
        unit=_("copies"),
        across_time=Across.LAST,
        across_places=Across.SUM,
        splits=("subject", "material"),
        count=count_held,
    )
)

COPIES_ADDED = register(
    Measure(
        code="copies_added",
        name=_("Copies added"),
        definition=_(
            "Copies entered in the registers in the period, without those handed over from another place and those of an opening balance."
        ),
        reference="ISO 2789:2022, addition; TCVN 12843:2019",
        unit=_("copies"),
        across_time=Across.SUM,
        across_places=Across.SUM,
        splits=("subject", "material"),
        count=count_added,
    )
)

register_split(Split("subject", _("subject"), {**SUBJECT_GROUPS, "unknown": _("not known")}))
register_split(Split("material", _("material"), dict(Material.choices)))
