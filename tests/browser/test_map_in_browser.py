"""The interactive map in a real browser: the slider, the looks, what is chosen by pointer and keys, and what stands without a script.

The desk has 40 tickets. All are registered and closed; 30 are investigated between, and 6 of these ask the customer and are
investigated again; of the other 10, one goes through a step with an evil name. Each step takes 1 h and waits 2 h for the one before.
"""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.eventlog import build_log
from svcflow.mining import mine_map
from svcflow.report import write_map
from svcflow.timing import attribute_waiting, decompose_times
from svcflow.timing.map_times import time_map

pytestmark = pytest.mark.browser

EVIL = "</script><script>window.evil = 1</script><img src=x onerror='window.evil = 2'>"
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)


def path_of(number: int) -> list[str]:
    if number == 39:
        return ["Register", EVIL, "Close"]
    if number >= 30:
        return ["Register", "Close"]
    return ["Register", "Investigate", *(["Ask customer", "Investigate"] if number < 6 else []), "Close"]


@pytest.fixture(scope="module")
def page_of_map(tmp_path_factory):
    rows = []
    for number in range(40):
        for place, step in enumerate(path_of(number)):
            begin = MONDAY + timedelta(days=number, hours=3 * place)
            rows.append((f"T{number}", step, f"person {number % 3}", begin, begin + timedelta(hours=1)))
    log = build_log(pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row"), name="desk")
    timed = attribute_waiting(log)
    path = tmp_path_factory.mktemp("map") / "map.html"
    return write_map(mine_map(log), path, times=decompose_times(timed), map_times=time_map(log, timed=timed))


@pytest.fixture(scope="module")
def opened(visit, page_of_map):
    return visit(page_of_map, reduced_motion="reduce")


@pytest.fixture
def page(opened):
    opened.at(1280).page.reload()
    return opened.page


def steps(page):
    return {" ".join(step.locator("text").all_text_contents()).split("×")[0] for step in page.locator(".flow-step").all()}


def panel(page):
    return page.locator(".flow-panel").inner_text().replace("\u202f", " ")


def figures(page):
    """The panel's first figures by their names."""
    names, values = (page.locator(f".flow-panel dl >> nth=0 >> {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, (value.replace("\u202f", " ") for value in values), strict=True))


def test_the_slider_shows_less_and_more(page):
    slider = page.get_by_label("Detail")
    assert page.locator(".flow-shown").inner_text() == "Showing all 5 activities and all 7 flows."
    assert page.locator(".flow-step").count() == 5
    slider.fill("0")
    assert steps(page) == {"Register 40", "Investigate 36", "Close 40"}
    assert "Showing 3 of 5 activities" in page.locator(".flow-shown").inner_text()
    assert "Showing 3 of 5" in slider.get_attribute("aria-valuetext")
    slider.fill(slider.get_attribute("max"))
    assert page.locator(".flow-step").count() == 5
    assert page.locator(".flow-line[data-line]").count() == 1 + 7 + 1


def test_the_looks_change_figures_and_legend(page):
    investigate = page.get_by_role("button", name="Investigate:").first
    assert "waits" not in investigate.text_content()
    page.get_by_label("How long").check()
    assert "waits 2 h" in investigate.text_content().replace("\u202f", " ")
    assert "mean time" in page.locator(".flow-legend").inner_text()
    page.get_by_label("Why it waits").check()
    assert "main cause" in page.locator(".flow-legend").inner_text()
    assert "No waiting" in page.locator(".flow-legend").inner_text()


def test_a_click_on_a_step_shows_its_figures(page):
    page.get_by_role("button", name="Investigate:").first.click()
    assert page.locator(".flow-panel h3").inner_text() == "Investigate"
    assert figures(page) == {"Times done": "36", "Tickets": "30", "People": "3", "Right first time": "83 %"}
    rows = [" ".join(row.locator("th, td").all_inner_texts()).replace("\u202f", " ") for row in page.locator(".flow-panel tbody tr").all()]
    assert rows == ["Work 1 h 1 h 1 h", "Waiting 2 h 2 h 2 h"]
    came, went = (page.locator(f".flow-panel h4:text-is('{title}') + ul").inner_text().split() for title in ("Comes from", "Goes to"))
    assert came == ["Register", "30", "Ask", "customer", "6"]
    assert went == ["Close", "30", "Ask", "customer", "6"]
    near = {step.locator("text").first.text_content() for step in page.locator(".flow-step.flow-near").all()}
    assert near == {"Investigate", "Register", "Close", "Ask customer"}


def test_a_click_on_a_line_shows_its_figures(page):
    line = page.locator(".flow-line", has=page.locator("title", has_text="Ask customer → Investigate"))
    line.locator(".flow-hit").click(force=True)
    assert page.locator(".flow-panel h3").inner_text() == "Ask customer → Investigate"
    assert figures(page) == {"Times taken": "6", "Tickets": "6"}
    assert "Time between, from end to begin" in panel(page)
    assert "2 h" in panel(page)
    page.locator(".flow-panel").get_by_role("button", name="Investigate").click()
    assert page.locator(".flow-panel h3").inner_text() == "Investigate"


def test_everything_can_be_done_by_keys(page):
    page.locator(".flow-window").focus()
    page.keyboard.press("Tab")
    seen = []
    for _ in range(5):
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')").split(":")[0])
        page.keyboard.press("ArrowRight")
    assert len(set(seen)) == 5
    assert seen[0] == "Register"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").split(":")[0] != seen[-1]
    page.get_by_role("button", name="Ask customer:").focus()
    assert page.evaluate("getComputedStyle(document.activeElement.querySelector('rect.flow-frame')).strokeWidth") == "4px"
    page.keyboard.press("Enter")
    assert page.locator(".flow-panel h3").inner_text() == "Ask customer"
    assert page.locator(".flow-step[aria-pressed=true]").count() == 1
    page.get_by_role("button", name="Ask customer → Investigate: 6").focus()
    page.keyboard.press("Enter")
    assert page.locator(".flow-panel h3").inner_text() == "Ask customer → Investigate"
    page.keyboard.press("Escape")
    assert "Choose a step" in panel(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Ask customer:")
    assert page.locator(".flow-step[aria-pressed=true]").count() == 0


def test_zoom_by_keys_buttons_and_wheel(page):
    def width():
        return page.locator("svg.map").bounding_box()["width"]

    first = width()
    page.locator(".flow-window").hover()
    page.mouse.wheel(0, 200)
    assert width() == first
    page.wait_for_function("scrollY > 0")
    page.get_by_role("button", name="Zoom in").click()
    assert width() == pytest.approx(1.25 * first, rel=0.01)
    page.locator(".flow-window").focus()
    page.keyboard.press("-")
    assert width() == pytest.approx(first, rel=0.01)
    page.get_by_role("button", name="Fit").click()
    box, frame = page.locator("svg.map").bounding_box(), page.locator(".flow-window").bounding_box()
    assert (box["width"] <= frame["width"] + 1, box["height"] <= frame["height"] + 1) == (True, True)


def test_a_name_cannot_act(page):
    page.get_by_role("button", name="</script>").click()
    assert page.locator(".flow-panel h3").inner_text() == EVIL
    assert page.evaluate("window.evil") is None


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_nothing_sticks_out_or_overlaps(opened, width):
    page = opened.at(width).page
    page.reload()
    page.get_by_role("button", name="Investigate:").first.click()
    for look in range(3):
        page.locator(".flow-looks input").nth(look).check()
        assert opened.sticking_out() == []
        assert opened.overlapping("svg.map") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_used_by_everybody(opened, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="Investigate:").first.click()
    assert opened.violations() == []
    page.emulate_media(color_scheme="light")


def test_on_paper_stands_the_picture_without_its_controls(page):
    page.emulate_media(media="print")
    shown = {name: page.locator(name).is_visible() for name in ("svg.map", ".flow-shown", ".flow-legend", ".flow-zoom", ".flow-panel")}
    page.emulate_media(media="screen")
    assert shown == {"svg.map": True, ".flow-shown": True, ".flow-legend": True, ".flow-zoom": False, ".flow-panel": False}


def test_without_a_script_the_picture_stands(visit, page_of_map):
    still = visit(page_of_map, java_script_enabled=False).page
    assert still.locator("svg.map text", has_text="Investigate").first.is_visible()
    assert still.locator("svg.map text", has_text="Showing all 5 activities").is_visible()
    assert not still.locator(".flow-controls").is_visible()
    assert not still.locator(".flow-aside").is_visible()


def test_on_a_telephone_the_figures_come_into_view_and_the_map_stays(opened):
    page = opened.at(360, 780).page
    page.reload()
    page.get_by_role("button", name="Investigate:").first.click()
    figures_box, frame = (page.locator(name).first.bounding_box() for name in (".flow-panel dl", ".flow-window"))
    assert 0 <= figures_box["y"] <= 780 - figures_box["height"]
    assert frame["y"] + frame["height"] > 0
