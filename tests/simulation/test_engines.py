"""Which engine runs, and that it does not matter for what comes out."""

from typing import Any

import pytest

from svcflow.simulation import compiled_engine, engines, kernel_draws, simulate
from tests.simulation.test_engines_agree import crowd


def test_auto_takes_the_compiled_engine_from_ten_thousand_tickets_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_ASKED", engines._Asked())
    assert engines.choose("auto", 9_999) == "simpy"
    assert engines.choose("simpy", 1e9) == "simpy"
    assert engines.choose("auto", 1) == "compiled"
    assert engines.choose("auto", 1) == "compiled"


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_logs_are_those_of_the_other_engine_in_their_order(jobs: int) -> None:
    model = crowd()
    told: list[tuple[str, int, int]] = []
    specified = simulate(model, cases=60, replications=4, engine="simpy", jobs=1)
    found = simulate(model, cases=60, replications=4, engine="compiled", jobs=jobs, progress=lambda *step: told.append(step))
    assert (specified.engine, found.engine) == ("simpy", "compiled")
    assert all(a.steps.equals(b.steps) and a.cases.equals(b.cases) for a, b in zip(specified.logs, found.logs, strict=True))
    assert told[-5:] == [("simulating", done, 4) for done in range(5)]


def test_the_first_compilation_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(compiled_engine, "is_kept", lambda: False)
    simulate(crowd(), cases=5, replications=1, engine="compiled", progress=lambda *step: told.append(step))
    assert told[0] == ("compiling the engine, once", 0, 1)


def test_machine_code_that_cannot_be_kept_runs_all_the_same() -> None:
    """There is no place to keep that of a function without a file, as there is none on a machine on which nothing can be written."""
    made: dict[str, Any] = {}
    exec("def twice(number):\n    return 2 * number", made)
    twice = kernel_draws.kept(made["twice"])
    assert twice(21) == 42
    assert twice.stats.cache_path is None
