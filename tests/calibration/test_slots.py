"""How many tickets somebody works on at once: by what is seen, and by what somebody has in hand while others wait."""

import numpy as np
import pytest

from svcflow.calibration.people import find_staff
from svcflow.calibration.slots import seen_at_once
from tests.calibration.test_fitted_parts import seen_of

Row = tuple[str, str, str | None, float, float]


@pytest.mark.parametrize(
    ("begin", "end", "slots"),
    [
        ([], [], 1),
        ([0.0], [0.0], 1),
        ([0.0, 1.0, 2.0], [1.0, 2.0, 3.0], 1),
        ([0.0, 0.0, 5.0], [1.0, 1.0, 5.0], 2),
        ([0.0, 94.0], [100.0, 100.0], 2),
        ([0.0, 96.0], [100.0, 100.0], 1),  # two for less than a twentieth of the time
    ],
)
def test_slots_are_what_is_in_hand_but_for_a_twentieth_of_the_time(begin: list[float], end: list[float], slots: int) -> None:
    assert seen_at_once(np.array(begin), np.array(end)) == slots


def days(crowds: int, waits: bool) -> list[Row]:
    """Each day Ann does one ticket of six hours; some days two more, of which the last is begun when the other ends, or `waits` for it."""
    rows: list[Row] = []
    for day in range(60):
        at = 24.0 * (day // 5 * 7 + day % 5) + 8
        rows.append((f"{day}", "Solve", "Ann", at, at + 6))
        if day < crowds:
            third = at + 0.5 if waits else at + 1.0
            rows += [(f"{day} two", "Solve", "Ann", at, at + 1.0), (f"{day} three", "Log", None, at, third)]
            rows.append((f"{day} three", "Solve", "Ann", at + 1.0, at + 1.25))
    return rows


def slots(rows: list[Row]) -> int:
    return next(person.slots for person in find_staff(seen_of(rows)).people if person.name == "Ann")


def test_what_is_in_hand_while_others_wait_is_the_limit() -> None:
    """Two at once are a twenty-ninth of the time; yet a ticket that came in while Ann had two was let wait for one of them to end."""
    assert slots(days(crowds=10, waits=True)) == 2
    assert slots(days(crowds=10, waits=False)) == 1, "nothing waited"
    assert slots(days(crowds=9, waits=True)) == 1, "too few have"
