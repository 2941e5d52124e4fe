"""The picture of the bottlenecks: the same bytes for the same log, whatever the names."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import build_log
from svcflow.report.bottleneck_charts import plot_bottlenecks
from svcflow.timing import find_bottlenecks
from svcflow.timing.queues.evidence import QueueEvidence, find_queues

NAMES = ("Ask $x$ & <b>", "half \x00 $", "A very long name of a step that nobody could ever read on an axis")


def log_of(days: int):
    rows = []
    for case in range(days):
        at = datetime(2025, 1, 6, 9, tzinfo=UTC) + timedelta(days=case)
        for place, name in enumerate(("Begin", *NAMES)):
            rows.append((str(case), name, "Ann", at + timedelta(hours=2 * place), at + timedelta(hours=2 * place + 1)))
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String) | dict.fromkeys(
        ("start_time", "end_time"), pl.Datetime("us", "UTC")
    )
    return build_log(pl.DataFrame(rows, schema=schema, orient="row"), name="by hand")


@pytest.mark.parametrize("days", [1, 1200])
@pytest.mark.filterwarnings("error")
def test_odd_names_and_spans_are_drawn_without_a_warning(days, tmp_path) -> None:
    log = log_of(days)
    drawn = [plot_bottlenecks(find_bottlenecks(log), find_queues(log), tmp_path / name).read_bytes() for name in ("one.svg", "two.svg")]
    assert drawn[0] == drawn[1]
    text = drawn[0].decode()
    assert "Ask $x$ &amp; &lt;b&gt;" in text
    assert "A very long name of a step that n…" in text
    assert text.count("Queue before") >= 3


def test_nothing_to_draw_is_said(tmp_path) -> None:
    with pytest.raises(LogError, match="nothing to draw"):
        plot_bottlenecks((), QueueEvidence((), (), ()), tmp_path / "one.png")
    assert not (tmp_path / "one.png").exists()
