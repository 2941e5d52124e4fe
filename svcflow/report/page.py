"""The page: facts and drawings put into one HTML file that needs nothing else.

Jinja2 escapes every text that comes from a log; only drawings, which escape for themselves, and the style sheet go in as they
are. The same facts give the same bytes: no clock, no random ids. The date shown is the log's. The page is told in one language
(`svcflow.language`); what lower rooms have said in sentences is told again in it, and marked as English where that is not possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svcflow import __version__, units
from svcflow.language import current, listed, retold_html, speaking, tell, tell_html, tell_many
from svcflow.mining.results import ProcessMap
from svcflow.output import new_file
from svcflow.report import charts, effect_charts, svg, tables, words
from svcflow.report.facts import ReportFacts
from svcflow.report.findings import is_overlapping
from svcflow.report.map_drawing import draw_map

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: its name, its text, the mark of its basis, and a line below."""

    name: str
    figure: str
    mark: str = ""
    title: str = ""
    below: str = ""


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
    return _environment().get_template("page.html.j2").render(
        facts=facts,
        cards=_cards(facts),
        map_drawing=_trusted(draw_map(facts.process_map, times=facts.times)),
        variants=tables.variant_table(facts.process_map),
        imported=tables.import_tables(facts.import_report) if facts.import_report else (),
        steps=tables.step_table(facts),
        step_bars=charts.step_bars(facts),
        ladder=charts.value_stream_ladder(facts.ladder, facts.times.value_stream.flow_efficiency) if facts.ladder else None,
        queues=tables.queue_table(facts),
        saving=tables.is_saving_told(facts),
        causes=tables.bottleneck_table(facts),
        time_notes=_time_notes(facts),
        overlapping=facts.ladder is not None and is_overlapping(facts.times),
        distances=effect_charts.distance_rows(facts.validation) if facts.validation else (),
        effects=tables.effect_tables(facts.comparison) if facts.comparison else None,
        panels=effect_charts.effect_panels(facts.comparison) if facts.comparison else (),
        indicators=tables.indicator_table(facts),
        comparison_notes=_comparison_notes(facts),
        version=__version__,
        charts=charts,
    )  # fmt: skip


def map_page(process_map: ProcessMap, drawing: str, title: str) -> str:
    """A page that shows the process map and its most frequent paths, in the current language."""
    template = _environment().get_template("map.html.j2")
    return template.render(title=title, process_map=process_map, map_drawing=_trusted(drawing), variants=tables.variant_table(process_map))


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    # Not by file endings: in these templates everything that comes from a log is escaped, whatever the template is called.
    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(_filters())
    environment.globals.update(words=words, style=_trusted(_read("style.css")), units=units, language=current())
    environment.globals.update(listed=listed, tell=tell, tell_html=tell_html, tell_many=tell_many)
    return environment


def _finalize(value: object) -> object:
    """Control characters and halves of characters, which some exports have in names, can neither be shown nor encoded."""
    return svg.printable(value) if type(value) is str else value


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "duration": units.duration,
        "share": units.share,
        "count": units.count,
        "number": units.number,
        "drawing": _trusted,
        "file_name": _file_name,
        "said": retold_html,
        "noted": noted,
    }


def _read(name: str) -> str:
    return files("svcflow.report").joinpath(name).read_text(encoding="utf-8")


def _trusted(written: str) -> str:
    """Text that was escaped by whoever wrote it."""
    from markupsafe import Markup

    return Markup(written)


def _file_name(source: str) -> str:
    """The file without its folders, which are nobody else's business."""
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def noted(note: str) -> Markup:
    """A note of a lower room in the current language; in English its counts are written as the page writes counts."""
    return retold_html(units_in_text(note) if current() == "en" else note)


def units_in_text(note: str) -> str:
    r"""A note with its counts as the page writes counts; what stands in quotes comes from the log and stays as it is.

    >>> units_in_text('21221 of 21221 steps since 2025, "No. 12345"')
    '21\u202f221 of 21\u202f221 steps since 2025, "No. 12345"'
    """
    parts = note.split('"')
    return '"'.join(
        _NUMBER.sub(lambda found: units.count(int(found[0])), part) if place % 2 == 0 else part for place, part in enumerate(parts)
    )


_NUMBER = re.compile(r"(?<![\w.,:/+\-])\d{5,9}(?![\w:/\-]|[.,]\d)")


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
    weeks = facts.span.weeks if facts.span else 0.0
    a_week = tell("{count} a week", count=units.number(facts.cases / weeks)) if weeks >= 1 else ""
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
        cards.append(Card(tell("The model"), grade, below=tell("on months that it had not seen")))
    return cards
