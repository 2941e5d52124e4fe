"""A survey file -> a `Survey`: which column is what, on which scale each question is, and every answer as a number.

Any file that a log can come from will do (`svcflow.eventlog.sources`): delimited text in any encoding, workbooks, JSON lines. A row
is one response with a column for each question, or one answer (respondent, question, answer). Columns are known by their headers
and by what they hold, and the analyst may say what each is. What cannot be read as an answer on its question's scale is set aside
with its line and the reason; nothing is left out silently. A question most of whose answers cannot be read is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from svcflow.errors import InputError, did_you_mean
from svcflow.eventlog.log import Reject
from svcflow.eventlog.sources import open_source, place_of
from svcflow.eventlog.sources.limits import DEFAULTS, Limits
from svcflow.eventlog.sources.table import Table, without_nulls
from svcflow.eventlog.words.plain import plain
from svcflow.voice.surveys.columns import Columns, find_columns
from svcflow.voice.surveys.scales import Reading, Scale, find_scale, read_answer
from svcflow.voice.surveys.words import Kind, Role, effort_direction, is_overall

_NO_ANSWER = frozenset(
    plain(text)
    for text in (
        "n/a",
        "not applicable",
        "don't know",
        "prefer not to say",
        "no answer",
        "不适用",
        "不適用",
        "不知道",
        "不清楚",
        "未作答",
        "跳过",
        "-",
        "–",
        "—",
    )
)
_USUAL: Mapping[Kind, Scale] = {"nps": Scale(0, 10, "higher", 11), "ces": Scale(1, 7, "higher", 7)}
_SHOWN = 200
"""letters of a row that is set aside"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its column, what it asks, its scale and what speaks for both."""

    column: str
    kind: Kind
    scale: Scale
    why: str
    answers: int
    rejected: int
    direction_why: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """Responses, one a row: texts under the file's own names, answers as numbers (null where there is none)."""

    name: str
    answers: pl.DataFrame
    lines: tuple[int, ...]
    """where each response begins in the file; 1 is its first line"""
    questions: tuple[Question, ...]
    roles: Mapping[Role, str]
    """which column holds the ticket, the comment, the customer …"""
    evidence: tuple[tuple[str, str, str], ...]
    """role, column, and what speaks for it"""
    rejected: tuple[Reject, ...]
    notes: tuple[str, ...] = ()

    def of_kind(self, *kinds: Kind) -> tuple[Question, ...]:
        """The questions of these kinds, in the file's order."""
        return tuple(question for question in self.questions if question.kind in kinds)

    @property
    def overall(self) -> Question | None:
        """The question that stands for satisfaction: the overall one, else the only one there is."""
        asked = self.of_kind("csat")
        return next((each for each in asked if is_overall(each.column)), None) or next(
            iter((*asked, *self.of_kind("nps"), *self.of_kind("item"), *self.of_kind("ces"))), None
        )

    @property
    def items(self) -> tuple[Question, ...]:
        """The questions about single attributes."""
        overall = self.overall
        return tuple(question for question in self.of_kind("csat", "item") if question is not overall)

    def laid(self, question: Question) -> pl.Series:
        """The answers to a question between 0 (worst) and 1 (best)."""
        share = (self.answers[question.column] - question.scale.low) / (question.scale.high - question.scale.low)
        return share if question.scale.better == "higher" else 1 - share

    def column(self, role: Role) -> pl.Series | None:
        """The texts of the column with this role."""
        return self.answers[self.roles[role]] if role in self.roles else None


