"""Every "no" about patrons and cards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class NameMissing(Refusal):
    code = "name-missing"
    sentence = _("The name is missing.")
    advice = _("Write the full name as on the person's papers.")
    field = "full_name"


class BirthYearWrong(Refusal):
    code = "birth-year-wrong"
    sentence = _("The year of birth %(birth_year)s cannot be right.")
    advice = _("Write four digits between 1900 and this year, or leave it empty.")
    field = "birth_year"


class ValidityWrong(Refusal):
    code = "validity-wrong"
    sentence = _("A card cannot be valid for %(years)s years.")
    advice = _("Choose between 1 and 10 years.")
    field = "valid_years"


class CardNumberWrong(Refusal):
    code = "card-number-wrong"
    sentence = _("“%(number)s” cannot be a card number.")
    advice = _("Use up to 30 letters, digits, points, hyphens or slashes.")
    field = "card_number"


class CardNumberTaken(Refusal):
    code = "card-number-taken"
    sentence = _("Card %(number)s already exists.")
    advice = _("Look the number up among the readers, or leave it empty: the next free number is taken.")
    field = "card_number"


class CardJustIssued(Refusal):
    code = "card-just-issued"
    sentence = _("Another desk has just issued a card to this person.")
    advice = _("Open the reader again to see it.")
    status = 409


class NoActiveCard(Refusal):
    code = "no-active-card"
    sentence = _("%(name)s has no card in use.")
    advice = _("Issue a new card first.")


class GuardianNeeded(Refusal):
    code = "guardian-needed"
    sentence = _("A child under 16 needs a guardian who consents.")
    advice = _("Write the guardian's name, relation and the day of consent.")
    field = "guardian_name"


class ConsentFormMissing(Refusal):
    code = "consent-form-missing"
    sentence = _("The number of the paper consent form is missing.")
    advice = _("A school that registers its pupils keeps a signed form for each: write its number.")
    field = "form_number"


class ConsentInFuture(Refusal):
    code = "consent-in-future"
    sentence = _("The consent cannot be given on a day to come (%(day)s).")
    advice = _("Write the day on which the guardian signed.")
    field = "consented_on"


class PossibleDuplicate(Refusal):
    """`data` has `name` and `count`; the page shows who they are (queries.possible_duplicates)."""

    code = "possible-duplicate"
    sentence = _("Somebody named %(name)s with the same year of birth is already registered here.")
    advice = _("Is it this person? If not, confirm that it is somebody else.")
    status = 409


class BlockReasonMissing(Refusal):
    code = "block-reason-missing"
    sentence = _("The reason of the block is missing.")
    advice = _("Say in a few words why, so that the next desk can explain it.")
    field = "reason"
