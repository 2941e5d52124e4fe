"""Findings: what must be said, what must not be, and with which mark."""

from dataclasses import replace

import pytest

from svcflow.report.findings import told


def texts(facts):
    return [told(finding).text for finding in facts.findings]


def said(facts, part):
    found = [finding for finding in map(told, (*facts.findings, *facts.more_findings)) if part in plain(finding.text)]
    assert len(found) <= 1, found
    return found[0] if found else None


def plain(text):
    return text.replace("\u202f", " ").replace("\u2212", "-")


def test_measured_times_are_one_sentence_without_a_mark(facts_with):
    finding = said(facts_with(), "Tickets take 2.1 days from start to end")
    assert plain(finding.text).endswith("(half of them 34 h or less). Of the 2.1 days, 1.3 days are waiting, 0.42 days a pause for "
                                        "customers or suppliers, and 0.38 days work.")  # fmt: skip
    assert (finding.basis, finding.anchor) == ("measured", "times")


def test_estimated_times_part_what_is_measured_from_what_is_not(facts_with, sample):
    facts = facts_with(sample.make_log(shape="events"), times=sample.make_times("estimated"))
    assert said(facts, "Tickets take").basis == "measured"
    assert "waiting" not in said(facts, "Tickets take").text
    assert said(facts, "are waiting").basis == "estimated"
    assert said(facts, "Work and waiting are estimates: this log records only when steps ended.").basis == "estimated"


def test_a_measured_log_has_no_word_about_estimates(facts_with):
    assert "estimated" not in " ".join(texts(facts_with()))


def test_a_log_of_statuses_says_so(facts_with, sample):
    facts = facts_with(sample.make_log(shape="status"), times=sample.make_times("estimated"))
    assert said(facts, "changes of status")


def test_absent_times_are_not_told(facts_with, sample):
    facts = facts_with(times=sample.make_times("absent"))
    assert said(facts, "Tickets take")
    assert not said(facts, "are waiting")


def test_overlapping_steps_are_not_told_as_parts_of_the_lead_time(facts_with, sample):
    facts = facts_with(times=sample.make_times(lead=50, work=40, waiting=45))
    assert said(facts, "Steps overlap: added up")
    assert not said(facts, "Of the 2.1 days")


def test_nearly_everything_is_waiting(facts_with, sample):
    finding = said(facts_with(times=sample.make_times(lead=50, work=0.2, waiting=49.8, paused=0)), "Nearly all of it is waiting")
    assert "12 min is work" in plain(finding.text)
    assert "pause" not in finding.text


def test_a_bottleneck_says_where_why_and_what_it_costs(facts_with):
    finding = said(facts_with(), "62 % of the waiting (20 h per ticket) stands before Investigate")
    assert plain(finding.text).endswith(
        "before Investigate: all because its people are busy with earlier tickets. Removing it would save only 9 h per ticket."
    )


def test_the_causes_of_one_step_are_one_finding(facts_with, sample):
    parts = (("contention", 120.0, 0.3), ("unavailability", 60.0, 0.15), ("batching", 20.0, 0.05))
    bottlenecks = tuple(
        sample.make_bottleneck(cause=cause, waiting_h=hours, share=share, per_case_h=hours / 12, team="Second line")
        for cause, hours, share in parts
    )
    finding = said(facts_with(bottlenecks=bottlenecks), "Half of the waiting")
    assert plain(finding.text) == (
        "Half of the waiting (17 h per ticket) stands before Investigate (Second line): 60 % because its people are busy, "
        "30 % because they are off duty and 10 % because tickets are collected."
    )


def test_steps_follow_by_what_going_without_their_waiting_would_save(facts_with, sample):
    small = sample.make_bottleneck(where="Close", waiting_h=120.0, share=0.2, per_case_h=10.0)
    first, second = [text for text in texts(facts_with(bottlenecks=(sample.make_bottleneck(), small))) if "stands before" in text]
    assert "Close" in first
    assert plain(second).startswith("Another 62 %")


def test_a_team_named_after_its_step_is_not_repeated(facts_with, sample):
    assert "team" not in said(facts_with(bottlenecks=(sample.make_bottleneck(team="Investigate team"),)), "stands before").text


def test_a_name_that_no_sentence_can_hold_is_cut(facts_with, sample):
    assert len(said(facts_with(bottlenecks=(sample.make_bottleneck(where="x" * 300),)), "stands before").text) < 260


def test_nobody_reads_more_than_nine_findings(facts_with, sample):
    bottlenecks = tuple(sample.make_bottleneck(where=name, share=0.3) for name in ("Investigate", "Close", "Register"))
    facts = facts_with(
        sample.make_log(shape="events"), times=sample.make_times("estimated"), bottlenecks=bottlenecks,
        comparison=sample.make_comparison(), model=sample.make_model(sample.make_validation()),
    )  # fmt: skip
    assert len(facts.findings) <= 9
    assert facts.findings[-1].anchor == "model"
    assert said(facts, "Two more people")


def test_a_model_without_queues_says_that_staff_will_hardly_show(facts_with, sample):
    model = sample.make_model(sample.make_validation())
    assert not said(facts_with(model=model), "will hardly show")
    assert said(facts_with(model=model.model_copy(update={"waiting_from_queues": 0.02})), "staff or of working hours will hardly show")


