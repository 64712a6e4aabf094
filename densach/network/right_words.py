"""What the rights are called, so that a refusal can say which one to ask for. tests/architecture checks that none is missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RIGHT_WORDS = {
    "activities.edit_activities": _("change activities"),
    "activities.record_attendance": _("record attendance"),
    "activities.view_activities": _("see activities"),
    "audit.view_audit": _("see the audit trail"),
    "catalogue.edit_catalogue": _("change the catalogue"),
    "catalogue.govern_catalogue": _("merge records and headings, choose lookup servers"),
    "catalogue.import_catalogue": _("import records and copies"),
    "catalogue.view_catalogue": _("see the catalogue's work pages"),
    "circulation.count_visits": _("count visits"),
    "circulation.edit_policy": _("change the rules of lending"),
    "circulation.lend": _("lend and return"),
    "circulation.override_policy": _("lend against the rules with a reason"),
    "measures.declare_figures": _("declare figures"),
    "measures.recount_figures": _("recount figures"),
    "measures.view_figures": _("see figures"),
    "network.assign_roles": _("assign roles"),
    "network.edit_network": _("change units and places"),
    "network.view_network": _("see units and places"),
    "people.edit_patrons": _("change readers"),
    "people.view_patrons": _("see readers"),
    "programme.edit_plan": _("change the plan"),
    "programme.overrule_verdict": _("overrule a verdict"),
    "programme.view_plan": _("see the plan"),
    "reporting.accept_report": _("accept reports"),
    "reporting.manage_cycles": _("open report cycles"),
    "reporting.view_reports": _("see reports"),
    "reporting.write_report": _("write reports"),
    "web.view_design": _("see the design page"),
}


def word_of(right: str) -> str:
    """A right as people call it; the bare name of one that nobody named."""
    return str(RIGHT_WORDS.get(right, right))
