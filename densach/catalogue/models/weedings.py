"""Weeding (thanh lọc): a dossier of five papers from proposal to decision, and the copies it is about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class WeedingState(models.TextChoices):
    PROPOSED = "proposed", _("being proposed")
    SUBMITTED = "submitted", _("submitted")
    EXAMINED = "examined", _("council appointed")
    DECIDED = "decided", _("decided")
    CANCELLED = "cancelled", _("given up")


class WeedingGround(models.TextChoices):
    """Grounds of Circular 02/2020/TT-BVHTTDL."""

    UNFIT = "unfit", _("unfit for the readers")
    SURPLUS = "surplus", _("surplus")
    OUTDATED = "outdated", _("outdated")
    DAMAGED = "damaged", _("damaged beyond repair")
    LOST = "lost", _("lost")


class Weeding(models.Model):
    """One weeding at one place. The papers' numbers and dates are filled as they are signed.

    `council` is a list of {"name", "position", "role"}; `fate` says what becomes of the copies (sold as paper, given …).
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    facility = models.ForeignKey("network.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=WeedingState, default=WeedingState.PROPOSED)
    reason = models.TextField(_("why"), blank=True)
    fate = models.CharField(_("what becomes of the copies"), max_length=300, blank=True)
    proposal_number = models.CharField(_("proposal no."), max_length=40, blank=True)
    proposal_on = models.DateField(_("proposal of"), null=True, blank=True)
    council = models.JSONField(_("council"), default=list, blank=True)
    council_number = models.CharField(_("decision on the council no."), max_length=40, blank=True)
    council_on = models.DateField(_("decision on the council of"), null=True, blank=True)
    minutes_number = models.CharField(_("minutes no."), max_length=40, blank=True)
    minutes_on = models.DateField(_("minutes of"), null=True, blank=True)
    decision_number = models.CharField(_("decision no."), max_length=40, blank=True)
    decision_on = models.DateField(_("decision of"), null=True, blank=True)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)

    class Meta:
        verbose_name = _("weeding")
        verbose_name_plural = _("weedings")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="weeding_decided_has_date", condition=~Q(state="decided") | Q(decision_on__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title


class WeedingLine(models.Model):
    """A copy proposed for weeding; `keeps` says that the council decided to keep it."""

    weeding = models.ForeignKey("catalogue.Weeding", models.CASCADE, related_name="+", verbose_name=_("weeding"))
    copy = models.ForeignKey("catalogue.Copy", models.PROTECT, related_name="+", verbose_name=_("copy"))
    ground = models.CharField(_("ground"), max_length=10, choices=WeedingGround)
    keeps = models.BooleanField(_("kept by the council"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a weeding")
        verbose_name_plural = _("lines of weedings")
        constraints = [models.UniqueConstraint(name="weeding_copy_once", fields=["weeding", "copy"])]

    def __str__(self) -> str:
        return f"{self.weeding_id} {self.copy_id}"
