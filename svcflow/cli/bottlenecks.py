"""The command that ranks where time is lost, with the queues as its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, Seed, check_suffix, takes_log


@takes_log
def bottlenecks(
    reading: Reading,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw the ranking and the worst queues: .svg or .png.")
    ] = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Rank where time is lost by what removing it would save, and show the queues behind it: how long, when, whose and why.

    Savings are money where a study gives `delay_cost_h`, what an hour of a ticket's lead time costs.

    Example:  svcflow bottlenecks tickets.csv -o bottlenecks.svg
    """
    from svcflow.study import placing
    from svcflow.timing import attribute_waiting, find_bottlenecks, find_queues

    check_suffix(output, (".svg", ".png"))
    reading.check_output(output)
    with console.progress(quiet) as progress:
        event_log, said = reading.open(progress)
        progress("finding the causes of waiting", 0, 1)
        timed = attribute_waiting(event_log)
        ranked = find_bottlenecks(timed, progress=progress, delay_cost_h=said.delay_cost_h, seed=seed)
        with placing(said):
            evidence = find_queues(timed, progress=progress, rates_h=said.rates_h)
        if output is not None:
            from svcflow.report.bottleneck_charts import plot_bottlenecks

            progress("drawing", 0, 1)
            plot_bottlenecks(ranked, evidence, output)
    found = {"bottlenecks": ranked, "queues": evidence.queues, "teams": evidence.teams, "currency": said.currency, "notes": evidence.notes}
    console.show(found, json, lambda _: console.bottleneck_tables(ranked, evidence, said.currency))
    if output is not None:
        console.say(f"The picture is in {output}.", quiet)