def read_survey(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    scales: Mapping[str, Scale] | None = None,
    tickets: pl.Series | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limits: Limits = DEFAULTS,
) -> Survey:
    """Read a survey.

    Parameters
    ----------
    source : str or Path
        The file, or `-` for stdin.
    columns : mapping of str to str, optional
        Column -> what it is: `csat`, `nps`, `ces`, `item`, `importance`, `ticket`, `respondent`, `customer`, `time`, `comment`, `action`,
        `question`, `answer` or `ignore`. The others are found.
    scales : mapping of str to Scale, optional
        Column (in the long layout: question) -> its scale; under "" that of all others. Found where none is said.
    tickets : polars.Series, optional
        The tickets of the log that it is about: the column that names them is known by that.

    Raises
    ------
    InputError
        There is no such column, no score question, or most answers to a question are none; or the file cannot be read.
    """
    place = place_of(source)
    table = open_source(source, encoding=encoding, delimiter=delimiter, sheet=sheet, limits=limits)
    frame = without_nulls(table.frame.with_columns(pl.all().cast(pl.String)))
    _check_named(frame, columns or {}, place)
    found = find_columns(frame, columns or {}, tickets)
    lines, rejected = list(table.lines), list(table.rejected)
    if "question" in found.roles and "answer" in found.roles:
        frame, lines, more = _widened(frame, lines, found, place)
        rejected += more
        found = find_columns(frame, _said_of(columns or {}, frame), tickets)
    return _survey(frame, lines, found, dict(scales or {}), rejected, table, place)


def _survey(
    frame: pl.DataFrame, lines: list[int], found: Columns, scales: dict[str, Scale], rejected: list[Reject], table: Table, place: str
) -> Survey:
    if not found.kinds:
        listed = ", ".join(f'"{name}"' for name in frame.columns[:12])
        remedy = f"Say which column is one: --column csat=NAME. There are: {listed}."
        raise InputError("no column holds answers on a scale.", place=place, remedy=remedy)
    unknown = [name for name in scales if name and name not in found.kinds]
    if unknown:
        raise InputError(f'there is no question "{unknown[0]}".', place=place, remedy=did_you_mean(unknown[0], found.kinds))
    questions, columns = [], []
    for name, (kind, why) in found.kinds.items():
        question, values, set_aside = _asked(frame[name], lines, kind, why, scales.get(name) or scales.get(""), place)
        questions.append(question)
        columns.append(values)
        rejected += set_aside
    return Survey(
        name=Path(place).name,
        answers=frame.with_columns(columns),
        lines=tuple(lines),
        questions=tuple(questions),
        roles=found.roles,
        evidence=found.evidence,
        rejected=tuple(sorted(rejected, key=lambda reject: reject.line)),
        notes=(*table.notes, *found.notes),
    )


def _asked(
    texts: pl.Series, lines: list[int], kind: Kind, why: str, stated: Scale | None, place: str
) -> tuple[Question, pl.Series, list[Reject]]:
    """One question: its scale, its answers as numbers, and what was set aside."""
    readings = [None if text is None or _is_none(text) else read_answer(text) for text in texts]
    better, direction = effort_direction(texts.name) if kind == "ces" else ("higher", "")
    usable = [reading for reading in readings if reading is not None]
    if not usable:
        raise _no_scores(texts, lines, place)
    scale, scale_why = (stated, "as said") if stated else find_scale(usable, _USUAL.get(kind), better)
    values: list[float | None] = []
    rejected = []
    for text, reading, line in zip(texts, readings, lines, strict=True):
        reason = None if text is None or _is_none(text) else _misfit(reading, scale)
        values.append(_placed(reading, scale) if reading and reason is None else None)
        if reason is not None:
            rejected.append(Reject(line, f'"{texts.name}": {reason}', str(text)[:_SHOWN]))
    given = len(rejected) + sum(value is not None for value in values)
    if len(rejected) * 2 > given:
        raise InputError(
            f'{len(rejected)} of {given} answers in "{texts.name}" are none on its scale {scale.name}: {rejected[0].row[:40]!r}, say.',
            place=f"{place}, line {rejected[0].line}",
            remedy=f'Say its scale (--scale "{texts.name}=1-5"), or that it is no question (--column ignore="{texts.name}").',
        )
    question = Question(texts.name, kind, scale, f"{why}; {scale.name}: {scale_why}", given - len(rejected), len(rejected), direction)
    return question, pl.Series(texts.name, values, dtype=pl.Float64), rejected


