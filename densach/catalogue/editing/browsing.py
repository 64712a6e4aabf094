"""Names and subjects as one browses them: by the Vietnamese alphabet, with how many records bear each."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from densach.catalogue.models import Heading, HeadingKind, Record, RecordHeading
from densach.catalogue.queries import begins
from densach.core.text import fold, sort_key

LETTERS = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
# books abroad begin with these too, digits stand before all letters
OTHERS = "FJWZ"


def _borne() -> QuerySet[RecordHeading]:
    """Links of the outer heading to records that are in the catalogue."""
    return RecordHeading.objects.filter(heading=OuterRef("pk"), record__gone_at__isnull=True).order_by()


def with_counts(headings: QuerySet[Heading]) -> QuerySet[Heading]:
    """With `records`: how many records bear it."""
    counted = _borne().values("heading").annotate(n=Count("pk")).values("n")
    return headings.annotate(records=Coalesce(Subquery(counted), 0))


def browse(kind: str, *, letter: str = "", text: str = "") -> QuerySet[Heading]:
    """Headings that some record bears, and variants that lead to such; in Vietnamese order.

    `letter` is one of LETTERS or OTHERS, or "0" for what begins with a digit; `text` finds words by their beginning.
    """
    found = Heading.objects.filter(kind=kind).select_related("see")
    borne_by_used = RecordHeading.objects.filter(heading=OuterRef("see"), record__gone_at__isnull=True)
    found = found.filter(Q(Exists(_borne())) | Q(Exists(borne_by_used)))
    if letter and (letter == "0" or letter in LETTERS + OTHERS):
        found = found.filter(sort__startswith="!" if letter == "0" else sort_key(letter)[0])
    for word in fold(text).split()[:8]:
        found = found.filter(begins("folded", word))
    return with_counts(found).order_by("sort", "pk")


def alike(heading: Heading, text: str = "") -> QuerySet[Heading]:
    """Headings in use that `heading` may be merged into: those with the words of `text`, else with its own words in
    any order and any accents.
    """
    found = Heading.objects.filter(kind=heading.kind, see__isnull=True).exclude(pk=heading.pk)
    for word in (fold(text) or heading.folded).split()[:6]:
        found = found.filter(begins("folded", word))
    return with_counts(found).order_by("sort", "pk")[:20]


def records_under(heading: Heading) -> QuerySet[Record]:
    borne = RecordHeading.objects.filter(heading=heading).order_by().values("record_id")
    return Record.objects.live().filter(pk__in=borne).order_by("title_sort", "pk")


def count_under(heading: Heading) -> int:
    return RecordHeading.objects.filter(heading=heading, record__gone_at__isnull=True).count()


def headings_of(record: Record) -> dict[str, list[Heading]]:
    """ "names" and "topics" of a record, in its order."""
    borne = RecordHeading.objects.filter(record=record).select_related("heading").order_by("position", "pk")
    found: dict[str, list[Heading]] = {"names": [], "topics": []}
    for link in borne:
        found["names" if link.heading.kind == HeadingKind.NAME else "topics"].append(link.heading)
    return found
