"""What the catalogue does at night: everything as open data, and old downloads and prints away."""

from __future__ import annotations

from densach.core.nightly import Job, register

from .exchange.downloads import forget_old
from .exchange.open_data import publish
from .services.prints import forget_old_prints

register(Job("open_data", 2, lambda at: publish(at=at)))
register(Job("downloads", 3, forget_old))
register(Job("register_prints", 3, forget_old_prints))
