"""The set of indicators that a study scores: from its file, with its weights and targets, or made of the targets alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from svcflow.errors import StudyError, did_you_mean
from svcflow.indicators import Setting
from svcflow.indicators.registry import every_entry, find_entry, unit_of
from svcflow.scorecard import ScorecardSet, TableError, history_of, set_of
from svcflow.scorecard.weights.weighing import Weighing
from svcflow.study.appraisal import ScorecardTable
from svcflow.study.document import Study
from svcflow.study.reading import read_tables
from svcflow.study.weights import read_weights


def scorecard_set(study: Study, setting: Setting, today: date, seed: int = 1) -> tuple[ScorecardSet, Weighing | None] | None:
    """The set that a study scores, and the weighing behind the weights of its dimensions; None where it has neither set nor targets.

    Parameters
    ----------
    study : Study
    setting : Setting
        In whose currency costs are meant.
    today : date
        Of a set that is made of the targets.
    seed : int
        Of the bootstraps of weights.

    Raises
    ------
    InputError
        A file, a name, a weight or a target cannot be; the place says where.
    """
    said = study.scorecard or ScorecardTable()
    if said.file is None and not study.targets:
        return None
    given = _from_file(study, study.folder / said.file, said.version) if said.file else _of_targets(study, setting, today)
    if said.file:
        given = _with_targets(study, given)
    weighing = read_weights(_there(study, said.weights, "weights"), seed) if said.weights else None
    return _with_weights(study, given, weighing) if weighing else given, weighing


def _there(study: Study, name: str, field: str) -> Path:
    file = study.folder / name
    if not file.exists():
        raise StudyError(f'there is no file "{name}".', place=study.place_of("scorecard", field), remedy="Paths begin at the study file.")
    return file


def _from_file(study: Study, file: Path, version: int | None) -> ScorecardSet:
    """A set, or a version of a record whose seals hold."""
    _there(study, file.name if file.parent == study.folder else str(file), "file")
    if file.suffix.lower() != ".json":
        tables, place_of = read_tables(file)
        return set_of(tables, place_of)
    try:
        history = history_of(json.loads(file.read_text(encoding="utf-8")))
        history.verify()
        return history.version(version) if version else history.versions[-1]
    except json.JSONDecodeError as error:
        raise StudyError(f"this is not JSON: {error}.", place=str(file), remedy="It is written by `svcflow score --keep`.") from None
    except TableError as error:
        raise StudyError(error.problem, place=str(file), remedy=error.remedy) from None
    except IndexError:
        raise StudyError("this record holds no version.", place=str(file), remedy="Keep one with `svcflow score --keep`.") from None


def _of_targets(study: Study, setting: Setting, today: date) -> ScorecardSet:
    """Each dimension that has a target counts alike, and in it each target by its weight."""
    by_dimension: dict[str, dict[str, Any]] = {}
    for name, said in study.targets.items():
        try:
            entry = find_entry(name)
        except KeyError:
            remedy = did_you_mean(name, [each.name for each in every_entry()])
            raise StudyError(f'there is no indicator "{name}".', place=study.place_of("targets", name), remedy=remedy) from None
        better = said.better or (entry.better if entry.better != "none" else None)
        if better is None:
            problem = f'the target {said.target:g} of "{name}" has no direction: more of it is neither better nor worse as such.'
            raise StudyError(problem, place=study.place_of("targets", name), remedy='Add better = "higher" or better = "lower".')
        row = {"weight": said.weight, "title": entry.title, "unit": unit_of(entry, setting), "better": better, "score": "target",
               "target": said.target}  # fmt: skip
        by_dimension.setdefault(entry.dimension, {})[name] = row
    dimensions = {}
    for dimension, rows in by_dimension.items():
        whole = sum(row["weight"] for row in rows.values())
        for row in rows.values():
            row["weight"] /= whole
        dimensions[dimension] = {"weight": 1 / len(by_dimension), "customer": dimension == "satisfaction", "indicator": rows}
    tables = {"name": study.file.stem if study.file else "study", "date": today, "dimension": dimensions}
    return set_of(tables, lambda *path: study.place_of("targets", str(path[-2]) if len(path) > 1 else ""))


def _with_targets(study: Study, given: ScorecardSet) -> ScorecardSet:
    """The set with the targets of the study in the place of its own."""
    rows = {name: (where, row) for where, _, name, row in given.rows}
    tables = given.model_dump()
    for name, said in study.targets.items():
        if name not in rows:
            problem = f'the scorecard has no indicator "{name}" that could have a target.'
            raise StudyError(problem, place=study.place_of("targets", name), remedy=did_you_mean(name, rows))
        where, row = rows[name]
        if row.score != "target":
            problem = f'"{name}" is scored by {row.score}, not by a target.'
            raise StudyError(problem, place=study.place_of("targets", name), remedy='Score it by "target" in the scorecard.')
        changed = tables["dimension"][where]["indicator"][name]
        changed["target"] = said.target
        changed["better"] = said.better or changed["better"]
    return ScorecardSet.model_validate(tables)


def _with_weights(study: Study, given: ScorecardSet, weighing: Weighing) -> ScorecardSet:
    """The set whose dimensions count as the file of weights answers."""
    chosen = weighing.chosen
    assert study.scorecard is not None
    place = study.place_of("scorecard", "weights")
    if chosen is None:
        raise StudyError("the file of weights holds no weights.", place=place, remedy="Add [expert], [ahp], [rankings] or [figures].")
    by_name: Mapping[str, float] = dict(zip(chosen.items, chosen.values, strict=True))
    if set(by_name) != set(given.dimension):
        unlike = sorted(set(by_name) ^ set(given.dimension))
        problem = f"the weights are of {_list(by_name)}, the scorecard's dimensions are {_list(given.dimension)}."
        raise StudyError(problem, place=place, remedy=f"Name the same ones: {_list(unlike)} stand on one side only.")
    tables = given.model_dump()
    for name, weight in by_name.items():
        tables["dimension"][name]["weight"] = weight
    return ScorecardSet.model_validate(tables)


def _list(names: Mapping[str, Any] | list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
