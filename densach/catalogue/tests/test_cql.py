"""CQL: what is understood, and the name of everything that is not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from densach.catalogue.exchange.sru import cql, indexes
from densach.catalogue.exchange.sru.cql import Boolean, Clause, Modifier, Node, parse
from densach.catalogue.exchange.sru.diagnostics import Diagnostic
from densach.catalogue.models import Record
from densach.discovery import index
from densach.discovery.conditions import find
from tests import make


def shown(node: Node) -> str:
    """A tree in one line, as the examples of the specification write it."""
    if isinstance(node, Boolean):
        modifiers = "".join(f"/{one.name}{one.relation}{one.value}" for one in node.modifiers)
        return f"({shown(node.left)} {node.operator}{modifiers} {shown(node.right)})"
    modifiers = "".join(f"/{one.name}{one.relation}{one.value}" for one in node.modifiers)
    return f"{node.name} {node.relation}{modifiers} {node.term}"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("dế", "cql.serverchoice scr dế"),
        ('"dế mèn"', "cql.serverchoice scr dế mèn"),
        ('""', "cql.serverchoice scr "),
        ("title = dế", "title = dế"),
        ("dc.Title  ANY  'dế'", "dc.title any 'dế'"),
        ("cql.serverChoice cql.scr a", "cql.serverchoice scr a"),
        ("a and b or c not d", "(((cql.serverchoice scr a and cql.serverchoice scr b) or cql.serverchoice scr c) not cql.serverchoice scr d)"),
        ("a AND (b OR c)", "(cql.serverchoice scr a and (cql.serverchoice scr b or cql.serverchoice scr c))"),
        ("dc.date>=1950 and dc.date<1960", "(dc.date >= 1950 and dc.date < 1960)"),
        ("dc.date<>1950", "dc.date <> 1950"),
        ("dc.title==a", "dc.title == a"),
        ("dc.title =/cql.respectAccents/locale=vi a", "dc.title =/respectaccents/locale=vi a"),
        ("a prox/unit=word/distance<=3 b", "(cql.serverchoice scr a prox/unit=word/distance<=3 cql.serverchoice scr b)"),
        ('> x = "http://purl.org/dc/elements/1.1/" x.title = a', "dc.title = a"),
        ('> "info:srw/cql-context-set/1/dc-v1.1" title any a', "dc.title any a"),
        ('(> x = "info:srw/cql-context-set/1/dc-v1.1" x.title = a) and dc.title = b', "(dc.title = a and dc.title = b)"),
        (r'title = "a \"b\" c"', r'title = a \"b\" c'),
        ('title = "and"', "title = and"),
        ("and", "cql.serverchoice scr and"),
    ],
)  # fmt: skip
def test_trees(text: str, tree: str) -> None:
    assert shown(parse(text).root) == tree


def test_sorting_is_read() -> None:
    parsed = parse("a sortBy dc.title/sort.descending dc.date")
    assert [(key.context, key.index, key.modifiers) for key in parsed.sort] == [
        ("dc", "title", (Modifier("sort.descending"),)),
        ("dc", "date", ()),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 27),
        ("   ", 27),
        ("a" * 4001, 12),
        ("title =", 10),
        ("= a", 10),
        ("a b", 10),
        ("a and", 10),
        ("a and and", 0),
        ("(a", 13),
        ("a)", 13),
        ("()", 10),
        ("(" * 41 + "a" + ")" * 41, 13),
        ('title = "abc', 14),
        ("a /x b", 10),
        ("title =/ a", 10),
        ("title =/", 10),
        ("title =/= a", 10),
        ("foo.title = a", 15),
        ('> x = "http://example.org/" x.title = a', 15),
        ("title foo.any a", 15),
        (" and ".join("a" for _ in range(102)), 38),
        ("a sortBy", 10),
        ("a sortBy dc.title =", 10),
    ],
)
def test_what_cannot_be_read_has_a_number(text: str, number: int) -> None:
    if number:
        with pytest.raises(Diagnostic) as refused:
            parse(text)
        assert refused.value.number == number
        assert refused.value.uri == f"info:srw/diagnostic/1/{number}"
    else:
        parse(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("nothing = a", 16),
        ("dc.nothing = a", 16),
        ("title encloses a", 19),
        ("title =/stem a", 20),
        ("creator == a", 22),
        ("title < a", 22),
        ('title = ""', 27),
        ('title = "!!!"', 27),
        ("title = *", 29),
        ("title = ab?c?d?e?f?g?", 30),
        ("title = a^b", 32),
        ("creator = ^ab", 32),
        ("isbn = 123", 36),
        ("dc.date = abc", 36),
        ("dc.date = 1950 1960", 10),
        ('dc.date = "1950 1960"', 36),
        ('dc.date within "1950"', 36),
        ('dc.date any ""', 36),
        ('dc.language = "vie eng"', 36),
        ('dc.language = ""', 36),
        ("a prox b", 39),
        ("a and/x b", 46),
        ("(a and b) or/x (c)", 46),
    ],
)
def test_what_cannot_be_searched_has_a_number(text: str, number: int) -> None:
    with pytest.raises(Diagnostic) as refused:
        indexes.condition_of(parse(text))
    assert refused.value.number == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("dc.title dc.date", 84), ("dc.creator", 80), ("dc.nothing", 16), ("dc.title/sort.missingOmit", 82)],
)
def test_what_cannot_be_sorted_has_a_number(text: str, number: int) -> None:
    with pytest.raises(Diagnostic) as refused:
        indexes.order_of(parse(f"a sortBy {text}").sort)
    assert refused.value.number == number


@pytest.fixture
def books(db: None) -> dict[str, Record]:
    rows = {
        "men": make.record("Dế Mèn phiêu lưu ký", authors="Tô Hoài", isbn="9786042087360", year=1941, subjects="Văn học thiếu nhi"),
        "dat": make.record("Đất rừng phương Nam", authors="Đoàn Giỏi", year=1957, summary="Một cuộc phiêu lưu", control_number="NLV 77"),
        "history": make.record("Lịch sử Hà-Nội: 1000 năm", authors="Nguyễn Văn A; Trần B", year=2010, isbn="9786045500002"),
        "seven": make.record("Seven seas", language="eng", year=2001),
        "unknown": make.record("Không năm", class_mark="895.9"),
    }  # fmt: skip
    for row in rows.values():
        make.copy(record=row)
    index.rebuild()
    return rows


EVERY = ["dat", "history", "men", "seven", "unknown"]
FOUND = [
    ("phieu luu", None),
    ('"phieu luu"', ["dat", "men"]),
    ("phiêu", ["dat", "men"]),
    ("title = phiêu", ["men"]),
    ('dc.title adj "ký lưu"', []),
    ('dc.title all "ký lưu"', ["men"]),
    ('dc.title any "ký nam"', ["dat", "history", "men", "unknown"]),
    ('dc.title = "rừng phương"', ["dat"]),
    ('dc.title == "Đất rừng phương Nam"', ["dat"]),
    ('dc.title == "Đất rừng"', []),
    ('dc.title = "^đất rừng"', ["dat"]),
    ('dc.title = "phương nam^"', ["dat"]),
    ('dc.title = "^rừng"', []),
    ('dc.title = "^đất rừng phương nam^"', ["dat"]),
    ('dc.title = "^dat r*"', ["dat"]),
    ("dc.title = ph*", ["dat", "men"]),
    ("dc.title = s?ven", ["seven"]),
    (r"dc.title = s\?ven", []),
    ("dc.title =/unmasked ph*", []),
    ('dc.title = "dế m?n"', ["men"]),
    ("dc.title = Hà-Nội", ["history"]),
    ("dc.title =/respectAccents phieu", []),
    ("dc.title =/respectAccents phiêu", ["men"]),
    ("creator = hoài", ["men"]),
    ('bath.author all "nguyen van"', ["history"]),
    ("subject = thiếu", ["men"]),
    ("dc.description = cuộc", ["dat"]),
    ("isbn = 978-604-2-08736-0", ["men"]),
    ('bath.isbn any "9786042087360 9786045500002"', ["history", "men"]),
    ("9786042087360", ["men"]),
    ("895.9", ["unknown"]),
    ("dc.date = 1957", ["dat"]),
    ("dc.date < 1957", ["men"]),
    ("dc.date <= 1957", ["dat", "men"]),
    ("dc.date > 2001", ["history"]),
    ("dc.date >= 2001-05-01", ["history", "seven"]),
    ('dc.date within "1950 2005"', ["dat", "seven"]),
    ('dc.date any "1941 2001"', ["men", "seven"]),
    ("dc.date <> 1957", ["history", "men", "seven"]),
    ("dc.language = eng", ["seven"]),
    ("cql.allRecords = 1", EVERY),
    ("cql.allRecords = 1 not dc.date > 1", ["unknown"]),
    ("title = phiêu or creator = giỏi", ["dat", "men"]),
    ("phiêu and dc.date < 1950", ["men"]),
    ("(title = seven or title = ký) not dc.language = eng", ["men"]),
    ('rec.id = "NLV 77"', ["dat"]),
    ("rec.id = nothing", []),
    (" or ".join(f"title = a{number}" for number in range(90)) + " or title = seven", ["seven"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text[:40] for text, _found in FOUND])
def test_queries_find_what_they_say(books: dict[str, Record], text: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(Diagnostic):
            parse(text)
        return
    found = find(indexes.condition_of(parse(text)), kind="record", limit=50)
    by_pk = {row.pk: name for name, row in books.items()}
    assert sorted(by_pk[pk] for pk in found.ids) == expected
    assert found.total == len(expected)


def test_own_id(books: dict[str, Record]) -> None:
    found = find(indexes.condition_of(parse(f"rec.id = {books['men'].public_id}")), kind="record")
    assert found.ids == (books["men"].pk,)


WORDS = ["a", "dế", "title", "dc.title", "foo.x", "and", "or", "not", "prox", "sortBy", "any", "within", "1950", "isbn"]
SIGNS = ["=", "==", "<", ">=", "<>", "(", ")", "/", '"', "*", "?", "^", "\\", ">", '"b c"', " ", "\x00"]
pieces = st.sampled_from([*WORDS, *SIGNS, "rec.id", "cql.allRecords"])


@pytest.mark.django_db
@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=80), st.lists(pieces, max_size=14).map(" ".join), st.lists(pieces, max_size=14).map("".join)
    )
)
@example(text="\\")
@example(text='"\\"')
@example(text="a" * 3999)
@example(text="(" * 2000)
@example(text="a and " * 99 + "a")
def test_any_text_is_a_search_or_a_diagnostic(text: str) -> None:
    try:
        condition = indexes.condition_of(parse(text))
        indexes.order_of(parse(text).sort)
    except Diagnostic as refused:
        assert refused.message  # noqa: PT017  # either way is right
    else:
        find(condition, kind="record")


def test_names_of_indexes() -> None:
    assert cql.index_name("dc.Title") == ("dc", "title")
    assert isinstance(parse("a").root, Clause)
