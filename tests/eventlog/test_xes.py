"""XES: attributes of traces and events, nesting, zones, and what is broken."""

import gzip
import mmap
from datetime import UTC, datetime
from itertools import chain
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from svcflow.errors import LogError
from svcflow.eventlog import read_log
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.xes import read_xes
from svcflow.eventlog.sources.xes_stream import XesStream
from svcflow.eventlog.sources.xes_tags import read_tags

EVENT = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/>{}</event>'


def document(*events, trace=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<log xmlns="http://www.xes-standard.org/">\n'
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>\n'
        '<float key="statistic" value="1"><float key="x" value="2"/></float>\n'
        f'<trace><string key="concept:name" value="c1"/>{trace}\n' + "\n".join(events) + "\n</trace>\n</log>\n"
    )


def read(tmp_path, text, **options):
    path = tmp_path / "log.xes"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_log(path, **options)


def test_attributes_of_events_and_traces(tmp_path):
    nested = '<string key="org:resource" value="u"><string key="inner" value="lost"/></string><list key="l"><values/></list>'
    text = document(
        EVENT.format("A", "2024-01-01T10:00:00.000+01:00", nested),
        EVENT.format("B", "2024-01-01T10:00:00Z", '<int key="cost" value="7"/>'),
        trace='<date key="deadline" value="2024-02-01T00:00:00+01:00"/><string key="channel" value="phone"/>',
    )
    log = read(tmp_path, gzip.compress(text.encode()))
    assert log.steps.get_column("end_time").to_list() == [datetime(2024, 1, 1, hour, tzinfo=UTC) for hour in (9, 10)]
    assert log.steps.get_column("resource").to_list() == ["u", None]
    assert log.steps.get_column("cost").to_list() == [None, 7]
    assert "inner" not in log.steps.columns
    assert log.cases.row(0, named=True)["case:channel"] == "phone"
    assert log.cases.row(0, named=True)["case:deadline"] == datetime(2024, 1, 31, 23, tzinfo=UTC)


def test_times_without_a_zone_take_the_one_given(tmp_path):
    log = read(tmp_path, document(EVENT.format("A", "2024-07-01T10:00:00", "")), timezone="Europe/Rome")
    assert log.steps["end_time"][0] == datetime(2024, 7, 1, 8, tzinfo=UTC)


def test_unreadable_times_are_rejected_with_their_line(tmp_path):
    events = [EVENT.format("A", time, "") for time in ("2024-01-01T10:00:00Z", "junk", "2024-01-02T10:00:00Z")]
    log = read(tmp_path, document(*events))
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(7, '"time:timestamp" is not a time')]


def test_a_cut_document_is_refused_with_its_line(tmp_path):
    text = document(EVENT.format("A", "2024-01-01T10:00:00Z", ""))
    with pytest.raises(LogError, match="XML is broken") as refusal:
        read(tmp_path, text[: text.index("</trace>")])
    assert "line 7" in refusal.value.place


def streamed(data, limits=DEFAULTS):
    """What the stream reads: the meaning of the document."""
    stream = XesStream("log.xes", limits)
    stream.read([data])
    return stream.table()


def assert_same_table(one, other):
    assert_frame_equal(one.frame.cast(pl.String), other.frame)
    assert one.lines.to_list() == other.lines.to_list()
    assert (one.rejected, one.repairs, one.notes) == (other.rejected, other.repairs, other.notes)


