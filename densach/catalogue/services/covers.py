"""Pictures of covers: given, replaced, taken away."""

from __future__ import annotations

from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue.editing.pictures import cover_of
from densach.catalogue.models import Cover, Record
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.catalogue.refusals import RecordGone
from densach.network.access import require


def set_cover(*, actor: User, record: Record, file: IO[bytes]) -> Cover:
    """Give a record a cover, or another one. Raises NotAllowed, RecordGone, PictureTooLarge, PictureWrong."""
    require(actor, EDIT_CATALOGUE)
    if record.gone_at is not None:
        raise RecordGone(title=record.title)
    picture = cover_of(file)  # before the transaction: it takes a moment
    name = f"covers/{picture.name[:2]}/{picture.name}"
    with transaction.atomic():
        before = Cover.objects.filter(record=record).first()
        if not default_storage.exists(name):  # the same picture of another record is the same file
            name = default_storage.save(name, ContentFile(picture.data))
        facts = {"image": name, "width": picture.width, "height": picture.height, "added_by": actor}
        cover, _new = Cover.objects.update_or_create(record=record, defaults=facts)
        audit(actor=actor, verb="set_cover", subject=record)
        if before is not None:
            _drop_file(before.image.name)
    return cover


@transaction.atomic
def remove_cover(*, actor: User, record: Record) -> None:
    """Take a record's cover away; the drawn one is shown again. Raises NotAllowed."""
    require(actor, EDIT_CATALOGUE)
    cover = Cover.objects.filter(record=record).first()
    if cover is not None:
        name = cover.image.name
        cover.delete()
        audit(actor=actor, verb="remove_cover", subject=record)
        _drop_file(name)


def _drop_file(name: str | None) -> None:
    """After the commit, unless some record still shows it."""

    def drop() -> None:
        if name and not Cover.objects.filter(image=name).exists():
            default_storage.delete(name)

    transaction.on_commit(drop)
