"""The study: one TOML file that names a log and what the analyst knows about it.

Every field may be left out; paths are relative to the study file. For example:

    log = "tickets.csv"
    timezone = "Europe/Rome"            # of times without an offset, and of weekdays and hours
    day_first = true                    # 9.3.10 is the ninth of March
    shape = "status"                    # events, start_end, lifecycle or status, where svcflow guesses wrong
    service_level_h = 72                # a ticket is in time when it ends within 72 h
    currency = "EUR"
    scenarios = ["more_people.toml"]    # redesigns

    [map]                               # our column = "theirs"
    case_id = "Ticket ID"

    [meanings]                          # what a step or status is: work, queue, customer, supplier
    "On hold" = "customer"

    [rates_h]                           # cost of an hour of work, by team
    "Second line" = 55
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from svcflow.calendars import check_timezone
from svcflow.errors import StudyError, did_you_mean
from svcflow.eventlog.log import Meaning, Shape


class Study(BaseModel):
    """What a study file says; every field may be left out. Paths are as written, `folder` is where the file lies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    log: str | None = None
    timezone: str | None = None
    day_first: bool | None = None
    shape: Shape | None = None
    service_level_h: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    currency: str = ""
    scenarios: tuple[str, ...] = ()
    map: dict[str, str] = {}
    meanings: dict[str, Meaning] = {}
    rates_h: dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = {}
    folder: Path = Path()

    @property
    def log_path(self) -> Path | None:
        """Where the log is."""
        return self.folder / self.log if self.log else None

    @property
    def scenario_paths(self) -> tuple[Path, ...]:
        """Where the redesigns are."""
        return tuple(self.folder / name for name in self.scenarios)


def read_study(path: Path | str) -> Study:
    """Read a study file.

    Raises
    ------
    StudyError
        The file is not there, is not TOML, or says what a study cannot say.
    """
    file = Path(path)
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise StudyError(f"cannot be read ({error.strerror}).", place=str(file), remedy="Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"is not TOML ({error}).", place=str(file), remedy="Mend that line.") from None
    if "folder" in document:
        raise _unknown(file, "folder")
    try:
        study = Study.model_validate({**document, "folder": file.parent})
    except ValidationError as error:
        raise _refused(file, error.errors()[0]) from None
    if study.timezone is not None:
        check_timezone(study.timezone, f"{file}, timezone", StudyError)
    return study


def _refused(file: Path, fault: Any) -> StudyError:
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return _unknown(file, where)
    return StudyError(f"{where} = {fault['input']!r}: {fault['msg']}.", place=str(file), remedy="Change it or leave it out.")


def _unknown(file: Path, name: str) -> StudyError:
    known = [field for field in Study.model_fields if field != "folder"]
    return StudyError(f'"{name}" is not something that a study says.', place=str(file), remedy=did_you_mean(name, known))
