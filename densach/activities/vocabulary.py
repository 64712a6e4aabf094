"""The vocabulary of interests, loaded from the reference tables."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from .models import Interest, InterestField


@transaction.atomic
def load_interests(folder: Path) -> int:
    """Bring the table of interests to what `folder`/interests.toml says; returns how many words it holds.

    Words that the file no longer has stay, since activities may point at them. Raises FileNotFoundError, and ValueError
    with the reason for a file that is no list of interests; nothing is written then.
    """
    rows = _read(folder / "interests.toml")
    for code, row in rows.items():
        facts = {"name_vi": row["vi"], "name_en": row["en"], "field": row["field"]}
        Interest.objects.update_or_create(code=code, defaults=facts)
    return len(rows)


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["interests"]
        rows = {row["code"]: {name: str(row[name]) for name in ("vi", "en", "field")} for row in listed}
    except (KeyError, TypeError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path.name} is no list of interests: {error}") from error
    if len(rows) != len(listed):
        raise ValueError(f"{path.name} names an interest twice")
    for code, row in rows.items():
        if row["field"] not in InterestField.values:
            raise ValueError(f"{path.name}: {code} has the unknown field {row['field']!r}")
    return rows
