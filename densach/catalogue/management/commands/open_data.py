"""`densach open-data`: publish the catalogue as open data now, without waiting for the night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from densach.catalogue.exchange.open_data import folder, publish
from densach.core.clock import now


class Command(BaseCommand):
    help = "Write the catalogue as open data (MARC, MARCXML, CSV) into the folder of this installation."

    def handle(self, *args: Any, **options: Any) -> None:
        edition = publish(at=now())
        for one in edition.files:
            self.stdout.write(f"{one.name}  {one.size} bytes")
        self.stdout.write(f"{edition.records} records in {folder()}")
        if edition.left_out:
            self.stdout.write(f"{edition.left_out} do not fit into MARC: datapackage.json names them")
