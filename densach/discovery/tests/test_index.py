"""The index is built, follows the feed, and can be checked against the database."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from densach.discovery import index, queries
from densach.discovery.management.commands import index as command
from densach.discovery.models import Change
from densach.discovery.services import announce
from densach.network.signals import changed
from tests import make

from .make import Shelf

pytestmark = pytest.mark.django_db


def _titles() -> list[str]:
    return sorted(hit.title for hit in queries.search("").hits)


def test_rebuild_tells_its_progress(shelf: Shelf) -> None:
    shelf.put("Một")
    shelf.put("Hai")
    seen: list[tuple[str, int]] = []
    assert index.rebuild(lambda kind, done: seen.append((kind, done))) == 2
    assert seen == [("record", 2)]


def test_rebuild_forgets_what_is_gone(shelf: Shelf) -> None:
    shelf.put("Một")
    index.rebuild()
    shelf.documents.clear()
    shelf.put("Hai", 2)
    index.rebuild()
    assert _titles() == ["Hai"]


def test_empty_index_is_ready(shelf: Shelf) -> None:
    index.rebuild()
    assert queries.search("sách").ready


def test_following_applies_new_changed_and_removed(shelf: Shelf) -> None:
    shelf.put("Một")
    shelf.put("Hai")
    assert index.follow_changes() == 2  # no index yet: built
    shelf.put("Một rưỡi", 1)
    del shelf.documents[2]
    shelf.put("Ba", 3)
    announce(kind="record", ids=[1, 2, 3])
    assert index.follow_changes() == 3
    assert _titles() == ["Ba", "Một rưỡi"]
    assert index.follow_changes() == 0


def test_change_of_an_unknown_kind_is_passed_over(shelf: Shelf) -> None:
    index.rebuild()
    announce(kind="nothing", ids=[1])
    assert index.follow_changes() == 1
    assert index.follow_changes() == 0


def test_change_that_becomes_visible_late_is_not_lost(shelf: Shelf) -> None:
    index.rebuild()
    announce(kind="record", ids=[7])
    late = Change.objects.get()
    Change.objects.filter(pk=late.pk).update(id=F("id") + 5)  # a higher id is committed first
    index.follow_changes()
    shelf.put("Đến muộn", 7)
    Change.objects.create(pk=late.pk, kind="record", subject_id=7)
    assert index.follow_changes() == 1
    assert _titles() == ["Đến muộn"]


def test_hole_in_the_feed_is_given_up_after_a_while(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    index.rebuild()
    Change.objects.create(pk=Change.objects.count() + 50, kind="record", subject_id=1)
    index.follow_changes()
    assert json.loads((index.folder() / "position.json").read_text())["holes"]
    later = index.now() + dt.timedelta(hours=2)
    monkeypatch.setattr(index, "now", lambda: later)
    index.follow_changes()
    assert not json.loads((index.folder() / "position.json").read_text())["holes"]


def test_applied_changes_older_than_30_days_are_deleted(shelf: Shelf) -> None:
    index.rebuild()
    announce(kind="record", ids=[1])
    index.follow_changes()
    Change.objects.update(at=index.now() - dt.timedelta(days=31))
    announce(kind="record", ids=[2])
    index.follow_changes()
    announce(kind="record", ids=[3])
    index.follow_changes()
    assert list(Change.objects.order_by("pk").values_list("subject_id", flat=True)) == [2, 3]


def test_index_not_followed_for_long_is_built_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    index.rebuild()
    shelf.put("Nhiều")
    later = index.now() + dt.timedelta(days=26)
    monkeypatch.setattr(index, "now", lambda: later)
    assert index.follow_changes() == 1
    assert _titles() == ["Nhiều"]


def test_another_process_sees_a_commit(shelf: Shelf) -> None:
    shelf.put("Một")
    index.rebuild()
    other = index._Reader()
    first = other.searcher()
    assert first is not None
    shelf.put("Hai")
    index.rebuild()
    second = other.searcher()
    assert second is not None
    assert (first.num_docs, second.num_docs) == (1, 2)


def test_two_writers_are_refused(shelf: Shelf) -> None:
    writer = index._writer(index._SMALL_HEAP)
    with pytest.raises(index.IndexBusy):
        index.rebuild()
    with pytest.raises(CommandError, match=str(index.IndexBusy())):
        call_command("index", "--rebuild")
    writer.rollback()
    del writer


def test_deleted_folder_is_noticed_and_mended(shelf: Shelf) -> None:
    shelf.put("Một")
    index.rebuild()
    assert queries.search("một").total == 1
    shutil.rmtree(index.folder())
    assert not queries.search("một").ready
    index.follow_changes()
    assert queries.search("một").total == 1


def test_damaged_index_answers_as_missing_and_rebuild_mends_it(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    shelf.put("Một")
    index.rebuild()
    (index.folder() / "meta.json").write_text("{ not json")
    assert not queries.search("một").ready
    assert "cannot be read" in caplog.text
    index.rebuild()
    assert queries.search("một").total == 1


def test_damaged_position_leads_to_a_rebuild(shelf: Shelf) -> None:
    index.rebuild()
    shelf.put("Một")
    (index.folder() / "position.json").write_text("{ half")
    index.follow_changes()
    assert _titles() == ["Một"]


def test_check_names_each_difference(shelf: Shelf) -> None:
    for title in ("Một", "Hai", "Ba"):
        shelf.put(title)
    index.rebuild()
    assert not index.check()
    shelf.put("Hai rưỡi", 2)
    del shelf.documents[3]
    shelf.put("Bốn", 4)
    found = index.check()
    assert (found.missing, found.surplus, found.stale) == (["record:4"], ["record:3"], ["record:2"])


def test_command_rebuilds_checks_and_follows_once(shelf: Shelf) -> None:
    shelf.put("Một")
    out = io.StringIO()
    call_command("index", "--rebuild", stdout=out, stderr=io.StringIO())
    call_command("index", "--check", stdout=out)
    call_command("index", stdout=out)
    shelf.put("Hai")
    with pytest.raises(CommandError) as refused:
        call_command("index", "--check", stdout=out)
    assert refused.value.returncode == 1
    assert "record:2" in out.getvalue()


def test_command_follows_until_stopped(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    class StoppedError(Exception):
        pass

    index.rebuild()
    rounds = []

    def pause(seconds: float) -> None:
        rounds.append(seconds)
        if len(rounds) == 1:
            shelf.put("Mới")
            announce(kind="record", ids=[1])
        elif len(rounds) == 2:
            pause.writer = index._writer(index._SMALL_HEAP)  # type: ignore[attr-defined]
            announce(kind="record", ids=[1])
        else:
            raise StoppedError

    monkeypatch.setattr(command, "time", SimpleNamespace(sleep=pause))
    monkeypatch.setattr(command, "close_old_connections", lambda: None)  # the test's transaction hangs on it
    errors = io.StringIO()
    with pytest.raises(StoppedError):
        call_command("index", "--follow", "--every", "0.5", stderr=errors)
    del pause.writer  # type: ignore[attr-defined]
    assert rounds == [0.5, 0.5, 0.5]
    assert _titles() == ["Mới"]
    assert errors.getvalue()


def test_open_places_are_found_and_closed_ones_are_not(place: SimpleNamespace) -> None:
    make.facility("Nhà văn hoá đã đóng", unit=place.ward, closed_on=dt.date(2024, 1, 1))
    index.rebuild()
    result = queries.search("phường một", kinds=["facility"])
    assert [hit.title for hit in result.hits] == ["Thư viện phường Một"]
    assert result.hits[0].places == (place.library.public_id,)
    assert queries.search("đã đóng", kinds=["facility"]).total == 0
    assert not [key for key in index.check().missing if key.startswith("facility")]


def test_change_of_a_place_or_its_unit_is_announced(place: SimpleNamespace) -> None:
    index.rebuild()
    place.library.name = "Thư viện mang tên mới"
    place.library.save()
    changed.send(sender=None, actor=place.admin, verb="facility.change", subject=place.library)
    index.follow_changes()
    assert queries.search("mang tên mới").total == 1
    place.ward.name = "Phường Vừa Đặt"
    place.ward.save()
    changed.send(sender=None, actor=place.admin, verb="unit.rename", subject=place.ward)
    index.follow_changes()
    assert queries.search("vừa đặt").total == 1


def test_change_beside_a_place_is_announced_by_its_facility(place: SimpleNamespace) -> None:
    changed.send(sender=None, actor=place.admin, verb="hours", subject=place.admin, facility_id=place.library.pk)
    changed.send(sender=None, actor=place.admin, verb="role", subject=place.admin)
    assert list(Change.objects.values_list("kind", "subject_id")) == [("facility", place.library.pk)]
