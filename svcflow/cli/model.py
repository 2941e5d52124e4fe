"""Commands about the model as a document: its schema, a check of what a person wrote, and other tools' forms of it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, ModelFile, Quiet, check_suffix

EXAMPLE = "svcflow model check tickets.model.json"
model = typer.Typer(
    help=f"Work on a model file: check it, get its schema, hand it to other tools.\n\nExample:  {EXAMPLE}",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Tool(StrEnum):
    """Whose form a model is written in."""

    prosimos = "prosimos"


@model.command("check", short_help="Read a model, check it, and show what it says.")
def check(file: ModelFile, json: Json = False, quiet: Quiet = False) -> None:
    """Read a model, check that it can be run, and show what it says: each number with its unit, its source and its count.

    What is wrong is told with its path in the document, its value, and what to do.

    Example:  svcflow model check tickets.model.json
    """
    from svcflow.model import read_model

    console.show(read_model(file), json, console.model_sheet)
    console.say("It can be run: svcflow simulate.", quiet)


@model.command("schema", short_help="The JSON Schema of model files.")
def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where it goes. Default: standard output.")] = None,
    quiet: Quiet = False,
) -> None:
    """The JSON Schema of model files, by which editors complete and check them: all fields, with units.

    Example:  svcflow model schema -o svcflow-model.schema.json
    """
    from svcflow.model.schema import schema_text
    from svcflow.output import new_file

    if output is None:
        console.say_data(schema_text().rstrip())
        return
    with new_file(output) as draft:
        draft.write_text(schema_text(), encoding="utf-8")
    console.say(f"The schema is in {output}.", quiet)


@model.command("export", short_help="Write a model as BPMN with simulation parameters.")
def export(
    file: ModelFile,
    to: Annotated[Tool, typer.Option("--to", help="Whose form: BPMN 2.0 with the simulation parameters of Prosimos 2.1.")] = Tool.prosimos,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where NAME.bpmn and NAME.json go.")] = Path(),
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What the files are called. Default: as MODEL.")] = None,
    priorities: Annotated[
        bool, typer.Option("--priorities", help="Write who is served first too; Prosimos 2.1 then lets the others wait for the whole run.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a model as a BPMN 2.0 diagram and Prosimos's simulation parameters, and tell what these cannot hold.

    Example:  svcflow model export tickets.model.json --to prosimos -o exchange
    """
    from svcflow.model import read_model
    from svcflow.model.exchange import export_prosimos, write_exported
    from svcflow.output import check_no_input

    stem = name or ("model" if str(file) == "-" else file.name.removesuffix(".json").removesuffix(".model"))
    if Path(stem).name != stem:
        raise typer.BadParameter(f'"{stem}" is no name of a file.', param_hint="--name")
    for ending in (".bpmn", ".json"):
        check_no_input(output / f"{stem}{ending}", file)
    exported = export_prosimos(read_model(file), priorities=priorities)
    drawn, said = write_exported(exported, output, stem)
    document = {"bpmn": drawn, "parameters": said, "lost": exported.losses, "starting_at": exported.start, "total_cases": exported.cases}
    console.show(document, json, lambda _: console.export_tables(drawn, said, exported.losses))
    told = f"--total_cases {exported.cases} --starting_at {exported.start} --is_event_added_to_log True --log_out_path log.csv"
    console.say(f"Next: prosimos start-simulation --bpmn_path {drawn} --json_path {said} {told}", quiet)


@model.command("import", short_help="A model from BPMN with simulation parameters.")
def import_(
    bpmn: Annotated[Path, typer.Argument(metavar="BPMN", help="A BPMN 2.0 file.")],
    parameters: Annotated[Path, typer.Argument(metavar="PARAMETERS", help="Prosimos's simulation parameters (JSON) for it.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="MODEL", help="Where it goes. Default: BPMN.model.json.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="TIME", help="When tickets begin to come (ISO 8601, UTC). Default: a Monday.")
    ] = None,
    cases: Annotated[int | None, typer.Option(metavar="N", min=1, help="How many tickets come. Default: 1000.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What the service is called.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a model of a BPMN 2.0 file and Prosimos's simulation parameters, and tell what was taken approximately.

    Example:  svcflow model import claims.bpmn claims.json -o claims.model.json --cases 2000
    """
    from svcflow.model import write_model
    from svcflow.model.exchange import import_prosimos
    from svcflow.output import check_no_input

    target = output or Path(f"{bpmn.stem}.model.json")
    check_suffix(target, (".json", ""))
    check_no_input(target, bpmn, parameters)
    found = import_prosimos(bpmn, parameters, start=_instant(start), cases=cases, name=name)
    write_model(found.model, target)
    console.show({"model": found.model, "remarks": found.remarks}, json, lambda _: console.model_sheet(found.model))
    console.say(f"The model is in {target}. Next: svcflow simulate {target}", quiet)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a time such as 2026-01-31T08:00.', param_hint="--start") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
