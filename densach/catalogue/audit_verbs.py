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

register(
    {
        "open_stocktake": _("begin a stocktake"),
        "scan_list": _("take a list of numbers into a stocktake"),
        "undo_scan": _("take a scan of a stocktake back"),
        "close_stocktake": _("close a stocktake"),
        "drop_stocktake": _("throw away a stocktake"),
        "note_finding": _("note what was done about a finding"),
        "unsettle_findings": _("take back what was done about findings"),
    }
)

register(
    {
        "receive_import": _("receive a file to import"),
        "import": _("import a file"),
        "undo_import": _("undo an import"),
        "discard_import": _("throw a file to import away"),
    }
)
