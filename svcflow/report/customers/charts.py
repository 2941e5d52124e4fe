"""Charts of what customers say: satisfaction against a time, and the importance-performance map with its cross.

Satisfaction is laid on 0 to 100 % of its scale. The map is that of Martilla and James (1977), doi:10.1177/002224297704100112: importance
upwards, performance to the right, parted by a cross whose place is named.
"""

from __future__ import annotations

from collections.abc import Sequence

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report import svg
from svcflow.report.charts import FILLS
from svcflow.report.scale import between
from svcflow.voice.names import CROSSHAIRS, HOURS, VERDICTS
from svcflow.voice.surveys.results import Curve, Figure, ImportanceMap, MapItem

HIGH, TOP = 150.0, 20.0
EDGE = 0.05
"""room at both sides, as a share of the width"""
FIELDS = (("concentrate", "start", 0.0, 0.0), ("keep", "end", 1.0, 0.0), ("low_priority", "start", 0.0, 1.0), ("overkill", "end", 1.0, 1.0))
"""Each field of the map: its name, how it is anchored, and its corner (0, 0: upper left)."""


def curve_chart(curve: Curve) -> str:
    """Mean satisfaction of each bin of like many answers, as a dot with its 95 % interval, and the falling curve through them."""
    bins = curve.bins
    low, high = _ends([each.satisfaction for each in bins])
    across = [EDGE + (1 - 2 * EDGE) * (place + 0.5) / len(bins) for place in range(len(bins))]

    def down(value: float) -> float:
        return TOP + HIGH * (high - value) / (high - low)

    parts = _scale(low, high)
    parts += [
        svg.element("line", x1=svg.percent(across[place]), x2=svg.percent(across[place + 1]), y1=down(bins[place].curve),
                    y2=down(bins[place + 1].curve), stroke=FILLS["contention"], stroke_width=2, class_="line-simulated")
        for place in range(len(bins) - 1)
    ]  # fmt: skip
    for place, each in enumerate(bins):
        figure, at = each.satisfaction, svg.percent(across[place])
        told = tell(
            "{low} to {high}: {share} satisfaction, {answers}",
            low=units.duration(each.from_h), high=units.duration(each.to_h), share=units.share(figure.value),
            answers=tell_many("{count} answer", "{count} answers", figure.n),
        )  # fmt: skip
        if figure.low is not None and figure.high is not None:
            parts.append(svg.element("line", x1=at, x2=at, y1=down(figure.high), y2=down(figure.low), stroke=FILLS["processing"],
                                     stroke_width=2, class_="line-score"))  # fmt: skip
        parts.append(svg.element("circle", svg.title(told), cx=at, cy=down(figure.value), r=5, fill=FILLS["processing"],
                                 class_="fill-processing"))  # fmt: skip
        if place % max(1, -(-len(bins) // 4)) == 0:
            parts.append(_muted(units.duration(each.mean_h), at, TOP + HIGH + 18, "middle"))
    label = tell(
        "Satisfaction against {hours}: {first} at first, {last} at last",
        hours=tell(HOURS[curve.of]), first=units.share(bins[0].curve), last=units.share(bins[-1].curve),
    )  # fmt: skip
    return svg.drawing(parts, label=label, width="100%", height=TOP + HIGH + 26)


def importance_chart(found: ImportanceMap) -> str:
    """The attributes as numbered dots (by importance), the fields named in their corners, the cross of the means."""
    cross, at_importance, at_performance = found.crosshairs[0]
    items = ranked(found)
    left, right = _range([*(item.performance.value for item in items), at_performance])
    low, high = _range([*(item.importance.value for item in items), at_importance])

    def place(importance: float, performance: float) -> tuple[str, float]:
        return svg.percent(0.01 + 0.98 * (performance - left) / (right - left)), TOP + 1.4 * HIGH * (high - importance) / (high - low)

    x, y = place(at_importance, at_performance)
    parts = [svg.element("rect", x="1%", y=TOP, width="98%", height=1.4 * HIGH, fill="none", stroke=svg.RULE, class_="rule fill-clear"),
             svg.element("line", x1=x, x2=x, y1=TOP, y2=TOP + 1.4 * HIGH, stroke=svg.MUTED, stroke_dasharray="4 3", class_="line-muted"),
             svg.element("line", x1="1%", x2="99%", y1=y, y2=y, stroke=svg.MUTED, stroke_dasharray="4 3", class_="line-muted")]  # fmt: skip
    for name, anchor, across, down in FIELDS:
        parts.append(_muted(tell(VERDICTS[name]), svg.percent(0.02 + 0.96 * across), TOP + 14 + down * (1.4 * HIGH - 22), anchor))
    for number, item in enumerate(items, start=1):
        parts += _dot(number, item, *place(item.importance.value, item.performance.value))
    parts.append(_muted(tell("importance ↑"), "1%", 12, "start"))
    parts.append(_muted(tell("performance →"), "99%", TOP + 1.4 * HIGH + 16, "end"))
    label = tell("Importance and performance of {count} attributes, parted by {cross}", count=len(items), cross=tell(CROSSHAIRS[cross]))
    return svg.drawing(parts, label=label, width="100%", height=TOP + 1.4 * HIGH + 22)


def ranked(found: ImportanceMap) -> list[MapItem]:
    """The attributes, the most important first."""
    return sorted(found.items, key=lambda item: (-item.importance.value, item.name))


def _dot(number: int, item: MapItem, x: str, y: float) -> list[str]:
    told = tell(
        "{attribute}: importance {importance}, performance {performance}",
        attribute=item.name, importance=f"{item.importance.value:.2f}", performance=units.share(item.performance.value),
    )  # fmt: skip
    sure = item.agreed and item.verdicts[0][1] == "concentrate"
    fill = "contention" if sure else "processing"
    circle = svg.element("circle", svg.title(told), cx=x, cy=y, r=10, fill=FILLS[fill], class_=f"fill-{fill}")
    label = svg.text(str(number), x=x, y=y + 4, text_anchor="middle", font_size=12, font_weight=600, fill=svg.PAPER, class_="paper")
    return [circle, label]


def _ends(figures: Sequence[Figure]) -> tuple[float, float]:
    ends = [end for figure in figures for end in (figure.value, figure.low, figure.high) if end is not None]
    low, high = max(0.0, min(ends) - 0.03), min(1.0, max(ends) + 0.03)
    return (low, high) if high - low >= 0.1 else (max(0.0, high - 0.1), max(high, 0.1))


def _range(values: Sequence[float]) -> tuple[float, float]:
    """A range with room for the dots at its ends."""
    wide = max(max(values) - min(values), 0.05)
    return min(values) - 0.2 * wide, max(values) + 0.2 * wide


def _scale(low: float, high: float) -> list[str]:
    bottom = svg.element("line", x1=0, x2="100%", y1=TOP + HIGH, y2=TOP + HIGH, stroke=svg.RULE, class_="rule")
    top = svg.element("line", x1=0, x2="100%", y1=TOP, y2=TOP, stroke=svg.RULE, class_="rule")
    return [bottom, top, _muted(units.share(high), "0%", TOP - 5, "start"), _muted(units.share(low), "0%", TOP + HIGH - 5, "start")]


def _muted(words: str, across: str, down: float, anchor: str) -> str:
    return svg.text(words, x=across, y=down, text_anchor=anchor, font_size=11, fill=svg.MUTED, class_="muted")


def share_with_interval(figure: Figure) -> tuple[str, str]:
    """A share, and its interval where there is one."""
    if figure.low is None or figure.high is None:
        return units.share(figure.value), ""
    return units.share(figure.value), between(units.share(figure.low), units.share(figure.high))
