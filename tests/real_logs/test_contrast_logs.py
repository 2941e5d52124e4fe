"""Contrasts on public logs: every one can be cut in two, a chance deal changes next to nothing, and known changes are found."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import EventLog, read_log
from svcflow.timing import time_steps
from svcflow.timing.contrast import contrast_sides, parse_period, split_at, split_between, split_by

pytestmark = pytest.mark.real_logs
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/callcenter.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "simulation/P2P_train.csv.gz",
]


@pytest.mark.parametrize("name", LOGS)
def test_a_chance_deal_changes_nothing(real_logs: Path, name: str) -> None:
    log = time_steps(read_log(real_logs / name, dayfirst=True))
    changed = []
    for seed in range(3):
        side = np.random.default_rng(seed).permutation(np.arange(log.cases.height) % 2)
        cases = log.cases.with_columns(pl.Series("case:half", np.array(["A", "B"])[side]))
        found = contrast_sides(split_by(EventLog(log.steps, cases, log.name, log.shape, log.meanings), "half"))
        changed.append(found.changed)
        for each in found.changes:
            if each.p is not None:
                assert each.low <= each.difference <= each.high
                assert each.p <= each.q
    assert changed.count(0) >= 2


@pytest.mark.parametrize("name", LOGS)
def test_every_log_is_cut_in_two(real_logs: Path, name: str) -> None:
    log = time_steps(read_log(real_logs / name, dayfirst=True))
    middle = log.cases["first_time"].dt.date().median()
    assert isinstance(middle, date) or hasattr(middle, "date")
    found = contrast_sides(split_at(log, middle if type(middle) is date else middle.date()))
    assert found.tests > 10
    assert found.cases_baseline > 0


def test_the_helpdesk_did_less_again_in_its_third_year(real_logs: Path) -> None:
    """Seriousness was assigned twice in one case of eight in 2011, in one of fifty in 2012; how long cases take stayed the same."""
    log = read_log(real_logs / "tickets/helpdesk.csv.gz", dayfirst=True)
    found = contrast_sides(split_between(log, parse_period("2011"), parse_period("2012")))
    changes = {(each.level, each.what, each.figure): each for each in found.changes}
    assert changes["cases", "", "rework_share"].changed
    assert changes["steps", "Assign seriousness", "complete_and_accurate"].low > 0
    assert changes["steps", "Require upgrade", "share_of_cases"].presence == "appears"
    assert not changes["cases", "", "lead_time_median_h"].changed
