"""What became of tickets, laid beside the scorecard: whether it foretells complaints, and customers who leave.

A single ticket has no score. So the log is cut, in the order of arrival, into parts of equally many tickets (30 at least, 100 parts at
most); the set is scored in each part, and the outcome of a part is the mean over its tickets (of yes and no: the share). Over the parts
are told

- how each indicator goes along with the outcome (Spearman's ρ with its 95 % interval, `svcflow.scorecard.check_set`);
- the weights of the dimensions that follow from that (shares of R², `svcflow.scorecard.weights.outcome_weights`);
- which weights would have foretold the last parts best: those of the scorecard, equal ones, or those drawn from the parts before.

Parts follow each other in time, so whatever changed with time goes along; and what goes along need not be the cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from svcflow.errors import StudyError, did_you_mean
from svcflow.eventlog.log import EventLog
from svcflow.eventlog.sources import open_source
from svcflow.eventlog.sources.table import without_nulls
from svcflow.indicators import Asked, Setting, compute_indicators
from svcflow.indicators.registry import every_entry
from svcflow.scorecard import Link, Reading, ScorecardSet, TableError, check_set, reading_of, score
from svcflow.scorecard.set_checks import SetFinding
from svcflow.scorecard.weights.back_testing import BackTest, back_test
from svcflow.scorecard.weights.matrices import Better, Table, table_of
from svcflow.scorecard.weights.outcomes import OutcomeWeights, outcome_weights
from svcflow.scorecard.weights.results import Weights, given_weights
from svcflow.study.document import Study
from svcflow.study.inputs import OutcomesTable
from svcflow.study.records import Records

LEAST_TICKETS = 30
"""of a part"""
MOST_PARTS = 100
_PART: Final = "part of the log"
_TICKET: Final = ("ticket", "ticket id", "ticket number", "case", "case id", "case_id", "number", "工单", "工单号", "工單", "工單號")
_YES: Final = {"yes": 1.0, "true": 1.0, "y": 1.0, "是": 1.0, "no": 0.0, "false": 0.0, "n": 0.0, "否": 0.0}
Outcomes = Mapping[str, Mapping[str, float]]
"""outcome -> ticket -> its figure"""


@dataclass(frozen=True, slots=True)
class OutcomeTold:
    """What the scorecard tells of one outcome. `mean` is over its `tickets`; what cannot be told is None, and `why` says so."""

    name: str
    better: Better
    mean: float
    tickets: int
    parts: int
    links: tuple[Link, ...]
    findings: tuple[SetFinding, ...]
    weights: OutcomeWeights | None
    tested: BackTest | None
    why: str = ""


def read_outcomes(study: Study, log: EventLog) -> dict[str, dict[str, float]]:
    """The outcomes that a study names: outcome -> ticket of the log -> its figure; yes is 1 and no 0. Empty where it names none.

    Raises
    ------
    StudyError
        The file or a column is not there, a ticket stands in it twice, a figure is none, or no ticket is the log's.
    """
    said = study.outcomes
    if said is None:
        return {}
    file = study.folder / said.file
    if not file.exists():
        raise StudyError(
            f'there is no file "{said.file}".', place=study.place_of("outcomes", "file"), remedy="Paths begin at the study file."
        )
    opened = open_source(str(file))
    records = Records(without_nulls(opened.frame.with_columns(pl.all().cast(pl.String))), tuple(opened.lines), file)
    for place, name in enumerate(said.columns):
        if name not in records.frame.columns:
            remedy = did_you_mean(name, records.frame.columns)
            raise StudyError(f'there is no column "{name}".', place=study.place_of("outcomes", "columns", place), remedy=remedy)
    tickets = records.frame[_ticket_column(study, said, records.frame.columns)].to_list()
    rows = _rows_of(records, tickets)
    known = {name: row for name, row in rows.items() if name in set(log.cases["case_id"].cast(pl.String))}
    if not known:
        remedy = "Say which column holds the ticket: ticket = …"
        raise StudyError(f"none of its {len(rows)} tickets is one of the log.", place=study.place_of("outcomes"), remedy=remedy)
    return {column: _figures(records, column, known) for column in said.columns}


def foretell_outcomes(study: Study, log: EventLog, setting: Setting, given: ScorecardSet, seed: int = 1) -> tuple[OutcomeTold, ...]:
    """What a scorecard tells of each outcome that its study names. About as dear as the indicators of 100 small logs.

    Raises
    ------
    StudyError
        As `read_outcomes`.
    """
    outcomes = read_outcomes(study, log)
    if not outcomes or study.outcomes is None:
        return ()
    order = log.cases.with_columns(pl.col("case_id").cast(pl.String)).sort("first_time", "case_id")["case_id"].to_list()
    parts = min(MOST_PARTS, len(order) // LEAST_TICKETS)
    if parts < 2:
        problem = f"{len(order)} tickets are too few to lay outcomes beside a scorecard: {2 * LEAST_TICKETS} at least."
        return tuple(_untold(name, study.outcomes.better, figures, problem) for name, figures in outcomes.items())
    part_of = {ticket: place * parts // len(order) for place, ticket in enumerate(order)}
    readings = _readings(log, setting, given, part_of, seed)
    return tuple(_told(name, study.outcomes.better, figures, part_of, readings, given, seed) for name, figures in outcomes.items())


def _ticket_column(study: Study, said: OutcomesTable, headers: Sequence[str]) -> str:
    if said.ticket is not None:
        if said.ticket not in headers:
            remedy = did_you_mean(said.ticket, headers)
            raise StudyError(f'there is no column "{said.ticket}".', place=study.place_of("outcomes", "ticket"), remedy=remedy)
        return said.ticket
    found = next((name for name in headers if name.strip().casefold() in _TICKET), None)
    if found is None:
        remedy = f'Say which it is: ticket = "…". There are: {", ".join(headers[:12])}.'
        raise StudyError(f"{said.file} has no column that names the ticket.", place=study.place_of("outcomes"), remedy=remedy)
    return found


def _rows_of(records: Records, tickets: Sequence[str | None]) -> dict[str, int]:
    """Ticket -> its row."""
    rows: dict[str, int] = {}
    for row, ticket in enumerate(tickets):
        if ticket is None:
            raise records.refuse(row, "this row names no ticket.", "Give its ticket, or take the row out.")
        if ticket in rows:
            raise records.refuse(row, f'"{ticket}" stands here a second time.', "Leave one row for each ticket.")
        rows[ticket] = row
    return rows


def _figures(records: Records, column: str, rows: Mapping[str, int]) -> dict[str, float]:
    """Ticket -> figure, of the tickets that have one."""
    found, texts = {}, records.frame[column].to_list()
    for ticket, row in rows.items():
        text = texts[row]
        if text is None:
            continue
        value = _YES.get(text.strip().casefold())
        if value is None:
            try:
                value = float(text)
            except ValueError:
                raise records.refuse(row, f'"{text}" in "{column}" is no figure.', "Write a number, or yes or no.") from None
        found[ticket] = value
    return found


def _readings(log: EventLog, setting: Setting, given: ScorecardSet, part_of: Mapping[str, int], seed: int) -> list[list[Reading]]:
    """The figures of the set in each part."""
    column = pl.col("case_id").cast(pl.String).replace_strict(part_of, return_dtype=pl.Int64).cast(pl.String)
    cut = replace(log, cases=log.cases.with_columns(column.alias(f"case:{_PART}")), kept=None)
    found: list[list[Reading]] = [[] for _ in range(max(part_of.values()) + 1)]
    by_name = {entry.name: entry for entry in every_entry()}
    names = tuple(name for _, _, name, _ in given.rows if name in by_name and "segment" in by_name[name].levels)
    if not names:
        return found
    for each in compute_indicators(cut, setting=setting, seed=seed, asked=Asked(level="segment", column=_PART, names=names)):
        found[int(each.member)].append(reading_of(replace(each, name=each.name.partition(":")[0])))
    return found


def _told(
    name: str, better: Better, figures: Mapping[str, float], part_of: Mapping[str, int], readings: Sequence[Sequence[Reading]],
    given: ScorecardSet, seed: int,
) -> OutcomeTold:  # fmt: skip
    """One outcome."""
    sums, counts = [0.0] * len(readings), [0] * len(readings)
    for ticket, value in figures.items():
        sums[part_of[ticket]] += value
        counts[part_of[ticket]] += 1
    means = [total / count if count else None for total, count in zip(sums, counts, strict=True)]
    names = {reading.name for part in readings for reading in part}
    series = {name: [_value(part, name) for part in readings] for name in sorted(names)}
    checked = check_set(given, series, means, better)
    findings = tuple(each for each in checked.findings if each.code in ("against", "unrelated"))
    weights, tested, why = _weighed(given, readings, means, better, seed)
    whole = sum(figures.values()) / len(figures) if figures else 0.0
    return OutcomeTold(name, better, whole, len(figures), sum(count > 0 for count in counts), checked.links, findings, weights, tested, why)


def _weighed(
    given: ScorecardSet, readings: Sequence[Sequence[Reading]], means: Sequence[float | None], better: Better, seed: int
) -> tuple[OutcomeWeights | None, BackTest | None, str]:
    """The weights from the outcome and the back-test, or why there are none."""
    try:
        table, outcome = _scores(given, readings, means)
        weights = outcome_weights(table, outcome, better, seed)
        whole = sum(given.dimension[item].weight for item in table.items)
        own = given_weights({item: given.dimension[item].weight / whole for item in table.items})
        equal = given_weights(dict.fromkeys(table.items, 1 / len(table.items)))

        def derived(early: Table, then: tuple[float, ...]) -> Weights:
            return outcome_weights(early, then, better, seed).weights

        try:
            return weights, back_test(table, outcome, better, {"scorecard": own, "equal": equal, "outcome": derived}, seed=seed), ""
        except TableError as error:
            return weights, None, error.problem
    except TableError as error:
        return None, None, error.problem


def _scores(given: ScorecardSet, readings: Sequence[Sequence[Reading]], means: Sequence[float | None]) -> tuple[Table, list[float]]:
    """The scores of the dimensions in each part that has them all and an outcome; dimensions that never move are left out."""
    cards = [score(given, part, str(number)) for number, part in enumerate(readings)]
    rows = [{each.name: each.score for each in card.dimensions} for card in cards]
    moving = [name for name in given.dimension if len({row[name] for row in rows} - {None}) > 1]
    kept = [
        (row, mean) for row, mean in zip(rows, means, strict=True) if mean is not None and all(row[name] is not None for name in moving)
    ]
    if not moving or len(kept) < 2:
        raise TableError("no dimension of the scorecard has a score in parts of the log.")
    columns = {name: [value for row, _ in kept if (value := row[name]) is not None] for name in moving}
    return table_of(columns), [mean for _, mean in kept]


def _value(part: Sequence[Reading], name: str) -> float | None:
    value = next((each.value for each in part if each.name == name), None)
    return value if isinstance(value, float | int) else None


def _untold(name: str, better: Better, figures: Mapping[str, float], why: str) -> OutcomeTold:
    mean = sum(figures.values()) / len(figures) if figures else 0.0
    return OutcomeTold(name, better, mean, len(figures), 0, (), (), None, None, why)
