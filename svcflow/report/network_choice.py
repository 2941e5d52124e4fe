"""What part of a hand-over network is drawn: a network of many is a ball of wool.

Those between whom the strongest links run, 50 at most; of their links first the strongest that hold together what any links do (a
maximum spanning forest), then others by falling count until nine in ten handovers are there or the drawing is full. The share is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.mining.network import HandoverNetwork, Link, Member

MOST_MEMBERS = 50
ENOUGH = 0.9
LINKS_PER_MEMBER = 1.6
EASY = 24
"""so many lines can be followed whatever they are"""


@dataclass(frozen=True, slots=True)
class ShownNetwork:
    """The part of a network that is drawn; `share` of all its handovers (0 to 1)."""

    members: tuple[Member, ...]
    links: tuple[Link, ...]
    share: float


def choose(network: HandoverNetwork, most: int = MOST_MEMBERS) -> ShownNetwork:
    """The part of the network that is drawn: see the module."""
    names: set[str] = set()
    for link in network.links:
        if len(names | {link.source, link.target}) <= most:
            names |= {link.source, link.target}
    members = [each for each in network.members if each.name in names]
    among = [link for link in network.links if link.source in names and link.target in names]
    kept = _spanning(among)
    have, total = sum(link.count for link in kept), sum(link.count for link in among)
    room = max(len(kept), EASY, int(LINKS_PER_MEMBER * len(members)))
    for link in among:
        if len(kept) >= room or (have >= ENOUGH * total and len(kept) >= EASY):
            break
        if link not in kept:
            kept.add(link)
            have += link.count
    return ShownNetwork(tuple(members), tuple(link for link in among if link in kept), have / max(network.handovers, 1))


def told_share(network: HandoverNetwork, shown: ShownNetwork) -> str:
    """How much of the whole is drawn, in words."""
    people = network.between == "people"
    members, links = units.count(len(shown.members)), units.count(len(shown.links))
    if len(shown.links) == len(network.links):
        whole = (
            tell("All {members} people who hand work over and all {links} links.", members=members, links=links)
            if people
            else tell("All {members} teams who hand work over and all {links} links.", members=members, links=links)
        )
        quiet = len(network.members) - len(shown.members)
        return (
            " ".join((whole, tell_many("{count} more hands nothing over.", "{count} more hand nothing over.", quiet))) if quiet else whole
        )
    counts = {"members": members, "total": units.count(len(network.members)), "links": links, "all": units.count(len(network.links))}
    share = units.share(shown.share)
    if people:
        return tell("{members} of {total} people and {links} of {all} links: {share} of the handovers.", **counts, share=share)
    return tell("{members} of {total} teams and {links} of {all} links: {share} of the handovers.", **counts, share=share)


def _spanning(links: Sequence[Link]) -> set[Link]:
    """The strongest links that hold together what any links do (Kruskal)."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    kept = set()
    for link in links:
        one, other = find(link.source), find(link.target)
        if one != other:
            root[one] = other
            kept.add(link)
    return kept
