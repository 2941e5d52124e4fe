"""The figures that stand alone: what Office cannot read is not in them, what they rest on stands below, and nothing sticks out."""

import re
from xml.etree import ElementTree

import pytest

from svcflow.language import speaking
from svcflow.report import svg
from svcflow.report.forms import figures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def found(full_facts):
    return {figure.name: figure for figure in figures(full_facts)}


def texts(figure):
    return [each.text or "" for each in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


def test_each_figure_of_the_page_is_there(found):
    names = [name for name in found if not name.startswith("effect_")]
    assert names == [
        "arrivals", "finished_steps", "open_tickets", "process_map", "time_by_step", "value_stream", "lead_times", "team_1", "distances",
    ]  # fmt: skip
    assert {name for name in found if name.startswith("effect_")} == {"effect_lead_time_mean", "effect_staff_cost"}


def test_a_log_without_a_model_has_no_figures_of_one(facts_with):
    names = {figure.name for figure in figures(facts_with())}
    assert "distances" not in names
    assert not any(name.startswith("effect_") for name in names)


def test_office_can_read_every_figure(found):
    for figure in found.values():
        root = ElementTree.fromstring(figure.svg)
        wide = root.get("width")
        assert int(wide) == 960 or figure.name in {"process_map", "process_map_causes", "value_stream_map"}
        assert root.get("viewBox") == f"0 0 {wide} {root.get('height')}", figure.name
        ground = root.find(f"{SVG}rect")
        assert (ground.get("fill"), ground.get("width").partition(".")[0]) == ("#ffffff", wide)
        nested = [each for each in root.iter() if each is not root and each.tag == f"{SVG}svg"]
        assert not nested
        for each in root.iter():
            assert not {"class", "style", "paint-order"} & set(each.attrib), (figure.name, each.tag)
            for name, value in each.attrib.items():
                assert not re.search(r"\d%|url\(|NaN|inf|nan", value), (figure.name, name, value)


def test_texts_stay_on_the_plate(found):
    for figure in found.values():
        for each in ElementTree.fromstring(figure.svg).iter(f"{SVG}text"):
            if each.get("text-anchor") is None and each.get("x") == "24" and each.get("font-size"):
                assert 24 + svg.text_width(each.text, float(each.get("font-size"))) < 960, each.text


def test_title_and_source_stand_on_each(found, full_facts):
    for figure in found.values():
        told = texts(figure)
        assert told[0] == figure.title
        source = " ".join(told)
        assert "Source: desk, 40 tickets" in source, figure.name
    assert "Simulated with the model that was calibrated on this log." in " ".join(texts(found["effect_staff_cost"]))
    assert "Measured in the log." in " ".join(texts(found["arrivals"]))


def test_estimates_are_called_so(facts_with, sample):
    found = {figure.name: figure for figure in figures(facts_with(times=sample.make_times("estimated")))}
    assert "Estimated: the log does not record when work began." in " ".join(texts(found["time_by_step"]))
    assert "times of work and waiting estimated" in " ".join(texts(found["process_map"]))


def test_names_are_escaped(found):
    assert "<script>" not in "".join(figure.svg for figure in found.values())
    assert "&lt;script&gt;" in found["process_map"].svg


def test_chinese_figures_ask_for_chinese_letters_first(full_facts):
    with speaking("zh-Hans"):
        figure = next(each for each in figures(full_facts) if each.name == "arrivals")
    assert figure.title.startswith("一周各时段的到达量")
    assert ElementTree.fromstring(figure.svg).get("font-family").startswith("'Microsoft YaHei'")


@pytest.mark.parametrize("cases", [0, 1])
def test_hardly_any_tickets(facts_with, sample, cases):
    log = sample.make_log(cases, rework=0)
    names = {figure.name for figure in figures(facts_with(log))}
    assert "lead_times" not in names
    assert ("arrivals" in names) == (cases == 1)
