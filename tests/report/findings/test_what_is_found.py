"""From results to findings: each kind where it must, and where it must not, be found; its rank; what to do about it."""

from dataclasses import replace

import pytest

from svcflow.eventlog.log import Finding as Check
from svcflow.indicators.results import Indicator
from svcflow.mining.first_contact import FirstContact
from svcflow.redesign.proposal import Proposal
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.report.findings import Evidence, find_findings
from svcflow.report.findings.bottlenecks import Bottleneck, OffHours, QueueHours
from svcflow.report.findings.evidence import Rework
from svcflow.report.findings.finding import NothingClear, Tried
from svcflow.report.findings.limits import Health
from svcflow.report.findings.observed import Halves, Hands, Observed, Outside
from svcflow.report.findings.people import KeyPeople, TeamLoad
from svcflow.report.findings.redesigns import BestRedesign, NoneHelps, RedesignEffect
from svcflow.report.findings.rework import NotRightFirstTime, Paths, ToAndFro, WorkAgain
from svcflow.report.findings.times import Backlog, Drift, LongTail, Pauses, ServiceLevel
from svcflow.report.queues import StepQueue
from svcflow.timing import QueueEvidence
from svcflow.timing import Rework as Cost
from svcflow.timing.queues.evidence import Queue
from svcflow.timing.queues.team_queues import TeamQueue
from svcflow.timing.queues.week_hours import WeekHours
from svcflow.timing.queues.workloads import Load
from svcflow.timing.rework.results import ActivityRework, PingPong, Toll

LEAD = ComparedIndicator("lead_time_mean", "Mean lead time", "h", "lower", "")
STAFF = ComparedIndicator("staff_cost", "Cost of the staff on duty", "EUR/week", "lower", "")
EFFICIENCY = ComparedIndicator("flow_efficiency", "Flow efficiency", "share", "higher", "")


@pytest.fixture
def found(sample):
    """Find in a small desk, with whatever a test says otherwise: shown and folded findings together, by kind."""

    def find(**keywords):
        told = {
            "cases": 1200, "shape": "start_end", "report": None, "process_map": sample.make_map(), "times": sample.make_times(),
            "queues": (queue(),), "rework": Rework(0, None, 0),
        }  # fmt: skip
        findings = find_findings(Evidence(**{**told, **keywords}))
        return {finding.kind: finding for finding in reversed((*findings.shown, *findings.more))}

    return find


def queue(where="Investigate", team="Second line", share=0.6, waiting_h=20.0):
    return StepQueue(where, team, waiting_h, share, waiting_h, (("contention", 1.0),), "measured")


def redesign(name="Two more", difference=-9.0, half=2.0, *, touches=("Second line",), proposal=None, others=()):
    lead = Effect("lead_time_mean", 50, 50 + difference, difference, difference - half, difference + half, difference, difference)
    return ScenarioEffects(name, "", (), (lead, *others), touches=touches, proposal=proposal)


def compared(*scenarios):
    return Comparison((LEAD, STAFF, EFFICIENCY), scenarios, 20, 3000, 1, None)


def test_an_uneventful_desk_is_told_in_few_words(found):
    assert set(found()) == {"lead_time", "bottleneck", "work_again", "paths"}


def test_where_no_time_passes_nothing_is_told_to_be_work(found, sample):
    times = sample.make_times("estimated")
    stream = replace(times.value_stream, lead_time_h=0.0, processing_h=0.0, waiting_h=0.0, paused_h=0.0)
    told = found(times=replace(times, value_stream=stream), queues=())
    assert "lead_time_parts" not in told
    assert told["lead_time"].parts is None


def test_everyone_is_no_team_worth_a_name(found):
    assert found(queues=(queue(team="Everyone"),))["bottleneck"].team is None
    assert found()["bottleneck"].team == "Second line"


def test_pauses_are_told_where_they_are_the_larger_part(found, sample):
    assert isinstance(found(times=sample.make_times(waiting=10, paused=30))["pauses"], Pauses)
    assert "pauses" not in found(times=sample.make_times(waiting=31, paused=10))


def test_a_long_tail(found):
    assert isinstance(found(observed=Observed(tail=0.45, tail_from_h=90.0))["long_tail"], LongTail)
    assert "long_tail" not in found(observed=Observed(tail=0.33))


