"""Opening and writing .docx packages safely: limits against bombs, no macros, no outside links, stable bytes."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.parser import parse_xml

from .decree30 import format_number
from .refusals import DocumentEmpty, DocumentLocked, DocumentTooLarge, DocumentUnreadable, DocumentUnsafe

MAX_UNPACKED_BYTES: Final = 40 * 1024 * 1024
MAX_XML_BYTES: Final = 20 * 1024 * 1024
MAX_ENTRIES: Final = 1_000
_OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0"
_FIRST_ENTRY: Final = "[Content_Types].xml"
_MEGABYTE: Final = 1024 * 1024


def read_docx(data: bytes) -> WordDocument:
    """Open a Word document that came from outside.

    Refuses with `DocumentUnreadable` or a child of it: empty, old or locked, not a .docx, a bomb, macros, links
    that a word processor would fetch, XML entities.
    """
    check_package(data)
    try:
        return Document(io.BytesIO(data))
    # the parser below meets whatever was uploaded; each of its complaints means the same to the person who sent it
    except Exception as error:
        raise DocumentUnreadable from error


def check_package(data: bytes) -> None:
    """Refuse what `read_docx` refuses, without building the document."""
    if not data:
        raise DocumentEmpty
    if data.startswith(_OLE_SIGNATURE):
        raise DocumentLocked
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_sizes(package)
            _check_parts(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, SyntaxError) as error:
        # zipfile answers an encrypted or damaged entry with any of these; SyntaxError is the XML parser's
        raise DocumentUnreadable from error


def _check_sizes(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if _FIRST_ENTRY not in names or "word/document.xml" not in names:
        raise DocumentUnreadable
    if len(entries) > MAX_ENTRIES:
        raise DocumentUnsafe(what=_("%(count)s parts inside") % {"count": format_number(len(entries))})
    # zipfile never unpacks more than an entry declares, so the declared sizes can be trusted as an upper bound
    everything = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if _is_xml(entry.filename))
    for size, limit in ((xml, MAX_XML_BYTES), (everything, MAX_UNPACKED_BYTES)):
        if size > limit:
            raise DocumentTooLarge(size=format_number(-(-size // _MEGABYTE)), limit=limit // _MEGABYTE)


def _check_parts(package: zipfile.ZipFile) -> None:
    for entry in package.infolist():
        if entry.filename.lower().endswith("vbaproject.bin"):
            raise DocumentUnsafe(what=_("macros"))
        if not _is_xml(entry.filename):
            continue
        text = package.read(entry)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise DocumentUnsafe(what=_("XML entities"))
        if entry.filename.endswith(".rels"):
            _check_links(text)


def _check_links(relationships: bytes) -> None:
    """A hyperlink waits for a click; any other outside target is fetched on opening."""
    for relationship in parse_xml(relationships):
        if relationship.get("TargetMode") == "External" and not relationship.get("Type", "").endswith("/hyperlink"):
            raise DocumentUnsafe(what=_("a link to an outside file"))


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def stable_bytes(data: bytes) -> bytes:
    """The same package with fixed entry dates and order: equal content gives equal bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in sorted(source.namelist(), key=lambda entry: (entry != _FIRST_ENTRY, entry)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, source.read(name))
    return target.getvalue()
