from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import VIEW_PATRONS

register(Entry("patrons", _("Readers"), "patron_list", VIEW_PATRONS, 30, "users"))
