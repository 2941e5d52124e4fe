"""`svcflow rework` and `svcflow handovers` as their user types them."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree


def test_rework_as_json_and_as_tables(run_svcflow: Callable, bundled: Callable[[str], Path]) -> None:
    done = run_svcflow("rework", bundled("six_cases.csv"), "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["repeats"] == {"count": 4, "cases": 2, "share": 0.3333333333, "processing_h": 2.5, "waiting_h": 5, "basis": "measured"}
    assert [each["between"] for each in document["ping_pong"]] == ["people", "teams"]
    assert document["first_contact_resolution"]["value"] is None
    assert "no other person" in document["first_contact_resolution_proxy"]["definition"]
    told = run_svcflow("rework", bundled("six_cases.csv"))
    assert "proxy: first person" in told.stdout
    assert "over Test fix" in told.stdout
    assert "Quality" in told.stdout


def test_handovers_to_each_form(run_svcflow: Callable, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    done = run_svcflow("handovers", bundled("six_cases.csv"), "--between", "teams", "-o", "net.svg", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["links"][0] == {
        "source": "First line", "target": "Second line", "count": 3, "cases": 3,
        "waiting_mean_h": 1.333333333, "waiting_median_h": 0, "waiting_total_h": 4,
    }  # fmt: skip
    assert ElementTree.parse(tmp_path / "net.svg").getroot().tag.endswith("svg")
    told = run_svcflow("handovers", bundled("six_cases.csv"), "-o", "net.json")
    assert json.loads((tmp_path / "net.json").read_text(encoding="utf-8"))["between"] == "people"
    assert "Who hands to whom" in told.stdout
    assert run_svcflow("handovers", bundled("six_cases.csv"), "-o", "net.graphml").returncode == 0
    assert "graphml" in (tmp_path / "net.graphml").read_text(encoding="utf-8")


def test_a_log_without_people_and_an_unknown_form_are_refused(run_svcflow: Callable, tmp_path: Path) -> None:
    (tmp_path / "bare.csv").write_text("case,activity,time\n1,A,2025-03-03 08:00\n1,B,2025-03-03 09:00\n", encoding="utf-8")
    done = run_svcflow("handovers", "bare.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert "names nobody" in done.stderr
    assert run_svcflow("handovers", "bare.csv", "-o", "net.png").returncode == 1
    assert run_svcflow("rework", "bare.csv").returncode == 0
