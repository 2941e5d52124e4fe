"""The report in a real browser, in both languages: nothing sticks out or lies on other text, nothing keeps anybody from using it."""

import pytest

from svcflow.report import render, write_map
from tests.report import conftest as report_tests

pytestmark = pytest.mark.browser

full_facts, facts_with = report_tests.full_facts, report_tests.facts_with
A4_WIDTH = 688  # [px], between its margins


@pytest.fixture(scope="module", params=["en", "zh-Hans"])
def report(request, visit, full_facts, tmp_path_factory):
    path = render(full_facts, tmp_path_factory.mktemp("report") / "report.html", request.param)
    opened = visit(path, reduced_motion="reduce")
    opened.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return opened


@pytest.mark.parametrize("width", [360, 800, 1300, 1600])
def test_nothing_sticks_out_or_overlaps(report, width):
    assert report.at(width).sticking_out() == []
    assert report.overlapping() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_used_by_everybody(report, scheme):
    report.at(1280).page.emulate_media(color_scheme=scheme)
    assert report.violations() == []


def test_it_fits_on_paper(report):
    report.at(A4_WIDTH).page.emulate_media(media="print")
    found = (report.sticking_out(), report.overlapping(), report.page.locator("button:visible, input:visible").count())
    report.page.emulate_media(media="screen")
    assert found == ([], [], 0)


def test_the_map_alone_fits_a_telephone(visit, tmp_path):
    names = ("Register", "x" * 200, "等待用户回复", "Close")
    assert visit(write_map(report_tests.make_map(names), tmp_path / "map.html"), width=360).sticking_out() == []
