"""Both languages are complete: every message of code and templates has a Vietnamese sentence, with the same places in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation import templatize

from densach.audit.verbs import VERBS

PACKAGE = Path(__file__).resolve().parents[2] / "densach"
_PLACES = re.compile(r"%\((\w+)\)[sd]")
_LITERAL = r"""u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*'"""
_CALL = re.compile(rf"\b(?:_|gettext|gettext_lazy|gettext_noop)\(\s*((?:(?:{_LITERAL})\s*)+)")
_PLURAL = re.compile(rf"\bngettext(?:_lazy)?\(\s*((?:(?:{_LITERAL})\s*)+)")


def known_messages() -> dict[str, str]:
    known: dict[str, str] = {}
    for path in PACKAGE.rglob("locale/vi/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            known[entry.msgid] = entry.msgstr or entry.msgstr_plural.get(0, "")
    return known


def test_a_message_has_one_vietnamese_only() -> None:
    """Django joins the modules' messages: two sentences for one message would depend on the order of modules."""
    found: dict[tuple[str | None, str], set[str]] = {}
    for path in PACKAGE.rglob("locale/vi/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            found.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr or entry.msgstr_plural.get(0, ""))
    assert not {message: sentences for message, sentences in found.items() if len(sentences) > 1}


def test_every_act_of_the_trail_has_words() -> None:
    written = set()
    for path in sources():
        if path.suffix == ".py" and path.name != "audit_verbs.py":
            text = path.read_text(encoding="utf-8")
            written |= set(re.findall(r'verb="([a-z_.-]+)"', text))
            written |= set(re.findall(r'(?:_announce|write_line|_audit|_record)\(\s*actor,\s*"([a-z_.-]+)"', text))
    assert len(written) > 50
    assert not written - set(VERBS.all())


def messages_of(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = templatize(text, origin=str(path))
    calls = _CALL.findall(text) + _PLURAL.findall(text)
    return {"".join(ast.literal_eval(part) for part in re.findall(_LITERAL, call)) for call in calls}


def sources() -> list[Path]:
    python = [path for path in PACKAGE.rglob("*.py") if not {"migrations", "tests"} & set(path.parts)]
    return sorted(python + list(PACKAGE.glob("*/templates/**/*.html")))


@pytest.mark.parametrize("module", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
def test_every_message_has_its_vietnamese(module: str) -> None:
    known = known_messages()
    missing = {
        message
        for path in sources()
        if path.relative_to(PACKAGE).parts[0] == module
        for message in messages_of(path)
        if message and not known.get(message)
    }
    assert not missing


def test_translations_keep_their_places() -> None:
    broken = [
        message
        for message, sentence in known_messages().items()
        if set(_PLACES.findall(message)) != set(_PLACES.findall(sentence))
    ]
    assert not broken
