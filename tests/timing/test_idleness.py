"""Who could have taken a step, instant by instant."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.calendars import WeeklyCalendar
from svcflow.timing.rows import Rows
from svcflow.timing.waiting import idleness

MINUTE = 60_000_000
MONDAY = 1_704_067_200_000_000


def rows_of(*rows: tuple[int, int, int, int, int]) -> Rows:
    """Rows of person, activity, ready, begin, end [minutes since Monday 00:00]."""
    who, activity, *instants = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    ready, begin, end = (MINUTE * each for each in instants)
    people = [f"p{number}" for number in range(int(who.max()) + 1)]
    return Rows(who, activity, np.arange(len(who)), ready, begin, end, people, MONDAY, int(end.max()) + 1)


def asked(rows: Rows, **options):
    calendars = options.pop("calendars", {})
    found = idleness.inspect(rows, calendars, np.ones(len(rows.who), dtype=bool), **options)
    return found.last // MINUTE, found.following // MINUTE, found.at_ready, found.at_begin


def test_a_colleague_who_is_free() -> None:
    rows = rows_of((0, 0, 0, 0, 60), (1, 0, 0, 0, 20), (1, 0, 30, 30, 90), (0, 0, 10, 60, 100))
    last, following, at_ready, at_begin = asked(rows)
    assert (last[3], following[3], at_ready[3], at_begin[3]) == (30, 90, False, False)


def test_a_step_that_is_left_lying() -> None:
    last, _, at_ready, at_begin = asked(rows_of((0, 0, 10, 60, 100), (0, 0, 0, 0, 5)))
    assert (last[0], at_ready[0], at_begin[0]) == (60, True, True)


def test_who_does_an_activity_once_in_two_hundred_is_not_of_its_pool() -> None:
    busy = [(0, 0, 10 * number, 10 * number, 10 * number + 10) for number in range(200)]
    last, *_ = asked(rows_of(*busy, (0, 0, 0, 2000, 2010), (1, 0, 5, 5, 6)))
    assert last[200] == -1


def test_of_a_hundred_people_all_are_the_pool() -> None:
    rows = [(number, 0, 0, 0, 10) for number in range(100)] + [(0, 0, 5, 30, 40)]
    assert asked(rows_of(*rows))[0][100] == 30


MORNING = WeeklyCalendar.of_minutes([(480, 720)])


def test_the_edges_of_found_hours_count_as_far_as_somebody_was_seen() -> None:
    calendars = {"p0": MORNING, "p1": MORNING}
    rows = rows_of((0, 0, 400, 525, 530), (0, 0, 530, 540, 700))
    assert asked(rows, calendars=calendars)[0][0] == 525  # free from eight on, if one believes the hour
    assert asked(rows, calendars=calendars, seen_only=True)[0][0] == -1
    late = rows_of((0, 0, 400, 600, 610), (0, 0, 610, 620, 700))
    assert asked(late, calendars=calendars, seen_only=True)[0][0] == 600  # after the first hour it is believed


step = st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))


@settings(max_examples=40)
@given(st.lists(step, min_size=1, max_size=12))
def test_a_union_and_a_question_to_each_give_the_same(steps) -> None:
    rows = rows_of(*((who, activity, ready, ready + wait, ready + wait + work) for who, activity, ready, wait, work in steps))
    calendars = {"p0": WeeklyCalendar.of_minutes([(20, 100)]), "p2": WeeklyCalendar.of_minutes([(0, 30), (60, 90)])}
    idle = idleness.idle_spans(rows, calendars)
    bounds = np.searchsorted(idle[0], np.arange(len(rows.people) + 1))
    for pool, members in idleness._pools(rows, np.ones(len(rows.who), dtype=bool)):
        times = rows.ready[members], rows.begin[members], rows.width
        united = idleness._ask(*idleness._unite(idle, bounds, pool, rows.width), *times)
        each = idleness._ask_each(idle, bounds, pool, *times)
        assert [one.tolist() for one in (united[0], *united[2:])] == [one.tolist() for one in (each[0], *each[2:])]
        assert united[1][~united[3]].tolist() == each[1][~each[3]].tolist()


def test_nobody_to_ask() -> None:
    last, following, at_ready, at_begin = asked(rows_of((0, 0, 0, 0, 60), (0, 0, 10, 60, 70)))
    assert (last[1], following[1], at_ready[1], at_begin[1]) == (-1, 70, False, False)
