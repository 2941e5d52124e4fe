"""Prosimos itself on what is exported: its log is like ours, in mean lead time, waiting and use of people.

Ours is the model that the files give when they are read again: what the files say, without what they cannot hold. Runs differ by
chance, and by rules that are the engines' own (who is chosen of those who are free; tickets wait for the shift of whoever was freed
first), so that the two may be apart by 3.3 standard errors and, on desks whose people have different hours, some per cent.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from svcflow.calibration import calibrate
from svcflow.eventlog import read_log
from svcflow.model import END, START, Context, Flow, Routing, ServiceModel, individuals, weekly_calendar
from svcflow.model.exchange import export_prosimos, import_prosimos, write_exported
from svcflow.simulation import simulate

RunProsimos = Callable[..., list[float]]
STANDARD_ERRORS = 3.3
TIMES = {"enable_time": "enabled_time", "start_time": "start_time", "end_time": "end_time"}


def prosimos_log(file: Path) -> pl.DataFrame:
    times = [pl.col(theirs).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%:z", time_zone="UTC").alias(ours) for theirs, ours in TIMES.items()]
    return pl.read_csv(file).select("case_id", "activity", "resource", *times)


def figures(steps: pl.DataFrame, model: ServiceModel) -> dict[str, float]:
    """Mean lead time and waiting of a ticket [h], delays too, and the share of all open hours that is worked."""
    hour = pl.duration(hours=1)
    waited = pl.when(pl.col("activity").str.starts_with("delay_")).then(pl.col("end_time")).otherwise(pl.col("start_time"))
    cases = steps.group_by("case_id").agg(
        lead=(pl.col("end_time").max() - pl.col("enabled_time").min()) / hour,
        waiting=((waited - pl.col("enabled_time")) / hour).sum(),
    )
    begin, end = steps["enabled_time"].min(), steps["end_time"].max()
    worked = opened = 0.0
    for person in model.people:
        names = [f"{person.name}_{number}" for number in range(person.count)] + individuals(person)
        shifts = weekly_calendar(model.calendars[person.calendar]).between(begin, end)
        own = steps.filter(pl.col("resource").is_in(names)).select(
            first=(pl.col("start_time") - begin) / hour, last=(pl.col("end_time") - begin) / hour
        )
        worked += float(np.sum(shifts.work_between_all(own["first"].to_numpy(), own["last"].to_numpy())))
        opened += person.count * float(np.sum(shifts.work_between_all(np.zeros(1), np.array([(end - begin).total_seconds() / 3600]))))
    return {"lead time": cases["lead"].mean(), "waiting": cases["waiting"].mean(), "use": worked / opened}


def compared(model: ServiceModel, run: RunProsimos, folder: Path, *, cases: int, runs: int) -> dict[str, tuple[float, float, float]]:
    """For each figure: Prosimos's mean, ours, and the standard error of their difference."""
    exported = export_prosimos(model)
    bpmn, parameters = write_exported(exported, folder, "model")
    logs = [folder / f"log-{number}.csv" for number in range(runs)]
    run(bpmn, parameters, cases, exported.start, logs)
    told = import_prosimos(bpmn, parameters).model
    theirs = [figures(prosimos_log(log), told) for log in logs]
    ours = [figures(log.steps, told) for log in simulate(told, cases=cases, replications=2 * runs, seed=1, engine="compiled").logs]
    found = {}
    for name in theirs[0]:
        both = [np.array([each[name] for each in side]) for side in (theirs, ours)]
        error = np.sqrt(sum(side.var(ddof=1) / len(side) for side in both))
        found[name] = (both[0].mean(), both[1].mean(), error)
    return found


def check(found: dict[str, tuple[float, float, float]], **apart: float) -> None:
    """Assert that what is told apart is so by chance, or by the share that the engines' rules may make."""
    for name, (theirs, ours, error) in found.items():
        allowed = STANDARD_ERRORS * error + apart.get(name.replace(" ", "_"), 0.0) * ours
        assert abs(theirs - ours) < allowed, f"{name}: {theirs:.4g} by Prosimos, {ours:.4g} by svcflow, ± {error:.2g}"


def test_a_desk_made_by_hand(two_step_desk: ServiceModel, run_prosimos: RunProsimos, tmp_path: Path) -> None:
    check(compared(two_step_desk, run_prosimos, tmp_path, cases=400, runs=6))


def test_steps_side_by_side(two_step_desk: ServiceModel, run_prosimos: RunProsimos, tmp_path: Path) -> None:
    # Waiting for the customer begins with the work on the solution, and what is longer counts.
    after = {(START,): {"Register": 1.0}, ("Register",): {"Solve": 1.0}, ("Solve",): {"Wait for customer": 1.0}}
    contexts = [Context(after=steps, next=chances) for steps, chances in (after | {("Wait for customer",): {END: 1.0}}).items()]
    flows = (Flow(source="Solve", target="Wait for customer", overlap=1.0),)
    arrivals = two_step_desk.arrivals.model_copy(update={"level": 0.3})  # little waiting, so that both begin together
    parts = {"routing": Routing(contexts=tuple(contexts)), "flows": flows, "arrivals": arrivals}
    check(compared(two_step_desk.model_copy(update=parts), run_prosimos, tmp_path, cases=300, runs=4), lead_time=0.02)


def test_the_bundled_desk(bundled: Callable[[str], Path], run_prosimos: RunProsimos, tmp_path: Path) -> None:
    model = calibrate(read_log(bundled("service_desk.csv")), refits=0)
    check(compared(model, run_prosimos, tmp_path, cases=500, runs=4), lead_time=0.15, waiting=0.3)


@pytest.mark.real_logs
def test_loan_applications(real_logs: Path, run_prosimos: RunProsimos, tmp_path: Path) -> None:
    model = calibrate(read_log(real_logs / "simulation" / "Loan_train.csv.gz"), refits=0)
    check(compared(model, run_prosimos, tmp_path, cases=600, runs=4), lead_time=0.05, waiting=0.1)
