"""Sets of the repository: by place that holds a copy, by kind of material, by main class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from densach.catalogue.models import Copy, CopyState, Material, Record
from densach.network.models import Facility

_MATERIALS = dict(Material.choices)


def all_sets() -> Iterator[tuple[str, str]]:
    """(setSpec, name): the three groups, then what is in them."""
    yield "place", _("by place")
    held = Copy.objects.exclude(state=CopyState.WITHDRAWN).filter(facility=OuterRef("pk"))
    for place in Facility.objects.filter(Exists(held)).order_by("name_sort", "pk"):
        yield f"place:{place.public_id}", place.name
    yield "material", _("by kind of material")
    for key, name in _MATERIALS.items():
        yield f"material:{key}", str(name)
    yield "class", _("by main class")
    groups = Record.objects.exclude(subject_group="").order_by("subject_group")
    for group in groups.values_list("subject_group", flat=True).distinct():
        yield f"class:{group}", _("class %(group)s") % {"group": f"{group}00"}


def members(spec: str) -> Q | None:
    """Records of a set; None where there is no such set.

    A withdrawn last copy takes a record out of a place's set. A deleted record is in all of them: it has no copies that
    would tell, and whoever harvests one place must learn of it.
    """
    kind, _colon, value = spec.partition(":")
    if kind == "place":
        held = Copy.objects.filter(record=OuterRef("pk")).exclude(state=CopyState.WITHDRAWN)
        if value and not Facility.objects.filter(public_id=value).exists():
            return None
        held = held.filter(facility__public_id=value) if value else held
        return Q(Exists(held)) | Q(gone_at__isnull=False)
    fields: dict[str, Any] = {"material": "material", "class": "subject_group"}
    if kind not in fields:
        return None
    if not value:
        return ~Q(**{fields[kind]: ""})
    known = value in _MATERIALS if kind == "material" else Record.objects.filter(subject_group=value).exists()
    return Q(**{fields[kind]: value}) if known else None


def sets_of(records: list[Record]) -> dict[int, list[str]]:
    """{record's row number: its setSpecs} in one query."""
    found = {record.pk: [f"material:{record.material}"] for record in records}
    for record in records:
        if record.subject_group:
            found[record.pk].append(f"class:{record.subject_group}")
    held = Copy.objects.filter(record__in=found).exclude(state=CopyState.WITHDRAWN).order_by("facility__public_id")
    for pk, place in held.values_list("record_id", "facility__public_id").distinct():
        found[pk].append(f"place:{place}")
    return found
