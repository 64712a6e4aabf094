"""What a view says of itself: the right it needs, or that it is public. tests/architecture reads these marks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase

from .errors import NotAllowed

PUBLIC = "PUBLIC"
SIGNED_IN = "SIGNED_IN"

type View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anybody may open this page."""
    view.right = PUBLIC  # type: ignore[attr-defined]  # the mark that the permission matrix reads
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Anybody signed in; the page shows only the actor's own things."""
    view.right = SIGNED_IN  # type: ignore[attr-defined]  # the mark that the permission matrix reads
    return view


def requires(right: str) -> Callable[[View], View]:
    """The actor must hold `right` somewhere; the service checks again at the place itself. Raises NotAllowed (403)."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_right(right):  # type: ignore[union-attr]  # login by default: never anonymous here
                raise NotAllowed(right=right)
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]  # the mark that the permission matrix reads
        return guarded

    return declare
