"""What indicators count in runs that began with open tickets."""

from datetime import timedelta
from typing import Any

import pytest

from svcflow.indicators import Setting, indicator_values, indicators_at_start, indicators_of_values, values_of_run
from svcflow.model import Doing, OpenTicket
from svcflow.simulation import simulate
from tests.simulation.test_simulated_by_hand import MONDAY, desk


def begun_with(**parts: Any) -> Any:
    """A ticket of an hour every two hours; one in hand since a quarter of an hour, one that has waited for five hours."""
    begun, since = MONDAY - timedelta(hours=0.25), MONDAY - timedelta(hours=5)
    tickets = (
        OpenTicket(ticket="in hand", arrived=begun, doing=Doing(step="A", person="Ana", begun=begun)),
        OpenTicket(ticket="long", arrived=since),
    )
    return desk(cases=5, open=tickets, **parts)


def test_times_are_those_of_tickets_that_arrive_and_the_rest_counts_all() -> None:
    """In hand until 0.75, the long one until 1.75; the new ones end at 2.75, 3.75, 5, 7 and 9."""
    model = begun_with()
    log = simulate(model, warm=True, replications=1).logs[0]
    found = indicator_values(log, Setting(model=model))
    assert found["lead_time_mean"] == pytest.approx((2.75 + 1.75 + 1 + 1 + 1) / 5)
    assert found["backlog_end"] == 1
    assert found["throughput"] == pytest.approx(6 / (8 / 168))
    assert found["utilisation:T"] == pytest.approx((3.75 + 1 + 1) / 8)


def test_what_becomes_of_open_tickets() -> None:
    runs = [values_of_run(log, Setting(), MONDAY) for log in simulate(begun_with(), warm=True, replications=2).logs]
    found = {it.name: it.value for it in indicators_at_start(runs)}
    assert "lead_time_mean" in {it.name for it in indicators_of_values(runs)}
    assert found["open_done_in_1_weeks"] == 1.0
    assert found["open_time_left_mean"] == pytest.approx((0.75 + 1.75) / 2)
    assert found["open_time_left_last"] == pytest.approx(1.75)
    assert found["open_lead_time_mean"] == pytest.approx((1.0 + 6.75) / 2)
    assert indicators_at_start([values_of_run(log, Setting(), MONDAY) for log in simulate(desk(), replications=1).logs]) == ()
