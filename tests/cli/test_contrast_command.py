"""`svcflow contrast` as its user types it: one log in slices, two logs, its JSON, its table, and what it refuses."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def answer(done: subprocess.CompletedProcess[str]) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_by_priority_waits_differ(run_svcflow: Run, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    """The queue is ordered by priority, so P1 waits less than P4; the typical work on a step is the same."""
    done = run_svcflow("contrast", bundled("service_desk.csv"), "--by", "priority", "--of", "P1,P4", "--json", "-o", "contrast.csv")
    found = answer(done)
    assert (found["baseline"], found["other"]) == ("P1", "P4")
    assert found["tests"] == sum(each["p"] is not None for each in found["changes"])
    changes = {(each["level"], each["what"], each["figure"]): each for each in found["changes"]}
    for step in ("Investigate", "Implement fix"):
        assert changes["steps", step, "waiting_mean_h"]["changed"]
        assert changes["steps", step, "waiting_mean_h"]["low"] > 0
        assert not changes["steps", step, "processing_median_h"]["changed"]
    assert changes["cases", "", "lead_time_mean_h"]["changed"]
    with (tmp_path / "contrast.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found["changes"])
    assert set(rows[0]) == set(found["changes"][0])


def test_two_logs_that_are_the_same(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    file = bundled("service_desk.csv")
    done = run_svcflow("contrast", file, file, "--no-causes")
    assert done.returncode == 0, done.stderr
    assert "No clear change in any of the" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines() if not line.startswith("•")) <= 100


def test_slices_by_time(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    found = answer(run_svcflow("contrast", bundled("service_desk.csv"), "--last", "month", "--no-causes", "--json"))
    assert (found["baseline"], found["other"]) == ("2025-02", "2025-03")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "what to compare is not said"),
        (("--at", "2025-03-01", "--by", "team"), 2, "--at and --by do not go together"),
        (("--at", "1 March"), 1, "Write it as 2025-03-01"),
        (("--by", "priority"), 1, "the most frequent are"),
    ],
)
def test_what_is_refused(run_svcflow: Run, bundled: Callable[[str], Path], arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run_svcflow("contrast", bundled("six_cases.csv"), *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr
