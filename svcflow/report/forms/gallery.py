"""The figures of the report, each on a plate that can be taken out of it: one registry, from facts to SVG.

A new figure is a function from facts to what is drawn (or None where the facts have none of it) and a line in `_DRAWN`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from svcflow import units
from svcflow.eventlog.log import Basis
from svcflow.language import listed, tell, tell_many
from svcflow.report import charts, effect_charts
from svcflow.report.customers.section import curve_drawn, importance_drawn
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.comparing import distances_body
from svcflow.report.forms.plates import Body, charted, drawn, mapped, plate, week
from svcflow.report.forms.source import source_line
from svcflow.report.map_drawing import draw_map
from svcflow.report.people import MOST_TEAMS
from svcflow.report.people_charts import week_chart
from svcflow.report.scorecard.charts import month_chart, redesign_chart
from svcflow.report.scorecard.telling import tell_link, tell_moves, tell_trend
from svcflow.report.value_stream.drawing import draw_side_by_side, draw_stream_map


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands alone: its file's name without an ending, its title, and the SVG document."""

    name: str
    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What goes on a plate. `bases`: those of its figures, told below."""

    name: str
    title: str
    body: Body
    notes: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ("measured",)


def figures(facts: ReportFacts) -> tuple[Figure, ...]:
    """Every figure that these facts have, in the order of the page, in the current language."""
    found = (each for draw in _DRAWN for each in draw(facts))
    return tuple(
        Figure(each.name, each.title, plate(each.title, each.body, notes=each.notes, source=source_line(facts, each.bases)))
        for each in found
    )


def _arrivals(facts: ReportFacts) -> Iterator[_Drawn]:
    if not facts.cases:
        return
    zone = facts.load.timezone
    note = tell("The darker, the more; the darkest is {most} a week.", most=units.number(max(facts.load.arrivals) / facts.load.weeks))
    title = tell("Arrivals by hour of the week ({zone})", zone=zone)
    yield _Drawn("arrivals", title, week(charts.heat_map(facts.load.arrivals, facts.load.weeks, "arrivals")), (note,))
    note = tell("The darker, the more; the darkest is {most} a week.", most=units.number(max(facts.load.finished_steps) / facts.load.weeks))
    title = tell("Steps finished by hour of the week ({zone})", zone=zone)
    yield _Drawn("finished_steps", title, week(charts.heat_map(facts.load.finished_steps, facts.load.weeks, "steps finished")), (note,))


def _open_tickets(facts: ReportFacts) -> Iterator[_Drawn]:
    if facts.open_tickets is not None and facts.cases > 1:
        note = tell("Near both ends it is too low where tickets that were open before or after the log are not in it.")
        yield _Drawn("open_tickets", tell("Tickets open at once"), drawn(charts.open_area(facts.open_tickets)), (note,))


def _map(facts: ReportFacts) -> Iterator[_Drawn]:
    if facts.process_map.activities:
        bases: tuple[Basis, ...] = ("measured", facts.times.value_stream.basis)
        yield _Drawn("process_map", tell("Process map"), mapped(draw_map(facts.process_map, times=facts.times)), (), bases)
        if facts.map_times is not None:
            drawing = draw_map(facts.process_map, map_times=facts.map_times)
            yield _Drawn("process_map_causes", tell("Process map: why tickets wait"), mapped(drawing), (), bases)


def _steps(facts: ReportFacts) -> Iterator[_Drawn]:
    chart = charts.step_bars(facts)
    if chart.rows:
        yield _Drawn("time_by_step", tell("Time per ticket by step"), charted(chart), (chart.note,), (facts.times.value_stream.basis,))


def _stream_map(facts: ReportFacts) -> Iterator[_Drawn]:
    if facts.stream_map is not None:
        yield _Drawn("value_stream_map", tell("Value-stream map"), mapped(draw_stream_map(facts.stream_map)), (), (facts.stream_map.basis,))


def _ladder(facts: ReportFacts) -> Iterator[_Drawn]:
    if facts.ladder is None or facts.stream_map is not None:  # the map has a ladder of its own
        return
    stream = facts.times.value_stream
    ladder = charts.value_stream_ladder(facts.ladder, stream.flow_efficiency)
    note = tell(
        "Above the line: waiting before the step in {above}; below it: work in the step in {below}. Means over all tickets, repeated steps "
        "added, steps not taken counted as nothing; steps in their usual order; not to scale.",
        above=ladder.above, below=ladder.below,
    )  # fmt: skip
    pause = tell("‖ pause for customers or suppliers") if facts.ladder.total.paused_h > 0 else ""
    yield _Drawn("value_stream", tell("Value stream of the mean ticket"), drawn(ladder.drawing), (note, pause), (stream.basis,))


def _lead_times(facts: ReportFacts) -> Iterator[_Drawn]:
    found = facts.lead_times
    if facts.cases <= 1:
        return
    half = units.duration(found.recorded_median_h)
    note = tell("Half of the tickets take {half} or less. The last bar holds all that take longer.", half=half)
    if found.simulated is None:
        yield _Drawn("lead_times", tell("Lead times"), drawn(charts.lead_time_histogram(found)), (note,))
        return
    also = tell("Lines: simulated; half of them take {half} or less.", half=units.duration(found.simulated_median_h))
    title = tell("Lead times: bars recorded, lines simulated")
    yield _Drawn("lead_times", title, drawn(charts.lead_time_histogram(found)), (note, also), ("measured", "simulated"))


def _distances(facts: ReportFacts) -> Iterator[_Drawn]:
    if facts.validation is None:
        return
    note = tell(
        "Dot: the model. Bar: past repeated, how far one gets by assuming that the earlier months happen again; a useful model is nearer. "
        "Dashed: chance, how far two stretches of the same desk are apart by luck alone; no model can be expected to be nearer."
    )
    body = distances_body(effect_charts.distance_rows(facts.validation))
    title = tell("How far the simulated tickets are from the recorded ones (0 is identical)")
    yield _Drawn("distances", title, body, (note,), ("measured", "simulated"))


def _futures(facts: ReportFacts) -> Iterator[_Drawn]:
    for place, pair in enumerate(facts.future_maps, start=1):
        title = tell("{redesign}: the value stream today and then", redesign=pair.title)
        yield _Drawn(f"future_state_{place}", title, mapped(draw_side_by_side(pair)), (), (pair.then.basis,))


def _teams(facts: ReportFacts) -> Iterator[_Drawn]:
    for place, team in enumerate(facts.people[:MOST_TEAMS], start=1):
        key = tell(
            "Pale: people on duty. Bars: work that comes, as the people whom it would keep busy; orange where that is more than are on "
            "duty. Strip below: tickets that wait for the team, the darker the more. From Monday to Sunday."
        )
        title = tell("Usual week of {team}", team=team.team)
        yield _Drawn(f"team_{place}", title, drawn(week_chart(team)), (key,), (team.basis,))


def _effects(facts: ReportFacts) -> Iterator[_Drawn]:
    if facts.comparison is None:
        return
    key = tell(
        "Dot: the difference from today; line: its 95 % interval; upright: no difference. Full dot: improved; square: worse; hollow: no "
        "clear change."
    )
    runs = tell_many("{count} simulated run for each redesign.", "{count} simulated runs for each redesign.", facts.comparison.replications)
    for panel in effect_charts.effect_panels(facts.comparison):
        title = tell("{indicator}: difference from today", indicator=panel.title)
        yield _Drawn(f"effect_{file_name(panel.name)}", title, charted(panel.chart), (panel.note, key, runs), ("simulated",))


def _score(facts: ReportFacts) -> Iterator[_Drawn]:
    found = facts.appraisal
    if found is None:
        return
    if sum(each.total is not None for each in found.months) > 1:
        yield _Drawn("score_by_month", tell("The score by month"), drawn(month_chart(found.months)), (tell_trend(found), tell_moves(found)))
    if facts.comparison is not None and found.card.total is not None and any(each.score for each in facts.comparison.scenarios):
        note = tell(
            "Score today → with the redesign ± half of its 95 % interval. Dot and line: the change with its interval; upright: no change."
        )
        chart = redesign_chart(facts.comparison, found.card.total)
        yield _Drawn("redesign_scores", tell("What redesigns make of the score"), charted(chart), (note, tell_link(found)), ("simulated",))


def _customers(facts: ReportFacts) -> Iterator[_Drawn]:
    said = facts.voice.satisfaction if facts.voice else None
    if said is None:
        return
    survey = tell_many("{count} response to the survey.", "{count} responses to the survey.", said.responses)
    for curve in said.curves:
        if len(curve.bins) > 1:
            shown = curve_drawn(curve)
            yield _Drawn(f"satisfaction_{curve.of}", shown.title, drawn(shown.drawing), (shown.note, survey), (curve.basis,))
    if said.importance and len(said.importance.items) > 1:
        shown = importance_drawn(said.importance)
        names = listed(row[0].text for row in shown.table.rows)
        yield _Drawn("importance_map", shown.title, drawn(shown.drawing), (names, shown.note, survey))


def file_name(name: str) -> str:
    """A name as a file may have it: letters, digits, underscores."""
    return re.sub(r"\W+", "_", name).strip("_").lower()[:60] or "figure"


_DRAWN: tuple[Callable[[ReportFacts], Iterator[_Drawn]], ...] = (
    _arrivals,
    _open_tickets,
    _map,
    _steps,
    _stream_map,
    _ladder,
    _lead_times,
    _teams,
    _distances,
    _effects,
    _futures,
    _score,
    _customers,
)
"""In the order of the page."""
