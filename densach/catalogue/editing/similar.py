"""What is held already that helps to enter a record: the same book, similar books and where they stand, names in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from densach.catalogue import queries, rules
from densach.catalogue.models import Heading, HeadingKind, Record, RecordHeading
from densach.core.errors import Refusal
from densach.core.text import clean, exact_key, fold
from densach.discovery.queries import search

MOST = 50
_POOL = 300
_HINTS = 8
# what two records have in common, and how much it says about where the second one stands
_SERIES, _NAME, _SUBJECT, _WORDS = 4, 3, 2, 2


@dataclass(frozen=True)
class Place:
    """A class mark at which `count` of the similar records stand."""

    scheme: str
    mark: str
    count: int

    @property
    def taken(self) -> str:
        """As `entry.take_over` reads it."""
        return f"class_mark={self.scheme}|{self.mark}"


@dataclass(frozen=True)
class Suggested:
    """`classed` similar records have a class mark; `marks` (three at most) say which. `subjects`: (text, records).

    `variants`: (written, form in use) of names and subjects that were written in another form.
    """

    classed: int = 0
    marks: tuple[Place, ...] = ()
    subjects: tuple[tuple[str, int], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    held: tuple[Record, ...] = ()


def suggested(values: Mapping[str, str], *, besides: Record | None = None) -> Suggested:
    """What helps with a form filled in so far; `besides` is the record that is being edited."""
    ids = _similar(values, besides.pk if besides else None)
    rows = Record.objects.live().filter(pk__in=ids).values_list("class_scheme", "class_mark", "subjects")
    marks: Counter[tuple[str, str]] = Counter()
    words: Counter[str] = Counter()
    for scheme, mark, subjects in rows:
        marks.update([(scheme, mark)] if mark else [])
        words.update(rules.entries(subjects))
    written = {exact_key(entry) for entry in rules.entries(values.get("subjects", ""))}
    return Suggested(
        classed=marks.total(),
        marks=tuple(Place(scheme, mark, n) for (scheme, mark), n in marks.most_common(3)),
        subjects=tuple((text, n) for text, n in words.most_common(12) if exact_key(text) not in written)[:6],
        variants=variants_in(values),
        held=tuple(same_as(values, besides=besides)),
    )


def _similar(values: Mapping[str, str], besides: int | None) -> list[int]:
    """Ids of at most MOST records, those that have most in common first."""
    common: Counter[int] = Counter()
    for kind, name, weight in ((HeadingKind.NAME, "authors", _NAME), (HeadingKind.SUBJECT, "subjects", _SUBJECT)):
        keys = [exact_key(entry) for entry in rules.entries(values.get(name, ""))]
        _add(common, _bearing(kind, keys), weight)
    if series := clean(values.get("series", "")):
        same = Record.objects.live().filter(series__iexact=series).order_by().values_list("pk", flat=True)
        _add(common, same[:_POOL], _SERIES)
    if fold(title := values.get("title", "")):
        hits = search(title, kinds=("record",), per_page=MOST).hits
        _add(common, (hit.id for hit in hits), _WORDS)
    common.pop(besides or 0, None)
    return [pk for pk, _weight in common.most_common(MOST)]


def _add(common: Counter[int], ids: Iterable[int], weight: int) -> None:
    for pk in ids:
        common[pk] += weight


def _bearing(kind: str, keys: list[str]) -> QuerySet[RecordHeading, int]:
    """Ids of records that bear one of the headings, variants followed to the form in use."""
    used = Heading.objects.filter(kind=kind, key__in=keys).values_list("pk", "see")
    headings = [see or pk for pk, see in used] if keys else []
    borne = RecordHeading.objects.filter(heading_id__in=headings, record__gone_at__isnull=True).order_by("-record_id")
    return borne.values_list("record_id", flat=True)[:_POOL]


def same_as(values: Mapping[str, str], *, besides: Record | None = None) -> QuerySet[Record]:
    """Records that look the same as what is typed so far, five at most."""
    year = clean(values.get("year", ""))
    found = queries.records_like(
        isbn=_isbn(values.get("isbn", "")),
        title=values.get("title", ""),
        authors=values.get("authors", ""),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        volume=clean(values.get("volume", "")),
        besides=besides,
    )
    return found[:5] if fold(values.get("title", "")) or values.get("isbn") else Record.objects.none()


def _isbn(text: str) -> str:
    try:
        return rules.isbn13(text)
    except Refusal:
        return ""  # half typed; the form itself says so when it is sent


def variants_in(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(written, form in use) for the names and subjects that are variants of another form."""
    written: dict[tuple[str, str], str] = {
        (kind, exact_key(entry)): entry
        for kind, name in ((HeadingKind.NAME, "authors"), (HeadingKind.SUBJECT, "subjects"))
        for entry in rules.entries(values.get(name, ""))
    }
    if not written:
        return ()
    found = Heading.objects.filter(see__isnull=False, key__in={key for _kind, key in written}).select_related("see")
    return tuple(
        (written[row.kind, row.key], row.see.text) for row in found if row.see and (row.kind, row.key) in written
    )


def hints(kind: str, text: str) -> list[tuple[str, str]]:
    """Headings whose words begin as typed, accents aside: (form in use, the variant it was found by or "")."""
    words = fold(text).split()
    if not words:
        return []
    rows = Heading.objects.filter(kind=kind).select_related("see").order_by("sort")
    for word in words:
        rows = rows.filter(queries.begins("folded", word))
    found: dict[str, str] = {}
    for row in rows[: _HINTS * 3]:
        if row.see:
            found.setdefault(row.see.text, row.text)
        else:
            found[row.text] = ""
    return list(found.items())[:_HINTS]


def other_volumes(record: Record) -> QuerySet[Record]:
    """The other volumes of a set: same title and same first author, with a volume; in the order of volumes."""
    if not record.volume:
        return Record.objects.none()
    names = rules.entries(record.authors)
    same = Record.objects.live().filter(title_fold=record.title_fold).exclude(volume="").exclude(pk=record.pk)
    same = same.filter(authors_fold__startswith=fold(names[0])) if names else same.filter(authors="")
    return same.order_by("title_sort", "year")
