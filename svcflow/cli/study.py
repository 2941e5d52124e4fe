"""Commands about the study file: one to begin with, a check of what a person wrote, its schema."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, takes_log

_ABOUT = """The study file: all that svcflow is told about a service. Begin one from a log, check it, get its schema.

Example:  svcflow study new tickets.csv -o study.toml
"""
app = typer.Typer(name="study", no_args_is_help=True, help=_ABOUT, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command("new", short_help="Write a study of a log to go on with.")
@takes_log
def new(
    reading: Reading,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where it goes. Default: standard output.")] = None,
    quiet: Quiet = False,
) -> None:
    """Write a study with what was found in a log, and all else that a study can say behind #, with the log's own names in it.

    Example:  svcflow study new tickets.csv -o study.toml
    """
    from svcflow.errors import OutputError
    from svcflow.output import new_file
    from svcflow.study import draft_study

    if output is not None and output.exists():
        raise OutputError(
            "there is such a file already.", place=str(output), remedy="Give another name, or remove it; people write in studies."
        )
    with console.progress(quiet) as progress:
        event_log = reading.read(progress)
        folder = output.parent if output is not None else Path(os.curdir)
        text = draft_study(event_log, reading.log, folder=folder, zone_is_known=reading.timezone is not None)
    if output is None:
        console.say_data(text.rstrip())
        return
    with new_file(output) as draft:
        draft.write_text(text, encoding="utf-8")
    console.say(f"The study is in {output}. Next: svcflow report {output}", quiet)


@app.command("check", short_help="Read a study and the files that it names.")
def check(
    file: Annotated[Path, typer.Argument(metavar="STUDY", help="A study file (.toml).")], json: Json = False, quiet: Quiet = False
) -> None:
    """Read a study, its log and every file that it names, and say what was found; what is wrong is told with its line and a remedy.

    Example:  svcflow study check study.toml
    """
    from svcflow.redesign import read_scenario
    from svcflow.study import check_comments, hear_study, indicator_setting
    from svcflow.study.outcomes import read_outcomes
    from svcflow.study.scorecard_set import scorecard_set

    with console.progress(quiet) as progress:
        event_log, said = Reading(str(file)).open(progress)
        check_comments(said)
        heard = hear_study(said.model_copy(update={"comments": None}), event_log, progress=progress)
        setting = indicator_setting(said, event_log, heard)
        scorecard_set(said, setting, datetime.now(UTC).date())
        read_outcomes(said, event_log)
        for path in said.scenario_paths:
            read_scenario(path)
    fields = sorted(said.model_fields_set - {"file", "lines"})
    found = {"study": file, "says": fields, "cases": event_log.cases.height, "steps": event_log.steps.height}
    told = f"{file} can be read: {event_log.cases.height} tickets; it says {', '.join(fields)}."
    console.show(found, json, lambda _: console.say_data(told))


@app.command("schema", short_help="The JSON Schema of study files.")
def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where it goes. Default: standard output.")] = None,
) -> None:
    """The JSON Schema of study files, by which editors complete and check them.

    Example:  svcflow study schema -o svcflow-study.schema.json
    """
    from svcflow.output import new_file
    from svcflow.study.schema import schema_text

    if output is None:
        console.say_data(schema_text().rstrip())
        return
    with new_file(output) as draft:
        draft.write_text(schema_text(), encoding="utf-8")
