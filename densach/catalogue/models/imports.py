"""Imports: a file on its way into the catalogue, and what of it was refused."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("failed")
    UNDONE = "undone", _("undone")


class ImportBatch(models.Model):
    """One file: what it is (`format`), how it is read (`options`: mapping, rules, place, register), how far it is.

    Rows in the catalogue that came from it point to it; an undo takes them out again.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    facility = models.ForeignKey(
        "network.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("facility")
    )
    file = models.FileField(_("file"), upload_to="imports/", max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200)
    format = models.CharField(_("format"), max_length=20, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    found = models.JSONField(_("what was found"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    total = models.PositiveIntegerField(_("lines"), default=0)
    progress = models.PositiveIntegerField(_("lines looked at"), default=0)
    added = models.PositiveIntegerField(_("records added"), default=0)
    overlaid = models.PositiveIntegerField(_("records overlaid"), default=0)
    skipped = models.PositiveIntegerField(_("records skipped"), default=0)
    refused = models.PositiveIntegerField(_("lines refused"), default=0)
    copies_added = models.PositiveIntegerField(_("copies added"), default=0)
    error = models.TextField(_("error"), blank=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    done_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class RefusedRow(models.Model):
    """A line or record that could not be taken: where it stands, why, and its bytes as they came."""

    batch = models.ForeignKey("catalogue.ImportBatch", models.CASCADE, related_name="+", verbose_name=_("import"))
    line = models.PositiveIntegerField(_("line or record"))
    code = models.CharField(_("code"), max_length=40)
    reason = models.CharField(_("reason"), max_length=400)
    raw = models.BinaryField(_("as it came"))

    class Meta:
        verbose_name = _("refused line")
        verbose_name_plural = _("refused lines")
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
