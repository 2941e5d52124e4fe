"""The causes of waiting by flow."""

from svcflow.eventlog import read_log
from svcflow.timing import CAUSES, attribute_waiting
from svcflow.timing.waiting.flow_causes import attribute_flows


def test_the_flows_add_up_to_the_steps(bundled) -> None:
    log = attribute_waiting(read_log(bundled("service_desk.csv")))
    flows = attribute_flows(log)
    assert sum(flow.count for flow in flows) == log.steps.height
    assert abs(sum(flow.waiting_h for flow in flows) - log.steps["waiting_h"].sum()) < 1e-6
    for flow in flows:
        assert abs(sum(getattr(flow.causes_h, cause) for cause in CAUSES) - flow.waiting_h) < 1e-6
        assert 0 <= flow.closed_h <= flow.causes_h.unavailability + 1e-6
    assert [flow.waiting_h for flow in flows] == sorted((flow.waiting_h for flow in flows), reverse=True)


def test_the_cases_worked_out_by_hand(bundled) -> None:
    flows = {(flow.source, flow.target): flow for flow in attribute_flows(read_log(bundled("six_cases.csv")))}
    assert (flows["Diagnose", "Investigate"].count, flows["Diagnose", "Investigate"].waiting_h) == (3, 4)
    assert flows["Resolve", "Diagnose"].causes_h.extraneous == 4
    assert flows[None, "Register ticket"].waiting_h == 0
    assert {flow.basis for flow in flows.values()} == {"measured"}
