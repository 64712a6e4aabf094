"""What the catalogue knows for the standards of facilities (Decree 93/2020/NĐ-CP asks for copies held)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.network.standards import FACTS, Fact

from .queries import copies_held

FACTS.add("copies_held", Fact("copies_held", _("copies held"), copies_held))
