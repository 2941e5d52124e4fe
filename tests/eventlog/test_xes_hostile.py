"""XES that means harm, or does it by mistake: refused with the limit or the reason, before it costs time, memory or secrets."""

import gzip
import tracemalloc
from time import process_time

import pytest

from svcflow.errors import InputError, LogError
from svcflow.eventlog.sources import open_source
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.xes import read_xes

EVENT = '<event><string key="concept:name" value="A"/><date key="time:timestamp" value="2024-01-01T10:00:00Z"/></event>'
FEW_SECONDS = 10  # [CPU s]; on a slow machine, under a loaded one


def log(inside, before=""):
    return f'<?xml version="1.0"?>\n{before}<log>\n<trace><string key="concept:name" value="c"/>\n{inside}\n</trace>\n</log>\n'.encode()


def refusal(data, limits=DEFAULTS):
    began = process_time()
    with pytest.raises(LogError) as caught:
        read_xes(data, "log.xes", limits)
    assert process_time() - began < FEW_SECONDS
    return caught.value


LAUGHS = "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n};" * 10}">' for n in range(9))
ENTITIES = {
    "a file": '<!DOCTYPE log [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE log [<!ENTITY secret SYSTEM "http://127.0.0.1:9/">]>',
    "a parameter": '<!DOCTYPE log [<!ENTITY % secret SYSTEM "file:///etc/passwd"> %secret;]>',
    "a billion laughs": f'<!DOCTYPE log [<!ENTITY lol0 "lol">{LAUGHS}]>',
    "one long text many times": f'<!DOCTYPE log [<!ENTITY long "{"x" * 100_000}">]>',
    "harmless": '<!DOCTYPE log [<!ENTITY euro "&#8364;">]>',
}


@pytest.mark.parametrize("doctype", ENTITIES.values(), ids=ENTITIES)
def test_entities_are_refused_where_they_are_declared(doctype):
    event = EVENT.replace('"A"', '"&secret;&lol9;&long;&euro;"')
    error = refusal(log(event * 1000, before=doctype + "\n"))
    assert "declares entities" in error.problem
    assert error.place == "log.xes, line 2"
    assert "DOCTYPE" in error.remedy


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE log SYSTEM "file:///etc/passwd">', '<!DOCTYPE log PUBLIC "-//x" "http://127.0.0.1:9/x.dtd">']
)
def test_nothing_is_fetched(doctype):
    assert "to be fetched" in refusal(log(EVENT, before=doctype)).problem


def test_a_doctype_that_declares_nothing_is_harmless():
    assert len(read_xes(log(EVENT, before="<!DOCTYPE log>"), "log.xes").lines) == 1


@pytest.mark.parametrize("depth", [100, 300_000])
def test_elements_without_end_inside_one_another(depth):
    error = refusal(log('<event><string key="k" value="v">' + '<list key="k" value="v">' * depth))
    assert "the limit xml_depth is 64" in error.problem
    assert "--limit xml_depth=" in error.remedy


def test_depth_can_be_allowed():
    nested = '<list key="k" value="v">' * 70 + "</list>" * 70
    assert len(read_xes(log(EVENT.replace("</event>", f"{nested}</event>")), "log.xes", Limits(xml_depth=80)).lines) == 1


@pytest.mark.parametrize("quote", ['"', "'"], ids=["usual", "by stream"])
def test_very_many_different_keys(quote):
    attributes = "".join(f"<int key={quote}k{number}{quote} value={quote}1{quote}/>" for number in range(200_000))
    error = refusal(log(f"<event>{attributes}</event>"))
    assert "the limit columns is 5000" in error.problem


def test_very_many_times_one_key():
    table = read_xes(log("<event>" + '<int key="k" value="1"/>' * 200_000 + "</event>"), "log.xes")
    assert [repair.count for repair in table.repairs] == [199_999]


def test_very_many_attributes_in_a_tag():
    attributes = " ".join(f'a{number}="1"' for number in range(200_000))
    table = read_xes(log(EVENT.replace("<date ", f"<date {attributes} ")), "log.xes")
    assert table.frame["time:timestamp"].to_list() == ["2024-01-01T10:00:00Z"]


@pytest.mark.parametrize("place", ["in a trace", "in the head", "never closed"])
def test_a_field_that_is_too_long_is_not_even_held(place):
    long = '<string key="k" value="' + "x" * 60_000_000 + ("" if place == "never closed" else '"/>')
    event = EVENT.replace("</event>", "" if place == "in the head" else long + "</event>")
    data = log(event, before="")
    data = data.replace(b"<log>", b"<log>" + long.encode()) if place == "in the head" else data
    tracemalloc.start()
    error = refusal(data, Limits(field_bytes=1 << 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "the limit field_bytes is 1M" in error.problem
    assert peak < 20_000_000


def test_a_field_of_just_the_limit_is_read():
    data = log(EVENT.replace('"A"', f'"{"é" * 500}"'))
    assert read_xes(data, "log.xes", Limits(field_bytes=1_001)).frame["concept:name"].to_list() == ["é" * 500]
    assert "field_bytes" in refusal(data, Limits(field_bytes=999)).problem


@pytest.mark.parametrize("blanks", ["\n" * 200_000, " \t" * 100_000])
def test_blanks_without_end(blanks):
    began = process_time()
    table = read_xes(log(EVENT.replace("<date", f"{blanks}<date") + f"{blanks}x{blanks}"), "log.xes")
    assert process_time() - began < FEW_SECONDS
    assert len(table.lines) == 1


@pytest.mark.parametrize("count", [20_000])
def test_markup_that_is_never_the_same(count):
    data = log("".join(f"<event>{' ' * (number % 500)}{EVENT[7:]}{chr(10) * (number % 400)}" for number in range(count)))
    began = process_time()
    assert len(read_xes(data, "log.xes").lines) == count
    assert process_time() - began < FEW_SECONDS


def test_an_archive_that_is_cut_short(tmp_path):
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(log(EVENT * 100))[:-20])
    with pytest.raises(InputError, match="archive is broken"):
        open_source(path)


NO_LOGS = {
    "no event": (b"<log/>", "holds no event"),
    "traces without events": (b'<log><trace><string key="concept:name" value="c"/></trace></log>', "holds no event"),
    "events without attributes": (b"<log><trace><event/><event></event></trace></log>", "events have no attributes"),
    "MXML": (b'<WorkflowLog><Process id="p"><ProcessInstance id="i"/></Process></WorkflowLog>', "the document is MXML"),
    "a web page": (b"<?xml version='1.0'?><html><body>Log in</body></html>", "the document is a web page"),
    "BPMN": (b'<bpmn:definitions xmlns:bpmn="x"/>', "the document is a BPMN model"),
    "a Petri net": (b"<pnml/>", "the document is a Petri net"),
    "no XML": (b"<", "the XML is broken"),
    "only a declaration": (b"<?xml version='1.0'?>", "the XML is broken"),
}


@pytest.mark.parametrize(("data", "problem"), NO_LOGS.values(), ids=NO_LOGS)
def test_what_is_no_log_is_refused_with_words(data, problem):
    error = refusal(data)
    assert problem in error.problem
    assert error.place.startswith("log.xes")
    assert error.remedy


def test_mxml_is_refused_with_a_way_out():
    assert "Convert it to XES" in refusal(NO_LOGS["MXML"][0]).remedy


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings(encoding):
    text = log(EVENT * 3).decode().replace('"1.0"', '"1.0" encoding="UTF-16"')
    assert read_xes(text.encode(encoding), "log.xes").lines.to_list() == [4, 4, 4]


def test_namespaces_of_xes_2():
    text = """<?xml version="1.0" encoding="utf-8"?>
<xes:log xmlns:xes="http://www.xes-standard.org/" xes.version="2.0" xes:features="">
  <xes:trace>
    <xes:string key="concept:name" value="c"/>
    <xes:event>
      <xes:string key="concept:name" value="A"/>
    </xes:event>
  </xes:trace>
</xes:log>
"""
    table = read_xes(text.encode(), "log.xes")
    assert table.frame.rows() == [("c", "A")]
    assert table.lines.to_list() == [5]
