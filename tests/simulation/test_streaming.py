"""A run that is written while it goes is the run that is written afterwards."""

import math
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import ModelError
from svcflow.eventlog.reading import read_log
from svcflow.eventlog.store import write_parquet
from svcflow.model import ServiceModel
from svcflow.simulation import compiled_engine, run
from svcflow.simulation.service import Service
from svcflow.simulation.streaming import finished_logs, stream_parquet
from svcflow.simulation.streams import Streams
from tests.simulation.test_engines_agree import crowd


def service(model: ServiceModel) -> Service:
    return Service(model, model.start, Streams(1, 0))


@pytest.fixture(autouse=True)
def small_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_engine, "ROWS", 10_100)


def ranked() -> ServiceModel:
    document = crowd().model_dump(mode="json")
    document["attributes"] = [{"name": "priority", "shares": {"high": 0.2, "low": 0.8}}, {"name": "kind", "shares": {"a": 0.5, "b": 0.5}}]
    return ServiceModel.model_validate(document)


@pytest.mark.parametrize("model", [crowd(), ranked()])
def test_read_as_a_log_it_is_the_log(model: ServiceModel, tmp_path: Path) -> None:
    stream_parquet(service(model), 3050, math.inf, 51, tmp_path / "streamed.parquet")
    log = run(model, cases=3000, seed=1, warmup_cases=50, engine="simpy")
    write_parquet(log, tmp_path / "whole.parquet")
    streamed, whole = (pl.read_parquet(tmp_path / name) for name in ("streamed.parquet", "whole.parquet"))
    assert streamed.schema == whole.schema
    order = ["case_id", "start_time", "end_time", "activity", "enabled_time", "resource"]
    assert streamed.sort(order).equals(whole.sort(order))
    assert read_log(tmp_path / "streamed.parquet").steps.equals(read_log(tmp_path / "whole.parquet").steps)


def test_it_comes_in_parts_of_whole_tickets() -> None:
    parts = [set(log.cases["case_id"]) for log in finished_logs(service(crowd()), 20_000, math.inf, 1)]
    assert len(parts) > 2
    assert sum(map(len, parts)) == len(set.union(*parts)) == 20_000


def test_nothing_that_arrives_is_a_log_without_steps(tmp_path: Path) -> None:
    stream_parquet(service(crowd()), 5, 0.0, 1, tmp_path / "none.parquet")
    assert pl.read_parquet(tmp_path / "none.parquet").height == 0


def test_what_is_refused_leaves_no_file_and_names_the_last_steps(tmp_path: Path) -> None:
    document = crowd().model_dump(mode="json")
    document["routing"]["contexts"][2:] = [
        {"after": ["B"], "next": {"C": 1.0}},
        {"after": ["C"], "next": {"A": 1 - 1e-9, "(end)": 1e-9}},
    ]
    document["steps"][2]["duration"]["mean"] = 0.0
    model = ServiceModel.model_validate(document | {"start": datetime(2025, 1, 6, tzinfo=UTC)})
    with pytest.raises(ModelError, match="A → B → C"):
        stream_parquet(service(model), 2, math.inf, 1, tmp_path / "log.parquet")
    assert list(tmp_path.iterdir()) == []
