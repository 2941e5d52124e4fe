"""Arrivals that cannot be run are refused with their place; those that can come back from their file, and in their refits."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from svcflow.errors import ModelError
from svcflow.model import (
    END,
    START,
    Arrivals,
    Context,
    Distribution,
    Refit,
    Routing,
    ServiceModel,
    Step,
    check_model,
    read_model,
    refit,
    write_model,
)
from svcflow.model.document import RecordedDay

WEEKLY = (1.0,) * 168
DAYS = tuple(RecordedDay(date=f"2025-01-{day:02d}", at=(8.125, 9.5), level=2.0) for day in range(6, 20))
UNTIL = datetime(2025, 1, 19, 9, 30, tzinfo=UTC)
ONLY_TOLD = tuple(day.model_copy(update={"drawn": False}) for day in DAYS)


def model(arrivals: Arrivals, **more: object) -> ServiceModel:
    return ServiceModel.model_validate(
        {
            "name": "desk",
            "start": datetime(2025, 1, 6, tzinfo=UTC),
            "cases": 10,
            "arrivals": arrivals,
            "steps": (Step(name="Solve", staffed=False, duration=Distribution(kind="constant", mean=1.0)),),
            "routing": Routing(contexts=(Context(after=(START,), next={"Solve": 1.0}), Context(after=("Solve",), next={END: 1.0}))),
            **more,
        }
    )


@pytest.mark.parametrize(
    ("arrivals", "place", "problem"),
    [
        (Arrivals(weekly=(1.0,) * 24), "arrivals.weekly", "24 rates"),
        (Arrivals(weekly=WEEKLY, course={"6 Jan 2025": 1.0}), "arrivals.course", '"6 Jan 2025" is no date'),
        (Arrivals(weekly=WEEKLY, course={"20250106": 1.0}), "arrivals.course", "no date"),
        (Arrivals(weekly=WEEKLY, course={"2025-02-01": 0.0, "2025-01-01": 1.0}), "arrivals.course", "From 2025-02-01 on no ticket"),
        (Arrivals(kind="timetable", weekly=WEEKLY, interval_h=1.0, course={"2025-02-01": 2.0}), "arrivals.course", "timetable"),
        (Arrivals(kind="days"), "arrivals.days", "No recorded day"),
        (Arrivals(kind="days", days=(RecordedDay(date="2025-02-30", at=(1.0,)),)), "arrivals.days[0].date", "no date"),
        (Arrivals(kind="days", days=DAYS[:1] * 2), "arrivals.days[1].date", "twice"),
        (Arrivals(kind="days", days=DAYS, weekly=WEEKLY), "arrivals.weekly", "recorded days"),
        (Arrivals(weekly=WEEKLY, days=DAYS), "arrivals.days", '"hourly"'),
        (Arrivals(weekly=WEEKLY, recorded_until=UNTIL), "arrivals.recorded_until", "none of its days"),
        (Arrivals(weekly=WEEKLY, days=DAYS[:1] * 2, recorded_until=UNTIL), "arrivals.days[1].date", "twice"),
        (Arrivals(kind="timetable", weekly=WEEKLY, interval_h=1.0, days=DAYS, recorded_until=UNTIL), "arrivals.days", '"timetable"'),
        (Arrivals(kind="days", days=ONLY_TOLD, recorded_until=UNTIL), "arrivals.days", "No recorded day"),
    ],
)
def test_what_cannot_be_run_is_refused(arrivals: Arrivals, place: str, problem: str) -> None:
    with pytest.raises(ModelError) as refused:
        check_model(model(arrivals))
    assert refused.value.place == place
    assert problem in refused.value.problem
    assert refused.value.remedy


def test_recorded_days_and_a_long_course_come_back_and_stay_short(tmp_path: Path) -> None:
    course = {f"2024-{month:02d}-{day:02d}": month + day / 8 for month in range(1, 11) for day in (1, 8, 15, 22)}
    given = model(Arrivals(kind="days", days=DAYS, course=course, form_scores={"days": 0.9, "hourly": 1.0}))
    write_model(given, tmp_path / "model.json")
    assert read_model(tmp_path / "model.json") == given
    lines = (tmp_path / "model.json").read_text(encoding="utf-8").splitlines()
    assert sum("2024-" in line for line in lines) <= 10
    assert any('"at": [8.125, 9.5]' in line for line in lines)


def test_a_refit_has_the_days_and_the_course_of_the_model() -> None:
    given = Arrivals(kind="days", days=DAYS, recorded_until=UNTIL, course={"2024-12-30": 3.0, "2025-01-06": 1.0})
    parts = Refit(arrivals=Arrivals(kind="days", level=1.1), durations={}, routing=model(given).routing, flows=())
    whole = model(given, refits=(parts,))
    check_model(whole)
    assert refit(whole, 0).arrivals == given.model_copy(update={"level": 1.1})
    with pytest.raises(ModelError, match="No recorded day"):
        check_model(model(Arrivals(weekly=WEEKLY), refits=(parts,)))
