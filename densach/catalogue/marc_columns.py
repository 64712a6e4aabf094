"""The columns of a record read from its MARC 21, whoever wrote it. Nothing is lost: the MARC itself is kept beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pymarc import Field, Record
from stdnum import isbn as isbn_numbers

from densach.core.text import clean, clean_lines, exact_key, fold

from .marc import NAME_TAGS, SUBJECT_TAGS, TEXTBOOK_GENRE, heading_of, without_punctuation
from .models import Audience, ClassScheme, Material
from .models import Record as RecordRow
from .record_fields import RecordFields

# leader/06 and 07; what is not here is a book
_OF_TYPE = {
    "c": Material.BOOK, "d": Material.BOOK, "e": Material.MAP, "f": Material.MAP, "g": Material.RECORDING,
    "i": Material.RECORDING, "j": Material.RECORDING, "o": Material.KIT,
}  # fmt: skip
_OF_AUDIENCE = {
    "a": Audience.CHILD, "b": Audience.CHILD, "c": Audience.CHILD, "j": Audience.CHILD, "d": Audience.TEEN,
    "e": Audience.ADULT, "f": Audience.ADULT,
}  # fmt: skip
_OF_EDITION = {"23": ClassScheme.DDC23, "14": ClassScheme.DDC14}
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_GRADE = re.compile(r"(?:^|lop |grade )(1[0-2]|[1-9])$")
_LIMITS = {
    name: RecordRow._meta.get_field(name).max_length or 0  # type: ignore[union-attr]  # all of them are CharFields
    for name in ("title", "subtitle", "authors", "publisher", "place", "language", "class_mark", "subjects", "series", "volume", "pages")
}  # fmt: skip


def fields_of(record: Record, *, before: RecordFields | None = None) -> RecordFields:
    """The columns of any MARC 21 record; longer texts end at their column's width, lists at their last whole entry.

    MARC does not tell a textbook from a book: one marked by its genre (655) is a textbook, and a record that was one
    `before` stays one as long as its leader says "book". A record without a title gets "".
    """
    by_tag: dict[str, list[Field]] = {}
    for field in record.fields:
        by_tag.setdefault(field.tag, []).append(field)
    fixed = _fixed(by_tag)
    title = by_tag.get("245", [None])[0]
    scheme, mark = _class(by_tag)
    found = {
        "title": _part(title, "a") or _part(title, "k") or _part(title, "p"),
        "subtitle": _part(title, "b"),
        "volume": ". ".join(filter(None, (_part(title, "n"), _part(title, "p") if _part(title, "a") else ""))),
        "authors": _authors(by_tag, title),
        "publisher": _first(by_tag, ("264", "260"), "b"),
        "place": _first(by_tag, ("264", "260"), "a"),
        "language": _language(by_tag, fixed),
        "class_mark": mark,
        "subjects": _list((heading_of(field) for tag in SUBJECT_TAGS for field in by_tag.get(tag, ())), "subjects"),
        "series": _series(by_tag),
        "pages": _extent(by_tag),
    }
    return RecordFields(
        **{name: text[: _LIMITS[name]].rstrip() for name, text in found.items()},
        year=_year(by_tag, fixed),
        isbn=_isbn(by_tag),
        material=_material(record, by_tag, before),
        audience=_audience(by_tag, fixed),
        class_scheme=scheme,
        summary=clean_lines("\n".join(text for field in by_tag.get("520", ()) if (text := field.get("a")))),
        grade=_grade(by_tag),
    )


def control_number(record: Record) -> str:
    """003 and 001 with a blank between, as the key of a record that came from elsewhere; "" without 001."""
    fields = {field.tag: clean(field.data or "") for field in reversed(record.fields) if field.tag in ("001", "003")}
    return f"{fields.get('003', '')} {fields['001']}".strip()[:80] if fields.get("001") else ""


def _part(field: Field | None, code: str) -> str:
    if field is None or field.control_field:
        return ""
    return without_punctuation(" ".join(part.value for part in field.subfields if part.code == code))


def _first(by_tag: dict[str, list[Field]], tags: tuple[str, ...], code: str) -> str:
    return next((text for tag in tags for field in by_tag.get(tag, ()) if (text := _part(field, code))), "")


def _list(entries: Iterable[str], name: str) -> str:
    """Distinct entries joined by "; ", as many as fit."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry:
            found.setdefault(exact_key(entry), entry)
    text = ""
    for entry in found.values():
        longer = f"{text}; {entry}" if text else entry
        if len(longer) > _LIMITS[name]:
            break
        text = longer
    return text