def _misfit(reading: Reading | None, scale: Scale) -> str | None:
    """Why an answer is none on this scale."""
    if reading is None:
        return "this is text, not a score"
    if reading.form == "words" and reading.of != scale.points:
        return f"a word from a scale with {reading.of:g} points, on the scale {scale.name}"
    if reading.form in ("part", "percent", "stars") and reading.of and reading.of != scale.high:
        return f"an answer out of {reading.of:g}, on the scale {scale.name}"
    if not scale.low <= _placed(reading, scale) <= scale.high:
        return f"beyond the scale {scale.name}"
    return None


def _placed(reading: Reading, scale: Scale) -> float:
    """The number on the scale; words of satisfaction say how good it is, whichever end of the scale that is."""
    return scale.low + scale.high - reading.value if reading.form == "words" and scale.better == "lower" else reading.value


def _no_scores(texts: pl.Series, lines: list[int], place: str) -> InputError:
    at = next((number for number, text in enumerate(texts) if text is not None), None)
    problem = f'the question "{texts.name}" has no answer' + ("." if at is None else f" that is a score: {texts[at][:40]!r}, say.")
    return InputError(
        problem, place=place if at is None else f"{place}, line {lines[at]}", remedy=f'Leave it out: --column ignore="{texts.name}".'
    )


def _is_none(text: str) -> bool:
    return text.strip() in ("-", "–", "—") or plain(text) in _NO_ANSWER


def _widened(frame: pl.DataFrame, lines: list[int], found: Columns, place: str) -> tuple[pl.DataFrame, list[int], list[Reject]]:
    """One row for each respondent, from one row for each answer. A second answer to a question is set aside."""
    question, answer = found.roles["question"], found.roles["answer"]
    key = found.roles.get("respondent") or found.roles.get("ticket") or found.roles.get("customer")
    if key is None:
        raise InputError("nothing says which answers belong together.", place=place, remedy="Name the column: --column respondent=NAME.")
    rows: dict[str, dict[str, str | None]] = {}
    first: dict[str, int] = {}
    rejected = []
    asked = list(dict.fromkeys(text for text in frame[question] if text is not None))
    others = [name for name in frame.columns if name not in (question, answer, *asked)]
    for line, row in zip(lines, frame.iter_rows(named=True), strict=True):
        who, what = row[key], row[question]
        if who is None or what is None:
            rejected.append(Reject(line, f"no {'respondent' if who is None else 'question'}", str(row[answer])[:_SHOWN]))
            continue
        if who not in rows:
            rows[who], first[who] = {name: row[name] for name in others}, line
        elif what in rows[who]:
            rejected.append(Reject(line, f'"{what}" is answered a second time by "{who}"', str(row[answer])[:_SHOWN]))
            continue
        rows[who][what] = row[answer]
    names = [*others, *asked]
    if not rows:
        raise InputError("no row has a respondent and a question.", place=place, remedy="Name the columns: --column respondent=NAME.")
    wide = pl.DataFrame([[row.get(name) for name in names] for row in rows.values()], schema=dict.fromkeys(names, pl.String), orient="row")
    return wide, list(first.values()), rejected


def _said_of(columns: Mapping[str, str], frame: pl.DataFrame) -> dict[str, str]:
    """What was said, as far as it is about the columns that are there now."""
    return {name: role for name, role in columns.items() if name in frame.columns}


def _check_named(frame: pl.DataFrame, columns: Mapping[str, str], place: str) -> None:
    roles = Counter(role for role in columns.values() if role not in ("ignore", "item", "csat", "nps", "ces", "importance"))
    twice = [role for role, many in roles.items() if many > 1]
    if twice:
        raise InputError(f"two columns are said to be {twice[0]}.", place=place, remedy="Name one.")
    missing = [name for name in columns if name not in frame.columns and not _is_question(frame, name)]
    if missing:
        raise InputError(f'there is no column "{missing[0]}".', place=place, remedy=did_you_mean(missing[0], frame.columns))


def _is_question(frame: pl.DataFrame, name: str) -> bool:
    """Whether it is a question of the long layout."""
    texts: Iterable[str] = (column for column in frame.columns if frame[column].n_unique() < 200)
    return any(bool((frame[column] == name).any()) for column in texts)
