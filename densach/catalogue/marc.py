"""A record's columns as MARC 21 (kept as MARC-in-JSON), without losing what other systems wrote into it.

ISBD punctuation is left out and leader/18 says so ("c"). Names stand as printed, in direct order (first indicator 0).
On an edit only the fields whose columns changed are written anew, in the place of the old ones; everything else stays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from pymarc import Field, Indicators, Leader, Record, Subfield

from densach.core.text import clean

from .models import Audience, ClassScheme, Material
from .record_fields import RecordFields
from .rules import entries

# leader/06-07: type of record and bibliographic level
_LEADER = {
    Material.BOOK: "am",
    Material.TEXTBOOK: "am",
    Material.PERIODICAL: "as",
    Material.MAP: "em",
    Material.RECORDING: "im",
    Material.KIT: "om",
}
# 008/22 of books: target audience
_AUDIENCE = {Audience.CHILD: "j", Audience.TEEN: "d", Audience.ADULT: "e", Audience.ALL: "g"}
_AUDIENCE_NOTE = {Audience.CHILD: "Thiếu nhi", Audience.TEEN: "Thanh thiếu niên", Audience.ADULT: "Người lớn"}
# fields that the columns `authors` and `subjects` are read from
NAME_TAGS = ("100", "110", "111", "700", "710", "711")
SUBJECT_TAGS = ("600", "610", "611", "630", "650", "651", "653")
_INITIAL = re.compile(r"(^|[\s.\-])\w\.$")
TEXTBOOK_GENRE = "Sách giáo khoa"
_ARTICLES = {"eng": ("the ", "an ", "a "), "fre": ("les ", "le ", "la ", "l'"), "ger": ("der ", "die ", "das ")}


def write(
    fields: RecordFields,
    *,
    control_number: str,
    at: dt.datetime,
    marc: dict[str, Any] | None = None,
    before: RecordFields | None = None,
) -> dict[str, Any]:
    """MARC-in-JSON of `fields`. With `marc` and `before`, that record with only the changed columns written anew."""
    record = read(marc) if marc else Record(leader="     nam a22     7c 4500")
    if not marc or not before or before.material != fields.material:
        record.leader = _leader(str(record.leader), fields)
    if "001" not in record:  # a record that came from elsewhere keeps its number there
        _control(record, "001", control_number)
    _control(record, "005", f"{at.astimezone(dt.UTC):%Y%m%d%H%M%S}.0")
    _control(record, "008", _fixed(record, fields, at, before if marc else None))
    for tags, columns, build in _GROUPS:
        if marc and before and all(getattr(fields, name) == getattr(before, name) for name in columns):
            continue
        _replace(record, tags, build(fields))
    record.fields.sort(key=lambda field: field.tag if field.tag < "010" else "01")
    return dict(record.as_dict())


def read(marc: dict[str, Any]) -> Record:
    """A pymarc record from MARC-in-JSON, its leader as it stands. Raises KeyError, TypeError or pymarc's BadLeaderValue
    for JSON that is not MARC.
    """
    record = Record()
    record.leader = Leader(marc["leader"])
    for entry in marc["fields"]:
        for tag, value in entry.items():
            record.fields.append(Field(tag=tag, data=value) if isinstance(value, str) else _variable(tag, value))
    return record


def _variable(tag: str, value: dict[str, Any]) -> Field:
    subfields = [Subfield(code, text) for entry in value["subfields"] for code, text in entry.items()]
    return Field(tag=tag, indicators=Indicators(value["ind1"], value["ind2"]), subfields=subfields)


def _leader(old: str, fields: RecordFields) -> Leader:
    kind = _LEADER[Material(fields.material)]
    return Leader(old[:6] + kind + old[8:9] + "a" + old[10:])


def _control(record: Record, tag: str, data: str) -> None:
    record.remove_fields(tag)
    record.fields.append(Field(tag=tag, data=data))


def _fixed(record: Record, fields: RecordFields, at: dt.datetime, before: RecordFields | None) -> str:
    """008: date entered, year, audience, language; what did not change and the other positions as they were."""
    old = record["008"].data if "008" in record else None
    text = list(old if old and len(old) == 40 else f"{at:%y%m%d}" + " " * 34)
    if not old or len(old) != 40:
        text[15:18] = "xx "
        text[39] = "d"
        before = None
    if before is None or before.year != fields.year:
        text[6:11] = f"s{fields.year:04d}" if fields.year else "nuuuu"
    if fields.material in (Material.BOOK, Material.TEXTBOOK) and (not before or before.audience != fields.audience):
        text[22] = _AUDIENCE[Audience(fields.audience)]
    if before is None or before.language != fields.language:
        text[35:38] = fields.language.ljust(3)[:3]
    return "".join(text)


def _field(tag: str, indicators: str, *subfields: tuple[str, str | int | None]) -> list[Field]:
    """One field of the subfields that have a value; none where all are empty."""
    filled = [Subfield(code, str(value)) for code, value in subfields if value]
    if not filled:
        return []
    return [Field(tag=tag, indicators=Indicators(indicators[0], indicators[1]), subfields=filled)]


def _title(fields: RecordFields) -> list[Field]:
    lower = fields.title.lower()
    articles = _ARTICLES.get(fields.language, ())
    skip = next((len(article) for article in articles if lower.startswith(article)), 0)
    first = "1" if entries(fields.authors) else "0"
    names = ", ".join(entries(fields.authors))
    parts = (("a", fields.title), ("n", fields.volume), ("b", fields.subtitle), ("c", names))
    return _field("245", f"{first}{skip}", *parts)


def _people(fields: RecordFields) -> list[Field]:
    names = entries(fields.authors)
    first = _field("100", "0 ", ("a", names[0])) if names else []
    return first + [field for name in names[1:] for field in _field("700", "0 ", ("a", name))]


def _class(fields: RecordFields) -> list[Field]:
    editions = {ClassScheme.DDC: ("04", ""), ClassScheme.DDC23: ("04", "23"), ClassScheme.DDC14: ("14", "14")}
    if fields.class_scheme in editions:
        indicators, edition = editions[ClassScheme(fields.class_scheme)]
        return _field("082", indicators, ("a", fields.class_mark), ("2", fields.class_mark and edition))
    return _field("084", "  ", ("a", fields.class_mark), ("2", fields.class_mark and fields.class_scheme))


def _series(fields: RecordFields) -> list[Field]:
    return _field("490", "0 ", ("a", fields.series))


def _subjects(fields: RecordFields) -> list[Field]:
    return [field for subject in entries(fields.subjects) for field in _field("653", "  ", ("a", subject))]


def _audience(fields: RecordFields) -> list[Field]:
    """521: who it is for; with first indicator 2 the school class (interest grade level)."""
    note = _AUDIENCE_NOTE.get(Audience(fields.audience), "")
    return _field("521", "  ", ("a", note)) + _field("521", "2 ", ("a", fields.grade))


def _genre(fields: RecordFields) -> list[Field]:
    return _field("655", " 4", ("a", TEXTBOOK_GENRE if fields.material == Material.TEXTBOOK else ""))


def _imprint(fields: RecordFields) -> list[Field]:
    return _field("264", " 1", ("a", fields.place), ("b", fields.publisher), ("c", fields.year))


type _Build = Callable[[RecordFields], list[Field]]

# (tags that the columns own, columns, how they are written)
_GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...], _Build], ...] = (
    (("020",), ("isbn",), lambda fields: _field("020", "  ", ("a", fields.isbn))),
    (("041",), ("language",), lambda fields: _field("041", "  ", ("a", fields.language))),
    (("082", "084"), ("class_scheme", "class_mark"), _class),
    (NAME_TAGS, ("authors",), _people),
    (("245",), ("title", "subtitle", "volume", "authors", "language"), _title),
    (("260", "264"), ("place", "publisher", "year"), _imprint),
    (("300",), ("pages",), lambda fields: _field("300", "  ", ("a", fields.pages))),
    (("490",), ("series",), _series),
    (("520",), ("summary",), lambda fields: _field("520", "  ", ("a", fields.summary))),
    (("521",), ("audience", "grade"), _audience),
    (SUBJECT_TAGS, ("subjects",), _subjects),
    (("655",), ("material",), _genre),
)


# fields of which a record has one per name or word: one that is still wanted stays as it was, with its other subfields
_LISTS = frozenset({*NAME_TAGS, *SUBJECT_TAGS})


def _replace(record: Record, tags: tuple[str, ...], new: list[Field]) -> None:
    old = [field for field in record.get_fields(*tags) if _ours(field)]
    as_was = {heading_of(field): field for field in reversed(old) if field.tag in _LISTS}
    record.remove_field(*old)
    for field in new:
        kept = as_was.get(heading_of(field)) if field.tag in _LISTS else None
        if kept is not None and kept.tag in NAME_TAGS:  # the first name is 1XX, the others 7XX
            kept.tag = field.tag[0] + kept.tag[1:]
        record.add_ordered_field(kept or field)


def heading_of(field: Field) -> str:
    """The name or subject of a field as the columns hold it: subject subdivisions after " -- ", no final punctuation."""
    if field.tag in NAME_TAGS:
        names = [part.value for part in field.subfields if part.code in ("a", "b" if field.tag[1] == "1" else "a")]
        return without_punctuation(" ".join(names)).replace(";", ",")
    first = " ".join(part.value for part in field.subfields if part.code in "ab")
    parts = [first, *(part.value for part in field.subfields if part.code in "xyzv")]
    return " -- ".join(filter(None, map(without_punctuation, parts))).replace(";", ",")


def without_punctuation(text: str) -> str:
    """Without the ISBD punctuation that older records write at the end of a part; initials and "..." keep their dots."""
    text = clean(text).rstrip("/:;,= ")
    if text.endswith(".") and not text.endswith("..") and not _INITIAL.search(text):
        text = text[:-1]
    return text.rstrip()


def _ours(field: Field) -> bool:
    """Not an ISBN marked as wrong (020 $z only), a copyright date or a manufacturer (other indicators of 264), another
    note on the audience or another genre.
    """
    if field.tag == "020":
        return field.get("a") is not None
    if field.tag == "521":
        return field.indicator1 == "2" or (field.get("a") or "") in _AUDIENCE_NOTE.values()
    if field.tag == "655":
        return field.get("a") == TEXTBOOK_GENRE
    return field.tag != "264" or field.indicator2 == "1"
