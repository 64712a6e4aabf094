"""Every "no" about records, copies and accession registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class TitleMissing(Refusal):
    code = "title-missing"
    sentence = _("The title is missing.")
    advice = _("Write the title as on the title page.")
    field = "title"


class IsbnWrong(Refusal):
    code = "isbn-wrong"
    sentence = _("“%(isbn)s” is not a right ISBN: its check digit does not agree.")
    advice = _("Compare it digit by digit with the book. If it is misprinted in the book itself, leave it empty.")
    field = "isbn"


class YearWrong(Refusal):
    code = "year-wrong"
    sentence = _("The year of publication %(year)s cannot be right.")
    advice = _("Write four digits, at the latest next year, or leave it empty.")
    field = "year"


class TooManyEntries(Refusal):
    """`data` has `limit` and the `field` it is about."""

    code = "too-many-entries"
    sentence = _("This is longer than the %(limit)s characters that fit.")
    advice = _("Keep the first and most important entries.")


class RecordExists(Refusal):
    """`data` has `title` and `public_id` of the record that is already held."""

    code = "record-exists"
    sentence = _("“%(title)s” is already in the catalogue.")
    advice = _("Add copies to that record instead. If this is another edition, confirm that it is a new record.")
    status = 409


class GradeWrong(Refusal):
    code = "grade-wrong"
    sentence = _("There is no school class %(grade)s.")
    advice = _("Write a number from 1 to 12, or leave it empty.")
    field = "grade"


class RecordGone(Refusal):
    code = "record-gone"
    sentence = _("“%(title)s” was taken out of the catalogue or merged into another record.")
    advice = _("Search the title again and go on with the record that is found.")
    status = 409


class RecordChangedMeanwhile(Refusal):
    code = "record-changed-meanwhile"
    sentence = _("Somebody changed “%(title)s” while you were writing.")
    advice = _("Look at its history; save again to put what you wrote over it.")
    status = 409


class RecordHasCopies(Refusal):
    code = "record-has-copies"
    sentence = _("“%(title)s” has %(count)s copies in the registers.")
    advice = _("Merge it into the right record; registers keep their lines.")
    status = 409


class RegisterElsewhere(Refusal):
    code = "register-elsewhere"
    sentence = _("Register %(register)s does not belong to this place.")
    advice = _("Choose a register of the place that receives the copies.")
    field = "register"


class RegisterPrefixWrong(Refusal):
    code = "register-prefix-wrong"
    sentence = _("“%(prefix)s” cannot be the prefix of a register.")
    advice = _("Use one to ten letters, such as PM, GK, NV.")
    field = "prefix"


class RegisterExists(Refusal):
    code = "register-exists"
    sentence = _("This place already has a register %(prefix)s.")
    advice = _("Choose it in the list, or use another prefix.")
    field = "prefix"


class VoucherElsewhere(Refusal):
    code = "voucher-elsewhere"
    sentence = _("Voucher %(voucher)s belongs to another place.")
    advice = _("Choose a voucher of the place that receives the copies.")
    field = "voucher"


class VoucherClosed(Refusal):
    code = "voucher-closed"
    sentence = _("Voucher %(voucher)s is closed and takes no more copies.")
    advice = _("Open it again if it is the right one, or enter a new voucher.")
    field = "voucher"


class CountWrong(Refusal):
    code = "count-wrong"
    sentence = _("%(count)s copies cannot be added at once.")
    advice = _("Add between 1 and %(most)s copies; repeat for more.")
    field = "count"


class BarcodesDoNotMatch(Refusal):
    code = "barcodes-do-not-match"
    sentence = _("%(given)s bar codes were given for %(count)s copies.")
    advice = _(
        "Give one bar code per copy and line, each once, or none: they are then made from the accession numbers."
    )
    field = "barcodes"


class BarcodeTaken(Refusal):
    code = "barcode-taken"
    sentence = _("A copy with the bar code %(barcode)s already exists.")
    advice = _("Scan the label again; if it was printed twice, use a new label.")
    field = "barcode"


class BarcodesTaken(BarcodeTaken):
    """As BarcodeTaken, for a batch: `data["barcode"]` lists them."""

    field = "barcodes"


class AccessionNumberTaken(Refusal):
    code = "accession-number-taken"
    sentence = _("Accession number %(number)s is already in this register.")
    advice = _("Choose a number that is free, for instance with a letter behind (12a).")
    field = "accession_number"


class NumberMissing(Refusal):
    code = "number-missing"
    sentence = _("A copy needs an accession number and a bar code.")
    advice = _("Write both; the bar code may be the same as the accession number.")
    field = "accession_number"


class DayInFuture(Refusal):
    code = "day-in-future"
    sentence = _("%(day)s is still to come.")
    advice = _("Write today or an earlier day.")
    field = "acquired_on"


class DayTooEarly(Refusal):
    code = "day-too-early"
    sentence = _("%(day)s is too long ago.")
    advice = _("Write the day on which the copy was entered in the register, 1900 or later.")
    field = "acquired_on"


class WithdrawalInFuture(DayInFuture):
    field = "on"


class WithdrawnBeforeEntry(Refusal):
    code = "withdrawn-before-entry"
    sentence = _("Copy %(number)s was entered on %(entered)s, after the day given.")
    advice = _("Write a day on or after that.")
    field = "on"


class CopyWithdrawn(Refusal):
    code = "copy-withdrawn"
    sentence = _("Copy %(number)s has been withdrawn from the stock.")
    advice = _("A withdrawn copy stays in the register as it is; add a new copy if it has come back.")


class CopyIsOut(Refusal):
    code = "copy-is-out"
    sentence = _("Copy %(number)s is on loan.")
    advice = _("Take it back at the desk first.")


class AlreadyThere(Refusal):
    code = "already-there"
    sentence = _("Copy %(number)s already belongs to this place.")
    advice = _("Choose the place it goes to; a new shelf is written in the copy itself.")
    field = "facility"


class StateByWithdrawal(Refusal):
    code = "state-by-withdrawal"
    sentence = _("A copy is not withdrawn by changing its state.")
    advice = _("Use “Withdraw”, which asks for the day, the reason and the minutes.")
    field = "state"
