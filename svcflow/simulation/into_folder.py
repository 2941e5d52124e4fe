"""Simulate into a folder, a file for each replication as it finishes: what is finished outlives a stop (`svcflow.simulation.keeping`).

Memory holds one log for each core, whatever the number of replications; or, where nothing but Parquet files is wanted of the compiled
engine, the tickets in progress alone.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from svcflow.calendars import hours_since
from svcflow.eventlog import EventLog
from svcflow.model import ServiceModel, check_model
from svcflow.progress import Progress, silent
from svcflow.simulation.cluster import Jobs
from svcflow.simulation.engines import Engine, choose, in_threads, make_ready
from svcflow.simulation.keeping import Kept, Remark, Values, kept_replications, unheard
from svcflow.simulation.opening import ready
from svcflow.simulation.results import SimulationResult
from svcflow.simulation.running import Plan, bare_of, results_of, too_late
from svcflow.simulation.service import Service
from svcflow.simulation.streams import Streams
from svcflow.simulation.writing import WRITERS, check_format, check_names, describe, folder_name

Summarise = Callable[[EventLog], Values]


@dataclass(frozen=True, slots=True)
class Written:
    """What was made of the logs, replication by replication, by the model's name; and the engine that was taken."""

    values: Mapping[str, tuple[Values, ...]]
    engine: Engine


@dataclass(frozen=True, slots=True)
class _LogAndValues:
    """Both what is written and what is told; a class, so that it can be sent to other processes."""

    summarise: Summarise

    def __call__(self, log: EventLog) -> tuple[EventLog, Values]:
        return log, self.summarise(log)


def simulate_to_folder(
    models: ServiceModel | Mapping[str, ServiceModel],
    folder: str | Path,
    summarise: Callable[[ServiceModel], Summarise],
    *,
    format: Literal["csv", "parquet"] = "csv",  # noqa: A002
    cases: int | None = None,
    until: datetime | None = None,
    start: datetime | None = None,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    warm: bool = False,
    jobs: Jobs = None,
    remark: Remark = unheard,
    progress: Progress = silent,
) -> Written:
    """Simulate, and write each log as it comes into `folder`: the one that `write_replications` makes of the results of `simulate`.

    Parameters
    ----------
    models : ServiceModel, or dict of name -> ServiceModel
        Of several, each has a folder of its name in the folder.
    folder : path
        As in `write_replications`. What `folder.partial` keeps of the same simulation is taken over.
    summarise
        Given a model, gives what makes finite numbers of one of its logs.
    remark
        Told at once what a person should know: what is gone on from, what is made anew, what a stop leaves.

    The other parameters are those of `simulate`.

    Raises
    ------
    OutputError
        As `write_replications`; or another process is at it.
    ModelError, InputError
        As `simulate`.
    """
    check_format(format)
    plan = Plan(cases, until, start, seed, 0, 0, replications, engine, warm)
    several = {"": models} if isinstance(models, ServiceModel) else {folder_name(name): each for name, each in models.items()}
    if not isinstance(models, ServiceModel):
        check_names(models)
    for each in several.values():
        check_model(each)
        plan.check(each)
    chosen = {inside: choose(engine, plan.arrivals(each) * replications) for inside, each in several.items()}
    wanted = {inside: _files(inside, plan, format) for inside in several}
    everything = [name for names in wanted.values() for name in names]
    with kept_replications(folder, _made_with(several, plan, format), everything, remark) as kept:
        progress("simulating", len(kept.finished), len(everything))
        for inside, each in several.items():
            numbers = [number for number, name in zip(plan.numbers, wanted[inside], strict=True) if name not in kept.finished]
            work = _LogAndValues(summarise(each))
            with closing(results_of(each, work, plan, chosen[inside], numbers, jobs, progress)) as results:
                for number, (log, values) in zip(numbers, results, strict=True):
                    WRITERS[format](log, kept.folder / wanted[inside][number])
                    kept.add(wanted[inside][number], values)
                    progress("simulating", len(kept.finished), len(everything))
            _describe(each, plan, chosen[inside], wanted[inside], kept, inside)
    names = {"": models.name} if isinstance(models, ServiceModel) else {folder_name(name): name for name in models}
    told = {names[inside]: tuple(kept.finished[name].values for name in files) for inside, files in wanted.items()}
    return Written(told, next(iter(chosen.values())))


def simulate_to_parquet(
    model: ServiceModel,
    folder: str | Path,
    *,
    cases: int | None = None,
    until: datetime | None = None,
    start: datetime | None = None,
    replications: int = 10,
    seed: int = 1,
    warm: bool = False,
    jobs: int | None = None,
    remark: Remark = unheard,
    progress: Progress = silent,
) -> None:
    """Simulate by the compiled engine into `replication-000.parquet` … and `simulation.json` of a new folder, as the runs go.

    Memory grows with the tickets in progress, not with those simulated (`svcflow.simulation.streaming`); the options are those of
    `simulate`, and the folder that of `simulate_to_folder`.
    """
    from svcflow.simulation.streaming import stream_parquet

    check_model(model)
    plan = Plan(cases, until, start, seed, 0, 0, replications, "compiled", warm)
    plan.check(model)
    begin = start or model.start
    make_ready("compiled", Service(model, begin, Streams(seed, 0)), progress)
    names = _files("", plan, "parquet")
    with kept_replications(folder, _made_with({"": model}, plan, "parquet, as it comes"), names, remark) as kept:

        def stream(number: int) -> None:
            end = math.inf if until is None else hours_since(begin, until)
            stream_parquet(ready(model, begin, Streams(seed, number), warm), _limit(model, plan), end, 1, kept.folder / names[number])

        numbers = [number for number in plan.numbers if names[number] not in kept.finished]
        progress("simulating", len(kept.finished), replications)
        try:
            with closing(in_threads(stream, numbers, min(jobs or os.cpu_count() or 1, replications))) as streamed:
                for number, _ in zip(numbers, streamed, strict=True):
                    kept.add(names[number], {})
                    progress("simulating", len(kept.finished), replications)
        except OverflowError:
            raise too_late() from None
        _describe(model, plan, "compiled", names, kept, "")


def _files(inside: str, plan: Plan, form: str) -> list[str]:
    """The path of each replication's log in the folder."""
    return [str(Path(inside) / f"replication-{number:03d}.{form}") for number in plan.numbers]


def _made_with(models: Mapping[str, ServiceModel], plan: Plan, form: str) -> dict[str, Any]:
    """All that the logs depend on: not how many there are, nor which engine runs them."""
    from svcflow import __version__

    options = {name: value for name, value in asdict(plan).items() if name not in ("first", "replications", "engine")}
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in options.items()}
    hashes = {inside: hashlib.sha256(bare_of(each).model_dump_json().encode()).hexdigest() for inside, each in models.items()}
    return {"svcflow": __version__, "format": form, **told, "models": hashes}


def _limit(model: ServiceModel, plan: Plan) -> int | None:
    """How many tickets arrive, at most."""
    return model.cases if plan.cases is None and plan.until is None else plan.cases


def _describe(model: ServiceModel, plan: Plan, engine: Engine, names: Iterable[str], kept: Kept, inside: str) -> None:
    sha256 = {Path(name).name: kept.finished[name].sha256 for name in names}
    begun_with = len(model.open) if plan.warm else None
    without = SimulationResult((), model, plan.seed, plan.start or model.start, _limit(model, plan), plan.until, engine, begun_with)
    describe(without, sha256, kept.folder / inside)
