"""`svcflow report` writes the report in all its forms, names each path, and refuses a PDF that it cannot make before it begins."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_every_path_written_is_named(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    done = run_svcflow("report", bundled("six_cases.csv"), "-o", "report", "--language", "zh", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    there = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "report").rglob("*") if path.is_file()}
    assert set(told["written"]) == there - {"report/.svcflow"}
    assert told["report"] == "report/report.html"
    assert {"report/summary.json", "report/summary.md", "report/tables.xlsx", "report/tables/steps.csv"} <= there
    assert "report/figures/process_map.svg" in there
    assert "report/report.pdf" not in there
    assert json.loads((tmp_path / "report" / "summary.json").read_text(encoding="utf-8"))["language"] == "zh-Hans"


def test_a_pdf_that_cannot_be_made_is_refused_before_the_log_is_read(run_process: Run, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ImportError('not installed')\n")  # found first: the folder in which the command runs
    done = run_process("report", "there_is_no_such_log.csv", "--pdf", "-o", "report")
    assert done.returncode == 1
    assert 'pip install "svcflow[pdf]"' in done.stderr
    assert "there_is_no_such_log" not in done.stderr
    assert not (tmp_path / "report").exists()
