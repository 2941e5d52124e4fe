"""Ready redesigns: which there are, what each says, and one filled with a model's own steps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, ModelFile, Quiet
from svcflow.errors import InputError
from svcflow.output import check_no_input, new_file

_ABOUT = """Ready redesigns: list them, look at one, fill one with a model's steps.

Example:  svcflow scenarios list tickets.model.json
"""
app = typer.Typer(name="scenarios", no_args_is_help=True, help=_ABOUT)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A ready redesign, as `svcflow scenarios list` has it.")]


@app.command("list")
def list_(
    model: Annotated[Path | None, typer.Argument(metavar="[MODEL]", help="Also say which fit this model, and where.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which ready redesigns there are; with a model, where each would act.

    Example:  svcflow scenarios list tickets.model.json
    """
    from svcflow.model import read_model
    from svcflow.redesign.ready import overview

    with console.progress(quiet):
        found = overview(None if model is None else read_model(model))
    console.show({"scenarios": found}, json, lambda _: console.ready_tables(found))


@app.command()
def show(name: Name, json: Json = False, quiet: Quiet = False) -> None:
    """What a ready redesign says, with its holes, and what belongs into each.

    Example:  svcflow scenarios show quality_gate
    """
    from svcflow.redesign.ready import ready_of

    ready = ready_of(name)
    needs = [{"holes": need.holes, "what": need.what} for need in ready.needs]
    document = {"name": ready.name, "title": ready.title, "why": ready.why, "needs": needs, "text": ready.text}
    with console.progress(quiet):
        console.show(document, json, lambda _: console.say_data(ready.text.rstrip()))
    for need in ready.needs:
        console.say(f"{', '.join(f'<{hole}>' for hole in need.holes)}: {need.what}.", quiet)


@app.command()
def new(
    name: Name,
    model: ModelFile,
    settings: Annotated[list[str], typer.Option("--set", metavar="HOLE=VALUE", help='What goes into a hole: --set step="Diagnose".')] = [],  # noqa: B006
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the scenario goes. Default: stdout.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fill a ready redesign with the model's own steps and teams, and write it as a scenario file to be edited.

    Example:  svcflow scenarios new quality_gate tickets.model.json -o gate.toml
    """
    from svcflow.model import read_model
    from svcflow.redesign.ready import fill, ready_of

    given = dict(_setting(text) for text in settings)
    if output is not None:
        check_no_input(output, model)
        if output.exists():
            raise InputError("this file is there already.", place=str(output), remedy="Name another: it may have been edited.")
    with console.progress(quiet):
        filled = fill(ready_of(name), read_model(model), given)
        if output is not None:
            with new_file(output) as draft:
                draft.write_text(filled.text, encoding="utf-8")
    document = {"name": name, "chosen": filled.chosen, "others": filled.others, "text": filled.text, "path": output and str(output)}
    if json or output is None:
        console.show(document, json, lambda _: console.say_data(filled.text.rstrip()))
    for hole, value in filled.chosen.items():
        console.say(f"{hole} = {value}", quiet)
    for holes, others in filled.others.items():
        if len(others) > 1:
            console.say(f"{holes} could also be: {'; '.join(others[1:])}", quiet)
    if output is not None:
        console.say(f"The scenario is {output}. Next: svcflow compare {model} {output}", quiet)


def _setting(text: str) -> tuple[str, str]:
    hole, equals, value = text.partition("=")
    if not equals or not hole.strip() or not value.strip():
        raise typer.BadParameter(f'"{text}" is not like step=Diagnose.', param_hint="--set")
    return hole.strip(), value.strip()
