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

register(
    {
        "save_lookup_server": _("add or change a library to look records up at"),
        "remove_lookup_server": _("take a library to look records up at off the list"),
    }
)

register(
    {
        "add_variant": _("note another form of a heading"),
        "remove_variant": _("part a form from a heading"),
        "note_on_heading": _("note something on a heading"),
        "rename_heading": _("rename a heading"),
        "merge_headings": _("merge headings"),
        "merge_records": _("merge records"),
        "set_cover": _("give a record a cover"),
        "remove_cover": _("remove a record's cover"),
    }
)

register(
    {
        "open_weeding": _("open a weeding dossier"),
        "edit_weeding": _("correct a weeding dossier"),
        "add_to_weeding": _("propose copies for weeding"),
        "take_from_weeding": _("take copies out of a weeding dossier"),
        "submit_weeding": _("submit a weeding dossier"),
        "return_weeding": _("take a weeding dossier back to the proposal"),
        "set_council": _("propose the weeding council"),
        "appoint_council": _("appoint the weeding council"),
        "keep_copies": _("keep copies of a weeding dossier or not"),
        "sign_minutes": _("enter the minutes of the weeding council"),
        "decide_weeding": _("decide a weeding"),
        "cancel_weeding": _("give a weeding dossier up"),
    }
)

register(
    {
        "enter_voucher": _("enter a voucher"),
        "enter_opening": _("begin an opening balance"),
        "edit_voucher": _("edit a voucher"),
        "close_voucher": _("close a voucher"),
        "reopen_voucher": _("open a voucher again"),
        "delete_voucher": _("delete a voucher"),
        "gather_copies": _("gather copies on a voucher"),
    }
)

register(
    {
        "subscribe": _("receive a periodical"),
        "edit_subscription": _("correct the subscription of a periodical"),
        "check_in_issue": _("check an issue in"),
        "undo_check_in": _("undo checking an issue in"),
        "mark_issue": _("say what becomes of an issue"),
    }
)

register(
    {
        "change_copies": _("change many copies at once"),
        "undo_change_copies": _("undo a change of many copies"),
    }
)
