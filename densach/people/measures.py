"""What is counted here: people registered. Active patrons are counted where they act, in circulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from densach.core.ages import age_band
from densach.core.periods import Month
from densach.measures.register import Across, Measure, Split, Tally, register, register_split

from .models import Patron, PatronType


def count_new_patrons(month: Month, facility_ids: Collection[int] | None) -> Iterator[Tally]:
    """Patrons registered in a month by facility, whole and by age band, sex and patron type (one grouped query)."""
    patrons = Patron.objects.filter(registered_on__range=(month.start, month.end)).order_by()
    if facility_ids is not None:
        patrons = patrons.filter(facility_id__in=facility_ids)
    found: Counter[tuple[int, str, str]] = Counter()
    grouped = patrons.values_list("facility_id", "birth_year", "sex", "patron_type").annotate(n=Count("pk"))
    for facility, birth_year, sex, patron_type, n in grouped:
        found[facility, "", ""] += n
        found[facility, "age_band", age_band(birth_year, month.end).value] += n
        found[facility, "sex", sex] += n
        found[facility, "patron_type", patron_type] += n
    for (facility, split, key), n in found.items():
        yield Tally(facility, split, key, n)


NEW_PATRONS = register(
    Measure(
        code="new_patrons",
        name=_("New readers"),
        definition=_("People registered as readers in the period, each counted once, on the day of registration."),
        reference="ISO 2789:2022, registered user; TCVN 12843:2019",
        unit=_("people"),
        across_time=Across.SUM,
        across_places=Across.SUM,
        splits=("age_band", "sex", "patron_type"),
        count=count_new_patrons,
    )
)

register_split(Split("patron_type", _("patron type"), dict(PatronType.choices)))
