"""Discovery: models that say what they were made of and what they are worth, and files that hold them."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.mining import write_bpmn
from svcflow.mining.bpmn import read_bpmn, write_drawing
from svcflow.mining.discovery import discover_bpmn

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


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


def test_with_everything_in_it_the_model_explains_everything(bundled) -> None:
    found = discover_bpmn(read_log(bundled("service_desk.csv")), coverage=1, noise=0)
    quality = found.quality
    assert (quality.fitness, quality.fitting_share, quality.least_share) == (1.0, 1.0, 1.0)
    assert (quality.cases_measured, quality.variants_measured) == (quality.cases, quality.variants)
    assert (found.share, found.rare) == (1.0, ())
    assert 0 < quality.precision < 1


def test_the_best_of_several_is_taken_and_the_others_are_told(bundled) -> None:
    found = discover_bpmn(read_log(bundled("service_desk.csv")))
    taken = [each for each in found.candidates if (each.coverage, each.noise) == (found.coverage, found.noise)]
    assert len(taken) == 1
    assert taken[0].f_score >= max(each.f_score for each in found.candidates) - 0.02
    assert len(found.candidates) > 2


def test_rare_activities_are_named() -> None:
    found = discover_bpmn(log_of(*["ABC"] * 97, "AXC", "AXYC", "AYYC"), coverage=0.9, noise=0)
    assert (found.variants, found.share, found.activities, found.rare) == (1, 0.97, 3, ("Y", "X"))
    without = discover_bpmn(log_of(*["ABC"] * 97, "AXC", "AXYC", "AYYC"), coverage=0.9, noise=0, without=["X", "Y"])
    assert (without.quality.fitness, without.rare) == (pytest.approx(1 - 3 / (97 * 6 + 3 * 5)), ())


def test_pm4py_measures_the_same_of_what_we_write(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    traces = [*["ABCD"] * 4, *["ACBD"] * 3, "ABCDBD", "AED"]
    log = log_of(*traces)
    found = discover_bpmn(log, coverage=1, noise=0)
    write_drawing(found.drawing, tmp_path / "model.bpmn")
    net = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(tmp_path / "model.bpmn")))
    rows = log.steps.select("case_id", "activity", "end_time").to_pandas()
    rows = pm4py.format_dataframe(rows, case_id="case_id", activity_key="activity", timestamp_key="end_time")
    assert pm4py.fitness_token_based_replay(rows.copy(), *net)["log_fitness"] == found.quality.fitness == 1.0
    assert pm4py.precision_token_based_replay(rows.copy(), *net) == pytest.approx(found.quality.precision)


@pytest.mark.parametrize("traces", [["A"], ["AAAA"], ["AB", "BA"], [f"{one}" for one in "ABCDEFGH"]])
def test_small_logs_have_a_model(traces: list[str], tmp_path: Path) -> None:
    found = discover_bpmn(log_of(*traces), coverage=1, noise=0)
    write_drawing(found.drawing, tmp_path / "model.bpmn")
    assert read_bpmn(tmp_path / "model.bpmn") == found.drawing.model
    assert found.quality.fitness == 1.0


@pytest.mark.parametrize("coverage", [0, -1, 1.1])
def test_a_coverage_that_is_no_share_is_refused(coverage: float, tmp_path: Path) -> None:
    with pytest.raises(LogError, match="coverage"):
        write_bpmn(log_of("A"), tmp_path / "model.bpmn", coverage=coverage)
    assert not list(tmp_path.iterdir())


def test_a_noise_that_is_no_share_and_an_empty_log_are_refused() -> None:
    with pytest.raises(LogError, match="noise"):
        discover_bpmn(log_of("A"), noise=1.5)
    with pytest.raises(LogError, match="without cases"):
        discover_bpmn(log_of())


def test_mining_loads_nothing_heavy() -> None:
    script = (
        "import sys, svcflow.mining, svcflow.mining.bpmn, svcflow.mining.discovery;"
        "sys.exit(any(name in sys.modules for name in ('pm4py', 'networkx', 'pygraphviz')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
