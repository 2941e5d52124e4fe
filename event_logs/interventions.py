"""The study of interventions: how right a calibrated model is about changes that its log has never seen.

    python event_logs/interventions.py [--desks capacity,mixed] [--seeds 3] [--jobs 2] [-o table.md] [-o rows.json]

For each of the eight desks of ``desks.py`` and each seed the generator makes a log of the desk as it is. svcflow calibrates on
that log alone, is asked for each change with its own scenarios, as a user would, and its answer is held against the
truth: the generator run with the change (``desks.truth.json``). What is compared is the change d of mean lead time [h].

- Where the true change is **large**, at least 10 % of the true baseline: its direction, and the relative error |d̂ − d| / |d|.
- Where it is **small**: the absolute error |d̂ − d| as a share of the true baseline.
- **Coverage**: in how many cases d lies in the 95 % interval that svcflow states, calibration included.
- **Queues**: the share of waiting that the model holds for queueing, `waiting_from_queues`.

A change that leaves a team with more work than hours (marked !) has no steady answer: its figures are those of this many
tickets. It counts like the others; the figures without such changes stand beside.

The generator shares no code with svcflow; this script and ``intervals.py`` are the only ones here that use svcflow.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from desk import WEEK_H, Person, with_shift, with_staff
from desks import DEMAND, LESS, MORE, StudyDesk, all_desks
from desks_truth import FILE, fingerprint
from engine import simulate
from generate import STEP_HEADER, step_rows

from svcflow.calibration import calibrate
from svcflow.eventlog.reading import read_log
from svcflow.model import ServiceModel
from svcflow.redesign import KINDS, Change, Scenario, compare

LARGE = 0.10
"""share of the baseline from which on a change is large"""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is computed for each log."""

    replications: int = 40
    refits: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model of one log says of one change, and what is true. Lead times [h]; `low` and `high` bound the predicted difference."""

    desk: str
    seed: int
    change: str
    true_baseline_h: float
    true_h: float
    log_h: float
    baseline_h: float
    predicted_h: float
    low_h: float
    high_h: float
    overloaded: bool
    waiting_from_queues: float | None

    @property
    def large(self) -> bool:
        """Whether the true change is at least a tenth of the baseline."""
        return abs(self.true_h) >= LARGE * self.true_baseline_h

    @property
    def right_way(self) -> bool:
        """Whether the predicted change has the sign of the true one."""
        return self.predicted_h * self.true_h > 0

    @property
    def relative_error(self) -> float:
        """|d̂ − d| / |d|."""
        return abs(self.predicted_h - self.true_h) / abs(self.true_h)

    @property
    def baseline_error(self) -> float:
        """|d̂ − d| as a share of the true baseline."""
        return abs(self.predicted_h - self.true_h) / self.true_baseline_h

    @property
    def covered(self) -> bool:
        """Whether the stated interval holds the true difference."""
        return self.low_h <= self.true_h <= self.high_h


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of several answers, by the rules of this module; NaN where there is nothing to judge."""

    large: int
    right_way: float
    relative_median: float
    relative_p90: float
    small: int
    small_within_5: float
    small_median: float
    small_worst: float
    covered: float


def scenarios(given: StudyDesk) -> tuple[Scenario, ...]:
    """The changes of a desk in svcflow's own words."""
    now = len(given.people(given.team))

    def staff(factor: float) -> Change:
        then = len(next(team.people for team in with_staff(given.desk, given.team, factor).teams if team.name == given.team))
        return _change("add_staff", team=given.team, count=then - now)

    moved = next(team.people for team in with_shift(given.desk, *given.moved).teams if team.name == given.moved[0])
    return (
        Scenario("staff -25 %", changes=(staff(LESS),)),
        Scenario("staff +25 %", changes=(staff(MORE),)),
        Scenario("demand +30 %", changes=(_change("change_demand", factor=DEMAND),)),
        Scenario("step twice as fast", changes=(_change("speed_step", step=given.fast, factor=0.5),)),
        Scenario("errors halved", changes=(_change("reduce_errors", step=given.faulty, factor=0.5),)),
        Scenario("shift moved", changes=tuple(_change("change_calendar", person=it.code, hours=hours_of(it)) for it in moved)),
    )


