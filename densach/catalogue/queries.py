"""What can be asked of the catalogue. Records and copies are public; only the pages that change them need a right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from densach.accounts.models import User
from densach.core.text import exact_key, fold
from densach.network.access import facilities_with
from densach.network.models import Facility

from . import rules
from .availability import on_loan
from .models import AccessionRegister, Copy, CopyState, Record, RecordVersion
from .permissions import EDIT_CATALOGUE


def find_copy(barcode_or_accession: str, facility: Facility | None = None) -> Copy | None:
    """The copy with this bar code, or with this accession number at `facility` (numbers are unique per register only).

    Blanks and case do not matter; "pm 2774" finds PM.002774. Withdrawn copies are found too, after those that are not.
    Comes with record, facility and register.
    """
    text = rules.scanned(barcode_or_accession)
    copies = Copy.objects.select_related("record", "facility", "register")
    found = copies.filter(barcode=text).first()
    if found is not None or facility is None or not text:
        return found
    return (
        copies.filter(facility=facility)
        .filter(_numbered(text, facility))
        .order_by(F("withdrawn_on").asc(nulls_first=True), "pk")
        .first()
    )


def _numbered(text: str, facility: Facility) -> Q:
    numbered = Q(accession_number__iexact=text)
    if parts := rules.number_parts(text):
        prefix, number = parts
        for register in AccessionRegister.objects.filter(facility=facility, prefix=prefix):
            numbered |= Q(register=register, accession_number=register.written(number))
    return numbered


def record_by_public_id(public_id: str) -> Record | None:
    """A record that is in the catalogue; in the place of one that was merged, the one it was merged into."""
    found = Record.objects.select_related("merged_into").filter(public_id=public_id).first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found if found is not None and found.gone_at is None else None


def versions_kept(record: Record) -> int:
    """How many times a record was changed."""
    return RecordVersion.objects.filter(record=record).count()


def copy_by_public_id(actor: User, public_id: str) -> Copy | None:
    """None where there is no such copy, or none that the actor may change."""
    copies = Copy.objects.select_related("record", "facility", "register")
    return copies.filter(public_id=public_id, facility__in=facilities_with(actor, EDIT_CATALOGUE).order_by()).first()


def copies_of(record: Record) -> QuerySet[Copy]:
    """Copies of a record that have not been withdrawn, by place and number."""
    copies = Copy.objects.filter(record=record).exclude(state=CopyState.WITHDRAWN)
    return copies.select_related("facility", "register").order_by("facility__name_sort", "accession_number")


@dataclass(frozen=True)
class Holding:
    """The copies of one record at one place; `available` are in service and not out with a reader."""

    facility: Facility
    copies: tuple[Copy, ...]
    available: int
    out: frozenset[int]


def holdings(record: Record) -> list[Holding]:
    """Where a record is held and how many copies can be had now, by name of the place."""
    copies = list(copies_of(record))
    out = on_loan([copy.pk for copy in copies])
    places: dict[int, list[Copy]] = {}
    for copy in copies:
        places.setdefault(copy.facility_id, []).append(copy)
    return [
        Holding(
            facility=held[0].facility,
            copies=tuple(held),
            available=sum(copy.state == CopyState.IN_SERVICE and copy.pk not in out for copy in held),
            out=out,
        )
        for held in places.values()
    ]


def search_records(text: str) -> QuerySet[Record]:
    """Records that have every word of `text` (by its beginning, accents aside) in title or authors, or `text` as ISBN.

    An empty `text` finds all. This is the staff's list; the public search is `discovery`.
    """
    words = fold(text).split()
    if not words:
        return Record.objects.live()
    named = Q()
    for word in words:
        named &= begins("title_fold", word) | begins("authors_fold", word)
    digits = rules.scanned(text).replace("-", "")
    return Record.objects.live().filter(named | Q(isbn=digits))


def begins(field: str, word: str) -> Q:
    """Rows in whose folded text some word begins with `word`."""
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})


def records_like(
    *, isbn: str, title: str, authors: str, year: int | None, volume: str, besides: Record | None = None
) -> QuerySet[Record]:
    """Records already held that look the same: same ISBN (13 digits), or same title, first author, year and volume."""
    same = Q(title_exact=exact_key(title), year=year, volume__iexact=volume)
    if names := rules.entries(authors):
        same &= Q(authors_fold__startswith=fold(names[0]))
    else:
        same &= Q(authors="")
    if isbn:
        same |= Q(isbn=isbn, volume__iexact=volume)
    found = Record.objects.live().filter(same)
    return found.exclude(pk=besides.pk) if besides else found


def registers_of(facility: Facility) -> QuerySet[AccessionRegister]:
    return AccessionRegister.objects.filter(facility=facility).order_by("prefix")


def registers_for(actor: User) -> QuerySet[AccessionRegister]:
    """Registers of the places whose stock the actor may change, by place and prefix."""
    registers = AccessionRegister.objects.filter(facility__in=facilities_with(actor, EDIT_CATALOGUE).order_by())
    return registers.select_related("facility").order_by("facility__name_sort", "prefix")


def in_stock(day: dt.date) -> Q:
    """Copies entered by the end of a day and not withdrawn by then (lost ones count until they are withdrawn)."""
    return Q(acquired_on__lte=day) & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))


def copies_held(facility_ids: Collection[int], day: dt.date) -> dict[int, int]:
    """Copies held at the end of a day: {facility id: copies}, without the places that hold none."""
    held = Copy.objects.filter(in_stock(day), facility_id__in=facility_ids).order_by()
    return dict(held.values_list("facility_id").annotate(n=Count("pk")))
