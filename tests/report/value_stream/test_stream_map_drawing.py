"""The value-stream map as a drawing: no texts over each other, names escaped, the same bytes, and what is marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from svcflow.errors import OutputError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.language import speaking
from svcflow.report import svg
from svcflow.report.value_stream.comparing import MapPair, total_changes
from svcflow.report.value_stream.drawing import draw_side_by_side, draw_stream_map
from svcflow.report.value_stream.facts import MapFacts, stream_map_facts
from svcflow.report.value_stream.files import write_side_by_side, write_stream_maps
from svcflow.timing import find_bottlenecks
from svcflow.timing.streams.value_stream import find_streams

LOGS = Path(__file__).resolve().parents[3] / "event_logs"
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
LONG = "A step whose name is so long that nobody could ever read it in a box of this width, whatever the size of the letters"


def facts_of(log: EventLog) -> MapFacts:
    (stream,) = find_streams(log).families
    return stream_map_facts(stream, find_bottlenecks(log))


def chain(names: tuple[str, ...], cases: int = 6, *, people: bool = True, starts: bool = True) -> EventLog:
    """Tickets a day apart that pass all steps; each waits two days and lasts 90 minutes; every other ticket repeats the second step."""
    rows = []
    for number in range(cases):
        path = names[:2] + names[1:] if number % 2 and len(names) > 1 else names
        for place, name in enumerate(path):
            begin = MONDAY + timedelta(days=number + 2 * place)
            rows.append(
                (f"T{number}", name, f"p{number % 3}" if people else None, begin if starts else None, begin + timedelta(minutes=90))
            )
    times = dict.fromkeys(("start_time", "end_time"), pl.Datetime("us", "UTC"))
    schema = {**dict.fromkeys(("case_id", "activity", "resource"), pl.String), **times}
    return build_log(pl.DataFrame(rows, schema=schema, orient="row"), name="desk")


def branching() -> EventLog:
    """Steps beside the path below the last box of the first row, and a supplier's pause."""
    names = tuple(f"Step {number}" for number in range(8))
    log = chain(names, 8).steps.select("case_id", "activity", "resource", "start_time", "end_time")
    end = pl.col("start_time") + pl.duration(hours=5)
    more = [
        log.filter(pl.col("activity") == after, pl.col("case_id").is_in([f"T{number}" for number in which])).with_columns(
            activity=pl.lit(name), start_time=pl.col("end_time") + pl.duration(minutes=10), end_time=end
        )
        for name, after, which in (
            ("Ask the second line", "Step 3", (0, 1, 2)), ("Wait for vendor", "Step 3", (4, 5)),
            (LONG, "Step 5", (6,)), ("Wait for customer", "Step 7", (1,)),
        )
    ]  # fmt: skip
    return build_log(pl.concat([log, *more]), name="desk", meanings={"Wait for vendor": "supplier", "Wait for customer": "customer"})


MAPS = {
    "service desk": lambda: facts_of(read_log(LOGS / "service_desk.csv")),
    "six cases": lambda: facts_of(read_log(LOGS / "six_cases.csv")),
    "status log": lambda: facts_of(read_log(LOGS / "service_desk_status.csv")),
    "fifteen steps": lambda: facts_of(chain(tuple(f"{number}. {LONG}" for number in range(15)))),
    "Chinese": lambda: facts_of(chain(tuple(f"第{number}步骤处理客户提交的工单并登记到系统中等待分派" for number in range(7)))),
    "one step": lambda: facts_of(chain(("Only",), 1)),
    "no people, no starts": lambda: facts_of(chain(("A", "B", "C"), people=False, starts=False)),
    "branches": lambda: facts_of(branching()),
}


@pytest.fixture(scope="module")
def maps() -> dict[str, MapFacts]:
    return {name: make() for name, make in MAPS.items()}


