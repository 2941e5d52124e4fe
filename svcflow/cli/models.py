"""Commands about what would happen: calibrate, validate, simulate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svcflow import console
from svcflow.cli.options import Json, ModelFile, Quiet, Reading, Scenarios, Seed, check_suffix, takes_log
from svcflow.errors import InputError
from svcflow.output import check_replaceable

if TYPE_CHECKING:
    from collections.abc import Callable

    from svcflow.eventlog import EventLog
    from svcflow.indicators import Indicator
    from svcflow.model import ServiceModel
    from svcflow.progress import Progress
    from svcflow.redesign import Scenario
    from svcflow.simulation import Cluster
    from svcflow.study import Study

    _Told = dict[str, tuple[Indicator, ...]]

Replications = Annotated[int, typer.Option(metavar="N", min=1, help="How many runs.")]
Cases = Annotated[int | None, typer.Option(metavar="N", min=1, help="How many tickets arrive. Default: as many as the log had.")]
Start = Annotated[str | None, typer.Option(metavar="TIME", help="When the first may arrive (ISO 8601, UTC). Default: the log's end.")]
Warm = Annotated[bool, typer.Option("--warm", help="Begin with the tickets that were open at the log's end, where they stood.")]
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="simpy (readable), compiled (many times as fast), or auto: compiled where it pays. Equal logs.")
]
Jobs = Annotated[int | None, typer.Option(metavar="N", min=1, help="Runs side by side. Default: one for each core.")]
ClusterAt = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="Run on a Dask cluster: its scheduler's address, tcp://HOST:8786.")
]
_NO_INDICATORS = "goes with --format parquet and --output, without --scenario, --cluster and --engine simpy."


class Form(StrEnum):
    """What simulated logs are written as."""

    csv = "csv"
    parquet = "parquet"


@takes_log
def calibrate(
    reading: Reading,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="MODEL", help="Where the model goes. Default: LOG.model.json.")
    ] = None,
    validated: Annotated[bool, typer.Option("--validate/--no-validate", help="Also test the model on a part of the log held out.")] = True,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit a service model to the log, test it, and keep the verdict in it.

    Example:  svcflow calibrate tickets.csv -o tickets.model.json
    """
    from svcflow.model import write_model

    target = output or Path(f"{reading.name}.model.json")
    reading.check_output(target)
    with console.progress(quiet) as progress:
        event_log, said = reading.open(progress)
        model = calibrated(event_log, said, seed, validated, progress)
        write_model(model, target)
    console.show(model, json, console.model_tables)
    console.say(f"The model is in {target}. Next: svcflow simulate {target}, or svcflow compare {target} SCENARIO.toml", quiet)


def calibrated(log: EventLog, study: Study, seed: int, validated: bool, progress: Progress) -> ServiceModel:
    """The model of a log, with the verdict of its validation where that is wanted and the log is large enough."""
    from svcflow.calibration import calibrate as fit
    from svcflow.errors import LogError
    from svcflow.study import with_skills
    from svcflow.validation import validate as judge

    model = fit(log, seed=seed, rates_h=study.rates_h, service_level_h=study.service_level_h, currency=study.currency, progress=progress)
    model = with_skills(study, model)
    if not validated:
        return model
    try:
        return model.model_copy(update={"validation": judge(log, seed=seed, progress=progress)})
    except LogError as error:
        console.warn(f"The model could not be tested: {error}")
        return model.model_copy(update={"notes": (*model.notes, f"Not validated: {error}")})


@takes_log
def validate(
    reading: Reading,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw recorded beside simulated: .png, .svg or .pdf.")
    ] = None,
    replications: Replications = 5,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hold out the last part of the log, simulate it, and measure how far off the model is.

    Example:  svcflow validate tickets.csv -o validation.png
    """
    from svcflow.validation import examine

    check_suffix(output, (".png", ".svg", ".pdf"))
    reading.check_output(output)
    with console.progress(quiet) as progress:
        examined = examine(reading.read(progress), replications=replications, seed=seed, progress=progress)
        if output is not None:
            from svcflow.report.plots import plot_validation

            progress("drawing", 0, 1)
            plot_validation(examined, output)
    found = examined.validation
    console.show(found, json, console.validation_tables)
    if output is not None:
        console.say(f"The picture is {output}.", quiet)


def simulate(
    model: ModelFile,
    scenario: Scenarios = [],  # noqa: B006
    cases: Cases = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="When arrivals end (ISO 8601, UTC), instead of --cases.")] = None,
    start: Start = None,
    warm: Warm = False,
    replications: Replications = 10,
    engine: Engine = "auto",
    form: Annotated[Form, typer.Option("--format", help="What the logs are written as.")] = Form.csv,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where the simulated logs go.")] = None,
    indicators: Annotated[
        bool, typer.Option("--indicators/--no-indicators", help="Without: only Parquet logs, written as they come; any number of tickets.")
    ] = True,
    jobs: Jobs = None,
    cluster: ClusterAt = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate the service: logs like the one it was calibrated on, and their indicators.

    Example:  svcflow simulate tickets.model.json --replications 20 -o simulated
    """
    from svcflow.model import read_model
    from svcflow.redesign import apply
    from svcflow.simulation import check_names

    if cases is not None and until is not None:
        raise typer.BadParameter("give --cases or --until, not both.", param_hint="--until")
    if output is not None:
        check_replaceable(output, "replications")
    given = read_model(model)
    if not indicators:
        if output is None or form is not Form.parquet or scenario or engine == "simpy" or cluster:
            raise typer.BadParameter(_NO_INDICATORS, param_hint="--no-indicators")
        _stream(given, output, cases, as_time(until, "--until"), as_time(start, "--start"), warm, replications, seed, jobs, json, quiet)
        return
    models = {"baseline": given} | {redesign.name: apply(given, redesign) for redesign in redesigns_of(scenario)}
    if output is not None:
        check_names(models)
    with console.progress(quiet) as progress, workers_of(jobs, cluster) as workers:
        found, left, used = _simulated(
            models, output, form.value, cases=cases, until=as_time(until, "--until"), start=as_time(start, "--start"), warm=warm,
            replications=replications, seed=seed, engine=engine, jobs=workers, progress=progress,
        )  # fmt: skip
    _say_verdict(given)
    _say_backlog(len(given.open) if warm else 0, quiet)
    begun = {name: len(each.open) for name, each in models.items() if warm}
    of_each = {name: _run_document(each, begun.get(name), left[name]) for name, each in found.items()}
    made = {"validation": given.validation, "replications": replications, "engine": used}
    document: dict[str, object] = {**of_each.pop("baseline"), **made}
    if scenario:
        document["scenarios"] = [{"name": name, **each} for name, each in of_each.items()]
    console.show(document, json, lambda _: console.run_tables(found, given.validation, left, begun))
    if output is not None:
        console.say(f"The simulated logs are in {output}.", quiet)


