"""Names and subjects as light authorities: one row per form of a name or subject, variants pointing to the one used."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id
from densach.core.text import exact_key, fold, sort_key


class HeadingKind(models.TextChoices):
    NAME = "name", _("name")
    SUBJECT = "subject", _("subject")


class Heading(models.Model):
    """A form of a name or subject. With `see` it is a variant ("xem") of the form in use, and no record bears it.

    `key` is the text in lower case with tone placement normalised: forms that differ only so are one heading.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=HeadingKind)
    text = models.CharField(_("form"), max_length=240)
    key = models.CharField(max_length=240, editable=False)
    folded = models.CharField(max_length=240, editable=False, db_index=True)
    sort = models.CharField(max_length=240, editable=False)
    see = models.ForeignKey(
        "catalogue.Heading", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("see")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        ordering = ["sort", "pk"]
        constraints = [
            models.UniqueConstraint(name="heading_once", fields=["kind", "key"]),
            models.CheckConstraint(name="heading_not_its_own_variant", condition=Q(see__isnull=True) | ~Q(see=F("id"))),
        ]
        indexes = [models.Index(fields=["kind", "sort"], name="heading_kind_sort")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the keys (bulk writers call this themselves)."""
        self.key, self.folded, self.sort = exact_key(self.text), fold(self.text), sort_key(self.text)


class RecordHeading(models.Model):
    """A record bears a heading, in the order of the entries ("; ") of its authors or subjects (first is 0)."""

    record = models.ForeignKey("catalogue.Record", models.CASCADE, related_name="+", verbose_name=_("record"))
    heading = models.ForeignKey("catalogue.Heading", models.PROTECT, related_name="+", verbose_name=_("heading"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("heading of a record")
        verbose_name_plural = _("headings of records")
        constraints = [models.UniqueConstraint(name="record_heading_once", fields=["record", "heading"])]

    def __str__(self) -> str:
        return f"{self.record_id} {self.heading_id}"
