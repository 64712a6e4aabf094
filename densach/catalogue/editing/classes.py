"""Browsing by class: schemes, their classes with captions, the marks under a class with their records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Count, QuerySet

from densach.catalogue.models import ClassScheme, Record

from .fields import Words

_TABLE = Path(__file__).with_name("classes.txt")
DDC = "ddc"
# editions of one scheme are browsed together: their first hundred classes mean the same
_SCHEMES: dict[str, tuple[str, ...]] = {
    DDC: (ClassScheme.DDC23, ClassScheme.DDC, ClassScheme.DDC14),
    "19": (ClassScheme.NINETEEN,),
    "school": (ClassScheme.SCHOOL,),
    "colour": (ClassScheme.COLOUR,),
}
OTHER = "other"  # every other scheme, and marks without one
MOST_MARKS = 300


@dataclass(frozen=True)
class ClassRow:
    """A class (or a mark) with how many records stand under it; `words` None where it has no caption."""

    mark: str
    count: int
    words: Words | None = None


@cache
def captions() -> dict[str, dict[str, Words]]:
    """{scheme: {class: caption}} in the order of the table."""
    found: dict[str, dict[str, Words]] = {}
    scheme = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            scheme = line.strip("[]")
            found[scheme] = {}
        elif line and not line.startswith("#"):
            mark, _, text = line.partition(" ")
            vi, _, en = text.partition(" = ")
            found[scheme][mark] = Words(vi, en)
    return found


def browsed_scheme(scheme: str) -> str:
    """The key under which a record's scheme is browsed; "other" for one that is not known."""
    return next((key for key, members in _SCHEMES.items() if scheme in members), OTHER)


def records_at(scheme: str, mark: str = "") -> QuerySet[Record]:
    """Records of a scheme whose class mark begins with `mark`, in the order of the shelf."""
    found = Record.objects.live().exclude(class_mark="")
    if scheme == OTHER:
        found = found.exclude(class_scheme__in=[one for members in _SCHEMES.values() for one in members])
    else:
        found = found.filter(class_scheme__in=_SCHEMES[scheme])
    return (found.filter(class_mark__startswith=mark) if mark else found).order_by("class_mark", "title_sort", "pk")


def schemes() -> list[tuple[str, int]]:
    """(scheme, records) of those that some record uses, the usual ones first."""
    rows = Record.objects.live().exclude(class_mark="").order_by().values_list("class_scheme").annotate(n=Count("pk"))
    counted: Counter[str] = Counter()
    for scheme, n in rows:
        counted[browsed_scheme(scheme)] += n
    return [(scheme, counted[scheme]) for scheme in (*_SCHEMES, OTHER) if counted[scheme]]


def is_scheme(scheme: str) -> bool:
    return scheme in _SCHEMES or scheme == OTHER


def caption(scheme: str, mark: str) -> Words | None:
    return captions().get(scheme, {}).get(mark)


def classes_under(scheme: str, mark: str = "") -> list[ClassRow]:
    """What one opens next: the main classes of a scheme, the ten divisions of a main class of DDC, else the marks as
    they stand on the books (MOST_MARKS at most). Classes without records are left out.
    """
    rows = records_at(scheme, mark).order_by().values_list("class_mark").annotate(n=Count("pk"))
    counted: Counter[str] = Counter()
    for found, n in rows:
        counted[_next(scheme, mark, found)] += n
    known = captions().get(scheme, {})
    order = {one: place for place, one in enumerate(known)}
    marks = sorted(counted, key=lambda one: (order.get(one, len(order)) if not mark else 0, one))
    return [ClassRow(one, counted[one], known.get(one)) for one in marks[:MOST_MARKS]]


def _next(scheme: str, mark: str, found: str) -> str:
    """The class one step below `mark` that a class mark belongs to."""
    if scheme == DDC and len(mark) < 2:
        digits = found[: len(mark) + 1]
        return digits if digits.isdigit() else found
    known = captions().get(scheme, {})
    if not mark and known:
        return next((one for one in sorted(known, key=len, reverse=True) if found.upper().startswith(one)), found)
    return found
