"""What can be asked about patrons."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from densach.accounts.models import User
from densach.core.text import fold
from densach.network.access import facilities_with
from densach.network.models import Facility

from . import rules
from .models import Card, CardState, Guardian, Patron
from .permissions import VIEW_PATRONS


def find_card(number: str) -> Card | None:
    """The card with this number, whatever its state, with its patron and facility.

    Blanks, control signs and case of a scan do not matter.
    """
    cards = Card.objects.select_related("patron__facility")
    return cards.filter(number=rules.card_number(number)).first()


def patrons_visible(actor: User) -> QuerySet[Patron]:
    """Patrons registered where the actor may see patrons."""
    return Patron.objects.filter(facility__in=facilities_with(actor, VIEW_PATRONS).order_by())


def patron_by_public_id(actor: User, public_id: str) -> Patron | None:
    """None where there is no such patron, or none that the actor may see."""
    return patrons_visible(actor).select_related("facility").filter(public_id=public_id).first()


def search_patrons(actor: User, text: str, facility: Facility | None = None) -> QuerySet[Patron]:
    """Visible patrons whose card number begins with `text`, or whose name and class have every word of it.

    Words are compared without accents, in any order, by their beginnings ("hoa 4a" finds Nông Thị Hoa of class 4A).
    An empty `text` finds everybody.
    """
    patrons = patrons_visible(actor)
    if facility is not None:
        patrons = patrons.filter(facility=facility)
    words = fold(text).split()
    if not words:
        return patrons
    named = Q()
    for word in words:
        named &= _begins("name_fold", word) | _begins("group_fold", word)
    carded = Card.objects.filter(number__startswith=rules.card_number(text)).values("patron")
    return patrons.filter(named | Q(pk__in=carded))


def _begins(field: str, word: str) -> Q:
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})


def active_card(patron: Patron) -> Card | None:
    """The card in use (it may have expired), or None."""
    return Card.objects.filter(patron=patron, state=CardState.ACTIVE).first()


def card_of(patron: Patron) -> Card | None:
    """The card in use, else the last one issued, else None."""
    return active_card(patron) or cards_of(patron).first()


def cards_of(patron: Patron) -> QuerySet[Card]:
    """All cards of a patron, the latest first."""
    return Card.objects.filter(patron=patron).order_by("-issued_on", "-pk")


def guardian_of(patron: Patron) -> Guardian | None:
    return Guardian.objects.filter(patron=patron).first()


def possible_duplicates(
    *, facility_id: int, full_name: str, birth_year: int | None, besides: Patron | None = None
) -> QuerySet[Patron]:
    """Patrons of a facility with the same name (accents aside) and the same year of birth, or either year unknown."""
    found = Patron.objects.filter(facility_id=facility_id, name_fold=fold(full_name))
    if birth_year is not None:
        found = found.filter(Q(birth_year=birth_year) | Q(birth_year__isnull=True))
    return found.exclude(pk=besides.pk) if besides else found
