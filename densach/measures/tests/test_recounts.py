from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from densach.audit.models import Entry
from densach.core.periods import Month, Period
from densach.measures import register
from densach.measures.models import DirtyMark, Figure, RecountState
from densach.measures.queries import total
from densach.measures.refusals import AlreadyCounted
from densach.measures.register import Across, Measure, Tally
from densach.measures.services import check_figures, declare_month, mark_dirty, recount_all, recount_dirty
from densach.measures.tests.lines import write
from tests import make

MARCH = dt.date(2025, 3, 10)
APRIL = dt.date(2025, 4, 2)
JUNE = dt.datetime(2025, 6, 15, 3, 0, tzinfo=dt.UTC)


def stored(measure: str, **where: object) -> dict[tuple[int, str, str, str], int]:
    rows = Figure.objects.filter(measure=measure, **where)
    return {(row.facility_id, f"{row.month:%Y-%m}", row.split, row.key): row.value for row in rows}


def test_marks_are_worked_off_into_figures(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner, verb="f", times=2)
    write(place.library, MARCH, place.owner, verb="m")
    assert recount_dirty(at=JUNE) == 6
    library = place.library.pk
    assert stored("lines") == {
        (library, "2025-03", "", ""): 3,
        (library, "2025-03", "sex", "f"): 2,
        (library, "2025-03", "sex", "m"): 1,
    }
    assert set(Figure.objects.values_list("quality", flat=True)) == {"counted"}
    assert not DirtyMark.objects.exists()
    assert recount_dirty(at=JUNE) == 0


def test_a_change_that_is_rolled_back_leaves_no_mark(place: SimpleNamespace) -> None:
    with transaction.atomic():
        write(place.library, MARCH, place.owner)
        assert DirtyMark.objects.count() == 3
        transaction.set_rollback(True)
    assert not DirtyMark.objects.exists()
    assert not Entry.objects.exists()


def test_figures_go_when_their_rows_go_and_untouched_rows_stay(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner, verb="f")
    write(place.library, MARCH, place.owner, verb="m", times=2)
    recount_dirty(at=JUNE)
    kept = Figure.objects.get(measure="lines", key="m").pk
    Entry.objects.filter(verb="f").delete()
    mark_dirty(facility_id=place.library.pk, day=MARCH, measures=["lines"])
    recount_dirty(at=JUNE)
    assert {row.key: row.value for row in Figure.objects.filter(measure="lines")} == {"": 2, "m": 2}
    assert Figure.objects.get(measure="lines", key="m").pk == kept


def test_batches_one_after_the_other(place: SimpleNamespace) -> None:
    for day in range(1, 8):
        write(place.library, dt.date(2025, 3, day), place.owner)
    assert recount_dirty(at=JUNE, batch=4) == 21
    assert total("lines", [place.library.pk], Period.of_year(2025)).value == 7


def test_stock_is_carried_through_later_months(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner, times=5)
    recount_dirty(at=JUNE)
    months = {month: value for (_f, month, _s, _k), value in stored("lines_held").items()}
    assert months == {"2025-03": 5, "2025-04": 5, "2025-05": 5, "2025-06": 5}
    write(place.library, APRIL, place.owner, times=2)
    recount_dirty(at=JUNE)
    assert total("lines_held", [place.library.pk], Month(2025, 3).period).value == 5
    assert total("lines_held", [place.library.pk], Period.of_year(2025)).value == 7


def test_a_new_month_carries_stocks_without_any_change(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner, times=5)
    recount_dirty(at=JUNE)
    recount_dirty(at=JUNE + dt.timedelta(days=61))
    months = {month for (_f, month, _s, _k) in stored("lines_held")}
    assert {"2025-07", "2025-08"} <= months
    assert RecountState.objects.get().stocks_until == dt.date(2025, 8, 1)
    recount_dirty(at=JUNE)
    assert RecountState.objects.get().stocks_until == dt.date(2025, 8, 1)


def test_idle_rounds_only_read(place: SimpleNamespace, django_assert_num_queries: object) -> None:
    recount_dirty(at=JUNE)
    with django_assert_num_queries(2):
        recount_dirty(at=JUNE)


