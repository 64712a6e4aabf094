"""Asking for a right at the desk's place once per request, though view, service and page all ask."""

from __future__ import annotations

from densach.accounts.models import User
from densach.core.errors import NotAllowed
from densach.network.access import may_at_facility


def may_here(actor: User, right: str, facility_id: int) -> bool:
    """Whether an active `actor` holds `right` at the facility; the answer lives as long as the request's user."""
    known: dict[tuple[str, int], bool] | None = getattr(actor, "_may_here", None)
    if known is None:
        known = {}
        actor._may_here = known  # type: ignore[attr-defined]  # lives as long as the request's user, as the assignments do
    key = (right, facility_id)
    if key not in known:
        known[key] = actor.is_active and may_at_facility(actor, right, facility_id)
    return known[key]


def require_here(actor: User, right: str, facility_id: int) -> None:
    """Raise NotAllowed unless the actor holds `right` at the facility."""
    if not may_here(actor, right, facility_id):
        raise NotAllowed(right=right)
