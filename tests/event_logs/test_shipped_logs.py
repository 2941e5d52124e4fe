"""The shipped logs: made anew they are the same bytes, and what is said to be true of them is."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import generate
import numpy as np
import pytest
from desk import bundled_desk
from engine import HOUR, Streams, make_tickets
from truth import CHANGES

FOLDER = Path(generate.__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def truth(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def cases(name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows(name):
        found.setdefault(row["Ticket ID"], []).append(row)
    return found


def hours(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)) / timedelta(hours=1)


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return generate.make_files(seeds=(1,))


@pytest.mark.parametrize("name", ["service_desk.csv", "service_desk_status.csv", "six_cases.csv", "six_cases.truth.json"])
def test_made_anew_it_is_the_same_bytes(made: dict[str, str], name: str) -> None:
    assert made[name].encode() == (FOLDER / name).read_bytes()


def test_the_truth_made_anew_is_the_same(made: dict[str, str]) -> None:
    shipped, again = truth("service_desk.truth.json"), json.loads(made["service_desk.truth.json"])
    assert generate.to_json(shipped) == (FOLDER / "service_desk.truth.json").read_text(encoding="utf-8")
    before, now = shipped.pop("interventions"), again.pop("interventions")
    assert shipped == again
    # The first of the seeds stands for all of them, which would take most of a minute.
    assert before["seeds"] == list(generate.INTERVENTION_SEEDS)
    for name in CHANGES:
        first = {key: values[:1] for key, values in before["results"][name]["runs"].items()}
        assert first == now["results"][name]["runs"]


def test_arrivals_follow_the_rate_of_the_hour_of_the_week() -> None:
    desk = bundled_desk()
    arrivals = np.array([t.arrival for t in make_tickets(desk, Streams(generate.SEED, generate.TICKETS))])
    rates = np.sum([rates for _, rates in desk.arrivals], axis=0)
    weeks = 15
    counts = np.bincount(arrivals[arrivals < weeks * 168 * HOUR] // HOUR % 168, minlength=168)
    expected = rates * weeks
    assert (np.abs(counts - expected) <= 4.5 * np.sqrt(expected) + 1).all()
    assert np.sum((counts - expected) ** 2 / expected) == pytest.approx(168, abs=4 * np.sqrt(2 * 168))


def test_errors_routes_and_shares_are_within_binomial_bounds() -> None:
    figures = truth("service_desk.truth.json")["figures"]
    for error in figures["errors"].values():
        assert_binomial(error["wrong"], error["done"], error["chance"])
    for name, share in bundled_desk().priorities:
        assert_binomial(figures["shares"]["priority"][name] * 3000, 3000, share)
    assert_binomial(figures["shares"]["solved_without_second_line"] * 3000, 3000, 0.45)
    flows = [(a["Step"], b["Step"]) for case in cases("service_desk.csv").values() for a, b in pairwise(case)]
    for step in bundled_desk().steps[:4]:
        done = sum(source == step.name for source, _ in flows)
        for target, chance in step.routes if step.team else ():
            assert_binomial(flows.count((step.name, target)), done, chance)


def assert_binomial(count: float, of: int, chance: float) -> None:
    assert abs(count - of * chance) <= 4 * np.sqrt(of * chance * (1 - chance))


def test_the_second_line_is_the_most_loaded_team_and_investigate_the_bottleneck() -> None:
    figures = truth("service_desk.truth.json")["figures"]
    load = {name: team["utilisation"] for name, team in figures["teams"].items()}
    assert 0.92 < load.pop("Second line") < 0.96
    assert max(load.values()) < 0.75
    assert figures["bottleneck"] == {"step": "Investigate", "team": "Second line"}
    shares = sorted(step["share_of_waiting"] for step in figures["steps"].values())
    assert shares[-1] > 1.5 * shares[-2]


def test_doubling_the_second_line_ends_its_queue() -> None:
    results = truth("service_desk.truth.json")["interventions"]["results"]
    before, after = results["as_is"]["mean"], results["second_line_doubled"]["mean"]
    assert after["investigate_queue_mean_h"]["mean"] < 0.05 * before["investigate_queue_mean_h"]["mean"]
    assert after["investigate_waiting_mean_h"]["mean"] < 0.5 * before["investigate_waiting_mean_h"]["mean"]


def test_lead_times_and_waits_of_the_step_log_are_the_true_ones() -> None:
    figures = truth("service_desk.truth.json")["figures"]
    log = cases("service_desk.csv")
    lead = [hours(case[0]["Started"], case[-1]["Finished"]) for case in log.values()]
    assert np.mean(lead) == pytest.approx(figures["lead_time_h"]["mean"], abs=1e-4)
    assert np.median(lead) == pytest.approx(figures["lead_time_h"]["median"], abs=1e-4)
    waiting = [hours(a["Finished"], b["Started"]) for case in log.values() for a, b in pairwise(case) if b["Step"] == "Investigate"]
    assert np.mean(waiting) == pytest.approx(figures["steps"]["Investigate"]["waiting_h"]["mean"], abs=1e-4)


def test_the_status_log_tells_the_same_story() -> None:
    figures, meanings = truth("service_desk.truth.json")["figures"], truth("service_desk.truth.json")["status_meanings"]
    log = cases("service_desk_status.csv")
    lead = [hours(case[0]["Changed At"], case[-1]["Changed At"]) for case in log.values()]
    assert np.mean(lead) == pytest.approx(figures["lead_time_from_arrival_h"]["mean"], abs=1e-4)
    assert {row["Status"] for row in rows("service_desk_status.csv")} == {status for some in meanings.values() for status in some}
    for case in log.values():
        assert all(a["Changed At"] < b["Changed At"] for a, b in pairwise(case))
        assert case[-1]["Status"] == "Closed"
    fixing = [hours(a["Changed At"], b["Changed At"]) for case in log.values() for a, b in pairwise(case) if a["Status"] == "Fixing"]
    assert np.mean(fixing) == pytest.approx(figures["steps"]["Implement fix"]["processing_h"]["mean"], abs=1e-4)


@pytest.mark.parametrize("ticket", [f"SIX-{i}" for i in range(1, 7)])
def test_six_cases_by_hand(ticket: str) -> None:
    case, known = cases("six_cases.csv")[ticket], truth("six_cases.truth.json")["cases"][ticket]
    work = [row for row in case if row["Assignee"]]
    flows = [f"{a['Step']} > {b['Step']}" for a, b in pairwise(case)]
    assert known["lead_time_h"] == hours(case[0]["Started"], case[-1]["Finished"])
    assert known["processing_h"] == sum(hours(row["Started"], row["Finished"]) for row in work)
    assert known["processing_work_h"] == sum(working_hours(row) for row in work)
    assert known["waiting_h"] == sum(hours(a["Finished"], b["Started"]) for a, b in pairwise(case))
    assert known["paused_h"] == sum(hours(row["Started"], row["Finished"]) for row in case if not row["Assignee"])
    assert known["processing_h"] + known["waiting_h"] + known["paused_h"] == known["lead_time_h"]
    assert known["flows"] == {flow: flows.count(flow) for flow in flows}


def working_hours(row: dict[str, str]) -> float:
    """Quarter hours of a row that lie in its team's working hours, counted one by one."""
    opens, closes = {"First line": (7, 19), "Second line": (8, 17), "Quality": (9, 17)}[row["Team"]]
    quarters = [
        datetime.fromisoformat(row["Started"]) + timedelta(minutes=15 * i) for i in range(int(4 * hours(row["Started"], row["Finished"])))
    ]
    return sum(time.weekday() < 5 and opens <= time.hour < closes for time in quarters) / 4


