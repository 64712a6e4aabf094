"""`{% load discovery %}`: what pages of other modules show of the index."""

from __future__ import annotations

from typing import Any

from django import template

from densach.discovery.similar import more_like

register = template.Library()


@register.inclusion_tag("discovery/more_like.html")
def more_like_this(kind: str, pk: int, limit: int = 6) -> dict[str, Any]:
    """Covers of things like this one; nothing at all where there are none."""
    return {"hits": more_like(kind=kind, pk=pk, limit=limit)}
