"""Where the pictures of covers are shown from."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from densach.catalogue.models import Cover, Record


def cover_urls(record_ids: Collection[int]) -> dict[int, str]:
    """{record id: address of its picture}, without those that have none; one query. The address changes with the picture."""
    rows = Cover.objects.filter(record_id__in=record_ids).order_by()
    found = rows.values_list("record_id", "record__public_id", "image")
    return {pk: _address(public_id, image) for pk, public_id, image in found}


def cover_url(record: Record) -> str:
    """The address of a record's picture; "" where it has none."""
    return cover_urls([record.pk]).get(record.pk, "")


def _address(public_id: str, image: str) -> str:
    return f"{reverse('record_cover', args=[public_id])}?v={image.rsplit('/', 1)[-1][:8]}"
