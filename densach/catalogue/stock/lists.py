"""Lists of numbers as scanners and spreadsheets save them."""

from __future__ import annotations

from densach.catalogue.refusals_stock import ListTooLarge, ListUnreadable

LARGEST = 2 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def text_of(name: str, content: bytes) -> str:
    """The text of a file of numbers; what is not UTF-8 is read as Windows-1252 (numbers are the same in all).

    Raises ListTooLarge, ListUnreadable.
    """
    if len(content) > LARGEST:
        raise ListTooLarge(name=name, limit=LARGEST // _MEGABYTE)
    marked = next((charset for mark, charset in _MARKS.items() if content.startswith(mark)), "")
    try:
        text = content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked or b"\x00" in content:
            raise ListUnreadable(name=name) from error
        text = content.decode("cp1252", "replace")
    if "\x00" in text or content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise ListUnreadable(name=name)
    return text
