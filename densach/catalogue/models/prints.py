"""Registers being written as files in the background."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class PrintState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class RegisterPrint(models.Model):
    """A long register asked for as a file: which one (`kind`, `year`, `register`), how far it is, and the file.

    Files go with their row some days after they were asked for; the register can be asked for again at any time.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    facility = models.ForeignKey("network.Facility", models.CASCADE, related_name="+", verbose_name=_("facility"))
    kind = models.CharField(_("register"), max_length=12)
    format = models.CharField(_("format"), max_length=4)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    register = models.ForeignKey(
        "catalogue.AccessionRegister",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accession register"),
    )
    state = models.CharField(_("state"), max_length=8, choices=PrintState, default=PrintState.WAITING)
    total = models.PositiveIntegerField(_("lines"), default=0)
    done = models.PositiveIntegerField(_("lines written"), default=0)
    file = models.FileField(_("file"), upload_to="prints/", max_length=200, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    touched_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)

    class Meta:
        verbose_name = _("print of a register")
        verbose_name_plural = _("prints of registers")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d %H:%M}"
