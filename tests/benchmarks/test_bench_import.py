"""What an import costs beside pm4py's reading alone and a bare typed read: ratios of CPU time in one run, reported, not asserted.

Each contender is a process of its own, so that its peak memory is its own too; CPU time is counted after its libraries are loaded.
`SVCFLOW_BENCH_ROWS` (default 100 000) says how many rows; at 10 000 000 the run takes some minutes and 10 GB of disk.
"""

import json
import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

ROWS = int(os.environ.get("SVCFLOW_BENCH_ROWS", "100000"))

MEASURED = """
import json, resource, sys
path, out = sys.argv[1:]
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
{prepare}
began = cpu()
{work}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print("measured", json.dumps({{"cpu_s": cpu() - began, "with_start_s": cpu(), "peak_mb": peak}}))
"""
CONTENDERS = {
    "svcflow import": (
        "import polars, pyarrow.parquet, scipy.sparse, numpy as np; from svcflow.eventlog import read_log, write_log\n"
        "from svcflow.eventlog.sources import delimited, scanner\n"
        'scanner.scan(np.frombuffer(b"a,b\\n", np.uint8), 0, 1, 2, 44, 34, 99, bytes.decode, id)  # the compiled code, loaded',
        "write_log(read_log(path, coded=True), out)",
    ),
    "pm4py read and format": (
        "import pandas, pm4py",
        'pm4py.format_dataframe(pandas.read_csv(path), case_id="Ticket ID", activity_key="Activity", timestamp_key="Completed")',
    ),
    "pyarrow typed": (
        "import pyarrow as pa, pyarrow.csv as csv",
        'kinds = dict.fromkeys(open(path).readline().strip().split(","), pa.string()) | {"Completed": pa.timestamp("us")}\n'
        "csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=kinds))",
    ),
}


def write_desk(path, rows):
    """A help desk's export in order of time: 10 events a ticket on average, three columns that the ticket keeps, dates in ISO form."""
    random = np.random.default_rng(1)
    sizes = random.poisson(9, rows // 10) + 1
    case = np.repeat(np.arange(len(sizes)), sizes)
    opened = np.sort(random.integers(0, 3 * 365 * 86_400, len(sizes)))
    waits = random.exponential(7_200, len(case))
    since = np.cumsum(waits) - np.repeat(np.cumsum(waits)[np.cumsum(sizes) - sizes], sizes)
    at = pl.Series(((np.repeat(opened, sizes) + since) * 1e6).astype(np.int64)) + 1_577_836_800_000_000
    names = pl.Series(["Assign seriousness", "Take in charge ticket", "Resolve ticket", "Closed", "Wait", "Require upgrade", "Verified"])
    pl.DataFrame(
        {
            "Ticket ID": pl.select(pl.format("INC{}", pl.lit(pl.Series(case + 1_000_000)))).to_series(),
            "Activity": names.gather(random.integers(0, len(names), len(case))),
            "Resource": pl.select(pl.format("Agent {}", pl.lit(pl.Series(random.integers(1, 300, len(case)))))).to_series(),
            "Completed": at.cast(pl.Datetime("us")),
            "Team": pl.select(pl.format("Team {}", pl.lit(pl.Series(random.integers(1, 20, len(case)))))).to_series(),
            "Product": pl.select(pl.format("Product {}", pl.lit(pl.Series(case % 23)))).to_series(),
            "Service level": pl.select(pl.format("Level {}", pl.lit(pl.Series(case % 5)))).to_series(),
        }
    ).sort("Completed", maintain_order=True).write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S.%3f")


def measured(name, path, out):
    prepare, work = CONTENDERS[name]
    code = MEASURED.format(prepare=prepare, work=work)
    done = subprocess.run([sys.executable, "-c", code, str(path), str(out)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.rpartition("measured ")[2])


@pytest.mark.slow
def test_import_beside_pm4py_and_a_bare_read(tmp_path, benchmark):
    path = tmp_path / "desk.csv"
    write_desk(path, ROWS)
    measured("svcflow import", path, tmp_path / "kept")  # compiled once, kept
    found = {
        name: benchmark.pedantic(measured, args=(name, path, tmp_path / "kept")) if name == "svcflow import" else measured(name, path, None)
        for name in CONTENDERS
    }
    ours = found["svcflow import"]["cpu_s"]
    ratios = {name: round(figures["cpu_s"] / ours, 2) for name, figures in found.items()}
    benchmark.extra_info.update(found=found, ratios=ratios)
    print(f"\n{ROWS} rows, {path.stat().st_size / 1e6:.0f} MB: {found}; CPU time, import = 1: {ratios}")  # noqa: T201
    assert json.loads((tmp_path / "kept" / "log.json").read_text())["steps"] == pl.scan_csv(path).select(pl.len()).collect().item()
