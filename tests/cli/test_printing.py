"""What a person sees: tables on a narrow terminal, a reader that goes away, a full disk, Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow import console

ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: str | Path, **streams: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "svcflow", *map(str, arguments)], env=environment, stderr=subprocess.PIPE, **streams)


def test_narrow_tables_keep_their_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    week = "147 tickets a week"
    rows = [("90th percentile of the lead time", week, week, "−0.36 tickets a week", "−28 … +27 tickets a week")]
    console.table("Quality gate", ["indicator", "today", "redesign", "difference", "95 % interval"], rows)
    printed = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert max(map(len, printed.splitlines())) <= 80
    for word in ("indicator", "percentile", "tickets", "interval"):
        assert word in printed


@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_a_reader_that_goes_away_is_no_error(bundled: Callable[[str], Path], option: str) -> None:
    read, write = os.pipe()
    os.close(read)
    process = start("map", bundled("six_cases.csv"), option, stdout=write)
    os.close(write)
    assert process.communicate()[1] == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_a_full_disk_is_told(bundled: Callable[[str], Path], option: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("map", bundled("six_cases.csv"), option, stdout=full)
        told = process.communicate()[1].decode()
    assert process.returncode == 1
    assert told.startswith("svcflow: the result cannot be written")
    assert len(told.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_stopped_by_hand(tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    process = start("calibrate", bundled("service_desk.csv"), "-o", tmp_path / "m.json", stdout=subprocess.PIPE)
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    assert b"svcflow: stopped" in process.communicate()[1]
    assert process.returncode in (130, -signal.SIGINT)  # a shell shows both as 130; the second is Python's, stopped while it imports
    assert list(tmp_path.iterdir()) == []
