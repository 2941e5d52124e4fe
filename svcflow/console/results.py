"""What each stage found, as tables for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, say_data, table

if TYPE_CHECKING:
    from svcflow.indicators import Indicator
    from svcflow.model import ServiceModel, Validation
    from svcflow.redesign import Best, ComparedIndicator, Comparison, Effect, ScenarioEffects
    from svcflow.redesign.money import Amount, Returns


MAIN = ("lead_time_mean", "lead_time_p90", "waiting_time_mean", "processing_time_mean", "error_rate", "rework_share", "cost_per_ticket")
"""indicators that tables with little room show"""


def run_tables(
    found: Mapping[str, Iterable[Indicator]],
    validation: Validation | None,
    left: Mapping[str, Iterable[Indicator]],
    begun: Mapping[str, int],
) -> None:
    """Indicators of simulated logs, for the baseline and each redesign, and how far the model is to be believed.

    `left`: what becomes of the tickets that were open at the start, `begun` how many those are, of runs that began with some.
    """
    for name, each in found.items():
        _run_table(f"{name}, simulated" + (" (times and shares: of tickets that arrive in the runs)" if name in begun else ""), each)
        if name in begun:
            _run_table(f"{name}, the {units.count(begun[name])} tickets open at the start", left[name])
    _verdict_line(validation)


def _run_table(title: str, found: Iterable[Indicator]) -> None:
    rows = [(i.title, units.quantity(i.value, i.unit), _interval(i.low, i.high, i.unit), i.n) for i in found]
    table(title, ["indicator", "mean of runs", "95 % interval", "runs"], rows)


def model_tables(model: ServiceModel) -> None:
    """The fitted model in brief."""
    gathered = " and batches" if any(step.gathering for step in model.steps) else ""
    table(
        model.name,
        ["", "what:"],
        [
            (
                "arrivals",
                f"{model.arrivals.per_week:.1f} tickets a week ({model.arrivals.kind}), from {units.count(model.arrivals.n)} tickets",
            ),
            ("people", f"{sum(p.count for p in model.people)} in {len({p.team for p in model.people})} teams"),
            ("routing", f"{len(model.routing.contexts)} contexts"),
            (f"waiting explained by queues{gathered}", units.share(model.waiting_from_queues)),
        ],
    )
    rows = [
        (step.name, units.duration(step.duration.expected) + mark(step.basis), step.duration.kind, units.share(step.error_chance), step.n)
        for step in model.steps
    ]
    table("Steps", ["step", "mean work", "distribution:", "error chance", "n"], rows)
    bullets(model.notes)
    if model.validation is not None:
        validation_tables(model.validation)


def validation_tables(found: Validation) -> None:
    """How far the simulated log is from the one held out."""
    from svcflow.validation import distance_rows

    columns = {"model": "model", "replay": "training replayed", "noise_floor": "noise floor", "past": "model on its past"}
    rows = []
    for row in distance_rows(found):
        figures = [row[column] for column in columns]
        unit = "h" if row["unit"] == "h" else "share"
        rows.append((row["distance"], *(units.quantity(figure, unit) if isinstance(figure, float) else "" for figure in figures)))
    table("Distances from the part held out (0 is identical)", ["distance", *columns.values()], rows)
    _verdict_line(found)


def comparison_tables(found: Comparison) -> None:
    """Each redesign: what it changes, by how much, how sure."""
    known = {indicator.name: indicator for indicator in found.indicators}
    for scenario in found.scenarios:
        rows = []
        for effect in scenario.values:
            unit = known[effect.indicator].unit
            rows.append(
                (
                    known[effect.indicator].title,
                    units.quantity(effect.baseline, unit),
                    units.quantity(effect.redesign, unit),
                    units.change(effect.difference, unit),
                    _range(units.change(effect.low, unit), units.change(effect.high, unit)),
                    *([_clear(effect) if effect.indicator in found.chosen else ""] if found.together else []),
                )
            )
        interval = ["interval", "clear"] if found.together else ["95 % interval"]
        table(scenario.name, ["indicator", "today", "redesign", "difference", *interval], rows)
        bullets((*scenario.assumptions, *_worth(scenario.money)))
        if scenario.interplay:
            _interplay_table(scenario, known)
    if found.best is not None:
        _best_table(found.best, known[found.best.indicator])
    bullets(found.notes)
    if found.validation is not None and found.validation.grade != "poor":  # a poor one is among the notes
        _verdict_line(found.validation)


def _clear(effect: Effect) -> str:
    return "yes" if effect.clear else "no"


def _best_table(found: Best, indicator: ComparedIndicator) -> None:
    """Which is the best, and how sure that is."""
    rows = []
    for each in sorted(found.candidates, key=lambda it: (it.out, it.name != found.name, it.name)):
        standing = "best" if each.name == found.name else "behind" if each.out else "not told apart"
        rows.append((each.name, units.quantity(each.mean, indicator.unit), standing, each.runs))
    table(f"Best: {found.name}", ["", indicator.title, "standing:", "runs"], rows)
    matters = units.quantity(found.indifference, indicator.unit)
    if found.certain:
        sure = units.share(found.confidence)
        said = f"A best one that is ahead of the others by {matters} or more is named with a chance of at least {sure}"
        lines = [f"{said} (of the runs alone); of those that differ by less, any may be."]
    else:
        lines = [f"The runs were spent before it was sure that it is the best by {matters} or more; it has the best mean so far."]
    if found.refits:
        lines.append(f"It is the best in {found.refits_agree} of {found.refits} refits of the model too, in short runs of each.")
    bullets(lines)


def _interplay_table(scenario: ScenarioEffects, known: Mapping[str, ComparedIndicator]) -> None:
    """What each change does alone, and what they do together beyond their sum, in the indicators that matter most."""
    rows = []
    for each in scenario.interplay:
        if each.indicator in MAIN:
            unit = known[each.indicator].unit
            said = [units.change(value, unit) for value in (*each.alone, each.together, each.interplay)]
            ends = _range(units.change(each.run_low, unit), units.change(each.run_high, unit))
            rows.append((known[each.indicator].title, *said, ends))
    numbered = [f"{number} {kind}" for number, kind in enumerate(scenario.apart, 1)]
    changes = [f"{number} alone" for number in range(1, len(numbered) + 1)]
    table(f"{scenario.name}: {', '.join(numbered)}", ["difference in", *changes, "together", "beyond the sum", "95 % interval"], rows)


def _worth(money: Returns | None) -> list[str]:
    """What a redesign saves, costs and brings, in sentences."""
    if money is None:
        return []

    def said(amount: Amount) -> str:
        low, high = (units.quantity(each, unit) for each in (amount.low, amount.high))
        return f"{units.quantity(amount.value, unit)} ({_range(low, high)})"

    unit = money.currency or "money"
    ways = (("hours paid", money.paid), ("hours worked", money.worked), ("lead time", money.lead_time))
    saved = [f"{said(amount)} in {what}" for what, amount in ways if amount is not None]
    lines = [f"Saved in a year: {'; '.join(saved)}."]
    if not money.one_off and not money.running_month:
        return lines
    net = f"Net benefit over {money.horizon_months} months, counting hours {money.counts}: {said(money.net_benefit)}"
    ends = [f"{months:.3g}" if months is not None else "never" for months in (money.payback_low, money.payback_high)]
    if money.payback_months is None:
        back = "it does not pay itself back"
    else:
        back = f"paid back after {money.payback_months:.3g} months ({ends[0]} … {ends[1]})"
    return [*lines, f"{net}; {back}."]


def report_lines(written: Iterable[Path]) -> None:
    """Where the report is, and what lies beside it: the files, and how many there are in each folder."""
    first, *others = written
    say_data(f"The report is at {first}")
    beside = [path.name for path in others if path.parent == first.parent]
    folders = Counter(path.parent.name for path in others if path.parent != first.parent)
    told = [*beside, *(f"{folder}/ ({count} files)" for folder, count in folders.items())]
    if told:
        say_data(f"beside it: {', '.join(told)}")


def _verdict_line(found: Validation | None) -> None:
    if found is not None:
        say_data(f"{found.grade.capitalize()}: {found.verdict}")


def _interval(low: float | None, high: float | None, unit: str) -> str:
    return "" if low is None or high is None else _range(units.quantity(low, unit), units.quantity(high, unit))


def _range(low: str, high: str) -> str:
    """Both ends, with their unit said once where it is the same: `184 … 207 tickets a week`."""
    figure, blank, unit = low.partition(units.THIN)
    return f"{figure if blank and high.endswith(blank + unit) else low} … {high}"
