"""The hand-over network as a graph: of networkx, and as GraphML for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from svcflow.mining.network import HandoverNetwork, Link, Member
from svcflow.output import new_file

if TYPE_CHECKING:
    import networkx as nx


def as_graph(network: HandoverNetwork) -> nx.DiGraph[str]:
    """The network as a networkx graph: members and links with their figures (those that are known) as attributes."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(between=network.between, cases=network.cases, basis=network.basis)
    for member in network.members:
        graph.add_node(member.name, **_known(member, "name", alone_in="; ".join(member.alone_in)))
    for link in network.links:
        graph.add_edge(link.source, link.target, **_known(link, "source", "target", weight=link.count))
    return graph


def write_graphml(network: HandoverNetwork, path: Path | str) -> None:
    """Write the network as GraphML, which Gephi, yEd, igraph and others open.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    import networkx as nx

    with new_file(path) as draft:
        nx.write_graphml_xml(as_graph(network), draft)


def _known(record: Member | Link, *but: str, **others: Any) -> dict[str, Any]:
    """The fields of a record that GraphML can hold."""
    fields = {name: getattr(record, name) for name in record.__slots__ if name not in but}
    return {name: value for name, value in {**fields, **others}.items() if value is not None}
