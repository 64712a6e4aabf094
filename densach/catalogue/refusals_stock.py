"""Every "no" about stocktakes and the papers of the stock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class StocktakeRunning(Refusal):
    """`data` has `title` and `public_id` of the one that is open."""

    code = "stocktake-running"
    sentence = _("A stocktake is still open at this place: “%(title)s”.")
    advice = _("Go on with it, or close it first.")
    field = "facility"
    status = 409


class StocktakeClosed(Refusal):
    code = "stocktake-closed"
    sentence = _("The stocktake “%(title)s” is closed.")
    advice = _("Its findings are fixed; what has changed since belongs into the next one.")
    status = 409


class StocktakeStillOpen(Refusal):
    code = "stocktake-still-open"
    sentence = _("The stocktake “%(title)s” is still open.")
    advice = _("Close it first; then its findings are fixed and can be acted on.")
    status = 409


class StocktakeHasScans(Refusal):
    code = "stocktake-has-scans"
    sentence = _("%(count)s copies have been scanned for this stocktake.")
    advice = _("Close it instead; what was scanned is kept.")
    status = 409


class NothingToCount(Refusal):
    code = "nothing-to-count"
    sentence = _("No copy of this place is in the chosen part of the stock.")
    advice = _("Choose another register or shelf, or count the whole place.")
    field = "shelf"


class NothingScanned(Refusal):
    code = "nothing-scanned"
    sentence = _("Nothing was scanned.")
    advice = _("Scan the bar code, or type the accession number.")
    field = "numbers"


class TooManyScans(Refusal):
    code = "too-many-scans"
    sentence = _("The list has %(count)s numbers; at most %(most)s are taken at once.")
    advice = _("Divide it and send one part after the other.")
    field = "numbers"


class BookNumberScanned(Refusal):
    code = "book-number-scanned"
    sentence = _("%(number)s is the number of the edition (ISBN), which every copy bears.")
    advice = _("Scan the library's own label, or type the accession number.")


class ListUnreadable(Refusal):
    code = "list-unreadable"
    sentence = _("“%(name)s” is not a text file.")
    advice = _("Save the list as text (.txt or .csv), one number per line, and send that file.")
    field = "file"


class ListTooLarge(Refusal):
    code = "list-too-large"
    sentence = _("“%(name)s” has more than %(limit)s MB.")
    advice = _("Divide the list and send one part after the other.")
    field = "file"


class FindingSettled(Refusal):
    code = "finding-settled"
    sentence = _("There is no open finding that this answers.")
    advice = _("Look at the list again: somebody may have done it meanwhile.")
    status = 409


class NoteMissing(Refusal):
    code = "note-missing"
    sentence = _("The note is missing.")
    advice = _("Write in a few words what was done.")
    field = "note"


class CopiesChanged(Refusal):
    code = "copies-changed"
    sentence = _("Somebody changed a copy at the same moment.")
    advice = _("Nothing was done. Try again.")
    status = 409


class PaperNumberWrong(Refusal):
    code = "paper-number-wrong"
    sentence = _("“%(number)s” cannot be the number of this paper.")
    advice = _("Write the number alone, such as 5, or with its sign, such as 05/%(sign)s-TV.")
    field = "number"


class NothingChosen(Refusal):
    code = "nothing-chosen"
    sentence = _("No copy is chosen.")
    advice = _("Scan copies, paste their numbers, or choose a place with a range of numbers or a shelf.")


class NothingToChange(Refusal):
    code = "nothing-to-change"
    sentence = _("It is not said what shall change.")
    advice = _("Fill in at least one of shelf, condition, item type and state.")


class TooManyCopies(Refusal):
    code = "too-many-copies"
    sentence = _("%(count)s copies are too many for one act.")
    advice = _("Choose at most %(most)s and repeat.")


class BatchGone(Refusal):
    code = "batch-gone"
    sentence = _("There is nothing left to undo.")
    advice = _("A change of many copies can be undone on the same day, by the one who made it.")
    status = 409
