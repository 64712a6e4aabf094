from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import VIEW_REPORTS

register(Entry("reports", _("Reports"), "report_list", VIEW_REPORTS, 110, "file-text"))
