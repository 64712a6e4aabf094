"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "lend_copy": _("lend a copy"),
        "return_copy": _("take a copy back"),
        "renew_loan": _("renew a loan"),
        "undo_loan": _("undo a loan"),
        "undo_return": _("undo a return"),
        "undo_renewal": _("undo a renewal"),
        "count_visits": _("count visits"),
        "undo_visit": _("undo a visit"),
        "record_in_house_use": _("record reading on the spot"),
        "undo_in_house_use": _("undo reading on the spot"),
        "set_policy": _("set a loan policy"),
        "remove_policy": _("remove a loan policy"),
    }
)
