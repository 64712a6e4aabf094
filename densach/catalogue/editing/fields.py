"""What the fields of MARC 21 mean, as the editor explains and checks them: the table `marc_fields.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

_TABLE = Path(__file__).with_name("marc_fields.txt")
_FIELD = re.compile(r"([0-9]{3}) ([RN]) (.+)")
_SPAN = re.compile(r"([0-9])-([0-9])")
_ANY = "any"
BLANK = " "


@dataclass(frozen=True)
class Words:
    """An explanation in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi if (get_language() or "vi").startswith("vi") else self.en


@dataclass(frozen=True)
class Indicator:
    """The values an indicator may have; none given: any."""

    values: frozenset[str] | None
    words: Words

    @property
    def shown(self) -> str:
        return " ".join(sorted(value.replace(BLANK, "_") for value in self.values or ()))


@dataclass(frozen=True)
class Subfield:
    code: str
    words: Words
    once: bool


@dataclass(frozen=True)
class MarcField:
    """`indicators` has one entry per indicator, None where it must be blank. Without `subfields` any may stand."""

    tag: str
    words: Words
    once: bool
    indicators: tuple[Indicator | None, Indicator | None]
    subfields: dict[str, Subfield]
    open: bool = False

    @property
    def control(self) -> bool:
        return self.tag < "010"


def is_local(tag: str) -> bool:
    """Fields that MARC 21 leaves to each library: 9XX, X9X and those with a letter."""
    return "9" in tag[:2] or not tag.isdigit()


@cache
def known_fields() -> dict[str, MarcField]:
    """{tag: field} in the order of tags."""
    found: dict[str, MarcField] = {}
    sets: dict[str, str] = {}
    block: list[str] = []
    for line in [*_TABLE.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("@"):
            name, _, text = line.partition(" ")
            sets[name] = text
        elif line[:1] in ("1", "2", "$") and not _FIELD.match(line):
            block.append(line)
        elif not line.startswith("#"):
            _close(block, sets, found)
            block = [line] if line else []
    return found


def _close(block: list[str], sets: dict[str, str], found: dict[str, MarcField]) -> None:
    """Add the field that the lines of a block describe."""
    if not block:
        return
    match = _FIELD.fullmatch(block[0])
    if match is None:
        raise ValueError(block[0])
    rest = {line[0]: line[2:] for line in block[1:]}
    subfields = _subfields(rest.get("$", ""), sets)
    found[match[1]] = MarcField(
        tag=match[1],
        words=_words(match[3]),
        once=match[2] == "N",
        indicators=(_indicator(rest.get("1")), _indicator(rest.get("2"))),
        subfields=subfields,
        open=not subfields,
    )


def _words(text: str) -> Words:
    vi, _, en = text.partition(" = ")
    return Words(vi.strip(), (en or vi).strip())


def _indicator(text: str | None) -> Indicator | None:
    if text is None:
        return None
    values, _, words = text.partition(" ")
    if values == _ANY:
        return Indicator(None, _words(words))
    spelled = _SPAN.sub(lambda span: "".join(str(n) for n in range(int(span[1]), int(span[2]) + 1)), values)
    return Indicator(frozenset(spelled.replace("_", BLANK)), _words(words))


def _subfields(text: str, sets: dict[str, str]) -> dict[str, Subfield]:
    if text.startswith(_ANY):
        return {}
    found: dict[str, Subfield] = {}
    for part in filter(None, text.split("; ")):
        if part.startswith("@"):
            found |= {code: one for code, one in _subfields(sets[part], sets).items() if code not in found}
            continue
        code, _, words = part.partition(" ")
        found[code[0]] = Subfield(code[0], _words(words), once=code.endswith("!"))
    return found
