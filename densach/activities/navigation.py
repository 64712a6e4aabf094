from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import VIEW_ACTIVITIES

register(Entry("activities", _("Activities"), "activities_today", VIEW_ACTIVITIES, 40, "graduation-cap"))
