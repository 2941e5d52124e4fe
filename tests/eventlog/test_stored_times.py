"""Attributes that a source keeps as instants are in the zone of the log's times, like those that are read from texts."""

from datetime import UTC, datetime

import polars as pl

from svcflow.eventlog import read_log


def at(hour, minute=0):
    return datetime(2024, 3, 4, hour, minute)  # noqa: DTZ001 a clock without a zone is meant


def test_an_opening_without_a_zone_opens_the_ticket(tmp_path):
    rows = {"key": ["A-1", "A-1", "A-2"], "field": ["status"] * 3, "from": ["New", "Open", "New"], "to": ["Open", "Closed", "Closed"]}
    times = {"at": [at(9), at(10), at(11)], "Created": [at(8), at(8), at(7, 30)]}
    pl.DataFrame({**rows, **times}).write_parquet(tmp_path / "changes.parquet")
    log = read_log(tmp_path / "changes.parquet", shape="history", timezone="Europe/Rome")
    assert log.cases.sort("case_id").get_column("first_time").to_list() == [
        datetime(2024, 3, 4, 7, tzinfo=UTC),
        datetime(2024, 3, 4, 6, 30, tzinfo=UTC),
    ]


def test_an_attribute_without_a_zone_is_in_that_of_the_log(tmp_path):
    columns = {"case": ["1", "1", "2"], "activity": ["A", "B", "A"], "start": [at(9), at(10), at(11)], "end": [at(10), at(11), at(12)]}
    pl.DataFrame({**columns, "due": [at(18), at(18), at(19)]}).write_parquet(tmp_path / "log.parquet")
    log = read_log(tmp_path / "log.parquet", timezone="Europe/Rome")
    assert log.cases.get_column("case:due").to_list()[0] == datetime(2024, 3, 4, 17, tzinfo=UTC)
