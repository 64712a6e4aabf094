"""Changes of the modules below reach the trail by signal."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from densach.network.signals import changed

from . import services


@receiver(changed)
def record_network_change(sender: object, *, actor: Any, verb: str, subject: Any, **data: Any) -> None:
    services.record(
        actor=actor,
        verb=verb,
        subject=subject,
        unit_id=data.get("unit_id"),
        facility_id=data.get("facility_id"),
        changes=data.get("changes"),
    )
