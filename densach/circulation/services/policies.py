"""Write and strike the rules of lending."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.circulation import refusals
from densach.circulation.models import Policy
from densach.circulation.permissions import EDIT_POLICY
from densach.circulation.rules import Terms
from densach.core.errors import NotAllowed
from densach.network.access import require, units_with
from densach.network.models import Unit

# bounds that keep a slip of the keyboard out: a year of lending, a cart of books
LIMITS = {"loan_days": (1, 400), "max_loans": (1, 200), "max_renewals": (0, 50)}


@transaction.atomic
def set_policy(*, actor: User, unit: Unit | None, patron_type: str, item_type: str, terms: Terms) -> Policy:
    """Write or change the row for patron type × item type at a unit's branch; empty means any, no `unit` everywhere.

    Raises NotAllowed, PolicyOutOfRange.
    """
    _require(actor, unit)
    for name, (least, most) in LIMITS.items():
        value = getattr(terms, name)
        if not least <= value <= most:
            raise refusals.PolicyOutOfRange(name=name, value=value, least=least, most=most)
    key: dict[str, Any] = {"unit": unit, "patron_type": patron_type, "item_type": item_type}
    values: dict[str, Any] = {**{name: getattr(terms, name) for name in LIMITS}, "may_borrow": terms.may_borrow}
    before = Policy.objects.filter(**key).values(*values).first()
    try:
        with transaction.atomic():
            row, _created = Policy.objects.update_or_create(**key, defaults=values)
    except IntegrityError:  # written by somebody else in the same moment: theirs is there to be changed now
        row = Policy.objects.get(**key)
        Policy.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    record(
        actor=actor,
        verb="set_policy",
        subject=row,
        unit_id=unit.pk if unit else None,
        changes={"terms": [before, values]},
    )
    return row


@transaction.atomic
def remove_policy(*, actor: User, policy: Policy) -> None:
    """Strike a row: what is written above it, or the built-in terms, hold again. Raises NotAllowed, PolicyGone."""
    _require(actor, policy.unit)
    label = {name: getattr(policy, name) for name in ("patron_type", "item_type", "may_borrow", *LIMITS)}
    record(actor=actor, verb="remove_policy", subject=policy, unit_id=policy.unit_id, changes={"terms": [label, None]})
    if not Policy.objects.filter(pk=policy.pk).delete()[0]:
        raise refusals.PolicyGone


def _require(actor: User, unit: Unit | None) -> None:
    if unit is not None:
        require(actor, EDIT_POLICY, unit_id=unit.pk)
    elif units_with(actor, EDIT_POLICY) is not None or not actor.is_active:
        raise NotAllowed(right=EDIT_POLICY)
