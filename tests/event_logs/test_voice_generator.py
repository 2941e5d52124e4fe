"""The bundled survey: made anew it is the same bytes, and holds what is said of it."""

from __future__ import annotations

import csv
import json

import pytest
import voice


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return voice.make_files()


@pytest.mark.parametrize("name", ["service_desk_survey.csv", "service_desk_outcomes.csv", "service_desk_survey.truth.json"])
def test_made_anew_it_is_the_same_bytes(made: dict[str, str], name: str) -> None:
    assert made[name].encode() == (voice.FOLDER / name).read_bytes()


def test_every_comment_has_its_labels(made: dict[str, str]) -> None:
    truth = json.loads(made["service_desk_survey.truth.json"])
    rows = list(csv.DictReader(made["service_desk_survey.csv"].splitlines()))
    assert truth["responses"] == len(rows)
    assert {row["Response ID"] for row in rows if row["Comment"]} == set(truth["comments"])
    assert {label["language"] for label in truth["comments"].values()} == {"en", "zh-Hans", "zh-Hant"}
    assert len({row["Comment"] for row in rows}) > 200


def test_unhappy_tickets_lead_to_complaints(made: dict[str, str]) -> None:
    means = {ticket.name: ticket.mean for ticket in voice.read_tickets()}
    rows = list(csv.DictReader(made["service_desk_outcomes.csv"].splitlines()))
    assert len(rows) == len(means) == 3000
    unhappy = [row["Complaint"] == "1" for row in rows if means[row["Ticket ID"]] < 3.5]
    happy = [row["Complaint"] == "1" for row in rows if means[row["Ticket ID"]] > 4.3]
    assert sum(unhappy) / len(unhappy) > 4 * sum(happy) / len(happy)