def _change(kind: str, **fields: object) -> Change:
    return KINDS[kind].model_validate({"kind": kind, **fields})


def hours_of(person: Person) -> dict[str, tuple[str, ...]]:
    """A person's shifts as people write them, each day by itself."""
    spans: dict[str, list[str]] = {}
    for start, end in person.shifts:
        while start < end:
            until = min(end, 24 * (start // 24 + 1))
            day = int(start // 24) % int(WEEK_H // 24)
            spans.setdefault(DAYS[day], []).append(f"{_clock(start - 24 * (start // 24))}-{_clock(until - 24 * (start // 24))}")
            start = until
    return {day: tuple(found) for day, found in spans.items()}


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(60 * (hour % 1)):02d}"


def write_log(given: StudyDesk, seed: int, path: Path) -> None:
    """The log of one run of the desk as it is; a priority that all tickets share is left out."""
    rows = step_rows(simulate(given.desk, given.tickets, seed))
    left_out = [] if len(given.desk.priorities) > 1 else ["Priority"]
    kept = [number for number, name in enumerate(STEP_HEADER) if name not in [*left_out, "Category"]]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([row[number] for number in kept] for row in [STEP_HEADER, *rows])


def model_of(given: StudyDesk, seed: int, refits: int) -> ServiceModel:
    """The model that svcflow makes of that log."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{given.name}.csv"
        write_log(given, seed, path)
        return calibrate(read_log(path), refits=refits)


def ask(given: StudyDesk, seed: int, effort: Effort, truth: dict[str, Any], changes: Sequence[str] = ()) -> list[Answer]:
    """Calibrate on one log, and ask for the changes (all, where none is named)."""
    if truth["fingerprint"] != fingerprint(given):
        raise ValueError(f"the truth of {given.name!r} is that of another desk; run desks_truth.py.")
    model = model_of(given, seed, effort.refits)
    asked = [it for it in scenarios(given) if not changes or it.name in changes]
    found = compare(model, asked, replications=effort.replications, jobs=1)
    before = truth["effects"]["as is"]["lead_time_h"]
    log_h = model.source.lead_time_mean_h if model.source and model.source.lead_time_mean_h else math.nan
    answers = []
    for it in found.scenarios:
        effect = next(value for value in it.values if value.indicator == "lead_time_mean")
        true = truth["effects"][it.name]
        answers.append(
            Answer(
                desk=given.name,
                seed=seed,
                change=it.name,
                true_baseline_h=before,
                true_h=true["difference_h"],
                log_h=log_h,
                baseline_h=effect.baseline,
                predicted_h=effect.difference,
                low_h=effect.low,
                high_h=effect.high,
                overloaded=true["overloaded"],
                waiting_from_queues=model.waiting_from_queues,
            )
        )
    return answers


def judge(answers: Iterable[Answer]) -> Verdict:
    """Judge answers together."""
    given = list(answers)
    large, small = [it for it in given if it.large], [it for it in given if not it.large]
    relative, absolute = [it.relative_error for it in large], [it.baseline_error for it in small]
    return Verdict(
        large=len(large),
        right_way=_of(np.mean, [it.right_way for it in large]),
        relative_median=_of(np.median, relative),
        relative_p90=_of(lambda values: np.quantile(values, 0.9), relative),
        small=len(small),
        small_within_5=_of(np.mean, [error <= 0.05 for error in absolute]),
        small_median=_of(np.median, absolute),
        small_worst=_of(np.max, absolute),
        covered=_of(np.mean, [it.covered for it in given]),
    )


def _of(what: Callable[[Any], Any], values: Sequence[float | bool]) -> float:
    return float(what(values)) if values else math.nan


HEAD = (
    "| | large | right way | error, median | p90 | small | within 5 % | error, median | worst | covered | queues |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
)


def markdown(answers: Sequence[Answer]) -> str:
    """The tables: in all, by desk, by change, and every change of every desk."""
    groups = [("**all**", list(answers)), ("no team overloaded", [it for it in answers if not it.overloaded])]
    groups += [(name, [it for it in answers if it.desk == name]) for name in dict.fromkeys(it.desk for it in answers)]
    groups += [(f"*{name}*", [it for it in answers if it.change == name]) for name in dict.fromkeys(it.change for it in answers)]
    lines = [_line(name, some) for name, some in groups]
    return HEAD + "".join(lines) + "\n" + _details(answers)


def _line(name: str, some: Sequence[Answer]) -> str:
    it = judge(some)
    queues = _of(np.mean, [each.waiting_from_queues for each in some if each.waiting_from_queues is not None])
    shares = (it.right_way, it.relative_median, it.relative_p90), (it.small_within_5, it.small_median, it.small_worst, it.covered, queues)
    cells = [str(it.large), *map(_percent, shares[0]), str(it.small), *map(_percent, shares[1])]
    return f"| {name} | {' | '.join(cells)} |\n"


def _percent(share: float) -> str:
    return "" if math.isnan(share) else f"{100 * share:.3g} %"


def _details(answers: Sequence[Answer]) -> str:
    """One line for each desk and change, means over the seeds."""
    text = "| desk | change | baseline: true, log, model | change: true | predicted | covered |\n|---|---|--:|--:|--:|--:|\n"
    for desk, change in dict.fromkeys((it.desk, it.change) for it in answers):
        some = [it for it in answers if (it.desk, it.change) == (desk, change)]
        first = some[0]
        log_h, model_h = np.mean([it.log_h for it in some]), np.mean([it.baseline_h for it in some])
        predicted = ", ".join(f"{it.predicted_h:+.3g}" for it in some)
        share = f"{first.true_h:+.3g} h ({100 * first.true_h / first.true_baseline_h:+.0f} %)"
        text += (
            f"| {desk} | {change}{' !' if first.overloaded else ''} | {first.true_baseline_h:.3g}, {log_h:.3g}, {model_h:.3g} h | {share}"
            f" | {predicted} h | {sum(it.covered for it in some)}/{len(some)} |\n"
        )
    return text


def run(names: Sequence[str], seeds: Sequence[int], effort: Effort, jobs: int) -> list[Answer]:
    """The whole study, one log after another or side by side."""
    from joblib import Parallel, delayed

    truth = json.loads(FILE.read_text(encoding="utf-8"))["desks"]
    tasks = [(given, seed) for given in all_desks() if given.name in names for seed in seeds]
    done = Parallel(n_jobs=jobs)(delayed(ask)(given, seed, effort, truth[given.name]) for given, seed in tasks)
    return [answer for answers in done for answer in answers]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study, print its tables, and write them where asked."""
    known = [it.name for it in all_desks()]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--desks", default=",".join(known), help=f"some of {', '.join(known)}")
    parser.add_argument("--seeds", type=int, default=3, help="how many logs of each desk")
    parser.add_argument("--replications", type=int, default=Effort().replications)
    parser.add_argument("--refits", type=int, default=Effort().refits)
    parser.add_argument("--jobs", type=int, default=1, help="logs side by side")
    parser.add_argument("-o", "--output", type=Path, action="append", default=[], help="a .md or .json file; may be given twice")
    given = parser.parse_args(arguments)
    names = given.desks.split(",")
    if unknown := set(names) - set(known):
        parser.error(f"no desk is called {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    begun = time.monotonic()
    answers = run(names, range(1, given.seeds + 1), Effort(given.replications, given.refits), given.jobs)
    table = markdown(answers)
    sys.stdout.write(f"{table}\n{len(answers)} answers in {time.monotonic() - begun:.0f} s\n")
    for path in given.output:
        path.write_text(table if path.suffix != ".json" else _document(answers), encoding="utf-8")


def _document(answers: Sequence[Answer]) -> str:
    """Verdict and answers as JSON; null where there is nothing to judge."""
    verdict = {name: None if math.isnan(value) else value for name, value in asdict(judge(answers)).items()}
    return json.dumps({"verdict": verdict, "answers": [asdict(it) for it in answers]}, indent=1, allow_nan=False)


if __name__ == "__main__":
    main()
