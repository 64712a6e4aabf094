"""Forms of looking records up at other libraries."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .exchange.lookup.z3950 import ADDRESS, DATABASE, WORD
from .models import Protocol
from .services.lookup import ServerFields

_CHARSETS = [("utf-8", "UTF-8"), ("marc-8", "MARC-8"), ("iso-8859-1", "ISO 8859-1")]


@cache
def presets() -> list[dict[str, Any]]:
    """Libraries with known addresses (data/reference/lookup_servers.toml)."""
    path = settings.DENSACH_DATA / "reference" / "lookup_servers.toml"
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["servers"]
    return found


class LookupForm(forms.Form):
    """One field for an ISBN or a title."""

    q = forms.CharField(
        label=_("ISBN or title"),
        max_length=200,
        help_text=_("Scan the bar code on the back, or type some words of the title."),
    )


class ServerForm(forms.Form):
    """A library to ask."""

    name = forms.CharField(label=_("Name"), max_length=120)
    protocol = forms.ChoiceField(label=_("Protocol"), choices=Protocol.choices)
    address = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("SRU: http://… or https://…; Z39.50: host:port.")
    )
    database = forms.CharField(
        label=_("Database"), max_length=80, required=False, help_text=_("Z39.50 only; “Default” where left empty.")
    )
    syntax = forms.CharField(
        label=_("Record syntax"),
        max_length=40,
        required=False,
        help_text=_("Left empty: marcxml over SRU, usmarc over Z39.50."),
    )
    charset = forms.ChoiceField(
        label=_("Character set"), choices=_CHARSETS, help_text=_("Z39.50 only: how the library writes its letters.")
    )
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=1000, initial=10)
    is_active = forms.BooleanField(label=_("Ask this library"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        address, protocol = wanted.get("address", ""), wanted.get("protocol", "")
        of_sru = address.startswith(("http://", "https://")) and " " not in address
        if address and not (of_sru if protocol == Protocol.SRU else ADDRESS.fullmatch(address)):
            self.add_error("address", _("This is not an address of this protocol."))
        if not DATABASE.fullmatch(wanted.get("database", "")):
            self.add_error("database", _("Letters, digits and the signs . / + - _ only."))
        if wanted.get("syntax") and not WORD.fullmatch(wanted["syntax"]):
            self.add_error("syntax", _("Letters, digits and hyphens only."))
        return wanted

    def server_fields(self) -> ServerFields:
        return ServerFields(**self.cleaned_data)
