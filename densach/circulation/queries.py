"""What can be asked of circulation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Q, QuerySet, Sum
from django.utils import timezone

from densach.accounts.models import User
from densach.audit.models import Entry
from densach.core.clock import local_day
from densach.measures.permissions import VIEW_FIGURES
from densach.network.access import facilities_with, units_visible
from densach.network.models import Facility
from densach.people.models import Card, CardState, Patron

from .access import require_here
from .models import InHouseUse, Loan, LoanState, Policy, Visit, VisitKind
from .permissions import COUNT_VISITS, EDIT_POLICY, LEND
from .places import rules_at

UNDONE_BY = {
    "lend_copy": "undo_loan",
    "return_copy": "undo_return",
    "renew_loan": "undo_renewal",
    "count_visits": "undo_visit",
    "record_in_house_use": "undo_in_house_use",
}
LAST_ACTIONS = 8
# a record carries its MARC and summary: a list of loans needs neither
_SHOWN = ("public_id", "due_on", "copy__public_id", "copy__accession_number", "copy__record__title")


def desk_places(actor: User, day: dt.date) -> QuerySet[Facility]:
    """Places open on a day whose desk the actor may stand at, by name."""
    return (
        facilities_with(actor, COUNT_VISITS).filter(opened_on__lte=day).exclude(closed_on__lt=day).order_by("name_sort")
    )


@dataclass(frozen=True)
class Today:
    """The three numbers over the desk."""

    visits: int
    loans: int
    returns: int


def today_at(actor: User, facility: Facility, at: dt.datetime) -> Today:
    """What this place has done today. Raises NotAllowed."""
    require_here(actor, COUNT_VISITS, facility.pk)
    day = local_day(at)
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    place, since = facility.pk, connection.ops.adapt_datetimefield_value(midnight)
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, [place, day, place, day, place, since])
        return Today(*cursor.fetchone())


# asked after every scan: written out, since putting three counts together costs a hundred times what they cost
_TODAY = """
SELECT
    (SELECT coalesce(sum(count), 0) FROM circulation_visit WHERE facility_id = %s AND day = %s AND NOT undone),
    (SELECT count(*) FROM circulation_loan WHERE facility_id = %s AND lent_on = %s AND state <> 'undone'),
    (SELECT count(*) FROM circulation_loan WHERE returned_facility_id = %s AND returned_at >= %s)
