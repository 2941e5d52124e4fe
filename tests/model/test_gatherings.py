"""Gatherings in words, and their times in minutes of the week."""

import pytest

from svcflow.model import Gathering, spoken_gathering, weekly_minutes, weekly_time


def test_times_are_minutes_of_the_week_in_order() -> None:
    minutes = weekly_minutes(Gathering(times=("Tue 14:00", "Mon 00:00", "Sun 23:59", "Tue 14:00")))
    assert minutes == (0, 2280, 10079)
    assert [weekly_time(it) for it in minutes] == ["Mon 00:00", "Tue 14:00", "Sun 23:59"]


@pytest.mark.parametrize(
    ("gathering", "words"),
    [
        (Gathering(times=("Thu 14:00", "Tue 14:00")), "released Tue, Thu 14:00"),
        (Gathering(times=tuple(f"{day} 13:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))), "released Mon–Fri 13:00"),
        (Gathering(times=("Tue 14:00", "Tue 16:00")), "released Tue 14:00 and Tue 16:00"),
        (Gathering(size=8, most_h=48.0), "released as soon as there are 8 or 48 h after the first of them came"),
    ],
)
def test_when_they_are_released_in_words(gathering: Gathering, words: str) -> None:
    assert spoken_gathering(gathering) == words
