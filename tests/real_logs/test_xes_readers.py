"""The public logs in XES: the quick reader takes all of them, and reads what the stream reads."""

import gzip

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from svcflow.eventlog.sources.limits import DEFAULTS
from svcflow.eventlog.sources.xes_stream import XesStream
from svcflow.eventlog.sources.xes_tags import read_tags

pytestmark = pytest.mark.real_logs

EVENTS = {"bpic2013_closed_problems": 6660, "helpdesk_offsets": 21348, "receipt": 8577, "repair": 11855}


@pytest.mark.parametrize(("name", "events"), EVENTS.items())
def test_both_readers_agree(real_logs, name, events):
    data = gzip.decompress((real_logs / "tickets" / f"{name}.xes.gz").read_bytes())
    stream = XesStream(name, DEFAULTS)
    stream.read([data])
    expected, table = stream.table(), read_tags(data, DEFAULTS)
    assert table is not None
    assert table.frame.height == events
    assert_frame_equal(table.frame.cast(pl.String), expected.frame)
    assert table.lines.to_list() == expected.lines.to_list()
    starts = [line.lstrip()[:7] for line in data.decode().split("\n")]
    assert {starts[line - 1] for line in table.lines} == {"<event>"}
