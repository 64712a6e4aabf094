"""Bar codes (Code 128) and QR codes as SVG, for paper and for pages."""

from __future__ import annotations

import io
from itertools import groupby
from typing import Final

import segno
from barcode.codex import Code128
from barcode.errors import BarcodeError

from .refusals import CodeUnprintable

# ISO/IEC 15417: ten modules of quiet zone on each side
_QUIET: Final = 10
_HIGH: Final = 40


def barcode_svg(text: str) -> str:
    """`text` as Code 128, one unit a module, as wide as it must be; the picture is stretched to any height.

    Digits in pairs take half the room. Raises CodeUnprintable for an empty text and for letters outside ASCII.
    """
    if not text or not text.isascii() or not text.isprintable():
        raise CodeUnprintable(text=text)
    try:
        [modules] = Code128(text).build()
    except BarcodeError as error:
        raise CodeUnprintable(text=text) from error
    bars, x = [], _QUIET
    for dark, run in groupby(modules):
        wide = len(list(run))
        if dark == "1":
            bars.append(f"M{x} 0h{wide}v{_HIGH}h-{wide}z")
        x += wide
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + _QUIET} {_HIGH}" '
        f'preserveAspectRatio="none" role="img"><path d="{"".join(bars)}"/></svg>'
    )


def qr_svg(text: str) -> str:
    """`text` as a QR code with its quiet zone, error correction M. Raises CodeUnprintable where it is empty or too long."""
    if not text:
        raise CodeUnprintable(text=text)
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError as error:
        raise CodeUnprintable(text=text[:40]) from error
    target = io.BytesIO()
    code.save(target, kind="svg", xmldecl=False, border=4, omitsize=True)
    return target.getvalue().decode()
