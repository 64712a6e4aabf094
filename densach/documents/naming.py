"""What units are called in official documents: issuing body, the body above it, place, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from densach.core.text import initials
from densach.documents.decree30 import unit_name
from densach.network.models import Unit, UnitKind

TERRITORIAL: Final = frozenset({UnitKind.PROVINCE, UnitKind.CITY, UnitKind.WARD, UnitKind.COMMUNE})
#: bodies that stand under the People's Committee of their territory, whose name is printed above theirs; the police,
#: the military, the party and the mass organisations have their own line of command, which the tree does not hold
_UNDER_COMMITTEE: Final = frozenset({UnitKind.DEPARTMENT, UnitKind.CENTRE, UnitKind.SCHOOL})
_KIND_WORDS: Final = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
_HEADS: Final = {
    "Phòng": "TRƯỞNG PHÒNG",
    "Sở": "GIÁM ĐỐC",
    "Trung tâm": "GIÁM ĐỐC",
    "Trường": "HIỆU TRƯỞNG",
    "Công an tỉnh": "GIÁM ĐỐC",
    "Công an thành phố": "TRƯỞNG CÔNG AN",
    "Công an": "TRƯỞNG CÔNG AN",
    "Bộ Chỉ huy": "CHỈ HUY TRƯỞNG",
    "Ban Chỉ huy": "CHỈ HUY TRƯỞNG",
    "Ban": "TRƯỞNG BAN",
}
_ANY_HEAD: Final = "THỦ TRƯỞNG CƠ QUAN"


@dataclass(frozen=True)
class Issuer:
    """How a unit appears on its documents."""

    name: str
    parent_body: str
    code: str
    place: str
    signer_lines: tuple[str, ...]


def issuer_of(unit: Unit, above: tuple[Unit, ...], *, deputy: bool = False) -> Issuer:
    """`above` are the units over it, the nearest first, on the tree of the document's day."""
    parent = above[0] if above and unit.kind in _UNDER_COMMITTEE else None
    ground = next((one for one in (unit, *above) if one.kind in TERRITORIAL), None)
    return Issuer(
        name=official_name(unit),
        parent_body=official_name(parent) if parent else "",
        code=unit.document_code or ("UBND" if unit.kind in TERRITORIAL else initials(unit.name)),
        place=bare_name(ground) if ground else unit.short_name or unit.name,
        signer_lines=_signer_lines(unit, deputy=deputy),
    )


def official_name(unit: Unit) -> str:
    """`Ủy ban nhân dân phường Bắc Kạn`, `Phòng Văn hóa và Thông tin thành phố Bắc Kạn`."""
    return f"Ủy ban nhân dân {spoken_name(unit)}" if unit.kind in TERRITORIAL else unit.name


def spoken_name(unit: Unit) -> str:
    """The name within a sentence: `phường Bắc Kạn`, but `Phường Nguyễn Thị Minh Khai` (named after a person)."""
    kind = _kind_word(unit)
    if not kind:
        return unit.name
    return unit_name(kind, unit.name.removeprefix(kind).strip(), named_after_person=unit.named_after_person)


def bare_name(unit: Unit) -> str:
    """`Bắc Kạn` for `Phường Bắc Kạn`."""
    return unit.name.removeprefix(_kind_word(unit)).strip()


def _kind_word(unit: Unit) -> str:
    if unit.kind not in TERRITORIAL:
        return ""
    return next((word for word in _KIND_WORDS if unit.name.startswith(f"{word} ")), "")


def _signer_lines(unit: Unit, *, deputy: bool) -> tuple[str, ...]:
    """Decree 30, Appendix I: collective bodies sign TM., a deputy signs KT. for the head."""
    first: tuple[str, ...] = ()
    if unit.kind in TERRITORIAL:
        first, head = ("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH"
    elif unit.kind in (UnitKind.ASSOCIATION, UnitKind.FRONT):
        first, head = ("TM. BAN THƯỜNG VỤ",), "CHỦ TỊCH"
    else:
        start = next((word for word in _HEADS if unit.name.startswith(f"{word} ")), "")
        head = _HEADS.get(start, _ANY_HEAD)
    return (*first, f"KT. {head}", _deputy(head)) if deputy else (*first, head)


def _deputy(head: str) -> str:
    """PHÓ CHỦ TỊCH, PHÓ TRƯỞNG PHÒNG, PHÓ HIỆU TRƯỞNG, PHÓ THỦ TRƯỞNG CƠ QUAN."""
    return f"PHÓ {head}"