@pytest.mark.parametrize(("halves", "told"), [((20, 26, 2, 10), True), ((20, 26, -1, 13), False), ((20, 21, 0.5, 1.5), False)])
def test_drift_is_told_where_it_is_clear_and_matters(found, halves, told):
    kinds = found(observed=Observed(lead_time_h=Halves(*halves), open_tickets=Halves(*halves)))
    assert ("drift" in kinds) == told
    assert not told or isinstance(kinds["drift"], Drift)
    assert ("backlog" in kinds) == told
    assert not told or isinstance(kinds["backlog"], Backlog)


def test_a_backlog_of_next_to_nothing_is_not_worth_a_word(found):
    assert "backlog" not in found(observed=Observed(open_tickets=Halves(1.0, 2.0, 0.5, 1.5)))


def test_the_service_level_is_told_where_there_is_one(found):
    attained = Indicator("service_level", "Within the service level", 0.83, "share", "higher", 1200, None, None, "measured", "")
    told = found(indicators=(attained,), service_level_h=24.0)["service_level"]
    assert isinstance(told, ServiceLevel)
    assert (told.attained, told.late, told.target_h) == (0.83, 204, 24.0)
    assert "service_level" not in found(indicators=(replace(attained, value=None),), service_level_h=24.0)
    assert "service_level" not in found(indicators=(attained,))


@pytest.mark.parametrize(("outside", "told"), [((0.2, 14, 2), True), ((0.02, 14, 2), False), ((0.2, 2.5, 2), False)])
def test_off_hours(found, outside, told):
    kinds = found(observed=Observed(outside=Outside(*outside, "measured")))
    assert ("off_hours" in kinds) == told
    assert not told or isinstance(kinds["off_hours"], OffHours)


def week_queue(worst=(32, 37, 14.0), mean=6.0, grows=(113, 176, 9.0)):
    hours = [WeekHours("", tickets, first, until) for first, until, tickets in (worst, grows)]
    told = dict.fromkeys(Queue.__dataclass_fields__) | {"where": "Investigate", "worst": hours[0], "grows": hours[1]}
    return QueueEvidence((Queue(**{**told, "mean_length": mean, "basis": "measured"}),), (), ())


def test_the_hours_of_the_first_queue(found):
    told = found(queue_hours=week_queue())["queue_hours"]
    assert isinstance(told, QueueHours)
    assert (told.worst, told.grows) == ((32, 37), (113, 176))
    assert "queue_hours" not in found(queue_hours=week_queue(mean=12.0)), "as long as ever"
    assert "queue_hours" not in found(queue_hours=week_queue(), queues=(queue("Close"),)), "another queue"
    assert found(queue_hours=week_queue(grows=(113, 176, 0.5)))["queue_hours"].grows is None


@pytest.mark.parametrize(("utilisation", "share", "told"), [(0.95, 0.7, True), (0.7, 0.7, False), (0.95, 0.02, False), (None, 0.7, False)])
def test_a_busy_team_that_tickets_wait_for(found, utilisation, share, told):
    team = TeamQueue("Second line", (), 1.0, share, 1.0, 1.0, Load(8, 1.0, 1.0, 1.0, utilisation, "estimated"), None, None)
    kinds = found(queue_hours=QueueEvidence((), (team,), ()))
    assert ("team_load" in kinds) == told
    assert not told or isinstance(kinds["team_load"], TeamLoad)


def test_a_step_that_hangs_on_one_or_two(found):
    one = found(observed=Observed(hands=(Hands("Test", 100, 0.85, 0.95), Hands("Fix", 900, 0.5, 0.92))))["key_people"]
    assert isinstance(one, KeyPeople)
    assert (one.step, one.people) == ("Fix", 2), "the more frequent one"
    assert found(observed=Observed(hands=(Hands("Test", 100, 0.85, 0.95),)))["key_people"].people == 1
    assert "key_people" not in found(observed=Observed(hands=(Hands("Fix", 900, 0.3, 0.6),)))


def cost(*, again=0.0, right=1.0, teams=0.0, people=0.0, owners=3):
    """What rework takes: a share of all work, the %C&A of Fix, and the shares that go to and fro."""

    def toll(share):
        return Toll(100, 100, share, 300.0, 600.0, "measured")

    def tossed(between, share):
        return PingPong(between, owners, 10, 10, round(1200 * share), share, 2400.0, "measured", (), "")

    fix = ActivityRework("Fix", 500, toll(0.1), 0, 0, 0, (), 0, right)
    none = FirstContact(None, 0, "absent", "")
    told = dict.fromkeys(Cost.__dataclass_fields__)
    told |= {"cases": 1200, "repeats": toll(0.1), "share_of_processing": again, "activities": (fix,)}
    return Cost(**{**told, "ping_pong": (tossed("people", people), tossed("teams", teams)), "first_contact_resolution": none})


