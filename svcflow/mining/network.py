"""The hand-over network: who passes work to whom, who works on the same tickets, and on whom the work depends.

A **link** is that one person (or team) handed work to another (`svcflow.mining.handover`) [1]_: how often, in how many cases, and how
long the steps waited that were handed over, where the log's steps are timed. Of each person are told

- the **degree**: those to whom they give and from whom they get work, as a share of all others;
- the **betweenness** [2]_: of the shortest ways from one to another along the links, the mean share that runs through them;
- whether they are a **hub**: in more handovers than the upper quartile plus 1.5 interquartile ranges of all people, and in at least
  one in twenty of all handovers;
- what only they do: steps that were done at least five times, and never by anybody else. A log that names several people and such a
  step has a single point of failure.

**Reciprocity** is the share of links whose way back exists too.

.. [1] van der Aalst, Reijers, Song (2005), "Discovering social networks from event logs", CSCW 14, doi:10.1007/s10606-005-9005-9
.. [2] Freeman (1977), "A set of measures of centrality based on betweenness", Sociometry 40, doi:10.2307/3033543
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError
from svcflow.eventlog.log import Basis, EventLog
from svcflow.mining.centrality import betweenness
from svcflow.mining.coding import NOBODY, Coded, Codes, Flags, case_numbers, coded, previous_alike
from svcflow.mining.handover import Between, Handovers, find_handovers, find_owners
from svcflow.mining.teams import find_teams

LEAST_DONE = 5
HUB_SHARE = 0.05
MOST_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Link:
    """Work that one handed to another: how often, in how many cases, and the waiting before the steps handed over [h]."""

    source: str
    target: str
    count: int
    cases: int
    waiting_mean_h: float | None
    waiting_median_h: float | None
    waiting_total_h: float | None


@dataclass(frozen=True, slots=True)
class Together:
    """Two who worked on the same cases; `share` of the cases of the one who has fewer (0 to 1)."""

    first: str
    second: str
    cases: int
    share: float


@dataclass(frozen=True, slots=True)
class Member:
    """A person (or team) of the network; degrees and betweenness are shares (0 to 1)."""

    name: str
    team: str | None
    steps: int
    cases: int
    given: int
    received: int
    in_degree: float
    out_degree: float
    betweenness: float
    hub: bool
    alone_in: tuple[str, ...]
    """steps that nobody else does (of people only)"""


@dataclass(frozen=True, slots=True)
class HandoverNetwork:
    """Members by falling handovers, links by falling count, then by name."""

    between: Between
    cases: int
    handovers: int
    cases_with_handover: int
    share_with_handover: float
    members: tuple[Member, ...]
    links: tuple[Link, ...]
    together: tuple[Together, ...]
    """the pairs with the most cases; `together_count` counts them all"""
    together_count: int
    reciprocity: float | None
    within_teams: float | None
    """share of the handovers between people that stay in a team; None where that cannot be said"""
    basis: Basis
    """of the waiting; `absent` where the steps are not timed"""
    notes: tuple[str, ...]


def mine_handovers(log: EventLog, between: Between = "people") -> HandoverNetwork:
    """Who passes work to whom.

    Parameters
    ----------
    log : EventLog
        A log that names people; of a timed one (`svcflow.timing.time_steps`) the waiting of the steps handed over is told too.
    between : {"people", "teams"}
        Whether people or their teams (`find_teams`) are the members.

    Returns
    -------
    HandoverNetwork
        Elapsed hours [h].

    Raises
    ------
    LogError
        The log names nobody who worked.

    Notes
    -----
    Linear in the steps, times the square of the people on a case for who works together; betweenness costs people × links.
    """
    owners = find_owners(log, between)
    others = {name for name, meaning in log.meanings.items() if meaning != "work"}
    activities = coded(log.steps.get_column("activity"))
    named = ~activities.among(others) & (owners.codes != NOBODY)
    if not named.any():
        remedy = 'Say which column names them: --map resource="Assigned to".'
        raise LogError("a log that names nobody at work has no handovers.", place=log.name, remedy=remedy)
    hands = find_handovers(log, owners)
    table = _table(log, owners, hands)
    links = _links(table, owners)
    teams = find_teams(log)
    rows = np.flatnonzero(named)
    who, case = owners.codes[rows], case_numbers(log.steps)[rows]
    once = previous_alike(case, who, len(owners.names))[0] < 0
    worked = who[once], case[once]
    together, together_count = _together(worked, owners, log.cases.height)
    with_handover = table.get_column("case").n_unique()
    return HandoverNetwork(
        between=between,
        cases=log.cases.height,
        handovers=table.height,
        cases_with_handover=with_handover,
        share_with_handover=with_handover / max(log.cases.height, 1),
        members=_members(worked[0], owners, activities, named, links, teams if between == "people" else {}),
        links=links,
        together=together,
        together_count=together_count,
        reciprocity=_reciprocity(links),
        within_teams=_within(links, teams) if between == "people" else None,
        basis=_basis(log, hands),
        notes=_notes(log, activities.among(others), owners, teams, between),
    )


def _table(log: EventLog, owners: Coded, hands: Handovers) -> pl.DataFrame:
    timed = "waiting_h" in log.steps.columns
    waiting = (
        log.steps.get_column("waiting_h") if timed else pl.Series([None], dtype=pl.Float64).extend_constant(None, log.steps.height - 1)
    )
    return pl.DataFrame(
        {
            "case": case_numbers(log.steps)[hands.receiver],
            "source": owners.codes[hands.giver],
            "target": owners.codes[hands.receiver],
            "waiting": waiting.gather(hands.receiver),
        }
    )


def _links(table: pl.DataFrame, owners: Coded) -> tuple[Link, ...]:
    waiting = pl.col("waiting")
    known = waiting.count() > 0
    counted = table.group_by("source", "target").agg(
        pl.len().alias("count"),
        pl.col("case").n_unique(),
        waiting.mean().alias("mean"),
        waiting.median().alias("median"),
        pl.when(known).then(waiting.sum()).alias("total"),
    )
    ranked = counted.sort("count", "source", "target", descending=[True, False, False])
    return tuple(Link(owners.names[source], owners.names[target], *figures) for source, target, *figures in ranked.iter_rows())


def _together(worked: tuple[Codes, Codes], owners: Coded, cases: int) -> tuple[tuple[Together, ...], int]:
    """Pairs who worked on the same cases, from who worked on which: the product of the table of people × cases with itself."""
    from scipy.sparse import csr_array, triu

    people, tickets = worked
    table = csr_array((np.ones(len(people), np.int64), (people, tickets)), shape=(len(owners.names), cases))
    shared = triu(table @ table.T, k=1).tocoo()
    own = np.bincount(people, minlength=len(owners.names))
    order = np.lexsort((shared.col, shared.row, -shared.data))
    best = (
        Together(
            owners.names[row],
            owners.names[column],
            int(shared.data[place]),
            float(shared.data[place] / min(own[row], own[column])),
        )
        for place in order[:MOST_TOGETHER].tolist()
        for row, column in ((int(shared.row[place]), int(shared.col[place])),)
    )
    return tuple(best), len(order)


def _members(
    on_cases: Codes, owners: Coded, activities: Coded, named: Flags, links: tuple[Link, ...], teams: dict[str, str]
) -> tuple[Member, ...]:
    size = len(owners.names)
    number = {name: place for place, name in enumerate(owners.names)}
    given, received = np.zeros(size, np.int64), np.zeros(size, np.int64)
    ways = np.zeros((2, len(links)), np.int64)
    for place, link in enumerate(links):
        ways[:, place] = number[link.source], number[link.target]
        given[number[link.source]] += link.count
        received[number[link.target]] += link.count
    outward, inward = np.bincount(ways[0], minlength=size), np.bincount(ways[1], minlength=size)
    steps = np.bincount(owners.codes[named], minlength=size)
    cases = np.bincount(on_cases, minlength=size)
    fence, alone = _fence(given[steps > 0] + received[steps > 0]), _alone(owners, activities, named) if teams else {}
    between, others = betweenness(ways, size), max(int((steps > 0).sum()) - 1, 1)
    found = [
        Member(
            name=name,
            team=teams.get(name),
            steps=int(steps[each]),
            cases=int(cases[each]),
            given=int(given[each]),
            received=int(received[each]),
            in_degree=float(inward[each]) / others,
            out_degree=float(outward[each]) / others,
            betweenness=float(between[each]) / max(others * (others - 1), 1),
            hub=bool(given[each] + received[each] > fence),
            alone_in=alone.get(name, ()),
        )
        for each, name in enumerate(owners.names)
        if steps[each]
    ]
    return tuple(sorted(found, key=lambda one: (-(one.given + one.received), -one.steps, one.name)))


def _fence(sizes: NDArray[np.int64]) -> float:
    """The number of handovers above which somebody is a hub; of all together each handover is counted twice."""
    low, high = np.quantile(sizes, [0.25, 0.75])
    return float(max(high + 1.5 * (high - low), HUB_SHARE * sizes.sum() / 2))


def _alone(owners: Coded, activities: Coded, named: Flags) -> dict[str, tuple[str, ...]]:
    """The steps, done often enough, that one person alone does; nothing where the log knows one person only."""
    table = pl.DataFrame({"activity": activities.codes[named], "owner": owners.codes[named]})
    if table.get_column("owner").n_unique() < 2:
        return {}
    counted = table.group_by("activity").agg(people=pl.col("owner").n_unique(), owner=pl.col("owner").first(), count=pl.len())
    found: dict[str, list[str]] = {}
    for activity, owner in (
        counted.filter(people=1).filter(pl.col("count") >= LEAST_DONE).sort("activity").select("activity", "owner").rows()
    ):
        found.setdefault(owners.names[owner], []).append(activities.names[activity])
    return {name: tuple(steps) for name, steps in found.items()}


def _reciprocity(links: tuple[Link, ...]) -> float | None:
    ways = {(link.source, link.target) for link in links}
    return sum((target, source) in ways for source, target in ways) / len(ways) if ways else None


def _within(links: tuple[Link, ...], teams: dict[str, str]) -> float | None:
    """None where nothing was handed over, or all are in one team."""
    total = sum(link.count for link in links)
    if not total or len(set(teams.values())) < 2:
        return None
    return sum(link.count for link in links if teams.get(link.source) == teams.get(link.target)) / total


def _basis(log: EventLog, hands: Handovers) -> Basis:
    if "basis" not in log.steps.columns or "waiting_h" not in log.steps.columns:
        return "absent"
    if log.origin == "simulated":
        return "simulated"
    told = log.steps.get_column("basis").cast(pl.String).gather(hands.receiver if len(hands.receiver) else np.arange(log.steps.height))
    return "estimated" if (told == "estimated").any() else "measured"


def _notes(log: EventLog, pause: Flags, owners: Coded, teams: dict[str, str], between: Between) -> tuple[str, ...]:
    notes = []
    unnamed = int((~pause & (owners.codes == NOBODY)).sum())
    if unnamed:
        work = int((~pause).sum())
        notes.append(f"{unnamed} of {work} steps of work name nobody: a handover joins those before and after them who are named.")
    if between == "teams" and len(set(teams.values())) < 2:
        notes.append("The log knows one team only: nothing is handed over between teams.")
    if teams and "team" not in log.steps.columns:
        notes.append("The log names no teams: people are grouped by the steps that they do.")
    return tuple(notes)
