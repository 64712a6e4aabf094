"""The "no"s of programme."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class PlanFileUnreadable(Refusal):
    """`sentence_local` says in the reader's language what is wrong with the file and what to do."""

    code = "plan-file-unreadable"
    sentence = "%(sentence_local)s"
    field = "file"


class ProposalMalformed(Refusal):
    code = "proposal-malformed"
    sentence = _("The correction cannot be read: %(where)s.")
    advice = _("Correct that entry and save again. What stood before is kept.")


class ProposalAlreadySaved(Refusal):
    code = "proposal-already-saved"
    sentence = _("“%(name)s” was already saved as a plan.")
    advice = _("Open the plan, or upload the document again to begin anew.")


class PlanTitleMissing(Refusal):
    code = "plan-title-missing"
    sentence = _("The plan has no title yet.")
    advice = _("Enter the title under “General”, then save the plan.")
    field = "title"


class PlanYearsWrong(Refusal):
    code = "plan-years-wrong"
    sentence = _("The plan cannot run from %(first)s to %(last)s.")
    advice = _("Enter years between 1990 and 2100, the last not before the first.")
    field = "last_year"


class PlanKeyTaken(Refusal):
    code = "plan-key-taken"
    sentence = _("There is already a plan with the key “%(key)s”.")
    advice = _("Nothing was loaded. Remove or rename the plan that stands there first.")


class PlanDataWrong(Refusal):
    code = "plan-data-wrong"
    sentence = _("The file %(file)s does not fit: %(what)s.")
    advice = _("Correct the file; nothing was loaded.")


class YearOutsidePlan(Refusal):
    code = "year-outside-plan"
    sentence = _("%(year)s lies outside the plan (%(first)s–%(last)s).")
    advice = _("Choose a year of the plan.")
    field = "year"


class ValueOutOfRange(Refusal):
    code = "target-value-out-of-range"
    sentence = _("%(value)s cannot be the value of this indicator.")
    advice = _("Enter a number from 0 up; a share of places is at most 100 %%.")
    field = "value"


class ReasonMissing(Refusal):
    code = "overrule-reason-missing"
    sentence = _("A verdict is overruled only with a reason.")
    advice = _("Write in a sentence what was seen on the spot.")
    field = "reason"


class PlaceNotJudged(Refusal):
    code = "place-not-judged"
    sentence = _("“%(name)s” is not judged by this indicator in %(year)s.")
    advice = _("Choose one of the places in the list of the indicator.")
    field = "place"


class YearNotBegun(Refusal):
    code = "year-not-begun"
    sentence = _("The year %(year)s has not begun.")
    advice = _("Verdicts can be overruled from 1 January of that year on.")
    field = "year"


class OverruleWithdrawn(Refusal):
    code = "overrule-withdrawn"
    sentence = _("This overruling was already withdrawn or replaced.")
    advice = _("Reload the page to see what stands now.")


class FileKindRefused(Refusal):
    code = "evidence-file-refused"
    sentence = _("“%(name)s” is not a PDF, JPEG, PNG or Word (.docx) file.")
    advice = _("Choose a scan or photo of the minutes in one of these kinds.")
    field = "file"


class FileTooLarge(Refusal):
    code = "evidence-file-too-large"
    sentence = _("“%(name)s” is larger than 10 MB.")
    advice = _("Scan at a lower resolution or choose fewer pages.")
    field = "file"


class NoPlan(Refusal):
    code = "no-plan"
    sentence = _("No plan is in force here yet.")
    advice = _("The programme office uploads the plan document and saves it.")
    status = 404
