"""What is written is read back; what is not svcflow's own is left alone."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from svcflow.errors import LogError, OutputError
from svcflow.eventlog import TIME, build_log, read_log, write_csv, write_log, write_parquet, write_rejects
from svcflow.eventlog.store import read_folder

WORDS = st.text("abcdefgh ,;\"'äß中", min_size=1, max_size=6).map(lambda text: f"x{text}x")


@st.composite
def logs(draw):
    count = draw(st.integers(1, 12))
    column = lambda values: draw(st.lists(values, min_size=count, max_size=count))  # noqa: E731
    starts = column(st.integers(0, 10**12))
    lengths = column(st.integers(0, 10**9))
    origin = datetime(2000, 1, 1, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "case_id": column(st.sampled_from(["x1", "x2", "x3"])),
            "activity": column(WORDS),
            "resource": column(st.none() | WORDS),
            "start_time": [origin + timedelta(microseconds=start) for start in starts],
            "end_time": [origin + timedelta(microseconds=start + length) for start, length in zip(starts, lengths, strict=True)],
            "team": column(st.none() | WORDS),
            "note": column(st.none() | WORDS),
        },
        schema_overrides={"resource": pl.String, "team": pl.String, "note": pl.String, "start_time": TIME, "end_time": TIME},
    )
    return build_log(frame.unique(maintain_order=True), name="drawn")


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "desk.csv"
    path.write_text("Ticket,Status,Time\n1,New,2024-01-01 10:00\n1,Working,2024-01-01 11:00\n1,Closed,2024-01-01 12:00\n2,,2024-01-01\n")
    return read_log(path, timezone="Europe/Rome")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(log=logs())
def test_a_folder_gives_the_log_back(tmp_path, log):
    write_log(log, tmp_path / "kept")
    back = read_log(tmp_path / "kept")
    assert back.steps.equals(log.steps)
    assert back.cases.equals(log.cases)
    assert replace(back, steps=log.steps, cases=log.cases) == log


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(log=logs())
@pytest.mark.parametrize(("write", "name"), [(write_csv, "log.csv"), (write_parquet, "log.parquet")])
def test_one_file_gives_the_steps_back(tmp_path, write, name, log):
    write(log, tmp_path / name)
    back = read_log(tmp_path / name)
    there = [column for column in log.steps.columns if log.steps[column].count() or column in back.steps.columns]
    assert back.steps.select(there).equals(log.steps.select(there))
    assert back.cases.select("case_id", "first_time", "last_time", "steps").equals(
        log.cases.select("case_id", "first_time", "last_time", "steps")
    )


def test_a_folder_keeps_everything(tmp_path, log):
    write_log(log, tmp_path / "kept")
    back = read_log(tmp_path / "kept")
    assert back.report == log.report
    assert (back.shape, back.timezone, back.meanings, back.name) == ("status", "Europe/Rome", {"New": "queue", "Closed": "closed"}, "desk")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk.csv", "kept"]
    told = read_log(tmp_path / "kept", meanings={"Working": "queue"}).meanings
    assert told == {"New": "queue", "Working": "queue", "Closed": "closed"}
    with pytest.raises(LogError, match="settled"):
        read_log(tmp_path / "kept", mapping={"case_id": "Ticket"})


def test_csv_is_iso_with_microseconds_only_where_there_are_any(tmp_path):
    moments = [datetime(2024, 1, 1, 10, tzinfo=UTC), datetime(2024, 1, 1, 10, 0, 0, 250, tzinfo=UTC)]
    log = build_log(pl.DataFrame({"case_id": ["1", "1"], "activity": ["A", "B"], "end_time": moments, "team": ["t", "t"]}), name="x")
    write_csv(log, tmp_path / "new" / "log.csv")
    assert (tmp_path / "new" / "log.csv").read_text().splitlines() == [
        "case_id,activity,resource,enabled_time,start_time,end_time,team",
        "1,A,,,,2024-01-01T10:00:00+00:00,t",
        "1,B,,,,2024-01-01T10:00:00.000250+00:00,t",
    ]


def test_rejects_as_csv(tmp_path, log):
    write_rejects(log.report, tmp_path / "rejects.csv")
    assert (tmp_path / "rejects.csv").read_text() == 'line,reason,row\n5,no activity,"2,,2024-01-01"\n'


def test_an_own_folder_is_replaced_anything_else_is_refused(tmp_path, log):
    write_log(log, tmp_path / "kept")
    write_log(replace(log, name="second"), tmp_path / "kept")
    assert read_log(tmp_path / "kept").name == "second"
    (tmp_path / "empty").mkdir()
    write_log(log, tmp_path / "empty")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "log.json").write_text("{}")
    for place in ("theirs", "desk.csv"):
        with pytest.raises(OutputError):
            write_log(log, tmp_path / place)
    with pytest.raises(OutputError, match="is a folder"):
        write_csv(log, tmp_path / "kept")


def test_a_folder_that_was_tampered_with_is_refused(tmp_path, log):
    write_log(log, tmp_path / "kept")
    log.steps.head(1).write_parquet(tmp_path / "kept" / "steps.parquet")
    with pytest.raises(LogError, match=r"steps\.parquet is not the file"):
        read_log(tmp_path / "kept")
    document = json.loads((tmp_path / "kept" / "log.json").read_text())
    (tmp_path / "kept" / "log.json").write_text(json.dumps({**document, "version": 99}))
    with pytest.raises(LogError, match="version 99"):
        read_log(tmp_path / "kept")


def test_a_folder_of_version_1_is_read_and_can_be_kept_anew(tmp_path, log):
    old = tmp_path / "old"
    write_log(log, old)
    log.steps.write_parquet(old / "steps.parquet")
    document = json.loads((old / "log.json").read_text())
    document["version"] = 1
    document["sha256"]["steps.parquet"] = hashlib.sha256((old / "steps.parquet").read_bytes()).hexdigest()
    (old / "log.json").write_text(json.dumps(document))
    back = read_log(old)
    assert_frame_equal(back.steps, log.steps)
    write_log(back, tmp_path / "new")
    assert_frame_equal(read_log(tmp_path / "new").steps, log.steps)


def test_a_folder_of_a_later_version_is_refused(tmp_path, log):
    write_log(log, tmp_path / "kept")
    document = json.loads((tmp_path / "kept" / "log.json").read_text())
    (tmp_path / "kept" / "log.json").write_text(json.dumps({**document, "version": 99}))
    with pytest.raises(LogError, match=r"version 99 .* newer svcflow"):
        read_log(tmp_path / "kept")


def test_what_cases_know_is_kept_once(tmp_path, log):
    write_log(log, tmp_path / "kept")
    assert not {"case_id", "position", "previous_activity"} & set(pl.read_parquet_schema(tmp_path / "kept" / "steps.parquet"))


def test_codes_are_kept_and_come_back_as_codes_or_texts(tmp_path, log):
    coded = replace(log, steps=log.steps.with_columns(pl.col("activity").cast(pl.Categorical)))
    write_log(coded, tmp_path / "kept")
    assert isinstance(read_folder(tmp_path / "kept", coded=True).steps.schema["activity"], pl.Categorical)
    assert_frame_equal(read_log(tmp_path / "kept").steps, log.steps)
