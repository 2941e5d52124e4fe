"""The bundled study: it says all that a study can say of this desk, every indicator of its scorecard has a score, and truth is found."""

import json
from datetime import date
from pathlib import Path

import pytest

from svcflow.cli.options import Reading
from svcflow.eventlog import EventLog
from svcflow.indicators import Asked, Setting, compute_indicators
from svcflow.progress import silent
from svcflow.study import Appraisal, Heard, OutcomeTold, Study, appraise, foretell_outcomes, hear_study, indicator_setting
from svcflow.study.document import Study as Document

FOLDER = Path(__file__).parents[2] / "event_logs"
DIMENSIONS = {"satisfaction", "efficiency", "quality", "cost", "people", "innovation"}
NOT_OF_THIS_DESK = {
    "day_first", "shape", "encoding", "delimiter", "sheet", "query", "pseudonymise", "limits", "language", "file", "lines"
}  # fmt: skip


@pytest.fixture(scope="module")
def opened() -> tuple[EventLog, Study]:
    return Reading(str(FOLDER / "study.toml")).open(silent)


@pytest.fixture(scope="module")
def heard(opened: tuple[EventLog, Study]) -> Heard:
    found = hear_study(opened[1], opened[0])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def setting(opened: tuple[EventLog, Study], heard: Heard) -> Setting:
    return indicator_setting(opened[1], opened[0], heard)


@pytest.fixture(scope="module")
def appraisal(opened: tuple[EventLog, Study], heard: Heard, setting: Setting) -> Appraisal:
    found = appraise(opened[1], opened[0], setting, heard, today=date(2025, 6, 1))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def outcomes(opened: tuple[EventLog, Study], setting: Setting, appraisal: Appraisal) -> tuple[OutcomeTold, ...]:
    return foretell_outcomes(opened[1], opened[0], setting, appraisal.given)


def test_it_says_all_that_there_is_to_say(opened: tuple[EventLog, Study]) -> None:
    assert set(Document.model_fields) - opened[1].model_fields_set == NOT_OF_THIS_DESK - {"file", "lines"}


def test_every_indicator_of_the_scorecard_has_a_score(appraisal: Appraisal) -> None:
    assert {each.name for each in appraisal.card.dimensions} == DIMENSIONS
    assert [each.name for each in appraisal.card.indicators if each.score is None] == []
    assert len(appraisal.card.indicators) >= 15
    assert appraisal.card.total is not None
    assert 75 < appraisal.card.total < 90
    assert appraisal.card.grade == "good"
    assert not appraisal.checks.findings


def test_the_experts_and_the_customers_weigh_the_dimensions(appraisal: Appraisal) -> None:
    weighing = appraisal.weighing
    assert weighing is not None
    assert {each.method for each in weighing.by_method} == {"ahp", "centroid", "rank_sum", "mix"}
    assert weighing.ahp is not None
    assert weighing.ahp.consistent
    assert dict(zip(appraisal.weights.items, appraisal.weights.values, strict=True))["satisfaction"] == pytest.approx(
        0.6 * weighing["ahp"].values[0] + 0.4 * weighing["rank_sum"].values[0]
    )


def test_the_target_of_the_study_goes_before_the_scorecard_s(appraisal: Appraisal) -> None:
    (lead_time,) = [each for each in appraisal.card.indicators if each.name == "lead_time_mean"]
    assert lead_time.target == 28


def test_what_is_kept_beside_the_log_is_found(opened: tuple[EventLog, Study], setting: Setting) -> None:
    truth = json.loads((FOLDER / "service_desk_records.truth.json").read_text(encoding="utf-8"))
    names = ("staff_skill", "staff_attitude", "staff_feedback", "ideas_registered", "ideas_implemented", "availability", "mtbf", "mttr")
    for name in names:
        (found,) = [each for each in compute_indicators(opened[0], setting=setting, asked=Asked(names=(name,))) if each.name == name]
        assert found.value == pytest.approx(truth[name], rel=1e-3), name


def test_hours_and_repeats_move_satisfaction_as_they_truly_do(heard: Heard) -> None:
    link = heard.voice.satisfaction.link
    assert link is not None
    truth = json.loads((FOLDER / "service_desk_survey.truth.json").read_text(encoding="utf-8"))["overall"]
    for figure, true in ((link.per_hour, truth["per_hour"]), (link.per_error, truth["per_repeat"])):
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < -true / 4 < figure.high < 0


def test_the_planted_noise_matters_less_than_every_driver(heard: Heard) -> None:
    mapped = heard.voice.satisfaction.importance
    assert mapped is not None
    importance = {each.name: each.importance for each in mapped.items}
    noise = importance.pop("Look of the portal")
    assert noise.low is not None
    assert noise.low < 0.1
    assert all(each.low is not None and each.low > 0.2 and each.value > noise.value for each in importance.values())


def test_slow_and_repeated_tickets_foretell_complaints_and_overtime_does_not(outcomes: tuple[OutcomeTold, ...]) -> None:
    complaint = next(each for each in outcomes if each.name == "Complaint")
    assert complaint.tickets == 3000
    assert complaint.parts == 100
    links = {each.name: each for each in complaint.links}
    assert links["lead_time_mean"].low > 0
    assert links["first_time_right"].low > 0
    assert complaint.weights is not None
    found = {each.item for each in complaint.weights.drivers if each.found}
    assert {"efficiency", "quality"} <= found
    assert "people" not in found
    assert complaint.tested is not None
    assert {each.name for each in complaint.tested.sets} == {"scorecard", "equal", "outcome"}


def test_peers_are_compared_with(appraisal: Appraisal) -> None:
    assert {each.name: each.peers for each in appraisal.standings} == {"csat": 6, "nps": 5}
