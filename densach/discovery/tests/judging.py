"""Judged queries on the sample's real titles: the documents, what a reader wants to see, and how near a search comes.

`judged_queries.tsv` holds one query a line with its sort (bare, wrong, keystrokes, typo, author …) and three columns of
judgments: what is best (grade 3), good (2) and fair (1). A judgment is written as conditions joined by " & ", with " | "
between alternatives: `title=` whole, `title^` begins, `title~` holds these words side by side; likewise author, series,
volume, class, activity, facility. Words are compared with their accents, without capitals and punctuation.
They say what a reader means, whatever the engine returns; only what is found wrong in them is to be changed.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stdnum import isbn

from densach.core.text import exact_key
from densach.discovery.register import Document

DATA = Path(__file__).resolve().parents[3] / "data"
SHOWN = 10
# what a cataloguer would write as subject of a class mark; the sample's list names none
_SUBJECTS = {
    "158": "Tâm lý học ứng dụng", "305.8": "Dân tộc học", "332": "Tài chính", "34": "Pháp luật", "398.2": "Truyện cổ dân gian",
    "428": "Tiếng Anh", "495.1": "Tiếng Trung Quốc", "495.6": "Tiếng Nhật", "519.2": "Xác suất", "530": "Vật lý", "547": "Hóa học hữu cơ",
    "615.3": "Cây thuốc", "641.5": "Nấu ăn", "649": "Nuôi dạy con", "650": "Kinh doanh", "741.5": "Truyện tranh",
    "895.9221": "Thơ Việt Nam", "895.9223": "Truyện Việt Nam", "959.7": "Lịch sử Việt Nam",
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """A findable thing with the facts that judgments look at, as compared."""

    document: Document
    facts: dict[str, str]


@dataclass(frozen=True)
class Judged:
    """A query, its sort and {document key: grade 1–3}."""

    text: str
    sort: str
    grades: dict[str, int]


@dataclass(frozen=True)
class Score:
    """How near the first ten hits of a query come: nDCG@10, and whether the first hit is of the best grade there is."""

    judged: Judged
    ndcg: float
    success: bool


def evaluate(found: Callable[[str], Sequence[str]]) -> list[Score]:
    """Scores of every judged query; `found(text)` gives the keys ("record:12") of the hits, best first."""
    return [_score(judged, list(found(judged.text))[:SHOWN]) for judged in judged_queries()]


def _score(judged: Judged, keys: list[str]) -> Score:
    best = sorted(judged.grades.values(), reverse=True)[:SHOWN]
    gained = _gain([judged.grades.get(key, 0) for key in keys])
    return Score(judged, gained / _gain(best), bool(keys) and judged.grades.get(keys[0], 0) == best[0])


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@cache
def things() -> tuple[Thing, ...]:
    return (*_records(), *_activities(), *_facilities())


def documents(kind: str) -> list[Document]:
    return [thing.document for thing in things() if thing.document.kind == kind]


def _records() -> Iterator[Thing]:
    with (DATA / "sample" / "books.tsv").open(encoding="utf-8", newline="") as file:
        for pk, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            facts = {"title": row["title"], "author": row["author"], "series": row["series"], "volume": row["volume"]}
            yield _thing(_record(pk, row), facts, row["ddc"])


def _record(pk: int, row: dict[str, str]) -> Document:
    """As the catalogue gives it; ISBN and accession number are made here, for the list has none."""
    return Document(
        kind="record", id=pk, public_id=f"r{pk}", title=f"{row['title']} {row['volume']}".strip(),
        people=tuple(filter(None, map(str.strip, row["author"].split(",")))),
        subjects=tuple(name for mark, name in _SUBJECTS.items() if row["ddc"].startswith(mark)),
        text=" ".join(filter(None, (row["series"], row["publisher"]))),
        exact=tuple(filter(None, (isbn_of(pk), f"PM.{pk:06d}", row["ddc"]))),
        places=("p1",), place_names=("Thư viện Sông Cầu",), audience=() if row["audience"] == "all" else (row["audience"],),
        subject_group=row["subject_group"], language=row["language"], year=int(row["year"] or 0) or None, material=row["kind"],
        available=pk % 5 != 0, boost=min(1.0, math.log1p(int(row["popularity"])) / math.log1p(50)),
    )  # fmt: skip


def isbn_of(pk: int) -> str:
    start = f"978604{pk:06d}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(start)) % 10
    return f"{start}{check}"


def _toml(*path: str) -> dict[str, Any]:
    return tomllib.loads(DATA.joinpath(*path).read_text(encoding="utf-8"))


def _activities() -> Iterator[Thing]:
    names = {row["code"]: row["vi"] for row in _toml("reference", "interests.toml")["interests"]}
    for pk, row in enumerate(_toml("sample", "activities.toml")["activities"], 1):
        document = Document(
            kind="activity", id=pk, public_id=f"a{pk}", title=row["title"], subjects=tuple(names[code] for code in row["interests"]),
            place_names=("Nhà văn hóa Sông Cầu",), places=("p2",), audience=tuple(row["age_bands"]), available=True,
        )  # fmt: skip
        yield _thing(document, {"activity": row["title"]})


def _facilities() -> Iterator[Thing]:
    rows = _toml("localities", "bac-kan", "facilities.toml")["facilities"]
    for pk, row in enumerate(rows, 1):
        document = Document(
            kind="facility", id=pk, public_id=f"f{pk}", title=row["name"], subtitle=row.get("address", ""), places=(f"f{pk}",),
            place_names=(row["name"],), available=True, boost=0.5,
        )  # fmt: skip
        yield _thing(document, {"facility": row["name"]})


def _thing(document: Document, facts: dict[str, str], mark: str = "") -> Thing:
    return Thing(document, {**{name: f" {exact_key(text)} " for name, text in facts.items()}, "class": mark})


def key_of(document: Document) -> str:
    return f"{document.kind}:{document.id}"


@cache
def judged_queries() -> tuple[Judged, ...]:
    with (Path(__file__).parent / "judged_queries.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(_judged(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _judged(row: dict[str, str]) -> Judged:
    grades: dict[str, int] = {}
    for column, grade in (("best", 3), ("good", 2), ("fair", 1)):
        for thing in matching(row[column]):
            grades.setdefault(key_of(thing.document), grade)
    return Judged(_typed(row["query"]), row["sort"], grades)


def _typed(query: str) -> str:
    """The query itself; `isbn(title=Mắt biếc)` and the like stand for a number of the first thing that fits."""
    name, paren, condition = query.partition("(")
    if not paren:
        return query
    number = next(iter(matching(condition.removesuffix(")")))).document.id
    code = isbn_of(number)
    return {
        "isbn": code,
        "isbn-": f"{code[:3]}-{code[3:6]}-{code[6:9]}-{code[9:12]}-{code[12]}",
        "isbn10": isbn.to_isbn10(code),
        "accession": f"PM.{number:06d}",
        "accession-": f"pm {number:06d}",
        "accession_": f"PM{number:06d}",
    }[name]


def matching(judgment: str) -> list[Thing]:
    """Things that fit one of the alternatives; ValueError for an alternative that fits nothing (a slip in the file)."""
    found: dict[str, Thing] = {}
    for alternative in filter(None, map(str.strip, judgment.split(" | "))):
        conditions = [_condition(text) for text in alternative.split(" & ")]
        fitting = [thing for thing in things() if all(fits(thing) for fits in conditions)]
        if not fitting:
            raise ValueError(f"nothing fits {alternative!r}")
        found |= {key_of(thing.document): thing for thing in fitting}
    return list(found.values())


def _condition(text: str) -> Callable[[Thing], bool]:
    at = min(place for place in map(text.find, "=^~") if place > 0)
    name, how, wanted = text[:at].strip(), text[at], text[at + 1 :].strip()
    value = wanted if name == "class" else f" {exact_key(wanted)} "
    if how == "=":
        return lambda thing: thing.facts.get(name) == value
    if how == "^":
        return lambda thing: thing.facts.get(name, "").startswith(value)
    return lambda thing: value in thing.facts.get(name, "")
