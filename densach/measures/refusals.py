"""The "no"s of measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class UnknownMeasure(Refusal):
    code = "unknown-measure"
    sentence = _("There is no measure “%(measure)s”.")
    advice = _("Choose one from the list of definitions.")
    field = "measure"
    status = 404


class NotDeclarable(Refusal):
    code = "not-declarable"
    sentence = _("“%(measure)s” cannot be declared; it is only counted from records.")
    advice = _("Leave it empty.")


class UnknownSplit(Refusal):
    code = "unknown-split"
    sentence = _("“%(measure)s” is not split by “%(split)s: %(key)s”.")
    advice = _("Use the splits in the list of definitions.")


class MonthInFuture(Refusal):
    code = "month-in-future"
    sentence = _("The month %(month)s has not begun.")
    advice = _("Declare a month that has begun.")
    field = "month"


class FacilityNotOpen(Refusal):
    code = "facility-not-open"
    sentence = _("“%(facility)s” was not open in %(month)s.")
    advice = _("Choose another month, or correct the opening and closing dates of the place.")
    field = "month"


class NothingDeclared(Refusal):
    code = "nothing-declared"
    sentence = _("No figure was given.")
    advice = _("Enter at least one figure; enter 0 where there was nothing.")


class ValueOutOfRange(Refusal):
    code = "value-out-of-range"
    sentence = _("%(measure)s: a figure of one month lies between 0 and %(highest)s.")
    advice = _("Check what was typed.")


class WholeMissing(Refusal):
    code = "whole-missing"
    sentence = _("%(measure)s: the parts are given but the whole is not.")
    advice = _("Enter the whole as well.")


class PartsDiffer(Refusal):
    code = "parts-differ"
    sentence = _("%(measure)s: the parts by %(split)s make %(parts)s, the whole is %(whole)s.")
    advice = _("Correct the parts or the whole, or leave the parts empty.")


class JumpToConfirm(Refusal):
    code = "jump-to-confirm"
    sentence = _("More than ten times the same month of last year: %(jumps)s.")
    advice = _("Check the figures; if they are right, tick the confirmation.")


class AlreadyCounted(Refusal):
    code = "already-counted"
    sentence = _("%(measure)s: records of “%(facility)s” in %(month)s are already counted in the system.")
    advice = _("Leave it empty: counted and declared figures never add up.")


class DeclaredMeanwhile(Refusal):
    code = "declared-meanwhile"
    sentence = _("Somebody else has just declared “%(facility)s” for %(month)s.")
    advice = _("Open the sheet again and look at what stands there now.")


class WrongQuality(Refusal):
    code = "wrong-quality"
    sentence = _("A declaration is declared, sampled or estimated, never counted.")
    advice = _("Choose how the figure was found.")
    field = "quality"


class BadPeriod(Refusal):
    code = "bad-period"
    sentence = _("“%(period)s” is no period.")
    advice = _("Write a year such as 2026 or a month such as 2026-11.")
    field = "period"


class UnknownUnit(Refusal):
    code = "unknown-unit"
    sentence = _("There is no unit “%(unit)s”.")
    advice = _("Use the key of a unit, as in its address.")
    field = "unit"
    status = 404
