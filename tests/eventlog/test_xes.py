"""XES: attributes of traces and events, nesting, zones, and what is broken."""

import gzip
from datetime import UTC, datetime

import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log

EVENT = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/>{}</event>'


def document(*events, trace=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<log xmlns="http://www.xes-standard.org/">\n'
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>\n'
        '<float key="statistic" value="1"><float key="x" value="2"/></float>\n'
        f'<trace><string key="concept:name" value="c1"/>{trace}\n' + "\n".join(events) + "\n</trace>\n</log>\n"
    )


def read(tmp_path, text, **options):
    path = tmp_path / "log.xes"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_log(path, **options)


def test_attributes_of_events_and_traces(tmp_path):
    nested = '<string key="org:resource" value="u"><string key="inner" value="lost"/></string><list key="l"><values/></list>'
    text = document(
        EVENT.format("A", "2024-01-01T10:00:00.000+01:00", nested),
        EVENT.format("B", "2024-01-01T10:00:00Z", '<int key="cost" value="7"/>'),
        trace='<date key="deadline" value="2024-02-01T00:00:00+01:00"/><string key="channel" value="phone"/>',
    )
    log = read(tmp_path, gzip.compress(text.encode()))
    assert log.steps.get_column("end_time").to_list() == [datetime(2024, 1, 1, hour, tzinfo=UTC) for hour in (9, 10)]
    assert log.steps.get_column("resource").to_list() == ["u", None]
    assert log.steps.get_column("cost").to_list() == [None, 7]
    assert "inner" not in log.steps.columns
    assert log.cases.row(0, named=True)["case:channel"] == "phone"
    assert log.cases.row(0, named=True)["case:deadline"] == datetime(2024, 1, 31, 23, tzinfo=UTC)


def test_times_without_a_zone_take_the_one_given(tmp_path):
    log = read(tmp_path, document(EVENT.format("A", "2024-07-01T10:00:00", "")), timezone="Europe/Rome")
    assert log.steps["end_time"][0] == datetime(2024, 7, 1, 8, tzinfo=UTC)


def test_unreadable_times_are_rejected_with_their_line(tmp_path):
    events = [EVENT.format("A", time, "") for time in ("2024-01-01T10:00:00Z", "junk", "2024-01-02T10:00:00Z")]
    log = read(tmp_path, document(*events))
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(7, '"time:timestamp" is not a time')]


def test_a_cut_document_is_refused_with_its_line(tmp_path):
    text = document(EVENT.format("A", "2024-01-01T10:00:00Z", ""))
    with pytest.raises(LogError, match="XML is broken") as refusal:
        read(tmp_path, text[: text.index("</trace>")])
    assert "line 7" in refusal.value.place
