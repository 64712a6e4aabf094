"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "figures.declare": _("declare a month"),
        "figures.check": _("check figures against records"),
    }
)
