"""Bibliographic records, what they were before, and what somebody is writing just now."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id
from densach.core.text import exact_key, fold, sort_key


class Material(models.TextChoices):
    BOOK = "book", _("book")
    TEXTBOOK = "textbook", _("textbook")
    PERIODICAL = "periodical", _("periodical")
    MAP = "map", _("map")
    RECORDING = "recording", _("recording")
    KIT = "kit", _("kit")


class Audience(models.TextChoices):
    CHILD = "child", _("children")
    TEEN = "teen", _("young people")
    ADULT = "adult", _("adults")
    ALL = "all", _("everyone")


class ClassScheme(models.TextChoices):
    DDC23 = "ddc23", _("DDC, edition 23")
    DDC = "ddc", _("DDC, edition not stated")
    DDC14 = "ddc14", _("DDC, abridged edition 14")
    NINETEEN = "19", _("table of 19 classes")
    SCHOOL = "school", _("school marks")
    COLOUR = "colour", _("colour band of a reading level")
    OTHER = "other", _("another scheme")


class ChangeOfRecord(models.TextChoices):
    EDIT = "edit", _("edited")
    MARC = "marc", _("MARC edited")
    RESTORE = "restore", _("earlier version restored")
    MERGE = "merge", _("another record merged in")
    RENAME = "rename", _("heading renamed")
    OVERLAY = "overlay", _("overlaid by an import")


class RecordQuerySet(models.QuerySet["Record"]):
    def live(self) -> RecordQuerySet:
        """Without those that were merged into another record or deleted."""
        return self.filter(gone_at__isnull=True)


class Record(models.Model):
    """A bibliographic record.

    `marc` holds MARC 21 as MARC-in-JSON, as it came in, unknown fields included; the columns beside it are derived from
    it or entered with it. `authors` and `subjects` are lists written with "; " between the entries.
    `control_number` is 003 and 001 of a record that came from elsewhere ("DLC 123"), empty where we made it.
    A record that is merged into another or deleted stays as a tombstone with `gone_at` (OAI-PMH tells harvesters).
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    marc = models.JSONField(_("MARC 21"), default=dict)
    title = models.CharField(_("title"), max_length=500)
    subtitle = models.CharField(_("remainder of title"), max_length=500, blank=True)
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    place = models.CharField(_("place of publication"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year of publication"), null=True, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=13, blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=8, default="vie")
    material = models.CharField(_("material"), max_length=12, choices=Material, default=Material.BOOK)
    audience = models.CharField(_("audience"), max_length=8, choices=Audience, default=Audience.ALL)
    class_scheme = models.CharField(_("classification scheme"), max_length=12, choices=ClassScheme, blank=True)
    class_mark = models.CharField(_("class mark"), max_length=40, blank=True)
    subject_group = models.CharField(_("subject group"), max_length=2, blank=True)
    subjects = models.CharField(_("subjects"), max_length=500, blank=True)
    series = models.CharField(_("series"), max_length=200, blank=True)
    volume = models.CharField(_("volume"), max_length=40, blank=True)
    pages = models.CharField(_("extent"), max_length=60, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    grade = models.PositiveSmallIntegerField(_("school class"), null=True, blank=True)
    control_number = models.CharField(_("control number"), max_length=80, blank=True, db_index=True, editable=False)
    gone_at = models.DateTimeField(_("taken out at"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "catalogue.Record",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("record it was merged into"),
    )
    batch = models.ForeignKey(
        "catalogue.ImportBatch", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("import")
    )
    title_exact = models.CharField(max_length=500, editable=False)
    title_fold = models.CharField(max_length=500, editable=False, db_index=True)
    title_sort = models.CharField(max_length=240, editable=False, db_index=True)
    authors_fold = models.CharField(max_length=500, editable=False, blank=True)
    created_at = models.DateTimeField(_("entered"), auto_now_add=True, db_index=True)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["title_sort", "pk"]
        indexes = [
            models.Index(fields=["modified_at", "id"], name="record_harvest"),
            models.Index(fields=["class_scheme", "class_mark"], name="record_class"),
        ]
        constraints = [
            models.CheckConstraint(
                name="record_merged_is_gone", condition=Q(merged_into__isnull=True) | Q(gone_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the search and sort keys (bulk loaders call this themselves)."""
        self.title_exact = exact_key(self.title)
        self.title_fold = fold(self.title)
        self.title_sort = sort_key(f"{self.title} {self.volume}")
        self.authors_fold = fold(self.authors)


class RecordVersion(models.Model):
    """A record as it was before a change: `number` 1 is the oldest; `ended_at` and `ended_by` are of that change."""

    record = models.ForeignKey("catalogue.Record", models.CASCADE, related_name="+", verbose_name=_("record"))
    number = models.PositiveIntegerField(_("version"))
    marc = models.JSONField(_("MARC 21"), default=dict)
    ended_at = models.DateTimeField(_("changed at"))
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("changed by"))
    why = models.CharField(_("reason"), max_length=20, choices=ChangeOfRecord)
    batch = models.ForeignKey(
        "catalogue.ImportBatch", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("import")
    )

    class Meta:
        verbose_name = _("version of a record")
        verbose_name_plural = _("versions of records")
        ordering = ["record", "-number"]
        constraints = [models.UniqueConstraint(name="record_version_once", fields=["record", "number"])]

    def __str__(self) -> str:
        return f"{self.record_id} {self.number}"


class RecordDraft(models.Model):
    """What somebody is writing on a form and has not saved: one per person and form (`form` "plain" or "marc")."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("person"))
    record = models.ForeignKey(
        "catalogue.Record", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("record")
    )
    form = models.CharField(_("form"), max_length=20)
    values = models.JSONField(_("values"), default=dict)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a record")
        verbose_name_plural = _("drafts of records")
        constraints = [
            models.UniqueConstraint(
                name="draft_once_per_record", fields=["user", "form", "record"], condition=Q(record__isnull=False)
            ),
            models.UniqueConstraint(
                name="draft_once_of_new", fields=["user", "form"], condition=Q(record__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.record_id or ''}".strip()


class Cover(models.Model):
    """A picture of a record's cover, shrunk to fit 600 × 900 pixels; the file bears its checksum as its name."""

    record = models.OneToOneField("catalogue.Record", models.CASCADE, related_name="+", verbose_name=_("record"))
    image = models.FileField(_("picture"), upload_to="covers/", max_length=120)
    width = models.PositiveSmallIntegerField(_("width (pixels)"))
    height = models.PositiveSmallIntegerField(_("height (pixels)"))
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("cover")
        verbose_name_plural = _("covers")

    def __str__(self) -> str:
        return self.image.name or ""
