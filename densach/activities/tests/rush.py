"""Eight desks register at once for the last seats. Run as a program, it makes its own database in DENSACH_HOME."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

DESKS = 8
SEATS = 7
EACH = 4


def rush() -> dict[str, Any]:
    """Every desk registers its own people and one that all desks share; returns what came of it."""
    from django.db import connection

    from densach.activities.models import Activity, Registration, RegistrationState
    from densach.activities.services import cancel_registration, register_patron
    from densach.core.clock import now
    from densach.core.errors import Refusal
    from tests import make

    house = make.facility(kind="culture_house")
    activity = make.activity(facility=house, capacity=SEATS, takes_registrations=True)
    clerk = make.user("activity_organiser", at=house)
    shared = make.patron(facility=house)
    queues = [[shared, *(make.patron(facility=house) for _n in range(EACH))] for _desk in range(DESKS)]
    start = Barrier(DESKS)

    def desk(queue: list[Any]) -> Counter[str]:
        outcome: Counter[str] = Counter()
        try:
            start.wait(timeout=30)
            own = Activity.objects.get(pk=activity.pk)
            for person in queue:
                try:
                    seat = register_patron(actor=clerk, activity=own, patron=person, at=now())
                    outcome["given"] += 1
                    if person is queue[-1]:  # the last of the queue changes its mind
                        cancel_registration(actor=clerk, registration=seat)
                        outcome["back"] += 1
                except Refusal as refusal:
                    outcome[refusal.code] += 1
        finally:
            connection.close()
        return outcome

    with ThreadPoolExecutor(DESKS) as desks:
        outcomes = sum(desks.map(desk, queues), Counter())
    activity.refresh_from_db()
    confirmed = Registration.objects.filter(activity=activity, state=RegistrationState.CONFIRMED)
    return {
        "outcomes": dict(outcomes),
        "seats_taken": activity.seats_taken,
        "confirmed": confirmed.count(),
        "shared": confirmed.filter(patron=shared).count(),
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "densach.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(rush()))