def test_mark_is_one_statement(place: SimpleNamespace, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        mark_dirty(facility_id=place.library.pk, day=MARCH, measures=["lines", "writers"])


def test_recount_all_from_nothing_equals_the_check(place: SimpleNamespace) -> None:
    for day in (MARCH, APRIL):
        for where in (place.library, place.far):
            write(where, day, place.owner, times=3, mark=False)
    mark_dirty(facility_id=place.far.pk, day=APRIL, measures=["lines"])
    assert len(check_figures()) == 2 * 2 * 2 * 2  # stocks are not yet carried to any month
    steps: list[tuple[int, int, str]] = []
    assert recount_all(progress=lambda *step: steps.append(step), at=JUNE) > 0
    assert steps[-1][0] == steps[-1][1]
    assert check_figures() == []
    assert not DirtyMark.objects.exists()
    assert recount_all(at=JUNE) == 0


def test_recount_of_one_month_leaves_the_others_and_the_marks(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner)
    write(place.library, APRIL, place.owner)
    recount_all(months=[Month(2025, 3)], measures=["lines"], at=JUNE)
    assert {month for (_f, month, _s, _k) in stored("lines")} == {"2025-03"}
    assert DirtyMark.objects.count() == 6
    with pytest.raises(KeyError):
        recount_all(measures=["nonsense"], at=JUNE)


def test_check_names_each_difference_and_writes_nothing(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner, times=3)
    recount_dirty(at=JUNE)
    Figure.objects.filter(measure="lines", split="").update(value=4)
    Figure.objects.create(facility=place.far, month=MARCH.replace(day=1), measure="lines", value=9, quality="counted")
    Figure.objects.filter(measure="writers", split="").delete()
    found = check_figures()
    assert [(one.measure, one.facility_id, one.stored, one.wanted) for one in found] == [
        ("lines", place.library.pk, 4, 3),
        ("lines", place.far.pk, 9, None),
        ("writers", place.library.pk, None, 1),
    ]
    assert "stored 4 counted, recount 3 counted" in str(found[0])
    assert Figure.objects.get(measure="lines", facility=place.library, split="").value == 4
    recount_all(at=JUNE)
    assert check_figures() == []


def test_pending_marks_are_differences_only_where_values_differ(place: SimpleNamespace) -> None:
    write(place.library, MARCH, place.owner)
    recount_dirty(at=JUNE)
    mark_dirty(facility_id=place.library.pk, day=MARCH, measures=["lines", "lines_held"])
    assert check_figures() == []
    write(place.library, MARCH, place.owner, verb="f")
    found = check_figures()
    assert found
    assert all(one.pending for one in found)
    assert "waits for the worker" in str(found[0])


def test_figures_of_measures_and_splits_that_are_gone(place: SimpleNamespace) -> None:
    where = {"facility": place.library, "month": MARCH.replace(day=1), "quality": "counted", "value": 1}
    Figure.objects.create(measure="gone", **where)
    Figure.objects.create(measure="lines", split="subject", key="8", **where)
    assert {(one.measure, one.split, one.wanted) for one in check_figures()} >= {
        ("gone", "", None),
        ("lines", "subject", None),
    }
    recount_all(at=JUNE)
    assert not Figure.objects.exists()


def test_a_mark_of_an_unknown_measure_is_logged_and_dropped(
    place: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    mark_dirty(facility_id=place.library.pk, day=MARCH, measures=["gone"])
    assert recount_dirty(at=JUNE) == 1
    assert "gone" in caplog.text


def test_a_measure_that_counts_by_a_split_it_does_not_name(place: SimpleNamespace) -> None:
    register.register(
        Measure(
            "bad", "b", "b", "b", "b", Across.SUM, Across.SUM, (), lambda *_: [Tally(place.library.pk, "sex", "f", 1)]
        )
    )
    with pytest.raises(ValueError, match="none of its splits"):
        recount_all(measures=["bad"], at=JUNE)


def test_without_since_counting_starts_where_the_first_facility_opened(place: SimpleNamespace) -> None:
    asked: list[Month] = []

    def count(month: Month, _places: object) -> list[Tally]:
        asked.append(month)
        return []

    register.register(Measure("plain", "p", "p", "p", "p", Across.SUM, Across.SUM, (), count))
    recount_all(measures=["plain"])
    assert asked[0] == Month(2020, 1)
    assert asked[-1] == Month.of(timezone.localdate())


@pytest.mark.parametrize(
    "fields",
    [
        {"across_time": Across.RECOUNT, "across_places": Across.SUM},
        {"across_time": Across.SUM, "across_places": Across.RECOUNT},
        {"across_time": Across.SUM, "across_places": Across.LAST},
    ],
)
def test_a_measure_that_cannot_be_combined_is_not_registered(fields: dict[str, Across]) -> None:
    with pytest.raises(ValueError, match="odd"):
        Measure("odd", "o", "o", "o", "o", splits=(), count=lambda *_: [], **fields)


step = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 1), st.integers(1, 5), st.sampled_from("fmu"), st.integers(0, 1)),
    st.tuples(st.just("delete"), st.integers(0, 1), st.integers(1, 5), st.sampled_from("fmu"), st.just(0)),
    st.tuples(st.just("declare"), st.integers(0, 1), st.integers(1, 5), st.just("u"), st.integers(0, 9)),
    st.tuples(st.just("recount"), st.just(0), st.integers(5, 7), st.just("u"), st.integers(1, 4)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=12))
