"""Findings in words: for each kind one function that fills whole sentences of the current language (`svcflow.language`)."""

from svcflow.report.findings.telling import bottlenecks, limits, people, redesigns, rework, score, times
from svcflow.report.findings.telling.sentences import Told, advice, sentence, told

__all__ = ["Told", "advice", "bottlenecks", "limits", "people", "redesigns", "rework", "score", "sentence", "times", "told"]
