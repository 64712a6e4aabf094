"""What is odd in the numbers of a register: gaps, numbers used twice, suffixes, numbers that are none. Old books have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from densach.catalogue.models import AccessionRegister, Copy


@dataclass(frozen=True)
class Gap:
    """Numbers `first` to `last` that no line of the register has."""

    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def gaps(register: AccessionRegister) -> Iterator[Gap]:
    """Gaps between 1 and the highest number entered, in their order."""
    numbers = _numbered(register).order_by("number").values_list("number", flat=True).distinct()
    before = 0
    for number in numbers.iterator(chunk_size=5000):
        if number is not None and number > before + 1:
            yield Gap(before + 1, number - 1)
        before = number or before


def doubles(register: AccessionRegister) -> QuerySet[Copy]:
    """Copies whose number (without its suffix) another copy of the register has too, by number."""
    twice = _numbered(register).order_by().values("number").annotate(n=Count("pk")).filter(n__gt=1)
    return _shown(register).filter(number__in=twice.values("number")).order_by("number", "suffix", "pk")


def suffixed(register: AccessionRegister) -> QuerySet[Copy]:
    """Copies whose number ends in something (12a)."""
    return _shown(register).exclude(suffix="").order_by("number", "suffix", "pk")


def without_number(register: AccessionRegister) -> QuerySet[Copy]:
    """Copies whose accession number holds no digits."""
    return _shown(register).filter(number__isnull=True).order_by("accession_number", "pk")


def _numbered(register: AccessionRegister) -> QuerySet[Copy]:
    return Copy.objects.filter(register=register, number__isnull=False)


def _shown(register: AccessionRegister) -> QuerySet[Copy]:
    return Copy.objects.filter(register=register).select_related("record")
