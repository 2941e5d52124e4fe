"""The program: its commands in the order in which an analyst meets them, and how it ends.

Exit codes: 0 done; 1 the data or the model was refused; 2 the command was not understood; 3 a threshold was not met.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import Annotated

import typer

from svcflow import __version__, console
from svcflow.cli import logs, models, reporting
from svcflow.cli.bottlenecks import bottlenecks
from svcflow.cli.bpmn import bpmn
from svcflow.cli.compare import compare
from svcflow.cli.conformance import conformance
from svcflow.cli.contrast import contrast
from svcflow.cli.future import future
from svcflow.cli.handovers import handovers
from svcflow.cli.indicators import indicators
from svcflow.cli.map import map_
from svcflow.cli.model import model
from svcflow.cli.optimize import optimize
from svcflow.cli.rework import rework
from svcflow.cli.scenarios import app as scenarios
from svcflow.cli.score import score
from svcflow.cli.sensitivity import sensitivity
from svcflow.cli.study import app as study
from svcflow.cli.suggest import suggest
from svcflow.cli.times import times
from svcflow.cli.value_stream import value_stream
from svcflow.cli.variants import variants
from svcflow.cli.voice import voice, voice_train
from svcflow.cli.weights import weights
from svcflow.errors import SvcflowError

_STOPPED = 130
"""the exit code after Ctrl-C"""

app = typer.Typer(
    name="svcflow",
    help="From a ticket log to where the time goes, what would change if the work were redesigned, and by how much.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for _name, _command, _does in (
    ("report", reporting.report, "All of the below, on one HTML page."),
    ("import", logs.import_, "Read a ticket export and check it."),
    ("map", map_, "Draw the process map."),
    ("variants", variants, "The ways that cases take, and how long they take them."),
    ("bpmn", bpmn, "Discover a BPMN model and measure it."),
    ("conformance", conformance, "How far cases follow a BPMN model."),
    ("times", times, "Where each step's time goes: work, waiting and why."),
    ("bottlenecks", bottlenecks, "Where time is lost, ranked by what it would save."),
    ("value-stream", value_stream, "The value stream of each family of tickets."),
    ("contrast", contrast, "Two logs or two slices: what changed."),
    ("rework", rework, "What is done again and what it costs: loops, ping-pong, reopening."),
    ("handovers", handovers, "Who passes work to whom, and on whom it depends."),
    ("indicators", indicators, "Indicators with intervals, of all or by team, month, segment."),
    ("voice", voice, "What customers answer and write, beside the log."),
    ("voice-train", voice_train, "Train a model of sentiment on your own labels."),
    ("score", score, "A scorecard: weights, scores, gaps, and what redesigns would do."),
    ("calibrate", models.calibrate, "Fit a service model to a log, and test it."),
    ("validate", models.validate, "How far off is a model of this log?"),
    ("simulate", models.simulate, "Simulate the service."),
    ("suggest", suggest, "Redesigns proposed from the log, simulated and ranked."),
    ("compare", compare, "Redesigns side by side."),
    ("future", future, "Value stream and map of a redesign beside today's."),
    ("optimize", optimize, "Staffing and redesigns on the frontier of cost and service."),
    ("sensitivity", sensitivity, "What an answer about a redesign hangs on."),
):
    app.command(_name, short_help=_does)(_command)
app.add_typer(weights, name="weights", short_help="How much each item of a scorecard counts, by each method.")
app.add_typer(scenarios, name="scenarios", short_help="Ready redesigns: list, look at, fill with a model's steps.")
app.add_typer(study, name="study", short_help="Study files: begin one from a log, check it, schema.")
app.add_typer(model, name="model", short_help="Model files: check, schema, to and from BPMN.")


def _version(wanted: bool) -> None:
    if wanted:
        console.say_data(f"svcflow {__version__}")
        raise typer.Exit


@app.callback(epilog="Start with:  svcflow report tickets.csv")
def _top(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    pass


def main() -> None:
    """Run the command line and end the process with its exit code."""
    _start_lightly()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
        code = 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        _close_stdout()
        console.refuse(f"the result cannot be written to standard output ({error.strerror}).")
        code = 1
    sys.exit(code)


def _start_lightly() -> None:
    """Spare a process that lives for a second what only long ones need: a tenth of its time to start."""
    # Modules and records are made by the thousand and stay; looking for cycles among them finds none.
    gc.set_threshold(200_000, 20, 20)
    # No large matrix is multiplied here; numpy need not set up threads for it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _run() -> int:
    """The exit code. What stops a command halfway comes out of typer, and out of rich, as an exit that remembers its cause."""
    try:
        app(prog_name="svcflow")
    except SvcflowError as error:
        console.refuse(error)
        return error.exit_code
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        if end.code == _STOPPED:
            console.refuse("stopped; nothing was left half-written.")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _close_stdout() -> None:
    """Nobody reads on (head, less), or the disk is full: Python must not try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
