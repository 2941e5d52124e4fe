"""What is worth a sentence in a log and in what was simulated of it: found once, told in any language.

`find_findings(evidence)` gives records of figures and names, each of a kind of its own; `sentence(finding)` and `advice(action)` tell them
in the current language. What is not known is not told, and what weakens a figure (estimated times, a poor model, an interval over zero) is
said in the same breath.
"""

from svcflow.report.findings.evidence import Evidence, Rework
from svcflow.report.findings.finding import Finding
from svcflow.report.findings.limits import few_queues
from svcflow.report.findings.observed import observe
from svcflow.report.findings.ranking import Findings, find_findings
from svcflow.report.findings.telling import Told, advice, sentence, told
from svcflow.report.findings.times import is_overlapping

__all__ = [
    "Evidence", "Finding", "Findings", "Rework", "Told", "advice", "few_queues", "find_findings", "is_overlapping", "observe", "sentence",
    "told",
]  # fmt: skip
