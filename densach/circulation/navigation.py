"""Entries of the work menu."""

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register
from densach.measures.permissions import VIEW_FIGURES

from .permissions import COUNT_VISITS, EDIT_POLICY

register(Entry("desk", _("Desk"), "desk", COUNT_VISITS, 10, "scan-line"))
register(Entry("loans", _("Loans"), "loan_list", VIEW_FIGURES, 15, "repeat"))
register(Entry("visits", _("Visits"), "visit_list", VIEW_FIGURES, 50, "door-open"))
register(Entry("policies", _("Rules of lending"), "policy_list", EDIT_POLICY, 125, "scale"))
