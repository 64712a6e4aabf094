"""How the general register splits what it counts: by type, subject, language and reason of withdrawal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from densach.catalogue.models import Copy, Material, WithdrawalReason

TYPES: Final[dict[str, str | Promise]] = {
    Material.BOOK: _("Books"),
    Material.TEXTBOOK: _("Textbooks"),
    Material.PERIODICAL: _("Periodicals"),
    Material.MAP: _("Maps"),
    Material.RECORDING: _("Recordings"),
    Material.KIT: _("Kits"),
}
#: main classes of DDC; "" where the record has no class mark
SUBJECTS: Final[dict[str, str | Promise]] = {str(n): f"{n}00" for n in range(10)} | {"": _("none")}
LANGUAGES: Final[dict[str, str | Promise]] = {
    "vie": _("Vietnamese"),
    "ethnic": _("languages of ethnic groups"),
    "eng": _("English"),
    "fre": _("French"),
    "rus": _("Russian"),
    "other": _("Other"),
}
# Tày and Nùng, Hmong, Dao: one column, as a region's register has it
_COLUMN_OF: Final = {"tai": "ethnic", "hmn": "ethnic", "yao": "ethnic"} | {code: code for code in LANGUAGES}
REASONS: Final[dict[str, str | Promise]] = {
    WithdrawalReason.OUTDATED: _("Outdated"),
    WithdrawalReason.DAMAGED: _("Torn"),
    WithdrawalReason.LOST: _("Lost"),
    WithdrawalReason.TRANSFERRED: _("Transferred"),
    WithdrawalReason.DONATED: _("Given away"),
    WithdrawalReason.OTHER: _("Other"),
}


@dataclass
class Sums:
    """Copies and their value in đồng, whole and by each split. Every split adds up to `copies`."""

    copies: int = 0
    value: int = 0
    types: Counter[str] = field(default_factory=Counter)
    subjects: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def take(self, counted: Counted) -> None:
        self.copies += counted.copies
        self.value += counted.value
        self.types[counted.material] += counted.copies
        self.subjects[counted.subject if counted.subject in SUBJECTS else ""] += counted.copies
        self.languages[_COLUMN_OF.get(counted.language, "other")] += counted.copies
        self.reasons[counted.reason] += counted.copies

    def plus(self, other: Sums, sign: int = 1) -> Sums:
        """A new sum; `sign` -1 takes the other away."""
        found = Sums(self.copies + sign * other.copies, self.value + sign * other.value)
        for name in ("types", "subjects", "languages", "reasons"):
            merged: Counter[str] = Counter(getattr(self, name))
            for key, count in getattr(other, name).items():
                merged[key] += sign * count
            setattr(found, name, merged)
        return found

    def cells(self, *, reasons: bool = False) -> list[int]:
        """Copies, value and the splits in the order of their columns."""
        split = [self.types[key] for key in TYPES]
        split += [self.subjects[key] for key in SUBJECTS]
        split += [self.languages[key] for key in LANGUAGES]
        return [self.copies, self.value, *([self.reasons[key] for key in REASONS] if reasons else []), *split]


@dataclass(frozen=True)
class Counted:
    """One group of the counting query; `key` are the values it was grouped by besides the splits."""

    key: tuple[object, ...]
    material: str
    subject: str
    language: str
    reason: str
    copies: int
    value: int


def counted(copies: QuerySet[Copy], *by: str) -> list[Counted]:
    """Copies grouped by `by` and the splits, in one statement."""
    split = ("record__material", "record__subject_group", "record__language", "withdrawal_reason")
    rows = copies.order_by().values_list(*by, *split).annotate(n=Count("pk"), value=Sum("price"))
    return [_counted(row, len(by)) for row in rows]


def _counted(row: tuple[Any, ...], keys: int) -> Counted:
    material, subject, language, reason, copies, value = row[keys:]
    return Counted(row[:keys], material, subject, language, reason, copies, value or 0)


def whole(copies: QuerySet[Copy]) -> Sums:
    found = Sums()
    for group in counted(copies):
        found.take(group)
    return found
