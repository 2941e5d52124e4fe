"""The main job: one log, all the answers, one page, and every form of it that people take away."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.models import calibrated
from svcflow.cli.options import Json, Language, Quiet, Reading, Scenarios, Seed, takes_log
from svcflow.cli.values import as_language
from svcflow.errors import SvcflowError
from svcflow.output import check_replaceable, new_folder

if TYPE_CHECKING:
    from svcflow.eventlog import EventLog
    from svcflow.indicators import Setting
    from svcflow.model import ServiceModel
    from svcflow.progress import Progress
    from svcflow.redesign import Comparison, Scenario
    from svcflow.redesign.future import FutureState
    from svcflow.redesign.ready import Proposals
    from svcflow.report import ReportFacts
    from svcflow.study import Appraisal, Study
    from svcflow.timing.streams.results import Stream

MOST_FUTURE_CASES = 5000
SUGGESTED = 3


@takes_log
def report(
    reading: Reading,
    scenario: Scenarios = [],  # noqa: B006 - typer copies it
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where the report goes. Default: reports/LOG.")
    ] = None,
    suggest: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=0,
            max=10,
            help="How many redesigns svcflow proposes itself: the best of those that it tries in the model. "
            "Default: 3, or 0 where redesigns are given.",
        ),
    ] = None,
    replications: Annotated[int | None, typer.Option(metavar="N", min=2, help="Paired runs for each redesign. Default: 20.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also as PDF, on A4. Needs the extra svcflow[pdf].")] = False,
    seed: Seed = 1,
    language: Language = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Do the whole job: map, times, bottlenecks, model, redesigns and indicators on one HTML page.

    Beside the page the folder holds its summary (Markdown, JSON), its tables (one XLSX workbook, CSV) and its figures (SVG, PNG).

    Example:  svcflow report tickets.csv --scenario scenarios/more_people.toml -o reports/tickets
    """
    from svcflow.redesign import read_scenario
    from svcflow.study import check_comments

    tongue = as_language(language) if language else None
    folder = output or Path("reports") / reading.name
    check_replaceable(folder, "report")
    if pdf:
        from svcflow.report.forms import check_pdf

        check_pdf()
    with console.progress(quiet) as progress:
        event_log, said = reading.open(progress)
        check_comments(said)
        scenarios = [read_scenario(path) for path in (*said.scenario_paths, *scenario)]
        few = suggest if suggest is not None else 0 if scenarios else SUGGESTED
        facts, model = gather_facts(event_log, said, scenarios, few, replications, seed, progress)
        written, remarks = _write(facts, model, event_log, folder, tongue or said.language, pdf, progress)
    for remark in remarks:
        console.warn(remark)
    console.show({"report": written[0], "written": written}, json, lambda _: console.report_lines(written))


def gather_facts(
    log: EventLog, study: Study, scenarios: list[Scenario], few: int, replications: int | None, seed: int, progress: Progress
) -> tuple[ReportFacts, ServiceModel | None]:
    """Every question asked once, each answer as its own typed result."""
    from svcflow.indicators import Asked, compute_indicators
    from svcflow.mining import mine_map
    from svcflow.report import summarize, team_weeks
    from svcflow.study import appraise, hear_study, indicator_setting
    from svcflow.timing import attribute_waiting, decompose_times, find_bottlenecks, find_queues, measure_rework

    progress("mining the map", 0, 1)
    process_map = mine_map(log)
    progress("finding the causes of waiting", 0, 1)
    timed = attribute_waiting(log)
    model, trouble = _model(log, study, seed, progress, needed=bool(scenarios))
    proposals = _proposals(model, few, seed, progress)
    redesigns = [*scenarios, *(proposals.scenarios if proposals is not None else ())]
    heard = hear_study(study, log, seed=seed, progress=progress)
    setting = indicator_setting(study, log, heard)
    appraisal = appraise(study, log, setting, heard, today=_last_day(log), seed=seed)
    comparison = _comparison(model, redesigns, replications, seed, progress, appraisal, setting)
    facts = summarize(
        log,
        process_map=process_map,
        times=decompose_times(timed, progress=progress),
        bottlenecks=find_bottlenecks(timed, progress=progress, delay_cost_h=study.delay_cost_h),
        model=model,
        comparison=comparison,
        simulated=_past_again(model, log, seed, progress) if model else None,
        indicators=compute_indicators(log, setting=setting, seed=seed, asked=Asked()),
        people=team_weeks(timed),
        reworked=measure_rework(timed, progress=progress) if timed.steps.height else None,
        stream=_stream(timed, study, progress),
        futures=_futures(model, redesigns, seed, progress),
        trouble=trouble,
        seed=seed,
        timed=timed,
        queue_hours=find_queues(timed, progress),
        service_level_h=study.service_level_h,
        tried=proposals.tried if proposals is not None else None,
        appraisal=appraisal,
        voice=heard.voice if heard is not None else None,
    )
    return facts, model


