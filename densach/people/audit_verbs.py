"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "register_patron": _("register a reader"),
        "edit_patron": _("edit a reader"),
        "issue_card": _("issue a card"),
        "renew_card": _("prolong a card"),
        "block_patron": _("block a reader"),
        "unblock_patron": _("unblock a reader"),
        "export_patron": _("hand out personal data"),
    }
)
