"""Charts of the log: where the time goes, how long tickets take, when they come, how many are open, the value-stream ladder.

Each is a small piece of SVG beside text in HTML. Across, positions are percentages, so that a chart is as wide as its page on a
telephone or on paper, while its letters keep their size. Colours are those of Okabe and Ito (2008), which the colour-blind tell
apart; every mark says its figures under the pointer, and a table nearby says them in print.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.language import listed, mark, retold, tell, tell_many
from svcflow.report import svg, words
from svcflow.report.facts import Ladder, ReportFacts, Rung
from svcflow.report.load import ROUND_H, LeadTimes, OpenTickets
from svcflow.report.scale import column_scale, scale_of
from svcflow.timing.results import CAUSES, StepTime

FILLS = {
    "processing": "#0b5a8f",
    "batching": "#cc79a7",
    "contention": "#d55e00",
    "prioritisation": "#e6a400",
    "unavailability": "#56b4e9",
    "extraneous": "#9aa5b1",
    "waiting": "#d55e00",
    "paused": "#dfe5ea",
}
TITLES = {"processing": mark("Work"), "waiting": mark("Waiting"), "paused": mark("Paused")} | words.CAUSE_TITLES
HEAT = ("#f1f4f7", "#d6e6f2", "#a9cde6", "#6aaad4", "#2f7fb8", "#0b4f85")
HEATS = {
    "arrivals": (
        mark("{day} {hour}:00: {count} arrivals, {rate} a week"),
        mark("arrivals by hour of the week; most of them on {day} from {hour}:00"),
    ),
    "steps finished": (
        mark("{day} {hour}:00: {count} steps finished, {rate} a week"),
        mark("steps finished by hour of the week; most of them on {day} from {hour}:00"),
    ),
}
"""What a week of each kind says of an hour, and as a whole."""
MOST_BARS = 15
LEAST_BAR = 0.002
"""A bar shorter than this share of the longest cannot be seen."""
TOP = 16.0
"""Room above a chart's bars for a label [px]."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chart: what it is of, the drawing, the figure, and the tone of the figure's colour."""

    label: str
    drawing: str
    figure: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines below each other, the key to their colours (class, words), and what the reader should know."""

    rows: tuple[Row, ...]
    key: tuple[tuple[str, str], ...] = ()
    note: str = ""


def step_bars(facts: ReportFacts) -> Chart:
    """Stacked bars: for each step its time for the mean ticket, as work, waiting by cause, and pause."""
    longest = max((_total(step) for step in facts.times.steps), default=0.0)
    seen = [step for step in facts.times.steps if _total(step) > 0 and _total(step) >= LEAST_BAR * longest]
    steps = sorted(seen, key=_total, reverse=True)[:MOST_BARS]
    cases = max(1, facts.times.value_stream.cases)
    rows = [Row(step.activity, _stacked(step, longest, cases), units.duration(_total(step) / cases)) for step in steps]
    present = [name for name in FILLS if any(hours > 0 for step in steps for part, hours in _segments(step) if part == name)]
    left_out = len(facts.times.steps) - len(steps)
    note = (
        tell_many(
            "Mean time for a ticket, over all tickets; {count} step with less or no time in the table.",
            "Mean time for a ticket, over all tickets; {count} steps with less or no time in the table.",
            left_out,
        )
        if left_out
        else tell("Mean time for a ticket, over all tickets.")
    )
    return Chart(tuple(rows), tuple((name, tell(TITLES[name])) for name in present), note)


def _total(step: StepTime) -> float:
    return step.processing_h.total + step.waiting_h.total + step.paused_h.total


def _segments(step: StepTime) -> list[tuple[str, float]]:
    causes = step.causes_h
    waiting = [("waiting", step.waiting_h.total)] if causes is None else [(cause, float(getattr(causes, cause))) for cause in CAUSES]
    return [("processing", step.processing_h.total), *waiting, ("paused", step.paused_h.total)]


def _stacked(step: StepTime, longest: float, cases: int) -> str:
    parts, at = [], 0.0
    for name, hours in _segments(step):
        if hours <= 0:
            continue
        told = tell(
            "{step}: {what} {duration} per ticket",
            step=step.activity,
            what=_lower(tell(TITLES[name])),
            duration=units.duration(hours / cases),
        )
        width = hours / longest
        parts.append(svg.element("rect", svg.title(told), x=svg.percent(at), y=1, width=svg.percent(width), height=16,
                                 fill=FILLS[name], class_=f"fill-{name}"))  # fmt: skip
        at += width
    parted = listed(f"{_lower(tell(TITLES[name]))} {units.duration(hours / cases)}" for name, hours in _segments(step) if hours > 0)
    label = tell("{step}, for the mean ticket: {times}", step=step.activity, times=parted or tell("nothing"))
    return svg.drawing(parts, label=label, width="100%", height=18)