def _run_document(indicators: tuple[Indicator, ...], open_at_start: int | None, left: tuple[Indicator, ...]) -> dict[str, object]:
    """The figures of one model's runs; of runs that began with open tickets, what becomes of those too."""
    begun: dict[str, object] = {} if open_at_start is None else {"open_at_start": open_at_start, "open_tickets": left}
    return {"indicators": indicators, **begun}


def _simulated(models: dict[str, ServiceModel], output: Path | None, form: Any, warm: bool, **plan: Any) -> tuple[_Told, _Told, str]:
    """The indicators of each model's logs, which go to `output`, those of tickets open at the start, and the engine that ran.

    `plan` are the options of `simulate`.
    """
    from svcflow.indicators import indicators_at_start, indicators_of_values, setting_of, values_of_run
    from svcflow.simulation import simulate, simulate_to_folder

    def summarise(model: ServiceModel) -> Callable[[EventLog], dict[str, float]]:
        return partial(values_of_run, setting=setting_of(model), start=model.start if warm else None)

    if output is None:
        results = {name: simulate(each, warm=warm, **plan) for name, each in models.items()}
        values = {name: [summarise(models[name])(log) for log in result.logs] for name, result in results.items()}
        used: str = results["baseline"].engine
    else:
        one_or_all = models if len(models) > 1 else models["baseline"]
        written = simulate_to_folder(one_or_all, output, summarise, format=form, warm=warm, remark=console.warn, **plan)
        values, used = dict(zip(models, map(list, written.values.values()), strict=True)), written.engine
    found = {name: indicators_of_values(each, setting_of(models[name])) for name, each in values.items()}
    return found, {name: indicators_at_start(each) for name, each in values.items()}, used


def _stream(
    model: ServiceModel, output: Path, cases: int | None, until: datetime | None, start: datetime | None, warm: bool, replications: int,
    seed: int, jobs: int | None, json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Only the logs."""
    from svcflow.simulation import simulate_to_parquet

    with console.progress(quiet) as progress:
        simulate_to_parquet(
            model, output, cases=cases, until=until, start=start, warm=warm, replications=replications, seed=seed, jobs=jobs,
            remark=console.warn, progress=progress,
        )  # fmt: skip
    _say_backlog(len(model.open) if warm else 0, quiet)
    _say_verdict(model)
    document = {"validation": model.validation, "replications": replications, "engine": "compiled"}
    console.show(document, json, lambda _: None)
    console.say(f"The simulated logs are in {output}.", quiet)


@contextmanager
def workers_of(jobs: int | None, cluster: str | None) -> Iterator[int | Cluster | None]:
    """Who runs the replications."""
    if cluster is None:
        yield jobs
        return
    if jobs is not None:
        raise typer.BadParameter("give --jobs or --cluster, not both.", param_hint="--cluster")
    from svcflow.simulation import join_cluster

    with join_cluster(cluster) as joined:
        yield joined


def redesigns_of(paths: list[Path]) -> list[Scenario]:
    """The redesigns of these files, each with a name of its own."""
    from svcflow.redesign import read_scenario

    found: dict[str, Scenario] = {}
    for path in paths:
        redesign = read_scenario(path)
        if redesign.name == "baseline":
            raise InputError('"baseline" is the name of the model as it is.', place=str(path), remedy="Give the redesign another name.")
        if redesign.name in found:
            problem = f'this redesign is called "{redesign.name}", as the one in {found[redesign.name].source} is.'
            raise InputError(problem, place=str(path), remedy="Give each its own name.")
        found[redesign.name] = redesign
    return list(found.values())


def _say_backlog(tickets: int, quiet: bool) -> None:
    if not tickets:
        return
    told = "Times and shares are those of tickets that arrive in the runs; throughput, backlog and utilisation count all."
    console.say(f"The runs begin with {tickets} open ticket{'s' if tickets != 1 else ''}. {told}", quiet)


def _say_verdict(model: ServiceModel) -> None:
    if model.validation is None:
        console.warn("This model was not validated: nobody knows how far it is to be believed.")
    elif model.validation.grade == "poor":
        console.warn("This model failed its validation: do not decide anything on its estimates alone.")


def as_time(text: str | None, option: str) -> datetime | None:
    """The instant that an option says."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a time such as 2026-01-31T08:00.', param_hint=option) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
