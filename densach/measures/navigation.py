"""The entry of the work menu."""

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import VIEW_FIGURES

register(Entry("figures", _("Figures"), "figures", VIEW_FIGURES, 90, "chart-column"))
