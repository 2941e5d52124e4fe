"""How many times as fast as Prosimos the compiled engine simulates the same tickets, in one run: CPU seconds of both, logs written.

The model is the one calibrated on the loan applications, and for Prosimos what is exported of it. Both write each log as CSV; Prosimos's
time is that of its own process after its imports, ours that of this one after the kernel was compiled. The ratio is asserted.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.calibration import calibrate
from svcflow.eventlog import read_log, write_csv
from svcflow.model.exchange import export_prosimos, write_exported
from svcflow.simulation import simulate

CASES = 3_000
AT_LEAST = 50


@pytest.mark.slow
@pytest.mark.real_logs
def test_the_same_loan_applications(
    real_logs: Path,
    run_prosimos: Callable[..., list[float]],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = calibrate(read_log(real_logs / "simulation" / "Loan_train.csv.gz"), refits=0)
    exported = export_prosimos(model)
    files = write_exported(exported, tmp_path, "loan")
    (theirs,) = run_prosimos(*files, CASES, exported.start, [tmp_path / "prosimos.csv"])

    def ours() -> float:
        begin = time.process_time()
        write_csv(simulate(model, cases=CASES, replications=1, engine="compiled").logs[0], tmp_path / "svcflow.csv")
        return time.process_time() - begin

    ours()
    fastest = min(ours() for _ in range(3))
    record_property("times Prosimos", theirs / fastest)
    told = f"{CASES:,} loan applications in {fastest:.3g} CPU s, {theirs / fastest:.3g} times Prosimos ({theirs:.3g} CPU s)"
    with capsys.disabled():
        print(f"\nsimulation: {told}")  # noqa: T201
    assert theirs / fastest > AT_LEAST
