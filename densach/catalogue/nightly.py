"""What the catalogue does at night: everything as open data, and old downloads away."""

from __future__ import annotations

from densach.core.nightly import Job, register

from .exchange.downloads import forget_old
from .exchange.open_data import publish

register(Job("open_data", 2, lambda at: publish(at=at)))
register(Job("downloads", 3, forget_old))