def _authors(by_tag: dict[str, list[Field]], title: Field | None) -> str:
    names = _list((heading_of(field) for tag in NAME_TAGS for field in by_tag.get(tag, ())), "authors")
    return names or _part(title, "c").replace(";", ",")


def _fixed(by_tag: dict[str, list[Field]]) -> str:
    """008 at its full length, blanks where it is short or missing."""
    field = by_tag.get("008", [None])[0]
    return ((field.data or "") if field is not None else "").ljust(40)[:40]


def _year(by_tag: dict[str, list[Field]], fixed: str) -> int | None:
    if _YEAR.fullmatch(fixed[7:11]):
        return int(fixed[7:11])
    match = next(
        (
            match
            for tag in ("264", "260")
            for field in by_tag.get(tag, ())
            if (match := _YEAR.search(field.get("c") or ""))
        ),
        None,
    )
    return int(match[1]) if match else None


def _language(by_tag: dict[str, list[Field]], fixed: str) -> str:
    code = fixed[35:38].lower()
    if code.isascii() and code.isalpha():
        return code
    return _first(by_tag, ("041",), "a").lower()[:3] or "und"


def _isbn(by_tag: dict[str, list[Field]]) -> str:
    """The first right ISBN, as 13 digits."""
    for field in by_tag.get("020", ()):
        number = isbn_numbers.compact((field.get("a") or "").split("(")[0].split(":")[0].strip())
        if isbn_numbers.is_valid(number):
            return str(isbn_numbers.to_isbn13(number)).replace("-", "")
    return ""


def _class(by_tag: dict[str, list[Field]]) -> tuple[str, str]:
    for field in by_tag.get("082", ()):
        if mark := _part(field, "a"):
            return _OF_EDITION.get(clean(field.get("2") or "")[:2], ClassScheme.DDC), mark.replace("/", "")
    for field in by_tag.get("084", ()):
        if mark := _part(field, "a"):
            scheme = clean(field.get("2") or "")
            return scheme if scheme in ClassScheme.values else ClassScheme.OTHER, mark
    mark = _first(by_tag, ("080", "050", "060", "090"), "a")
    return (ClassScheme.OTHER if mark else ""), mark


def _series(by_tag: dict[str, list[Field]]) -> str:
    for tag in ("490", "830", "440"):
        for field in by_tag.get(tag, ()):
            if name := _part(field, "a"):
                return " ; ".join(filter(None, (name, _part(field, "v"))))
    return ""


def _extent(by_tag: dict[str, list[Field]]) -> str:
    field = by_tag.get("300", [None])[0]
    text = _part(field, "a")
    for mark, code in ((" : ", "b"), (" ; ", "c")):
        if part := _part(field, code):
            text += mark + part
    return text


def _audience(by_tag: dict[str, list[Field]], fixed: str) -> str:
    if fixed[22] in _OF_AUDIENCE:
        return _OF_AUDIENCE[fixed[22]]
    words = {fold(field.get("a") or "") for field in by_tag.get("521", ())}
    known = {"thieu nhi": Audience.CHILD, "thanh thieu nien": Audience.TEEN, "nguoi lon": Audience.ADULT}
    return next((known[word] for word in words if word in known), Audience.ALL)


def _grade(by_tag: dict[str, list[Field]]) -> int | None:
    """521 with first indicator 2 (interest grade level): "4", "Lớp 4"."""
    grades = (fold(field.get("a") or "") for field in by_tag.get("521", ()) if field.indicator1 == "2")
    return next((int(match[1]) for grade in grades if (match := _GRADE.search(grade))), None)


def _material(record: Record, by_tag: dict[str, list[Field]], before: RecordFields | None) -> str:
    leader = str(record.leader).ljust(8)
    kind = leader[6]
    if leader[7] in "bis" and kind == "a":
        return Material.PERIODICAL
    found = _OF_TYPE.get(kind, Material.BOOK)
    genres = {fold(field.get("a") or "") for field in by_tag.get("655", ())}
    was_textbook = before is not None and before.material == Material.TEXTBOOK
    if found == Material.BOOK and (was_textbook or fold(TEXTBOOK_GENRE) in genres):
        return Material.TEXTBOOK
    return found
