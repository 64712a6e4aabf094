"""Bending Word files for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn


def changed(data: bytes, change: Callable[[WordDocument], object]) -> bytes:
    """The document after `change` was done to it with python-docx."""
    word = Document(io.BytesIO(data))
    change(word)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def replaced(data: bytes, old: str, new: str, *, part: str = "word/document.xml", count: int = -1) -> bytes:
    """The package with a text of one part replaced; the text must be there."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content, f"{old!r} is not in {part}"
                content = content.replace(old.encode(), new.encode(), count)
            package.writestr(name, content)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one more (or another) part."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in source.namelist():
            if entry != name:
                package.writestr(entry, source.read(entry))
        package.writestr(name, content)
    return target.getvalue()


def texts(data: bytes) -> list[str]:
    """Texts of all paragraphs, tables included, in order."""
    return [
        text
        for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:p"))
        if (text := "".join(part.text or "" for part in paragraph.iter(qn("w:t"))))
    ]
