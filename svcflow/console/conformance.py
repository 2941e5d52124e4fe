"""Models and how they fit, as tables for a person: what was discovered, and where cases deviate from a given model."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from svcflow import units
from svcflow.console.printing import as_document, bullets, table
from svcflow.errors import did_you_mean

if TYPE_CHECKING:
    from svcflow.mining.bpmn import Conformance, Quality
    from svcflow.mining.bpmn.alignment import AlignedStep
    from svcflow.mining.bpmn.conformance import CaseGroup
    from svcflow.mining.bpmn.deviations import Deviation
    from svcflow.mining.discovery import DiscoveredModel

_LINE = 98
_ROWS, _VARIANTS, _LISTED = 15, 5, 8
_NAME = 24
_MARKS = {"both": "{}", "log": "+{}", "model": "({})"}
_KINDS = {"skipped": "skipped", "unexpected": "not allowed", "out_of_order": "out of order"}


def bpmn_document(found: DiscoveredModel) -> dict[str, Any]:
    """What a discovered model is made of and worth, without its drawing."""
    kept = ("coverage", "noise", "variants", "share", "activities", "rare", "quality", "candidates")
    return {name: as_document(getattr(found, name)) for name in kept}


def bpmn_tables(found: DiscoveredModel) -> None:
    """The model in brief, its qualities and how they were measured, and what else was tried."""
    quality = found.quality
    made = (
        f"{_many(found.variants, 'variant')} ({units.share(found.share)} of the cases), "
        f"coverage {units.share(found.coverage)}, noise {units.share(found.noise) if found.noise else 'none'}"
    )
    shape = f"{_many(quality.tasks, 'task')}, {_many(quality.gateways, 'gateway')}, {_many(quality.flows, 'flow')}"
    table("Model", ["", "what:"], [("made of", made), ("has", shape)])
    rows = [
        ("fitness", _figure(quality.fitness), "how much of the log it explains (alignments)"),
        ("cases that fit", units.share(quality.fitting_share), "without any deviation"),
        ("precision", _figure(quality.precision), "how little else it allows (escaping edges)"),
        ("fitness with precision", _figure(quality.f_score), "their harmonic mean"),
        ("simplicity", _figure(quality.simplicity), "few flows to a node"),
        ("generalisation", _figure(quality.generalisation), "nothing in it rests on an odd case"),
    ]
    table("Quality, 0 to 1", ["", "value", "what it says:"], rows)
    if len(found.candidates) > 1:
        tried = [
            (
                units.share(each.coverage),
                units.share(each.noise),
                *map(_figure, (each.fitness, each.precision, each.f_score, each.simplicity)),
            )
            for each in found.candidates
        ]
        table("Tried, on the most frequent variants", ["coverage", "noise", "fitness", "precision", "both", "simplicity"], tried)
    rare = [f"Not in it, being rare: {_listed(found.rare)}."] if found.rare else []
    _fill([*_measured(quality), *rare])


def name_remarks(found: Conformance) -> Iterator[str]:
    """What must not be missed about names: those that only one side knows, and which may have been meant."""
    if found.only_model:
        meant = _meant(found.only_model, found.only_log)
        yield f"no activity of the log has the name of {_listed(found.only_model)}.{meant}"
    if found.only_log:
        left = " They are left out." if set(found.only_log) <= set(found.left_out) else ""
        yield f"the model does not know {_listed(found.only_log)}.{left}"
    for note in found.notes:
        yield f"in the model {note}"


def conformance_tables(found: Conformance) -> None:
    """How many cases fit, what deviates where, the variants that cost most."""
    rows = [
        (
            "cases that fit",
            f"{units.count(found.fitting.cases)} of {units.count(found.cases_measured)} ({units.share(found.fitting_share)})",
        ),
        ("fitness, 0 to 1", _figure(found.fitness)),
        ("lead time of cases that fit", _lead(found.fitting)),
        ("lead time of cases that deviate", _lead(found.deviating)),
    ]
    table(f"Conformance to {found.model}" if found.model else "Conformance", ["", "value:"], rows)
    if found.deviations:
        cut = _cut(len(found.deviations), _ROWS)
        heads = ["activity", "deviation:", "after:", "times", "cases", "of all", "e.g.:"]
        table("Deviations", heads, [_deviation(each) for each in found.deviations[:_ROWS]], cut)
        by_activity = [
            (
                _short(each.activity, 2 * _NAME),
                *map(units.count, (each.done, each.as_modelled, each.skipped, each.unexpected, each.out_of_order)),
            )
            for each in found.activities[:_ROWS]
        ]
        heads = ["activity", "done", "as modelled", "skipped", "not allowed", "out of order"]
        table("By activity", heads, by_activity, _cut(len(found.activities), _ROWS))
        variants = [
            (_path(each.steps), units.count(each.cases), units.count(each.cost), _figure(each.fitness))
            for each in found.deviating_variants[:_VARIANTS]
        ]
        title = "Variants that deviate most: +done though not allowed, (demanded but skipped)"
        table(title, ["path", "cases", "moves", "fitness"], variants, _cut(found.deviating_variant_count, _VARIANTS))
    _fill(_coverage(found))


def _deviation(each: Deviation) -> tuple[str, ...]:
    after = "the start" if each.after is None else _short(each.after, _NAME)
    counts = (units.count(each.count), units.count(each.cases), units.share(each.share))
    return (_short(each.activity, _NAME), _KINDS[each.kind], after, *counts, _short(each.examples[0], 12))


def _measured(quality: Quality) -> list[str]:
    said = []
    if quality.variants_measured < quality.variants:
        share = units.share(quality.cases_measured / quality.cases)
        said.append(
            f"The time was spent: measured on the {units.count(quality.variants_measured)} most frequent of "
            f"{_many(quality.variants, 'variant')}, {share} of the cases. --seconds gives more."
        )
    else:
        said.append(
            f"Measured on all {_many(quality.variants, 'variant')} of all {_many(quality.cases, 'case')}, each weighted by its cases."
        )
    if quality.precision_variants < quality.variants_measured:
        said.append(f"Precision is from {_many(quality.precision_variants, 'variant')}: more would have taken too long.")
    return said + _proved(quality.least_share)


def _coverage(found: Conformance) -> list[str]:
    said = []
    if found.variants_measured < found.variants:
        said.append(
            f"The time was spent: the {units.count(found.variants_measured)} most frequent of {_many(found.variants, 'variant')} were "
            f"compared, {units.share(found.cases_measured / found.cases)} of the cases. The others are left out; --seconds gives more."
        )
    alike = [f'"{each.name}" is taken for "{each.activity}"' for each in found.matches if each.how == "alike"]
    if alike:
        said.append(f"Names that differ in case or blanks: {', '.join(alike[:_LISTED])}{' …' if len(alike) > _LISTED else ''}.")
    if found.left_out:
        said.append(f"Not compared: {_listed(found.left_out)}.")
    return said + _proved(found.least_share)


def _proved(share: float | None) -> list[str]:
    if share is None or share == 1:
        return []
    cut = units.share(1 - share)
    return [f"For {cut} of the cases the search was cut short: they may deviate less, and their fitness is a lower bound."]


def _path(steps: Sequence[AlignedStep]) -> str:
    shown = [_MARKS[step.kind].format(step.activity) for step in steps[:_ROWS]]
    return " → ".join([*shown, *(["…"] if len(steps) > _ROWS else [])])


def _meant(names: Sequence[str], known: Sequence[str]) -> str:
    for name in names:
        said = did_you_mean(name, known)
        if said.startswith("Did"):
            return f' For "{name}": {said} Say so with --match "{name}=ACTIVITY".'
    return ""


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(f'"{name}"' for name in names[:_LISTED])
    return listed + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")


def _lead(group: CaseGroup) -> str:
    if not group.cases:
        return "no such case"
    return f"{units.duration(group.mean_lead_time_h)} (median {units.duration(group.median_lead_time_h)})"


def _many(count: int, what: str) -> str:
    return f"{units.count(count)} {what}{'' if count == 1 else 's'}"


def _figure(value: float | None) -> str:
    """A quality with three decimals; 1.000 only for all of it."""
    if value is None:
        return units.NOTHING
    return f"{min(value, 0.999) if value < 1 else value:.3f}"


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _cut(total: int, shown: int) -> str:
    return f"… and {total - shown} more" if total > shown else ""


def _fill(lines: Sequence[str]) -> None:
    bullets(textwrap.fill(line, _LINE, subsequent_indent="  ") for line in lines)
