"""No person's name in a report, not even in the rows that the import shows as examples."""

from dataclasses import replace

from svcflow.eventlog.log import Finding, Reject, Repair
from svcflow.report.namelessness import BLOT, without_names
from svcflow.report.page import page


def test_names_are_blotted_out_of_examples(facts_with, sample):
    report = replace(
        sample.make_import(),
        repairs=(Repair("trimmed", 1, "T1,Close,person 0,9:00"),),
        rejected=(Reject(7, "no time", "T2,person 1 and person 10"),),
        findings=(Finding("exact duplicates", 1, 5, "rows", "the first is kept", ("T3,person 1",), "note"),),
    )
    log = sample.make_log(report=report)
    found = without_names(log)
    assert found is not None
    assert found.repairs[0].example == f"T1,Close,{BLOT},9:00"
    assert found.rejected[0].row == f"T2,{BLOT} and person 10"
    assert found.findings[0].examples == (f"T3,{BLOT}",)
    content = page(facts_with(log))
    assert "person 0" not in content
    assert "person 1" not in content.replace("person 10", "")


def test_a_log_without_people_is_shown_as_it_is(sample):
    log = sample.make_log(report=sample.make_import())
    nobody = replace(log, steps=log.steps.with_columns(resource=None))
    assert without_names(nobody) is log.report