def test_rework_is_told_with_its_cost_where_that_is_known(found):
    again = Rework(200, "Fix", 150)
    told = found(rework=again, rework_cost=cost(again=0.07))["work_again"]
    assert isinstance(told, WorkAgain)
    assert (told.work_share, told.work_h, told.waiting_h) == (0.07, 0.25, 0.5)
    assert found(rework=again, rework_cost=cost(again=0.001))["work_again"].work_share is None
    assert found(rework=again)["work_again"].work_share is None


def test_what_is_not_right_the_first_time(found):
    assert isinstance(found(rework_cost=cost(right=0.82))["not_right_first_time"], NotRightFirstTime)
    assert "not_right_first_time" not in found(rework_cost=cost(right=0.95))


@pytest.mark.parametrize(
    ("shares", "between"),
    [({"teams": 0.2}, "teams"), ({"people": 0.2}, "people"), ({"teams": 0.01, "people": 0.1}, None), ({"teams": 0.97}, None)],
)
def test_tickets_that_go_to_and_fro(found, shares, between):
    told = found(rework_cost=cost(**shares)).get("to_and_fro")
    assert (told.between if told else None) == between
    assert told is None or isinstance(told, ToAndFro)


def test_one_team_cannot_play_ping_pong(found):
    assert "to_and_fro" not in found(rework_cost=cost(teams=0.2, owners=1))


def test_few_paths_that_are_most_tickets(found, sample):
    told = found(process_map=sample.make_map())["paths"]
    assert isinstance(told, Paths)
    assert (told.count, told.few) == (2, None)


def test_the_gravest_warning_about_the_log(found, sample):
    def check(name, count, level="warning"):
        return Check(name, count, 1000, "cases", "", (), level)

    report = sample.make_import(rejected=(), findings=(check("a", 50), check("b", 300), check("c", 900, "note")))
    told = found(report=report)["health"]
    assert isinstance(told, Health)
    assert (told.check, told.others) == ("b", 1)
    assert "health" not in found(report=sample.make_import(rejected=(), findings=(check("a", 5),)))


def test_what_to_do_is_the_best_redesign_that_touches_the_bottleneck(found):
    told = found(
        comparison=compared(
            redesign("Two more", -9), redesign("Faster", -12, touches=("Investigate",)), redesign("Else", -30, touches=("Close",))
        )
    )
    action = told["bottleneck"].action
    assert isinstance(action, Tried)
    assert (action.redesign.name, action.saving_h, action.half_h, action.today_h) == ("Faster", 12, 2, 50)


def test_what_acts_on_all_is_advice_for_the_first_bottleneck(found):
    assert found(comparison=compared(redesign("A chatbot", touches=())))["bottleneck"].action.redesign.name == "A chatbot"


def test_no_advice_where_the_interval_holds_zero(found):
    told = found(comparison=compared(redesign(difference=-1.0)))["bottleneck"]
    assert told.action == NothingClear(1)
    assert found(comparison=compared(redesign(difference=-1.0)), tried=15)["bottleneck"].action == NothingClear(15)


def test_no_advice_where_another_step_is_helped(found):
    assert found(comparison=compared(redesign(touches=("Close",))))["bottleneck"].action is None


def test_no_redesign_no_advice(found):
    assert found()["bottleneck"].action is None


def test_a_poor_model_is_known_to_its_advice(found, sample):
    told = found(comparison=compared(redesign()), validation=sample.make_validation("poor"))
    assert told["bottleneck"].action.grade == "poor"
    assert told["redesign"].grade == "poor"


def test_advice_has_its_price_but_flow_efficiency_is_none(found):
    others = (
        Effect("staff_cost", 5000, 5900, 900, 800, 1000, 800, 1000),
        Effect("flow_efficiency", 0.2, 0.1, -0.1, -0.12, -0.08, -0.1, -0.1),
    )
    told = found(comparison=compared(redesign(others=others)))
    assert [each.name for each in told["bottleneck"].action.worse] == ["staff_cost"]
    assert [each.name for each in told["redesign"].worse] == ["staff_cost"]


