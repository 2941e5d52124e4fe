"""The commands map and variants: levels of detail, colours, files, and long ways folded."""

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.console.variants import folded

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_level_of_detail_with_causes(run_svcflow: Run, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    done = run_svcflow("map", bundled("service_desk.csv"), "--detail", "0.5", "--colour", "cause", "--json", "-o", "map.json")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.json").read_text(encoding="utf-8") == done.stdout
    document = json.loads(done.stdout)
    shown = document["shown"]
    assert shown["detail"] == 0.5
    assert 0.5 <= shown["share_of_flows"] < 1
    assert 0 < shown["share_of_cases"] < shown["share_of_steps"] <= 1
    assert set(shown["activities"]) < {each["activity"] for each in document["activities"]}
    assert {flow["source"] for flow in shown["flows"]} <= set(shown["activities"])
    waits = next(each for each in document["activities"] if each["activity"] == "Investigate")
    assert (waits["basis"], waits["cause"]) == ("measured", "contention")
    assert 0 < waits["cause_share"] <= 1
    assert waits["waiting_mean_h"] > 0
    assert all("waiting_mean_h" in flow and "cause" in flow for flow in document["flows"])


def test_by_frequency_nothing_is_timed(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    document = json.loads(run_svcflow("map", bundled("six_cases.csv"), "--json").stdout)
    assert "shown" not in document
    assert set(document["activities"][0]) == {"activity", "count", "cases"}


def test_a_page_has_every_look_and_begins_with_the_one_asked_for(run_svcflow: Run, tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text(
        "case,activity,resource,start,end\n"
        "1,Open,Ann,2025-03-03 09:00,2025-03-03 10:00\n1,Solve,Bob,2025-03-03 12:00,2025-03-03 13:00\n"
        "2,Open,Ann,2025-03-04 09:00,2025-03-04 10:00\n2,Solve,Bob,2025-03-04 12:00,2025-03-04 13:00\n",
        encoding="utf-8",
    )
    done = run_svcflow("map", "few.csv", "--colour", "time", "--json", "-o", "map.html", "--language", "zh")
    assert done.returncode == 0, done.stderr
    content = (tmp_path / "map.html").read_text(encoding="utf-8")
    data = json.loads(content.partition('<script type="application/json">')[2].partition("</script>")[0])
    assert [look["name"] for look in data["looks"]] == ["frequency", "time", "cause"]
    assert data["look"] == 1
    solve = next(step for step in data["steps"] if step["name"] == "Solve")
    assert solve["times"] == [["处理", "", *["1\u202f小时"] * 3], ["等待", "", *["2\u202f小时"] * 3]]


def test_colours_in_the_drawing_and_the_tables(run_svcflow: Run, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    done = run_svcflow("map", bundled("service_desk_status.csv"), "--colour", "time", "-o", "map.svg")
    assert done.returncode == 0, done.stderr
    assert "how long the status that each leaves lasted" in done.stdout
    assert "main cause" not in done.stdout
    assert " est." in done.stdout
    drawing = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "est." in drawing
    assert "Colour: mean time" in drawing


@pytest.mark.parametrize("wrong", [("--detail", "1.5"), ("--colour", "red")])
def test_other_values_are_no_usage(run_svcflow: Run, bundled: Callable[[str], Path], wrong: tuple[str, str]) -> None:
    assert run_svcflow("map", bundled("six_cases.csv"), *wrong).returncode == 2


def test_variants_as_a_file(run_svcflow: Run, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    done = run_svcflow("variants", bundled("service_desk.csv"), "--top", "3", "-o", "variants.csv")
    assert done.returncode == 0, done.stderr
    assert "variants cover 80" in done.stdout
    with (tmp_path / "variants.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["path"] == "Register ticket > Diagnose > Resolve > Close ticket"
    assert float(rows[2]["cumulative_share"]) == pytest.approx(sum(float(row["share"]) for row in rows))


def test_repeats_are_counted_and_the_middle_of_long_ways_left_out() -> None:
    assert folded("a") == "a"
    assert folded("abbbc") == "a → b ×3 → c"
    assert folded("abababc") == "(a → b) ×3 → c"
    assert folded(["T02 Check confirmation of receipt", "Close"]) == "T02 Check confirmation… → Close"
    alike = ["Check the confirmation of the order", "Check the confirmation of the claim"]
    assert folded(alike) == " → ".join(alike)
    assert folded("aabaab") == "(a → a → b) ×2"
    assert folded([str(number) for number in range(40)]) == "0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → … 29 steps … → 37 → 38 → 39"
