"""What is said beside the figures of a comparison: how far to believe them, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from svcflow.model.document import ServiceModel
from svcflow.redesign.precision import Precision
from svcflow.redesign.runs import EARLY, LATE, Runs, shared
from svcflow.redesign.scenario import Scenario
from svcflow.redesign.uncertainty import run_half_width


def notes_on_runs(model: ServiceModel, scenarios: Sequence[Scenario], everything: Sequence[Runs], wish: Precision) -> Iterator[str]:
    """How far to believe them: the model's verdict, intervals that are wider than was asked, demand that nobody keeps up with."""
    if model.validation is None:
        yield "The model was not validated: nobody knows how far these estimates can be believed."
    elif model.validation.grade == "poor":
        yield f"The model did badly on tickets that it had not seen, so these estimates may be far off. {model.validation.verdict}"
    baseline, *redesigns = everything
    if wish.share is not None and (missed := wish.missed(baseline, redesigns)):
        wide = f"wider than {100 * wish.share:g} % of the baseline for {', '.join(missed)}"
        yield f"After {len(baseline.values)} runs the interval is still {wide}."
    for name, runs in zip(["The baseline", *(f'"{scenario.name}"' for scenario in scenarios)], everything, strict=True):
        if overloaded := _overloaded(runs):
            early, late = runs.of(EARLY).mean(), runs.of(LATE).mean()
            yield (
                f"{name} does not keep up with its demand ({overloaded}): {early:.0f} tickets are open on average early in a run and"
                f" {late:.0f} at its end, so times and backlog grow with the length of the run."
            )


def note_of_runs_alone(model: ServiceModel) -> str:
    """What the intervals of a model without refits leave out."""
    carried = "the randomness of the runs and the ranges of the redesigns" if model.refits else "the randomness of the runs alone"
    return f"The model has no refits, so the intervals carry {carried}, not the uncertainty of the calibration."


def notes_on_many(redesigns: int, chosen: Sequence[str], together: bool) -> list[str]:
    """How the intervals of several redesigns are to be read."""
    if together:
        count = redesigns * len(chosen)
        said = f"The intervals of {', '.join(chosen)} hold together: all {count} at once with 95 % (Bonferroni)"
        return [f"{said}; any other holds with 95 % by itself."] if count > 1 else []
    if redesigns < 2:
        return []
    return [f"Each interval holds with 95 % by itself; that all of these {redesigns} redesigns' hold at once is less sure."]


def _overloaded(runs: Runs) -> str:
    """The teams that are busy all the time while open tickets pile up from the second quarter of the runs to the last."""
    early, late = runs.of(EARLY), runs.of(LATE)
    growth = late - early
    if not np.isfinite(growth).all() or late.mean() < 1.5 * early.mean() or growth.mean() <= run_half_width(growth):
        return ""
    teams = [name for name in shared(runs.values) if name.startswith("utilisation:") and runs.of(name).mean() > 0.95]
    return ", ".join(f"{name.partition(':')[2]} is busy {100 * runs.of(name).mean():.0f} % of its hours" for name in teams)
