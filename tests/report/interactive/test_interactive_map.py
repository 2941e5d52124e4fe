"""The interactive map before any browser: what its levels show and where, what its data say, and that no name can end it."""

import json
import re
from itertools import pairwise

import pytest

from svcflow.language import speaking
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal
from svcflow.mining.simplify import simplify, telling_details
from svcflow.report.interactive import interactive_map
from svcflow.report.interactive.levels import EASY, place_level, whole_of
from svcflow.report.map_looks import all_looks
from svcflow.timing.map_times import ActivityTime, FlowTime, MapTimes
from svcflow.timing.results import CauseHours, StepTime, StepTimes, TimeFigures, ValueStream


def wool(activities=20):
    """Every activity follows every other; the chain from first to last is by far the most frequent."""
    names = [f"step {number:02d}" for number in range(activities)]
    flows = [
        Flow(source, target, 1000 if second == first + 1 else 1 + (first * second) % 7, 10, 1.0, 1.5, 4.0)
        for first, source in enumerate(names) for second, target in enumerate(names)
    ]  # fmt: skip
    flows.sort(key=lambda flow: -flow.count)
    counts = tuple(ActivityCount(name, 1100 - number, 500) for number, name in enumerate(names))
    return ProcessMap(500, counts, tuple(flows), (Terminal(names[0], 500),), (Terminal(names[-1], 500),), (), 0, "end_to_start")


def levels_of(process_map):
    shown = [simplify(process_map, detail) for detail in telling_details(process_map)]
    whole = whole_of(shown[-1], list(all_looks(process_map, shown[-1], None, None).values()))
    levels = []
    for each in shown:
        levels.append(place_level(whole, each, levels[-1] if levels else None))
    return whole, levels


def data_of(drawn):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', drawn.markup, re.S)[1])


@pytest.fixture(scope="module")
def placed():
    return levels_of(wool())


def test_each_level_shows_all_that_it_says(placed):
    whole, levels = placed
    for level in levels:
        lines = [*level.led, *level.loose, *level.repeats]
        assert len(lines) == len(set(lines)) == len(level.shown.flows) + len(level.shown.starts) + len(level.shown.ends)
        assert len(level.centres) == len(level.shown.activities) + 2
        assert all(whole.lines[each].source == whole.lines[each].target for each in level.repeats)
    assert [len(level.centres) for level in levels] == sorted(len(level.centres) for level in levels)


def test_the_frequent_lines_are_led_and_every_box_has_a_way_in_and_out(placed):
    whole, levels = placed
    level = levels[-1]
    assert len(level.led) >= EASY
    assert level.loose
    least = min(sorted((whole.lines[each].count for each in level.led), reverse=True)[:EASY])
    assert all(whole.lines[each].count <= least for each in level.loose)
    steps = set(range(len(whole.names)))
    assert {whole.lines[each].source for each in level.led} >= steps
    assert {whole.lines[each].target for each in level.led} >= steps


def test_boxes_keep_their_places_while_loose_lines_are_added(placed):
    same = [(one, two) for one, two in pairwise(placed[1]) if set(one.led) == set(two.led)]
    assert same
    for one, two in same:
        assert one.centres == two.centres
        assert set(one.loose) < set(two.loose)


def test_no_two_boxes_lie_on_each_other(placed):
    whole, levels = placed
    for level in levels:
        boxes = [(number, centre, whole.boxes[number]) for number, centre in level.centres.items()]
        for place, (one, (x, y), box) in enumerate(boxes):
            for other, (across, down), beside in boxes[place + 1 :]:
                apart = abs(x - across) >= (box.width + beside.width) / 2 or abs(y - down) >= (box.height + beside.height) / 2
                assert apart, (one, other)


EVIL = ("</script><script>alert(1)</script>", "<!--<script>", "]]>\u2028&amp;", "half \ud800", "等待 'user' \"reply\"")


def chain(names):
    flows = tuple(Flow(source, target, 12, 12, 1.0, 1.5, 4.0) for source, target in pairwise(names))
    counts = tuple(ActivityCount(name, 12, 12) for name in names)
    return ProcessMap(12, counts, flows, (Terminal(names[0], 12),), (Terminal(names[-1], 12),), (), 1, "end_to_start")


def test_no_name_can_end_the_data_or_begin_anything():
    drawn = interactive_map(chain(EVIL))
    assert drawn.markup.count("<script") == drawn.markup.count("</script") == 1
    assert "<!--" not in drawn.markup
    drawn.markup.encode("utf-8")
    names = [step["name"] for step in data_of(drawn)["steps"]]
    assert names == [EVIL[0], EVIL[1], "]]>\u2028&amp;".replace("\u2028", names[2][3]), "half  ", EVIL[4]]


