"""The face of the room: options, what is refused, replications side by side, and files."""

import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from multiprocessing import resource_tracker
from pathlib import Path

import polars as pl
import pytest
from joblib.externals.loky import get_reusable_executor

from svcflow.errors import InputError, ModelError, OutputError
from svcflow.eventlog import EventLog
from svcflow.model import END, START, Arrivals, Attribute, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always
from svcflow.simulation import check_names, engines, simulate, simulate_each, write_replications

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)


def desk(again: float = 0.2) -> ServiceModel:
    return ServiceModel(
        name="desk",
        start=MONDAY,
        cases=50,
        arrivals=Arrivals(weekly=(1.0,) * 168),
        attributes=(Attribute(name="channel", shares={"mail": 0.5, "phone": 0.5}), Attribute(name="priority", shares={"low": 1.0})),
        steps=(Step(name="Solve", duration=Distribution(kind="exponential", mean=0.5)),),
        people=(Person(name="Ana", team="first", calendar="always", skills={"Solve": 1.0}),),
        teams=(Team(name="first"),),
        calendars={"always": always()},
        routing=Routing(
            contexts=(Context(after=(START,), next={"Solve": 1.0}), Context(after=("Solve",), next={"Solve": again, END: 1 - again}))
        ),
    )


def height(log: EventLog) -> int:
    return log.cases.height


@pytest.fixture(autouse=True)
def nobody_has_asked_for_tickets_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_ASKED", engines._Asked())


def test_the_defaults_are_the_models() -> None:
    result = simulate(desk(), replications=2)
    assert [height(log) for log in result.logs] == [50, 50]
    assert (result.start, result.cases, result.engine, result.replications) == (MONDAY, 50, "simpy", 2)
    assert result.logs[0].cases.get_column("first_time").min() > MONDAY  # type: ignore[operator]


def test_columns_are_those_of_a_log() -> None:
    log = simulate(desk(), replications=1).logs[0]
    wanted = ["case_id", "activity", "resource", "enabled_time", "start_time", "end_time", "position", "previous_activity"]
    assert log.steps.columns[:8] == wanted
    assert set(log.steps.columns[8:]) == {"team", "case:channel", "priority"}
    assert log.steps.schema["start_time"] == pl.Datetime("us", "UTC")
    assert set(log.steps["case:channel"]) == {"mail", "phone"}
    assert (log.name, log.origin, log.timezone) == ("desk", "simulated", "UTC")


def test_until_closes_the_arrivals_and_finishes_who_is_there() -> None:
    until = MONDAY + timedelta(hours=40)
    log = simulate(desk(again=0.55), until=until, replications=1).logs[0]
    begun = log.cases.get_column("first_time")
    assert begun.max() < until  # type: ignore[operator]
    assert log.cases.get_column("last_time").max() > until  # type: ignore[operator]
    assert simulate(desk(), until=until, cases=3, replications=1).logs[0].cases.height == 3


def test_an_until_before_the_first_ticket_gives_an_empty_log() -> None:
    log = simulate(desk(), until=MONDAY + timedelta(seconds=1), replications=1).logs[0]
    assert log.steps.height == log.cases.height == 0


def test_the_warm_up_is_simulated_and_left_out() -> None:
    whole = simulate(desk(), cases=70, replications=1).logs[0]
    late = simulate(desk(), cases=50, warmup_cases=20, replications=1).logs[0]
    assert late.cases.get_column("case_id").to_list() == [str(number) for number in range(21, 71)]
    assert late.steps.equals(whole.steps.filter(pl.col("case_id").cast(pl.Int64) > 20))


