"""The page: facts and drawings put into one HTML file that needs nothing else.

The same facts give the same bytes: no clock, no random ids. The date shown is the log's. The page is a row of sections, each a template
of its own (`templates/sections`); a section of which the facts know nothing is left out, in the page and in its navigation.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from svcflow import __version__, units
from svcflow.language import speaking, tell
from svcflow.mining.results import ProcessMap
from svcflow.output import new_file
from svcflow.report import charts, effect_charts, health, people_charts, returns, rework_tables, tables, words
from svcflow.report.customers.section import customers_section
from svcflow.report.facts import ReportFacts
from svcflow.report.findings import is_overlapping, told
from svcflow.report.indicator_tables import indicator_groups
from svcflow.report.interactive import InteractiveMap, interactive_map
from svcflow.report.people import MOST_TEAMS
from svcflow.report.scorecard.section import scorecard_section
from svcflow.report.templating import environment, noted
from svcflow.report.value_stream.drawing import draw_side_by_side, draw_stream_map
from svcflow.report.value_stream.table import change_table, stream_table


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: its name, its text, the mark of its basis, and a line below."""

    name: str
    figure: str
    mark: str = ""
    title: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page: its anchor, its title (a message) and its template."""

    id: str
    title: str

    @property
    def short(self) -> str:
        """Its title where there is little room."""
        return words.SHORT_TITLES.get(self.id, self.title)

    @property
    def template(self) -> str:
        """Where it is written."""
        return f"sections/{self.id}.html.j2"


def sections(facts: ReportFacts) -> tuple[Section, ...]:
    """The sections of this report, in the order of the story."""
    empty = {
        "value-stream": facts.stream_map is None,
        "rework": facts.reworked is None,
        "people": not facts.people,
        "scorecard": facts.appraisal is None,
        "customers": facts.voice is None,
    }
    return tuple(Section(anchor, title) for anchor, title in words.SECTIONS if not empty.get(anchor))


def render(facts: ReportFacts, path: Path | str, language: str = "en") -> Path:
    """Write the report as one self-contained HTML file; the same facts and language give the same bytes.

    Raises
    ------
    OutputError
        The place cannot be written.
    ValueError
        svcflow does not speak the language.
    """
    content = page(facts, language)
    target = Path(path)
    with new_file(target) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")
    return target


def page(facts: ReportFacts, language: str = "en") -> str:
    """The report as HTML text, in a language that `svcflow.language` speaks."""
    with speaking(language):
        return _page(facts)


def _page(facts: ReportFacts) -> str:
    anchors = {section.id for section in sections(facts)}
    return environment().get_template("page.html.j2").render(
        facts=facts,
        sections=sections(facts),
        cards=_cards(facts),
        findings=[told(finding, anchors) for finding in facts.findings],
        more_findings=[told(finding, anchors) for finding in facts.more_findings],
        map=interactive_map(facts.process_map, facts.times, facts.map_times),
        variants=tables.variant_table(facts.process_map),
        imported=tables.import_tables(facts.import_report) if facts.import_report else (),
        steps=tables.step_table(facts),
        step_bars=charts.step_bars(facts),
        ladder=charts.value_stream_ladder(facts.ladder, facts.times.value_stream.flow_efficiency) if facts.ladder else None,
        stream_map=draw_stream_map(facts.stream_map) if facts.stream_map else None,
        stream_table=stream_table(facts.stream_map) if facts.stream_map else None,
        future_maps=[(pair.title, draw_side_by_side(pair), change_table(pair.now, pair.then)) for pair in facts.future_maps],
        queues=tables.queue_table(facts),
        saving=tables.is_saving_told(facts),
        causes=tables.bottleneck_table(facts),
        time_notes=_time_notes(facts),
        overlapping=facts.ladder is not None and is_overlapping(facts.times),
        distances=effect_charts.distance_rows(facts.validation) if facts.validation else (),
        effects=tables.effect_tables(facts.comparison) if facts.comparison else None,
        panels=effect_charts.effect_panels(facts.comparison) if facts.comparison else (),
        indicators=indicator_groups(facts.indicators),
        comparison_notes=_comparison_notes(facts),
        health=health.health_table(facts.import_report) if facts.import_report else None,
        not_found=health.nothing_found(facts.import_report) if facts.import_report else (),
        rework=rework_tables.rework_table(facts.reworked) if facts.reworked else None,
        rework_facts=rework_tables.rework_facts(facts.reworked, facts.rolled) if facts.reworked else (),
        scorecard=scorecard_section(facts),
        customers=customers_section(facts),
        week_chart=people_charts.week_chart,
        most_teams=MOST_TEAMS,
        money=returns.money_table(facts.comparison.scenarios) if facts.comparison else None,
        version=__version__,
        charts=charts,
    )  # fmt: skip


def map_page(process_map: ProcessMap, drawn: InteractiveMap, title: str) -> str:
    """A page that shows the process map and its most frequent paths, in the current language."""
    template = environment().get_template("map.html.j2")
    return template.render(title=title, process_map=process_map, map=drawn, variants=tables.variant_table(process_map))


def _time_notes(facts: ReportFacts) -> list[str]:
    """What weakens the times, each thing once: why begins are estimated, and whatever else timing says."""
    estimated = facts.times.value_stream.basis == "estimated"
    others: list[str] = [noted(note) for note in facts.times.notes if not (estimated and "their times are estimates" in note)]
    return [tell(words.BASIS_REASONS.get(facts.shape, words.BASIS_REASONS["other"])), *others] if estimated else others


def _comparison_notes(facts: ReportFacts) -> list[str]:
    """What the comparison remarks, without what the page has said in its own words, and in plain ones."""
    notes = facts.comparison.notes if facts.comparison else ()
    told = [note for note in notes if not note.startswith(words.TOLD_ELSEWHERE)]
    return [next((tell(plain) for start, plain in words.PLAIN_NOTES if note.startswith(start)), noted(note)) for note in told]


def _cards(facts: ReportFacts) -> list[Card]:
    """The key figures at the top."""
    stream = facts.times.value_stream
    demand = facts.demand
    a_week = tell("{count} a week", count=units.number(demand.value)) if demand else ""
    median = tell("median {duration}", duration=units.duration(facts.lead_time_median_h))
    cards = [
        Card(tell("Tickets"), units.count(facts.cases), below=a_week),
        Card(tell("Mean lead time"), units.duration(facts.lead_time_mean_h), below=median),
    ]
    if stream.basis != "absent":
        mark, title = words.MARKS[stream.basis], words.MARK_TITLES[stream.basis]
        work = tell("work {duration}", duration=units.duration(stream.processing_h))
        cards.append(Card(tell("Waiting per ticket"), units.duration(stream.waiting_h), mark, title, work))
        below = tell("of the lead time is work")
        cards.append(Card(tell("Flow efficiency"), units.share(stream.flow_efficiency), mark, title, below))
    if facts.cases > 1:
        below = tell("most often {step}", step=facts.rework.step) if facts.rework.step else ""
        cards.append(Card(tell("Tickets with rework"), units.share(facts.rework.cases / facts.cases), below=below))
    if facts.validation:
        grade = tell(words.GRADE_NAMES[facts.validation.grade])
        cards.append(Card(tell("The model"), grade, below=tell("on a part of the log that it had not seen")))
    return cards
