"""What must hold in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import F, Max

from densach.core.integrity import Check, register

from .models import AccessionRegister, Copy, Cover, Record


def _registers() -> Iterator[str]:
    """A register must go on behind its highest number, whatever was typed or imported."""
    highest = dict(Copy.objects.order_by().values_list("register").annotate(top=Max("number")))
    for row in AccessionRegister.objects.filter(pk__in=highest).select_related("facility").order_by("pk"):
        top = highest[row.pk]
        if top is not None and top >= row.next_number:
            yield f"{row.facility.name}, {row.prefix}: the next number is {row.next_number}, but {top} is taken"


def _copies() -> Iterator[str]:
    gone = Copy.objects.filter(record__gone_at__isnull=False).count()
    if gone:
        yield f"{gone} copies stand under a record that was taken out"
    strangers = Copy.objects.exclude(facility=F("register__facility")).count()
    if strangers:
        yield f"{strangers} copies stand in the register of another place"


def _covers() -> Iterator[str]:
    for name, title in Cover.objects.values_list("image", "record__title").iterator():
        if not default_storage.exists(name):
            yield f"{title}: its cover {name} is not there"


def _marc() -> Iterator[str]:
    bare = Record.objects.live().filter(marc={}).count()
    if bare:
        yield f"{bare} records have no MARC"


register(
    Check(
        "registers",
        "accession registers go on behind their highest number",
        _registers,
        "Correct the next number of the register.",
    )
)
register(Check("copies", "copies stand where they belong", _copies, "Open the record and correct the copies."))
register(Check("covers", "covers are there", _covers, "Restore the files, or add the covers again."))
register(Check("marc", "records have their MARC", _marc, "Open and save these records."))
