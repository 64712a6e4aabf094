"""Activities, their sessions, who registers and who comes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.core.ages import AgeBand, Sex
from densach.core.ids import public_id
from densach.core.text import fold, sort_key


class ActivityKind(models.TextChoices):
    CLUB = "club", _("club")
    INTEREST_GROUP = "interest_group", _("interest group")
    TALENT_CLASS = "talent_class", _("talent class")
    COURSE = "course", _("course")
    TALK = "talk", _("talk")
    EXHIBITION = "exhibition", _("exhibition")
    PERFORMANCE = "performance", _("performance")
    SPORTS = "sports", _("sports")
    READING_HOUR = "reading_hour", _("reading hour")
    CONTEST = "contest", _("contest")
    HERITAGE_LESSON = "heritage_lesson", _("heritage lesson")
    STAFF_TRAINING = "staff_training", _("staff training")
    EXCHANGE = "exchange", _("exchange visit")
    EXTERNAL_EVENT = "external_event", _("external event")
    CAMPAIGN_EVENT = "campaign_event", _("campaign event")


REGULAR_KINDS = frozenset({ActivityKind.CLUB, ActivityKind.INTEREST_GROUP, ActivityKind.TALENT_CLASS})


class InterestField(models.TextChoices):
    """The four fields of the plan's target for culture centres, and what else people come for."""

    ARTS = "arts", _("arts")
    SPORT = "sport", _("sport")
    TOURISM = "tourism", _("tourism")
    CREATIVE = "creative", _("creative work")
    LEARNING = "learning", _("learning and reading")
    OTHER = "other", _("other")


class Interest(models.Model):
    """A word of the interest vocabulary (reference data)."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    field = models.CharField(_("field"), max_length=10, choices=InterestField, default=InterestField.OTHER)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering = ["name_vi"]

    def __str__(self) -> str:
        return self.name_vi


class ActivityState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


class Activity(models.Model):
    """Something people take part in: a club, a class, an event. Its dated meetings are sessions."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ActivityKind)
    title = models.CharField(_("title"), max_length=200)
    title_fold = models.CharField(max_length=200, editable=False, db_index=True)
    title_sort = models.CharField(max_length=240, editable=False, db_index=True)
    description = models.TextField(_("description"), blank=True)
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("place"))
    room = models.CharField(_("room"), max_length=80, blank=True)
    leader = models.CharField(_("leader"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=40, blank=True)
    interests = models.ManyToManyField("activities.Interest", blank=True, related_name="+", verbose_name=_("interests"))
    age_bands = models.JSONField(_("age bands"), default=list, help_text=_("Empty: everyone."))
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    takes_registrations = models.BooleanField(_("takes registrations"), default=False)
    is_free = models.BooleanField(_("free of charge"), default=True)
    what_to_bring = models.CharField(_("what to bring"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState, default=ActivityState.DRAFT)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["title_sort", "pk"]
        constraints = [
            models.CheckConstraint(
                name="activity_never_oversold", condition=Q(capacity__isnull=True) | Q(seats_taken__lte=F("capacity"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Derive the search and sort keys (bulk loaders call this themselves)."""
        self.title_fold = fold(self.title)
        self.title_sort = sort_key(self.title)


class SessionState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Session(models.Model):
    """One dated meeting of an activity (buổi)."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="+", verbose_name=_("activity"))
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("place"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    day = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    # RFC 5545 SEQUENCE: grows when calendars must learn that the time, the place or the state has changed
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    modified_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(name="session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(name="session_once", fields=["activity", "starts_at"]),
        ]
        indexes = [
            models.Index(fields=["facility", "day"], name="session_facility_day"),
            models.Index(fields=["day"], name="session_day"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def came(self) -> int:
        """Persons present, on a row annotated by `queries.with_attendance`."""
        return self.named + self.unnamed  # type: ignore[attr-defined,no-any-return]  # annotated


class RegistrationState(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")


class Registration(models.Model):
    """A named person's seat in an activity."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="+", verbose_name=_("activity"))
    patron = models.ForeignKey("people.Patron", models.PROTECT, related_name="+", verbose_name=_("patron"))
    registered_at = models.DateTimeField(_("registered at"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.CONFIRMED)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                name="registration_once", fields=["activity", "patron"], condition=Q(state="confirmed")
            )
        ]

    def __str__(self) -> str:
        return f"{self.patron_id} → {self.activity_id}"


class Presence(models.TextChoices):
    PRESENT = "present", _("present")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excused")


class Attendance(models.Model):
    """Whether a named person came to a session."""

    session = models.ForeignKey("activities.Session", models.CASCADE, related_name="+", verbose_name=_("session"))
    patron = models.ForeignKey("people.Patron", models.PROTECT, related_name="+", verbose_name=_("patron"))
    presence = models.CharField(_("presence"), max_length=8, choices=Presence, default=Presence.PRESENT)
    age_band = models.CharField(_("age band"), max_length=8, choices=AgeBand, default=AgeBand.UNKNOWN)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(name="attendance_once", fields=["session", "patron"])]

    def __str__(self) -> str:
        return f"{self.patron_id} @ {self.session_id}: {self.presence}"


class AttendanceTally(models.Model):
    """Anonymous persons at a session, by age band and sex (besides those named)."""

    session = models.ForeignKey("activities.Session", models.CASCADE, related_name="+", verbose_name=_("session"))
    age_band = models.CharField(_("age band"), max_length=8, choices=AgeBand, default=AgeBand.UNKNOWN)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    count = models.PositiveIntegerField(_("persons"))

    class Meta:
        verbose_name = _("attendance tally")
        verbose_name_plural = _("attendance tallies")
        constraints = [
            models.UniqueConstraint(name="tally_once", fields=["session", "age_band", "sex"]),
            models.CheckConstraint(name="tally_count_range", condition=Q(count__gte=1, count__lte=100000)),
        ]

    def __str__(self) -> str:
        return f"{self.count} @ {self.session_id}"
