"""The "no"s of reporting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class CycleClosed(Refusal):
    code = "cycle-closed"
    sentence = _("The report cycle %(year)s is closed.")
    advice = _("Ask the receiving unit to open it again.")


class CycleExists(Refusal):
    code = "cycle-exists"
    sentence = _("“%(receiver)s” already has a report cycle for %(year)s.")
    advice = _("Open the cycle that exists, or choose another year.")
    field = "year"


class CutOffInFuture(Refusal):
    code = "cut-off-in-future"
    sentence = _("Figures are counted up to %(day)s; that day is not over yet.")
    advice = _("Save your words now and submit after that day.")


class CutOffNotInYear(Refusal):
    code = "cut-off-not-in-year"
    sentence = _("Figures of %(year)s cannot be counted up to %(day)s.")
    advice = _("Choose a day between 31/01/%(year)s and 31/12/%(year)s.")
    field = "cut_off_on"


class DueBeforeCutOff(Refusal):
    code = "due-before-cut-off"
    sentence = _("Reports cannot be due before the day up to which figures are counted.")
    advice = _("Choose a deadline on or after %(day)s.")
    field = "due_on"


class ReceiverNotThere(Refusal):
    code = "receiver-not-there"
    sentence = _("“%(name)s” does not exist on %(day)s.")
    advice = _("Choose the unit that stands in its place on that day.")
    field = "receiver"


class NobodyReports(Refusal):
    code = "nobody-reports"
    sentence = _("No unit stands under “%(name)s” on %(day)s that has something to report.")
    advice = _("Choose a unit with wards, communes or agencies under it.")
    field = "receiver"


class NotPartOfCycle(Refusal):
    code = "not-part-of-cycle"
    sentence = _("“%(name)s” does not report in the cycle %(year)s.")
    advice = _("Choose one of the units of the cycle.")


class WrongState(Refusal):
    code = "wrong-state"
    sentence = _("The report of “%(unit)s” is %(state)s; this cannot be done with it now.")
    advice = _("Reload the page to see where the report stands.")


class AlreadyConsolidated(WrongState):
    code = "already-consolidated"
    sentence = _("The report of “%(unit)s” is part of the consolidated report.")
    advice = _("Withdraw the consolidation first.")


class ReportLocked(Refusal):
    code = "report-locked"
    sentence = _("The report of “%(unit)s” is %(state)s; figures and words can no longer be changed.")
    advice = _("Ask the receiving unit to return it to you.")


class NothingDrawn(Refusal):
    code = "nothing-drawn"
    sentence = _("The report of “%(unit)s” has no figures yet.")
    advice = _("Draw the figures first.")


class UnknownCell(Refusal):
    code = "unknown-cell"
    sentence = _("The report has no figure “%(key)s”.")
    advice = _("Choose one of the figures of the report.")


class UnknownSection(Refusal):
    code = "unknown-section"
    sentence = _("The report has no section “%(section)s”.")
    advice = _("Choose one of the sections of the report.")


class ReasonNeeded(Refusal):
    code = "reason-needed"
    sentence = _("A correction needs a reason.")
    advice = _("Write in a sentence why the computed figure is not right (at least 5 letters).")
    field = "reason"


class ExplanationNeeded(Refusal):
    code = "explanation-needed"
    sentence = _("The explanation is empty.")
    advice = _("Write in a sentence what happened (at least 5 letters).")
    field = "explanation"


class NoteNeeded(Refusal):
    code = "note-needed"
    sentence = _("A report is not returned without a word.")
    advice = _("Write what is to be corrected.")
    field = "note"


class ValueNotPossible(Refusal):
    code = "value-not-possible"
    sentence = _("%(value)s cannot be the value of this figure.")
    advice = _("Give a number from 0 to %(highest)s with at most two places.")
    field = "value"


class NothingToCorrect(Refusal):
    code = "nothing-to-correct"
    sentence = _("The corrected value is the computed one.")
    advice = _("Give another value, or leave the figure as computed.")
    field = "value"


class TextTooLong(Refusal):
    code = "text-too-long"
    sentence = _("The text has %(length)s letters, %(limit)s are accepted.")
    advice = _("Shorten it, or put details into an annex of your own.")
    field = "text"


class JumpsUnexplained(Refusal):
    code = "jumps-unexplained"
    sentence = _("More than three times, or less than a third of, last year and not explained: %(cells)s.")
    advice = _("Open each of these figures and write what happened, or correct it.")


class OwnReport(Refusal):
    code = "own-report"
    sentence = _("“%(unit)s” does not accept its own report.")
    advice = _("The consolidated report is issued by submitting it.")


class NotAllAccepted(Refusal):
    code = "not-all-accepted"
    sentence = _("Not accepted yet: %(missing)s.")
    advice = _("Accept these reports first, or confirm that you consolidate without them.")
    field = "confirm_missing"


class NothingAccepted(Refusal):
    code = "nothing-accepted"
    sentence = _("No report of the cycle %(year)s is accepted yet.")
    advice = _("Accept at least one report, then consolidate.")


class NotConsolidated(Refusal):
    code = "not-consolidated"
    sentence = _("The cycle %(year)s is not consolidated.")
    advice = _("Consolidate the accepted reports first.")


class NothingToWithdraw(Refusal):
    code = "nothing-to-withdraw"
    sentence = _("No report of the cycle %(year)s is consolidated.")
    advice = _("Nothing needs to be done.")


class ConsolidationIssued(Refusal):
    code = "consolidation-issued"
    sentence = _("The consolidated report of “%(unit)s” is issued already.")
    advice = _("Take the consolidated report back first (return it with a note).")


class ChangedMeanwhile(Refusal):
    code = "changed-meanwhile"
    sentence = _("Somebody else changed this at the same moment.")
    advice = _("Reload the page, look at the present state and try again.")


class TemplateTooLarge(Refusal):
    code = "template-too-large"
    sentence = _("The file has %(size)s MB; a Word template may have at most %(limit)s MB.")
    advice = _("Remove pictures that are not needed and save the file again.")
    field = "file"


class NoOwnTemplate(Refusal):
    code = "no-own-template"
    sentence = _("“%(unit)s” has no Word template of its own.")
    advice = _("Nothing needs to be restored.")
