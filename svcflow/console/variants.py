"""The variants as a table: a long way is folded, so that each stays a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.mining.variants import Variants

_LONGEST_LOOP = 4
"""steps of a loop that is counted instead of written again"""
_MOST_PARTS = 12
"""parts of a way that are written"""
_LONGEST_NAME = 24
"""letters of a name that are written in a way"""


def variant_tables(found: Variants, most: int) -> None:
    """The `most` frequent ways, how many cases took each, and how long they took."""
    mark = " sim." if found.basis == "simulated" else ""
    rows = [
        (
            each.rank,
            folded(each.activities),
            units.count(each.cases),
            units.share(each.share),
            units.share(each.cumulative_share),
            *(units.duration(hours) + mark for hours in (each.lead_time_mean_h, each.lead_time_median_h, each.lead_time_p90_h)),
        )
        for each in found.variants[:most]
    ]
    more = found.variant_count - len(rows)
    note = f"… and {units.count(more)} more" if more else ""
    table("Variants", ["#", "path:", "cases", "share", "total", "mean", "median", "90 %"], rows, note)
    bullets([_said(found), "Mean, median and 90 % are of the lead time, from a case's first instant to its last."])


def folded(activities: Sequence[str]) -> str:
    """A way in words: what is repeated at once is counted (`Wait ×3`, `(Wait → Work) ×2`), the middle of a very long one left out."""
    parts = _folded(_shortened(activities))
    if len(parts) > _MOST_PARTS:
        ahead, behind = parts[: _MOST_PARTS - 4], parts[-3:]
        left_out = sum(steps for _, steps in parts[len(ahead) : -len(behind)])
        parts = [*ahead, (f"… {units.count(left_out)} steps …", left_out), *behind]
    return " → ".join(text for text, _ in parts)


def _shortened(activities: Sequence[str]) -> list[str]:
    """The names without the end of long ones, unless two of them would then be the same."""
    short = {name: name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…" for name in activities}
    seen = Counter(short.values())
    return [short[name] if seen[short[name]] == 1 else name for name in activities]


def _folded(activities: Sequence[str]) -> list[tuple[str, int]]:
    """The parts of a way, each with the steps that it stands for."""
    parts = []
    at = 0
    while at < len(activities):
        size, times = max(((size, _times(activities, at, size)) for size in range(1, _LONGEST_LOOP + 1)), key=_saved)
        size = size if times > 1 else 1
        text = " → ".join(activities[at : at + size])
        parts.append((text if times == 1 else f"{text} ×{times}" if size == 1 else f"({text}) ×{times}", size * times))
        at += size * times
    return parts


def _times(activities: Sequence[str], at: int, size: int) -> int:
    """How often the next `size` steps stand one after another."""
    loop, times = list(activities[at : at + size]), 1
    while list(activities[at + size * times : at + size * (times + 1)]) == loop:
        times += 1
    return times


def _saved(loop: tuple[int, int]) -> tuple[int, int]:
    """How many steps need not be written; of equals the shorter loop."""
    size, times = loop
    return size * (times - 1), -size


def _said(found: Variants) -> str:
    needed, many, cases = found.variants_for_80_percent, found.variant_count, units.count(found.cases)
    if many == 1:
        return f"There is one variant; {cases} cases took it."
    cover = "covers" if needed == 1 else "cover"
    return f"{units.count(needed)} of {units.count(many)} variants {cover} 80{units.THIN}% of the {cases} cases."
