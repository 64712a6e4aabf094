"""The way from a file to the catalogue: rules, numbers, refusals, undo, runs that break off."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from densach.audit.models import Entry
from densach.catalogue import services as catalogue
from densach.catalogue.importing import places, queries, refusals, services
from densach.catalogue.importing.options import ColumnChoice, Options
from densach.catalogue.models import (
    AccessionRegister,
    Copy,
    ImportBatch,
    ImportState,
    Record,
    RecordVersion,
    RefusedRow,
    Voucher,
)
from densach.catalogue.record_fields import RecordFields
from densach.circulation.services.loans import lend_copy, return_copy
from densach.core.errors import NotAllowed
from densach.discovery.models import Change
from tests import make

from . import importing
from .importing import AT, DAY, book, checked, imported, received, xlsx

HEAD = ["STT", "Ngày vào sổ", "Số ĐKCB", "Tên sách", "Tác giả", "Năm XB", "Giá tiền", "Môn loại"]


def line(number: object, title: str = "Quê nội", author: str = "Võ Quảng", day: object = "26.XI.2007") -> list[object]:
    return ["", day, number, title, author, 2004, "18.000đ", "V23"]


def test_a_school_s_list_becomes_records_and_copies(place: SimpleNamespace) -> None:
    register = importing.register(place, "GK")
    rows = [
        ["TRƯỜNG THCS"],
        HEAD,
        line("GK.0001"),
        line("GK.0002"),
        line("GK.0005", "Dế Mèn", "Tô Hoài"),
        line("nv 7a", "Toán", ""),
    ]
    batch = imported(place.owner, xlsx(rows), "so.xlsx", register=register.pk)
    assert (batch.state, batch.added, batch.copies_added, batch.refused, batch.total) == ("done", 3, 4, 0, 4)
    copies = {copy.accession_number: copy for copy in Copy.objects.select_related("record", "voucher", "register")}
    assert set(copies) == {"GK.000001", "GK.000002", "GK.000005", "NV.000007a"}
    first = copies["GK.000001"]
    assert (first.record.title, first.price, first.acquired_on) == ("Quê nội", 18_000, dt.date(2007, 11, 26))
    assert first.record_id == copies["GK.000002"].record_id
    assert first.voucher is not None
    assert (first.voucher.kind, first.voucher.number) == ("opening", None)
    assert batch.found["gaps"] == ["GK.000003 – GK.000004"]
    register.refresh_from_db()
    assert register.next_number == 6
    assert AccessionRegister.objects.get(prefix="NV").next_number == 8
    assert first.record.class_scheme == "school"
    assert first.record.marc["fields"]
    assert Change.objects.filter(kind="record").count() >= 3
    assert Entry.objects.filter(verb="import").count() == 1


def test_doubles_get_a_letter_and_are_listed(place: SimpleNamespace) -> None:
    register = importing.register(place)
    rows = [HEAD, line(12), line(12, "Dế Mèn", "Tô Hoài"), line(12), line("12 - 14", "Kính vạn hoa", "Nguyễn Nhật Ánh")]
    batch = imported(place.owner, xlsx(rows), "so.xlsx", register=register.pk)
    assert set(Copy.objects.values_list("accession_number", flat=True)) == {
        "PM.000012",
        "PM.000012a",
        "PM.000012b",
        "PM.000013",
        "PM.000014",
    }
    assert [double[1:] for double in batch.found["doubles"]] == [
        ["PM.000012", "PM.000012a"],
        ["PM.000012", "PM.000012b"],
    ]
    assert list(RefusedRow.objects.values_list("line", "code")) == [(4, "copy-twice-in-file")]
    again = imported(place.owner, xlsx(rows), "so.xlsx", register=register.pk)
    assert (again.copies_added, Copy.objects.count()) == (0, 5)


def test_refused_lines_keep_their_bytes(place: SimpleNamespace) -> None:
    csv = "Tên sách;Tác giả;Số ĐKCB;Ngày vào sổ\nQuê nội;Võ Quảng;1;\n;Không ai;2;\nDế Mèn;Tô Hoài;abc;\nToán;;3;99/99/2020\n".encode()
    batch = imported(place.owner, csv, "so.csv", register=importing.register(place).pk)
    rows = {row.line: row for row in RefusedRow.objects.filter(batch=batch)}
    assert {number: row.code for number, row in rows.items()} == {
        3: "title-missing",
        4: "number-unreadable",
        5: "date-unlikely",
    }
    assert bytes(rows[4].raw) == "Dế Mèn;Tô Hoài;abc;\n".encode()
    assert b"".join(queries.refused_bytes(batch)) == csv.split(b"\n", 2)[2]
    assert batch.total == batch.added + batch.refused == 4


def test_rules_for_what_is_held_already(place: SimpleNamespace) -> None:
    first = imported(place.owner, book("7", "Truyện Kiều", ("520", "  $aThơ")), "a.mrc")
    assert first.added == 1
    changed = book("7", "Truyện Kiều : truyện thơ", ("520", "  $aNguyễn Du"))
    assert imported(place.owner, changed, "b.mrc", rule="skip").skipped == 1
    assert Record.objects.get().title == "Truyện Kiều"
    overlaid = imported(place.owner, changed, "b.mrc", rule="overlay")
    assert (overlaid.overlaid, Record.objects.get().summary) == (1, "Nguyễn Du")
    assert RecordVersion.objects.get().why == "overlay"
    same = imported(place.owner, changed, "b.mrc", rule="overlay")
    assert (same.overlaid, same.skipped, same.found["counts"]["identical"]) == (0, 1, 1)
    assert imported(place.owner, changed, "b.mrc", rule="add").added == 1
    assert Record.objects.count() == 2


def test_a_table_overlays_only_what_it_says(place: SimpleNamespace) -> None:
    held = make.record("Quê nội", authors="Võ Quảng", year=2004, publisher="Kim Đồng", language="eng")
    rows = [["Tên sách", "Tác giả", "Năm XB", "Số trang"], ["Quê nội", "Võ Quảng", 2004, 120]]
    imported(place.owner, xlsx(rows), "so.xlsx", rule="overlay")
    held.refresh_from_db()
    assert (held.pages, held.publisher, held.language) == ("120 tr.", "Kim Đồng", "eng")
    assert imported(place.owner, xlsx(rows), "so.xlsx", rule="overlay").skipped == 1


def test_a_whole_import_can_be_undone(place: SimpleNamespace) -> None:
    register = importing.register(place)
    before = imported(place.owner, book("7", "Quê nội"), "a.mrc")
    rows = [HEAD, line(3), line(4, "Dế Mèn", "Tô Hoài"), line("NV.1", "Toán", "Lê Hải Châu")]
    batch = imported(place.owner, xlsx(rows), "so.xlsx", register=register.pk)
    mrc = imported(place.owner, book("7", "Quê nội", ("520", "  $aKhác")), "b.mrc", rule="overlay")
    assert Record.objects.get(pk=Record.objects.get(batch=before).pk).summary == "Khác"
    for one in (mrc, batch):
        services.undo_import(actor=place.owner, batch=one, at=AT)
    assert not Copy.objects.exists()
    assert not Voucher.objects.exists()
    assert [record.title for record in Record.objects.live()] == ["Quê nội"]
    assert Record.objects.live().get().summary == ""
    assert not RecordVersion.objects.exists()
    register.refresh_from_db()
    assert register.next_number == 1
    assert not AccessionRegister.objects.filter(prefix="NV").exists()
    with pytest.raises(refusals.WrongStep):
        services.undo_import(actor=place.owner, batch=batch, at=AT)


def test_an_undo_names_what_was_used_since(place: SimpleNamespace) -> None:
    register = importing.register(place)
    batch = imported(place.owner, xlsx([HEAD, line(3), line(4)]), "so.xlsx", register=register.pk)
    copy = Copy.objects.get(accession_number="PM.000003")
    catalogue.withdraw_copy(actor=place.owner, copy=copy, reason="lost", at=AT)
    with pytest.raises(refusals.NotUndoable) as refused:
        services.undo_import(actor=place.owner, batch=batch, at=AT)
    assert "PM.000003" in str(refused.value)
    assert Copy.objects.count() == 2
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE


def test_a_lent_copy_keeps_an_import(place: SimpleNamespace) -> None:
    batch = imported(place.owner, xlsx([HEAD, line(3)]), "so.xlsx", register=importing.register(place).pk)
    copy, patron = Copy.objects.get(), make.patron(facility=place.library)
    lend_copy(actor=place.owner, patron=patron, copy=copy, facility=place.library, at=AT)
    with pytest.raises(refusals.NotUndoable, match=r"PM\.000003"):
        services.undo_import(actor=place.owner, batch=batch, at=AT)
    return_copy(actor=place.owner, copy=copy, facility=place.library, at=AT)
    with pytest.raises(refusals.NotUndoable, match=r"PM\.000003"):
        services.undo_import(actor=place.owner, batch=batch, at=AT)
    assert Copy.objects.filter(pk=copy.pk).exists()


def test_only_those_with_the_right_at_the_place(place: SimpleNamespace) -> None:
    register = importing.register(place)
    batch = received(place.stranger, xlsx([HEAD, line(3)]), "so.xlsx")
    options = Options.of(batch.options | {"register": register.pk}, DAY)
    with pytest.raises(NotAllowed):
        services.start_check(actor=place.stranger, batch=batch, options=options, at=AT)
    mine = checked(place.owner, xlsx([HEAD, line(3)]), "so.xlsx", register=register.pk)
    assert queries.import_by_public_id(place.owner, mine.public_id) == mine
    assert queries.import_by_public_id(place.colleague, mine.public_id) == mine
    assert queries.import_by_public_id(place.stranger, mine.public_id) is None
    with pytest.raises(NotAllowed):
        services.start_import(actor=place.stranger, batch=mine, at=AT)
    with pytest.raises(NotAllowed):
        services.receive_file(actor=place.officer, file=None, name="x", at=AT)  # type: ignore[arg-type]


def test_choices_that_cannot_be(place: SimpleNamespace) -> None:
    batch = received(place.owner, xlsx([HEAD, line(3)]), "so.xlsx")
    options = Options.of(batch.options, DAY)
    twice = [ColumnChoice("title"), ColumnChoice("title")]
    for columns, refusal in ((twice, refusals.ColumnTwice), ([ColumnChoice("year")], refusals.TitleColumnMissing)):
        options.columns = columns
        with pytest.raises(refusal):
            services.start_check(actor=place.owner, batch=batch, options=options, at=AT)
    options.columns, options.register = [ColumnChoice("title")], 999
    with pytest.raises(refusals.PlaceMissing):
        services.start_check(actor=place.owner, batch=batch, options=options, at=AT)
    services.discard_import(actor=place.owner, batch=batch, at=AT)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "a.mrc", refusals.FileEmpty),
        (b"\x00\x01\x02\x03\x04" * 99, "a.bin", refusals.FormatUnknown),
        (b"<html><table><tr><td>x", "a.xls", refusals.WebPageNotTable),
        (b"PK\x03\x04 broken", "a.xlsx", refusals.TableBroken),
        (b"\xd0\xcf\x11\xe0 broken", "a.xls", refusals.TableBroken),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><collection><record/></collection>', "a.xml", refusals.XmlWithEntities),
        (xlsx([]), "a.xlsx", refusals.NothingFound),
        (b"[]\n" + b' {"leader": 1', "a.json", refusals.NothingFound),
    ],
)
def test_files_that_cannot_be_taken_leave_nothing(
    place: SimpleNamespace, data: bytes, name: str, refusal: type[Exception]
) -> None:
    if name == "a.json":
        data = b"[]     leader"
    with pytest.raises(refusal):
        received(place.owner, data, name)
    assert not ImportBatch.objects.exists()


def test_a_run_that_died_can_be_started_again(place: SimpleNamespace) -> None:
    batch = checked(place.owner, book(), "a.mrc")
    batch.refresh_from_db()
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.RUNNING, touched_at=AT)
    batch.refresh_from_db()
    assert not services.is_abandoned(ImportBatch(state="done"), AT)
    batch.found["runner"] = "elsewhere:1"
    assert not services.is_abandoned(batch, AT + dt.timedelta(minutes=1))
    assert services.is_abandoned(batch, AT + dt.timedelta(minutes=16))
    with pytest.raises(refusals.WrongStep):
        services.start_import(actor=place.owner, batch=batch, at=AT + dt.timedelta(minutes=1))
    services.import_now(batch.pk, "another run", place.owner.pk)
    assert not Record.objects.exists()
    services.start_import(actor=place.owner, batch=batch, at=AT + dt.timedelta(minutes=16))
    batch.refresh_from_db()
    assert (batch.state, batch.added) == ("done", 1)


def test_a_number_taken_meanwhile_is_looked_at_again(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody enters the very number between check and writing: the import checks once more and goes on."""
    register = importing.register(place)
    batch = checked(place.owner, xlsx([HEAD, line(3)]), "so.xlsx", register=register.pk)
    batch.refresh_from_db()
    real, entered = services._write, []

    def slow(actor: object, one: ImportBatch, found: dict[str, object]) -> None:
        if not entered:
            entered.append(make.copy(facility=place.library, accession_number="PM.000003"))
        real(actor, one, found)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "_write", slow)
    services.start_import(actor=place.owner, batch=batch, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.copies_added) == ("done", 1)
    assert Copy.objects.filter(accession_number="PM.000003a", batch=batch).exists()


