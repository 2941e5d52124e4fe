"""What a study gives to the indicators: rates, levels, costs, answers, staff, ideas, factors, the status of systems."""

from __future__ import annotations

from svcflow.errors import InputError, StudyError
from svcflow.eventlog.log import EventLog
from svcflow.indicators import Setting
from svcflow.indicators.inputs import RUBRIC, Comment, Expense, Expenses, Factors, Idea, StaffMember, StatusInterval
from svcflow.indicators.setting import OTHERS
from svcflow.indicators.surveys import survey_of
from svcflow.study.document import Study
from svcflow.study.hearing import Heard
from svcflow.study.records import read_dates, read_records, read_up
from svcflow.study.service import ExpenseTable

WEEKS_A_MONTH = 365.25 / 12 / 7
ALL_OTHERS = "*"
"""what a study calls the priorities that it does not name"""


def indicator_setting(study: Study, log: EventLog, heard: Heard | None = None) -> Setting:
    """Everything that the indicators need to know and the study says.

    Parameters
    ----------
    study : Study
    log : EventLog
        To which it is applied.
    heard : Heard, optional
        What the customers answered (`hear_study`), if it was read.

    Raises
    ------
    StudyError
        A file that the study names, or a row of one, is refused; a step or a column is none of the log's.
    """
    said = study.indicators
    levels = study.service_levels
    return Setting(
        rates_h=study.rates_h,
        service_level_h=study.service_level_h,
        currency=study.currency,
        response_h=_by_priority(levels.response_h),
        resolution_h=_by_priority(levels.resolution_h),
        level_clock=levels.clock,
        expenses=_expenses(study),
        survey=survey_of(heard.survey, heard.asked) if heard else None,
        comments=_comments(heard),
        staff=_staff(study),
        rubric=said.rubric or RUBRIC,
        ideas=_ideas(study),
        factors=Factors(**study.factors.model_dump()) if study.factors else None,
        status=_status(study, log),
        required=_columns(study, log, "required"),
        procedure=said.procedure,
        knowledge=said.knowledge,
        deflected=dict(said.deflected),
        automated=frozenset(said.automated),
        abandoned=frozenset(said.abandoned),
    )


def _by_priority(levels: dict[str, float]) -> dict[str, float]:
    return {OTHERS if name == ALL_OTHERS else name: hours for name, hours in levels.items()}


def _expenses(study: Study) -> Expenses:
    costs = study.costs
    kinds = {name: _expense(getattr(costs, name)) for name in ("system", "outsourcing", "material", "overhead")}
    return Expenses(**kinds, breach=costs.breach, delay_h=study.delay_cost_h)


def _expense(said: ExpenseTable | None) -> Expense | None:
    return Expense(said.per_ticket, said.per_month / WEEKS_A_MONTH, said.per_step) if said else None


def _comments(heard: Heard | None) -> tuple[Comment, ...]:
    """The judged comments; a judgement by labels of one's own counts where it is one of the three that indicators know."""
    found = heard.voice.comments.comments if heard and heard.voice.comments else ()
    known = ("positive", "neutral", "negative")
    return tuple(Comment(each.ticket, each.sentiment.label) for each in found if each.ticket and each.sentiment.label in known)  # type: ignore[arg-type]


def _staff(study: Study) -> tuple[StaffMember, ...]:
    if study.staff is None:
        return ()
    records = read_records(study, "staff", ("name",), ("team", "skill", "attitude", "feedback"))
    found = []
    for row, values in enumerate(records.frame.iter_rows(named=True)):
        if values["name"] is None:
            raise records.refuse(row, "this row names nobody.", "Give a name, or take the row out.")
        judged = {name: _judgement(values.get(name)) for name in ("skill", "attitude", "feedback")}
        found.append(StaffMember(values["name"], values.get("team") or "", **judged))
    return tuple(found)


def _judgement(text: str | None) -> str | float | None:
    """A grade, or a share where it is a number."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text


def _ideas(study: Study) -> tuple[Idea, ...]:
    if study.ideas is None:
        return ()
    records = read_records(study, "ideas", ("registered",), ("implemented",))
    begun = read_dates(records, "registered")
    done = read_dates(records, "implemented") if "implemented" in records.frame.columns else [None] * len(begun)
    found = []
    for row, (registered, implemented) in enumerate(zip(begun, done, strict=True)):
        if registered is None:
            raise records.refuse(row, "this idea has no day.", "Give the day on which it was put down.")
        try:
            found.append(Idea(registered, implemented))
        except InputError as error:
            raise records.refuse(row, error.problem, "Mend one of the two days.") from None
    return tuple(found)


def _status(study: Study, log: EventLog) -> tuple[StatusInterval, ...]:
    if study.status is None:
        return ()
    records = read_records(study, "status", ("begin", "end", "up"), ("system",))
    begins, ends, up = records.instants("begin", log.timezone), records.instants("end", log.timezone), read_up(records)
    names = records.frame["system"].to_list() if "system" in records.frame.columns else ["system"] * len(up)
    found = []
    for row, (name, begin, end, is_up) in enumerate(zip(names, begins, ends, up, strict=True)):
        if begin is None or end is None:
            raise records.refuse(row, "this row has no begin or no end.", "Give both times.")
        try:
            found.append(StatusInterval(name or "system", begin, end, is_up))
        except InputError as error:
            raise records.refuse(row, error.problem, "Mend the times.") from None
    return tuple(found)


def _columns(study: Study, log: EventLog, field: str) -> tuple[str, ...]:
    """Columns that the study names, which must be the log's."""
    names: tuple[str, ...] = getattr(study.indicators, field)
    known = {*log.cases.columns, *log.steps.columns}
    for place, name in enumerate(names):
        if name not in known and f"case:{name}" not in known:
            problem = f'"{name}" is no column of the log.'
            raise StudyError(problem, place=study.place_of("indicators", field, place), remedy=f"There are: {', '.join(sorted(known))}.")
    return names
