"""Servers of other libraries that records may be taken from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Protocol(models.TextChoices):
    SRU = "sru", "SRU"
    Z3950 = "z3950", "Z39.50"


class LookupServer(models.Model):
    """A catalogue to ask by ISBN or title. `address` is a URL (SRU) or host:port (Z39.50).

    `syntax` is the record schema (SRU: "marcxml") or record syntax (Z39.50: "usmarc"); `charset` how it writes letters.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    protocol = models.CharField(_("protocol"), max_length=6, choices=Protocol)
    address = models.CharField(_("address"), max_length=300)
    database = models.CharField(_("database"), max_length=80, blank=True)
    syntax = models.CharField(_("record syntax"), max_length=40, blank=True)
    charset = models.CharField(_("letters"), max_length=20, default="utf-8")
    is_active = models.BooleanField(_("asked"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=10)

    class Meta:
        verbose_name = _("lookup server")
        verbose_name_plural = _("lookup servers")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name
