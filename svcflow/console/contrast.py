"""What changed between two sides, as tables and sentences for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.timing.contrast import Change, Contrast

MOST_SENTENCES = 6
MOST_ROWS = 12
MOST_KINDS = 6
LONGEST_NAME = 28
CLEAR = "●"
WORDS = {
    "lead_time_mean_h": "lead time, mean",
    "lead_time_median_h": "lead time, median",
    "lead_time_p90_h": "lead time, 90 %",
    "lead_time_same_mix_h": "lead time, same mix",
    "waiting_mean_h": "waiting",
    "waiting_median_h": "waiting, median",
    "processing_mean_h": "processing",
    "processing_median_h": "processing, median",
    "paused_mean_h": "paused",
    "flow_efficiency": "flow efficiency",
    "steps_per_case": "steps",
    "handovers_per_case": "handovers",
    "rework_share": "cases with rework",
    "reopened_share": "cases reopened",
    "arrivals_per_week": "arrivals",
    "share_of_cases": "in cases",
    "share_of_source": "of what follows",
    "executions_per_case": "times a case",
    "complete_and_accurate": "%C&A",
}
CAUSES = ("batching", "contention", "prioritisation", "unavailability", "extraneous")
WORDS |= {f"{cause}_mean_h": f"· {cause}" for cause in CAUSES} | {f"{cause}_per_case_h": cause for cause in CAUSES}
ORDER = {figure: number for number, figure in enumerate(["lead_time_mean_h", *WORDS])}


def contrast_tables(found: Contrast) -> None:
    """Sentences on what matters most, the cases as a whole, then steps, flows and variants that clearly changed."""
    sizes = [
        f"{name} ({units.count(cases)} cases)"
        for name, cases in zip((found.baseline, found.other), (found.cases_baseline, found.cases_other), strict=True)
    ]
    clear = [change for change in found.changes if change.changed]
    lead = next((each.baseline for each in found.changes if each.figure == "lead_time_mean_h"), None) or 0.0
    bullets([f"{sizes[0]} → {sizes[1]}", *_sentences(clear, lead)])
    cases = sorted((change for change in found.changes if change.level == "cases"), key=_place)
    heads = ["before", "after", "difference", "95 % interval"]
    shown = [each for each in cases if not each.what or each.changed or each in _largest(cases)]
    marked = [(_case_name(each), *_figures(each), CLEAR if each.changed else "") for each in shown]
    table("Cases", ["a case on average", *heads, "clear"], marked, _mix_note(cases))
    for level, title, name in (("steps", "Steps that changed", "step"), ("flows", "Flows that changed", "flow")):
        some = [change for change in clear if change.level == level]
        if some:
            rows = [(_short(c.what), _named(c), *_figures(c), _moved(c)) for c in some[:MOST_ROWS]]
            table(title, [name, "figure:", *heads, "moves a case"], rows, _more(len(some)))
    variants = [change for change in clear if change.level == "variants"]
    if variants:
        table("Variants that changed", ["path", *heads], [(_short(c.what, 48), *_figures(c)) for c in variants])
    bullets([_control(found), *found.notes])


def _sentences(clear: Iterable[Change], lead_h: float) -> list[str]:
    """The changes that move most, in words. Causes, flows and what moves less than 1 % of the lead time are left to the tables."""
    great = (change for change in clear if change.moved_h is None or abs(change.moved_h) >= lead_h / 100)
    said = [sentence for change in great if (sentence := _sentence(change))]
    return said[:MOST_SENTENCES]


def _sentence(change: Change) -> str:
    if change.difference is None or change.baseline is None or change.other is None:
        return ""
    more = change.difference > 0
    before, after = _value(change.baseline, change), _value(change.other, change)
    moved = (
        f" That moves a mean case by {units.duration(change.moved_h, signed=True)}." if change.level == "steps" and change.moved_h else ""
    )
    if change.level == "steps" and change.presence:
        return f'"{change.what}" is new: in {after} of the cases.' if more else f'"{change.what}" is gone: it was in {before} of the cases.'
    how = {
        ("cases", "lead_time_mean_h"): f"A case takes {'longer' if more else 'less long'}: {after} on average, after {before}.",
        ("cases", "rework_share"): f"{'More' if more else 'Fewer'} cases have rework: {after}, after {before}.",
        ("cases", "reopened_share"): f"{'More' if more else 'Fewer'} cases are reopened: {after}, after {before}.",
        ("cases", "arrivals_per_week"): f"{'More' if more else 'Fewer'} cases arrive: {after}, after {before}.",
        ("steps", "waiting_mean_h"): f'"{change.what}" waits {"longer" if more else "less long"}: {after} on average, after {before}.',
        ("steps", "processing_mean_h"): f'"{change.what}" is {"more" if more else "less"} work: {after} on average, after {before}.',
        ("steps", "paused_mean_h"): f'"{change.what}" pauses {"longer" if more else "less long"}: {after} on average, after {before}.',
        ("steps", "executions_per_case"): f'"{change.what}" is done {"more" if more else "less"} often: {after}, after {before}.',
        (
            "steps",
            "complete_and_accurate",
        ): f'"{change.what}" comes back {"less" if more else "more"} often: {after} right, after {before}.',
    }.get((change.level, change.figure), "")
    return how + moved if how else ""


def _figures(change: Change) -> tuple[str, str, str, str]:
    """Before, after, difference, interval; hours in one unit in the row."""
    before, after = (_value(value, change) for value in (change.baseline, change.other))
    like = units.unit_for(max(abs(change.baseline or 0.0), abs(change.other or 0.0)))
    if change.difference is None:
        return before, after, units.NOTHING, ""
    difference = "0" if change.difference == 0 else units.change(change.difference, change.unit, like=like)
    if change.low is None or change.high is None:
        return before, after, difference, "too few"
    scale = 100 if change.unit == "share" else 1 / like.hours if change.unit == "h" else 1
    low, high = (units.number(bound * scale, signed=True) for bound in (change.low, change.high))
    return before, after, difference.replace("cases a week", "a week"), f"{low} … {high}"


def _value(value: float | None, change: Change) -> str:
    if value is None or change.unit != "h":
        return units.quantity(value, change.unit).replace("cases a week", "a week")
    return units.unit_for(max(abs(change.baseline or 0.0), abs(change.other or 0.0))).text(value)


def _case_name(change: Change) -> str:
    return f"{_short(change.what)}: share" if change.what else _named(change)


def _named(change: Change) -> str:
    """A figure in words; an estimate never goes without its mark."""
    return WORDS[change.figure] + {"estimated": " est.", "simulated": " sim."}.get(change.basis, "")


def _moved(change: Change) -> str:
    return "" if change.moved_h is None else units.duration(change.moved_h, signed=True)


def _place(change: Change) -> tuple[int, str]:
    return ORDER[change.figure], change.what


def _largest(cases: list[Change]) -> list[Change]:
    """The most frequent kinds of cases."""
    kinds = [each for each in cases if each.what]
    return sorted(kinds, key=lambda each: -((each.baseline or 0.0) + (each.other or 0.0)))[:MOST_KINDS]


def _short(name: str, longest: int = LONGEST_NAME) -> str:
    """A long name without its middle."""
    half = (longest - 1) // 2
    return name if len(name) <= longest else f"{name[:half].rstrip()}…{name[-half:].lstrip()}"


def _more(total: int) -> str:
    return f"… and {total - MOST_ROWS} more; --json and -o have all" if total > MOST_ROWS else ""


def _mix_note(cases: list[Change]) -> str:
    return f"{CLEAR} clear, with false discoveries controlled" if any(change.changed for change in cases) else "nothing here is clear"


def _control(found: Contrast) -> str:
    if not found.tests:
        return "Nothing could be tested: there are too few cases."
    if not found.changed:
        return f"No clear change in any of the {found.tests} figures tested (false discoveries held under {units.share(found.fdr)})."
    chance, others = units.share(found.fdr), found.tests - found.changed
    return (
        f"{found.changed} of {found.tests} figures tested clearly changed ({chance} of them at most are expected to be chance); the other "
        f"{others} show no clear change. Each interval holds 95 % for itself."
    )
