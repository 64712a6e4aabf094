"""Covers: checked by content, made harmless, shown to everybody, replaced and taken away."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from densach.audit.models import Entry
from densach.catalogue import services
from densach.catalogue.editing.covers import cover_url, cover_urls
from densach.catalogue.editing.pictures import MOST_BYTES, cover_of
from densach.catalogue.models import Cover, Record
from densach.catalogue.refusals import RecordGone
from densach.catalogue.refusals_editing import PictureTooLarge, PictureWrong
from densach.catalogue.services import covers
from densach.core.errors import NotAllowed
from tests import make

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)


def picture(size: tuple[int, int] = (1200, 900), *, kind: str = "JPEG", mode: str = "RGB", **options: Any) -> BytesIO:
    out = BytesIO()
    Image.new(mode, size, options.pop("colour", "red")).save(out, kind, **options)
    out.seek(0)
    return out


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(actor)
    return client


@pytest.fixture
def book(place: SimpleNamespace) -> Record:
    return make.record("Dế Mèn phiêu lưu ký")


def test_a_photograph_becomes_small_upright_and_says_nothing_of_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Hãng máy ảnh"
    exif.get_ifd(0x8825)[1] = "N"
    made = cover_of(picture(exif=exif.tobytes()))
    assert (made.width, made.height) == (600, 800)
    with Image.open(BytesIO(made.data)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
    assert b"GPS" not in made.data
    assert made.name.endswith(".jpg")
    assert cover_of(picture(exif=exif.tobytes())).name == made.name


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "RGBA", (255, 0, 0, 0)),
        ("PNG", "P", 3),
        ("WEBP", "RGB", "blue"),
        ("PNG", "LA", (0, 0)),
        ("JPEG", "CMYK", (0, 0, 0, 0)),
    ],
)
def test_other_kinds_of_pictures(kind: str, mode: str, colour: Any) -> None:
    made = cover_of(picture((30, 40), kind=kind, mode=mode, colour=colour))
    with Image.open(BytesIO(made.data)) as image:
        assert (image.mode, image.size) == ("RGB", (30, 40))
        if "A" in mode:
            assert min(image.getpixel((5, 5))) > 250  # see-through becomes white


def bomb(width: int, height: int) -> BytesIO:
    """A small PNG that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 6_000), (12_000, 12_000), (60_000, 60_000)])
def test_bombs_are_refused_unopened(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge):
        cover_of(bomb(*size))


def test_what_is_no_picture_is_refused() -> None:
    for data in (
        b"",
        b"<svg onload='x'/>",
        b"%PDF-1.7",
        picture().getvalue()[:300],
        picture((9, 9), kind="GIF").getvalue(),
    ):
        with pytest.raises(PictureWrong):
            cover_of(BytesIO(data))
    with pytest.raises(PictureWrong):
        cover_of(bomb(100, 100))  # its rows are missing
    with pytest.raises(PictureTooLarge):
        cover_of(BytesIO(b"x" * (MOST_BYTES + 1)))


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_when_no_record_shows_it(place: SimpleNamespace) -> None:
    one, two = make.record("Một"), make.record("Hai")
    first = covers.set_cover(actor=place.owner, record=one, file=picture())
    covers.set_cover(actor=place.owner, record=two, file=picture())
    name = first.image.name
    assert Cover.objects.filter(image=name).count() == 2
    covers.set_cover(actor=place.owner, record=one, file=picture(colour="blue"))
    assert default_storage.exists(name)
    assert Cover.objects.get(record=one).image.name != name
    covers.remove_cover(actor=place.owner, record=two)
    assert not default_storage.exists(name)
    covers.remove_cover(actor=place.owner, record=two)
    assert Entry.objects.filter(verb="remove_cover").count() == 1
    assert Entry.objects.filter(verb="set_cover").count() == 3


def test_who_may_and_for_what(place: SimpleNamespace, book: Record) -> None:
    with pytest.raises(NotAllowed):
        covers.set_cover(actor=place.officer, record=book, file=picture())
    with pytest.raises(NotAllowed):
        covers.remove_cover(actor=place.officer, record=book)
    services.delete_record(actor=place.owner, record=book, at=AT)
    with pytest.raises(RecordGone):
        covers.set_cover(actor=place.owner, record=book, file=picture())


def test_a_cover_is_taken_on_the_page_and_shown_to_everybody(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.stranger)
    url = reverse("record_cover_set", args=[book.public_id])
    assert 'capture="environment"' in client.get(url).content.decode()
    assert '<svg class="cover"' in Client().get(reverse("record_detail", args=[book.public_id])).content.decode()
    photo = SimpleUploadedFile("hack.php", picture().getvalue(), content_type="text/html")
    assert client.post(url, {"photo": photo}).status_code == 302
    address = cover_url(book)
    assert f'src="{address}"' in Client().get(reverse("record_detail", args=[book.public_id])).content.decode()
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    other = SimpleUploadedFile("x.png", picture(kind="PNG", colour="green").getvalue())
    client.post(url, {"picture": other})
    assert cover_url(book) != address
    assert cover_urls([book.pk]).keys() == {book.pk}
    assert reverse("record_cover_remove", args=[book.public_id]) in client.get(url).content.decode()
    page = client.post(reverse("record_cover_remove", args=[book.public_id]), follow=True).content.decode()
    assert '<svg class="cover"' in page
    assert cover_url(book) == ""
    assert Client().get(address).status_code == 404


def test_wrong_pictures_are_answered_on_the_page(place: SimpleNamespace, book: Record) -> None:
    client = signed_in(place.owner)
    url = reverse("record_cover_set", args=[book.public_id])
    answer = client.post(url, {"picture": SimpleUploadedFile("x.jpg", b"MZ no picture")})
    assert answer.status_code == 422
    assert "không phải ảnh hiển thị được" in answer.content.decode()
    assert "Hãy chụp ảnh" in client.post(url, {}).content.decode()
    assert client.post(url, {"picture": SimpleUploadedFile("x.jpg", b"")}).status_code == 422
    assert signed_in(place.officer).post(url, {}).status_code == 403
    assert Client().post(url, {}).status_code == 302
    Cover.objects.create(record=book, image="covers/lost.jpg", width=1, height=1, added_by=place.owner)
    assert Client().get(cover_url(book)).status_code == 404


def test_new_books_on_the_first_page_show_their_pictures(place: SimpleNamespace, book: Record) -> None:
    make.copy(record=book, facility=place.library)
    covers.set_cover(actor=place.owner, record=book, file=picture())
    assert cover_url(book) in Client().get(reverse("home")).content.decode()
