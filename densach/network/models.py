"""Units as a dated tree, their succession, the places that serve people, and who holds which role where.

Every stretch of time is half open: `starts_on` is the first day, `ends_before` the first day after (empty: still running).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id
from densach.core.text import fold, sort_key

from .roles import Role


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("province")
    CITY = "city", _("city or district")
    WARD = "ward", _("ward")
    COMMUNE = "commune", _("commune")
    DEPARTMENT = "department", _("department")
    POLICE = "police", _("police")
    MILITARY = "military", _("military command")
    ASSOCIATION = "association", _("association")
    FRONT = "front", _("Fatherland Front and mass organisations")
    PARTY_BODY = "party_body", _("party body")
    SCHOOL = "school", _("school")
    CENTRE = "centre", _("public centre")


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows with `starts_on` and `ends_before`."""

    def on(self, day: dt.date) -> DatedQuerySet[M]:
        return self.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day), starts_on__lte=day)


class Unit(models.Model):
    """A node of the administrative tree. Never deleted: it ends. Official codes are reused, so a code alone is no key."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    slug = models.SlugField(_("key"), max_length=60, unique=True)
    code = models.CharField(_("official code"), max_length=20, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    name_fold = models.CharField(max_length=200, editable=False, db_index=True)
    name_sort = models.CharField(max_length=240, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    document_code = models.CharField(_("abbreviation in document numbers"), max_length=30, blank=True)
    named_after_person = models.BooleanField(_("named after a person"), default=False)
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("until (exclusive)"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    objects = DatedQuerySet["Unit"].as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_sort"]
        constraints = [
            models.CheckConstraint(
                name="unit_ends_after_start", condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="unit_one_living_per_code", fields=["code"], condition=Q(ends_before__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the search and sort keys (bulk loaders call this themselves)."""
        self.name_fold = fold(self.name)
        self.name_sort = sort_key(self.name)


class Dated:
    """A half-open stretch of time in a row."""

    ends_before: dt.date | None

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the stretch, as people say it; None while it runs."""
        return self.ends_before - dt.timedelta(days=1) if self.ends_before else None


class UnitParent(Dated, models.Model):
    """A dated link of the tree: `unit` stands under `parent` from `starts_on`."""

    unit = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    parent = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("parent"))
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = DatedQuerySet["UnitParent"].as_manager()

    class Meta:
        verbose_name = _("parent link")
        verbose_name_plural = _("parent links")
        constraints = [
            models.CheckConstraint(
                name="unitparent_ends_after_start",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
            ),
            models.CheckConstraint(name="unitparent_not_itself", condition=~Q(unit=F("parent"))),
            models.UniqueConstraint(name="unitparent_one_start", fields=["unit", "starts_on"]),
            models.UniqueConstraint(name="unitparent_one_open", fields=["unit"], condition=Q(ends_before__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id} ({self.starts_on})"


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("merged into")
    SPLIT = "split", _("split into")
    RENAME = "rename", _("renamed")
    TRANSFER = "transfer", _("transferred to")
    DISSOLVE = "dissolve", _("dissolved, duties passed to")


class Succession(models.Model):
    """Which unit follows which. `share` is the part (0–1) of the predecessor that went there; empty where counts do not follow."""

    predecessor = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("predecessor"))
    successor = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("successor"))
    on = models.DateField(_("takes effect on"))
    share = models.DecimalField(_("share"), max_digits=6, decimal_places=5, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind)
    legal_act = models.CharField(_("legal act"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.CheckConstraint(
                name="succession_share_0_1", condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1)
            ),
            models.CheckConstraint(name="succession_not_itself", condition=~Q(predecessor=F("successor"))),
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.on})"


class TreeVersion(models.Model):
    """One row whose number grows with each change of tree, succession or placement: caches hang on it."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("tree version")
        verbose_name_plural = _("tree versions")

    def __str__(self) -> str:
        return str(self.number)