def test_two_bottlenecks_of_one_team_do_not_get_the_same_advice_twice(found, sample):
    both = Evidence(
        cases=1200, shape="start_end", report=None, process_map=sample.make_map(), times=sample.make_times(), rework=Rework(0, None, 0),
        queues=(queue(), queue("Implement fix", share=0.3)), comparison=compared(redesign()),
    )  # fmt: skip
    waiting = [finding for finding in find_findings(both).shown if isinstance(finding, Bottleneck)]
    assert [finding.action is not None for finding in waiting] == [True, False]


def test_the_best_of_several_and_whether_that_is_sure(found):
    told = found(comparison=compared(redesign("A", -9), redesign("B", -20), redesign("C", 3)))["best_redesign"]
    assert isinstance(told, BestRedesign)
    assert (told.best.name, told.next.name, told.of, told.certain) == ("B", "A", 3, True)
    assert not found(comparison=compared(redesign("A", -9), redesign("B", -10)))["best_redesign"].certain
    assert "best_redesign" not in found(comparison=compared(redesign("A", -9), redesign("B", 1)))


def test_what_svcflow_tried_in_vain_is_told(found):
    assert isinstance(found(tried=15)["none_helps"], NoneHelps)
    assert "none_helps" not in found()


def test_a_proposal_that_is_told_as_advice_is_folded_away(sample):
    chatbot = redesign("A chatbot answers first", touches=(), proposal=Proposal("chatbot"))
    vague = redesign("One more", -1.0, proposal=Proposal("one_more", (("team", "Second line"),)))
    own = redesign("Own", -5.0, touches=("Close",))
    findings = find_findings(
        Evidence(
            cases=1200,
            shape="start_end",
            report=None,
            process_map=sample.make_map(),
            times=sample.make_times(),
            rework=Rework(0, None, 0),
            queues=(queue(),),
            comparison=compared(chatbot, vague, own),
        )
    )
    assert [each.redesign.name for each in findings.shown if isinstance(each, RedesignEffect)] == ["Own"]
    assert [each.redesign.name for each in findings.more if isinstance(each, RedesignEffect)] == ["A chatbot answers first", "One more"]


def test_a_proposal_whose_advice_is_folded_away_is_shown_itself(sample):
    seen = Observed(tail=0.9, tail_from_h=90.0, outside=Outside(0.9, 90, 2, "measured"))
    own = tuple(redesign(f"Own {number}", -20.0 + number, touches=("Investigate",)) for number in range(6))
    remote = redesign("One more", -5.0, touches=("Close",), proposal=Proposal("one_more", (("team", "Close"),)))
    findings = find_findings(
        Evidence(
            cases=1200,
            shape="start_end",
            report=None,
            process_map=sample.make_map(),
            times=sample.make_times(),
            rework=Rework(0, None, 0),
            queues=(queue(team=None), queue("Close", None, share=0.1, waiting_h=1.0)),
            observed=seen,
            comparison=compared(*own, remote),
        )
    )
    assert "Close" in [finding.step for finding in findings.more if isinstance(finding, Bottleneck)]
    assert "One more" in [each.redesign.name for each in findings.shown if isinstance(each, RedesignEffect)]


def test_long_pauses_have_advice_too(found, sample):
    told = found(times=sample.make_times(waiting=10, paused=30), comparison=compared(redesign(touches=("Wait <for> customer",))))
    assert told["pauses"].action.redesign.name == "Two more"


def test_what_is_about_more_of_the_lead_time_comes_before_what_is_about_less(sample):
    seen = Observed(
        tail=0.9, lead_time_h=Halves(20, 23, 1, 5), outside=Outside(0.3, 30, 2, "measured"), hands=(Hands("Fix", 900, 0.9, 1.0),)
    )
    findings = find_findings(
        Evidence(
            cases=1200,
            shape="start_end",
            report=None,
            process_map=sample.make_map(),
            times=sample.make_times(),
            rework=Rework(300, "Fix", 9),
            queues=tuple(queue(name, share=0.2) for name in "abcd"),
            observed=seen,
            rework_cost=cost(again=0.1, right=0.7, teams=0.3),
            queue_hours=week_queue(),
        )
    )
    assert len(findings.shown) == 9
    assert {"key_people", "paths"} <= {finding.kind for finding in findings.more}
    assert {"long_tail", "off_hours", "bottleneck"} <= {finding.kind for finding in findings.shown}
