"""The bundled survey, read by `svcflow.voice`, reaches the indicators of satisfaction with the same figures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.eventlog import read_log
from svcflow.indicators import Asked, Setting, compute_indicators
from svcflow.indicators.surveys import survey_of
from svcflow.voice import measure_survey, read_survey, ticket_facts


def test_the_bundled_survey(bundled: Callable[[str], Path]) -> None:
    log = read_log(bundled("service_desk.csv"))
    read = read_survey(bundled("service_desk_survey.csv"), tickets=log.cases.get_column("case_id"))
    measured = measure_survey(read, ticket_facts(log))
    setting = Setting(survey=survey_of(read, log.cases.get_column("case_id").to_list()))
    found = {each.name: each for each in compute_indicators(log, setting=setting, asked=Asked(dimension="satisfaction"))}
    assert found["csat"].value == pytest.approx(measured.csat[0].share.value)
    assert found["survey_response_rate"].value == pytest.approx(measured.response.rate.value)
    if measured.nps is not None:
        assert (found["nps"].value, found["nps"].low) == pytest.approx((measured.nps.score.value, measured.nps.score.low))
    by = compute_indicators(log, setting=setting, asked=Asked(level="segment", column="priority", names=("csat",)))
    assert {each.member for each in by} == {"P1", "P2", "P3", "P4"}
    assert sum(each.n for each in by) == found["csat"].n
