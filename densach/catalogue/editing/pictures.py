"""A photograph of a cover made small and harmless: checked by its content, turned upright, without what the phone wrote."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from densach.catalogue.refusals_editing import PictureTooLarge, PictureWrong

MOST_BYTES = 15 * 1024 * 1024
# a phone of 50 megapixels still passes; what unfolds to more is a bomb or a scan for print
MOST_PIXELS = 50_000_000
SIZE = (600, 900)
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82


@dataclass(frozen=True)
class Picture:
    """JPEG bytes with their size in pixels; `name` is made from their checksum."""

    data: bytes
    name: str
    width: int
    height: int


def cover_of(file: IO[bytes]) -> Picture:
    """The picture in a file, shrunk to fit SIZE. Reads at most MOST_BYTES, and no pixel of one that is too large.

    Raises PictureTooLarge, PictureWrong.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureTooLarge(most=MOST_BYTES // 1024 // 1024)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow warns of is refused or written anew below
            image = _opened(data)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureWrong from error
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(most=MOST_BYTES // 1024 // 1024) from error
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    written = out.getvalue()
    return Picture(written, f"{hashlib.sha256(written).hexdigest()[:32]}.jpg", image.width, image.height)


def _opened(data: bytes) -> Image.Image:
    """Upright RGB pixels only: nothing else of the file goes on, neither place nor maker nor colour profile."""
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise PictureTooLarge(most=MOST_BYTES // 1024 // 1024)
        image.draft("RGB", SIZE)
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail(SIZE, Image.Resampling.LANCZOS)
        return _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    plain = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain
