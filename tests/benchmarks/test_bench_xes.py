"""What reading XES costs beside rustxes, which reads it in Rust and judges nothing: CPU seconds in one run on one machine."""

import gzip
from time import process_time

import pytest

from svcflow.eventlog import read_log
from svcflow.eventlog.sources import open_source
from svcflow.eventlog.sources.limits import DEFAULTS
from svcflow.eventlog.sources.opening import open_bytes
from svcflow.eventlog.sources.xes_stream import XesStream

CASES = 8_000
STEPS = ("Assign", "Take in charge", "Wait for customer", "Answer", "Resolve", "Close")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<global scope="event"><string key="concept:name" value="name"/></global>
"""


def event(case, place):
    minute = 17 * case + 31 * place
    moment = f"2024-{1 + case // 1700:02}-{1 + minute // 1440 % 28:02}T{minute // 60 % 24:02}:{minute % 60:02}:{case % 60:02}.000+02:00"
    tags = [
        f'<string key="concept:name" value="{STEPS[place]}"/>',
        '<string key="lifecycle:transition" value="complete"/>',
        f'<string key="org:resource" value="Value {(case * 7 + place) % 23}"/>',
        f'<date key="time:timestamp" value="{moment}"/>',
        f'<string key="Activity" value="{STEPS[place]}"/>',
    ]
    return "\t\t<event>\n" + "".join(f"\t\t\t{tag}\n" for tag in tags) + "\t\t</event>\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A log of a desk, six events a case, written as process mining tools write it, and packed."""
    path = tmp_path_factory.mktemp("bench") / "desk.xes.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write(HEAD)
        for case in range(CASES):
            name = f'\t\t<string key="concept:name" value="Case{case}"/>\n\t\t<int key="variant-index" value="{case % 9}"/>\n'
            file.write(f"\t<trace>\n{name}{''.join(event(case, place) for place in range(len(STEPS)))}\t</trace>\n")
        file.write("</log>\n")
    return path


def streamed(path):
    stream = XesStream(str(path), DEFAULTS)
    stream.read([memoryview(open_bytes(path))])
    return stream.table()


def seconds(work, *arguments):
    """CPU seconds, of all threads; the least of three runs."""
    costs = []
    for _ in range(3):
        began = process_time()
        work(*arguments)
        costs.append(process_time() - began)
    return min(costs)


def test_reading_xes_beside_rustxes(desk, benchmark):
    rustxes = pytest.importorskip("rustxes")
    table = benchmark.pedantic(open_source, args=(desk,), rounds=3, warmup_rounds=1)
    assert table.frame.height == CASES * len(STEPS)
    theirs = seconds(rustxes.import_xes, str(desk))
    reading, importing, stream = (seconds(work, desk) / theirs for work in (open_source, read_log, streamed))
    benchmark.extra_info.update(rustxes_s=theirs, reading=reading, importing=importing, stream=stream)
    print(f"\nrustxes {theirs:.2f} CPU s; of that: reading {reading:.2f}, whole import {importing:.2f}, by stream {stream:.2f}")  # noqa: T201
    assert reading < 1.0, "reading XES takes longer than rustxes alone"
