"""The indexes that can be searched by CQL, and a parsed query as a condition on the search index."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stdnum import isbn

from densach.catalogue.models import Record
from densach.discovery.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Everything,
    Field,
    Identifier,
    Ids,
    Language,
    Mask,
    Order,
    Phrase,
    Piece,
    WholeTitle,
    Without,
    Years,
)

from . import terms
from .cql import Boolean, Clause, Node, Parsed, SortKey
from .diagnostics import Diagnostic

# what changes nothing here: these describe how the index works anyway
_AS_IT_IS = frozenset({"ignorecase", "ignoreaccents", "masked", "word", "string", "relevant", "isodate", "number"})
_KNOWN_MODIFIERS = _AS_IT_IS | {"respectaccents", "unmasked"}
_YEAR = re.compile(r"([0-9]{1,4})(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_ANYWHERE: tuple[Field, ...] = ("title", "people", "subjects", "text")


@dataclass(frozen=True)
class Index:
    """A searchable index: `title` for people, `relations` it understands, `fields` of words where it has any."""

    title: str
    relations: tuple[str, ...]
    condition: Callable[[Index, Clause], Condition]
    fields: tuple[Field, ...] = ()


def condition_of(parsed: Parsed) -> Condition:
    """Raises Diagnostic: 16, 19, 20, 22, 27, 29, 30, 32, 36, 39, 46."""
    return _node(parsed.root)


def order_of(keys: tuple[SortKey, ...]) -> Order:
    """One key: title, or date. Without one, the titles in order. Raises Diagnostic 16, 80, 82, 84."""
    if not keys:
        return "title"
    if len(keys) > 1:
        raise Diagnostic(84, str(len(keys)))
    key = keys[0]
    name = f"{key.context}.{key.index}" if key.context else key.index
    known = {modifier.name.removeprefix("sort.") for modifier in key.modifiers}
    if unknown := known - {"ascending", "descending", "ignorecase"}:
        raise Diagnostic(82, unknown.pop())
    down = "descending" in known
    if name in ("dc.title", "title", "bath.title"):
        return "title-descending" if down else "title"
    if name in ("dc.date", "date"):
        return "newest" if down else "oldest"
    raise Diagnostic(80 if name in INDEXES else 16, name)


def _node(node: Node) -> Condition:
    if isinstance(node, Clause):
        return _clause(node)
    if node.operator == "prox":
        raise Diagnostic(39)
    if node.modifiers:
        raise Diagnostic(46, node.modifiers[0].name)
    if node.operator == "not":
        return Without(_node(node.left), _node(node.right))
    # a run of one operator is one condition: a hundred "or" then nest no deeper than one
    parts = tuple(_node(part) for part in _run(node, node.operator))
    return AllOf(parts) if node.operator == "and" else AnyOf(parts)


def _run(node: Node, operator: str) -> list[Node]:
    parts: list[Node] = []
    while isinstance(node, Boolean) and node.operator == operator and not node.modifiers:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def _clause(clause: Clause) -> Condition:
    index = INDEXES.get(clause.name)
    if index is None:
        raise Diagnostic(16, clause.name)
    if clause.relation not in _RELATIONS:
        raise Diagnostic(19, clause.relation)
    for modifier in clause.modifiers:
        if modifier.name not in _KNOWN_MODIFIERS:
            raise Diagnostic(20, modifier.name)
    if clause.relation not in index.relations:
        raise Diagnostic(22, f"{clause.name} {clause.relation}")
    return index.condition(index, clause)


def _has(clause: Clause, name: str) -> bool:
    return any(modifier.name == name for modifier in clause.modifiers)


def _term(clause: Clause) -> terms.Term:
    return terms.read(clause.term, accents=_has(clause, "respectaccents"), masked=not _has(clause, "unmasked"))


def _of_words(index: Index, clause: Clause) -> Condition:
    """Words in any order (all, any, a term alone) or side by side (=, adj); the title also whole (==) or anchored."""
    term, accents = _term(clause), _has(clause, "respectaccents")
    if term.first or term.last or clause.relation in ("==", "exact"):
        if index.fields != ("title",):
            raise Diagnostic(32, term.plain)
        return WholeTitle(_anchored(term, whole=clause.relation in ("==", "exact")), accents)
    if clause.relation in ("=", "adj"):
        return Phrase(index.fields, term.words, accents)
    each = tuple(Phrase(index.fields, (word,), accents) for word in term.words)
    if clause.relation == "any":
        return AnyOf(each)
    return AllOf(each)


def _anchored(term: terms.Term, *, whole: bool) -> tuple[Piece, ...]:
    """The words of a title with blanks between; open at the sides that have no anchor."""
    pieces: list[Piece] = []
    for number, word in enumerate(term.words):
        pieces += [" ", *word] if number else word
    before: list[Piece] = [] if whole or term.first else [Mask.MANY]
    after: list[Piece] = [] if whole or term.last else [Mask.MANY]
    return (*before, *_joined(pieces), *after)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring letters as one piece."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _anywhere(index: Index, clause: Clause) -> Condition:
    """Words anywhere, or the whole term as an identifier, as a visitor would expect of one search box."""
    term = _term(clause)
    words = _of_words(index, clause)
    return AnyOf((words, Identifier(term.plain))) if any(map(str.isdigit, term.plain)) else words


def _isbn(_index: Index, clause: Clause) -> Condition:
    numbers = clause.term.split() if clause.relation == "any" else [clause.term]
    found = tuple(Identifier(str(isbn.to_isbn13(number))) for number in numbers if isbn.is_valid(number))
    if not found:
        raise Diagnostic(36, clause.term)
    return AnyOf(found)


def _date(_index: Index, clause: Clause) -> Condition:
    years = [_year(part, clause) for part in clause.term.split()]
    wanted = 2 if clause.relation == "within" else 1
    if len(years) != wanted and not (clause.relation == "any" and years):
        raise Diagnostic(36, clause.term)
    if clause.relation in ("any", "=", "==", "exact", "scr"):
        return AnyOf(tuple(Years(year, year) for year in years))
    first, last = years[0], years[-1]
    spans: Mapping[str, Condition] = {
        "within": Years(first, last),
        "<": Years(1, first - 1),
        "<=": Years(1, first),
        ">": Years(first + 1),
        ">=": Years(first),
        "<>": Without(Years(1), Years(first, first)),
    }
    return spans[clause.relation]


def _year(text: str, clause: Clause) -> int:
    match = _YEAR.fullmatch(text)
    if match is None:
        raise Diagnostic(36, clause.term)
    return int(match[1])


def _language(_index: Index, clause: Clause) -> Condition:
    codes = clause.term.lower().split()
    if not codes or (len(codes) > 1 and clause.relation != "any"):
        raise Diagnostic(36, clause.term)
    return AnyOf(tuple(Language(code) for code in codes))


def _record_id(_index: Index, clause: Clause) -> Condition:
    """Our public id, or the control number a record came with."""
    rows = Record.objects.live()
    known = rows.filter(public_id=clause.term) | rows.filter(control_number=clause.term).exclude(control_number="")
    return Ids(tuple(known.order_by().values_list("pk", flat=True)))


def _all_records(_index: Index, _clause: Clause) -> Condition:
    return Everything()


_WORDS = ("=", "scr", "adj", "all", "any")
_TITLE = (*_WORDS, "==", "exact")
_NUMBER = ("=", "==", "exact", "scr", "any")
_DATE = ("=", "==", "exact", "any", "<", "<=", ">", ">=", "<>", "within")
_RELATIONS = frozenset({*_TITLE, *_NUMBER, *_DATE})
_ANY = Index("anywhere", _WORDS, _anywhere, _ANYWHERE)
_BY_TITLE = Index("title", _TITLE, _of_words, ("title",))
_BY_NAME = Index("author", _WORDS, _of_words, ("people",))
_BY_SUBJECT = Index("subject", _WORDS, _of_words, ("subjects",))
_BY_DESCRIPTION = Index("summary, series, publisher", _WORDS, _of_words, ("text",))
_BY_DATE = Index("year of publication", _DATE, _date)
_BY_ISBN = Index("ISBN", _NUMBER, _isbn)
_BY_LANGUAGE = Index("language (ISO 639-2/B)", _NUMBER, _language)
_BY_ID = Index("identifier of the record", _NUMBER, _record_id)

# name → index; names without a prefix are what people type and what older clients send
INDEXES: Mapping[str, Index] = {
    "cql.serverchoice": _ANY,
    "cql.anywhere": _ANY,
    "cql.anyindexes": _ANY,
    "cql.allindexes": _ANY,
    "cql.keywords": _ANY,
    "bath.any": _ANY,
    "cql.allrecords": Index("everything", _NUMBER, _all_records),
    "title": _BY_TITLE,
    "dc.title": _BY_TITLE,
    "bath.title": _BY_TITLE,
    "creator": _BY_NAME,
    "author": _BY_NAME,
    "dc.creator": _BY_NAME,
    "dc.contributor": _BY_NAME,
    "bath.author": _BY_NAME,
    "bath.name": _BY_NAME,
    "bath.personalname": _BY_NAME,
    "subject": _BY_SUBJECT,
    "dc.subject": _BY_SUBJECT,
    "bath.subject": _BY_SUBJECT,
    "dc.description": _BY_DESCRIPTION,
    "date": _BY_DATE,
    "dc.date": _BY_DATE,
    "isbn": _BY_ISBN,
    "bath.isbn": _BY_ISBN,
    "language": _BY_LANGUAGE,
    "dc.language": _BY_LANGUAGE,
    "rec.id": _BY_ID,
    "rec.identifier": _BY_ID,
    "dc.identifier": _BY_ISBN,
}
