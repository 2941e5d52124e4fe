"""Teams: named in the log, or found from who does what."""

from datetime import UTC, datetime

import polars as pl

from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.mining import find_teams


def log_of(work: dict[str, dict[str, int]], teams: dict[str, str | None] | None = None) -> EventLog:
    """How often each person did each activity."""
    rows = [(who, what) for who, counts in work.items() for what, count in counts.items() for _ in range(count)]
    frame = pl.DataFrame({"resource": [who for who, _ in rows], "activity": [what for _, what in rows]}).with_columns(
        case_id=pl.int_range(pl.len()).cast(pl.String), end_time=pl.lit(datetime(2025, 1, 6, tzinfo=UTC))
    )
    if teams is not None:
        frame = frame.with_columns(team=pl.col("resource").replace_strict(teams, return_dtype=pl.String))
    return build_log(frame, name="people", shape="events")


def test_the_team_that_the_log_names_most_often() -> None:
    log = log_of({"Ann": {"A": 3}, "Bob": {"A": 2}}, {"Ann": "Red", "Bob": "Blue"})
    assert find_teams(log) == {"Ann": "Red", "Bob": "Blue"}


def test_who_has_no_team_joins_the_most_alike() -> None:
    log = log_of({"Ann": {"A": 3}, "Bob": {"B": 3}, "Cy": {"B": 2}}, {"Ann": "Red", "Bob": "Blue", "Cy": None})
    assert find_teams(log)["Cy"] == "Blue"


def test_people_who_do_the_same_are_a_team() -> None:
    log = log_of({"Ann": {"A": 30, "B": 20}, "Bob": {"A": 20, "B": 25}, "Cy": {"C": 40, "B": 1}, "Di": {"C": 12}})
    assert find_teams(log) == {"Ann": "A team", "Bob": "A team", "Cy": "C team", "Di": "C team"}


def test_alike_people_are_everyone() -> None:
    assert set(find_teams(log_of({"Ann": {"A": 30}, "Bob": {"A": 20, "B": 1}})).values()) == {"Everyone"}


def test_occasional_people_do_not_decide() -> None:
    log = log_of({"Ann": {"A": 30}, "Bob": {"C": 30}, "Eve": {"A": 1, "C": 2}})
    assert find_teams(log) == {"Ann": "A team", "Bob": "C team", "Eve": "C team"}


def test_no_resources_no_teams() -> None:
    frame = pl.DataFrame({"case_id": ["1"], "activity": ["A"], "end_time": [datetime(2025, 1, 6, tzinfo=UTC)]})
    assert find_teams(build_log(frame, name="nobody", shape="events")) == {}


def test_teams_of_the_desk_are_found_without_their_names(bundled) -> None:
    log = read_log(bundled("service_desk.csv"))
    named = find_teams(log)
    found = find_teams(log.with_steps(log.steps.drop("team")))
    assert len(set(zip(named.values(), (found[person] for person in named), strict=True))) == 3
