"""What the tests of circulation share: a morning, and shorter calls of the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from densach.accounts.models import User
from densach.catalogue.models import Copy
from densach.circulation import services
from densach.circulation.models import Loan
from densach.network.models import Facility
from densach.people.models import Patron

MORNING = dt.datetime(2026, 3, 10, 2, 0, tzinfo=dt.UTC)  # 9:00 in Vietnam
TODAY = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)


def lend(place: Any, copy: Copy, patron: Patron, *, at: dt.datetime = MORNING, **more: Any) -> Loan:
    return services.lend_copy(
        actor=more.pop("actor", place.owner),
        copy=copy,
        patron=patron,
        facility=more.pop("facility", place.library),
        at=at,
        **more,
    )


def take_back(actor: User, copy: Copy, facility: Facility, at: dt.datetime) -> Loan:
    return services.return_copy(actor=actor, copy=copy, facility=facility, at=at)