@dataclass(frozen=True)
class Placed:
    """A line of text and the room that it takes."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Placed") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def texts(drawing: str) -> Iterator[Placed]:
    for element in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text"):
        told, size = element.text or "", float(element.get("font-size", "11"))
        wide = svg.text_width(told, size, bold=int(element.get("font-weight", "400")) >= 600)
        across, down = float(element.get("x", "0")), float(element.get("y", "0"))
        left = across - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", "start"), 0.0)
        yield Placed(told, left, down - 0.76 * size, left + wide, down + 0.2 * size)


def check_room(drawing: str) -> None:
    found = list(texts(drawing))
    assert len(found) > 10
    root = ElementTree.fromstring(drawing)
    wide, high = float(root.get("width", "0")), float(root.get("height", "0"))
    over = [(a.text, b.text) for a, b in combinations(found, 2) if a.meets(b)]
    assert not over, f"texts lie over each other: {over[:5]}"
    out = [each.text for each in found if each.left < 0 or each.right > wide or each.top < 0 or each.bottom > high]
    assert not out, f"texts stick out: {out[:5]}"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("name", MAPS)
def test_no_text_lies_over_another(maps: dict[str, MapFacts], name: str, language: str) -> None:
    with speaking(language):
        drawing = draw_stream_map(maps[name])
    check_room(drawing)
    assert drawing == _again(maps[name], language)


def _again(facts: MapFacts, language: str) -> str:
    with speaking(language):
        return draw_stream_map(facts)


def pair(now: MapFacts, then: MapFacts, name: str = "Half") -> MapPair:
    return MapPair(name, now, then, total_changes(now, then))


def redesigned(facts: MapFacts) -> MapFacts:
    """Half as long, another second step, no step beside the path."""
    half = tuple(
        replace(
            step,
            figures=tuple(replace(figure, value=figure.value * 0.48) for figure in step.figures),
            waiting=replace(step.waiting, value=step.waiting.value * 0.48),
            rung=replace(step.rung, waiting_h=step.rung.waiting_h * 0.48, processing_h=step.rung.processing_h * 0.48),
        )
        for step in facts.path
    )
    other = replace(half[0], activity="Triage by a machine & a person")
    totals = tuple(replace(figure, value=figure.value * 0.48) for figure in facts.totals)
    return replace(facts, path=(half[0], other, *half[2:]), branches=(), totals=totals)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("name", MAPS)
def test_nor_where_two_maps_stand_side_by_side(maps: dict[str, MapFacts], name: str, language: str) -> None:
    with speaking(language):
        check_room(draw_side_by_side(pair(maps[name], redesigned(maps[name]), "<b>Half</b> as long")))


def test_what_changed_is_marked(maps: dict[str, MapFacts]) -> None:
    facts = maps["service desk"]
    same = draw_side_by_side(pair(facts, facts))
    words = {each.text for each in texts(same)}
    assert not words & {"changed", "new", "removed"}
    assert not any(word.startswith("was ") or ("→" in word and " → " not in word) for word in words)
    changed = [each.text for each in texts(draw_side_by_side(pair(facts, redesigned(facts))))]
    # Four of five steps of the path change, one is new, and the second goes with what stood beside the path.
    assert changed.count("changed") == 4
    assert changed.count("new") == 1
    assert changed.count("removed") == 1 + len(facts.branches)
    assert "1.9\u202fh → 56\u202fmin" in changed
    assert any(text.startswith("was 17\u202fh") for text in changed)


def test_another_demand_is_told_beside_that_of_today(maps: dict[str, MapFacts]) -> None:
    facts = maps["service desk"]
    assert facts.demand is not None
    assert facts.takt is not None
    fewer = replace(facts, demand=replace(facts.demand, value=150.0), takt=replace(facts.takt, value=25 / 60))
    drawing = draw_side_by_side(pair(facts, fewer))
    told = {each.text for each in texts(drawing)}
    assert {"200 tickets a week", "200 → 150 tickets a week", "Takt 19\u202fmin → 25\u202fmin est."} <= told
    check_room(drawing)


def test_the_same_step_stands_at_the_same_place(maps: dict[str, MapFacts]) -> None:
    facts = maps["service desk"]
    places = [each.left for each in texts(draw_side_by_side(pair(facts, redesigned(facts)))) if each.text == "Close ticket"]
    assert len(places) == 2
    assert places[0] == places[1]


def test_where_tickets_begin_beside_the_path_no_arrow_comes_from_it(maps: dict[str, MapFacts]) -> None:
    facts = maps["six cases"]
    first = tuple(replace(step, after=None, below=None) if step.activity == "Investigate" else step for step in facts.branches)
    begun = [each.text for each in texts(draw_stream_map(replace(facts, branches=first)))]
    assert begun.count("begins tickets") == 1
    assert "begins tickets" not in [each.text for each in texts(draw_stream_map(facts))]
    check_room(draw_stream_map(replace(facts, branches=first)))


def test_a_path_of_pauses_is_still_a_map() -> None:
    log = chain(("Wait for customer", "Wait for vendor"), 4).steps.select("case_id", "activity", "resource", "start_time", "end_time")
    facts = facts_of(build_log(log, name="desk", meanings={"Wait for customer": "customer", "Wait for vendor": "supplier"}))
    told = [each.text for each in texts(draw_stream_map(facts))]
    assert [step.activity for step in facts.path] == ["Wait for customer", "Wait for vendor"]
    assert {"Suppliers", "Customers", "‖ 1.5\u202fh"} <= set(told)
    check_room(draw_stream_map(facts))


def test_names_are_escaped_and_long_ones_are_told_in_full() -> None:
    evil = "<script>alert('x')</script>"
    drawing = draw_stream_map(facts_of(chain((evil, LONG, "C\x00D"))))
    assert "<script" not in drawing
    assert "&lt;script&gt;" in drawing
    titles = " ".join(element.text or "" for element in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}title"))
    assert LONG in titles


def test_a_long_path_goes_on_at_the_same_letter(maps: dict[str, MapFacts]) -> None:
    letters = [each.text for each in texts(draw_stream_map(maps["fifteen steps"])) if re.fullmatch("[A-C]", each.text)]
    assert letters == ["A", "A", "B", "B"]
    root = ElementTree.fromstring(draw_stream_map(maps["fifteen steps"]))
    assert float(root.get("width", "0")) <= 1240


def test_the_map_is_told_in_words(maps: dict[str, MapFacts]) -> None:
    root = ElementTree.fromstring(draw_stream_map(maps["service desk"]))
    assert root.get("role") == "img"
    assert "3\u202f000 tickets, 5 steps on the main path" in (root.get("aria-label") or "")
    told = root.findtext("{http://www.w3.org/2000/svg}desc") or ""
    for words in ("Customers send 200 tickets a week.", "Step 3. Investigate: ", "Beside the path. Test fix: ", "Improve here: "):
        assert words in told


def test_what_is_estimated_is_marked(maps: dict[str, MapFacts]) -> None:
    estimated = [each.text for each in texts(draw_stream_map(maps["no people, no starts"]))]
    assert any(text.endswith(" est.") or text == "est." for text in estimated)
    assert not any("People" in text or text == "Busy" for text in estimated)
    measured = replace(maps["six cases"], takt=None)
    path = tuple(replace(step, figures=tuple(each for each in step.figures if each.basis == "measured")) for step in measured.path)
    bare = replace(measured, path=path, branches=())
    assert not any("est." in each.text for each in texts(draw_stream_map(bare)))


def test_a_simulated_map_says_so_once(maps: dict[str, MapFacts]) -> None:
    facts = replace(maps["six cases"], basis="simulated")
    told = [each.text for each in texts(draw_stream_map(facts))]
    assert "6 tickets, every figure simulated" in told


def test_files_by_their_endings(maps: dict[str, MapFacts], tmp_path: Path) -> None:
    facts = maps["six cases"]
    assert write_stream_maps([facts], tmp_path / "map.svg").read_text(encoding="utf-8") == f"{draw_stream_map(facts)}\n"
    assert write_stream_maps([facts], tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    page = write_stream_maps([facts, facts], tmp_path / "map.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert page.count("<table") == 2
    assert "<svg" in write_side_by_side(pair(facts, facts, "<i>x</i>"), tmp_path / "both.html").read_text(encoding="utf-8")
    with pytest.raises(OutputError, match=r"cannot draw a value-stream map as \"\.txt\""):
        write_stream_maps([facts], tmp_path / "map.txt")
    with pytest.raises(OutputError, match="a drawing holds one value stream, and there are 2"):
        write_stream_maps([facts, facts], tmp_path / "map.svg")
