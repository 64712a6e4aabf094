"""Choosing many copies of the actor's places by number, register and shelf."""

from __future__ import annotations

from django.db.models import QuerySet

from densach.accounts.models import User
from densach.catalogue.models import AccessionRegister, Copy
from densach.catalogue.permissions import EDIT_CATALOGUE
from densach.network.access import facilities_with
from densach.network.models import Facility


def editable_copies(actor: User) -> QuerySet[Copy]:
    """Copies that were not withdrawn, at places whose stock the actor may change, by register and number."""
    places = facilities_with(actor, EDIT_CATALOGUE).order_by()
    copies = Copy.objects.filter(facility__in=places, withdrawn_on__isnull=True).select_related("record", "facility")
    return copies.order_by("facility__name_sort", "register__prefix", "number", "accession_number", "pk")


def narrowed(
    copies: QuerySet[Copy],
    *,
    facility: Facility,
    register: AccessionRegister | None = None,
    first: int | None = None,
    last: int | None = None,
    shelf: str = "",
) -> QuerySet[Copy]:
    """Those of a place whose number in the register lies from `first` to `last`, on shelves that begin with `shelf`."""
    copies = copies.filter(facility=facility)
    if register is not None:
        copies = copies.filter(register=register)
    if first is not None:
        copies = copies.filter(number__gte=first)
    if last is not None:
        copies = copies.filter(number__lte=last)
    return copies.filter(shelf__istartswith=shelf) if shelf else copies
