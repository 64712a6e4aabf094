"""From the bytes of a file to numbered lines, or a named reason why not."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from .docx_text import read_docx
from .errors import PlanUnreadable
from .vietnamese import has_letters

MAX_BYTES = 10 * 1024 * 1024
MAX_CHARACTERS = 400_000  # about 150 printed pages; plans have 5 to 40

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# TCVN 5712:1993 (ABC fonts), lower half as in Latin-1: the second legacy code of Vietnamese offices
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_COMMON = re.compile(r"\b(?:và|của|các|thư viện|kế hoạch|thực hiện|học tập|văn hóa|văn hoá|năm|đến)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source. `cells` holds the paragraphs of each cell where the line is a row of table `table`."""

    number: int
    text: str
    cells: tuple[tuple[str, ...], ...] = ()
    table: int | None = None


def read_lines(data: bytes) -> tuple[list[Line], str]:
    """Numbered lines and the encoding they were read in.

    A line of a text file ends at LF, CR LF or CR; a paragraph or table row of a .docx is one line (a line break inside
    a paragraph starts another). Raises `PlanUnreadable`.
    """
    if len(data) > MAX_BYTES:
        raise PlanUnreadable("too-large")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise PlanUnreadable("empty")
    _refuse_other_kinds(data)
    if data.startswith(b"PK"):
        lines = [
            Line(number, _composed(row.text), tuple(tuple(map(_composed, cell)) for cell in row.cells), row.table)
            for number, row in enumerate(read_docx(data), start=1)
        ]
        encoding = "docx"
    else:
        text, encoding = decode_text(data)
        lines = [Line(number, line) for number, line in enumerate(_split(_composed(text)), start=1)]
    if not any(has_letters(line.text) for line in lines):
        raise PlanUnreadable("empty")
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise PlanUnreadable("too-long")
    return lines, encoding


def decode_text(data: bytes) -> tuple[str, str]:
    """Text and its encoding: by byte-order mark, as UTF-8, as UTF-16 without a mark, else a legacy code page."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding), encoding
    wide = _wide_encoding(data)
    if wide:
        return _strictly(data, wide), wide
    if b"\x00" in data:
        raise PlanUnreadable("binary")
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _legacy(data)
    if _control_share(text) > 0.02:
        raise PlanUnreadable("binary")
    return text, encoding


def _refuse_other_kinds(data: bytes) -> None:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, code in _MAGIC:
        if start.startswith(magic):
            raise PlanUnreadable(code)
    if start.startswith(_OLE):
        raise PlanUnreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old-doc")
    if re.match(rb"(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", start[:400], re.IGNORECASE):
        raise PlanUnreadable("html")


def _wide_encoding(data: bytes) -> str | None:
    sample = data[:4000]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    share = len(sample) // 2 * 0.2
    if odd > share and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > share and odd < even / 10 else None


def _strictly(data: bytes, encoding: str) -> str:
    """A cut-off last character is forgiven, anything else that does not decode is not text."""
    text = data.decode(encoding, errors="replace")
    if text.count("\ufffd") > 1 + len(text) // 200 or _control_share(text) > 0.02:
        raise PlanUnreadable("binary")
    return text


def _legacy(data: bytes) -> tuple[str, str]:
    """The code page whose text holds the most everyday words; UTF-8 with a few damaged bytes counts as one of them."""
    latin = data.decode("latin-1")
    readings = [
        (_composed(data.decode("utf-8", errors="replace")), "utf-8 (damaged)"),
        (_composed(data.decode("cp1258", errors="replace")), "cp1258"),
        ("".join(_TCVN3.get(char, char) for char in latin), "tcvn3"),
    ]
    best = max(readings, key=lambda reading: len(_COMMON.findall(reading[0])))
    damaged = best[0].count("\ufffd") + sum(0x80 <= ord(char) < 0xA0 for char in best[0])
    if not _COMMON.search(best[0]) and damaged * 20 > len(best[0]):
        raise PlanUnreadable("binary")
    return best


def _control_share(text: str) -> float:
    strange = sum(unicodedata.category(char) in {"Cc", "Cn"} and char not in "\t\r\n\f\v" for char in text[:20000])
    return strange / max(1, min(len(text), 20000))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _split(text: str) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", text)
    return lines[:-1] if lines and not lines[-1] else lines
