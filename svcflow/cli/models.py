"""Commands about what would happen: calibrate, validate, simulate, compare."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, ModelFile, Quiet, Reading, Scenarios, Seed, check_suffix, takes_log
from svcflow.errors import InputError
from svcflow.output import check_replaceable

if TYPE_CHECKING:
    from svcflow.eventlog import EventLog
    from svcflow.model import ServiceModel
    from svcflow.progress import Progress
    from svcflow.redesign import Scenario
    from svcflow.study import Study

Replications = Annotated[int, typer.Option(metavar="N", min=1, help="How many runs.")]
Cases = Annotated[int | None, typer.Option(metavar="N", min=1, help="How many tickets arrive. Default: as many as the log had.")]
Start = Annotated[str | None, typer.Option(metavar="TIME", help="When the first may arrive (ISO 8601, UTC). Default: the log's end.")]
Engine = Annotated[
    str, typer.Option(metavar="NAME", help="simpy (readable), compiled (many times as fast), or auto: compiled where it pays. Equal logs.")
]
Jobs = Annotated[int | None, typer.Option(metavar="N", min=1, help="Runs side by side. Default: one for each core.")]


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
    from svcflow.validation import validate as judge

    model = fit(log, seed=seed, rates_h=study.rates_h, service_level_h=study.service_level_h, currency=study.currency, progress=progress)
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
    from svcflow.validation import foretell
    from svcflow.validation import validate as judge

    check_suffix(output, (".png", ".svg", ".pdf"))
    reading.check_output(output)
    with console.progress(quiet) as progress:
        event_log = reading.read(progress)
        found = judge(event_log, replications=replications, seed=seed, progress=progress)
        if output is not None:
            from svcflow.report.plots import plot_validation

            progress("drawing", 0, 1)
            plot_validation(*foretell(event_log, seed=seed), output)
    console.show(found, json, console.validation_tables)
    if output is not None:
        console.say(f"The picture is {output}.", quiet)


def simulate(
    model: ModelFile,
    scenario: Scenarios = [],  # noqa: B006
    cases: Cases = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="When arrivals end (ISO 8601, UTC), instead of --cases.")] = None,
    start: Start = None,
    replications: Replications = 10,
    engine: Engine = "auto",
    form: Annotated[Form, typer.Option("--format", help="What the logs are written as.")] = Form.csv,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where the simulated logs go.")] = None,
    indicators: Annotated[
        bool, typer.Option("--indicators/--no-indicators", help="Without: only Parquet logs, written as they come; any number of tickets.")
    ] = True,
    jobs: Jobs = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate the service: logs like the one it was calibrated on, and their indicators.

    Example:  svcflow simulate tickets.model.json --replications 20 -o simulated
    """
    from svcflow.indicators import indicators_of_runs, setting_of
    from svcflow.model import read_model
    from svcflow.redesign import apply
    from svcflow.simulation import check_names, write_replications
    from svcflow.simulation import simulate as run

    if cases is not None and until is not None:
        raise typer.BadParameter("give --cases or --until, not both.", param_hint="--until")
    if output is not None:
        check_replaceable(output, "replications")
    given = read_model(model)
    if not indicators:
        if output is None or form is not Form.parquet or scenario or engine == "simpy":
            problem = "goes with --format parquet and --output, without --scenario and --engine simpy."
            raise typer.BadParameter(problem, param_hint="--no-indicators")
        _stream(given, output, cases, _time(until, "--until"), _time(start, "--start"), replications, seed, jobs, json, quiet)
        return
    models = {"baseline": given} | {redesign.name: apply(given, redesign) for redesign in _redesigns(scenario)}
    if output is not None:
        check_names(models)
    found, results = {}, {}
    with console.progress(quiet) as progress:
        for name, each in models.items():
            result = run(
                each, cases=cases, until=_time(until, "--until"), start=_time(start, "--start"), replications=replications, seed=seed,
                engine=engine, jobs=jobs, progress=progress,
            )  # fmt: skip
            found[name] = indicators_of_runs(result.logs, setting_of(each))
            results[name] = result
        if output is not None:
            write_replications(results if scenario else results["baseline"], output, form.value)
    _say_verdict(given)
    document: dict[str, object] = {"indicators": found["baseline"], "validation": given.validation, "replications": replications}
    document["engine"] = results["baseline"].engine
    if scenario:
        document["scenarios"] = [{"name": name, "indicators": each} for name, each in found.items() if name != "baseline"]
    console.show(document, json, lambda _: console.run_tables(found))
    if output is not None:
        console.say(f"The simulated logs are in {output}.", quiet)


def _stream(
    model: ServiceModel, output: Path, cases: int | None, until: datetime | None, start: datetime | None, replications: int, seed: int,
    jobs: int | None, json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Only the logs."""
    from svcflow.simulation import simulate_to_parquet

    with console.progress(quiet) as progress:
        simulate_to_parquet(
            model, output, cases=cases, until=until, start=start, replications=replications, seed=seed, jobs=jobs, progress=progress
        )
    _say_verdict(model)
    document = {"validation": model.validation, "replications": replications, "engine": "compiled"}
    console.show(document, json, lambda _: None)
    console.say(f"The simulated logs are in {output}.", quiet)


def compare(
    model: ModelFile,
    scenario: Annotated[list[Path], typer.Argument(metavar="SCENARIO…", help="Redesigns (TOML files).")],
    replications: Annotated[int | None, typer.Option(metavar="N", min=2, help="How many paired runs. Default: 20.")] = None,
    precision: Annotated[str | None, typer.Option(metavar="SHARE", help="Add runs until the interval is as narrow, e.g. 5%.")] = None,
    cases: Cases = None,
    start: Start = None,
    jobs: Jobs = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put redesigns side by side: what each changes, by how much, how sure.

    Example:  svcflow compare tickets.model.json scenarios/more_people.toml --precision 5%
    """
    from svcflow.model import read_model
    from svcflow.redesign import compare as weigh

    given = read_model(model)
    redesigns = _redesigns(scenario)
    with console.progress(quiet) as progress:
        found = weigh(
            given, redesigns, replications=replications, precision=_share(precision), cases=cases, start=_time(start, "--start"),
            seed=seed, jobs=jobs, progress=progress,
        )  # fmt: skip
    console.show(found, json, console.comparison_tables)


def _redesigns(paths: list[Path]) -> list[Scenario]:
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


def _say_verdict(model: ServiceModel) -> None:
    if model.validation is None:
        console.warn("This model was not validated: nobody knows how far it is to be believed.")
    elif model.validation.grade == "poor":
        console.warn(f"This model failed its validation. {model.validation.verdict}")


def _time(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a time such as 2026-01-31T08:00.', param_hint=option) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        share = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise typer.BadParameter(f'"{text}" is not a share such as 5% or 0.05.', param_hint="--precision")
    return share
