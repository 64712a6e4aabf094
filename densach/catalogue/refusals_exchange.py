"""Every "no" about downloads and about libraries to look records up at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class ServerNameTaken(Refusal):
    code = "server-name-taken"
    sentence = _("There is already a library called “%(name)s”.")
    advice = _("Change that one, or choose another name.")
    field = "name"
