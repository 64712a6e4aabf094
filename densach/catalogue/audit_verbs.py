"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "add_record": _("add a record"),
        "edit_record": _("edit a record"),
        "edit_marc": _("edit the MARC of a record"),
        "restore_record": _("restore an earlier version of a record"),
        "overlay_record": _("overlay a record"),
        "delete_record": _("delete a record"),
        "open_register": _("open an accession register"),
        "add_copies": _("add copies"),
        "edit_copy": _("edit a copy"),
        "change_copy_state": _("change the state of a copy"),
        "withdraw_copy": _("withdraw a copy"),
        "move_copy": _("hand a copy over"),
    }
)
