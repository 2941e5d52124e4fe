"""The bytes of a source: a file or standard input, unpacked where it is gzipped."""

from __future__ import annotations

import gzip
import sys
import zlib
from pathlib import Path

from svcflow.errors import InputError, LogError, did_you_mean


def read_bytes(source: str | Path) -> bytes:
    """All bytes of a file, or of stdin for `-`; what is gzipped is unpacked.

    Raises
    ------
    InputError
        The file is missing, a directory, empty, or a broken archive.
    """
    place = "stdin" if str(source) == "-" else str(source)
    try:
        data = sys.stdin.buffer.read() if str(source) == "-" else Path(source).read_bytes()
        while data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except FileNotFoundError:
        raise InputError("there is no such file.", place=place, remedy=_nearby(Path(source))) from None
    except IsADirectoryError:
        raise InputError("this is a directory, not a log.", place=place, remedy="Name a file inside it.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"the gzip archive is broken ({error}).", place=place, remedy="Fetch or pack the file again.") from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", place=place) from None
    if not data.strip():
        raise LogError("the file is empty.", place=place, remedy="Export the log again, with a header line.")
    return data


def _nearby(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f'There is no folder "{folder}" either.'
    return did_you_mean(path.name, (entry.name for entry in folder.iterdir()))
