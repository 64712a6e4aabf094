"""Every "no" about periodicals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class NotPeriodical(Refusal):
    code = "not-periodical"
    sentence = _("“%(title)s” is no periodical.")
    advice = _("Change the material of the record, or choose another one.")


class AlreadySubscribed(Refusal):
    code = "already-subscribed"
    sentence = _("This place receives “%(title)s” in that time already.")
    advice = _("End that subscription first, or choose other days.")
    field = "facility"
    status = 409


class EndsBeforeStart(Refusal):
    code = "ends-before-start"
    sentence = _("The subscription ends before it begins.")
    advice = _("Write a later last day, or leave it empty.")
    field = "ends_on"


class IssueNumberMissing(Refusal):
    code = "issue-number-missing"
    sentence = _("The number of the issue is missing.")
    advice = _("Write it as printed, such as 12, or 6-7 for a double issue.")
    field = "number"


class IssueReceived(Refusal):
    code = "issue-received"
    sentence = _("Issue %(number)s of %(on)s has been checked in already.")
    advice = _("Look at the list again; what was checked in by mistake can be undone.")
    status = 409


class IssueNotReceived(Refusal):
    code = "issue-not-received"
    sentence = _("Issue %(number)s of %(on)s has not been checked in.")
    advice = _("Look at the list again: somebody may have undone it.")
    status = 409


class IssueCountWrong(Refusal):
    code = "issue-count-wrong"
    sentence = _("%(count)s copies of an issue cannot have come.")
    advice = _("Write a number from 1 to 500.")
    field = "copies"


class NotYetOut(Refusal):
    code = "issue-not-yet-out"
    sentence = _("%(day)s is still to come.")
    advice = _("Write the day on which it came, today at the latest.")
    field = "received_on"
