"""The files under data/sample: titles are plain facts and clean, names and activity templates are usable."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest

from tests.data_files import DATA, DAYS, activities, books, facilities, toml

BOOKS = DATA / "sample" / "books.tsv"
REGULAR = {"club", "interest_group", "talent_class"}
SHOP_WORDS = re.compile(r"(?i)tặng kèm|độc quyền|fahasa|tiki trading|tái bản|bìa (cứng|mềm)|combo \d|box ?set|kèm cd")


def places_by_key() -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in facilities()}


# ---------------------------------------------------------------- titles


def test_books_are_many_and_the_file_is_small() -> None:
    assert len(books()) == 11_994
    assert sum(book["language"] == "vie" for book in books()) >= 7_000
    assert BOOKS.stat().st_size <= 2_000_000


def test_books_are_distinct() -> None:
    keys = Counter(tuple(book[k] for k in ("title", "author", "year", "volume", "series")) for book in books())
    assert [key for key, count in keys.items() if count > 1] == []


def test_book_fields_hold_what_they_say() -> None:
    for book in books():
        assert None not in book, book
        assert None not in book.values(), book
        assert all(value == " ".join(value.split()) for value in book.values()), book
        assert book["title"]
        assert re.fullmatch(r"(19|20)\d\d|", book["year"]), book
        assert book["year"] <= "2026", book
        assert re.fullmatch(r"\d{1,3}(\.\d+)?|", book["ddc"]), book
        assert re.fullmatch(r"\d", book["subject_group"]), book
        assert book["ddc"][:1] in {"", book["subject_group"]}, book
        assert book["language"] in {"vie", "eng", "fre"}, book
        assert book["audience"] in {"child", "teen", "adult", "all"}, book
        assert book["kind"] in {"book", "textbook", "periodical"}, book
        assert book["popularity"] in set("12345"), book
        assert re.fullmatch(r"\d{1,4}|", book["pages"]), book
        assert re.fullmatch(r"\d{4,7}|", book["price_vnd"]), book
        assert book["isbn"] == "", "no ISBN of these printings is known"


def test_titles_carry_no_shop_words_and_do_not_shout() -> None:
    for book in books():
        assert not SHOP_WORDS.search(book["title"]), book["title"]
        assert book["title"].count("(") == book["title"].count(")"), book["title"]
        assert '"' not in book["title"] + book["author"], book["title"]
        letters = [letter for letter in book["title"] if letter.isalpha()]
        if book["language"] == "vie" and len(letters) > 15:
            assert not all(letter.isupper() for letter in letters), book["title"]


def test_publishers_have_one_spelling() -> None:
    publishers = {book["publisher"] for book in books()} - {""}
    assert not [name for name in publishers if re.match(r"(?i)(nxb|nhà xuất bản)\b", name)]
    assert len({name.casefold() for name in publishers}) == len(publishers)


@pytest.mark.parametrize("grade", range(1, 13))
def test_every_grade_has_its_mathematics_and_language_textbooks(grade: int) -> None:
    titles = {book["title"] for book in books() if book["kind"] == "textbook" and book["year"] >= "2020"}
    assert f"Toán {grade}" in titles
    assert f"{'Tiếng Việt' if grade <= 5 else 'Ngữ văn'} {grade}" in titles


def test_local_heritage_and_every_audience_are_there() -> None:
    titles = {book["title"] for book in books()}
    assert {"Then Tày", "Từ điển Tày - Nùng - Việt", "Muối lên rừng", "Dế Mèn phiêu lưu ký"} <= titles
    audiences = Counter(book["audience"] for book in books())
    assert min(audiences.values()) >= 300
    assert sum(book["kind"] == "periodical" for book in books()) >= 30


# ---------------------------------------------------------------- names


def test_names_are_distinct_and_shares_add_up() -> None:
    names = toml(DATA / "sample" / "names.toml")
    for field in ("family_names", "middle_names_female", "middle_names_male"):
        rows = names[field]
        assert sum(row["share"] for row in rows) == pytest.approx(1)
        assert len({row["name"] for row in rows}) == len(rows)
        assert all(row["share"] > 0 for row in rows)
    for field in ("given_names_female", "given_names_male"):
        assert len(names[field]) == len(set(names[field])) >= 140
    every = [row["name"] for row in names["family_names"]] + names["given_names_female"] + names["given_names_male"]
    assert all(re.fullmatch(r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]*", name) for name in every)


# ---------------------------------------------------------------- activities


def test_activity_references_resolve() -> None:
    interests = {row["code"] for row in toml(DATA / "reference" / "interests.toml")["interests"]}
    bands = {row["code"] for row in toml(DATA / "reference" / "age_bands.toml")["age_bands"]} - {"unknown"}
    keys = [activity["key"] for activity in activities()]
    assert len(keys) == len(set(keys))
    for activity in activities():
        assert activity["sample"] is True
        assert set(activity["interests"]) <= interests
        assert set(activity["age_bands"]) <= bands
        assert activity["interests"]
        assert activity["age_bands"]
        places = [place["facility"] for place in activity["at"]]
        assert len(places) == len(set(places)) > 0
        for place in activity["at"]:
            facility = places_by_key()[place["facility"]]
            assert place["from"] >= facility["managed_since"], activity["key"]


def test_activity_kinds_cover_the_plan() -> None:
    kinds = Counter(activity["kind"] for activity in activities())
    assert set(kinds) == REGULAR | {
        "course",
        "talk",
        "exhibition",
        "performance",
        "sports",
        "reading_hour",
        "contest",
        "heritage_lesson",
        "staff_training",
        "exchange",
    }
    assert sum(kinds.values()) == 75


def test_activity_schedules_can_be_held() -> None:
    for activity in activities():
        schedule = activity["schedule"]
        assert dt.time.fromisoformat(schedule["time"])
        assert 30 <= schedule["minutes"] <= 600
        assert activity["months"] == sorted(set(activity["months"]))
        assert set(activity["months"]) <= set(range(1, 13))
        assert 0 < activity["attendance"] <= activity.get("capacity", 1_000), activity["key"]
        assert not activity["takes_registrations"] or "capacity" in activity
        if schedule["every"] == "year":
            assert dt.date(2023, schedule["month"], schedule["day"])
            assert activity["months"] == [schedule["month"]]
        else:
            assert schedule["every"] == "week"
            assert set(schedule["days"]) <= DAYS
            assert set(schedule.get("weeks", [1])) <= {1, 2, 3, 4}


def test_seasons_average_one_and_growth_covers_the_years() -> None:
    sample = toml(DATA / "sample" / "activities.toml")
    for weights in sample["seasons"].values():
        assert len(weights) == 12
        assert sum(weights) / 12 == pytest.approx(1, abs=0.01)
    assert [row["year"] for row in sample["growth"]] == [2022, 2023, 2024, 2025, 2026]


def test_regular_classes_spread_over_the_years() -> None:
    """Indicator 5 can show a trend only when communes start their classes in different years."""
    first: dict[str, int] = {}
    for activity in activities():
        for place in activity["at"]:
            if activity["kind"] in REGULAR and places_by_key()[place["facility"]]["kind"] == "culture_house":
                year = place["from"].year
                first[place["facility"]] = min(year, first.get(place["facility"], year))
    assert len(first) == 8
    assert len(set(first.values())) >= 3
