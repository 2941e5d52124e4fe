"""The bytes of files, pipes and archives; archives that mean harm; and what is told to be no log."""

import bz2
import gzip
import io
import lzma
import mmap
import os
import struct
import threading
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import InputError, LogError, SvcflowError
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.sources.opening import open_bytes

PLAIN = b"Case ID,Activity,Timestamp\n" + b"".join(b"%d,Open,2024-01-%02d 08:00\n" % (row, row % 28 + 1) for row in range(200))


def zipped(members, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def file(tmp_path):
    def writer(data, name="log.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return writer


def test_a_plain_file_is_mapped_and_not_copied(file):
    path = file(PLAIN * 1000)
    tracemalloc.start()
    data = open_bytes(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(data, mmap.mmap)
    assert most < 2 << 20
    assert data[:] == PLAIN * 1000


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: zipped({"any/log.csv": data})])
def test_archives_are_unpacked_by_content(file, pack):
    assert open_bytes(file(pack(PLAIN))) == PLAIN
    assert open_bytes(file(pack(gzip.compress(PLAIN)))) == PLAIN
    assert open_bytes(file(gzip.compress(pack(PLAIN)))) == PLAIN


def test_a_gzip_file_of_several_members(file):
    assert open_bytes(file(gzip.compress(PLAIN) + gzip.compress(b"tail\n", mtime=0))) == PLAIN + b"tail\n"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: zipped({"log.csv": data})])
def test_stdin(monkeypatch, pack):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pack(PLAIN))))
    assert open_bytes("-") == PLAIN


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(PLAIN,))
    writer.start()
    assert open_bytes(tmp_path / "pipe") == PLAIN
    writer.join()


def test_the_other_files_of_a_zip_archive_are_no_logs(file):
    members = {"readme.md": "Exported", "__MACOSX/log.csv": "x", ".DS_Store": "x", "../../etc/log.csv": PLAIN}
    assert open_bytes(file(zipped(members))) == PLAIN
    assert open_bytes(file(zipped({"export": PLAIN}))) == PLAIN


def test_several_logs_in_a_zip_archive_are_refused_by_name(file):
    with pytest.raises(InputError, match=r'2 files: "may\.csv", "june\.csv"\..* name the folder'):
        open_bytes(file(zipped({"may.csv": PLAIN, "june.csv": PLAIN})))
    with pytest.raises(InputError, match="holds no file"):
        open_bytes(file(zipped({"empty/": ""})))


def test_a_workbook_is_given_as_it_is(file):
    book = zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"})
    assert open_bytes(file(book))[:] == book
    assert open_bytes(file(gzip.compress(book))) == book
    assert open_bytes(file(zipped({"tickets.xlsx": book}))) == book


def test_a_locked_zip_archive(file):
    archive = bytearray(zipped({"log.csv": PLAIN}))
    central = archive.index(b"PK\x01\x02")
    archive[6] |= 1
    archive[central + 8] |= 1
    with pytest.raises(InputError, match="locked with a password"):
        open_bytes(file(bytes(archive)))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: zipped({"log.csv": data})])
