"""Pages of imports, as the people of the network see them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from densach.accounts.models import User
from densach.catalogue.importing import services
from densach.catalogue.models import AccessionRegister, Copy, ImportBatch, ImportState, Record

from . import importing
from .importing import AT, book, checked, imported, received, xlsx

HEAD = ["Số ĐKCB", "Tªn s¸ch", "T¸c gi¶", "N¨m XB"]
ROWS = [
    HEAD,
    [1, "Quª néi", "Vâ Qu¶ng", 2004],
    [2, "§Êt rõng ph\xad¬ng Nam", "§oµn Giái", 2003],
    ["x y", "DÕ MÌn", "T« Hoµi", 2005],
]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(batch: ImportBatch, name: str = "import_detail", *more: str) -> str:
    return reverse(name, args=[batch.public_id, *more])


def choices(client: Client, batch: ImportBatch) -> dict[str, object]:
    """What the form of the page would send untouched."""
    form = client.get(address(batch)).context["form"]
    return {
        name: form[name].value() if form[name].value() is not None else ""
        for name in form.fields
        if form[name].value() is not False
    }


def test_from_an_old_font_to_the_catalogue_and_back(place: SimpleNamespace) -> None:
    client, register = signed_in(place.owner), importing.register(place)
    file = SimpleUploadedFile("so.xlsx", xlsx(ROWS))
    answer = client.post(reverse("import_list"), {"file": file})
    batch = ImportBatch.objects.get()
    assert answer.url == address(batch)
    page = client.get(address(batch)).content.decode()
    assert "Vâ Qu¶ng" in page
    assert "Võ Quảng" in page
    sent = choices(client, batch)
    assert sent["register"] == str(register.pk)
    assert client.post(address(batch), sent).url == address(batch)
    page = client.get(address(batch)).content.decode()
    assert "Nhập ngay" in page
    assert "Không đọc được “x y”" in page
    assert not Record.objects.exists()
    client.post(address(batch, "import_start"))
    page = client.get(address(batch)).content.decode()
    assert "Đất rừng phương Nam" in page
    assert Copy.objects.count() == 2
    reasons = client.get(address(batch, "import_refused", "ly-do")).content.decode()
    assert "x y" in reasons
    as_came = b"".join(client.get(address(batch, "import_refused", "nguyen-ban")).streaming_content)
    assert as_came.startswith("x y,DÕ MÌn".encode())
    assert "2 bản" in client.get(address(batch, "import_undo")).content.decode()
    client.post(address(batch, "import_undo"))
    assert not Copy.objects.exists()
    assert "đã hoàn tác" in client.get(address(batch)).content.decode()


def test_a_try_changes_the_preview_and_keeps_nothing(place: SimpleNamespace) -> None:
    client, batch = signed_in(place.owner), received(place.owner, xlsx(ROWS), "so.xlsx")
    sent = choices(client, batch) | {"font_1": "unicode"}
    fragment = client.post(address(batch, "import_preview"), sent, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "<td>Quª néi" in fragment
    assert "<html" in client.post(address(batch, "import_preview"), sent).content.decode()
    wrong = client.post(address(batch, "import_preview"), sent | {"day": "x"}, headers={"HX-Request": "true"})
    assert "Quê nội" in wrong.content.decode()
    batch.refresh_from_db()
    assert batch.options["columns"][1]["font"] == "tcvn3"


def test_wrong_choices_are_said_above_the_form(place: SimpleNamespace) -> None:
    client, batch = signed_in(place.owner), received(place.owner, xlsx(ROWS), "so.xlsx")
    answer = client.post(address(batch), choices(client, batch) | {"target_2": "title"})
    assert answer.status_code == 422
    assert "đang gán cho hai cột" in answer.content.decode()


def test_a_place_without_a_register_gets_one(place: SimpleNamespace) -> None:
    client, batch = signed_in(place.owner), received(place.owner, xlsx(ROWS), "so.xlsx")
    client.post(address(batch), choices(client, batch) | {"register": f"new:{place.library.pk}"})
    assert AccessionRegister.objects.get().prefix == "PM"
    batch.refresh_from_db()
    assert (batch.state, batch.facility) == (ImportState.CHECKED, place.library)


def test_marc_offers_its_encoding(place: SimpleNamespace) -> None:
    client = signed_in(place.owner)
    old = book("1", "Quª néi, §Êt rõng ph\xad¬ng Nam, NguyÔn NhËt ¸nh", encoding="latin-1")
    batch = received(place.owner, old, "a.mrc")
    assert batch.options["encoding"] == "tcvn3"
    page = client.get(address(batch)).content.decode()
    assert "Đất rừng phương Nam" in page
    client.post(address(batch), choices(client, batch))
    client.post(address(batch, "import_start"))
    assert Record.objects.get().title.startswith("Quê nội")


def test_progress_and_broken_off_runs(place: SimpleNamespace) -> None:
    client, batch = signed_in(place.owner), checked(place.owner, book(), "a.mrc")
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportState.RUNNING, touched_at=services.now(), progress=1, total=2
    )
    assert "<progress" in client.get(address(batch)).content.decode()
    assert "HX-Redirect" not in client.get(address(batch, "import_progress")).headers
    assert client.post(address(batch, "import_start")).status_code == 409
    ImportBatch.objects.filter(pk=batch.pk).update(touched_at=AT.replace(year=2020))
    assert "bị đứt giữa chừng" in client.get(address(batch)).content.decode()
    assert "bị đứt" in client.get(reverse("import_list")).content.decode()
    assert client.get(address(batch, "import_progress")).headers["HX-Redirect"] == address(batch)


def test_another_sheet_and_throwing_away(place: SimpleNamespace, tmp_path: object) -> None:
    client, batch = signed_in(place.owner), received(place.owner, xlsx(ROWS), "so.xlsx")
    assert client.post(address(batch, "import_sheet"), {"sheet": "0"}).url == address(batch)
    assert client.post(address(batch, "import_sheet"), {"sheet": "x"}).url == address(batch)
    assert "so.xlsx" in client.get(address(batch, "import_discard")).content.decode()
    client.post(address(batch, "import_discard"))
    assert not ImportBatch.objects.exists()


def test_a_file_that_cannot_be_read_is_said_beside_the_field(place: SimpleNamespace) -> None:
    answer = signed_in(place.owner).post(reverse("import_list"), {"file": SimpleUploadedFile("a.mrc", b"")})
    assert answer.status_code == 422
    assert "Tệp trống" in answer.content.decode() or "rỗng" in answer.content.decode()


def test_three_people(place: SimpleNamespace) -> None:
    batch = imported(place.owner, xlsx(ROWS), "so.xlsx", register=importing.register(place).pk)
    names = ("import_detail", "import_progress", "import_undo", "import_discard")
    for name in names:
        assert signed_in(place.colleague).get(address(batch, name)).status_code == 200, name
        assert signed_in(place.stranger).get(address(batch, name)).status_code == 404, name
        assert signed_in(place.officer).get(address(batch, name)).status_code == 403, name
    assert "so.xlsx" in signed_in(place.colleague).get(reverse("import_list")).content.decode()
    assert "so.xlsx" not in signed_in(place.stranger).get(reverse("import_list")).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_for_1_and_30(
    place: SimpleNamespace, count: int, django_assert_max_num_queries: object
) -> None:
    for n in range(count):
        ImportBatch.objects.create(file_name=f"{n}.mrc", facility=place.library, uploaded_by=place.owner)
    client = signed_in(place.owner)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(reverse("import_list"))
