"""What surveys say, by hand and on planted data."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import InputError
from svcflow.eventlog import EventLog, read_log
from svcflow.voice import Survey, Tickets, measure_survey, read_survey, ticket_facts
from svcflow.voice.surveys import (
    adjusted_means,
    close_loop,
    cronbach_alpha,
    find_link,
    measure_curves,
    measure_items,
    measure_level,
    measure_responses,
    move_satisfaction,
    split_half,
    stand_among,
    template_for,
)
from svcflow.voice.surveys.levels import shrink
from svcflow.voice.surveys.templates import TEMPLATES

KEY = b"0123456789abcdef"


def survey_of(folder: Path, columns: dict[str, list[object]], said: dict[str, str] | None = None) -> Survey:
    path = folder / "survey.csv"
    pl.DataFrame(columns, strict=False).write_csv(path)
    return read_survey(path, columns=said)


def tickets_of(hours: list[float], repeats: list[int], **more: list[str]) -> Tickets:
    names = [f"T{number}" for number in range(len(hours))]
    frame = pl.DataFrame({"case_id": names, "lead_h": hours, "response_h": 0.0, "waiting_h": hours, "repeats": repeats, **more})
    return Tickets(frame, tuple(more), "measured")


def planted(folder: Path, seed: int = 1, n: int = 400) -> tuple[Survey, Tickets]:
    """Satisfaction that falls by 0.004 an hour and 0.1 a repeat, on percent."""
    rng = np.random.default_rng(seed)
    hours, repeats = rng.gamma(1.5, 20, n), rng.poisson(0.5, n)
    scores = np.clip(90 - 0.4 * np.minimum(hours, 120) - 10 * np.minimum(repeats, 3) + rng.normal(0, 5, n), 0, 100).round(1)
    survey = survey_of(folder, {"Ticket": [f"T{number}" for number in range(n)], "CSAT": [f"{score} %" for score in scores]})
    return survey, tickets_of(hours.tolist(), repeats.tolist())


def test_parallel_items_are_perfectly_reliable() -> None:
    answers = np.repeat(np.array([[1.0], [2], [3], [5], [4]]), 4, axis=1)
    assert cronbach_alpha(answers) == pytest.approx(1)
    assert split_half(answers, np.array([True, False, True, False])) == pytest.approx(1)


def test_alpha_by_hand() -> None:
    # Variances 1 and 1, of the sum 3: 2 (1 - 2/3).
    assert cronbach_alpha(np.array([[1.0, 1], [2, 3], [3, 2]])) == pytest.approx(2 / 3)


def test_items_tell_what_is_weak_and_where_answers_pile_up(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    mood = rng.normal(size=300)
    good = {f"item {name}": np.clip(np.round(3 + mood + rng.normal(0, 0.6, 300)), 1, 5).astype(int).tolist() for name in "abc"}
    columns = {**good, "noise": rng.integers(1, 6, 300).tolist(), "top": np.where(mood > -1, 5, 4).tolist(), "CSAT": [3] * 300}
    found = measure_items(survey_of(tmp_path, columns))
    assert found is not None
    remarks = {item.question: item.remarks for item in found.items}
    assert remarks["noise"] == ("weak", "spoils")
    assert "ceiling" in remarks["top"]
    assert remarks["item a"] == ()
    assert found.alpha.low < found.alpha.value < found.alpha.high
    again = measure_items(survey_of(tmp_path, columns))
    assert again == found


def test_a_planted_falling_curve_and_its_slopes_are_found(tmp_path: Path) -> None:
    survey, tickets = planted(tmp_path)
    curve = measure_curves(survey, tickets)[0]
    assert curve.falls
    fitted = [each.curve for each in curve.bins]
    assert fitted == sorted(fitted, reverse=True)
    assert fitted[0] - fitted[-1] > 0.2
    link = find_link(survey, tickets)
    assert link is not None
    assert link.per_hour.low < -0.004 < link.per_hour.high < 0
    assert link.per_error.low < -0.1 < link.per_error.high < 0
    change = link.change(-10, 0)
    assert change.low < 0.04 < change.high
    assert change.value == pytest.approx(-10 * link.per_hour.value)


def test_a_redesign_moves_satisfaction_through_the_link(tmp_path: Path) -> None:
    survey, tickets = planted(tmp_path)
    link = find_link(survey, tickets)
    assert link is not None
    faster = Tickets(tickets.frame.with_columns(lead_h=pl.col("lead_h") * 0 + 10, repeats=pl.col("repeats") * 0), (), "simulated")
    moved = move_satisfaction(link, tickets, faster)
    hours = 10 - float(np.minimum(tickets.frame["lead_h"].to_numpy(), link.up_to_h).mean())
    assert moved.value == pytest.approx(hours * link.per_hour.value - float(tickets.frame["repeats"].mean()) * link.per_error.value)
    assert moved.basis == "simulated"
    assert 0 < moved.low < moved.value < moved.high
    assert move_satisfaction(link, tickets, tickets).value == 0


def test_satisfaction_without_a_curve_is_not_said_to_fall(tmp_path: Path) -> None:
    survey, tickets = planted(tmp_path)
    rng = np.random.default_rng(9)
    shuffled = Tickets(tickets.frame.with_columns(lead_h=pl.Series(rng.permutation(tickets.frame["lead_h"]))), (), "estimated")
    curve = measure_curves(survey, shuffled)[0]
    assert not curve.falls
    assert curve.basis == "measured"
    assert measure_curves(survey, shuffled)[1].basis == "estimated"
    link = find_link(survey, shuffled)
    assert link is not None
    assert link.per_hour.low < 0 < link.per_hour.high


def test_no_interval_goes_beyond_the_scale_or_rests_on_hardly_anything(tmp_path: Path) -> None:
    few = measure_survey(survey_of(tmp_path, {"Ticket": ["A", "B"], "CSAT": [1, 5]})).csat[0]
    assert (few.mean.value, few.mean.low, few.mean.high) == (3, None, None)
    one = measure_survey(survey_of(tmp_path, {"Ticket": list("ABCDEF"), "CSAT": [5, 5, 5, 5, 5, 1]})).csat[0]
    assert one.mean.high == 5
    assert one.mean.low >= 1


def test_too_few_answers_make_no_link(tmp_path: Path) -> None:
    survey, tickets = planted(tmp_path, n=20)
    assert find_link(survey, tickets) is None
    assert measure_curves(survey, tickets) == ()


def test_response_rates_by_hand(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"Ticket": ["T0", "T1", "T2", "T2"], "CSAT": [5, 4, 1, 2]})
    tickets = tickets_of([1.0, 2, 3, 4], [0] * 4, team=["A", "A", "B", "B"])
    found = measure_responses(survey, tickets)
    assert found is not None
    assert (found.tickets, found.answered, found.rate.value) == (4, 3, 0.75)
    rates = {(part.segment, part.name): part.rate.value for part in found.segments if part.segment == "team"}
    assert rates == {("team", "A"): 1.0, ("team", "B"): 0.5}
    assert (found.lead_answered_h, found.lead_silent_h) == (2, 4)


def test_who_is_silent_is_weighted_back(tmp_path: Path) -> None:
    # 100 tickets; the slow half is unhappy and answers one time in five.
    rows = [(f"T{number}", 5 if number < 50 else 1) for number in range(100) if number < 50 or number % 5 == 0]
    survey = survey_of(tmp_path, {"Ticket": [name for name, _ in rows], "CSAT": [score for _, score in rows]})
    found = measure_responses(survey, tickets_of([float(number) for number in range(100)], [0] * 100))
    assert found is not None
    assert found.satisfaction.value == pytest.approx(50 / 60)
    assert found.weighted is not None
    assert found.weighted.value < 0.65
    assert found.differing[0][0] == "lead time"


def test_small_numbers_are_shrunk_and_marked(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    teams = ["A"] * 60 + ["B"] * 60 + ["C"] * 60 + ["few"] * 3 + ["two"] * 2
    means = {"A": 4.4, "B": 3.4, "C": 2.5, "few": 5.0, "two": 1.0}
    scores = [int(np.clip(round(means[team] + rng.normal(0, 0.8)), 1, 5)) for team in teams]
    level = measure_level(survey_of(tmp_path, {"Team": teams, "CSAT": scores}), "team")
    by_name = {member.name: member for member in level.members}
    assert level.withheld == 1
    assert set(by_name) == {"A", "B", "C", "few"}
    few = by_name["few"]
    assert few.small
    assert not by_name["A"].small
    assert abs(few.shrunk.value - level.mean.value) < abs(few.mean - level.mean.value)
    assert by_name["A"].weight > 0.95 > few.weight
    assert [member.name for member in level.members][-1] == "C"
    assert (by_name["C"].percentile, by_name["A"].adjusted) == (0, None)


def test_equal_members_shrink_to_one_number() -> None:
    shrunk, weight, centre, spread = shrink(np.array([0.5, 0.5, 0.5]), np.array([5.0, 50, 500]), 0.04)
    assert spread == 0
    assert weight.tolist() == [0, 0, 0]
    assert shrunk == pytest.approx(centre)


def test_people_need_a_key_and_get_pseudonyms(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"Agent": ["Anna"] * 4 + ["Ben"] * 4, "CSAT": [5, 4, 5, 4, 2, 1, 2, 1]})
    with pytest.raises(InputError, match="holds people"):
        measure_level(survey, "Agent")
    names = [member.name for member in measure_level(survey, "agent", key=KEY).members]
    assert all(name.startswith("Person ") for name in names)
    assert not {"Anna", "Ben"} & set(names)


def test_the_closed_loop_by_hand(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "Customer": ["A", "B", "C", "A", "D", "B", "E"],
        "Answered": [f"2025-01-0{day} 10:00" for day in (1, 2, 3, 4, 5, 6, 7)],
        "Recommend": [2, 5, 3, 9, 10, 4, 6],
        "Action": ["called", "called", "", "", "", "no", "called"],
    }
    # Unhappy: A, B, C, B again, E. Acted on: A, B, E. Asked again: A (9), B (4). Closed: A and B; A recovered.
    loop = close_loop(survey_of(tmp_path, columns))
    assert loop is not None
    assert (loop.detractors, loop.acted_on, loop.asked_again, loop.recovered) == (5, 3, 2, 1)
    assert loop.action_rate.value == 3 / 5
    assert loop.closure_rate.value == 2 / 5
    assert loop.recovery_rate.value == 1 / 2


def test_percentiles_are_exact() -> None:
    assert stand_among("CSAT", 0.7, [0.5, 0.6, 0.7, 0.9]).percentile == (2 + 0.5) / 4
    with pytest.raises(InputError):
        stand_among("CSAT", 0.7, [])


def test_teams_are_compared_on_the_same_mix() -> None:
    # Hard tickets score 1 and easy ones 5 whoever does them: adjusted, the teams are equal.
    found = adjusted_means(
        ["A"] * 4 + ["B"] * 4, ["hard", "hard", "hard", "easy", "easy", "easy", "easy", "hard"], [1, 1, 1, 5, 5, 5, 5, 1]
    )
    assert found["A"] == pytest.approx(found["B"])


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_each_template_loads(name: str) -> None:
    template = template_for(name)
    codes = [dimension.code for dimension in template.dimensions]
    assert {"value", "emotion", "courtesy"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert len(template.rows()) == len({question for _, question in template.rows()}) >= 10


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(InputError, match=r'Did you mean "health"'):
        template_for("healt")


@settings(max_examples=30)
@given(st.lists(st.integers(1, 5), min_size=4, max_size=40), st.integers(2, 5))
def test_alpha_never_exceeds_one(scores: list[int], items: int) -> None:
    rng = np.random.default_rng(len(scores))
    answers = np.array(scores, float)[:, None] + rng.integers(0, 2, (len(scores), items))
    alpha = cronbach_alpha(answers)
    assert math.isnan(alpha) or alpha <= 1 + 1e-9


@pytest.fixture(scope="module")
def desk(bundled: Callable[[str], Path]) -> EventLog:
    return read_log(bundled("service_desk.csv"))


def test_the_truth_of_the_bundled_survey_is_found(desk: EventLog, bundled: Callable[[str], Path]) -> None:
    import json

    truth = json.loads(bundled("service_desk_survey.truth.json").read_text(encoding="utf-8"))
    survey = read_survey(bundled("service_desk_survey.csv"), tickets=desk.cases["case_id"])
    found = measure_survey(survey, ticket_facts(desk), by=["team", "person"], key=KEY)
    assert found.responses == truth["responses"] == 694
    assert found.link is not None
    assert found.link.per_hour.low < -truth["overall"]["per_hour"] / 4 < found.link.per_hour.high < 0
    assert found.link.per_error.low < -truth["overall"]["per_repeat"] / 4 < found.link.per_error.high < 0
    assert found.response is not None
    assert {name for name, _ in found.response.differing} == {"lead time", "priority"}
    assert found.response.weighted is not None
    assert found.response.weighted.value < found.response.satisfaction.value
    assert found.importance is not None
    importance = {item.name: item.importance for item in found.importance.items}
    assert min(importance, key=lambda name: importance[name].value) == truth["noise"][0]
    assert all(importance[name].low > 0.3 for name in truth["drivers"])
    assert found.effort is not None
    assert found.effort.better == "higher"
    teams = {member.name: member for member in found.levels[0].members}
    assert all(member.adjusted is not None and abs(member.adjusted - member.mean) < 0.05 for member in teams.values())
    assert teams["Quality"].percentile == 0
    assert not any("L1-" in member.name or "L2-" in member.name for level in found.levels for member in level.members)


def test_a_survey_about_another_log_is_refused(desk: EventLog, tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"Ticket": ["X1", "X2"], "CSAT": [1, 5]})
    with pytest.raises(InputError, match=r"no ticket of the survey is in the log .*--ticket"):
        measure_survey(survey, ticket_facts(desk))
