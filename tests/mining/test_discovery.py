"""BPMN: a file that says what it was made of, and whose model replays it."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.mining import write_bpmn

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def log_of(*traces: str) -> EventLog:
    rows = [(str(case), activity, place) for case, trace in enumerate(traces) for place, activity in enumerate(trace)]
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "place"], orient="row")
    start = datetime(2025, 1, 6, tzinfo=UTC)
    ends = [start + timedelta(hours=place) for place in frame["place"]]
    return build_log(frame.drop("place").with_columns(end_time=pl.Series(ends)), name="traces", shape="events")


def test_the_frequent_variants_are_used(tmp_path: Path) -> None:
    made = write_bpmn(log_of(*["ABD"] * 5, *["ACD"] * 4, "AXD"), tmp_path / "deep" / "model.bpmn", coverage=0.8)
    assert (made.variants, made.share, made.activities) == (2, 0.9, 4)
    root = ET.parse(made.path).getroot()
    assert {task.get("name") for task in root.iter(f"{BPMN}task")} == set("ABCD")


def test_everything_has_its_place(bundled, tmp_path: Path) -> None:
    made = write_bpmn(read_log(bundled("service_desk.csv")), tmp_path / "desk.bpmn")
    root = ET.parse(made.path).getroot()
    nodes = [node for kind in ("task", "startEvent", "endEvent", "exclusiveGateway") for node in root.iter(f"{BPMN}{kind}")]
    shapes = {shape.get("bpmnElement"): shape.find("*").attrib for shape in root.iter(f"{DI}BPMNShape")}
    assert {node.get("id") for node in nodes} <= set(shapes)
    places = {(shapes[node.get("id")]["x"], shapes[node.get("id")]["y"]) for node in nodes}
    assert len(places) == len(nodes)
    assert all(len(edge) >= 2 for edge in root.iter(f"{DI}BPMNEdge"))


@pytest.mark.parametrize("coverage", [0, -1, 1.1])
def test_a_coverage_that_is_no_share_is_refused(coverage: float, tmp_path: Path) -> None:
    with pytest.raises(LogError, match="coverage"):
        write_bpmn(log_of("A"), tmp_path / "model.bpmn", coverage=coverage)
    assert not list(tmp_path.iterdir())
