"""`--language` on the command line."""

import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_report_in_chinese(run_svcflow: Run, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    done = run_svcflow("report", bundled("six_cases.csv"), "--language", "zh_CN", "-o", "told")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "told" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in text
    assert "时间花在哪里" in text


def test_another_language_is_refused_before_any_work(run_svcflow: Run, tmp_path: Path) -> None:
    done = run_svcflow("report", "there_is_no_such.csv", "--language", "de")
    assert done.returncode == 2
    assert 'there is no language "de": svcflow speaks en, zh-Hans, zh-Hant' in " ".join(done.stderr.replace("│", " ").split())
    assert not list(tmp_path.iterdir())


def test_a_map_has_a_language_only_where_it_is_drawn(run_svcflow: Run, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    refused = run_svcflow("map", bundled("six_cases.csv"), "--language", "zh", "-o", "map.bpmn")
    assert refused.returncode == 2
    assert "only drawings have a language" in " ".join(refused.stderr.replace("│", " ").split())
    done = run_svcflow("map", bundled("six_cases.csv"), "--language", "zh", "-o", "map.html", "--quiet")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in text
    assert "流程图" in text