LOG = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
\t<global scope="trace"><string key="concept:name" value="none"/></global>
\t<float key="mean" value="1"><float key="deviation" value="2"/></float>
\t<trace>
\t\t<string key="concept:name" value="c1"/>
\t\t<event>
\t\t\t<string key="concept:name" value="A &amp; B"/>
\t\t\t<date key="time:timestamp" value="2024-01-01T10:00:00Z"/>
\t\t</event>
\t\t<event>
\t\t\t<date key="time:timestamp" value="2024-01-01T11:00:00Z"/>
\t\t\t<string key="r\u00f4le" value="&#x6F22;\u5b57 &lt;&#62;"/>
\t\t</event>
\t\t<int key="late" value="7"/>
\t</trace>
\t<trace>
\t\t<string key="concept:name" value="without events"/>
\t</trace>
\t<event>
\t\t<string key="concept:name" value="outside"/>
\t</event>
\t<trace>
\t\t<event>
\t\t\t<string key="concept:name" value=""/>
\t\t</event>
\t</trace>
</log>
"""
STYLES = {
    "pretty": LOG,
    "compact": LOG.replace("\n", "").replace("\t", ""),
    "from Windows": LOG.replace("\n", "\r\n"),
    "with a mark": "\ufeff" + LOG,
    "with a prefix": LOG.replace("<trace", "<x:trace")
    .replace("</trace", "</x:trace")
    .replace("<event", "<x:event")
    .replace("</event", "</x:event"),
    "spaced": LOG.replace(" value=", "   value = ").replace("/>", "\n/>").replace("<event>", "<event\n>"),
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_what_a_document_means(text):
    table = read_tags(text.encode(), DEFAULTS)
    assert table is not None, "the usual forms are read by their tags"
    assert table.frame.to_dict(as_series=False) == {
        "case:concept:name": ["c1", "c1", None, None],
        "concept:name": ["A & B", None, "outside", ""],
        "time:timestamp": ["2024-01-01T10:00:00Z", "2024-01-01T11:00:00Z", None, None],
        "r\u00f4le": [None, "\u6f22\u5b57 <>", None, None],
        "case:late": ["7", "7", None, None],
    }
    lines = [1 + text[:at].replace("\r", "").count("\n") for at in range(len(text)) if text.startswith(("<event", "<x:event"), at)]
    assert table.lines.to_list() == lines
    assert_same_table(table, streamed(text.encode()))


def test_columns_whose_values_repeat_are_coded():
    events = "".join(EVENT.format("ABC"[number % 3], f"2024-01-01T10:{number:02}:00Z", "") for number in range(60))
    frame = read_xes(document(events).encode(), "log.xes").frame
    assert frame.dtypes == [pl.Categorical, pl.Categorical, pl.String]


ODD = {
    "comment": ("<event>", "<!-- an <event> -->\n<event>"),
    "comment with quotes": ("<event>", '<!-- <string key="x" value="y"/> --><event>'),
    "character data": ("<event>", "<![CDATA[<event>]]><event>"),
    "processing instruction": ("<event>", "<?x y?><event>"),
    "single quotes": ('value="c1"', "value='c1'"),
    "single quotes around double ones": ('value="c1"', "value='\"c1\"'"),
    "another order": ('key="late" value="7"', 'value="7" key="late"'),
    "a third attribute": ('key="late"', 'key="late" kind="x"'),
    "no value": ('<int key="late" value="7"/>', '<int key="late"/>'),
    "no key": ('<int key="late" value="7"/>', '<int value="7"/>'),
    "an empty key": ('key="late"', 'key=""'),
    "nested": ('<int key="late" value="7"/>', '<int key="late" value="7"><int key="inner" value="8"/></int>'),
    "not self-closing": ('<int key="late" value="7"/>', '<int key="late" value="7"></int>'),
    "a list": ("</event>", '<list key="l"><values><string key="x" value="y"/></values></list></event>'),
    "a line end in a value": ("c1", "c\n1"),
    "a tab in a value": ("c1", "c\t1"),
    "text": ("<event>", "text <event>"),
    "a reference as text": ("<event>", "&#10;<event>"),
    "an attribute of an event": ("<event>", '<event id="1">'),
    "an event named by hand": ("<int ", "<event "),
    "an attribute between traces": ("</trace>", '</trace><string key="between" value="x"/>'),
    "a key of an event twice": ("</event>", '<string key="concept:name" value="again"/></event>'),
    "a key of a trace twice": ("</trace>", '<string key="late" value="8"/></trace>'),
    "a key of its trace in an event": ("</event>", '<string key="case:concept:name" value="own"/></event>'),
    "one key written in two ways": ("</event>", '<int key="a&#98;" value="1"/><int key="ab" value="2"/></event>'),
    "an event without attributes": ("<event>", "<event/><event>"),
    "an empty event": ("<event>", "<event></event><event>"),
    "an empty trace": ("<trace>", "<trace></trace><trace/><trace>"),
    "a trace in a comment": ("</log>", '<!-- <trace><event><int key="a" value="1"/></event></trace> --></log>'),
    "default attributes": ("<log ", '<!DOCTYPE log [<!ATTLIST event id CDATA "x">]><log '),
}
BROKEN = {
    "cut": ("</log>", ""),
    "a tag not closed": ("</event>", ""),
    "a tag closed twice": ("</event>", "</event></event>"),
    "tags crossed": ("</event>\n\t\t<int", "</trace>\n\t\t<int"),
    "two prefixes": ("</event>", "</x:event>"),
    "an unknown entity": ("c1", "&c1;"),
    "an unknown entity in a trace without events": ("without events", "&nothing;"),
    "a lone ampersand": ("c1", "c&1"),
    "an angle": ("c1", "c<1"),
    "an angle, and one less": ('"c1"/>\n\t\t<event>', '"c<1"/>\n\t\t&lt;event>'),
    "a control character": ("c1", "c\x011"),
    "a null character": ("c1", "c\x001"),
    "a reference to no character": ("c1", "&#0;"),
    "a reference to half a character": ("c1", "&#xD800;"),
    "a reference beyond all characters": ("c1", "&#x110000;"),
    "no character": ("c1", "\uffff"),
    "a key twice in a tag": ('key="late"', 'key="late" key="late"'),
    "two roots": ("</log>", "</log><log/>"),
    "text after the end": ("</log>\n", "</log>text"),
    "an event in an event": ("</event>", '<event><int key="a" value="1"/></event></event>'),
    "a trace in a trace": ("</trace>", '<trace><int key="a" value="1"/></trace></trace>'),
    "a trace in an event": ("</event>", '<trace><int key="a" value="1"/></trace></event>'),
}


def changed(changes):
    """Each change in each style of document that has a place for it."""
    texts = {f"{what}, {style}": (text, text.replace(*change, 1)) for what, change in changes.items() for style, text in STYLES.items()}
    return [pytest.param(new.encode(), id=name) for name, (text, new) in texts.items() if new != text]


@pytest.mark.parametrize("data", changed(ODD))
def test_what_is_written_otherwise_means_the_same_to_both_readers(data):
    expected = streamed(data)
    table = read_tags(data, DEFAULTS)
    if table is not None:
        assert_same_table(table, expected)
    assert_same_table(read_xes(data, "log.xes"), expected)


@pytest.mark.parametrize("data", changed(BROKEN))
def test_what_is_broken_is_left_to_the_stream_which_refuses_it_with_its_line(data):
    assert read_tags(data, DEFAULTS) is None
    with pytest.raises(LogError) as refusal:
        read_xes(data, "log.xes")
    assert refusal.value.place.startswith("log.xes, line ")
    assert refusal.value.remedy


def test_a_key_that_stands_twice_is_counted_and_the_last_one_taken():
    events = EVENT.format("A", "2024-01-01T10:00:00Z", '<string key="concept:name" value="B"/>')
    table = read_xes(document(events, trace='<int key="n" value="1"/><int key="n" value="2"/>').encode(), "log.xes")
    assert (table.frame["concept:name"][0], table.frame["case:n"][0]) == ("B", "2")
    assert [(repair.count, repair.example) for repair in table.repairs] == [(2, '"case:n" in line 5')]


def test_attributes_without_a_column_are_counted():
    nested = '<string key="a" value="1"><string key="inner" value="2"/></string><string value="3"/>'
    table = read_xes(document(EVENT.format("A", "2024-01-01T10:00:00Z", nested)).encode(), "log.xes")
    assert table.notes == ('2 attributes inside other attributes, or without a key, are left out: "inner" in line 6.',)


def test_an_event_keeps_its_own_value_where_its_trace_has_one_too():
    events = [
        EVENT.format(name, "2024-01-01T10:00:00Z", extra) for name, extra in (("A", ""), ("B", '<int key="case:n" value="2"/>'), ("C", ""))
    ]
    table = read_xes(document(*events, trace='<int key="n" value="1"/>').encode(), "log.xes")
    assert table.frame["case:n"].to_list() == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "utf-16"),
        ("utf-8", "utf-16"),
        ("utf-8-sig", "utf-8"),
        ("utf-8", "us-ascii"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("gb18030", "GB18030"),
        ("big5", "Big5"),
        ("shift_jis", "Shift_JIS"),
    ],
)
def test_encodings_by_mark_and_by_declaration(encoding, declared):
    name = "\u6f22" if encoding in ("gb18030", "big5", "shift_jis", "utf-16") else "\u00e9"
    text = document(EVENT.format(name, "2024-01-01T10:00:00Z", "")).replace("UTF-8", declared)
    assert read_xes(text.encode(encoding), "log.xes").frame["concept:name"].to_list() == [name]


FRENCH = [
    "probl\u00e8me signal\u00e9",
    "class\u00e9 sans suite",
    "r\u00e9ponse envoy\u00e9e au client",
    "d\u00e9lai d\u00e9pass\u00e9",
    "v\u00e9rifi\u00e9 \u00e0 nouveau",
]


def test_what_is_not_in_the_encoding_that_it_declares_is_read_in_the_one_found_and_noted():
    events = [EVENT.format(name, "2024-01-01T10:00:00Z", "") for name in FRENCH]
    table = read_xes(document(*events).encode("cp1252"), "log.xes")
    assert table.frame["concept:name"].to_list() == FRENCH
    assert "says that it is UTF-8; this one is not, and was read as" in table.notes[0]


@pytest.mark.parametrize("name", ["nonsense", "zip", "hex", "idna", "unicode_escape", "undefined"])
def test_an_encoding_that_there_is_not_is_noted(name):
    text = document(EVENT.format("A", "2024-01-01T10:00:00Z", "")).replace("UTF-8", name)
    table = read_xes(text.encode(), "log.xes")
    assert table.encoding == "utf-8"
    assert f"says that it is {name}; this one is not" in table.notes[0]


def test_the_analysts_encoding_overrides_the_one_declared():
    text = document(EVENT.format("\u6f22\u5b57", "2024-01-01T10:00:00Z", ""))
    table = read_xes(text.encode("big5"), "log.xes", encoding="big5")
    assert table.frame["concept:name"].to_list() == ["\u6f22\u5b57"]


def test_a_mapped_file(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text(LOG, encoding="utf-8")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        table = read_xes(mapped, "log.xes")
    assert_same_table(table, streamed(LOG.encode()))


# ------------------------------------------------------------------------------------------------- any document, by chance

TEXTS = st.text(st.sampled_from("aZ09 &<>\"'/=:;#\t\r\n\u00e9\u6f22\U0001f600"), max_size=6)
KINDS = st.sampled_from(["string", "date", "int", "xes:string"])
ENDS = st.sampled_from(["\n", "\n\t", "", "\r\n", "\r"])
BREAKS = {'"': "&quot;", "\n": "&#10;", "\t": "&#x9;", "\r": "&#13;"}
NOISE = ["<!-- x -->", '<list key="l"/>', "<event/>", "<trace/>", '<int key="x" value="1"/>', "text", "\n\n", "<![CDATA[]]>"]


def attributes(keys, *, at_least=0):
    return st.dictionaries(st.sampled_from(keys), st.tuples(KINDS, TEXTS), min_size=at_least, max_size=4)


def written(attributes, *, escaped=True, closed=True):
    """The tags of attributes, the usual way, or with line ends in their values, or with a closing tag of their own."""
    for key, (kind, value) in attributes.items():
        quoted = [escape(text, BREAKS if escaped else {'"': "&quot;"}) for text in (key, value)]
        yield f'<{kind} key="{quoted[0]}" value="{quoted[1]}"' + ("/>" if closed else f"></{kind}>")


def joined(draw, parts):
    return draw(ENDS).join(['<?xml version="1.0"?>', '<log xmlns="http://www.xes-standard.org/">', *parts, "</log>"]).encode()


@st.composite
def usual_documents(draw):
    """A log as it is nearly always written."""
    prefix = draw(st.sampled_from(["", "", "xes:"]))
    event = attributes(["concept:name", "time:timestamp", "x", "a&b", 'q"', "\u6f22", " "], at_least=1).map(
        lambda own: [f"<{prefix}event>", *written(own), f"</{prefix}event>"]
    )
    first, last = attributes(["concept:name", "x", "\u6f22"], at_least=1), attributes(["case:y", "z"])
    parts = []
    for before, events, after in draw(st.lists(st.tuples(first, st.lists(event, max_size=4), last), min_size=1, max_size=4)):
        parts += [f"<{prefix}trace>", *written(before), *chain(*events), *written(after), f"</{prefix}trace>"]
        parts += draw(st.sampled_from([[], [], draw(event)]))
    return joined(draw, [*parts, *draw(event)] if draw(st.booleans()) else [f"<{prefix}trace>", *draw(event), f"</{prefix}trace>", *parts])


@st.composite
def documents(draw):
    """A log written in any way that keeps it well-formed."""
    keys = ["concept:name", "time:timestamp", "case:x", "x", "a&b", 'q"', "\u6f22", " "]
    style = {"escaped": draw(st.sampled_from([True, True, False])), "closed": draw(st.sampled_from([True, True, False]))}
    noise = st.sampled_from([[], [], [], [draw(st.sampled_from(NOISE))]] if draw(st.booleans()) else [[]])
    parts = draw(noise)
    for before, events, after in draw(
        st.lists(st.tuples(attributes(keys), st.lists(attributes(keys), max_size=4), attributes(keys)), max_size=4)
    ):
        parts = [*parts, "<trace>", *written(before, **style)]
        for event in events:
            parts = [*parts, *draw(noise), "<event>", *written(event, **style), *draw(noise), "</event>"]
        parts = [*parts, *written(after, **style), "</trace>", *draw(noise)]
    return joined(draw, parts)


@given(usual_documents())
def test_both_readers_agree_on_usual_documents(data):
    table = read_tags(data, DEFAULTS)
    assert table is not None
    assert_same_table(table, streamed(data))


@given(documents())
def test_both_readers_agree_on_any_document(data):
    table = read_tags(data, DEFAULTS)
    if table is not None:
        assert_same_table(table, streamed(data))


EDITS = [
    b"",
    b'"',
    b"'",
    b"<",
    b">",
    b"/",
    b"&",
    b"&lt;",
    b"\x00",
    b"\xff",
    b"\n",
    b" ",
    b"x",
    b"<event>",
    b"</trace>",
    b'<int key="x" value="1"/>',
]


@given(
    usual_documents(),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 0, 1, 1, 2, 9, 10_000]), st.sampled_from(EDITS)), max_size=2),
)
def test_both_readers_agree_on_any_corruption(data, edits):
    for where, length, new in edits:
        at = round(where * len(data))
        data = data[:at] + new + data[at + length :]
    table = read_tags(data, DEFAULTS)
    if table is not None:
        assert_same_table(table, streamed(data))


@given(usual_documents(), st.integers(3, 6), st.integers(1, 9), st.integers(10, 120))
def test_both_readers_agree_on_limits(data, depth, columns, field):
    limits = Limits(xml_depth=depth, columns=columns, field_bytes=field)
    table = read_tags(data, limits)
    if table is not None:
        assert_same_table(table, streamed(data, limits))
