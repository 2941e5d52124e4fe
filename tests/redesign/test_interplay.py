"""What changes do alone and together: where it is arithmetic, and on a queue where it is not."""

import pytest

from svcflow.errors import ScenarioError
from svcflow.model import ServiceModel
from svcflow.redesign import Scenario, apply, compare
from svcflow.redesign.changes import AddStaff, ChangeDelays, ReduceRework, SpeedStep, SpeedWork
from svcflow.redesign.interplay import apart

BOTH = Scenario("both", changes=(SpeedStep(step="Resolve", percent=10), SpeedStep(step="Close ticket", percent=50)))


def test_each_change_alone_keeps_its_ranges_and_no_costs() -> None:
    parts = apart(BOTH)
    assert [each.name for each in parts] == ["both, 1: speed_step", "both, 2: speed_step"]
    assert [each.changes for each in parts] == [(BOTH.changes[0],), (BOTH.changes[1],)]
    assert apart(Scenario("one", changes=BOTH.changes[:1])) == ()


def test_work_saved_in_two_steps_adds_up(desk: ServiceModel) -> None:
    found = compare(desk, [BOTH], separately=True, replications=2, cases=120, jobs=1).scenarios[0]
    assert found.apart == ("speed_step", "speed_step")
    work = next(each for each in found.interplay if each.indicator == "cost_per_ticket")
    assert work.together == pytest.approx(sum(work.alone) + work.interplay)
    assert work.together < 0
    assert abs(work.interplay) < 0.02 * abs(work.together)


def test_two_reliefs_of_one_queue_do_not_add_up(desk: ServiceModel) -> None:
    busy = desk.model_copy(update={"people": tuple(each for each in desk.people if each.name not in ("L2-6", "L2-7", "L2-8"))})
    relief = Scenario("relief", changes=(AddStaff(team="Second line", count=3), SpeedStep(step="Investigate", percent=40)))
    found = compare(busy, [relief], separately=True, replications=3, cases=500, jobs=1).scenarios[0]
    lead = next(each for each in found.interplay if each.indicator == "lead_time_mean")
    assert max(lead.alone) < 0
    assert lead.interplay > 0, "what one has relieved the other cannot relieve again"


def test_levers_on_everything(desk: ServiceModel) -> None:
    changed = apply(desk, Scenario("all", changes=(SpeedWork(percent=15), ReduceRework(percent=20), ChangeDelays(factor=0.5))))
    assert changed.step("Diagnose").duration.expected == pytest.approx(0.85 * 0.45)
    assert changed.step("Wait for customer").duration.expected == pytest.approx(24), "that is no work"
    assert changed.step("Implement fix").error_chance == pytest.approx(0.12)
    assert changed.flows[0].expected_delay_h == pytest.approx(1.5)
    second = apply(desk, Scenario("team", changes=(SpeedWork(team="Second line", factor=0.5),)))
    assert second.step("Investigate").duration.expected == pytest.approx(0.95)
    assert second.step("Diagnose").duration.expected == pytest.approx(0.45)
    calm = desk.model_copy(update={"steps": tuple(step.model_copy(update={"error_chance": 0.0}) for step in desk.steps), "flows": ()})
    for change, message in ((ReduceRework(percent=5), "nothing comes back"), (ChangeDelays(percent=5), "no delays")):
        with pytest.raises(ScenarioError, match=message):
            apply(calm, Scenario("none", changes=(change,)))
