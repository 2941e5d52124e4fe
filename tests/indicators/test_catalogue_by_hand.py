"""Every indicator by hand: on the desk of `hand_log`, and where that shows nothing, on a small log of its own."""

import pytest

from svcflow.indicators import Asked, Indicator, Setting, compute_indicators, every_entry
from svcflow.indicators.grammar import DIMENSIONS
from tests.indicators.hand_log import HAND, ROWS, SETTING, Row, at, desk, log_of


@pytest.fixture(scope="module")
def found() -> dict[str, Indicator]:
    return {each.name: each for each in compute_indicators(desk(), setting=SETTING, asked=Asked())}


def one(name: str, rows: list[Row], setting: Setting = Setting(), **more: object) -> Indicator:  # noqa: B008 - frozen
    return compute_indicators(log_of(rows, **more), setting=setting, asked=Asked(names=(name,)))[0]


@pytest.mark.parametrize("name", HAND)
def test_an_indicator_has_the_value_of_the_pencil(found: dict[str, Indicator], name: str) -> None:
    value, unit = HAND[name]
    assert found[name].value == pytest.approx(value, rel=2e-5), name
    assert found[name].unit == unit
    assert found[name].basis in ("measured", "estimated")
    assert found[name].n > 0
    if found[name].low is not None:
        assert found[name].low <= found[name].value + 1e-9
        assert found[name].high >= found[name].value - 1e-9


OWN_LOGS = {
    "abandonment_share", "waiting_prioritisation", "learning_rate", "automated_share", "adjusted_handling_time", "adjusted_lead_time",
}  # fmt: skip
"""indicators with a test below or in `test_indicator_levels`, of which the desk as a whole shows nothing"""


def test_the_whole_catalogue_has_been_done_by_hand(found: dict[str, Indicator]) -> None:
    names = [entry.name for entry in every_entry()]
    assert len(names) == len(set(names)) >= 80
    assert set(names) == {name for name in HAND if ":" not in name} | OWN_LOGS
    # What is compared with the average of the log is 1 for the log.
    apart = {"adjusted_handling_time", "adjusted_lead_time"}
    assert {name for name in found if ":" not in name} == set(names) - apart, "all others are told of the process"


def test_every_indicator_says_all_that_the_grammar_asks_for() -> None:
    entries = every_entry()
    assert {entry.dimension for entry in entries} == set(DIMENSIONS)
    assert {entry.nature for entry in entries} == {"quantitative", "qualitative"}
    assert {entry.stage for entry in entries} == {"process", "outcome"}
    for entry in entries:
        assert all((entry.title, entry.unit, entry.formula, entry.note.strip())), entry.name
        assert entry.levels[0] == "process" or entry.name.startswith("adjusted_")
        assert not entry.formula.endswith("."), entry.name
        assert any(word in entry.note.casefold() for word in ("open", "answered", "whole period")), entry.name


def test_tickets_that_the_customer_gave_up() -> None:
    rows: list[Row] = [("c1", "Take", "ann", 8, 9, None), ("c1", "Abandoned", None, 9, 9, None)]
    rows += [(f"d{hour}", "Take", "ann", hour, hour + 1, None) for hour in (9, 10, 11)]
    assert one("abandonment_share", rows).value == 1 / 4
    assert one("abandonment_share", rows[2:], Setting(abandoned=frozenset(("Gone",)))).value == 0
    assert one("abandonment_share", rows[2:]).basis == "absent", "a log without such a status does not tell"


def test_waiting_for_a_batch_and_behind_later_tickets() -> None:
    # b1 is let lie from 8 until b2 comes at 10; then both are done in a row.
    batch: list[Row] = [("b1", "A", "ann", 10, 11, 8), ("b2", "A", "ann", 11, 12, 10), ("b3", "B", "ann", 12, 13, 12)]
    assert one("waiting_batching", batch).value == pytest.approx(2 / 3)
    assert one("batch_share", batch).value == pytest.approx(2 / 3)
    # x2 comes at 9, is taken up at once and done by 11; x1 has been there since 8.
    later: list[Row] = [("x1", "A", "ann", 11, 12, 8), ("x2", "B", "ann", 9, 11, 9)]
    assert one("waiting_prioritisation", later).value == pytest.approx(2 / 2)


def test_learning_halves_the_time_with_each_doubling() -> None:
    rows: list[Row] = [("c1", "A", "ann", 8, 12, None), ("c2", "A", "ann", 12, 14, None), ("c3", "A", "ann", 14, 14 + 4 / 3, None)]
    rows += [("c4", "A", "ann", 32, 33, None)]
    found = one("learning_rate", rows)  # 4 h, 4/2, 4/3, 4/4: n⁻¹ of the first
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5), rel=1e-5)
    assert found.unit == "ratio"
    even: list[Row] = [(f"c{n}", "A", "ann", 8 + n, 9 + n, None) for n in range(6)]
    assert one("learning_rate", even).value == pytest.approx(1.0)


