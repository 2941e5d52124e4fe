"""What the bundled desk keeps beside its log: made anew it is the same bytes, and what is true of it is found."""

from __future__ import annotations

import csv
import itertools
import json

import desk_records
import pytest


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return desk_records.make_files()


@pytest.mark.parametrize(
    "name", ["service_desk_staff.csv", "service_desk_ideas.csv", "service_desk_systems.csv", "service_desk_records.truth.json"]
)
def test_made_anew_it_is_the_same_bytes(made: dict[str, str], name: str) -> None:
    assert made[name].encode() == (desk_records.FOLDER / name).read_bytes()


def test_another_seed_makes_others(made: dict[str, str]) -> None:
    assert all(text != made[name] for name, text in desk_records.make_files(1).items())


def test_the_people_are_those_of_the_log(made: dict[str, str]) -> None:
    with (desk_records.FOLDER / "service_desk.csv").open(newline="", encoding="utf-8") as file:
        there = {(row["Assignee"], row["Team"]) for row in csv.DictReader(file) if row["Assignee"]}
    assert {(row["Name"], row["Team"]) for row in csv.DictReader(made["service_desk_staff.csv"].splitlines())} == there


def test_systems_are_up_and_down_in_turn_without_gaps(made: dict[str, str]) -> None:
    rows = list(csv.DictReader(made["service_desk_systems.csv"].splitlines()))
    assert {row["System"] for row in rows} == set(desk_records.UP_H)
    for one, next_ in itertools.pairwise(rows):
        if one["System"] == next_["System"]:
            assert one["To"] == next_["From"]
            assert one["State"] != next_["State"]


def test_ideas_are_put_to_work_after_they_were_had(made: dict[str, str]) -> None:
    rows = list(csv.DictReader(made["service_desk_ideas.csv"].splitlines()))
    done = [row for row in rows if row["Implemented"]]
    assert all(row["Implemented"] > row["Registered"] for row in done)
    assert json.loads(made["service_desk_records.truth.json"])["ideas_implemented"] == len(done) / len(rows)
