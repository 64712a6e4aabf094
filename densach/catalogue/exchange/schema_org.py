"""A record as schema.org, for the machines that read public pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from densach.catalogue import rules
from densach.catalogue.models import Material, Record
from densach.catalogue.queries import Holding
from densach.network.models import Facility

_TYPE = {
    Material.BOOK: "Book", Material.TEXTBOOK: "Book", Material.PERIODICAL: "Periodical", Material.MAP: "Map",
    Material.RECORDING: "AudioObject", Material.KIT: "CreativeWork",
}  # fmt: skip
# ISO 639-2/B → BCP 47, as web pages name languages
_WEB = {"vie": "vi", "eng": "en", "fre": "fr", "chi": "zh", "rus": "ru", "jpn": "ja", "kor": "ko", "ger": "de"}
_LEND = "http://purl.org/goodrelations/v1#LeaseOut"


def work(
    record: Record, holdings: Sequence[Holding], *, url: str, place_url: Callable[[Facility], str]
) -> dict[str, Any]:
    """The work and where it can be borrowed now; empty values are left out."""
    described = {
        "@context": "https://schema.org",
        "@type": _TYPE[Material(record.material)],
        "@id": url,
        "url": url,
        "name": f"{record.title} {record.volume}".strip(),
        "alternativeHeadline": record.subtitle,
        "author": [{"@type": "Person", "name": name} for name in rules.entries(record.authors)],
        "publisher": {"@type": "Organization", "name": record.publisher} if record.publisher else None,
        "datePublished": str(record.year or ""),
        "isbn": record.isbn,
        "inLanguage": _WEB.get(record.language, record.language),
        "about": rules.entries(record.subjects),
        "description": record.summary,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": record.series} if record.series else None,
        "offers": [_offer(held, place_url) for held in holdings],
    }
    return {name: value for name, value in described.items() if value}


def _offer(held: Holding, place_url: Callable[[Facility], str]) -> dict[str, Any]:
    place = held.facility
    return {
        "@type": "Offer",
        "businessFunction": _LEND,
        "availability": f"https://schema.org/{'InStock' if held.available else 'OutOfStock'}",
        "offeredBy": {"@type": "Library", "name": place.name, "url": place_url(place)},
    }
