"""Results are written whole or not at all.

A file is written beside its final place and renamed, a folder likewise, with a marker that says that svcflow made it. An existing
folder with the marker is replaced as a whole at the very end; a folder that svcflow did not make is refused unless it is empty.

What takes hours to make grows in a folder of its own name beside the final place, `NAME.partial`, which outlives whoever stops or kills
the process; the next to ask for NAME finds it there.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from svcflow.errors import OutputError

MARKER = ".svcflow"


@contextmanager
def new_file(path: Path | str) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block ends well, it becomes `path`.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError("is a folder.", place=str(target), remedy="Name a file.")
    with _speaking_of(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    draft = Path(name)
    try:
        with _speaking_of(target):
            yield draft
            draft.chmod(0o666 & ~_umask())
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path | str, kind: str) -> Iterator[Path]:
    """Give an empty temporary folder beside `path`; when the block ends well, it becomes `path`.

    Parameters
    ----------
    kind : what the folder holds ("log", "replications", "report"), kept in its marker

    Raises
    ------
    OutputError
        There is something at `path` that svcflow did not make, or the place cannot be written.
    """
    target = Path(path)
    check_replaceable(target, kind)
    with _speaking_of(target):
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
    try:
        with _speaking_of(target):
            draft.chmod(0o777 & ~_umask())
            yield draft
            (draft / MARKER).write_text(f"{kind}\n", encoding="utf-8")
            _swap(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def growing_folder(path: Path | str, kind: str) -> Iterator[Path]:
    """Give the folder `path.partial`, empty or as it was left; when the block ends well, it becomes `path`, and else it stays.

    Raises
    ------
    OutputError
        As `new_folder`, of either of the two places; or another process is at work in `path.partial`.
    """
    target = Path(path).absolute()
    draft = target.with_name(f"{target.name}.partial")
    check_replaceable(path, kind)
    check_replaceable(draft, kind)
    with _speaking_of(Path(path)):
        draft.mkdir(parents=True, exist_ok=True)
        (draft / MARKER).write_text(f"{kind}\n", encoding="utf-8")
        with _alone_in(draft):
            yield draft
        _swap(draft, target)


def check_replaceable(path: Path | str, kind: str) -> None:
    """Refuse what svcflow did not make as the same `kind` of folder, before any work is done.

    Raises
    ------
    OutputError
        `path` is a file, or a folder with contents but without the marker of that kind: a kept log is not for a report to replace.
    """
    target = Path(path)
    if target.exists() and not target.is_dir():
        raise OutputError("is a file, not a folder.", place=str(target), remedy="Name another folder.")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).exists():
        raise OutputError("is a folder that svcflow did not make.", place=str(target), remedy="Name a new folder, or empty this one.")
    if (target / MARKER).exists() and not is_own(target, kind):
        held = (target / MARKER).read_text(encoding="utf-8", errors="replace").strip()
        raise OutputError(f'holds something else of svcflow ("{held}").', place=str(target), remedy="Name a new folder.")


def check_no_input(path: Path | str, *inputs: Path | str | None) -> None:
    """Refuse to write a file over one that is read, before any work is done.

    Raises
    ------
    OutputError
        `path` is a folder, or one of the `inputs`.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError("is a folder.", place=str(target), remedy="Name a file.")
    for each in inputs:
        if each is not None and target.exists() and Path(each).exists() and target.samefile(each):
            raise OutputError("is read by this command and would be lost.", place=str(target), remedy="Name another file.")


def is_own(path: Path | str, kind: str) -> bool:
    """Whether `path` is a folder of this kind that svcflow made."""
    marker = Path(path) / MARKER
    return marker.is_file() and marker.read_text(encoding="utf-8").strip() == kind


def _swap(draft: Path, target: Path) -> None:
    """Put the draft in the target's place; if that fails midway, what was there comes back."""
    if not target.exists():
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent)) / "old"
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes that ask so; the lock goes with the process, however it ends. Windows has none."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            remedy = "Let it end, or name another folder."
            raise OutputError("is being written by another svcflow.", place=str(folder), remedy=remedy) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _speaking_of(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot be written ({error.strerror}).", place=str(target), remedy="Name a place that can.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
