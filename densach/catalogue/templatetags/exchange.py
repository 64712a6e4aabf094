"""`{% linked_data record holdings %}`: schema.org of a record in its page, and `{% downloads %}`: formats to offer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from densach.catalogue.exchange.schema_org import work
from densach.catalogue.exchange.writers import FORMATS, Format
from densach.catalogue.models import Record
from densach.catalogue.queries import Holding
from densach.network.models import Facility

register = template.Library()
# no end of the element and no comment can then stand in the data, as Django's own json_script does it
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def linked_data(context: dict[str, Any], record: Record, holdings: Sequence[Holding]) -> SafeString:
    """Data, not code: browsers do not run it, and the content policy needs no exception for it."""
    request = context["request"]

    def place_url(place: Facility) -> str:
        return str(request.build_absolute_uri(reverse("facility_detail", args=[place.public_id])))

    url = request.build_absolute_uri(reverse("record_detail", args=[record.public_id]))
    text = json.dumps(work(record, holdings, url=url, place_url=place_url), ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')  # noqa: S308  # escaped above


@register.simple_tag
def downloads() -> list[Format]:
    """Every format, those for lists of references and other systems first."""
    return [FORMATS[key] for key in ("ris", "bibtex", "marc", "marcxml", "marcjson", "xlsx", "csv")]
