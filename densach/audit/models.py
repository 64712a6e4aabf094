"""The trail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One change: who, what verb, on which row, with what before and after. Written in the transaction of the change, never changed."""

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("act"), max_length=60)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("id"), max_length=40)
    subject_label = models.CharField(_("thing"), max_length=200)
    unit = models.ForeignKey("network.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    facility = models.ForeignKey(
        "network.Facility", models.PROTECT, null=True, related_name="+", verbose_name=_("facility")
    )
    changes = models.JSONField(_("changes"), default=dict)

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["facility", "-at"], name="audit_facility_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"