def test_broken_archives(file, pack):
    packed = pack(PLAIN)
    for broken in (packed[:-9], packed[: len(packed) // 2], packed[:60] + b"\xff\x00\xff" + packed[63:]):
        with pytest.raises(InputError, match="broken") as refusal:
            open_bytes(file(broken))
        assert refusal.value.remedy


def test_an_archive_of_a_method_that_is_not_known(file):
    archive = bytearray(zipped({"log.csv": PLAIN}))
    central = archive.index(b"PK\x01\x02")
    archive[8:10] = archive[central + 10 : central + 12] = struct.pack("<H", 97)
    with pytest.raises(InputError, match="cannot be unpacked"):
        open_bytes(file(bytes(archive)))


@pytest.mark.parametrize(
    "data",
    [b"", b" \n\r\n\t", gzip.compress(b""), gzip.compress(b"\n"), zipped({"log.csv": ""}), b"\n" * (3 << 20)],
    ids=["nothing", "blanks", "nothing in gzip", "a line end in gzip", "nothing in zip", "line ends"],
)
def test_nothing_is_empty(file, data):
    with pytest.raises(LogError, match="empty"):
        open_bytes(file(data))


def test_missing_files_directories_and_what_may_not_be_read(tmp_path, file, monkeypatch):
    file(PLAIN, "tickets.csv")
    with pytest.raises(InputError, match=r'no such file\. Did you mean "tickets\.csv"'):
        open_bytes(tmp_path / "ticket.csv")
    with pytest.raises(InputError, match="There is no folder"):
        open_bytes(tmp_path / "nowhere" / "ticket.csv")
    with pytest.raises(InputError, match="directory"):
        open_bytes(tmp_path)
    monkeypatch.setattr("pathlib.Path.open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)"):
        open_bytes(tmp_path / "tickets.csv")


def bomb(pack, size):
    return pack(bytes(size))


@pytest.mark.parametrize(
    "packed",
    [
        lambda: bomb(gzip.compress, 400 << 20),
        lambda: gzip.compress(bomb(gzip.compress, 200 << 20)),
        lambda: bomb(bz2.compress, 200 << 20),
        lambda: bomb(lzma.compress, 200 << 20),
        lambda: zipped({"log.csv": bytes(200 << 20)}),
    ],
    ids=["gzip", "twice", "bzip2", "xz", "zip"],
)
def test_a_bomb_is_refused_before_it_unpacks(file, packed):
    path = file(packed())
    tracemalloc.start()
    with pytest.raises(LogError, match=r"the limit unpacked_ratio is 250.*--limit unpacked_ratio=1000"):
        open_bytes(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 360 << 20


def test_the_limit_of_bytes_holds_for_archives_and_pipes_and_can_be_moved(file, monkeypatch):
    path = file(gzip.compress(PLAIN))
    with pytest.raises(LogError, match=r"unpacks to more than 1,000 bytes: the limit unpacked_bytes is 1000\."):
        open_bytes(path, Limits(unpacked_bytes=1000))
    assert open_bytes(path, Limits(unpacked_bytes=len(PLAIN))) == PLAIN
    assert open_bytes(file(PLAIN), Limits(unpacked_bytes=1))[:] == PLAIN
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PLAIN)))
    with pytest.raises(LogError, match="brings more than 1,000 bytes"):
        open_bytes("-", Limits(unpacked_bytes=1000))


def test_a_layer_between_is_limited_too(file):
    """Many empty archives in one: it unpacks to nothing, after gigabytes of work."""
    packed = gzip.compress(gzip.compress(b"", mtime=0) * 150_000, 1)
    with pytest.raises(LogError, match="unpacked_bytes"):
        open_bytes(file(packed), Limits(unpacked_bytes=2 << 20, unpacked_ratio=10**6))


def test_archives_inside_one_another_without_end(file):
    data = PLAIN
    for _ in range(5):
        data = gzip.compress(data)
    with pytest.raises(LogError, match=r"packed more than 4 times.*limit packings is 4"):
        open_bytes(file(data))
    assert open_bytes(file(data), Limits(packings=5)) == PLAIN


SEEDS = [gzip.compress(PLAIN), bz2.compress(PLAIN), lzma.compress(PLAIN), zipped({"a/log.csv": PLAIN}), gzip.compress(zipped({"b": PLAIN}))]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    st.integers(0, 10**6) | st.none(),
)
def test_damage_is_refused_with_words(tmp_path_factory, seed, flips, cut):
    damaged = bytearray(seed)
    for at, value in flips:
        damaged[at % len(damaged)] = value
    path = tmp_path_factory.mktemp("damaged") / "log.gz"
    path.write_bytes(damaged[: None if cut is None else cut % len(damaged)])
    assert refusal_of(path) in ("", "said")


def refusal_of(path):
    try:
        return "" if len(open_bytes(path)) else "nothing"
    except SvcflowError as refusal:
        return "said" if refusal.problem and refusal.remedy else "no words"
