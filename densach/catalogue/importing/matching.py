"""Whether the catalogue, or an earlier line of the same file, has a record already.

By control number (003 and 001); by ISBN and volume; by title, first author, year, volume and school class. Accents count
in titles, as in `queries.records_like`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from densach.catalogue import rules
from densach.catalogue.models import Record
from densach.catalogue.record_fields import RecordFields
from densach.core.text import exact_key, fold

type Key = tuple[str | int | None, ...]


def keys_of(fields: RecordFields, control: str) -> list[Key]:
    """The keys of a record, the surest first; two records that share any are the same."""
    volume = fields.volume.lower()
    first = fold(rules.entries(fields.authors)[0]) if fields.authors else ""
    found: list[Key] = [("title", exact_key(fields.title), first, fields.year, volume, fields.grade)]
    if fields.isbn:
        found.insert(0, ("isbn", fields.isbn, volume))
    if control:
        found.insert(0, ("control", control))
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """A record of the catalogue that a line matches."""

    pk: int
    public_id: str
    title: str


_COLUMNS = ("pk", "public_id", "title", "title_exact", "authors", "year", "volume", "isbn", "control_number", "grade")


def held(keys: Iterable[Sequence[Key]]) -> dict[Key, Held]:
    """Those of the keys that the catalogue has, with the oldest record that has each; three queries for any number."""
    wanted: dict[str, set[str]] = {"control": set(), "isbn": set(), "title": set()}
    for some in keys:
        for key in some:
            wanted[str(key[0])].add(str(key[1]))
    found: dict[Key, Held] = {}
    live = Record.objects.live().order_by()  # ordering by key would make SQLite read the whole table
    for lookup, values in (
        ("control_number__in", wanted["control"]),
        ("isbn__in", wanted["isbn"]),
        ("title_fold__in", {fold(title) for title in wanted["title"]}),
    ):
        for row in live.filter(**{lookup: values}).values_list(*_COLUMNS) if values else ():
            pk, public_id, title, exact, authors, year, volume, isbn, control, grade = row
            first = fold(rules.entries(authors)[0]) if authors else ""
            here = Held(pk, public_id, title)
            _keep(found, ("title", exact, first, year, volume.lower(), grade), here)
            if isbn:
                _keep(found, ("isbn", isbn, volume.lower()), here)
            if control:
                _keep(found, ("control", control), here)
    return found


def _keep(found: dict[Key, Held], key: Key, here: Held) -> None:
    if key not in found or here.pk < found[key].pk:
        found[key] = here
