"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register({"save_search": _("save a search"), "forget_search": _("delete a saved search")})
