"""The "no"s of network."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class UnitHasEnded(Refusal):
    code = "unit-has-ended"
    sentence = _("“%(name)s” has ended and takes no more changes.")
    advice = _("Choose the unit that followed it.")
    field = "unit"


class UnitNotYet(Refusal):
    code = "unit-not-yet"
    sentence = _("“%(name)s” does not exist yet on that day.")
    advice = _("Choose a date from %(first)s on.")
    field = "on"


class DatesOverlap(Refusal):
    code = "dates-overlap"
    sentence = _("“%(name)s” already has an entry for that time.")
    advice = _("Choose a date after %(after)s.")
    field = "on"


class ParentBelowItself(Refusal):
    code = "parent-below-itself"
    sentence = _("“%(name)s” cannot stand under itself or under one of its own branch.")
    advice = _("Choose another parent unit.")
    field = "parent"


class CodeInUse(Refusal):
    code = "code-in-use"
    sentence = _("The code “%(code)s” belongs to a unit that still exists.")
    advice = _("End that unit first, or check the code.")
    field = "code"


class HoursOverlap(Refusal):
    code = "hours-overlap"
    sentence = _("The opening hours of %(weekday)s overlap.")
    advice = _("Correct the times so that each begins after the one before ends.")
    field = "hours"


class AlreadyAssigned(Refusal):
    code = "already-assigned"
    sentence = _("This account already holds the role there.")
    advice = _("Nothing needs to be done.")
    field = "role"


class AccountUnknown(Refusal):
    code = "account-unknown"
    sentence = _("There is no account “%(name)s”.")
    advice = _("Check the user name, or write a full name and a first password to open a new account.")
    field = "username"


class AccountTaken(Refusal):
    code = "account-taken"
    sentence = _("There already is an account “%(name)s”.")
    advice = _(
        "To give the role to it, leave full name and password empty. For somebody else, choose another user name."
    )
    field = "username"


class PlacedElsewhere(Refusal):
    code = "placed-elsewhere"
    sentence = _("“%(name)s” does not belong to %(unit)s.")
    advice = _("Choose the unit the place belongs to, or one above it.")
    field = "facility"
