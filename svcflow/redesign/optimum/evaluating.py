"""What a point of the search comes to: its cost by arithmetic, its times by simulation; and a journal of what has been evaluated.

**Cost** a week is that of the staff on duty (each team's hours a week × its rate; hours alone where no team has a rate), and of the
redesigns: their running cost, and their one-off cost over their horizon. **Lead time**, **service level** and **utilisation** are means
over simulated runs, under the same random numbers for every point.

A point is **feasible** if it keeps the limits. What can be told without a simulation (the budget, cover, more people on shifts than there
are) is told first, and then nothing is simulated.

The **journal** is a file with one line of JSON for each point, after a first line that says of what model and plan it is. A search that
goes on with it finds there what it has evaluated before, and so makes the same choices.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from svcflow.errors import OutputError, ScenarioError
from svcflow.model.document import ServiceModel
from svcflow.model.hours import weekly_calendar
from svcflow.progress import silent
from svcflow.redesign.changes.staff import members
from svcflow.redesign.money import WEEKS
from svcflow.redesign.optimum.space import Point, Space
from svcflow.redesign.runs import Plan, Runs
from svcflow.redesign.scenario import Scenario, apply

FORMAT = "svcflow-optimum"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A point and what it comes to; `lead_time_h` is None where nothing was simulated, `broken` is the limit that it breaks."""

    point: Point
    cost_week: float
    lead_time_h: float | None = None
    service_level: float | None = None
    utilisation: float | None = None
    """of the busiest team"""
    broken: str = ""

    @property
    def feasible(self) -> bool:
        """Whether it keeps all limits."""
        return not self.broken


class Evaluator:
    """Evaluates points of one space, each once."""

    def __init__(self, model: ServiceModel, space: Space, plan: Plan, replications: int, journal: Path | None) -> None:
        self.model = model.model_copy(update={"refits": (), "validation": None})
        self.space, self.plan, self.replications = space, plan, replications
        self.known: dict[Point, Evaluated] = {}
        self._journal = _Journal(journal, self._fingerprint()) if journal is not None else None
        if self._journal is not None:
            self.known = {each.point: each for each in self._journal.entries()}
        self.taken_over = len(self.known)

    def __call__(self, point: Point) -> Evaluated:
        """What a point comes to."""
        if point not in self.known:
            found = self._evaluated(point)
            self.known[point] = found
            if self._journal is not None:
                self._journal.write(found)
        return self.known[point]

    def redesigned(self, point: Point) -> ServiceModel:
        """The model at a point.

        Raises
        ------
        ScenarioError
            It cannot be made so.
        """
        return apply(self.model, Scenario("point", changes=self.space.changes(point, self.model)))

    def cost_week(self, model: ServiceModel, scenarios: tuple[Scenario, ...]) -> float:
        """What the staff of a model and these redesigns cost a week; hours where there are no rates."""
        rates = {team.name: team.rate_h for team in model.teams if team.rate_h is not None}
        total = 0.0
        for person in model.people:
            hours = weekly_calendar(model.calendars[person.calendar]).hours_a_week
            total += person.count * hours * (rates.get(person.team, 0.0) if rates else 1.0)
        for scenario in scenarios if rates else ():
            if scenario.money is not None:
                total += (scenario.money.running_month + scenario.money.one_off / scenario.money.horizon_months) * 12 / WEEKS
        return total

    def _evaluated(self, point: Point) -> Evaluated:
        _, shifts, scenarios = self.space.parts(point)
        sizes = self.space.parts(point)[0]
        for team, some in shifts.items():
            if sum(some.values()) > sizes[team]:
                return Evaluated(point, math.inf, broken=f"people of {team} on shifts")
        try:
            changed = self.redesigned(point)
        except ScenarioError as error:
            return Evaluated(point, math.inf, broken=error.problem)
        cost = self.cost_week(changed, scenarios)
        if broken := self._broken(changed, cost):
            return Evaluated(point, cost, broken=broken)
        runs = Runs(changed)
        runs.add(self.replications, self.plan, silent)
        busy = [float(runs.of(name).mean()) for name in runs.values[0] if name.startswith("utilisation:")]
        most = max((each for each in busy if math.isfinite(each)), default=None)
        level = runs.of("service_level").mean() if "service_level" in runs.values[0] else math.nan
        limit = self.space.limits.maximum_utilisation
        why = "maximum_utilisation" if limit is not None and most is not None and most > limit else ""
        return Evaluated(point, cost, float(runs.of("lead_time_mean").mean()), None if np.isnan(level) else float(level), most, why)

    def _broken(self, model: ServiceModel, cost: float) -> str:
        """Which limit is broken, as far as arithmetic says."""
        limits = self.space.limits
        if limits.budget_week is not None and cost > limits.budget_week:
            return "budget_week"
        for team in self.space.teams:
            if team.minimum_cover and cover(model, team.name) < team.minimum_cover:
                return f"minimum_cover of {team.name}"
        return ""

    def _fingerprint(self) -> str:
        said = [self.model.model_dump_json(), repr(self.space), repr(self.plan), str(self.replications)]
        return sha256("\n".join(said).encode()).hexdigest()


def cover(model: ServiceModel, team: str) -> int:
    """The fewest people of a team who are on duty whenever any of it is."""
    change = np.zeros(7 * 1440 + 1, dtype=np.int64)
    for person in members(model, team):
        for begin, end in weekly_calendar(model.calendars[person.calendar]).intervals:
            change[begin] += person.count
            change[end] -= person.count
    there = np.cumsum(change[:-1])
    open_ = there[there > 0]
    return int(open_.min()) if len(open_) else 0


class _Journal:
    """One line for each evaluated point, of the model and plan that the first line names."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        head = json.dumps({"format": FORMAT, "of": fingerprint})
        try:
            before = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
            if before and not before.startswith(f'{{"format": "{FORMAT}"'):
                raise OutputError("this file is no journal of svcflow.", place=str(path), remedy="Name another; it was left as it is.")
            # A last line that was cut off is dropped; a journal of another model or plan begins anew.
            whole = [line for line in before.splitlines(keepends=True) if line.endswith("\n")]
            kept = whole if whole and whole[0].rstrip() == head else [head + "\n"]
            path.write_text("".join(kept), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"the journal cannot be kept: {error.strerror}.", place=str(path), remedy="Name another place.") from None

    def entries(self) -> Iterator[Evaluated]:
        """What has been evaluated."""
        for line in self.path.read_text(encoding="utf-8").splitlines()[1:]:
            said = json.loads(line)
            yield Evaluated(**{**said, "point": tuple(said["point"])})

    def write(self, found: Evaluated) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(found)) + "\n")
