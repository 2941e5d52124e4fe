"""The hand-over network as lists for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.mining.network import HandoverNetwork, Member

_MOST = 15


def handover_tables(found: HandoverNetwork) -> None:
    """The network in figures, its strongest links, its members, who works together."""
    one, many = ("person", "people") if found.between == "people" else ("team", "teams")
    est = {"estimated": " est.", "simulated": " sim."}.get(found.basis, "")
    figures = [
        (f"{many} who work", units.count(len(found.members))),
        ("handovers", units.count(found.handovers)),
        ("links, from one to another", units.count(len(found.links))),
        ("tickets that are handed over", units.share(found.share_with_handover)),
        ("links that go both ways", units.share(found.reciprocity)),
    ]
    if found.within_teams is not None:
        figures.append(("handovers within a team", units.share(found.within_teams)))
    table(f"Handovers between {many}", ["", "value"], figures)
    if found.links:
        rows = [
            (
                link.source,
                link.target,
                units.count(link.count),
                units.count(link.cases),
                units.duration(link.waiting_median_h) + est,
                units.duration(link.waiting_mean_h) + est,
            )
            for link in found.links[:_MOST]
        ]
        heads = ["from", "to:", "count", "tickets", "waits then, median", "mean"]
        table("Who hands to whom", heads, rows, _more(len(found.links)))
    table(
        f"Each {one}",
        [
            one,
            *(["team:"] if found.between == "people" else []),
            "steps",
            "received",
            "given",
            "links in",
            "links out",
            "between",
            "remark:",
        ],
        [_member(member, found) for member in found.members[:_MOST]],
        _more(len(found.members)) or "links: with how many of the others; between: share of the ways from others to others",
    )
    pairs = [(pair.first, pair.second, units.count(pair.cases), units.share(pair.share)) for pair in found.together[:10]]
    if pairs:
        table("Who works on the same tickets", ["", "and:", "tickets", f"of those of the {one} with fewer"], pairs)
    bullets([*_alone(found), *found.notes])


def _member(member: Member, found: HandoverNetwork) -> tuple[object, ...]:
    others = max(len(found.members) - 1, 1)
    return (
        member.name,
        *([member.team or ""] if found.between == "people" else []),
        units.count(member.steps),
        units.count(member.received),
        units.count(member.given),
        round(member.in_degree * others),
        round(member.out_degree * others),
        units.share(member.betweenness),
        "hub" if member.hub else "",
    )


def _alone(found: HandoverNetwork) -> list[str]:
    """Steps that one person alone does."""
    lines = []
    for member in found.members:
        if member.alone_in:
            more = len(member.alone_in) - 4
            steps = ", ".join(f'"{step}"' for step in member.alone_in[:4])
            lines.append(f"Only {member.name} does {steps}{f' and {more} more steps' if more > 0 else ''}.")
    return lines[:10] + ([f"… and {len(lines) - 10} more who alone do a step."] if len(lines) > 10 else [])


def _more(total: int) -> str:
    return f"… and {units.count(total - _MOST)} more" if total > _MOST else ""
