from __future__ import annotations

from pathlib import Path

import pytest

from densach.activities.models import Interest
from densach.activities.vocabulary import load_interests

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"
ROW = '[[interests]]\ncode = "{}"\nvi = "Cờ"\nen = "Chess"\nfield = "{}"\n'


def test_the_reference_table_is_loaded_and_loading_again_changes_nothing() -> None:
    count = load_interests(REFERENCE)
    assert count == Interest.objects.count() > 20
    assert load_interests(REFERENCE) == count == Interest.objects.count()


def test_a_correction_reaches_the_rows(tmp_path: Path) -> None:
    (tmp_path / "interests.toml").write_text(ROW.format("chess", "sport"), encoding="utf-8")
    load_interests(tmp_path)
    (tmp_path / "interests.toml").write_text(ROW.format("chess", "learning"), encoding="utf-8")
    load_interests(tmp_path)
    assert Interest.objects.get(code="chess").field == "learning"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"interests = 3",
        b"\xff\xfe",
        b"[[interests]\n",
        b'[[interests]]\ncode = "x"\n',
        ROW.format("chess", "cooking").encode(),
        ROW.format("chess", "sport").encode() * 2,
    ],
)
def test_a_broken_table_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "interests.toml").write_bytes(content)
    with pytest.raises(ValueError, match=r"interests\.toml"):
        load_interests(tmp_path)
    assert not Interest.objects.exists()


def test_a_missing_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_interests(tmp_path)
