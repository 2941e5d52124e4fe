"""Teams: the groups of people who do the same kind of work.

Where the log names a team for each step, a person's team is the one named most often. Where it does not, people are grouped
by what they do. A person's **profile** is the share p of each activity in their steps; two people are as alike as the
Bhattacharyya coefficient Σ √(p·q) of their profiles, which is the cosine of the roots, 1 for the same mix and 0 for nothing
in common. The rule, without chance in it:

1. the profiles of people with at least 10 steps (of everybody where nobody has as many; of the 1 500 busiest at most) are
   merged from the bottom up by average linkage as long as the likeness is at least 0.6;
2. everybody else joins the group whose summed profile is nearest;
3. a group is named after its most typical activity: the one with the largest count × share of all that was done of it.

If one group is left, it is called "Everyone".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svcflow.eventlog.log import EventLog
from svcflow.mining.coding import NOBODY, Coded, coded

LEAST_STEPS = 10
LEAST_LIKENESS = 0.6
MOST_CLUSTERED = 1500
EVERYONE = "Everyone"

Counts = NDArray[np.float64]


def find_teams(log: EventLog) -> dict[str, str]:
    """The team of every resource.

    Parameters
    ----------
    log : EventLog
        Its work steps with a resource are read; pauses and queues are nobody's work.

    Returns
    -------
    dict of str to str
        Resource -> team, by the resource's name; empty where the log names no resources.

    Notes
    -----
    Grouping costs the square of the people who are clustered (1 500 at most: about 0.2 s).
    """
    resource, activity = coded(log.steps.get_column("resource")), coded(log.steps.get_column("activity"))
    work = resource.codes != NOBODY
    work &= ~activity.among([name for name, meaning in log.meanings.items() if meaning != "work"])
    if not work.any():
        return {}
    counts = _table(resource, activity, work)
    seen, did = np.flatnonzero(counts.any(axis=1)), np.flatnonzero(counts.any(axis=0))
    people, counts = [resource.names[number] for number in seen], counts[np.ix_(seen, did)]
    named = _named_teams(resource, coded(log.steps.get_column("team")), work) if "team" in log.steps.columns else {}
    if not named:
        labels = _groups(counts)
        names = _names(counts, labels, [activity.names[number] for number in did])
        return {person: names[label] for person, label in zip(people, labels.tolist(), strict=True)}
    return _completed(named, people, counts)


def _table(resource: Coded, activity: Coded, work: NDArray[np.bool_]) -> Counts:
    """How often each of the people did each activity: people × activities."""
    shape = (len(resource.names), len(activity.names))
    return np.bincount(_pairs(resource, activity, work), minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _pairs(resource: Coded, other: Coded, rows: NDArray[np.bool_]) -> NDArray[np.integer]:
    """One number for each row's resource and other name."""
    wide = len(resource.names) * len(other.names) > np.iinfo(np.int32).max
    pairs = resource.codes * (np.int64 if wide else np.int32)(len(other.names))
    pairs += other.codes
    return pairs if rows.all() else pairs[rows]


def _named_teams(resource: Coded, team: Coded, work: NDArray[np.bool_]) -> dict[str, str]:
    """The team that stands most often beside each resource; of equally frequent ones the first by name."""
    pairs = _pairs(resource, team, work & (team.codes != NOBODY))
    if len(resource.names) * len(team.names) <= len(pairs):
        counted = np.bincount(pairs)
        there = np.flatnonzero(counted)
        counts = counted[there]
    else:
        there, counts = np.unique(pairs, return_counts=True)
    person, number = np.divmod(there, max(len(team.names), 1))
    rising = np.lexsort((-number, counts))
    return {resource.names[person[row]]: team.names[number[row]] for row in rising.tolist()}


def _completed(named: dict[str, str], people: list[str], counts: Counts) -> dict[str, str]:
    """Put the people for whom the log names no team into the nearest one."""
    teams = sorted(set(named.values()))
    known = np.array([teams.index(named[person]) if person in named else -1 for person in people])
    labels = _nearest(counts, known, len(teams))
    return {person: teams[label] for person, label in zip(people, labels.tolist(), strict=True)}


def _groups(counts: Counts) -> NDArray[np.int64]:
    """A group number for each row of the people × activities counts."""
    total = counts.sum(axis=1)
    chosen = total >= LEAST_STEPS if (total >= LEAST_STEPS).any() else np.ones(len(total), dtype=bool)
    busiest = np.argsort(-total, kind="stable")[:MOST_CLUSTERED]
    chosen &= np.isin(np.arange(len(total)), busiest)
    labels = np.full(len(total), -1)
    labels[chosen] = _merged(_roots(counts[chosen]))
    return _nearest(counts, labels, int(labels.max()) + 1)


def _merged(roots: Counts) -> NDArray[np.int64]:
    """Average linkage from the bottom up; groups are numbered in the order of their first member."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    if len(roots) == 1:
        return np.zeros(1, dtype=np.int64)
    distance = np.clip(pdist(roots, "cosine"), 0.0, 2.0).round(9)
    found = fcluster(linkage(distance, "average"), 1 - LEAST_LIKENESS, "distance")
    _, first, label = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[label].astype(np.int64)


def _nearest(counts: Counts, labels: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Give rows without a label (-1) that of the group whose summed profile is most like theirs; of equals the first."""
    sums = np.stack([counts[labels == group].sum(axis=0) for group in range(groups)])
    likeness = _roots(counts) @ _roots(sums).T
    nearest = np.argmax(likeness.round(9), axis=1)
    return np.where(labels >= 0, labels, nearest).astype(np.int64)


def _roots(counts: Counts) -> Counts:
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    roots: Counts = np.sqrt(counts / total)
    return roots


def _names(counts: Counts, labels: NDArray[np.int64], activities: list[str]) -> list[str]:
    """Name each group after its most typical activity; a name that is taken gets a number."""
    groups = int(labels.max()) + 1
    if groups == 1:
        return [EVERYONE]
    sums = np.stack([counts[labels == group].sum(axis=0) for group in range(groups)])
    typical = (sums * sums / np.maximum(sums.sum(axis=0), 1.0)).argmax(axis=1)
    names: list[str] = []
    for number in typical.tolist():
        name = f"{activities[number]} team"
        again = sum(other.startswith(name) for other in names)
        names.append(f"{name} {again + 1}" if again else name)
    return names