def test_six_cases_together() -> None:
    known, log = truth("six_cases.truth.json"), cases("six_cases.csv")
    total, steps = known["all"], [row["Step"] for case in log.values() for row in case]
    flows = [f"{a['Step']} > {b['Step']}" for case in log.values() for a, b in pairwise(case)]
    lead = [hours(case[0]["Started"], case[-1]["Finished"]) for case in log.values()]
    for key in ("processing_h", "processing_work_h", "waiting_h", "paused_h"):
        assert total[key] == sum(case[key] for case in known["cases"].values())
    assert total["lead_time_h"] == {"total": sum(lead), "mean": round(np.mean(lead), 4), "median": np.median(lead)}
    assert total["activities"] == {step: steps.count(step) for step in steps}
    assert total["flows"] == {flow: flows.count(flow) for flow in flows}
    assert (total["cases"], total["events"]) == (len(log), len(steps))
    assert total["people"] == len({row["Assignee"] for row in rows("six_cases.csv")} - {""})
    assert total["variants"] == len({tuple(row["Step"] for row in case) for case in log.values()})
    for step, waiting in total["waiting_h_by_activity"].items():
        assert waiting == sum(hours(a["Finished"], b["Started"]) for case in log.values() for a, b in pairwise(case) if b["Step"] == step)
    teams = [[row["Team"] for row in case if row["Team"]] for case in log.values()]
    assert total["handovers_between_teams"] == sum(a != b for case in teams for a, b in pairwise(case))
