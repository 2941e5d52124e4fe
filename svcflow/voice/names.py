"""The names of what customers say: each code of a result and its message, told by `svcflow.language.tell`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from svcflow.language import mark

VERDICTS: Final[Mapping[str, str]] = {
    "concentrate": mark("concentrate here"),
    "keep": mark("keep up the good work"),
    "low_priority": mark("low priority"),
    "overkill": mark("possible overkill"),
}
"""The fields of an importance-performance map."""
CROSSHAIRS: Final[Mapping[str, str]] = {"means": mark("means"), "medians": mark("medians"), "midpoint": mark("middle of the scale")}
"""Where its cross may stand."""
SENTIMENTS: Final[Mapping[str, str]] = {
    "positive": mark("positive"),
    "neutral": mark("neutral"),
    "negative": mark("negative"),
    "unknown": mark("not judged"),
}
"""What a comment is judged to be; labels of one's own stand as they are."""
LANGUAGES: Final[Mapping[str, str]] = {
    "en": mark("English"),
    "zh-Hans": mark("Simplified Chinese"),
    "zh-Hant": mark("Traditional Chinese"),
    "other": mark("other languages"),
}
REMARKS: Final[Mapping[str, str]] = {
    "ceiling": mark("most give the best answer"),
    "floor": mark("most give the worst answer"),
    "weak": mark("asks something else than the others"),
    "spoils": mark("better left out"),
}
"""What item analysis says of a question."""
HOURS: Final[Mapping[str, str]] = {
    "lead_h": mark("lead time"),
    "response_h": mark("time to the first work"),
    "waiting_h": mark("waiting"),
}
"""The times against which satisfaction is laid."""
