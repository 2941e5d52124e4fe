"""Each way in which a model can be wrong is refused with the path inside the document, the value and the remedy."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from svcflow.errors import ModelError
from svcflow.model import ServiceModel, check_model

Change = Callable[[dict[str, Any]], None]


def desk() -> dict[str, Any]:
    return {
        "name": "desk",
        "start": datetime(2025, 1, 6, tzinfo=UTC).isoformat(),
        "cases": 100,
        "arrivals": {"weekly": [1.0] * 168},
        "attributes": [{"name": "priority", "shares": {"high": 0.2, "low": 0.8}}],
        "steps": [
            {"name": "Triage", "duration": {"kind": "exponential", "mean": 0.2}},
            {"name": "Solve", "duration": {"kind": "gamma", "mean": 1.0, "cv": 0.5}, "error_chance": 0.1},
            {"name": "Reply", "staffed": False, "duration": {"kind": "constant", "mean": 4.0}},
        ],
        "people": [
            {"name": "Ana", "team": "first", "calendar": "office", "skills": {"Triage": 1.0, "Solve": 0.5}},
            {"name": "pool", "team": "second", "calendar": "office", "skills": {"Solve": 1.0}, "count": 3},
        ],
        "teams": [{"name": "first"}, {"name": "second"}],
        "calendars": {"office": {"hours": {"Mon": ["08:00-17:00"], "Fri": ["08:00-12:00"]}}},
        "routing": {
            "contexts": [
                {"after": ["(start)"], "next": {"Triage": 1.0}},
                {"after": ["Triage"], "next": {"Solve": 0.9, "(end)": 0.1}},
                {"after": ["Solve"], "next": {"Reply": 0.3, "(end)": 0.7}},
                {"after": ["Reply"], "next": {"Solve": 1.0}},
            ]
        },
        "flows": [{"source": "Triage", "target": "Solve", "delay": {"kind": "constant", "mean": 1.0}}],
    }


def changed(change: Change) -> ServiceModel:
    document = desk()
    change(document)
    return ServiceModel.model_validate(document)


def test_a_sound_model_passes() -> None:
    check_model(changed(lambda _: None))


def put(*path: str | int, value: Any) -> Change:
    def change(document: Any) -> None:
        for part in path[:-1]:
            document = document[part]
        document[path[-1]] = value

    return change


def drop_the_pools(document: dict[str, Any]) -> None:
    document["people"] = document["people"][:1]
    document["people"][0]["skills"] = {"Triage": 1.0}
    document["teams"] = document["teams"][:1]


def go_round(document: dict[str, Any]) -> None:
    document["routing"]["contexts"][2]["next"] = {"Reply": 1.0}


def ask(where: dict[str, str], *, after: str = "Solve", visits: int = 0, onward: str = "(end)", twice: bool = False) -> Change:
    """Add a context with these conditions."""

    def change(document: dict[str, Any]) -> None:
        context = {"after": [after], "where": where, "visits": visits, "next": {onward: 1.0}}
        document["routing"]["contexts"] += [context, context] if twice else [context]

    return change


def both_ask(document: dict[str, Any]) -> None:
    document["attributes"].append({"name": "kind", "shares": {"x": 0.5, "y": 0.5}})
    ask({"priority": "high"})(document)
    ask({"kind": "x"})(document)


def leave_unsaid(document: dict[str, Any]) -> None:
    document["routing"]["contexts"].pop()


WRONG = [
    (put("routing", "contexts", 1, "next", "(end)", value=0.2), "routing.contexts[1].next", "sum to 1.1", "0.9 + 0.2"),
    (put("attributes", 0, "shares", value={"high": 0.5}), "attributes[0].shares", "sum to 0.5", "must make 1"),
    (put("routing", "contexts", 1, "next", value={"Solv": 1.0}), "routing.contexts[1].next", '"Solv"', 'Did you mean "Solve"?'),
    (put("routing", "contexts", 1, "after", value=["Solve", "(start)"]), "routing.contexts[1].after[1]", '"(start)"', "There are"),
    (put("routing", "contexts", 1, "after", value=["Solve"]), "routing.contexts[2].after", "twice", "Keep one"),
    (ask({"colour": "red"}), "routing.contexts[4].where", '"colour"', "priority"),
    (ask({"priority": "urgent"}), "routing.contexts[4].where", '"urgent"', "high"),
    (ask({"priority": "high"}, twice=True), "routing.contexts[5].after", 'where priority is "high"', "Keep one"),
    (ask({}, after="(start)", visits=2), "routing.contexts[4].visits", "visits (=2)", "Leave it out"),
    (ask({"priority": "low"}, after="Reply", onward="Reply"), "routing.contexts", '"Reply" where priority is "low"', "(end)"),
    (both_ask, "routing.contexts[5].where", "can meet both", "one value more"),
    (
        put("steps", 1, "by_attribute", value={"attribute": "priority", "durations": {"urgent": {"kind": "constant", "mean": 1.0}}}),
        "steps[1].by_attribute.durations",
        '"urgent"',
        "high",
    ),
    (go_round, "routing.contexts", '"Reply", "Solve"', "(end)"),
    (leave_unsaid, "routing.contexts", 'comes after "Reply"', '"after": ["Reply"]'),
    (put("people", 0, "skills", value={"Triage": 1.0, "Slove": 1.0}), "people[0].skills", '"Slove"', 'Did you mean "Solve"?'),
    (put("people", 0, "calendar", value="ofice"), "people[0].calendar", '"ofice"', 'Did you mean "office"?'),
    (put("people", 1, "team", value="secund"), "people[1].team", '"secund"', 'Did you mean "second"?'),
    (put("people", 1, "count", value=0), "teams[1]", 'team "second"', "count above 0"),
    (put("people", 0, "count", value=0), "teams[0]", 'team "first"', "count above 0"),
    (drop_the_pools, "steps[1]", '"Solve"', '"staffed" to false'),
    (put("people", 1, "name", value="Ana"), "people", '"Ana"', "own name"),
    (put("people", 0, "name", value="pool-02"), "people", '"pool-02"', "rename"),
    (put("teams", 0, "discipline", value="priority"), "teams[0].discipline", '"first"', '"fifo"'),
    (put("priority", value={"attribute": "urgency", "order": ["high"]}), "priority.attribute", '"urgency"', '"priority"'),
    (put("calendars", "office", "hours", value={"Mon": []}), 'calendars["office"].hours', "no hours", "08:00-17:00"),
    (put("calendars", "office", "hours", value={"Mon": ["8-17"]}), 'calendars["office"].hours.Mon[0]', '"8-17"', "08:00-17:30"),
    (put("calendars", "office", "holidays", value=["1.1.25"]), 'calendars["office"].holidays[0]', '"1.1.25"', "2025-12-25"),
    (put("calendars", "office", "timezone", value="Europe/Berln"), 'calendars["office"].timezone', "Berln", "Europe/Berlin"),
    (put("timezone", value="Mars/Crater"), "timezone", '"Mars/Crater"', ""),
    (put("arrivals", "weekly", value=[0.0] * 168), "arrivals.weekly", "no ticket", "rate"),
    (put("arrivals", "level", value=0), "arrivals.level", "level (=0)", "> 0"),
    (put("arrivals", "kind", value="timetable"), "arrivals.interval_h", "interval", "open hours"),
    (put("flows", 0, "target", value="Sole"), "flows[0].target", '"Sole"', 'Did you mean "Solve"?'),
    (put("flows", 0, "clock", value="working"), "flows[0].clock", '"service"', "elapsed"),
    (put("flows", 0, "rhythm", value="week"), "flows[0].rhythm", '"week"', ""),
    (
        put("flows", 0, "older", value=[{"from_h": at, "delay": {"kind": "constant", "mean": 1.0}} for at in (9.0, 9.0)]),
        "flows[0].older[1].from_h",
        "(=9) must rise",
        "youngest first",
    ),
    (put("delay_course", value={"2025-1-31": 1.0}), "delay_course", '"2025-1-31"', "2025-03-31"),
    (put("delay_courses", value={"slow": {"2025-1-31": 1.0}}), 'delay_courses["slow"]', '"2025-1-31"', "2025-03-31"),
    (put("flows", 0, "course", value="slow"), "flows[0].course", 'no course "slow"', ""),
    (put("rhythms", value={"week": {"weekly": [0.0] * 168}}), 'rhythms["week"].weekly', "no delay ever ends", "pace"),
    (put("rhythms", value={"week": {"weekly": [1.0] * 168, "timezone": "Utc+1"}}), 'rhythms["week"].timezone', '"Utc+1"', ""),
    (put("steps", 1, "error_chance", value=1.0), "steps[1].error_chance", "(=1)", "< 1"),
    (put("steps", 1, "by_person", value={"Anna": {"kind": "constant", "mean": 1}}), "steps[1].by_person", '"Anna"', '"Ana"'),
    (put("steps", 1, "gathering", value={}), "steps[1].gathering", "Nothing says", '"times"'),
    (put("steps", 1, "gathering", value={"size": 8}), "steps[1].gathering", "size (=8) alone", '"most_h"'),
    (put("steps", 1, "gathering", value={"times": ["Tue 14"]}), "steps[1].gathering.times[0]", '"Tue 14"', "Tue 14:00"),
    (put("steps", 1, "gathering", value={"times": ["Tue 14:00"], "timezone": "Mars"}), "steps[1].gathering.timezone", '"Mars"', ""),
    (put("steps", 1, "name", value="(end)"), "steps", '"(end)"', "something else"),
    (put("steps", value=[]), "steps", "no steps", "at least one"),
    (put("people", 0, "count", value=10**9), "people", "more than can be simulated", "Lower"),
]


@pytest.mark.parametrize(("change", "place", "problem", "remedy"), WRONG)
def test_it_says_what_is_wrong_where_and_what_to_do(change: Change, place: str, problem: str, remedy: str) -> None:
    with pytest.raises(ModelError) as refused:
        check_model(changed(change))
    assert refused.value.place == place
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy


def test_a_way_out_by_a_longer_context_is_no_way_out_for_other_histories() -> None:
    """Solve → Reply → Solve ends only when Triage came just before: an endless loop for those who replied once."""

    def change(document: dict[str, Any]) -> None:
        document["routing"]["contexts"][2:] = [
            {"after": ["Solve"], "next": {"Reply": 1.0}},
            {"after": ["Triage", "Solve"], "next": {"Reply": 0.5, "(end)": 0.5}},
            {"after": ["Reply"], "next": {"Solve": 1.0}},
        ]

    with pytest.raises(ModelError, match="go round for ever"):
        check_model(changed(change))


def test_an_endless_loop_that_nobody_reaches_is_let_be() -> None:
    def change(document: dict[str, Any]) -> None:
        document["routing"]["contexts"][2]["next"] = {"(end)": 1.0}
        document["routing"]["contexts"][3]["next"] = {"Reply": 1.0}

    check_model(changed(change))
