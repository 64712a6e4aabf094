"""The change feed of the search index, and searches that people keep."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class Change(models.Model):
    """Something findable changed. Written in the transaction of the change; each host follows the feed by id with its
    own copy of the index.
    """

    kind = models.CharField(_("kind"), max_length=20)
    subject_id = models.BigIntegerField(_("id"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("index change")
        verbose_name_plural = _("index changes")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class SavedSearch(models.Model):
    """A search that somebody keeps under a name. `address` holds the parameters of the search page, in their one order,
    without the page; only the owner sees it.
    """

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name of the search"), max_length=80)
    address = models.TextField(_("parameters"))
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(name="saved_search_once", fields=["owner", "name"])]

    def __str__(self) -> str:
        return self.name
