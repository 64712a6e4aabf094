"""Every "no" of the desk, by name. `overridable` ones give way to somebody with the right and a written reason."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class DeskRefusal(Refusal):
    """A refusal of this module; `overridable` says whether `circulation.override_policy` and a reason lift it."""

    overridable: ClassVar[bool] = False


class CopyUnknown(DeskRefusal):
    code = "copy-unknown"
    sentence = _("No copy has the number “%(number)s”.")
    advice = _("Scan again, or type the accession number as printed; a new book is entered in the catalogue first.")
    field = "copy"


class CardUnknown(DeskRefusal):
    code = "card-unknown"
    sentence = _("No card has the number “%(number)s”.")
    advice = _("Look the reader up by name, or enter a new reader.")
    field = "card"


class CardScannedAsCopy(DeskRefusal):
    code = "card-scanned-as-copy"
    sentence = _("“%(number)s” is a reader's card, not a book.")
    advice = _("Scan the bar code on the book here.")
    field = "copy"


class CardLost(DeskRefusal):
    code = "card-lost"
    sentence = _("Card %(number)s was reported lost or has been replaced.")
    advice = _("Keep the card and ask who is holding it; the owner is found by name and needs the new card.")
    field = "card"


class CardExpired(DeskRefusal):
    code = "card-expired"
    sentence = _("The card expired on %(expired_on)s.")
    advice = _("Renew the card on the reader's page, then scan again.")
    field = "card"
    overridable = True


class ReaderWithoutCard(DeskRefusal):
    code = "reader-without-card"
    sentence = _("This reader has no valid card.")
    advice = _("Issue a card on the reader's page first.")
    field = "card"
    overridable = True


class PatronBlocked(DeskRefusal):
    code = "patron-blocked"
    sentence = _("This reader is blocked from borrowing.")
    advice = _("The note on the reader's page says why; lift the block there once it is settled.")
    overridable = True


class CopyOnLoan(DeskRefusal):
    """Somebody else has it: initials only, since the one at the desk need not know who reads what."""

    code = "copy-on-loan"
    sentence = _("%(number)s is on loan to %(reader)s since %(since)s.")
    advice = _("If the book is in your hand, take it back first, then lend it.")
    field = "copy"


class CopyAlreadyLentToReader(DeskRefusal):
    code = "copy-already-lent-to-reader"
    sentence = _("This reader already has %(number)s, due on %(due_on)s.")
    advice = _("Renew it in the list of the reader's loans; to take it back, close the reader and scan the book.")
    field = "copy"


class CopyNotInService(DeskRefusal):
    code = "copy-not-in-service"
    sentence = _("%(number)s cannot be lent: it is marked “%(state)s”.")
    advice = _("Put the book aside; once its state is corrected in the catalogue it can be lent.")
    field = "copy"


class CopyElsewhere(DeskRefusal):
    code = "copy-elsewhere"
    sentence = _("%(number)s belongs to %(facility)s.")
    advice = _("Send the book home, or lend it here as an exception.")
    field = "copy"
    overridable = True


class NotForLoan(DeskRefusal):
    code = "not-for-loan"
    sentence = _("%(number)s is read on the spot only.")
    advice = _("Count it as read here.")
    field = "copy"
    overridable = True


class LoanLimitReached(DeskRefusal):
    code = "loan-limit-reached"
    sentence = _("This reader has %(open)s of %(limit)s books allowed.")
    advice = _("Take a book back first.")
    overridable = True


class CopyNotOnLoan(DeskRefusal):
    code = "copy-not-on-loan"
    sentence = _("%(number)s is not on loan.")
    advice = _("To lend it, scan the reader's card first, then the book.")
    field = "copy"


class AlreadyReturned(DeskRefusal):
    code = "already-returned"
    sentence = _("This loan is no longer open.")
    advice = _("Scan the book to see where it stands now.")


class RenewalLimitReached(DeskRefusal):
    code = "renewal-limit-reached"
    sentence = _("This loan has been renewed %(renewals)s times; no more are allowed.")
    advice = _("Take the book back; it may be lent again if nobody else wants it.")
    overridable = True


class TooLateToUndo(DeskRefusal):
    code = "too-late-to-undo"
    sentence = _("Only what was done today can be undone.")
    advice = _("Correct it by a new entry: lend, return or count again.")


class UndoElsewhere(DeskRefusal):
    code = "undo-elsewhere"
    sentence = _("This was done at another place.")
    advice = _("Only the place that did it can undo it.")


class AlreadyUndone(DeskRefusal):
    code = "already-undone"
    sentence = _("This has already been undone or changed.")
    advice = _("Nothing more is needed.")


class ReturnedBeforeLent(DeskRefusal):
    code = "returned-before-lent"
    sentence = _("The time of return is before the time of the loan.")
    advice = _("Check the clock of this computer.")


class ReasonTooLong(DeskRefusal):
    code = "reason-too-long"
    sentence = _("The reason of the exception is too long.")
    advice = _("Write in a few words why, at most %(most)s characters.")
    field = "override_reason"


class CountOutOfRange(DeskRefusal):
    code = "count-out-of-range"
    sentence = _("“%(count)s” cannot be a number of people or books counted at once.")
    advice = _("Give a whole number from 1 to %(most)s.")
    field = "count"


class AgeBandUnknown(DeskRefusal):
    code = "age-band-unknown"
    sentence = _("“%(age_band)s” is not an age band.")
    advice = _("Choose one of the list.")
    field = "age_band"


class VisitAlreadyCounted(DeskRefusal):
    code = "visit-already-counted"
    sentence = _("This reader's visit here has been counted today.")
    advice = _("A card counts once a day; count a further entry with the button for a visitor.")


class VisitWithoutReader(DeskRefusal):
    code = "visit-without-reader"
    sentence = _("A visit by card needs a reader.")
    advice = _("Scan the card first, or count the visitor without a name.")


class PolicyOutOfRange(DeskRefusal):
    code = "policy-out-of-range"
    sentence = _("“%(value)s” is out of range.")
    advice = _("Give a whole number from %(least)s to %(most)s.")


class PolicyGone(DeskRefusal):
    code = "policy-gone"
    sentence = _("This rule is no longer there.")
    advice = _("Open the list again.")


class PlaceUnknown(DeskRefusal):
    code = "place-unknown"
    sentence = _("There is no place “%(place)s”.")
    advice = _("Take the public id of the place from its address.")
    field = "facility"


class NothingFound(DeskRefusal):
    code = "nothing-found"
    sentence = _("Nothing found for “%(text)s”.")
    advice = _("Scan again, or type part of the reader's name or of the title; accents are not needed.")


class ReaderUnknown(DeskRefusal):
    code = "reader-unknown"
    sentence = _("This reader cannot be opened here.")
    advice = _("Scan the reader's card.")
