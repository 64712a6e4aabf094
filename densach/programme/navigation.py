"""The entry of the work menu."""

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import VIEW_PLAN

register(Entry("plan", _("Plan"), "plan_list", VIEW_PLAN, 100, "target"))
