"""A team's week as a drawing: people on duty as an area, the work that comes as bars in it, the tickets that wait as a strip below.

Area and bars share one scale of people, so that a bar that rises above the area is work that must wait; very high ones are cut. Without
known working hours there is no such scale, and only what waits is drawn. All positions across are percentages of the week, and so the
drawing is as wide as its page.
"""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report import svg
from svcflow.report.charts import FILLS, HEAT
from svcflow.report.people import TeamWeek
from svcflow.timing.queues.hour_grid import HOURS

HIGH = 72.0
"""height of the scale of people [px]"""
TOP = 14.0
CUT = 2.0
"""how many times the most people on duty a bar may show: where a piece of work takes days, all of it comes in one hour"""
STRIP = 12.0
"""height of the strip of waiting tickets [px]"""


def week_chart(week: TeamWeek) -> str:
    """Draw one team's usual week; what every hour holds is told under the pointer."""
    top = max(*(week.on_duty or (0.0,)), 1e-9)
    top = min(max(top, *week.asked), CUT * top)
    parts = [svg.text(_scale(top), x=0, y=10, font_size=11, fill=svg.MUTED, class_="muted")] if week.on_duty else []
    for hour in range(HOURS):
        parts += _hour(week, hour, top)
    parts.append(svg.element("line", x1=0, x2="100%", y1=TOP + HIGH, y2=TOP + HIGH, stroke=svg.RULE, class_="rule"))
    for day in range(7):
        middle = svg.percent((day + 0.5) / 7)
        parts.append(svg.text(units.weekday(day), x=middle, y=TOP + HIGH + STRIP + 16, text_anchor="middle", font_size=11,
                              fill=svg.MUTED, class_="muted"))  # fmt: skip
        if day:
            across = svg.percent(day / 7)
            parts.append(svg.element("line", x1=across, x2=across, y1=TOP, y2=TOP + HIGH + STRIP + 3, stroke=svg.RULE, class_="rule"))
    return svg.drawing(parts, label=week_told(week), width="100%", height=TOP + HIGH + STRIP + 22)


def week_told(week: TeamWeek) -> str:
    """The drawing in a sentence, for who cannot see it."""
    worst = max(range(HOURS), key=lambda hour: week.waiting[hour])
    day, of_day = divmod(worst, 24)
    return tell(
        "{team}: most tickets wait on {day} from {hour}, {waiting} on average",
        team=week.team, day=units.weekday(day), hour=f"{of_day:02d}:00", waiting=units.number(week.waiting[worst]),
    )  # fmt: skip


def _scale(top: float) -> str:
    return tell_many("{count} person", "{count} people", round(top)) if top >= 1 else tell("{number} people", number=units.number(top))


def _hour(week: TeamWeek, hour: int, top: float) -> list[str]:
    left, wide = hour / HOURS, 1 / HOURS
    told = svg.title(_told(week, hour))
    parts = []
    duty = week.on_duty[hour] if week.on_duty else 0.0
    if duty > 0:
        size = HIGH * duty / top
        # A little wider than the hour, so that no gaps show between the hours of a shift.
        parts.append(svg.element("rect", told, x=svg.percent(left), width=svg.percent(1.06 * wide), y=TOP + HIGH - size, height=size,
                                 fill=HEAT[1], class_="heat-1"))  # fmt: skip
    if week.asked[hour] > 0 and week.on_duty is not None:
        size = max(HIGH * min(week.asked[hour] / top, 1.0), 0.6)
        over = week.asked[hour] > duty
        name = "contention" if over else "processing"
        parts.append(svg.element("rect", told, x=svg.percent(left + 0.2 * wide), width=svg.percent(0.6 * wide), y=TOP + HIGH - size,
                                 height=size, fill=FILLS[name], class_=f"fill-{name}"))  # fmt: skip
    most = max(*week.waiting, 1e-9)
    shade = 0 if week.waiting[hour] <= 0 else 1 + min(4, int(5 * week.waiting[hour] / most - 1e-9))
    parts.append(svg.element("rect", told, x=svg.percent(left), width=svg.percent(1.02 * wide), y=TOP + HIGH + 3, height=STRIP,
                             fill=HEAT[shade], class_=f"heat-{shade}"))  # fmt: skip
    return parts


def _told(week: TeamWeek, hour: int) -> str:
    day, of_day = divmod(hour, 24)
    told = {"day": units.weekday(day), "hour": f"{of_day:02d}:00", "asked": units.number(week.asked[hour]),
            "waiting": units.number(week.waiting[hour])}  # fmt: skip
    if week.on_duty is None:
        return tell("{day} {hour}: work for {asked} people comes, {waiting} tickets wait", **told)
    duty = units.number(week.on_duty[hour])
    return tell("{day} {hour}: {duty} people on duty, work for {asked} comes, {waiting} tickets wait", duty=duty, **told)
