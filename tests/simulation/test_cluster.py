"""A cluster runs what one machine would have run: the same logs, and a clear word where it cannot."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from svcflow.errors import InputError, ModelError
from svcflow.model import read_model, write_model
from svcflow.progress import silent
from svcflow.redesign import compare
from svcflow.simulation import Cluster, cluster, join_cluster, simulate, simulate_each, simulate_to_folder, write_replications
from tests.simulation.test_engines_agree import crowd

distributed: Any = pytest.importorskip("distributed", reason="the extra for clusters is not installed")


@pytest.fixture(scope="module")
def local_cluster() -> Iterator[Any]:
    """A scheduler and two workers, as threads of this process that speak TCP."""
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": False, "protocol": "tcp", "dashboard_address": ":0"}
    with distributed.LocalCluster(**options) as running:
        yield running


@pytest.fixture
def joined(local_cluster: Any) -> Iterator[Cluster]:
    with join_cluster(local_cluster.scheduler_address) as found:
        yield found


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_the_logs_are_those_of_this_machine_in_their_order(joined: Cluster, engine: str) -> None:
    told: list[tuple[str, int, int]] = []
    there = simulate(crowd(), cases=40, replications=5, engine=engine, jobs=joined, progress=lambda *step: told.append(step))
    here = simulate(crowd(), cases=40, replications=5, engine=engine)
    assert all(log.steps.equals(other.steps) and log.cases.equals(other.cases) for log, other in zip(there.logs, here.logs, strict=True))
    assert told[-6:] == [("simulating", done, 5) for done in range(6)]


def test_files_and_comparisons_are_those_of_this_machine(joined: Cluster, tmp_path: Path) -> None:
    for place, jobs in (("there", joined), ("here", None)):
        simulate_to_folder(crowd(), tmp_path / place, lambda _: len_of, cases=20, replications=3, engine="simpy", jobs=jobs)
    files = {place: {path.name: path.read_bytes() for path in (tmp_path / place).iterdir()} for place in ("there", "here")}
    assert files["there"] == files["here"]
    assert compare(crowd(), [], cases=20, replications=2, jobs=joined) == compare(crowd(), [], cases=20, replications=2)


def len_of(log: Any) -> dict[str, float]:
    return {"steps": float(len(log.steps))}


def test_what_a_worker_refuses_is_refused_here_in_all_its_parts(joined: Cluster) -> None:
    with pytest.raises(ModelError) as refused:
        simulate_each(crowd(), refuse, cases=1, replications=1, jobs=joined)
    found = refused.value
    assert (found.problem, found.place, found.remedy, found.about) == ("too long.", "steps[0]", "Shorten it.", ("a", "b", "c"))


def refuse(log: Any) -> None:
    raise ModelError("too long.", place="steps[0]", remedy="Shorten it.", about=("a", "b", "c"))


def test_who_leaves_early_takes_back_what_has_not_begun(joined: Cluster, local_cluster: Any) -> None:
    with closing(joined.map(partial(slowly, 0.05), range(200), silent)) as results:
        assert [next(results), next(results)] == [0, 1]
    futures = [key for key in joined.client.futures if "_do" in str(key)]
    assert all(joined.client.futures[key].status in ("cancelled", "finished") for key in futures)
    assert joined.client.submit(len, [1]).result(timeout=10) == 1, "the workers are free again, long before 200 would be done"


def slowly(seconds: float, number: int) -> int:
    import time

    time.sleep(seconds)
    return number


def test_another_version_on_a_worker_is_refused(local_cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_version", lambda: "0.0.1")
    with pytest.raises(InputError, match=r"has svcflow 0\.0\.1, this is"), join_cluster(local_cluster.scheduler_address):
        pass


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_S", 0.3)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for wrong in (address, "nonsense", "ftp://127.0.0.1:8786"):
        with pytest.raises(InputError, match=f'no Dask scheduler answers at "{wrong}"'), join_cluster(wrong):
            pass


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'svcflow\[cluster\]'"), join_cluster("tcp://127.0.0.1:8786"):
        pass


def test_the_command_line_runs_on_it(run_process: Callable[..., CompletedProcess[str]], local_cluster: Any, tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    command = ["simulate", "model.json", "--cases", "20", "--replications", "3", "--cluster", local_cluster.scheduler_address]
    there = run_process(*command, "-o", "there")
    assert there.returncode == 0, there.stderr
    write_replications(simulate(read_model(tmp_path / "model.json"), cases=20, replications=3, engine="simpy"), tmp_path / "here")
    files = {place: {path.name: path.read_bytes() for path in (tmp_path / place).iterdir()} for place in ("there", "here")}
    assert files["there"] == files["here"]
    assert "not both" in run_process(*command, "--jobs", "2").stderr
