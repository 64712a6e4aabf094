"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "cycle.open": _("open a report cycle"),
        "cycle.close": _("close a report cycle"),
        "cycle.reopen": _("reopen a report cycle"),
        "cycle.draw": _("draw the figures of a cycle"),
        "cycle.consolidate": _("consolidate reports"),
        "cycle.withdraw": _("withdraw a consolidation"),
        "report.start": _("start a report"),
        "report.draw": _("draw the figures of a report"),
        "report.correct": _("correct a figure"),
        "report.uncorrect": _("withdraw a correction"),
        "report.explain": _("explain a figure"),
        "report.write": _("write in a report"),
        "report.submit": _("submit a report"),
        "report.return": _("return a report"),
        "report.accept": _("accept a report"),
        "report.consolidate": _("take a report into the consolidation"),
        "report.release": _("release a report from the consolidation"),
        "report.remind": _("remind of a report"),
        "template.replace": _("replace the Word template"),
        "template.restore": _("go back to the shipped Word template"),
    }
)
