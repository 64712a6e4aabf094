from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest

from densach.programme import refusals
from densach.programme.models import Bound
from densach.programme.rules import (
    LARGEST_FILE,
    file_may_be_evidence,
    is_lower,
    kind_of_file,
    places_missing,
    reaches,
    value_may_be_target,
)

D = Decimal


@pytest.mark.parametrize(
    ("value", "target", "bound", "reached"),
    [
        (60, 60, Bound.EXACT, True), (59, 60, Bound.EXACT, False), (60, 60, Bound.OVER, False),
        (61, 60, Bound.OVER, True), (60, 60, Bound.MAX, True), (61, 60, Bound.MAX, False), (60, 60, Bound.MIN, True),
        (60, 60, Bound.RANGE, True),
    ],
)  # fmt: skip
def test_reaching_a_target(value: int, target: int, bound: str, reached: bool) -> None:
    assert reaches(D(value), D(target), bound) is reached


@pytest.mark.parametrize(
    ("met", "population", "target", "bound", "missing"),
    [
        (17, 26, 70, Bound.EXACT, 2), (7, 11, 60, Bound.EXACT, 0), (6, 11, 60, Bound.EXACT, 1),
        (5, 10, 50, Bound.OVER, 1), (6, 10, 50, Bound.OVER, 0), (7, 10, 50, Bound.MAX, 2), (5, 10, 50, Bound.MAX, 0),
        (0, 3, D("33.34"), Bound.MIN, 2),
    ],
)  # fmt: skip
def test_how_many_places_are_missing(met: int, population: int, target: int, bound: str, missing: int) -> None:
    assert places_missing(met, population, D(target), bound) == missing


def test_a_later_target_that_asks_for_less() -> None:
    assert is_lower(D(50), D(60), Bound.EXACT)
    assert not is_lower(D(60), D(60), Bound.EXACT)
    assert is_lower(D(60), D(50), Bound.MAX)


@pytest.mark.parametrize(
    ("value", "kind", "allowed"),
    [
        ("100", "share_of_units", True), ("100.5", "share_of_units", False), ("150", "average_annual_growth", True),
        ("-1", "total", False), ("NaN", "total", False), ("1E12", "total", False),
    ],
)  # fmt: skip
def test_values_that_may_be_targets(value: str, kind: str, allowed: bool) -> None:
    assert (value_may_be_target(D(value), kind) is None) is allowed


def _zip(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "pdf"), (b"\xff\xd8\xff\xe0", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx"), (_zip("a.exe"), None), (b"PK\x03\x04cut", None),
        (b"MZ", None), (b"", None), (b"<svg onload=alert(1)>", None),
    ],
)  # fmt: skip
def test_the_kind_of_a_file_is_told_from_its_bytes(content: bytes, kind: str | None) -> None:
    assert kind_of_file(content) == kind


def test_a_file_may_be_evidence() -> None:
    assert file_may_be_evidence("a.pdf", b"%PDF-1.4") is None
    assert isinstance(file_may_be_evidence("a.pdf", b"MZ"), refusals.FileKindRefused)
    assert isinstance(file_may_be_evidence("a.pdf", b"%PDF-" + b"x" * LARGEST_FILE), refusals.FileTooLarge)
