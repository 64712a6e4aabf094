"""Periodicals: subscriptions of a place and the issues checked in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class Frequency(models.TextChoices):
    """With the months, weeks or days between two issues that are expected."""

    DAILY = "daily", _("daily")
    WEEKLY = "weekly", _("weekly")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("monthly")
    BIMONTHLY = "bimonthly", _("every two months")
    QUARTERLY = "quarterly", _("quarterly")
    YEARLY = "yearly", _("yearly")
    IRREGULAR = "irregular", _("irregular")


class Subscription(models.Model):
    """A place receives a periodical (a record of material "periodical") between two days."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    record = models.ForeignKey("catalogue.Record", models.PROTECT, related_name="+", verbose_name=_("record"))
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency, default=Frequency.MONTHLY)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    first_number = models.PositiveIntegerField(_("number of the first issue"), null=True, blank=True)
    copies = models.PositiveSmallIntegerField(_("copies of each issue"), default=1)
    price = models.PositiveIntegerField(_("price of an issue (đồng)"), null=True, blank=True)
    shelf = models.CharField(_("shelf"), max_length=40, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["record__title_sort", "pk"]
        constraints = [
            models.CheckConstraint(
                name="subscription_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.starts_on:%Y}"


class IssueState(models.TextChoices):
    EXPECTED = "expected", _("expected")
    RECEIVED = "received", _("received")
    CLAIMED = "claimed", _("claimed")
    MISSING = "missing", _("will not come")


class Issue(models.Model):
    """One issue of a periodical at one place: its number as printed ("số 12", "1-2"), its date, how many came."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    subscription = models.ForeignKey(
        "catalogue.Subscription", models.CASCADE, related_name="+", verbose_name=_("subscription")
    )
    number = models.CharField(_("number"), max_length=40)
    on = models.DateField(_("date of issue"))
    state = models.CharField(_("state"), max_length=10, choices=IssueState, default=IssueState.EXPECTED)
    copies = models.PositiveSmallIntegerField(_("copies received"), default=0)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("issue of a periodical")
        verbose_name_plural = _("issues of periodicals")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(name="issue_once", fields=["subscription", "number", "on"]),
            models.CheckConstraint(
                name="issue_received_has_date", condition=~Q(state="received") | Q(received_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number
