"""What all tests share: the bundled logs, the public logs where they are at hand, and the command line."""

import contextvars
import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from svcflow.cli import main
from svcflow.console import printing

ROOT = Path(__file__).resolve().parents[1]

# Deadlines measure the machine's other work; in CI a failure must come back on the next run.
settings.register_profile("svcflow", deadline=None)
settings.register_profile("ci", settings.get_profile("svcflow"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "svcflow")


@pytest.fixture(scope="session")
def real_logs() -> Path:
    """The folder of public event logs, which are too large and too foreign to be part of the project."""
    folder = os.environ.get("SVCFLOW_REAL_LOGS")
    if not folder:
        pytest.skip("SVCFLOW_REAL_LOGS is not set: it names a folder of public event logs")
    path = Path(folder)
    assert path.is_dir(), f"SVCFLOW_REAL_LOGS names {folder}, which is not a folder"
    return path


RUN_PROSIMOS = """
import json, random, sys, time
import numpy
from prosimos.simulation_engine import run_simulation

bpmn, parameters, cases, start, logs = sys.argv[1:6]
spent = []
for seed, log in enumerate(logs.split(","), start=1):
    random.seed(seed)
    numpy.random.seed(seed)
    began = time.process_time()
    run_simulation(bpmn, parameters, int(cases), None, log, start, True)
    spent.append(time.process_time() - began)
print("CPU", json.dumps(spent))
"""


@pytest.fixture(scope="session")
def run_prosimos() -> Callable[..., list[float]]:
    """Run Prosimos on its two files, from a start, once for each log to write; the CPU seconds of each run."""
    python = os.environ.get("SVCFLOW_PROSIMOS")
    if not python:
        pytest.skip("SVCFLOW_PROSIMOS is not set: it names the Python of an environment with prosimos 2.1.0")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    environment["PYTHONHASHSEED"] = "0"  # it goes through sets of names

    def run(bpmn: Path, parameters: Path, cases: int, start: str, logs: list[Path]) -> list[float]:
        command = [python, "-c", RUN_PROSIMOS, str(bpmn), str(parameters), str(cases), start, ",".join(map(str, logs))]
        done = subprocess.run(command, cwd=bpmn.parent, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert all(log.exists() for log in logs)
        return json.loads(done.stdout.rpartition("CPU ")[2])

    return run


@pytest.fixture(scope="session")
def bundled() -> Callable[[str], Path]:
    """Give the path of a log that comes with svcflow, by its name under event_logs/."""

    def path_of(name: str) -> Path:
        path = ROOT / "event_logs" / name
        assert path.exists(), f"event_logs/{name} is not there"
        return path

    return path_of


SPEAKS = {"NO_COLOR": "1", "COLUMNS": "120"}


@pytest.fixture
def run_svcflow(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line of this checkout as its user would, in an empty folder; `input` is text.

    It runs in this process, which spares a second of imports each time; with any other keyword, which goes to `subprocess.run`, it is a
    process of its own.
    """

    def run(*arguments: str | Path, input: str = "", **keywords: object) -> subprocess.CompletedProcess[str]:  # noqa: A002
        words = list(map(str, arguments))
        return _run_process(words, tmp_path, input, keywords) if keywords else _run_here(words, tmp_path, input)

    return run


@pytest.fixture
def run_process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line as a process of its own, which imports no more than the command does."""
    return lambda *arguments, **keywords: _run_process(list(map(str, arguments)), tmp_path, "", keywords)


def _run_process(words: list[str], folder: Path, given: str, keywords: dict[str, object]) -> subprocess.CompletedProcess[str]:
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    options = {"cwd": folder, "env": {**os.environ, "PYTHONPATH": search_path, **SPEAKS}, "capture_output": True, "check": False}
    source = {} if "stdin" in keywords else {"input": given}
    return subprocess.run([sys.executable, "-m", "svcflow", *words], **{**options, "text": True, "encoding": "utf-8", **source, **keywords})


def _run_here(words: list[str], folder: Path, given: str) -> subprocess.CompletedProcess[str]:
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for name in ("stdout", "stderr")}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in {**SPEAKS, "OPENBLAS_NUM_THREADS": "1"}.items():
            patch.setenv(name, value)
        patch.setattr(printing, "_quiet", False)
        patch.setattr(sys, "argv", ["svcflow", *words])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        code = contextvars.copy_context().run(_exit_code)
    told = {name: stream.buffer.getvalue().decode() for name, stream in streams.items()}
    return subprocess.CompletedProcess(words, code, **told)


def _exit_code() -> int:
    """How the command ends; what no command should let out is told as Python would."""
    try:
        main()
    except SystemExit as end:
        return end.code
    except Exception:
        traceback.print_exc()
    return 1