def test_side_by_side_or_one_after_the_other_is_the_same() -> None:
    told: list[tuple[int, int]] = []
    alone = simulate_each(desk(), height, until=MONDAY + timedelta(days=3), replications=3, jobs=1)
    beside = simulate_each(
        desk(), height, until=MONDAY + timedelta(days=3), replications=3, jobs=2, progress=lambda _, done, total: told.append((done, total))
    )
    assert alone == beside
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def heard(_: EventLog) -> bool:
    """Whether Ctrl-C reaches the process that this runs in."""
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signal masks")
def test_only_the_process_that_asked_hears_ctrl_c() -> None:
    get_reusable_executor().shutdown()
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]
    assert simulate_each(desk(), heard, cases=1, replications=2, jobs=2) == [False, False]
    assert simulate_each(desk(), heard, cases=1, replications=1) == [True]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"engine": "fast"}, 'no engine "fast"'),
        ({"cases": 0}, r"cases \(=0\)"),
        ({"replications": 0}, r"replications \(=0\)"),
        ({"warmup_cases": -1}, r"warmup_cases \(=-1\)"),
        ({"start": datetime(2025, 1, 1)}, "no time zone"),  # noqa: DTZ001
        ({"until": datetime(2024, 1, 1, tzinfo=UTC)}, "after the start"),
        ({"start": datetime(9999, 12, 31, tzinfo=UTC)}, r"start \(=9999-12-31 .*lies before 1901 or after 2200"),
        ({"start": datetime(1, 1, 1, tzinfo=UTC)}, r"start \(=0001-01-01 .*lies before 1901 or after 2200"),
        ({"until": datetime(2201, 1, 1, tzinfo=UTC)}, r"until \(=2201-01-01 .*lies before 1901 or after 2200"),
        ({"until": datetime(1900, 12, 31, tzinfo=UTC)}, r"until \(=1900-12-31 .*lies before 1901 or after 2200"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, object], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        simulate(desk(), **options)  # type: ignore[arg-type]


def test_a_wrong_model_is_refused_before_anything_runs() -> None:
    with pytest.raises(ModelError, match="for ever"):
        simulate(desk(again=1.0))


def test_a_ticket_that_goes_round_too_often_is_refused_with_its_steps() -> None:
    with pytest.raises(ModelError, match="Solve → Solve") as refused:
        simulate(desk(again=0.99999), cases=5, replications=1)
    assert "10000 steps" in refused.value.problem


def test_the_end_of_the_calendar_is_refused() -> None:
    rare = desk().model_copy(update={"arrivals": Arrivals(weekly=(1e-8,) * 168)})
    with pytest.raises(ModelError, match="year 9999"):
        simulate(rare, replications=1)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_replications_are_written_with_what_they_were_made_with(tmp_path: Path, form: str) -> None:
    result = simulate(desk(), replications=2, seed=5)
    for _ in range(2):  # the second time it replaces its own folder
        write_replications(result, tmp_path / "out", form)  # type: ignore[arg-type]
    written = json.loads((tmp_path / "out" / "simulation.json").read_text(encoding="utf-8"))
    names = [f"replication-000.{form}", f"replication-001.{form}"]
    assert (written["model"], written["seed"], written["replications"], list(written["sha256"])) == ("desk", 5, 2, names)
    table = pl.read_csv(tmp_path / "out" / names[0]) if form == "csv" else pl.read_parquet(tmp_path / "out" / names[0])
    assert table.height == result.logs[0].steps.height
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_several_simulations_go_into_folders_of_their_names(tmp_path: Path) -> None:
    result = simulate(desk(), replications=1)
    write_replications({"baseline": result, "a/../b": result}, tmp_path / "out")
    assert (tmp_path / "out" / "baseline" / "replication-000.csv").is_file()
    assert (tmp_path / "out" / "a_.._b" / "replication-000.csv").is_file()


@pytest.mark.parametrize(
    ("one", "other", "folder"), [("a/b", "a:b", "a_b"), ("More", "more", "more"), ("caf\u00e9", "cafe\u0301", "caf\u00e9")]
)
def test_two_names_that_make_one_folder_are_refused(tmp_path: Path, one: str, other: str, folder: str) -> None:
    result = simulate(desk(), replications=1)
    with pytest.raises(OutputError) as refusal:
        write_replications({one: result, other: result}, tmp_path / "out")
    assert refusal.value.problem == f'"{one}" and "{other}" would both be the folder "{folder}".'
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["n" * 121, "名" * 81])
def test_a_name_too_long_for_a_folder_is_refused(name: str) -> None:
    check_names(["n" * 120, "名" * 80])
    with pytest.raises(OutputError, match="too long for a folder"):
        check_names(["baseline", name])


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        write_replications(simulate(desk(), replications=1), tmp_path)
    with pytest.raises(InputError, match="no format"):
        write_replications(simulate(desk(), replications=1), tmp_path / "new", "xlsx")  # type: ignore[arg-type]
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]
