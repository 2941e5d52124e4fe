"""What a study may say: its fields, what each of them may be, and where in the file it stands."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SkipValidation

from svcflow.calendars import GivenCalendar
from svcflow.errors import StudyError
from svcflow.eventlog.log import Meaning, Shape
from svcflow.study import fields
from svcflow.study.appraisal import Peers, ScorecardTable, TargetTable
from svcflow.study.fields import in_words
from svcflow.study.forms import Amount, FilePath, Form
from svcflow.study.inputs import CommentsTable, IdeasTable, OutcomesTable, StaffTable, StatusTable, SurveyTable
from svcflow.study.lines import Path as Place
from svcflow.study.service import CalendarTable, CostsTable, FactorsTable, IndicatorsTable, ServiceLevels, TeamTable
from svcflow.timing.streams.results import ValueTag

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SQLITE_FILE = re.compile(r"(sqlite(?:\+\w+)?:///)(?!/|:memory:|file:)([^?]+)(.*)", re.DOTALL)


class Study(Form):
    """What a study file says; every field may be left out. `file` is where it was read and `lines` where in it each value stands."""

    log: FilePath | None = None
    timezone: Annotated[str, AfterValidator(in_words(fields.check_zone))] | None = None
    day_first: bool | None = None
    shape: Shape | None = None
    encoding: Annotated[str, AfterValidator(in_words(fields.check_encoding))] | None = None
    delimiter: Annotated[str, AfterValidator(in_words(fields.check_delimiter))] | None = None
    sheet: Annotated[str, BeforeValidator(in_words(fields.read_sheet), json_schema_input_type=str | int)] | None = None
    query: str | None = None
    pseudonymise: bool = False
    service_level_h: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    delay_cost_h: Amount | None = None
    currency: str = ""
    scenarios: tuple[FilePath, ...] = Field(default=(), strict=False)
    map: Annotated[dict[str, str], AfterValidator(in_words(fields.check_columns))] = {}
    meanings: dict[str, Meaning] = {}
    calendar: CalendarTable = CalendarTable()
    limits: Annotated[dict[str, str], BeforeValidator(in_words(fields.read_limits), json_schema_input_type=dict[str, str | int])] = {}
    rates_h: dict[str, Amount] = {}
    value: dict[str, ValueTag] = {}
    language: Annotated[str, AfterValidator(in_words(fields.check_language))] = "en"
    teams: dict[str, TeamTable] = {}
    service_levels: ServiceLevels = ServiceLevels()
    costs: CostsTable = CostsTable()
    factors: FactorsTable | None = None
    indicators: IndicatorsTable = IndicatorsTable()
    survey: SurveyTable | None = None
    comments: CommentsTable | None = None
    staff: StaffTable | None = None
    ideas: IdeasTable | None = None
    status: StatusTable | None = None
    outcomes: OutcomesTable | None = None
    targets: dict[str, TargetTable] = {}
    scorecard: ScorecardTable | None = None
    benchmarks: dict[str, Peers] = {}
    file: Path | None = Field(default=None, repr=False)
    lines: Annotated[Mapping[Place, int], SkipValidation] = Field(default={}, repr=False)

    @property
    def folder(self) -> Path:
        """Where the study lies; its paths begin there."""
        return self.file.parent if self.file else Path()

    @property
    def source(self) -> str | None:
        """Where the log is: a path, or the URL of a database.

        Raises
        ------
        StudyError
            It names a variable of the environment that is not set.
        """
        if not self.log:
            return None
        name = _VARIABLE.sub(lambda found: self._variable(found[1]), self.log)
        database = _SQLITE_FILE.fullmatch(name)
        if database:
            return f"{database[1]}{(self.folder / database[2]).as_posix()}{database[3]}"
        return name if _URL.match(name) else str(self.folder / name)

    @property
    def log_path(self) -> Path | None:
        """Where the log is, if it is a file or a folder."""
        return None if self.source is None or _URL.match(self.source) else Path(self.source)

    @property
    def scenario_paths(self) -> tuple[Path, ...]:
        """Where the redesigns are."""
        return tuple(self.folder / name for name in self.scenarios)

    @property
    def given_calendar(self) -> GivenCalendar | None:
        """The working hours and holidays given, if there are any."""
        said = self.calendar
        given = GivenCalendar(
            said.hours,
            {name: own.hours for name, own in said.teams.items()},
            {name: own.hours for name, own in said.people.items()},
            said.holidays,
            said.country,
        )
        return None if given == GivenCalendar() else given

    def place_of(self, *path: str | int) -> str:
        """Where in the file the value of this path stands: "study.toml, line 7"; the table that holds it where it has no line."""
        while path and path not in self.lines:
            path = path[:-1]
        name = str(self.file) if self.file else "study"
        return f"{name}, line {self.lines[path]}" if path else name

    def _variable(self, name: str) -> str:
        if name not in os.environ:
            problem = f"log names ${{{name}}}, and there is no such variable in the environment."
            raise StudyError(problem, place=self.place_of("log"), remedy=f"Set {name} before the command.")
        return os.environ[name]