def _last_day(log: EventLog) -> date:
    """The day on which the log ends: a set that is made of targets is dated by it, so that the same log gives the same page."""
    last = log.cases["last_time"].dt.convert_time_zone(log.timezone).max()
    return last.date() if isinstance(last, datetime) else date.min


def _model(log: EventLog, study: Study, seed: int, progress: Progress, needed: bool) -> tuple[ServiceModel | None, str | None]:
    """The model, or why there is none: a log too small to be simulated still has a map and times worth a page.

    Raises
    ------
    SvcflowError
        There can be no model, and one is `needed` since redesigns are to be compared.
    """
    try:
        return calibrated(log, study, seed, True, progress), None
    except SvcflowError as error:
        if needed:
            raise
        console.warn(f"No simulation: {error}")
        return None, str(error)


def _proposals(model: ServiceModel | None, few: int, seed: int, progress: Progress) -> Proposals | None:
    """A few redesigns that svcflow proposes; None where it shall not, or the model cannot be changed and run."""
    from svcflow.redesign.ready import propose_few

    if model is None or few == 0:
        return None
    try:
        return propose_few(model, few, seed=seed, progress=progress)
    except SvcflowError as error:
        console.warn(f"No redesign is proposed: {error}")
        return None


def _past_again(model: ServiceModel, log: EventLog, seed: int, progress: Progress) -> EventLog:
    """The log's own period as the model tells it, to be drawn beside what was recorded."""
    from svcflow.simulation import simulate

    start = log.cases["first_time"].min()
    assert isinstance(start, datetime)
    return simulate(model, cases=log.cases.height, start=start, replications=1, seed=seed, progress=progress).logs[0]


def _comparison(
    model: ServiceModel | None,
    scenarios: list[Scenario],
    replications: int | None,
    seed: int,
    progress: Progress,
    appraisal: Appraisal | None,
    setting: Setting,
) -> Comparison | None:
    """The redesigns side by side; where there is a scorecard, with what each of them does to the score."""
    from svcflow.redesign import compare

    if not scenarios or model is None:
        return None
    if appraisal is None:
        return compare(model, scenarios, replications=replications, seed=seed, progress=progress)
    return compare(
        model, scenarios, replications=replications, seed=seed, progress=progress, setting=setting, score=appraisal.change,
        also=appraisal.simulated,
    )  # fmt: skip


def _stream(timed: EventLog, study: Study, progress: Progress) -> Stream | None:
    """The value stream of all tickets, where there is any work."""
    from svcflow.study import placing
    from svcflow.timing.streams.value_stream import find_streams

    if not timed.steps.height:
        return None
    with placing(study):
        return find_streams(timed, values=study.value, progress=progress).families[0]


def _futures(model: ServiceModel | None, redesigns: list[Scenario], seed: int, progress: Progress) -> tuple[FutureState, ...]:
    """The value stream of each redesign beside today's, of as many tickets as give steady means."""
    from svcflow.redesign.future import find_futures

    if not redesigns or model is None:
        return ()
    return find_futures(model, redesigns, cases=min(model.cases, MOST_FUTURE_CASES), seed=seed, progress=progress)


def _write(
    facts: ReportFacts, model: ServiceModel | None, log: EventLog, folder: Path, language: str, pdf: bool, progress: Progress
) -> tuple[list[Path], tuple[str, ...]]:
    """Put the report in all its forms, and what it rests on, into `folder`, all or nothing; the paths, and what should be known of them."""
    from svcflow.eventlog import write_rejects
    from svcflow.model import write_model
    from svcflow.report.forms import write_forms

    with new_folder(folder, "report") as draft:
        written = write_forms(facts, draft, language=language, pdf=pdf, progress=progress)
        names = list(written.names)
        if model is not None:
            write_model(model, draft / "model.json")
            names.append("model.json")
        if log.report is not None and log.report.rejected:
            write_rejects(log.report, draft / "rejects.csv")
            names.append("rejects.csv")
    return [folder / name for name in names], written.remarks
