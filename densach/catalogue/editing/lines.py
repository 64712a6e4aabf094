"""MARC 21 as lines that a person can read and type, and back without loss.

    LDR _____nam_a22_____7c_4500
    008 231122s2020____vm_____________000_0_vie_d
    245 10 $a Đất rừng phương Nam $c Đoàn Giỏi

Blanks of the leader, of control fields and of indicators are written "_". What could be mistaken is written in braces:
{$} and {{} in a text, {u+00a0} for any other sign, {} for an empty indicator or code. Blanks around a text are not part
of it unless they are written {u+0020}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal

MOST_LINES = 2000
_BLANK = "_"
_ESCAPE = re.compile(r"\{u\+([0-9a-fA-F]{1,6})\}|\{(\$|\{|)\}")
_HEAD = re.compile(r"(\S+)(?:[ \t]+(.*))?$", re.DOTALL)
# what a browser, an editor or splitlines() would change or swallow
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")


class LineUnreadable(Refusal):
    """`data` has `line` (from 1) and `text`."""

    code = "marc-line-unreadable"
    sentence = _("Line %(line)s cannot be read: “%(text)s”.")
    advice = _("Write the tag, two indicators (“_” for none) and the subfields, such as: 245 10 $a Title $c Author")
    field = "lines"


class LeaderMissing(Refusal):
    code = "marc-leader-missing"
    sentence = _("The leader (LDR) is missing or is not 24 signs long.")
    advice = _("Put the line LDR first. “_” stands for a blank; the help says what each place means.")
    field = "lines"


class TooManyLines(Refusal):
    code = "marc-too-many-lines"
    sentence = _("A record has at most %(most)s fields.")
    advice = _("Parts of a collection are better entered as records of their own.")
    field = "lines"


def to_lines(marc: dict[str, Any]) -> list[str]:
    """Leader and fields of MARC-in-JSON, one line each, in the order they stand."""
    lines = [f"LDR {_token(str(marc.get('leader', '')))}"]
    for field in marc.get("fields", ()):
        for tag, value in field.items():
            lines.append(_line(tag, value))
    return lines


def _line(tag: str, value: Any) -> str:
    if isinstance(value, str):
        return f"{_token(tag)} {_token(value)}"
    parts = [f"${_token(code)} {_text(text)}" for entry in value["subfields"] for code, text in entry.items()]
    return " ".join([_token(tag), _token(value["ind1"]) + _token(value["ind2"]), *parts])


def _token(text: str) -> str:
    """A piece in which blanks count: tag, indicator, code, control field."""
    text = "".join(_escaped(sign) if sign in "{$_#" or (sign.isspace() and sign != " ") else sign for sign in text)
    return _UNSAFE.sub(_coded, text).replace(" ", _BLANK) or "{}"


def _escaped(sign: str) -> str:
    return f"{{{sign}}}" if sign in "{$" else f"{{u+{ord(sign):04x}}}"


def _text(text: str) -> str:
    text = "".join(_escaped(sign) if sign in "{$" else sign for sign in text)
    inner = text.strip()
    if not inner:
        return "".join(map(_escaped, text))
    start, end = text.index(inner), text.index(inner) + len(inner)
    around = "".join(map(_escaped, text[:start])), "".join(map(_escaped, text[end:]))
    return _UNSAFE.sub(_coded, around[0] + inner + around[1])


def _coded(match: re.Match[str]) -> str:
    return f"{{u+{ord(match[0]):04x}}}"


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)


def from_lines(text: str) -> dict[str, Any]:
    """MARC-in-JSON of what `to_lines` wrote or a person typed; empty lines are passed over.

    Raises LeaderMissing, LineUnreadable, TooManyLines.
    """
    lines = [(number, line) for number, line in numbered(text) if line.strip()]
    if not lines or not lines[0][1].startswith("LDR ") or len(leader := _control(lines[0][1][4:])) != 24:
        raise LeaderMissing
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    return {"leader": leader, "fields": [_field(number, line) for number, line in lines[1:]]}


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """(number from 1, line)."""
    yield from enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)


def _control(text: str) -> str:
    return _plain(text.strip(" \t").replace(_BLANK, " "))


def _field(number: int, line: str) -> dict[str, Any]:
    match = _HEAD.match(line.strip(" \t"))
    tag = _plain(match[1].replace(_BLANK, " ")) if match else ""
    rest = (match[2] or "") if match else ""
    try:
        if not 0 < len(tag) <= 3:
            raise ValueError
        if tag < "010" and tag.isdigit():
            return {tag: _control(rest)}
        return {tag: _variable(rest)}
    except ValueError as error:  # also a sign that is no sign: {u+110000}
        raise LineUnreadable(line=number, text=line.strip()[:80]) from error


def _variable(rest: str) -> dict[str, Any]:
    """A field without subfields is read too (files hold them); the checks speak of it. Raises ValueError."""
    before, *parts = re.split(r"(?<!\{)\$", rest)
    ind1, ind2 = _indicators(before)
    subfields = []
    for part in parts:
        code, after = _one(part)
        subfields.append({code: _plain(after.strip(" \t"))})
    return {"ind1": ind1, "ind2": ind2, "subfields": subfields}


def _indicators(text: str) -> tuple[str, str]:
    """Two signs; a blank may be typed as "_", "#" or a blank, and one that is left out at the end is blank."""
    if not text.strip(" \t_#"):
        return " ", " "
    first, rest = _one(text)
    second, rest = _one(rest) if rest.strip(" \t") else (" ", "")
    if rest.strip(" \t"):
        raise ValueError
    return first, second


def _one(text: str) -> tuple[str, str]:
    """The first sign, out of its braces where it has them, and what follows. Raises ValueError."""
    if match := _ESCAPE.match(text):
        return _plain(match[0]), text[match.end() :]
    if not text or text[0] == "{":
        raise ValueError
    sign = " " if text[0] in "_#" else text[0]
    return sign, text[1:]
