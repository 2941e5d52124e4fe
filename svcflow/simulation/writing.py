"""Simulated logs as files: `replication-000.csv` … and `simulation.json`, which says what they were made with.

The folder appears whole or not at all (`svcflow.output`). The same model, seed and options write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from svcflow.errors import InputError, OutputError, did_you_mean
from svcflow.eventlog import EventLog, write_csv, write_parquet
from svcflow.output import new_folder
from svcflow.simulation.results import SimulationResult

KIND = "replications"
LONGEST_NAME = 120
MOST_BYTES = 240
"""of a folder's name; file systems take 255"""
WRITERS: Mapping[str, Callable[[EventLog, Path], None]] = {"csv": write_csv, "parquet": write_parquet}


def write_replications(
    results: SimulationResult | Mapping[str, SimulationResult],
    folder: str | Path,
    format: Literal["csv", "parquet"] = "csv",  # noqa: A002
) -> None:
    """Write each replication's log; of several simulations, each into the folder of its name.

    Parameters
    ----------
    results : SimulationResult, or dict of name -> SimulationResult
    folder : path
        A new folder, an empty one, or one that svcflow made before; that is replaced as a whole.
    format : str
        `csv` or `parquet`.

    Raises
    ------
    OutputError
        The folder holds what svcflow did not make, or cannot be written, or the names make no folders (`check_names`).
    """
    check_format(format)
    several = {results.model.name: results} if isinstance(results, SimulationResult) else results
    if several is results:
        check_names(several)
    with new_folder(folder, KIND) as draft:
        for name, result in several.items():
            inside = draft if result is results else draft / folder_name(name)
            if inside != draft:
                inside.mkdir()
            _write(result, inside, format)


def check_format(name: str) -> None:
    """Refuse a format that logs cannot be written in."""
    if name not in WRITERS:
        raise InputError(f'"{name}" is no format for logs.', place="format", remedy=did_you_mean(name, WRITERS))


def check_names(names: Iterable[str]) -> None:
    """Refuse names that cannot each have a folder, before anything is simulated.

    Parameters
    ----------
    names : iterable of str
        Of the simulations that `write_replications` will be given.

    Raises
    ------
    OutputError
        Two names make one folder (there are file systems on which "A" and "a" do), or one is too long.
    """
    found: dict[str, str] = {}
    for name in names:
        if len(name) > LONGEST_NAME or len(name.encode()) > MOST_BYTES:
            problem = f'the name "{name[:40]}…" is too long for a folder ({len(name)} letters).'
            raise OutputError(problem, remedy=f"Give the redesign a name of at most {LONGEST_NAME} letters, fewer where they have accents.")
        folder = folder_name(name)
        other = found.setdefault(folder.casefold(), name)
        if other != name:
            raise OutputError(f'"{other}" and "{name}" would both be the folder "{folder}".', remedy="Give one of them another name.")


def folder_name(name: str) -> str:
    """The folder of the simulation of this name: the name without what a path could take amiss."""
    return (
        "".join(letter if letter.isalnum() or letter in " -_." else "_" for letter in unicodedata.normalize("NFC", name)).strip(". ") or "_"
    )


def _write(result: SimulationResult, folder: Path, form: str) -> None:
    names = [f"replication-{number:03d}.{form}" for number in range(result.replications)]
    for name, log in zip(names, result.logs, strict=True):
        WRITERS[form](log, folder / name)
    describe(result, {name: sha256_of(folder / name) for name in names}, folder)


def describe(result: SimulationResult, sha256: Mapping[str, str], folder: Path) -> None:
    """Write what the files of these names were made with."""
    document = {
        "kind": "svcflow simulation",
        "model": result.model.name,
        "engine": result.engine,
        "seed": result.seed,
        "start": result.start.isoformat(),
        "cases": result.cases,
        "until": None if result.until is None else result.until.isoformat(),
        "replications": len(sha256),
        "sha256": dict(sha256),
    }
    if result.open_at_start is not None:
        document["open_at_start"] = result.open_at_start
    (folder / "simulation.json").write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
