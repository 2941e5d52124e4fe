"""The map's counts on public logs are those of pm4py, whose directly-follows graph the field knows.

Where the definitions agree: the same rows, in the same order. pm4py orders the events of a case by their one time stamp, svcflow by
their begins where there are any; so pm4py is given the rows in svcflow's order, with their place for a time. Its times are not compared.
"""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from svcflow.eventlog import read_log
from svcflow.mining import mine_map

pytestmark = pytest.mark.real_logs
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/helpdesk_offsets.xes.gz",
    "tickets/callcenter.csv.gz",
    "tickets/servicenow_audit.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "tickets/bpic2013_closed_problems.xes.gz",
    "simulation/Loan_train.csv.gz",
    "simulation/P2P_train.csv.gz",
    "simulation/Production_train.csv.gz",
    "delays/Insurance_Claims_3_timers.csv.gz",
    "delays/Loan_Application_3_timers.csv.gz",
]


@pytest.mark.parametrize("name", LOGS)
def test_counts_are_pm4py_s(real_logs: Path, name: str) -> None:
    import pm4py

    log = read_log(real_logs / name, dayfirst=True if "callcenter" in name else None)
    rows = pd.DataFrame({"case:concept:name": log.steps["case_id"].to_list(), "concept:name": log.steps["activity"].to_list()})
    rows["time:timestamp"] = pd.Timestamp(0, tz="UTC") + pd.to_timedelta(range(len(rows)), unit="s")
    graph, starts, ends = pm4py.discover_dfg(rows.copy())
    found = mine_map(log, variants=10**6)
    assert {(flow.source, flow.target): flow.count for flow in found.flows} == {pair: int(count) for pair, count in graph.items()}
    assert {each.activity: each.count for each in found.starts} == {name: int(count) for name, count in starts.items()}
    assert {each.activity: each.count for each in found.ends} == {name: int(count) for name, count in ends.items()}
    theirs = pm4py.get_variants(rows.copy())
    assert {each.activities: each.cases for each in found.variants} == {
        tuple(variant): len(cases) if isinstance(cases, list) else int(cases) for variant, cases in theirs.items()
    }
    assert Counter({each.activity: each.count for each in found.activities}) == Counter(log.steps["activity"].to_list())


def test_in_the_file_s_own_order_too(real_logs: Path) -> None:
    """The receipts' times are all different within a case: pm4py orders them by itself, and comes to the same."""
    import pm4py

    log = read_log(real_logs / "tickets" / "receipt.xes.gz")
    graph, _, _ = pm4py.discover_dfg(pm4py.read_xes(str(real_logs / "tickets" / "receipt.xes.gz"), variant="iterparse"))
    assert {(flow.source, flow.target): flow.count for flow in mine_map(log).flows} == {pair: int(n) for pair, n in graph.items()}
