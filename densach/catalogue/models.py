"""Records, copies and the registers their numbers come from."""

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
    OTHER = "other", _("another scheme")


class Record(models.Model):
    """A bibliographic record.

    `marc` holds MARC 21 as MARC-in-JSON; the columns beside it are derived from it or entered with it.
    `authors` and `subjects` are lists written with "; " between the entries.
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
    title_exact = models.CharField(max_length=500, editable=False)
    title_fold = models.CharField(max_length=500, editable=False, db_index=True)
    title_sort = models.CharField(max_length=240, editable=False, db_index=True)
    authors_fold = models.CharField(max_length=500, editable=False, blank=True)
    created_at = models.DateTimeField(_("entered"), auto_now_add=True, db_index=True)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["title_sort", "pk"]

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


class AccessionRegister(models.Model):
    """A numbered register (PM, GK, NV …) of one facility; the next number continues without gaps."""

    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    prefix = models.CharField(_("prefix"), max_length=10)
    next_number = models.PositiveIntegerField(_("next number"), default=1)
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)

    class Meta:
        verbose_name = _("accession register")
        verbose_name_plural = _("accession registers")
        constraints = [models.UniqueConstraint(name="register_prefix_once", fields=["facility", "prefix"])]

    def __str__(self) -> str:
        return self.prefix

    def written(self, number: int) -> str:
        """The accession number as printed in the register and on the label."""
        return f"{self.prefix}.{number:0{self.digits}d}"


class ItemType(models.TextChoices):
    GENERAL = "general", _("general")
    TEXTBOOK = "textbook", _("textbook")
    REFERENCE = "reference", _("reference (read here)")
    PERIODICAL = "periodical", _("periodical")
    RARE = "rare", _("rare")
    LAW = "law", _("law bookcase")


class CopyState(models.TextChoices):
    IN_SERVICE = "in_service", _("in service")
    REPAIR = "repair", _("being repaired")
    LOST = "lost", _("lost")
    DAMAGED = "damaged", _("damaged")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WithdrawalReason(models.TextChoices):
    OUTDATED = "outdated", _("outdated")
    DAMAGED = "damaged", _("damaged beyond repair")
    LOST = "lost", _("lost")
    TRANSFERRED = "transferred", _("transferred")
    DONATED = "donated", _("given away")
    OTHER = "other", _("other reason")


class Copy(models.Model):
    """One physical copy with its own accession number (số đăng ký cá biệt) and bar code."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    record = models.ForeignKey("catalogue.Record", models.PROTECT, related_name="+", verbose_name=_("record"))
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    register = models.ForeignKey(
        "catalogue.AccessionRegister", models.PROTECT, related_name="+", verbose_name=_("accession register")
    )
    accession_number = models.CharField(_("accession number"), max_length=30)
    barcode = models.CharField(_("bar code"), max_length=30, unique=True)
    item_type = models.CharField(_("item type"), max_length=12, choices=ItemType, default=ItemType.GENERAL)
    state = models.CharField(_("state"), max_length=12, choices=CopyState, default=CopyState.IN_SERVICE)
    shelf = models.CharField(_("shelf"), max_length=40, blank=True)
    price = models.PositiveIntegerField(_("price (đồng)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    acquired_on = models.DateField(_("entered on"))
    moved_from = models.OneToOneField(
        "catalogue.Copy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("transferred from")
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of withdrawal"), max_length=12, choices=WithdrawalReason, blank=True)
    withdrawal_minutes = models.CharField(_("withdrawal minutes no."), max_length=40, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering = ["accession_number"]
        constraints = [
            models.UniqueConstraint(name="copy_number_once_per_register", fields=["register", "accession_number"]),
            models.CheckConstraint(
                name="copy_withdrawn_has_date",
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["facility", "acquired_on"], name="copy_facility_acquired")]

    def __str__(self) -> str:
        return self.accession_number
