"""Menu of the trail."""

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import VIEW_AUDIT

register(Entry("trail", _("Audit trail"), "trail", VIEW_AUDIT, 131, "history"))
