"""`simulate --engine`: whichever runs, the logs are the same to the byte, and the documents say which one it was."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from svcflow.eventlog.reading import read_log
from svcflow.model import write_model
from tests.simulation.test_engines_agree import crowd


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_engines_write_the_same_files(run_svcflow: Callable[..., CompletedProcess[str]], tmp_path: Path, form: str) -> None:
    write_model(crowd(), tmp_path / "model.json")
    said, files = {}, {}
    for engine in ("simpy", "compiled"):
        ran = run_svcflow(
            "simulate",
            "model.json",
            "--cases",
            "300",
            "--replications",
            "3",
            "--engine",
            engine,
            "--format",
            form,
            "-o",
            engine,
            "--json",
            "-q",
        )
        assert ran.returncode == 0, ran.stderr
        said[engine] = json.loads(ran.stdout)
        files[engine] = {file.name: file.read_bytes() for file in (tmp_path / engine).glob("*.*") if file.suffix != ".json"}
        assert json.loads((tmp_path / engine / "simulation.json").read_text(encoding="utf-8"))["engine"] == engine
        assert said[engine].pop("engine") == engine
    assert len([name for name in files["simpy"] if name.endswith(form)]) == 3
    assert files["compiled"] == files["simpy"]
    assert said["compiled"] == said["simpy"]


def test_an_engine_that_is_not_there_is_refused(run_svcflow: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    ran = run_svcflow("simulate", "model.json", "--engine", "compild")
    assert ran.returncode != 0
    assert '"compiled"' in ran.stderr
    assert "Traceback" not in ran.stderr


def test_logs_alone_are_written_as_they_come(run_svcflow: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    options = ["--cases", "200", "--replications", "2", "--format", "parquet", "--json", "-q"]
    whole = run_svcflow("simulate", "model.json", *options, "-o", "whole")
    streamed = run_svcflow("simulate", "model.json", *options, "-o", "streamed", "--no-indicators")
    assert (whole.returncode, streamed.returncode) == (0, 0), whole.stderr + streamed.stderr
    assert json.loads(streamed.stdout) == {"validation": None, "replications": 2, "engine": "compiled"}
    written = json.loads((tmp_path / "streamed/simulation.json").read_text(encoding="utf-8"))
    assert written.pop("engine") == "compiled"
    assert list(written.pop("sha256")) == ["replication-000.parquet", "replication-001.parquet"]
    assert written.items() <= json.loads((tmp_path / "whole/simulation.json").read_text(encoding="utf-8")).items()
    for number in range(2):
        name = f"replication-00{number}.parquet"
        assert read_log(tmp_path / "streamed" / name).steps.equals(read_log(tmp_path / "whole" / name).steps)


def test_logs_alone_need_a_place_to_go(run_svcflow: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    ran = run_svcflow("simulate", "model.json", "--no-indicators")
    assert ran.returncode == 2
    assert "--format parquet" in ran.stderr
