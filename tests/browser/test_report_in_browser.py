"""The report in a real browser: nothing sticks out at any width, nothing keeps anybody from using it."""

import pytest

from svcflow.report import render, write_map
from tests.report import conftest as report_tests

pytestmark = pytest.mark.browser

full_facts, facts_with = report_tests.full_facts, report_tests.facts_with


@pytest.fixture
def report(visit, full_facts, tmp_path):
    opened = visit(render(full_facts, tmp_path / "report.html"))
    opened.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return opened


def test_nothing_sticks_out(report):
    assert {width: report.at(width).sticking_out() for width in (360, 800, 1300, 1600)} == {360: [], 800: [], 1300: [], 1600: []}


def test_it_can_be_used_by_everybody(report):
    assert report.violations() == []


def test_the_map_alone_fits_a_telephone(visit, tmp_path):
    names = ("Register", "x" * 200, "等待用户回复", "Close")
    assert visit(write_map(report_tests.make_map(names), tmp_path / "map.html"), width=360).sticking_out() == []
