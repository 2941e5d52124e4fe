"""What all tests share: the bundled logs, the public logs where they are at hand, and the command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

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


@pytest.fixture(scope="session")
def bundled() -> Callable[[str], Path]:
    """Give the path of a log that comes with svcflow, by its name under event_logs/."""

    def path_of(name: str) -> Path:
        path = ROOT / "event_logs" / name
        assert path.exists(), f"event_logs/{name} is not there"
        return path

    return path_of


@pytest.fixture
def run_svcflow(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line of this checkout as its user would, in an empty folder.

    Extra keywords go to `subprocess.run`; `input` is text.
    """
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": search_path, "NO_COLOR": "1", "COLUMNS": "120"}

    def run(*arguments: str | Path, **keywords: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "svcflow", *map(str, arguments)]
        options = {"cwd": tmp_path, "env": environment, "capture_output": True, "text": True, "encoding": "utf-8", "check": False}
        return subprocess.run(command, **{**options, **keywords})

    return run