def times():
    def figures(mean):
        return TimeFigures(mean, mean / 2, mean * 2, mean * 12)

    causes = CauseHours(0.0, 36.0, 0.0, 12.0, 0.0)
    step = StepTime("Solve", "work", 12, "estimated", figures(1.0), figures(4.0), figures(0.0), causes, 0.75)
    stream = ValueStream(12, "estimated", 5.0, 5.0, 1.0, 4.0, 0.0, 0.2, 0.75)
    solve = ActivityTime("Solve", "estimated", 1.0, 0.5, 0.0, 0.0, 4.0, 2.0, "contention", 0.75, 3, 2.0, 0.0, 8.0)
    queue = ActivityTime("Queue", "measured", 0.0, 0.0, 0.0, 0.0, 3.0, 1.0, "contention", 0.75, 0, 0.0, 0.0, 6.0)
    flow = FlowTime("Queue", "Solve", 12, "estimated", 4.0, 2.0, "contention", 0.75)
    return StepTimes((step,), stream), MapTimes({"Solve": solve, "Queue": queue}, {("Queue", "Solve"): flow}, True)


def test_figures_have_units_and_the_mark_of_their_basis():
    data = data_of(interactive_map(chain(("Queue", "Solve")), *times()))
    queue, solve = data["steps"]
    assert solve["figures"] == [["Times done", "12"], ["Tickets", "12"], ["People", "3"], ["Right first time", "75\u202f%"]]
    hours = [["Work", "est.", "1\u202fh", "30\u202fmin", "2\u202fh"], ["Waiting", "est.", "4\u202fh", "2\u202fh", "8\u202fh"]]
    assert solve["times"] == hours
    assert solve["causes"] == [["contention", "People busy", "75\u202f%"], ["unavailability", "People off duty", "25\u202f%"]]
    assert queue["times"] == [["Waiting", "", "3\u202fh", "1\u202fh", "6\u202fh"]]
    assert queue["figures"][-1] == ["Main cause", "People busy 75\u202f%"]
    line = next(line for line in data["lines"] if line[:2] == [0, 1])
    assert line[5:] == ["12", "12", "1\u202fh", "1.5\u202fh", "4\u202fh", "4\u202fh", "2\u202fh", "People busy", "75\u202f%", "est."]
    assert data["texts"]["marks"]["est."][0] == "est."


def test_only_looks_that_there_are_times_for():
    steps, map_times = times()
    assert [look["name"] for look in data_of(interactive_map(chain(("Queue", "Solve"))))["looks"]] == ["frequency"]
    timed = data_of(interactive_map(chain(("Queue", "Solve")), steps, map_times, look="cause"))
    assert [look["name"] for look in timed["looks"]] == ["frequency", "time", "cause"]
    assert timed["look"] == 2


def test_the_level_at_first_is_the_one_asked_for():
    assert data_of(interactive_map(wool(), detail=0.0))["level"] == 0
    told = data_of(interactive_map(wool(), detail=1.0))
    assert told["level"] == len(told["levels"]) - 1


def test_what_no_level_shows_is_not_passed_over():
    assert data_of(interactive_map(wool()))["texts"]["partial"] == ""
    told = data_of(interactive_map(wool(60)))
    assert "Showing all 60 activities and 2\u202f" in told["levels"][-1]["told"]
    assert "only what the map shows" in told["texts"]["partial"]


def test_it_speaks_chinese():
    with speaking("zh-Hans"):
        drawn = interactive_map(chain(("Queue", "Solve")), *times())
    data = data_of(drawn)
    assert data["texts"]["choose"] == "选择一个步骤或一条连线，查看其数据。"
    assert data["steps"][1]["times"][0][:3] == ["处理", "est.", "1\u202f小时"]
    assert data["texts"]["marks"]["est."][0] == "估"
    assert "How often" not in drawn.markup


def test_the_same_map_gives_the_same_bytes_and_few():
    one, two = interactive_map(wool(30)), interactive_map(wool(30))
    assert one == two
    assert len(one.markup.encode("utf-8")) < 300_000
    assert len(one.script.encode("utf-8")) < 40_000


@pytest.mark.parametrize("names", [("Answer",), ("Open", "Close")])
def test_small_maps_stand(names):
    data = data_of(interactive_map(chain(names)))
    assert len(data["levels"][-1]["steps"]) == len(names)


def test_no_activities():
    assert "No activities." in interactive_map(ProcessMap(0, (), (), (), (), (), 0, "end_to_end")).markup
