"""The one field of the desk: whatever was scanned or typed is resolved here and handed to the services.

A card opens its reader; a copy is lent to the open reader or, with nobody open, taken back; else a search follows.
The open reader is a *token* that travels in the page, so that two tabs do not disturb each other: the number of the
card that opened it, or "@" and the public id of a reader chosen by name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.accounts.models import User
from densach.catalogue.models import Copy, CopyState
from densach.catalogue.queries import copies_of, find_copy, search_records
from densach.core.clock import local_day
from densach.core.errors import NotAllowed, Refusal
from densach.core.text import clean
from densach.network.models import Facility
from densach.people.models import Card, CardState, Patron
from densach.people.queries import find_card, patron_by_public_id, search_patrons

from . import refusals, services
from .access import may_here, require_here
from .availability import copy_ids_on_loan
from .models import Loan
from .permissions import LEND, OVERRIDE_POLICY
from .rules import vi_date

CHOSEN = "@"
LONGEST_SCAN = 100
MOST_READERS, MOST_RECORDS, MOST_COPIES = 8, 6, 12


@dataclass(frozen=True)
class Outcome:
    """What the desk says next: `tone` ok, no or ask; `offers` are the ways on that a refusal leaves open.

    Plain values only, so that it survives the redirect of a browser without JavaScript.
    """

    tone: str
    text: str = ""
    detail: str = ""
    code: str = ""
    reader: str = ""
    copy: str = ""
    loan: str = ""
    query: str = ""
    offers: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def refused(refusal: Refusal, **more: Any) -> Outcome:
    """The result line of a refusal."""
    return Outcome("no", str(refusal), refusal.what_to_do, refusal.code, **more)


def reader_of(actor: User, facility: Facility, token: str) -> Patron | None:
    """The open reader, or None. A card number stands for itself; a name was chosen from what the actor may see."""
    if not token:
        return None
    require_here(actor, LEND, facility.pk)
    if token.startswith(CHOSEN):
        return patron_by_public_id(actor, token.removeprefix(CHOSEN))
    card = find_card(token)
    return card.patron if card else None


@dataclass(frozen=True)
class Desk:
    """Who stands where, with which reader open, at what moment."""

    actor: User
    facility: Facility
    token: str
    at: dt.datetime

    @cached_property
    def patron(self) -> Patron | None:
        """The open reader, looked up once."""
        return reader_of(self.actor, self.facility, self.token)

    def with_reader(self, token: str) -> Desk:
        """The same desk with the reader of `token` open."""
        return self if token == self.token else replace(self, token=token)

    def scan(self, text: str) -> Outcome:
        """Resolve one scan. Raises NotAllowed; other refusals are outcomes."""
        require_here(self.actor, LEND, self.facility.pk)
        text = clean(text)[:LONGEST_SCAN]
        if not text:
            return Outcome("ask", _("Scan or type a card, a book or a name."), reader=self.token)
        patron = self.patron
        copy = find_copy(text) if patron else None
        if copy is None and (card := find_card(text)):
            return self.open_card(card)
        copy = copy or find_copy(text, self.facility)
        if copy is None:
            return self._look_for(text)
        return self.lend(copy, patron) if patron else self.take_back(copy)

    def open_card(self, card: Card) -> Outcome:
        """Open the reader of a card. A lost or replaced card opens nothing: whoever holds it may not be its owner."""
        if card.state != CardState.ACTIVE:
            return refused(refusals.CardLost(number=card.number))
        return Outcome("ok", card.patron.full_name, reader=card.number)

    def open_reader(self, public_id: str) -> Outcome:
        """Open a reader chosen by name."""
        require_here(self.actor, LEND, self.facility.pk)
        patron = patron_by_public_id(self.actor, public_id)
        if patron is None:
            return refused(refusals.ReaderUnknown())
        return Outcome("ok", patron.full_name, reader=f"{CHOSEN}{patron.public_id}")

    def lend(self, copy: Copy, patron: Patron, reason: str = "", *, take_back_first: bool = False) -> Outcome:
        """Lend, with the ways on where it is refused."""
        act = services.return_and_lend if take_back_first else services.lend_copy
        try:
            loan = act(
                actor=self.actor, copy=copy, patron=patron, facility=self.facility, at=self.at, override_reason=reason
            )
        except Refusal as refusal:
            return self._no(refusal, "override_lend", copy=copy.public_id)
        text = _("Lent: %(title)s") % {"title": copy.record.title}
        due = _("%(number)s · due %(day)s") % {"number": copy.accession_number, "day": vi_date(loan.due_on)}
        return Outcome("ok", text, due, reader=self.token)

    def take_back(self, copy: Copy) -> Outcome:
        """Take back, and say where the book belongs when that is elsewhere."""
        try:
            loan = services.return_copy(actor=self.actor, copy=copy, facility=self.facility, at=self.at)
        except Refusal as refusal:
            return self._no(refusal, "", copy=copy.public_id)
        text = _("Taken back: %(title)s") % {"title": copy.record.title}
        return Outcome("ok", text, " · ".join(self._about_return(copy, loan)), reader=self.token)

    def _about_return(self, copy: Copy, loan: Loan) -> list[str]:
        said = [copy.accession_number]
        late = (local_day(self.at) - loan.due_on).days
        if late > 0:
            said.append(ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late})
        if copy.facility_id != self.facility.pk:
            said.append(_("belongs to %(place)s: send it home") % {"place": copy.facility.name})
        if copy.state != CopyState.IN_SERVICE:
            said.append(_("put it aside, it is marked “%(state)s”") % {"state": copy.get_state_display()})
        return said

    def renew(self, loan: Loan, reason: str = "") -> Outcome:
        try:
            loan = services.renew_loan(
                actor=self.actor, loan=loan, facility=self.facility, at=self.at, override_reason=reason
            )
        except Refusal as refusal:
            return self._no(refusal, "override_renew", loan=loan.public_id)
        text = _("Renewed: %(title)s") % {"title": loan.copy.record.title}
        return Outcome("ok", text, _("due %(day)s") % {"day": vi_date(loan.due_on)}, reader=self.token)

    def _no(self, refusal: Refusal, override: str, **subject: str) -> Outcome:
        """A refusal with what the actor may do about it. Raises NotAllowed as it is."""
        if isinstance(refusal, NotAllowed):
            raise refusal
        offers: list[str] = []
        if isinstance(refusal, refusals.CopyOnLoan) and self.token:
            offers.append("return_and_lend")
        overridable = isinstance(refusal, refusals.DeskRefusal) and refusal.overridable
        if overridable and override and may_here(self.actor, OVERRIDE_POLICY, self.facility.pk):
            offers.append(override)
        return refused(refusal, reader=self.token, offers=tuple(offers), **subject)

    def _look_for(self, text: str) -> Outcome:
        found = choices(self.actor, self.facility, text)
        if found:
            return Outcome("ask", _("Which one?"), reader=self.token, query=text)
        return replace(refused(refusals.NothingFound(text=text)), reader=self.token)


@dataclass(frozen=True)
class BookChoice:
    """A copy here that may be meant; `out` says that it is with a reader."""

    copy: Copy
    out: bool


@dataclass(frozen=True)
class Choices:
    """What a typed name or title may mean, the first few of each."""

    readers: tuple[Patron, ...]
    books: tuple[BookChoice, ...]

    def __bool__(self) -> bool:
        return bool(self.readers or self.books)


def choices(actor: User, facility: Facility, text: str) -> Choices:
    """Readers by name and copies of this place by title, for a person to choose from."""
    readers = search_patrons(actor, text).order_by("name_sort", "pk")[:MOST_READERS]
    records = list(search_records(text).order_by("title_sort", "pk")[:MOST_RECORDS])
    here = [copy for record in records for copy in _copies_here(record, facility)][:MOST_COPIES]
    out = copy_ids_on_loan([copy.pk for copy in here])
    return Choices(tuple(readers), tuple(BookChoice(copy, copy.pk in out) for copy in here))


def _copies_here(record: Any, facility: Facility) -> list[Copy]:
    return list(copies_of(record).filter(facility=facility).select_related("record", "facility")[:MOST_COPIES])
