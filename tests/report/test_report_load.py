"""Counts by hour of the week, lead times in bins, open tickets."""

from dataclasses import replace

import pytest

from svcflow.report.load import lead_times, open_tickets, weekly_load


def test_arrivals_fall_on_the_hour_of_the_week(sample):
    load = weekly_load(sample.make_log(3))
    assert [hour for hour, count in enumerate(load.arrivals) if count] == [9, 10, 11]
    assert sum(load.finished_steps) == sample.make_log(3).steps.height


def test_hours_are_those_of_the_logs_own_zone(sample):
    load = weekly_load(replace(sample.make_log(1), timezone="Asia/Shanghai"))
    assert load.arrivals.index(1) == 17


def test_lead_times_are_shares_and_the_last_bin_takes_the_rest(sample):
    found = lead_times(sample.make_log(100, rework=10))
    assert sum(found.recorded) == pytest.approx(1)
    assert found.recorded_median_h == 5
    assert found.simulated is None


def test_simulated_lead_times_share_the_bins(sample):
    found = lead_times(sample.make_log(100, rework=0), sample.make_log(100, rework=100))
    assert len(found.simulated) == len(found.recorded)
    assert (found.recorded_median_h, found.simulated_median_h) == (5, 7)


def test_tickets_of_no_duration_at_all(sample):
    log = sample.make_log(3)
    log = replace(log, cases=log.cases.with_columns(last_time="first_time"))
    assert sum(lead_times(log).recorded) == pytest.approx(1)


def test_open_tickets_begin_and_end_with_none_left(sample):
    found = open_tickets(sample.make_log(20))
    assert max(found.counts[:20]) <= 7
    assert found.counts[60] == 5  # an hour apart, five hours each
    assert found.counts[-1] == 0


def test_an_empty_log_has_no_span(sample):
    log = sample.make_log(1)
    empty = replace(log, steps=log.steps.clear(), cases=log.cases.clear())
    assert open_tickets(empty) is None
    assert sum(weekly_load(empty).arrivals) == 0
    assert sum(lead_times(empty).recorded) == 0
