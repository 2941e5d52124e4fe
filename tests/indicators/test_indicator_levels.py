"""Levels, filters and parts: the desk of `hand_log` once more, cut in pieces."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import InputError, LogError
from svcflow.indicators import Asked, Indicator, Setting, check_unit, compute_indicators, every_entry, indicator_values, parse_level
from svcflow.indicators.groups import by_dimension, told_title
from svcflow.indicators.inputs import Answer, Comment, Expense, Idea, StaffMember, Survey
from svcflow.language import retold, speaking, tell
from tests.indicators.hand_log import COLUMNS, HAND, ROWS, SETTING, Row, at, desk, log_of


def values(*names: str, setting: Setting = SETTING, rows: list[Row] = ROWS, **asked: object) -> dict[str, float | None]:
    log = log_of(rows, columns=COLUMNS)
    return {each.name: each.value for each in compute_indicators(log, setting=setting, asked=Asked(names=names, **asked))}


def many(rows: list[Row], times: int) -> list[Row]:
    """The desk in several weeks, its tickets under other names: members have observations enough."""
    return [
        (f"{case}-{week}", step, who, begin + 168 * week, end + 168 * week, None if ready is None else ready + 168 * week)
        for week in range(times)
        for case, step, who, begin, end, ready in rows
    ]


MANY = many(ROWS, 5)
PRIORITY = {"priority": {f"{case}-{week}": "High" for case in ("c1", "c4") for week in range(5)} | {"": "Low"}}


def told(name: str, **asked: object) -> dict[str, Indicator]:
    found = compute_indicators(log_of(MANY, columns=PRIORITY), setting=SETTING, asked=Asked(names=(name,), **asked))
    return {each.member: each for each in found}


def test_by_segment() -> None:
    found = told("lead_time_mean", level="segment", column="Priority")
    assert {name: each.value for name, each in found.items()} == pytest.approx({"High": 13.5, "Low": 34.5 / 5})  # c1 5, c4 22
    assert [each.n for each in found.values()] == [25, 10], "the largest first"
    assert found["High"].name == "lead_time_mean:High"
    assert found["High"].level == "segment"


def test_by_step_what_was_done_of_it() -> None:
    found = told("step_processing_mean", level="step")
    # Take 7 h in 8, Fix 10.5 h in 7, Close no time
    assert {name: each.value for name, each in found.items()} == pytest.approx(
        {"Take": 7 / 8, "Fix": 10.5 / 7, "Close": 0.0, "Wait": None}, nan_ok=True
    )
    with pytest.raises(InputError, match="process, segment, month, team, person"):
        told("lead_time_mean", level="step")  # a ticket's lead time is no step's


def test_by_team_what_it_did_and_which_tickets_it_finished() -> None:
    work = told("processing_time_mean", level="team")
    assert {name: each.value for name, each in work.items()} == pytest.approx({"first": 11 / 7, "second": 6.5 / 3})
    lead = told("lead_time_mean", level="team")
    # Cid closed c1, c3, c6: 5, 6, 5; the first line the others: 5, 0.5, 22, 18
    assert {name: each.value for name, each in lead.items()} == pytest.approx({"second": 16 / 3, "first": 45.5 / 4})


def test_teams_are_compared_on_equal_work() -> None:
    """What a step takes on average: Take 1 h (High), 5/6 h (Low); Fix 4/3 h (High), 6.5/4 h (Low).

    A lead time on average: High 13.5 h; Low (5 + 6 + 0.5 + 5) · 5 weeks and c5, taken for given up in four of them, 18 h each: 154.5/24 h.
    """
    work = told("adjusted_handling_time", level="team")
    first, second = 2 + 6 * 5 / 6 + 2 * 4 / 3 + 6.5 / 4, 4 / 3 + 3 * 6.5 / 4
    assert {name: each.value for name, each in work.items()} == pytest.approx({"first": 11 / first, "second": 6.5 / second})
    assert told("people_at_work", level="team")["first"].value == 2, "Ann and Ben, whoever finished the ticket"
    lead = told("adjusted_lead_time", level="team")
    low = 154.5 / 24
    first, second = 5 * 13.5 + 14 * low, 5 * 13.5 + 10 * low  # c4, c2, c7 and c5; c1, c3, c6
    assert {name: each.value for name, each in lead.items()} == pytest.approx({"first": 209.5 / first, "second": 80 / second})
    with pytest.raises(InputError, match="segment, month, team, person"):
        values("adjusted_lead_time")


def test_people_are_told_under_other_names_unless_asked_for() -> None:
    # Ben did 12 steps, Cid 7, Ann 5
    hidden = told("touches_mean", level="person")
    assert list(hidden) == ["Person 1", "Person 2", "Person 3"]
    named = told("touches_mean", level="person", real_names=True)
    assert [each.value for each in named.values()] == [each.value for each in hidden.values()]
    assert list(named) == ["ben", "cid", "ann"]


def test_of_few_nothing_is_told() -> None:
    found = compute_indicators(desk(), setting=SETTING, asked=Asked(level="segment", column="priority", names=("lead_time_mean",)))
    high = next(each for each in found if each.member == "High")
    assert (high.value, high.n, high.too_few, high.basis) == (None, 2, True, "measured")


def test_by_month_a_period_counts_on_its_clock() -> None:
    rows: list[Row] = [(f"j{n}", "A", "ann", 24 * n, 24 * n + 700, None) for n in range(20)]  # from 6 January on, each 700 h
    found = compute_indicators(
        log_of(rows, calendar=False), asked=Asked(level="month", names=("backlog_end", "lead_time_mean", "arrival_rate"))
    )
    by = {each.name: each for each in found}
    # The last arrival is on the 25th; j0 … j19 are all open then, none is finished before February.
    assert by["backlog_end:2025-01"].value == 20
    assert by["lead_time_mean:2025-01"].value == pytest.approx(700)
    assert by["arrival_rate:2025-01"].value == pytest.approx(20 / (19 / 7))
    later = [*rows, ("f1", "A", "ann", 24 * 40, 24 * 40 + 1, None)]  # 15 February; by then all others are done
    by = {each.name: each for each in compute_indicators(log_of(later, calendar=False), asked=Asked(level="month", names=("backlog_end",)))}
    assert by["backlog_end:2025-01"].value == 20  # at its end, 31 January 24:00 = 624 h: none is done
    assert by["backlog_end:2025-02"].value == 9 + 1  # at 960 h: those that came after 260 h, j11 … j19, and f1 itself


def test_filters_hold_together_and_say_when_nothing_is_left() -> None:
    assert values("lead_time_mean", filters=("priority=high",)) == {"lead_time_mean": 13.5}
    assert values("lead_time_mean", filters=("team!=second",)) == {"lead_time_mean": pytest.approx(45.5 / 4)}  # c2 c7 c4 c5
    assert values("lead_time_mean", filters=("priority=Low", "step=Wait")) == {"lead_time_mean": 5.0}
    for filters, words in (
        (("prioriti=High",), 'Did you mean "priority"'),
        (("priority=Hihg",), 'Did you mean "High"'),
        (("priority=High", "step=Wait"), "for none together"),
        (("priority>3",), "no ticket is left"),
        (("priority>high",), "is no number"),
    ):
        with pytest.raises(LogError, match=words):
            values("lead_time_mean", filters=filters)
    with pytest.raises(InputError, match="is no condition"):
        values("lead_time_mean", filters=("priority",))


def test_what_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "backlog_end"'):
        values("backlog_ends")
    with pytest.raises(InputError, match="needs a column"):
        parse_level("segment")
    with pytest.raises(InputError, match='Did you mean "person"'):
        parse_level("persons")
    assert parse_level("segment:Priority") == ("segment", "Priority")
    with pytest.raises(LogError, match='Did you mean "Channel"'):
        values("lead_time_mean", level="segment", column="Chanel")


def test_a_figure_in_another_unit_is_refused() -> None:
    check_unit("lead_time_mean", "h", SETTING)
    check_unit("staff_cost", "EUR/week", SETTING)
    with pytest.raises(InputError, match='is told in "h", not in "min"'):
        check_unit("lead_time_mean", "min", SETTING)
    with pytest.raises(InputError, match='Did you mean "lead_time_mean"'):
        check_unit("lead_time_men", "h", SETTING)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Answer("c1", "overall", 6), lambda: Answer("c1", "overall", 1, 5, 5), lambda: Comment("c1", "happy"),  # type: ignore[arg-type]
        lambda: Expense(-1), lambda: Expense(per_step={"Fix": -1}), lambda: Idea(at(48).date(), at(0).date()),
        lambda: values("staff_skill", setting=Setting(staff=(StaffMember("ann", skill="superb"),))),
        lambda: values("staff_skill", setting=Setting(staff=(StaffMember("ann", skill=7.0),))),
        lambda: values("nps", setting=Setting(survey=Survey((Answer("c1", "recommend", 4, 1, 5),)))),
    ],
)  # fmt: skip
def test_inputs_that_cannot_be_are_refused(make) -> None:
    with pytest.raises(InputError):
        make()


def test_a_simulated_log_tells_the_same() -> None:
    simulated = replace(desk(), origin="simulated")
    found = {each.name: each for each in compute_indicators(simulated, setting=SETTING, asked=Asked())}
    # A simulated log runs until all is done: c5 counts as finished at its last step.
    differing = {
        "backlog_end", "completion_ratio", "cycle_time", "resolution_level", "open_breaches", "solved_in_a_day", "breach_cost",
        "resolution_work_mean", "resolution_work_median", "resolution_work_p90", "productivity", "throughput",
        "poor_quality_cost", "poor_quality_share", "response_level", "backlog_age_mean", "backlog_age_p90",
    }  # fmt: skip
    asked_of_customers = {entry.name for entry in every_entry() if entry.dimension == "satisfaction"}
    assert all(found[name].basis == "absent" for name in asked_of_customers), "nobody was asked about a simulated ticket"
    for name, (value, _) in HAND.items():
        if name not in differing | asked_of_customers:
            assert found[name].value == pytest.approx(value, rel=2e-5), name
    of_files = {entry.name for entry in every_entry() if entry.evidence == "file"}
    assert {each.basis for name, each in found.items() if name not in of_files} <= {"simulated", "absent"}
    assert found["open_breaches"].value == 0


def test_runs_tell_what_they_are_asked_for_besides() -> None:
    plain = indicator_values(desk(), SETTING)
    more = indicator_values(desk(), SETTING, also=("dpmo", "waiting_contention", "lead_time_mean", "mtbf"))
    assert {name: more[name] for name in plain} == plain
    assert set(more) - set(plain) == {"dpmo", "waiting_contention", "mtbf"}
    assert more["dpmo"] == pytest.approx(HAND["dpmo"][0])


def test_dimensions_stand_in_order_and_show_what_is_lacking() -> None:
    groups = by_dimension(compute_indicators(desk(), asked=Asked()))
    assert [group.dimension for group in groups] == ["satisfaction", "efficiency", "quality", "cost", "people", "innovation"]
    assert not groups[0].told, "no survey is given"
    assert {"survey"} <= set(groups[0].absent[0].needs)
    # The utilisation of two teams stands here as well; what is compared with the log itself does not.
    assert sum(len(group.told) + len(group.too_few) + len(group.absent) for group in groups) == len(every_entry()) + 2 - 2


def test_titles_formulas_and_notes_are_told_in_chinese() -> None:
    with speaking("zh-Hans"):
        for entry in every_entry():
            for text in (entry.title, entry.formula, entry.note):
                assert retold(text) != text, text
            for part in entry.unit.replace("currency", "").split("/"):
                assert part in ("", "h") or tell(part) != part, part
        shown = next(each for each in told("lead_time_mean", level="segment", column="priority").values() if each.member == "High")
        assert told_title(shown) == "平均总历时，High"


@settings(max_examples=4)
@given(st.permutations(range(len(ROWS))))
def test_the_order_of_rows_changes_no_indicator(order: list[int]) -> None:
    # Rows of one ticket that begin and end together keep their order in the file: they are no part of this.
    rows = [ROWS[number] for number in order]
    ranked = sorted(rows, key=lambda row: row[4] == row[3])
    log = log_of(ranked, columns=COLUMNS)
    found = {each.name: each.value for each in compute_indicators(log, setting=SETTING, asked=Asked())}
    for name, (value, _) in HAND.items():
        assert found[name] == pytest.approx(value, rel=2e-5), name


STEPS = st.tuples(
    st.sampled_from(["c1", "c2", "c3", "c4"]), st.sampled_from(["A", "Close", "Wait", "chatbot"]),
    st.sampled_from(["ann", "ben", "cid", None]),
    st.integers(0, 2000), st.integers(0, 500),
)  # fmt: skip


@settings(max_examples=12)
@given(st.lists(STEPS, min_size=1, max_size=20))
def test_what_is_told_of_any_log_can_be(steps: list[tuple[str, str, str | None, int, int]]) -> None:
    rows: list[Row] = [(case, step, who, begin / 10, (begin + length) / 10, None) for case, step, who, begin, length in steps]
    parallel = {"flow_efficiency", "activity_ratio", "utilisation"}  # work side by side can take longer than the ticket, or the day
    for each in compute_indicators(log_of(rows), setting=SETTING, asked=Asked()):
        if each.value is None or each.name.partition(":")[0] in parallel:
            continue
        assert each.unit != "share" or -1e-9 <= each.value <= 1 + 1e-9, each
        assert each.low is None or each.low <= each.value + 1e-6 * abs(each.value) + 1e-9, each
        assert each.high is None or each.high >= each.value - 1e-6 * abs(each.value) - 1e-9, each
