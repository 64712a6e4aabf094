"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "propose-plan": _("read the text of a plan"),
        "correct-proposal": _("correct a plan proposal"),
        "save-plan": _("save a plan"),
        "load-plan": _("load a plan"),
        "set-target": _("set a target"),
        "set-baseline": _("set a baseline"),
        "overrule-verdict": _("overrule a verdict"),
        "withdraw-overrule": _("withdraw an overruling"),
    }
)
