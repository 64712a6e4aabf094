"""Every "no" about weeding."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class WeedingElsewhere(Refusal):
    """The dossier is at another step. `data` has `state` and `needed`, in words."""

    code = "weeding-at-another-step"
    sentence = _("“%(title)s” is at the step “%(state)s”; this belongs to “%(needed)s”.")
    advice = _("Look at the dossier again: somebody may have gone on with it.")
    status = 409


class WeedingEmpty(Refusal):
    code = "weeding-empty"
    sentence = _("“%(title)s” has no copies.")
    advice = _("Add the copies that are proposed, by help or by scanning.")
    status = 409


class NothingToWithdraw(Refusal):
    code = "nothing-to-withdraw"
    sentence = _("The council keeps every copy of “%(title)s”.")
    advice = _("There is nothing to decide on; give the dossier up.")
    status = 409


class CopiesOnLoan(Refusal):
    code = "copies-on-loan"
    sentence = _("Copies are on loan: %(numbers)s.")
    advice = _("Take them back at the desk, or let the council keep them.")
    status = 409


class CopyElsewhere(Refusal):
    code = "copy-elsewhere"
    sentence = _("Copy %(number)s belongs to another place.")
    advice = _("It can be weeded there only.")


class CopyInDossier(Refusal):
    code = "copy-in-dossier"
    sentence = _("Copy %(number)s is in another open dossier: “%(title)s”.")
    advice = _("Take it out there first.")


class CouncilIncomplete(Refusal):
    code = "council-incomplete"
    sentence = _("The council needs at least %(least)s people, with one chair and one secretary.")
    advice = _("Write one person per row and choose the role of each.")


class PaperTooEarly(Refusal):
    code = "paper-too-early"
    sentence = _("%(day)s is before the paper it follows (%(before)s).")
    advice = _("Write the day on which it was signed.")
    field = "on"


class PaperNotYet(Refusal):
    code = "paper-not-yet"
    sentence = _("This paper of “%(title)s” cannot be printed yet.")
    advice = _("Take the steps before it first.")
    status = 409


class MinutesSigned(Refusal):
    code = "minutes-signed"
    sentence = _("The minutes of “%(title)s” are signed.")
    advice = _("What the council keeps is fixed by them. Take the signature back first if it was entered by mistake.")
    status = 409


class MinutesMissing(Refusal):
    code = "minutes-missing"
    sentence = _("The minutes of “%(title)s” are not signed yet.")
    advice = _("Enter their number and day first.")
    status = 409