def test_one_ticket(facts_with, sample):
    times = sample.make_times()
    one = replace(times, value_stream=replace(times.value_stream, cases=1))
    found = texts(facts_with(sample.make_log(1, rework=0), times=one, bottlenecks=()))
    assert found[0].startswith("The log holds one ticket; it took")
    assert "goes back" not in " ".join(found)


def test_all_of_it_is_work(facts_with, sample):
    assert said(facts_with(times=sample.make_times(lead=9, work=9, waiting=0, paused=0)), "All of it is work.")


def test_no_usual_path(facts_with, sample):
    rare = replace(sample.make_map(), variant_count=900, variants=(replace(sample.make_map().variants[0], share=0.01),))
    assert said(facts_with(process_map=rare), "There is no usual path: the most frequent of 900 covers 1 % of the tickets.")


@pytest.mark.parametrize(
    ("per_case_h", "words"), [(15.0, "would save 15 h"), (9.0, "would save only 9 h"), (0.0, "would save next to nothing")]
)
def test_what_removing_a_bottleneck_saves_is_put_in_proportion(facts_with, sample, per_case_h, words):
    assert said(facts_with(bottlenecks=(sample.make_bottleneck(per_case_h=per_case_h),)), words)


def test_a_saving_as_large_as_the_waiting_needs_no_word(facts_with, sample):
    assert not said(facts_with(bottlenecks=(sample.make_bottleneck(per_case_h=20.0),)), "would save")


def test_an_estimated_bottleneck_is_marked(facts_with, sample):
    assert said(facts_with(bottlenecks=(sample.make_bottleneck(basis="estimated"),)), "stands before").basis == "estimated"


def test_small_bottlenecks_are_left_to_the_table(facts_with, sample):
    facts = facts_with(bottlenecks=(sample.make_bottleneck(share=0.03),))
    assert not said(facts, "stands before")
    assert said(facts, "No step stands out: the longest waiting, before Investigate, is 3 % of all.")


def test_one_ticket_in_six_needs_rework(facts_with, sample):
    finding = said(facts_with(sample.make_log(12, rework=2)), "One in six tickets goes back to a step done before.")
    assert "Most often it is Investigate (2 tickets)." in finding.text


def test_a_wait_that_comes_twice_is_no_rework(facts_with, sample):
    log = sample.make_log(12, rework=2, meanings={"Investigate": "customer"})
    assert said(facts_with(log), "No ticket goes back")


def test_paths(facts_with):
    assert said(facts_with(), "The most frequent path covers 83 % of the tickets")


def test_a_clear_gain_comes_with_its_interval(facts_with, sample):
    validation = sample.make_validation("good")
    finding = said(facts_with(comparison=sample.make_comparison(validation=validation)), "Two more people")
    assert plain(finding.text) == "Two more people on second line: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated)."
    assert finding.basis == "simulated"


def test_a_gain_is_told_with_its_price(facts_with, sample):
    comparison = sample.make_comparison(sample.make_effect(), sample.make_effect("staff_cost", 900, 800, 1000, 5000))
    assert said(facts_with(comparison=comparison), "Worse: cost of the staff on duty.")


def test_an_interval_over_zero_is_no_change(facts_with, sample):
    finding = said(facts_with(comparison=sample.make_comparison(sample.make_effect(difference=-1, low=-3, high=2))), "Two more people")
    assert "no clear change in mean lead time (95 % interval -3 to +2 h, simulated)" in plain(finding.text)
    assert "falls" not in finding.text


def test_what_does_not_change_is_said_so(facts_with, sample):
    comparison = sample.make_comparison(sample.make_effect(difference=0, low=0, high=0))
    assert said(facts_with(comparison=comparison), "mean lead time does not change")


def test_a_poor_model_warns_beside_each_redesign(facts_with, sample):
    facts = facts_with(comparison=sample.make_comparison(validation=sample.make_validation("poor")))
    assert said(facts, "The model is poor: do not decide on this.")


def test_a_model_that_was_not_validated_warns_too(facts_with, sample):
    assert said(facts_with(comparison=sample.make_comparison()), "The model was not validated.")


@pytest.mark.parametrize(("grade", "words"), [("good", "does well"), ("fair", "does fairly"), ("poor", "does poorly")])
def test_the_model_is_graded_in_words(facts_with, sample, grade, words):
    facts = facts_with(model=sample.make_model(sample.make_validation(grade)))
    finding = said(facts, words)
    assert "Its tickets take 47 h on average, the recorded ones 2.2 days." in plain(finding.text)
    assert ("Do not decide" in finding.text) == (grade == "poor")


def test_no_model_no_word_about_it(facts_with):
    assert "model" not in " ".join(texts(facts_with()))


def test_rejected_rows_are_told(facts_with, sample):
    assert said(facts_with(), "1 of 39 rows could not be read")
    assert not said(facts_with(sample.make_log(report=replace(sample.make_import(), rejected=()))), "could not be read")


def test_an_empty_log_says_only_that(facts_with, sample):
    log = sample.make_log(1)
    facts = facts_with(replace(log, steps=log.steps.clear(), cases=log.cases.clear()))
    assert texts(facts) == ["The log holds no tickets."]


def test_no_figure_has_nine_digits(facts_with, sample):
    huge = sample.make_times(lead=5e7, work=1e6, waiting=4e7)
    facts = facts_with(times=huge, bottlenecks=(sample.make_bottleneck(waiting_h=4e12, per_case_h=3e9),))
    for text in texts(facts):
        assert (
            max(len(part) for part in "".join(letter if letter.isdigit() else " " for letter in plain(text).replace(" ", "")).split()) < 9
        )
