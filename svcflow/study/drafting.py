"""A study to begin with: what was found in a log, written down as the file that an analyst goes on with.

What is certain stands as it is (the file, the columns, the zone); what the log can only suggest, and what no log can know, stands
behind `#`, with the log's own steps, teams and priorities in it, so that a line is taken up by taking the sign away. The form is
`template.toml.j2`, which is at the same time the description of all that a study can say.
"""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path

import polars as pl

from svcflow.eventlog.columns.choosing import CHANGES, KEYS
from svcflow.eventlog.log import EventLog
from svcflow.mining import find_teams, mine_map

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_COLUMN = 46
"""where remarks at the end of a line stand"""
MOST_STEPS, MOST_TEAMS, MOST_PRIORITIES = 30, 12, 8


def draft_study(log: EventLog, source: str, *, folder: Path, title: str = "", zone_is_known: bool = False) -> str:
    """The text of a study of this log.

    Parameters
    ----------
    log : EventLog
        As it was imported: its report tells the columns.
    source : str
        Where it was read: a file, a folder, a URL.
    folder : Path
        Where the study will lie; a file's path is told from there.
    title : str
        The first line.
    zone_is_known : bool
        Whether the log's zone was said, or is only what is assumed where nothing is.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False)
    environment.filters.update(toml=_text, key=_key)
    template = environment.from_string(files("svcflow.study").joinpath("template.toml.j2").read_text(encoding="utf-8"))
    return _aligned(template.render(title=title or f"A study of {log.name}", log=_path(source, folder), **_found(log, zone_is_known)))


def _found(log: EventLog, zone_is_known: bool) -> dict[str, object]:
    steps = log.steps["activity"].value_counts(sort=True)["activity"].cast(pl.String).to_list()[:MOST_STEPS]
    work = [name for name in steps if log.meaning(name) == "work"] or steps or ["Register"]
    of_person = find_teams(log)
    teams = sorted(set(of_person.values()))[:MOST_TEAMS]
    # The columns of a kept log are settled: a study that named them would be refused.
    chosen = log.report.columns if log.report and log.kept is None else ()
    columns = [(choice.role, choice.column) for choice in chosen if choice.role in (*KEYS, *CHANGES)]
    return {
        "timezone": log.timezone if zone_is_known else "",
        "shape": log.shape,
        "columns": columns,
        "meanings": [(name, log.meanings[name]) for name in log.meanings],
        "other_steps": [] if log.meanings else work[-1:],
        "steps": work,
        "teams": teams or ["Second line"],
        "people": sorted(of_person)[:1] or ["Anna"],
        "members": {team: [person for person in sorted(of_person) if of_person[person] == team] for team in teams} or {"Second line": []},
        "skills": _skills(log, of_person, teams) or {"Second line": work[:1]},
        "priorities": _priorities(log),
        "case_columns": _case_columns(log),
        "path": _main_path(log),
    }


def _skills(log: EventLog, of_person: dict[str, str], teams: list[str]) -> dict[str, list[str]]:
    """The steps that the people of each team have done."""
    done = log.steps.select(pl.col("resource", "activity").cast(pl.String)).drop_nulls().unique()
    by_team: dict[str, set[str]] = {team: set() for team in teams}
    for person, activity in done.iter_rows():
        if (team := of_person.get(person)) in by_team and log.meaning(activity) == "work":
            by_team[team].add(activity)
    return {team: sorted(names) for team, names in by_team.items()}


def _main_path(log: EventLog) -> list[str]:
    """The steps of the most frequent path, each once."""
    variants = mine_map(log).variants
    return list(dict.fromkeys(variants[0].activities))[:MOST_STEPS] if variants else ["Register", "Solve"]


def _priorities(log: EventLog) -> list[str]:
    column = next((frame["priority"] for frame in (log.cases, log.steps) if "priority" in frame.columns), None)
    found = [] if column is None else sorted(column.drop_nulls().cast(pl.String).unique().to_list())[:MOST_PRIORITIES]
    return [*found, "*"]


def _case_columns(log: EventLog) -> list[str]:
    known = {"case_id", "first_time", "last_time", "case"}
    texts = [name for name, kind in log.cases.schema.items() if name not in known and kind in (pl.String, pl.Categorical, pl.Enum)]
    found = [name for name in texts if 1 < log.cases[name].n_unique() <= 50][:4]
    return found or [next(name for name in ("priority", "team", "resource", "activity") if name in log.steps.columns)]


def _path(source: str, folder: Path) -> str:
    """The source as the study names it: a file from the study's own folder, a URL as it is."""
    if "://" in source or not Path(source).exists():
        return source
    return Path(os.path.relpath(source, folder)).as_posix()


def _text(value: str) -> str:
    """A text as TOML writes it; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _aligned(text: str) -> str:
    """Remarks at the end of lines stand below each other."""
    lines = []
    for line in text.splitlines():
        found = re.fullmatch(r"(.*?\S) {2,}(# .*)", line)
        lines.append(f"{found[1]:<{_COLUMN - 1}} {found[2]}" if found else line.rstrip())
    return "\n".join(lines) + "\n"