"""


@dataclass(frozen=True)
class Action:
    """One of the last actions of a desk; `undo` names the service that takes it back, empty where nothing can."""

    at: dt.datetime
    verb: str
    subject_id: int
    undo: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def thing(self) -> str:
        """The title, or how many."""
        return str(self.facts.get("title") or self.facts.get("count", ""))


def last_actions(actor: User, facility: Facility, at: dt.datetime) -> list[Action]:
    """Today's last acts at this place, newest first, read from the audit trail (one query). Raises NotAllowed.

    Only the newest act on a thing can be undone: a loan that was returned is undone from the return backwards.
    """
    require_here(actor, COUNT_VISITS, facility.pk)
    midnight = timezone.make_aware(dt.datetime.combine(local_day(at), dt.time()))
    verbs = {*UNDONE_BY, *UNDONE_BY.values()}
    lines = Entry.objects.filter(facility=facility, at__gte=midnight, verb__in=verbs).order_by("-at", "-pk")
    actions: list[Action] = []
    touched: set[tuple[str, str]] = set()
    undone: set[tuple[str, str, str]] = set()
    facts = lines.values_list("at", "verb", "subject_type", "subject_id", "changes")
    for moment, verb, kind, subject_id, changes in facts[: LAST_ACTIONS * 3]:
        thing = (kind, subject_id)
        if verb not in UNDONE_BY:
            undone.add((*thing, verb))
            continue
        undo = UNDONE_BY[verb]
        if (*thing, undo) in undone:
            undone.discard((*thing, undo))
            continue
        newest = thing not in touched
        touched.add(thing)
        actions.append(Action(moment, verb, int(subject_id), undo if newest else "", changes))
    return actions[:LAST_ACTIONS]


@dataclass(frozen=True)
class ReaderAtDesk:
    """The open reader: who, with which card, what is out, how many more."""

    patron: Patron
    card: Card | None
    loans: tuple[Loan, ...]
    limit: int
    visited_today: bool
    day: dt.date

    @property
    def card_expired(self) -> bool:
        return self.card is not None and self.card.expires_on < self.day

    @property
    def overdue(self) -> int:
        return sum(1 for loan in self.loans if loan.due_on < self.day)


def reader_at_desk(actor: User, patron: Patron, facility: Facility, at: dt.datetime) -> ReaderAtDesk:
    """The panel of the open reader. Raises NotAllowed."""
    require_here(actor, LEND, facility.pk)
    day = local_day(at)
    loans = Loan.objects.filter(patron=patron, state=LoanState.OPEN).order_by("due_on", "pk")
    shown = loans.select_related("copy__record").only(*_SHOWN)
    visited = Visit.objects.filter(patron=patron, facility=facility, day=day, kind=VisitKind.CARD, undone=False)
    card = Card.objects.filter(patron=patron, state=CardState.ACTIVE).annotate(visited=Exists(visited)).first()
    limit = rules_at(facility, day).policy(patron.patron_type, "general").terms.max_loans
    visited_today = card.visited if card else visited.exists()
    return ReaderAtDesk(patron, card, tuple(shown), limit, visited_today, day)


def loans_visible(actor: User) -> QuerySet[Loan]:
    """Loans of the places whose figures the actor may see: the records under the figures."""
    places = facilities_with(actor, VIEW_FIGURES).order_by()
    loans = Loan.objects.filter(facility__in=places).select_related("copy__record", "facility", "patron")
    return loans.defer("copy__record__marc", "copy__record__summary")


def names_visible(actor: User) -> frozenset[int]:
    """Ids of places where the actor, who lends there, may see who borrowed."""
    return frozenset(facilities_with(actor, LEND).order_by().values_list("pk", flat=True))


def visits_by_day(actor: User) -> QuerySet[Any]:
    """{day, facility, facility__name, people, by_card, in_groups} per day and place whose figures the actor may see."""
    places = facilities_with(actor, VIEW_FIGURES).order_by()
    rows = Visit.objects.filter(facility__in=places, undone=False).order_by()
    return rows.values("day", "facility", "facility__name").annotate(
        people=Sum("count"),
        by_card=Sum("count", filter=Q(kind=VisitKind.CARD), default=0),
        in_groups=Sum("count", filter=Q(kind=VisitKind.GROUP), default=0),
    )


def in_house_by_day(actor: User) -> QuerySet[Any]:
    """{day, facility, facility__name, copies, scanned} per day and place, as `visits_by_day`."""
    places = facilities_with(actor, VIEW_FIGURES).order_by()
    rows = InHouseUse.objects.filter(facility__in=places, undone=False).order_by()
    return rows.values("day", "facility", "facility__name").annotate(
        copies=Sum("count"), scanned=Count("pk", filter=Q(copy__isnull=False))
    )


def policies_visible(actor: User) -> QuerySet[Policy]:
    """Rows that hold where the actor may edit rules: those of the units there, and those that hold everywhere."""
    units = units_visible(actor, EDIT_POLICY).order_by()
    return Policy.objects.filter(Q(unit__in=units) | Q(unit__isnull=True)).select_related("unit")


def open_loan_of(patron: Patron, loan_public_id: str) -> Loan | None:
    """An open loan of the patron by its public id, with copy, record and place."""
    loans = Loan.objects.select_related("copy__record", "copy__facility")
    return loans.filter(patron=patron, public_id=loan_public_id, state=LoanState.OPEN).first()
