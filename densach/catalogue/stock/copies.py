"""Many copies at once, found by what was scanned or typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import F, QuerySet
from django.db.models.functions import Upper

from densach.catalogue import rules
from densach.catalogue.availability import on_loan
from densach.catalogue.models import AccessionRegister, Copy
from densach.network.models import Facility

# ids or numbers in one statement: far below what either database takes
_CHUNK = 2000


def chunks[T](things: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def copies_by_number(texts: Iterable[str], facility: Facility) -> dict[str, Copy]:
    """{text as given: copy}, as `queries.find_copy` finds each: by bar code anywhere, else by number at the place.

    A few statements per two thousand texts; each copy comes with its record.
    """
    wanted = {text: code for text in texts if (code := rules.scanned(text))}
    found = _by_barcode(set(wanted.values()))
    rest = {code for code in wanted.values() if code not in found}
    found |= _by_accession(rest, facility)
    return {text: found[code] for text, code in wanted.items() if code in found}


def _by_barcode(codes: Collection[str]) -> dict[str, Copy]:
    found: dict[str, Copy] = {}
    for chunk in chunks(sorted(codes)):
        found |= {copy.barcode: copy for copy in _copies().filter(barcode__in=chunk)}
    return found


def _by_accession(codes: Collection[str], facility: Facility) -> dict[str, Copy]:
    """Numbers as written first, then as the register would write them ("PM2774" → PM.002774)."""
    registers: dict[str, list[AccessionRegister]] = {}
    for register in AccessionRegister.objects.filter(facility=facility):
        registers.setdefault(register.prefix, []).append(register)
    meant: dict[str, str] = {code: code for code in codes}  # number as written → code scanned
    for code in codes:
        if parts := rules.number_parts(code):
            for register in registers.get(parts[0], []):
                meant.setdefault(register.written(parts[1]).upper(), code)
    found: dict[str, Copy] = {}
    here = _copies().filter(facility=facility).annotate(upper_number=Upper("accession_number"))
    for chunk in chunks(sorted(meant)):
        rows = here.filter(upper_number__in=chunk).order_by(F("withdrawn_on").asc(nulls_first=True), "pk")
        for copy in rows:
            found.setdefault(meant[copy.upper_number], copy)
    return found


def _copies() -> QuerySet[Copy]:
    return Copy.objects.select_related("record", "facility")


def on_loan_of(copy_ids: Collection[int]) -> frozenset[int]:
    """As `availability.on_loan`, for any number of copies."""
    return frozenset[int]().union(*(on_loan(chunk) for chunk in chunks(sorted(copy_ids))))
