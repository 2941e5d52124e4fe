"""The folder: every form under its name, the same bytes twice, and a word where the machine cannot draw letters."""

import pytest

from svcflow.report.forms import folder, write_forms


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_all_forms_are_there_and_the_same_twice(full_facts, tmp_path):
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
    one, two = (write_forms(full_facts, tmp_path / place) for place in ("one", "two"))
    made = contents(tmp_path / "one")
    assert one == two
    assert set(one.names) == set(made)
    assert made == contents(tmp_path / "two")
    assert one.names[0] == "report.html"
    assert {"summary.md", "summary.json", "tables.xlsx", "tables/steps.csv", "figures/process_map.svg"} <= set(made)
    drawn = {name.removesuffix(".svg") for name in made if name.endswith(".svg")}
    pictures = {name.removesuffix(".png") for name in made if name.endswith(".png")}
    assert pictures == (set() if one.remarks else drawn)


def test_each_form_is_told(facts_with, tmp_path):
    told = []
    write_forms(facts_with(), tmp_path, progress=lambda what, *_: told.append(what))
    assert told == ["writing the page", "writing the tables", "drawing the figures"]


def test_without_fonts_there_are_no_pictures_and_it_is_said(facts_with, tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "missing_letters", lambda document: "工单等待用户回复的很长")
    written = write_forms(facts_with(), tmp_path)
    (remark,) = written.remarks
    assert "No picture (PNG) of any figure" in remark
    assert "单 回 复 工" in remark
    assert "fonts-noto-cjk" in remark
    assert not list(tmp_path.rglob("*.png"))
    assert list(tmp_path.rglob("*.svg"))


def test_one_odd_letter_costs_one_picture(facts_with, tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "missing_letters", lambda document: "工" if "Investigate</text>" in document else "")
    (remark,) = write_forms(facts_with(), tmp_path).remarks
    without = {path.stem for path in tmp_path.glob("figures/*.svg")} - {path.stem for path in tmp_path.glob("figures/*.png")}
    assert {"process_map", "time_by_step"} <= without
    assert "arrivals" not in without
    assert "process_map" in remark


def test_it_speaks_the_language(facts_with, tmp_path):
    write_forms(facts_with(), tmp_path, language="zh")
    assert "步骤" in (tmp_path / "tables" / "steps.csv").read_text(encoding="utf-8-sig")
    assert '"language": "zh-Hans"' in (tmp_path / "summary.json").read_text(encoding="utf-8")
    assert 'lang="zh-Hans"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="fr"):
        write_forms(facts_with(), tmp_path, language="fr")