def _lower(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def lead_time_histogram(found: LeadTimes) -> str:
    """Lead times: bars for the recorded tickets, a dark line on each for the simulated ones."""
    bins = len(found.recorded)
    top = max((*found.recorded, *(found.simulated or ()), 0.01))
    high, parts = 130.0, []
    for place, part in enumerate(found.recorded):
        parts.append(_bar(place, bins, high * part / top, high, _bin_told(found, place, part)))
    for place, part in enumerate(found.simulated or ()):
        across = (svg.percent(place / bins), svg.percent((place + 1) / bins))
        down = high - high * part / top + TOP
        told = tell("simulated: {share}", share=units.share(part))
        parts.append(svg.element("line", svg.title(told), x1=across[0], x2=across[1], y1=down, y2=down,
                                 stroke="#d55e00", stroke_width=2.5, class_="line-simulated"))  # fmt: skip
    parts.append(svg.element("line", x1=0, x2="100%", y1=high + TOP, y2=high + TOP, stroke=svg.RULE, class_="rule"))
    parts += _ticks(found, bins, high)
    parts.append(_top_label(found))
    label = tell("Lead times of the tickets: half of them {duration} or less", duration=units.duration(found.recorded_median_h))
    return svg.drawing(parts, label=label, width="100%", height=high + 40)


def _top_label(found: LeadTimes) -> str:
    """The share of the highest bar, above everything: with it the others can be read."""
    bins, top = len(found.recorded), max(found.recorded)
    place = found.recorded.index(top)
    anchor, at = ("start", place) if place < bins / 6 else ("end", place + 1) if place > bins * 5 / 6 else ("middle", place + 0.5)
    told = tell("highest bar: {share}", share=units.share(top))
    return svg.text(told, x=svg.percent(at / bins), y=10, text_anchor=anchor, font_size=11, fill=svg.MUTED, class_="muted")


def _bar(place: int, bins: int, size: float, high: float, told: str) -> str:
    return svg.element("rect", svg.title(told), x=svg.percent((place + 0.04) / bins), width=svg.percent(0.92 / bins), y=high - size + TOP,
                       height=max(size, 0.5), fill=FILLS["processing"], class_="fill-processing")  # fmt: skip


def _bin_told(found: LeadTimes, place: int, part: float) -> str:
    low = units.duration(place * found.width_h)
    if place == len(found.recorded) - 1:
        return tell("longer than {low}: {share}", low=low, share=units.share(part))
    return tell("{low} to {high}: {share}", low=low, high=units.duration((place + 1) * found.width_h), share=units.share(part))


def _ticks(found: LeadTimes, bins: int, high: float) -> list[str]:
    """At most six round durations below the bars, and where the last bin begins."""
    last = bins - 1
    every = next((step for hours in ROUND_H if (step := round(hours / found.width_h)) and last / step <= 5), max(1, last // 4))
    scale = scale_of((last * found.width_h,))
    told = [(0, "0", "start")]
    told += [(place, scale.text(place * found.width_h), "middle") for place in range(every, last, every) if place < 0.7 * bins]
    told += [(bins, tell("over {duration}", duration=scale.text(last * found.width_h)), "end")]
    return [
        svg.text(words, x=svg.percent(place / bins), y=high + TOP + 16, text_anchor=anchor, font_size=11, fill=svg.MUTED, class_="muted")
        for place, words, anchor in told
    ]  # fmt: skip


def heat_map(counts: Sequence[int], weeks: float, what: str) -> str:
    """A week as seven rows of 24 cells, the darker the more; `what` is counted: `arrivals` or `steps finished`."""
    of_hour, of_week = HEATS[what]
    most = max((*counts, 1))
    parts = []
    for hour, found in enumerate(counts):
        day, of_day = divmod(hour, 24)
        shade = 0 if found == 0 else 1 + min(4, int(5 * found / most - 1e-9))
        rate = units.number(found / weeks)
        told = tell(of_hour, day=units.weekday(day), hour=f"{of_day:02d}", count=units.count(found), rate=rate)
        parts.append(svg.element("rect", svg.title(told), x=svg.percent(of_day / 24 + 0.0015), width=svg.percent(1 / 24 - 0.003),
                                 y=day * 19, height=17, rx=2, fill=HEAT[shade], class_=f"heat-{shade}"))  # fmt: skip
    for of_day in (0, 6, 12, 18):
        across = svg.percent((of_day + 0.5) / 24)
        parts.append(svg.text(f"{of_day}", x=across, y=7 * 19 + 12, text_anchor="middle", font_size=11, fill=svg.MUTED, class_="muted"))
    day, of_day = divmod(max(range(len(counts)), key=lambda hour: counts[hour]), 24)
    label = tell(of_week, day=units.weekday(day), hour=f"{of_day:02d}")
    return svg.drawing(parts, label=label, width="100%", height=7 * 19 + 16)


def open_area(found: OpenTickets) -> str:
    """How many tickets are open, as an area over the log's span."""
    top, high = max((*found.counts, 1)), 90.0
    many = len(found.counts)
    parts = []
    for place, count in enumerate(found.counts):
        size = high * count / top
        parts.append(svg.element("rect", x=svg.percent(place / many), width=svg.percent(1.08 / many), y=high - size + 16, height=size,
                                 fill="#6aaad4", class_="heat-3"))  # fmt: skip
    parts.append(svg.element("line", x1=0, x2="100%", y1=high + 16, y2=high + 16, stroke=svg.RULE, class_="rule"))
    parts.append(svg.text(tell("{count} open", count=units.count(top)), x=0, y=11, font_size=11, fill=svg.MUTED, class_="muted"))
    for moment, across, anchor in ((found.first, 0, "start"), (found.last, "100%", "end")):
        parts.append(svg.text(units.day(moment), x=across, y=high + 32, text_anchor=anchor, font_size=11, fill=svg.MUTED, class_="muted"))
    label = tell("Tickets open over time, at most {count}", count=units.count(top))
    return svg.drawing(parts, label=label, width="100%", height=high + 38)


@dataclass(frozen=True, slots=True)
class LadderDrawing:
    """The drawing and the units of the figures above and below its line."""

    drawing: str
    above: str
    below: str


def value_stream_ladder(ladder: Ladder, flow_efficiency: float) -> LadderDrawing:
    """The mean ticket's way as lean practitioners draw it: waiting (and pauses) above, work below, the sums at the end; not to scale."""
    wide, high, low = 104.0, 44.0, 92.0
    rungs = [*ladder.steps, *([ladder.others] if ladder.others else [])]
    idle = column_scale(hours for rung in rungs for hours in (rung.waiting_h, rung.paused_h))
    work = column_scale(rung.work_h for rung in rungs)
    parts, path = [], f"M0,{high:.0f}"
    for place, rung in enumerate(rungs):
        left = place * wide
        path += f"H{left + wide / 2:.0f}V{low:.0f}H{left + wide:.0f}V{high:.0f}"
        lines = _above(rung, idle.bare) + [(idle.bare(0.0), "ink-waiting")] * (rung.waiting_h + rung.paused_h == 0)
        parts += [_figure(told, left + wide / 4, high - 8 - 15 * up, "middle", class_) for up, (told, class_) in enumerate(lines)]
        parts.append(_figure(work.bare(rung.work_h), left + 3 * wide / 4, low - 8, "middle", "ink-work"))
        for number, line in enumerate(svg.wrapped(retold(rung.name), size=11, width=wide - 6, lines=3)):
            parts.append(svg.text(line, x=left + wide / 2 + 4, y=low + 18 + 14 * number, text_anchor="middle", font_size=11,
                                  fill=svg.INK, class_="ink"))  # fmt: skip
    end = wide * len(rungs)
    path += f"H{end + 14:.0f}"
    heads = [tell("Waiting"), tell("Pauses")] if ladder.total.waiting_h > 0 else [tell("Pauses")]
    sums = _above(ladder.total, units.duration)
    parts += [_figure(f"{head} {told}", end + 24, high - 8 - 15 * up, "start", class_)
              for up, (head, (told, class_)) in enumerate(zip(heads, sums, strict=False))]  # fmt: skip
    parts.append(_figure(f"{tell('Work')} {units.duration(ladder.total.work_h)}", end + 24, low - 8, "start", "ink-work"))
    parts.append(_figure(f"{tell('Flow efficiency')} {units.share(flow_efficiency)}", end + 24, low + 18, "start", "ink"))
    drawn = svg.element("path", d=path, fill="none", stroke=svg.MUTED, stroke_width=2, class_="line-muted")
    told = "; ".join(map(_rung_told, rungs))
    label = tell("Value stream of the mean ticket: {steps}; in all {total}", steps=told, total=_rung_told(ladder.total))
    width = end + 190
    drawing = svg.drawing([drawn, *parts], label=label, view_box=f"0 0 {width:.0f} 142", width=width, height=142, class_="ladder")
    return LadderDrawing(drawing, idle.unit.many, work.unit.many)


def _above(rung: Rung, told: Callable[[float], str]) -> list[tuple[str, str]]:
    """What stands above the line, from below: how long a ticket waits, and how long it pauses."""
    waiting = [(told(rung.waiting_h), "ink-waiting")] if rung.waiting_h > 0 else []
    return waiting + ([(f"{told(rung.paused_h)} ‖", "muted")] if rung.paused_h > 0 else [])


def _rung_told(rung: Rung) -> str:
    said = (
        mark("{step} {waiting} waiting, {paused} pause, {work} work")
        if rung.paused_h > 0
        else mark("{step} {waiting} waiting, {work} work")
    )
    waiting, paused, work = (units.duration(hours) for hours in (rung.waiting_h, rung.paused_h, rung.work_h))
    return tell(said, step=retold(rung.name), waiting=waiting, paused=paused, work=work)


def _figure(told: str, across: float, down: float, anchor: str, class_: str) -> str:
    fill = {"ink-waiting": FILLS["contention"], "ink-work": FILLS["processing"], "ink": svg.INK}.get(class_, svg.MUTED)
    return svg.text(told, x=across, y=down, text_anchor=anchor, font_size=12, font_weight=600, fill=fill, class_=class_)
