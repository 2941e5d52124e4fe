"""The drawn map: connected, honest about what it leaves out, safe with any name, the same bytes every time."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from svcflow.errors import OutputError
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal
from svcflow.mining.simplify import simplify
from svcflow.report import draw_map, write_map
from svcflow.timing.map_times import ActivityTime, FlowTime, MapTimes

ODD = (
    "Register <script>alert(1)</script>", 'Say "hello" & \'bye\'', "等待用户回复的很长很长的活动名称", "y" * 300, "</svg>",
    "\\N \\G %s {{ x }}", "a\x00b", "", "start", "-->", "half \ud800",
)  # fmt: skip


def ball_of_wool(activities=30):
    """Every activity follows every other; the rare ones come last, and one rare one is the only way to the end."""
    names = [f"step {number:02d}" for number in range(activities)]
    flows = [
        Flow(source, target, 1000 // (1 + first + second), 10, 1.0, 1.0, 1.0)
        for first, source in enumerate(names) for second, target in enumerate(names) if first != second
    ]  # fmt: skip
    flows.sort(key=lambda flow: -flow.count)
    counts = tuple(ActivityCount(name, 1000 - 30 * number, 500) for number, name in enumerate(names))
    return ProcessMap(500, counts, tuple(flows), (Terminal(names[0], 500),), (Terminal(names[-1], 500),), (), 0, "end_to_start")


def test_a_large_map_says_what_it_leaves_out():
    shown = simplify(ball_of_wool(), 0.3)
    drawing = draw_map(ball_of_wool(), shown)
    assert 0.3 < shown.share_of_flows < 1
    assert f"Showing {len(shown.activities)} of 30 activities and {len(shown.flows)} of 870 flows" in drawing.replace("\u202f", " ")


def test_by_default_as_much_is_drawn_as_can_be_read():
    told = draw_map(ball_of_wool()).replace("\u202f", " ")
    activities, flows = map(int, re.search(r"Showing (\d+) of 30 activities and (\d+) of 870 flows", told).groups())
    assert activities <= 25
    assert flows <= max(24, 2.4 * activities)


def test_a_small_map_is_shown_whole(sample):
    assert "Showing all 3 activities and all 3 flows." in draw_map(sample.make_map())


def test_odd_names_are_drawn_and_cannot_act(sample):
    drawing = draw_map(sample.make_map(ODD))
    root = ElementTree.fromstring(drawing)
    assert "<script" not in drawing
    told = " ".join(title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title"))
    assert "等待用户回复的很长很长的活动名称" in told
    assert "</svg>: 12" in told.replace("\u202f", " ")


def test_the_same_map_gives_the_same_bytes(sample):
    assert draw_map(sample.make_map(ODD)) == draw_map(sample.make_map(ODD))


def test_typical_times_carry_their_mark(sample):
    times = sample.make_times("estimated")
    assert "4.5\u202fh est." in draw_map(sample.make_map(), times=times)
    assert "est." not in draw_map(sample.make_map(), times=sample.make_times("measured"))


def times_with(cause, basis="estimated"):
    """Times of the sample's map: Investigate waits, the others do not."""

    def activity(name, waiting):
        main = (cause, 0.75) if waiting and cause else (None, None)
        return ActivityTime(name, basis, 2.0, 1.0, 0.0, 0.0, waiting, waiting, *main)

    flow = FlowTime("Register", "Investigate", 12, basis, 6.0, 5.0, cause, 0.75 if cause else None)
    activities = {name: activity(name, 6.0 if name == "Investigate" else 0.0) for name in ("Register", "Investigate", "Close")}
    return MapTimes(activities, {("Register", "Investigate"): flow}, cause is not None)


def test_by_cause_a_box_says_why_it_waits_and_the_legend_what_colours_mean(sample):
    drawing = draw_map(sample.make_map(), map_times=times_with("contention")).replace("\u202f", " ")
    assert "People busy 75 %" in drawing
    assert "waits 6 h est." in drawing
    assert drawing.count('class="line-contention"') == 1
    legend = [text.text for text in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]
    assert {"People busy", "No waiting"} <= set(legend)
    assert "Later tickets first" not in legend


def test_by_time_boxes_and_lines_share_one_scale(sample):
    drawing = draw_map(sample.make_map(), map_times=times_with(None, "measured")).replace("\u202f", " ")
    assert "work 2 h" in drawing
    assert "waits 6 h" in drawing
    assert "est." not in drawing
    assert "Colour: mean time" in drawing


def test_a_log_of_statuses_says_what_its_times_are(sample):
    assert "how long the status that a line leaves lasted" in draw_map(replace(sample.make_map(), gap="start_to_start"))


def test_one_activity():
    lonely = ProcessMap(4, (ActivityCount("Answer", 4, 4),), (), (Terminal("Answer", 4),), (Terminal("Answer", 4),), (), 0, "end_to_end")
    assert "Showing the only activity and no flow." in draw_map(lonely)


def test_no_activities():
    assert "No activities" in draw_map(ProcessMap(0, (), (), (), (), (), 0, "end_to_end"))


@pytest.mark.parametrize("ending", [".svg", ".html"])
def test_a_map_as_a_file(sample, tmp_path, ending):
    path = write_map(sample.make_map(), tmp_path / f"map{ending}")
    content = path.read_text(encoding="utf-8")
    assert "Investigate" in content
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    if ending == ".html":
        assert "http" not in content.replace("http://www.w3.org/2000/svg", "")


def test_another_ending_is_refused(sample, tmp_path):
    with pytest.raises(OutputError, match=r"\.svg, \.html"):
        write_map(sample.make_map(), tmp_path / "map.png")
