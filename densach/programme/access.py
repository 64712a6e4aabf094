"""Who sees which proposal, and which units a plan may be issued by."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.errors import NotAllowed
from densach.network import access
from densach.network.models import Succession, Unit
from densach.network.tree import tree_on

from .models import PlanProposal
from .permissions import EDIT_PLAN


def may_see_proposal(actor: User, proposal: PlanProposal) -> None:
    """The one who uploaded it, and whoever may edit plans in the same branch. Raises NotAllowed."""
    access.require(actor, EDIT_PLAN)
    if actor.pk != proposal.uploaded_by_id and not _share_a_branch(actor, proposal.uploaded_by):
        raise NotAllowed(right=EDIT_PLAN)


def _share_a_branch(actor: User, other: User) -> bool:
    mine, theirs = access.units_with(actor, EDIT_PLAN), access.units_with(other, EDIT_PLAN)
    if mine is None or theirs is None:
        return mine is None
    return not mine.isdisjoint(theirs)


def visible_proposals(actor: User) -> list[PlanProposal]:
    """Proposals that wait for review and that the actor may see, the latest first."""
    waiting = PlanProposal.objects.filter(plan__isnull=True).select_related("uploaded_by")
    if access.units_with(actor, EDIT_PLAN) is None:
        return list(waiting)
    shared = {actor.pk: True}
    for row in waiting:
        if row.uploaded_by_id not in shared:
            shared[row.uploaded_by_id] = _share_a_branch(actor, row.uploaded_by)
    return [row for row in waiting if shared[row.uploaded_by_id]]


def units_that_may_issue(actor: User) -> QuerySet[Unit]:
    """Units where the actor may edit plans today, and those that they followed."""
    scope = access.units_with(actor, EDIT_PLAN)
    if scope is None:
        return Unit.objects.all()
    found, new = set(scope), set(scope)
    while new:
        ended = Succession.objects.filter(successor__in=new, predecessor__ends_before__lte=today())
        new = set(ended.values_list("predecessor_id", flat=True)) - found
        found |= new
    return Unit.objects.filter(pk__in=found)


def units_in_branch(slug: str) -> list[Unit]:
    """Units in the branch of a unit today or, if it has ended, on its last day; empty for an unknown key."""
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        return []
    ended = unit.ends_before is not None and unit.ends_before <= today()
    day = unit.ends_before - dt.timedelta(days=1) if ended and unit.ends_before else today()
    return list(Unit.objects.filter(Q(pk__in=tree_on(day).branch(unit.pk))))