def test_after_any_sequence_the_figures_equal_the_recount(place: SimpleNamespace, steps: list[tuple]) -> None:
    places, people = [place.library, place.far], [place.owner, place.stranger]
    with transaction.atomic():
        for what, where, number, verb, more in steps:
            day = dt.date(2025, number, 7)
            at = dt.datetime(2025, number, 15, 3, 0, tzinfo=dt.UTC)
            if what == "write":
                write(places[where], day, people[more], verb=verb)
            elif what == "delete":
                Entry.objects.filter(facility=places[where], verb=verb, at__month=number).delete()
                mark_dirty(facility_id=places[where].pk, day=day, measures=["lines", "lines_held", "writers"])
            elif what == "declare":
                values = {code: {("", ""): more} for code in ("lines", "lines_held")}
                try:
                    declare_month(
                        actor=people[where],
                        facility=places[where],
                        month=Month.of(day),
                        values=values,
                        at=at,
                        confirmed=True,
                    )
                except AlreadyCounted:
                    assert Entry.objects.filter(facility=places[where], at__lt=at).exists()
            else:
                recount_dirty(at=at, batch=more)
        recount_dirty(at=dt.datetime(2025, 7, 15, 3, 0, tzinfo=dt.UTC))
        assert check_figures() == []
        for row in Figure.objects.filter(measure="lines", split=""):
            raw = Entry.objects.filter(facility=row.facility, verb__in="fmu", at__month=row.month.month).count()
            assert (row.quality == "counted") == bool(raw)
        transaction.set_rollback(True)


def _in_thread(work: Callable[[], None], failures: list[BaseException]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:  # told to the test, which fails on it
            failures.append(error)
        finally:
            connection.close()

    return threading.Thread(target=run)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_recounts_racing_with_desks_lose_nothing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads share one connection of an in-memory SQLite")
    library, user = make.facility(), make.user()
    failures: list[BaseException] = []
    finished = threading.Event()

    def desk() -> None:
        for _ in range(40):
            with transaction.atomic():
                write(library, MARCH, user)

    def worker() -> None:
        while not finished.is_set():
            recount_dirty(at=JUNE, batch=5)

    desks = [_in_thread(desk, failures) for _ in range(3)]
    workers = [_in_thread(worker, failures) for _ in range(2)]
    for thread in [*desks, *workers]:
        thread.start()
    for thread in desks:
        thread.join()
    finished.set()
    for thread in workers:
        thread.join()
    assert failures == []
    recount_dirty(at=JUNE)
    assert total("lines", [library.pk], Month(2025, 3).period).value == 120
    assert not DirtyMark.objects.exists()
    assert check_figures() == []