def test_programs_are_no_people() -> None:
    rows: list[Row] = [("c1", "Log", "System", 8, 8.5, None), ("c1", "Fix", "ann", 9, 10, None)]
    rows += [("c2", "Log", "System", 9, 9.5, None), ("c2", "Reply", "mailbot", 9.5, 10, None)]
    assert one("automated_share", rows).value == 3 / 4
    assert one("touchless_share", rows).value == 1 / 2
    assert one("touches_mean", rows).value == 1 / 2
    assert one("first_response_mean", rows).value == 1.0, "c1 from 8 to 9; nobody took c2 up"
    assert one("automated_share", ROWS).basis == "absent"
    assert one("automated_share", ROWS, Setting(automated=frozenset(("Close",)))).value == pytest.approx(7 / 22)


def test_where_every_ticket_begins_with_its_registration_the_next_step_is_the_response() -> None:
    rows: list[Row] = [("c1", "Log", "ann", 8, 8.5, None), ("c1", "Fix", "ben", 10, 11, None), ("c1", "Fix", "ben", 12, 13, None)]
    rows += [("c2", "Log", "ann", 9, 9.5, None), ("c2", "Fix", "ben", 9.5, 10, None), ("c3", "Log", "ann", 10, 10.5, None)]
    assert one("first_response_mean", rows).value == pytest.approx((2 + 0.5 + 0) / 3)
    assert one("first_response_mean", rows).basis == "estimated", "that the first step registers is assumed"
    assert one("first_response_mean", ROWS).basis == "measured"
    assert one("response_level", rows, Setting(response_h={"": 1})).value == pytest.approx(2 / 3)


def test_work_out_of_the_shift_is_overtime_and_a_night_is_not() -> None:
    rows: list[Row] = [("c1", "A", "ann", 15, 17, None)]  # 1 h after 16
    rows += [("c2", "A", "ben", 6, 9, None)]  # 2 h before 8
    rows += [("c3", "A", "cid", 15, 33, None)]  # over the night: 1 + 1 h in shifts
    found = one("overtime_share", rows)
    assert found.value == pytest.approx(3 / (2 + 3 + 2))
    assert one("overtime_share", rows[2:]).value == 0


def test_one_who_does_a_step_alone_is_a_key_person() -> None:
    rows: list[Row] = [(f"c{n}", "A", "ann", 8 + n, 9 + n, None) for n in range(4)] + [("c1", "B", "ben", 12, 13, None)]
    rows += [("c2", "B", "cid", 12, 13, None)]
    assert one("key_person_share", rows).value == pytest.approx(4 / 6)


def test_arrivals_out_of_hours_and_copies() -> None:
    rows: list[Row] = [
        ("c1", "A", "ann", 8, 9, 7),
        ("c2", "A", "ann", 9, 10, None),
        ("c3", "A", "ann", 10, 11, None),
        ("c4", "A", "ann", 32, 33, 17),
    ]
    assert one("out_of_hours_arrivals", rows).value == 2 / 4
    copied: list[Row] = [("c1", "A", "ann", 8, 9, None), ("c2", "A", "ann", 8, 9, None), ("c3", "Closed - duplicate", "ben", 9, 10, None)]
    assert one("duplicate_share", [*copied, ("c4", "A", "ben", 11, 12, None)]).value == 2 / 4


def test_six_sigma_is_three_defects_of_a_million() -> None:
    from svcflow.indicators.families.quality import sigma_of

    assert sigma_of(3.4e-6) == pytest.approx(6.0, abs=1e-3)
    assert [sigma_of(share) for share in (0.691462, 0.308538, 0.066807, 0.00621, 0.000233)] == pytest.approx([1, 2, 3, 4, 5], abs=1e-3)


def test_the_interval_of_nps_is_the_published_one() -> None:
    """60 promoters, 20 passives, 20 detractors; Sauro and Lewis's adjusted Wald."""
    from svcflow.indicators.inputs import Answer, Survey

    scores = [10] * 60 + [8] * 20 + [2] * 20
    rows: list[Row] = [(f"c{n:03}", "A", "ann", 8 + n / 100, 8.005 + n / 100, None) for n in range(100)]
    survey = Survey(tuple(Answer(f"c{n:03}", "recommend", score, 0, 10) for n, score in enumerate(scores)))
    found = one("nps", rows, Setting(survey=survey))
    assert (found.value, found.low, found.high) == pytest.approx((40, 23.379880, 54.290023), abs=1e-5)


def test_a_level_is_not_decided_while_a_ticket_is_open_and_young() -> None:
    early = [row for row in ROWS if row[0] not in ("c6", "c4")]
    found = one("resolution_level", early, Setting(resolution_h={"": 20}))
    # c5 came at 15 and is open at 33, when the log ends: 18 h of 20; the others took 6 h at most.
    assert (found.value, found.n) == (1.0, 4)
    assert one("resolution_level", early, Setting(resolution_h={"": 17})).value == 4 / 5


def test_the_interval_between_failures_is_exact() -> None:
    from svcflow.indicators.inputs import StatusInterval

    status = (StatusInterval("mail", at(0), at(90), up=True), StatusInterval("mail", at(90), at(100), up=False))
    found = one("mtbf", ROWS, Setting(status=status))
    # 2 · 90 ÷ χ²(0.975; 4) = 11.1433, 2 · 90 ÷ χ²(0.025; 2) = 0.0506356
    assert (found.value, found.low, found.high) == pytest.approx((90, 180 / 11.1433, 180 / 0.0506356), rel=1e-4)
