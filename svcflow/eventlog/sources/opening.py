"""The bytes of a source: a file, mapped into memory and not copied, or standard input; unpacked where they are packed.

Packing is told by content: gzip (of several members, too), bzip2 and xz, one inside another, and a zip archive that holds a single
log. Archives are unpacked as a stream, in memory and never onto the disk, and no further than the limits allow; so a bomb costs
little. A workbook (XLSX, ODS) is a zip archive as well: its bytes are given as they are.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mmap
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from svcflow.errors import InputError, LogError, SvcflowError, did_you_mean
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit

Data = bytes | mmap.mmap
"""what is held in memory, or mapped into it: both can be sliced, searched, and given to what takes a buffer"""

ZIP = b"PK\x03\x04"
LOG_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".xes", ".xml", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".gz", ".bz2", ".xz")

_BLOCK = 1 << 20
_RATIO_FROM = 64 << 20
_OFFICE = "[Content_Types].xml"
_OPEN_DOCUMENT = "mimetype"

_Stream = IO[bytes] | io.BufferedIOBase
_PACKINGS: tuple[tuple[bytes, Callable[[Any], _Stream]], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)


def open_bytes(source: str | Path, limits: Limits = DEFAULTS) -> Data:
    """All bytes of a file, or of stdin for `-`, unpacked. A file that is not packed is mapped: opening it costs nothing.

    Raises
    ------
    InputError
        The file is missing, a directory, unreadable, a broken archive, or an archive of several files.
    LogError
        It is empty, or unpacks to more than the limits allow.
    """
    place = "stdin" if str(source) == "-" else str(source)
    with _speaking_of(source, place):
        data = _opened(source, limits, place)
    if _is_blank(data):
        raise LogError("the file is empty.", place=place, remedy="Export the log again, with a header line.")
    return data


def is_folder(source: str | Path) -> bool:
    """Whether it is a folder, as far as one may look: a name that no system has is none."""
    try:
        return Path(source).is_dir()
    except (OSError, ValueError):
        return False


def _opened(source: str | Path, limits: Limits, place: str) -> Data:
    if str(source) == "-":
        return _unpacked(_Counted(sys.stdin.buffer, limits, place), limits, place)
    with _file(source, place) as file:
        mode = Path(source).stat().st_mode
        if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not file.isatty()):
            raise InputError("this is a device, not a file.", place=place, remedy="Name a file, or - for stdin.")
        if not stat.S_ISREG(mode):
            return _unpacked(_Counted(file, limits, place), limits, place)
        head = file.read(8)
        is_packed = head.startswith(tuple(mark for mark, _ in _PACKINGS)) or (head.startswith(ZIP) and not _is_office(file))
        if not is_packed:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if head else b""
        file.seek(0)
        return _unpacked(_Counted(file, limits, place, is_file=True), limits, place)


def _file(source: str | Path, place: str) -> IO[bytes]:
    try:
        return Path(source).open("rb")
    except ValueError:  # a NUL, or half a character
        raise InputError("no file has such a name.", place=repr(place), remedy="Name a file.") from None


class _Counted(io.RawIOBase):
    """A stream that counts what passes and stops at the limits; `source` is the packed stream below it."""

    def __init__(self, stream: _Stream, limits: Limits, place: str, *, source: _Counted | None = None, is_file: bool = False) -> None:
        self.stream = stream
        self.limits = limits
        self.place = place
        self.source = source
        self.is_file = is_file
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self.stream.read(len(buffer))
        buffer[: len(block)] = block
        self.count += len(block)
        self._check()
        return len(block)

    def _check(self) -> None:
        if self.is_file:
            return
        what = "unpacks to" if self.source else "brings"
        if self.count > self.limits.unpacked_bytes:
            raise over_limit(self.limits, "unpacked_bytes", f"it {what} more than {self.limits.unpacked_bytes:,} bytes", self.place)
        packed = self.packed()
        if self.count > _RATIO_FROM and self.count > self.limits.unpacked_ratio * packed:
            problem = f"its first {packed:,} bytes unpack to {self.count:,} and more"
            raise over_limit(self.limits, "unpacked_ratio", problem, self.place)

    def packed(self) -> int:
        """How many bytes of the file, or of stdin, were read so far."""
        return self.source.packed() if self.source else self.count


def _unpacked(counted: _Counted, limits: Limits, place: str) -> bytes:
    """All bytes of a stream, through as many packings as it has."""
    for _ in range(limits.packings + 1):
        stream = io.BufferedReader(counted, _BLOCK)
        head = stream.peek(8)[:8]
        opener = next((opener for mark, opener in _PACKINGS if head.startswith(mark)), None)
        if opener is not None:
            counted = _Counted(opener(stream), limits, place, source=counted)
        elif head.startswith(ZIP):
            archive = io.BytesIO(_gathered(stream))
            if _is_office(archive):
                return archive.getvalue()
            counted = _Counted(_only_member(archive, place), limits, place, source=counted)
        elif head == bytes(8) and counted.source is None:
            raise LogError("it begins with zeros, as no log does.", place=place, remedy="Name the log.")
        else:
            return _gathered(stream)
    raise over_limit(limits, "packings", f"it is packed more than {limits.packings} times over", place)


def _gathered(stream: _Stream) -> bytes:
    """What is left of a stream; the buffer becomes the bytes, so that they are held once."""
    gathered = io.BytesIO()
    while block := stream.read(_BLOCK):
        gathered.write(block)
    return gathered.getvalue()


def _is_office(file: IO[bytes]) -> bool:
    """Whether a zip archive is a document (XLSX, ODS, DOCX …) rather than packed files."""
    names = _archive(file).namelist()
    return _OFFICE in names or names[:1] == [_OPEN_DOCUMENT]


def _only_member(file: IO[bytes], place: str) -> _Stream:
    """The one log in a zip archive, as a stream."""
    archive = _archive(file)
    with _as_bad_zip():
        found = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
        logs = [entry for entry in found if entry.filename.lower().endswith(LOG_ENDINGS)] or found
        if not logs:
            raise InputError("the zip archive holds no file.", place=place, remedy="Fetch or pack the file again.")
        if len(logs) > 1:
            listed = ", ".join(f'"{entry.filename}"' for entry in logs[:5]) + (" …" if len(logs) > 5 else "")
            remedy = "Unpack it into a folder; where its files are parts of one log, name the folder, else one of them."
            raise InputError(f"the zip archive holds {len(logs)} files: {listed}.", place=place, remedy=remedy)
        if logs[0].flag_bits & 1:
            raise InputError("the zip archive is locked with a password.", place=place, remedy="Unpack it, and name the file in it.")
        return archive.open(logs[0])


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    with _as_bad_zip():
        return zipfile.ZipFile(file)


@contextmanager
def _as_bad_zip() -> Iterator[None]:
    """The standard library says in many ways that an archive is not one."""
    try:
        yield
    except (ValueError, IndexError, KeyError, OverflowError, RuntimeError, struct.error) as error:
        raise zipfile.BadZipFile(str(error)) from None


def _is_hidden(name: str) -> bool:
    return PurePosixPath(name).name.startswith(".") or "__MACOSX" in PurePosixPath(name).parts


def _is_blank(data: Data) -> bool:
    """Whether there is nothing but blanks; looks no further than the first character that is none."""
    return not any(bytes(data[at : at + _BLOCK]).strip() for at in range(0, len(data), _BLOCK))


@contextmanager
def _speaking_of(source: str | Path, place: str) -> Iterator[None]:
    try:
        yield
    except SvcflowError:
        raise
    except FileNotFoundError:
        raise InputError("there is no such file.", place=place, remedy=_nearby(Path(source))) from None
    except (IsADirectoryError, NotADirectoryError):
        raise InputError("this is a directory, not a log.", place=place, remedy="Name a file inside it.") from None
    except zipfile.BadZipFile as error:
        problem = f"the zip archive, or spreadsheet, is broken or of a kind that cannot be unpacked ({error})."
        raise InputError(problem, place=place, remedy="Fetch or pack the file again.") from None
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise InputError(f"the archive is broken ({error}).", place=place, remedy="Fetch or pack the file again.") from None
    except OSError as error:
        if error.errno is None:  # bzip2's way to say that its archive is broken
            raise InputError(f"the archive is broken ({error}).", place=place, remedy="Fetch or pack the file again.") from None
        raise InputError(f"cannot be read ({error.strerror}).", place=place, remedy="Name a file that can.") from None


def _nearby(path: Path) -> str:
    if not is_folder(path.parent):
        return f'There is no folder "{path.parent}" either.'
    try:
        return did_you_mean(path.name, (entry.name for entry in path.parent.iterdir()))
    except OSError:
        return "Check the path."
