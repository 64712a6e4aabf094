"""Every "no" about vouchers and the files of registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class VoucherDayWrong(Refusal):
    code = "voucher-day-wrong"
    sentence = _("The day %(day)s is in the future or before 1900.")
    advice = _("Enter the day on which the copies came.")
    field = "on"


class VoucherNumberTaken(Refusal):
    code = "voucher-number-taken"
    sentence = _("Number %(number)s is in the general register of this place already.")
    advice = _("Leave the number empty: the next free one is %(next)s.")
    field = "number"
    status = 409


class VoucherStillClosed(Refusal):
    code = "voucher-still-closed"
    sentence = _("Voucher %(voucher)s is closed; it cannot be changed.")
    advice = _("Open it again first; the audit trail keeps who did so.")
    status = 409


class VoucherEmpty(Refusal):
    code = "voucher-empty"
    sentence = _("Voucher %(voucher)s has no copies yet.")
    advice = _("Add its copies first, or delete it if it was entered by mistake.")
    status = 409


class VoucherHasCopies(Refusal):
    code = "voucher-has-copies"
    sentence = _("Voucher %(voucher)s has %(count)s copies.")
    advice = _("A voucher with copies stays; correct it instead.")
    status = 409


class VoucherNotLast(Refusal):
    code = "voucher-not-last"
    sentence = _("Voucher %(voucher)s is not the last of the general register.")
    advice = _("Deleting it would leave a gap in the numbers; correct it and use it for the next intake instead.")
    status = 409


class NothingToGather(Refusal):
    code = "nothing-to-gather"
    sentence = _("No copy of this year is without a voucher.")
    advice = _("Choose another year; the list says how many there are in each.")
    field = "year"


class YearMissing(Refusal):
    code = "year-missing"
    sentence = _("An intake belongs to one year.")
    advice = _("Choose the year in which the copies were entered.")
    field = "year"
