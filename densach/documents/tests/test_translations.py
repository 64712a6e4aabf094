"""Every sentence of this module has its Vietnamese."""

import ast
from pathlib import Path

import polib
from django.utils import translation

from densach.documents.inspect import inspect_document
from densach.documents.tests.reports import yearly_report
from densach.documents.tests.word_files import replaced
from densach.documents.word import render_document

ROOT = Path(__file__).resolve().parents[1]
CALLS = {"_": 0, "pgettext": 1, "pgettext_lazy": 1}


def sentences():
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                place = CALLS[node.func.id]
                yield (texts[0] if place else None, texts[place])


def test_every_sentence_is_translated_and_none_is_left_over():
    entries = polib.pofile(str(ROOT / "locale/vi/LC_MESSAGES/django.po"))
    known = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in entries}
    assert all(known.values())
    assert set(sentences()) == set(known)


def test_findings_are_told_in_the_language_of_the_reader():
    data = replaced(render_document(None, yearly_report()), "./.", ".")
    with translation.override("en"):
        assert inspect_document(data)[0].text == "The text must end with “./.”."
