"""The command that scores a service: weights, scores, the scorecard, and what a redesign would do to it."""

from __future__ import annotations

import json as json_text
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.models import calibrated, redesigns_of
from svcflow.cli.options import Json, Quiet, Reading, Scenarios, Seed, takes_log
from svcflow.errors import StudyError

if TYPE_CHECKING:
    from svcflow.redesign import Comparison
    from svcflow.scorecard import ScorecardSet
    from svcflow.study import Appraisal, OutcomeTold


@takes_log
def score(
    reading: Reading,
    scenario: Scenarios = [],  # noqa: B006 - typer copies it
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FILE", help="Add the set to this sealed record of its versions (JSON), if it is new.")
    ] = None,
    replications: Annotated[int | None, typer.Option(metavar="N", min=2, help="Paired runs for each redesign. Default: 20.")] = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score a service by the targets and the scorecard of a study: weights, scores, gaps, trend; with --scenario, what a redesign would do.

    Example:  svcflow score study.toml --scenario scenarios/quality_gate.toml
    """
    from svcflow.redesign import compare
    from svcflow.study import appraise, check_comments, foretell_outcomes, hear_study, indicator_setting

    redesigns = redesigns_of(scenario) if scenario else []
    with console.progress(quiet) as progress:
        log, said = reading.open(progress)
        check_comments(said)
        heard = hear_study(said, log, seed=seed, progress=progress)
        setting = indicator_setting(said, log, heard)
        found = appraise(said, log, setting, heard, today=datetime.now(UTC).date(), seed=seed)
        if found is None:
            remedy = "Add a table [targets], with lines such as: lead_time_mean = { target = 24 }"
            raise StudyError("there is nothing to score by.", place=str(said.file or reading.log), remedy=remedy)
        outcomes = foretell_outcomes(said, log, setting, found.given, seed)
        compared = None
        if redesigns:
            model = calibrated(log, said, seed, True, progress)
            compared = compare(
                model,
                redesigns,
                replications=replications,
                setting=setting,
                score=found.change,
                also=found.simulated,
                seed=seed,
                progress=progress,
            )
    if keep is not None:
        _keep(found.given, keep, quiet)
    console.show(_document(found, compared, outcomes), json, lambda _: console.score_tables(found, compared, outcomes))


def _document(found: Appraisal, compared: Comparison | None, outcomes: Sequence[OutcomeTold]) -> dict[str, object]:
    """The result as others read it."""
    card = found.card
    document: dict[str, object] = {
        "total": card.total, "low": card.low, "high": card.high, "grade": card.grade, "set": card.set_name, "version": card.version,
        "weights": dict(zip(found.weights.items, found.weights.values, strict=True)),
        "scores": card.indicators,
        "dimensions": [{"name": each.name, "score": each.score, "weight": each.weight, "low": each.low, "high": each.high}
                       for each in card.dimensions],
        "sensitivity": found.sensitivity,
        "gaps": found.gaps,
        "months": found.months, "trend": found.trend, "moved": found.moved,
        "checks": [{"code": each.code, "name": each.name, "text": each.remark.text} for each in found.checks.findings],
        "standings": found.standings,
        "customer_share": card.customer_share,
        "outcomes": outcomes,
        "remarks": [each.text for each in card.remarks],
    }  # fmt: skip
    if compared is not None:
        document["redesigns"] = [
            {"name": each.name, "total": (card.total or 0.0) + each.score.value, "change": each.score.value, "low": each.score.low,
             "high": each.score.high}
            for each in compared.scenarios if each.score is not None
        ]  # fmt: skip
    return document


def _keep(given: ScorecardSet, file: Path, quiet: bool) -> None:
    """Add the set to the record, unless its last version is the same."""
    from svcflow.scorecard import SetHistory, history_of, write_history

    history = history_of(json_text.loads(file.read_text(encoding="utf-8"))) if file.exists() else SetHistory()
    history.verify()
    if history.entries and history.versions[-1] == given:
        console.say(f"{file} holds this version already; its seals are whole.", quiet)
        return
    kept = history.with_version(given)
    write_history(kept, file)
    console.say(f"Version {given.version} is in {file}; the last seal is {kept.verify()[:12]}.", quiet)