class FacilityKind(models.TextChoices):
    PROVINCIAL_LIBRARY = "provincial_library", _("provincial or city library")
    COMMUNE_LIBRARY = "commune_library", _("commune or ward library")
    SCHOOL_LIBRARY = "school_library", _("school library")
    ARMED_FORCES_LIBRARY = "armed_forces_library", _("armed-forces library")
    MOBILE_LIBRARY = "mobile_library", _("mobile library")
    READING_ROOM = "reading_room", _("reading room")
    POST_OFFICE_POINT = "post_office_point", _("post-office culture point")
    BOOKCASE = "bookcase", _("bookcase")
    LAW_BOOKCASE = "law_bookcase", _("law bookcase")
    MUSEUM = "museum", _("museum or traditional house")
    CULTURE_CENTRE = "culture_centre", _("culture and sports centre")
    CULTURE_HOUSE = "culture_house", _("culture house")
    COMMUNITY_LEARNING_CENTRE = "community_learning_centre", _("community learning centre")


LIBRARY_KINDS = frozenset(
    {
        FacilityKind.PROVINCIAL_LIBRARY,
        FacilityKind.COMMUNE_LIBRARY,
        FacilityKind.SCHOOL_LIBRARY,
        FacilityKind.ARMED_FORCES_LIBRARY,
        FacilityKind.MOBILE_LIBRARY,
        FacilityKind.READING_ROOM,
        FacilityKind.POST_OFFICE_POINT,
        FacilityKind.BOOKCASE,
        FacilityKind.LAW_BOOKCASE,
    }
)


class Facility(models.Model):
    """A place that serves people. Which unit it belongs to on a day stands in its placements."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    slug = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_fold = models.CharField(max_length=200, editable=False, db_index=True)
    name_sort = models.CharField(max_length=240, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=30, choices=FacilityKind, db_index=True)
    part_of = models.ForeignKey(
        "network.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    area_m2 = models.PositiveIntegerField(_("area for readers (m²)"), null=True, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    computers = models.PositiveIntegerField(_("computers for the public"), default=0)
    has_internet = models.BooleanField(_("internet"), default=False)
    periodical_titles = models.PositiveIntegerField(_("current periodicals (titles)"), default=0)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    managed_since = models.DateField(
        _("managed in a system since"),
        null=True,
        blank=True,
        help_text=_("Empty: still works on paper and declares its months."),
    )
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["name_sort"]
        constraints = [
            models.CheckConstraint(
                name="facility_closes_after_opening",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="facility_on_earth",
                condition=(Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)))
                & (Q(longitude__isnull=True) | Q(longitude__range=(-180, 180))),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the search and sort keys (bulk loaders call this themselves)."""
        self.name_fold = fold(self.name)
        self.name_sort = sort_key(self.name)


class FacilityPlacement(Dated, models.Model):
    """Which unit a facility belongs to, dated."""

    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    unit = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = DatedQuerySet["FacilityPlacement"].as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(
                name="placement_ends_after_start",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
            ),
            models.UniqueConstraint(name="placement_one_start", fields=["facility", "starts_on"]),
            models.UniqueConstraint(
                name="placement_one_open", fields=["facility"], condition=Q(ends_before__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} @ {self.unit_id} ({self.starts_on})"


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class OpeningHours(models.Model):
    """One stretch of one weekday (ISO: Monday 1) on which a facility is open, local time."""

    facility = models.ForeignKey("network.Facility", models.CASCADE, related_name="+", verbose_name=_("facility"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="hours_close_after_opening", condition=Q(closes__gt=F("opens"))),
            models.UniqueConstraint(name="hours_one_start", fields=["facility", "weekday", "opens"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class MobileStop(models.Model):
    """A place a mobile library calls at."""

    facility = models.ForeignKey("network.Facility", models.CASCADE, related_name="+", verbose_name=_("mobile library"))
    name = models.CharField(_("stop"), max_length=200)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("mobile stop")
        verbose_name_plural = _("mobile stops")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A person holds a role on a branch of the tree, or, with `facility`, at that one place only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    unit = models.ForeignKey("network.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    facility = models.ForeignKey(
        "network.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only at")
    )
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = DatedQuerySet["Assignment"].as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="assignment_once_at_unit",
                fields=["user", "role", "unit"],
                condition=Q(ends_before__isnull=True, facility__isnull=True),
            ),
            models.UniqueConstraint(
                name="assignment_once_at_place",
                fields=["user", "role", "facility"],
                condition=Q(ends_before__isnull=True, facility__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} @ {self.unit_id}"