def test_the_command_checks_and_imports(
    place: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(book("1") + b"00000nam")
    call_command("import_records", path)
    assert not Record.objects.exists()
    assert "add: 1" in capsys.readouterr().out
    call_command("import_records", path, "--yes")
    assert Record.objects.count() == 1
    assert "1 records added" in capsys.readouterr().out


_CHILD = """
import django; django.setup()
from densach.catalogue.importing import services
from densach.catalogue.models import ImportBatch
from densach.accounts.models import User
real = services._write
def told(*args):
    print("writing", flush=True)
    real(*args)
services._write = told
batch = ImportBatch.objects.get(); actor = User.objects.get(username="kill")
services.import_here(actor=actor, batch=batch, at=services.now())
print("done", flush=True)
"""
_SETUP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import make
from densach.catalogue.tests import importing
from densach.catalogue.importing import services
from densach.catalogue.importing.options import Options
library = make.facility("Kho", unit=make.unit("Phường", kind="ward")); actor = make.user("librarian", at=library, username="kill")
data = b"".join(importing.book(str(n), f"Sách số {n}") for n in range(3000))
batch = importing.received(actor, data, "a.mrc")
services.check_here(actor=actor, batch=batch, options=Options.of(batch.options, importing.DAY), at=importing.AT)
"""
_COUNT = """
import django; django.setup()
from densach.catalogue.models import *
from densach.catalogue.importing import services
from densach.core.clock import now
batch = ImportBatch.objects.get()
print(Record.objects.count(), batch.state, services.is_abandoned(batch, now()))
"""


@pytest.mark.parametrize("after", [0.0, 0.15, 0.6])
def test_kill_9_leaves_before_or_after(tmp_path: Path, after: float) -> None:
    """A real process on a real database, killed while it writes: nothing or everything, and it can be started again."""
    environment = {
        **os.environ,
        "DENSACH_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "densach.config.settings",
        "DENSACH_DATABASE_URL": "",
    }
    environment.pop("PYTEST_CURRENT_TEST", None)

    def run(code: str) -> str:
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    run(_SETUP)
    child = subprocess.Popen([sys.executable, "-c", _CHILD], env=environment, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "writing"
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    records, state, abandoned = run(_COUNT).split()
    assert (records, state, abandoned) in {("0", "running", "True"), ("3000", "done", "False")}
    if records == "0":
        assert run(_CHILD).splitlines() == ["writing", "done"]
        assert run(_COUNT).split() == ["3000", "done", "False"]


def test_what_was_unpacked_is_unpacked_again(place: SimpleNamespace) -> None:
    batch = received(place.owner, xlsx([HEAD, line(3)]), "so.xlsx")
    places.forget(batch)
    assert places.rows_of(batch).exists()


def test_a_check_that_still_holds_is_not_made_again(place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    real = services.Check.run
    monkeypatch.setattr(services.Check, "run", lambda check: (runs.append(check.batch.pk), real(check))[1])
    kieu = book("7", "Truyện Kiều")
    assert imported(place.owner, kieu, "a.mrc").added == 1
    assert len(runs) == 1
    batch = checked(place.owner, book("8", "Chinh phụ ngâm"), "b.mrc")
    batch.refresh_from_db()
    assert batch.found["counts"]["add"] == 1
    # somebody enters the same book by hand meanwhile: the import finds it
    fields = RecordFields(title="Chinh phụ ngâm")
    catalogue.add_record(actor=place.colleague, fields=fields, at=AT)
    services.start_import(actor=place.owner, batch=batch, at=AT)
    batch.refresh_from_db()
    assert runs.count(batch.pk) == 2
