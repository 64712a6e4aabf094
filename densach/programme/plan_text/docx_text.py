"""The text of a .docx, paragraph by paragraph and row by row, with the numbers Word draws by itself.

Read straight from the XML and not through python-docx: inserted text of tracked changes, content controls and text
boxes count as text, and the archive is measured before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .docx_numbering import Numbering
from .errors import PlanUnreadable

MAX_UNPACKED = 50 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_RATIO = 200
_RATIO_MATTERS_FROM = 5 * 1024 * 1024

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_FALLBACK, W + "del", W + "moveFrom", W + "txbxContent", W + "instrText", W + "delText"}
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "noBreakHyphen": "-"}
_OTHER_KINDS = (("xl/", "spreadsheet"), ("ppt/", "presentation"), ("content.xml", "open-document"))


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph's line, or a table row with the paragraphs of each cell and the ordinal of its table."""

    text: str
    cells: tuple[tuple[str, ...], ...] = ()
    table: int | None = None


def read_docx(data: bytes) -> list[Row]:
    """Rows in reading order. Raises `PlanUnreadable` (truncated-docx, docx-bomb, encrypted or another kind)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive)
            _refuse_other_archives(archive)
            body = _parse(_member(archive, "word/document.xml"))
            names = set(archive.namelist())
            parts = ("word/numbering.xml", "word/styles.xml")
            numbering = Numbering(*(_parse(_member(archive, part)) if part in names else None for part in parts))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, etree.XMLSyntaxError, NotImplementedError) as error:
        raise PlanUnreadable("truncated-docx") from error
    root = body.find(W + "body")
    if root is None:
        raise PlanUnreadable("truncated-docx")
    return list(_Walk(numbering).rows(root))


def _measure(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    too_dense = unpacked > _RATIO_MATTERS_FROM and unpacked / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or too_dense:
        raise PlanUnreadable("docx-bomb")
    if any(member.flag_bits & 0x1 for member in members):
        raise PlanUnreadable("encrypted")


def _refuse_other_archives(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "word/document.xml" in names:
        return
    for prefix, code in _OTHER_KINDS:
        if any(name.startswith(prefix) for name in names):
            raise PlanUnreadable(code)
    raise PlanUnreadable("archive")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The directory may lie about sizes, so reading stops at the limit as well."""
    with archive.open(name) as stream:
        data = stream.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise PlanUnreadable("docx-bomb")
    return data


def _parse(data: bytes) -> etree._Element:
    """No entity is ever expanded and no declaration of types accepted: Word writes none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise PlanUnreadable("docx-bomb")
    return root


class _Walk:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._tables = 0

    def rows(self, parent: etree._Element) -> Iterator[Row]:
        for element in parent:
            if element.tag == W + "p":
                yield from (Row(line) for line in self._paragraph(element).split("\n"))
                yield from self._boxes(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag in {W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "smartTag"}:
                yield from self.rows(element)

    def _boxes(self, paragraph: etree._Element) -> Iterator[Row]:
        for box in paragraph.iter(W + "txbxContent"):
            if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
                yield from self.rows(box)

    def _table(self, table: etree._Element) -> Iterator[Row]:
        self._tables += 1
        ordinal = self._tables
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue
            cells = tuple(self._cell(cell) for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr")) is row)
            yield Row(" | ".join(" ".join(cell) for cell in cells), cells, ordinal)

    def _cell(self, cell: etree._Element) -> tuple[str, ...]:
        lines = (line for row in self.rows(cell) for line in row.text.split("\n"))
        return tuple(line.strip() for line in lines if line.strip())

    def _paragraph(self, paragraph: etree._Element) -> str:
        return self._numbering.prefix(paragraph) + "".join(_pieces(paragraph)).strip("\n")


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED and child.tag != W + "pPr":
            yield from _pieces(child)
