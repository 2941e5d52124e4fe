"""Sheets of the model and what follows from it: its distances from the log, the effects of redesigns, the indicators."""

from __future__ import annotations

from svcflow.indicators.groups import DIMENSION_TITLES
from svcflow.indicators.results import Indicator
from svcflow.language import retold, tell
from svcflow.model.document import Validation
from svcflow.redesign.money import Returns
from svcflow.redesign.results import ComparedIndicator, Effect, ScenarioEffects
from svcflow.report import words
from svcflow.report.effects import is_defined, verdict
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Sheet, count, number, share, sheet, text
from svcflow.report.forms.time_sheets import BASES


def distances_sheet(facts: ReportFacts) -> Sheet | None:
    """Each distance of the model from the part of the log that it had not seen, beside its yardsticks."""
    held = facts.validation
    if held is None:
        return None
    columns: Columns[str] = (
        (text(tell("Distance")), lambda name: name),
        (text(tell("What is compared")), lambda name: tell(words.DISTANCES[name][0])),
        (text(tell("Unit")), lambda name: words.DISTANCES[name][2]),
        (number(tell("Model")), lambda name: _of(held, "model", name)),
        (number(tell("Past repeated")), lambda name: _of(held, "replay", name)),
        (number(tell("Chance")), lambda name: _of(held, "floor", name)),
    )
    return sheet("distances", tell("Distances of the model"), words.DISTANCES, columns)


def _of(held: Validation, which: str, name: str) -> float:
    found = {"model": held.distances, "replay": held.reference.replay, "floor": held.reference.noise_floor}[which]
    return float(getattr(found, name))


def effects_sheet(facts: ReportFacts) -> Sheet | None:
    """Each redesign's effect on each indicator: today, with it, the difference, and its intervals."""
    if facts.comparison is None:
        return None
    known = {indicator.name: indicator for indicator in facts.comparison.indicators}
    effects = [(scenario, effect, known[effect.indicator]) for scenario in facts.comparison.scenarios for effect in scenario.values]
    columns: Columns[tuple[ScenarioEffects, Effect, ComparedIndicator]] = (
        (text(tell("Redesign")), lambda each: each[0].title),
        (text(tell("Indicator")), lambda each: retold(each[2].title)),
        (text(tell("Name")), lambda each: each[2].name),
        (text(tell("Unit")), lambda each: each[2].unit),
        (number(tell("Today")), lambda each: each[1].baseline),
        (number(tell("With the redesign")), lambda each: each[1].redesign),
        (number(tell("Difference")), lambda each: each[1].difference),
        (number(tell("95 % interval from")), lambda each: each[1].low),
        (number(tell("95 % interval to")), lambda each: each[1].high),
        (number(tell("95 % interval of the runs alone from")), lambda each: each[1].run_low),
        (number(tell("95 % interval of the runs alone to")), lambda each: each[1].run_high),
        (text(tell("Verdict")), lambda each: tell(words.VERDICTS[verdict(each[1], each[2])]) if is_defined(each[1]) else ""),
        (text(tell("Basis")), lambda _: tell(BASES["simulated"])),
    )
    return sheet("redesigns", tell("Redesigns"), effects, columns)


def money_sheet(facts: ReportFacts) -> Sheet | None:
    """What each redesign costs, saves, and when that has paid it back."""
    known = [(each.title, each.money) for each in facts.comparison.scenarios if each.money is not None] if facts.comparison else []
    if not known:
        return None
    columns: Columns[tuple[str, Returns]] = (
        (text(tell("Redesign")), lambda each: each[0]),
        (text(tell("Currency")), lambda each: each[1].currency),
        (number(tell("One-off cost")), lambda each: each[1].one_off),
        (number(tell("Running cost a month")), lambda each: each[1].running_month),
        (number(tell("Saved a year, hours paid")), lambda each: each[1].paid.value if each[1].paid else None),
        (number(tell("Saved a year, hours worked")), lambda each: each[1].worked.value if each[1].worked else None),
        (number(tell("Saved a year, lead time")), lambda each: each[1].lead_time.value if each[1].lead_time else None),
        (count(tell("Horizon in months")), lambda each: each[1].horizon_months),
        (number(tell("Net benefit")), lambda each: each[1].net_benefit.value),
        (number(tell("95 % interval from")), lambda each: each[1].net_benefit.low),
        (number(tell("95 % interval to")), lambda each: each[1].net_benefit.high),
        (number(tell("Paid back after months")), lambda each: each[1].payback_months),
        (share(tell("Return")), lambda each: each[1].return_share),
        (text(tell("Basis")), lambda _: tell(BASES["simulated"])),
    )
    return sheet("money", tell("What redesigns are worth"), known, columns)


def indicators_sheet(facts: ReportFacts) -> Sheet:
    """Every indicator with its evidence."""
    columns: Columns[Indicator] = (
        (text(tell("Dimension")), lambda each: tell(DIMENSION_TITLES[each.dimension])),
        (text(tell("Indicator")), lambda each: retold(each.title)),
        (text(tell("Name")), lambda each: each.name),
        (number(tell("Value")), lambda each: each.value),
        (text(tell("Unit")), lambda each: each.unit),
        (number(tell("95 % interval from")), lambda each: each.low),
        (number(tell("95 % interval to")), lambda each: each.high),
        (count(tell("Observations")), lambda each: each.n),
        (text(tell("Direction")), lambda each: tell(words.BETTER[each.better])),
        (text(tell("Basis")), lambda each: tell(BASES[each.basis])),
        (text(tell("How it is computed")), lambda each: retold(each.formula)),
    )
    return sheet("indicators", tell("Indicators"), facts.indicators, columns)
