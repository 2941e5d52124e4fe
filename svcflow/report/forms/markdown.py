"""The summary for people who write: `summary.md`, the findings as sentences, the key figures, the redesigns, and what weakens them.

CommonMark with tables, as wikis, mail and documents take it. What comes from a log is escaped: a name cannot become a link, an image,
a table's column or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from svcflow import __version__, units
from svcflow.eventlog.log import Basis
from svcflow.language import mark, retold, tell, tell_many
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect
from svcflow.report import svg, words
from svcflow.report.effects import effect_scale, is_defined, key_indicators, verdict
from svcflow.report.facts import ReportFacts, Span
from svcflow.report.findings import told
from svcflow.report.forms.key_figures import KeyFigure, key_figures
from svcflow.report.scale import between

_GRADES = {
    "good": mark("Held against a part of the log that it had not seen, the model did well."),
    "fair": mark("Held against a part of the log that it had not seen, the model did fairly."),
    "poor": mark("Held against a part of the log that it had not seen, the model did poorly."),
}
_SIGNS = re.compile(r"[\\`*_\[\]<>|~]|&(?=[#\w]+;)|(?<=\w):(?=//)|(?<=www)\.")
"""What Markdown reads within a line: emphasis, links, code, tables, HTML, characters by name, bare addresses."""
_BEGINS = re.compile(r"^(\d*)([#+=.)-])(?=[\s#=-]|$)")
"""What it reads at the begin of one: heads and lists."""


def summary_markdown(facts: ReportFacts) -> str:
    """The whole text; the same facts give the same bytes."""
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: ReportFacts) -> Iterator[str]:
    tickets = tell_many("{count} ticket", "{count} tickets", facts.cases)
    yield f"# {plain(facts.title)}"
    yield ""
    yield tickets if facts.span is None else _period(tickets, facts.span)
    yield from ("", f"## {tell('Findings')}", "")
    yield from _findings(facts)
    yield from ("", f"## {tell('Key figures')}", "")
    heads = (tell("Figure"), tell("Value"))
    yield from _table(heads, [(each.title, f"{_figure(each)}{_mark(each.basis)}") for each in key_figures(facts)])
    if facts.comparison is not None:
        yield from ("", f"## {tell('Redesigns')}", "")
        yield from _redesigns(facts.comparison)
    yield from ("", f"## {tell('How far to believe this')}", "")
    yield from (f"- {plain(each)}" for each in _caveats(facts))
    yield from ("", tell("Made by svcflow {version}.", version=__version__))


def _period(tickets: str, span: Span) -> str:
    return tell("{tickets}, {span} ({timezone})", tickets=tickets, span=units.span(span.first, span.last), timezone=span.timezone)


def _findings(facts: ReportFacts) -> Iterator[str]:
    """The sentences, each with what to do about it."""
    for number, finding in enumerate(facts.findings, start=1):
        each = told(finding)
        yield f"{number}. {plain(each.text)}{_mark(each.basis)}"
        if each.advice:
            yield f"   - {tell('What to do')}: {plain(each.advice)}{_mark('simulated')}"


def plain(text: str) -> str:
    r"""The text in one line, every sign that Markdown reads escaped.

    >>> plain("Wait [for] *customer* | <b>")
    'Wait \\[for\\] \\*customer\\* \\| \\<b\\>'
    """
    line = _SIGNS.sub(r"\\\g<0>", svg.printable(text).strip())
    return _BEGINS.sub(r"\1\\\2", line)


def _mark(basis: Basis) -> str:
    mark = words.MARKS[basis]
    return f" ({tell(mark)})" if mark else ""


def _figure(figure: KeyFigure) -> str:
    """The figure with its unit, which the title says where it is a count."""
    return units.count(figure.value) if figure.unit == "tickets" else units.quantity(figure.value, figure.unit)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(plain(head) for head in heads)} |"
    yield f"| {' | '.join(['---', *['---:'] * (len(heads) - 1)])} |"
    yield from (f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows)


def _redesigns(comparison: Comparison) -> Iterator[str]:
    """For each key indicator today's figure, and what each redesign changes, with its interval."""
    rows = []
    for indicator in key_indicators(comparison):
        effects = [next((each for each in scenario.values if each.indicator == indicator.name), None) for scenario in comparison.scenarios]
        known = [effect for effect in effects if effect is not None and is_defined(effect)]
        if known:
            like = effect_scale(known).unit
            today = units.quantity(known[0].baseline, indicator.unit)
            rows.append((retold(indicator.title), today, *(_effect(each, indicator, like) for each in effects)))
    yield from _table((tell("Indicator"), tell("Today"), *(scenario.title for scenario in comparison.scenarios)), rows)
    yield ""
    runs = tell_many("{count} simulated run for each redesign.", "{count} simulated runs for each redesign.", comparison.replications)
    yield f"{runs} {tell('In brackets: the 95 % interval of the difference.')}"


def _effect(effect: Effect | None, indicator: ComparedIndicator, like: units.Unit) -> str:
    if effect is None or not is_defined(effect):
        return units.NOTHING
    word = tell(words.VERDICTS[verdict(effect, indicator)])
    if verdict(effect, indicator) == "same":
        return word
    difference, low, high = (units.change(value, indicator.unit, like=like) for value in (effect.difference, effect.low, effect.high))
    return tell("{difference} ({interval}), {verdict}", difference=difference, interval=between(low, high), verdict=word)


def _caveats(facts: ReportFacts) -> Iterator[str]:
    """What weakens the figures above, each thing once."""
    if facts.times.value_stream.basis == "estimated":
        yield tell(words.BASIS_REASONS.get(facts.shape, words.BASIS_REASONS["other"]))
    if facts.validation is not None:
        yield tell(_GRADES[facts.validation.grade])
        yield tell(words.GRADE_ADVICE[facts.validation.grade])
    elif facts.model is not None or facts.comparison is not None:
        yield tell(words.NO_VALIDATION)
    else:
        yield (
            tell("There is no model of this log: {reason}", reason=retold(facts.trouble))
            if facts.trouble
            else tell("There is no model of this log.")
        )
    if facts.few_queues:
        yield tell(words.FEW_QUEUES)
