"""The hand-over network: links, members, and its measures beside those of networkx."""

from datetime import UTC, datetime, timedelta

import networkx as nx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log
from svcflow.mining.network import mine_handovers
from svcflow.mining.network_files import as_graph, write_graphml
from svcflow.timing import time_steps

MONDAY = datetime(2025, 3, 3, 8, tzinfo=UTC)


def log_of(*cases: str, team: dict[str, str] | None = None) -> EventLog:
    """Steps of an hour with an hour between them: "A:ann B:bob"."""
    rows = []
    for number, case in enumerate(cases):
        for place, step in enumerate(case.split()):
            activity, _, person = step.partition(":")
            begin = MONDAY + timedelta(days=number, hours=2 * place)
            rows.append((f"c{number}", activity, person or None, begin, begin + timedelta(hours=1), (team or {}).get(person)))
    columns = ["case_id", "activity", "resource", "start_time", "end_time", "team"]
    frame = pl.DataFrame(rows, schema=columns, orient="row").cast({"resource": pl.String, "team": pl.String})
    return build_log(frame if team else frame.drop("team"), name="net")


def test_by_pencil() -> None:
    team = {"ann": "first", "bob": "first", "cat": "second"}
    log = log_of("A:ann B:bob C:cat", "A:ann B:bob", "A:bob B:ann C:cat", "A:ann", team=team)
    found = mine_handovers(time_steps(log))
    links = [(link.source, link.target, link.count, link.cases, link.waiting_median_h, link.waiting_total_h) for link in found.links]
    assert links == [
        ("ann", "bob", 2, 2, 1.0, 2.0),
        ("ann", "cat", 1, 1, 1.0, 1.0),
        ("bob", "ann", 1, 1, 1.0, 1.0),
        ("bob", "cat", 1, 1, 1.0, 1.0),
    ]
    assert (found.handovers, found.cases_with_handover, found.share_with_handover) == (5, 3, 0.75)
    assert found.reciprocity == 2 / 4
    assert found.within_teams == 3 / 5
    assert found.basis == "measured"
    together = {(pair.first, pair.second): (pair.cases, pair.share) for pair in found.together}
    assert together == {("ann", "bob"): (3, 1.0), ("ann", "cat"): (2, 1.0), ("bob", "cat"): (2, 1.0)}
    members = {member.name: member for member in found.members}
    assert (members["ann"].given, members["ann"].received, members["ann"].steps, members["ann"].cases) == (3, 1, 4, 4)
    assert (members["cat"].in_degree, members["cat"].out_degree) == (1.0, 0.0)
    between = mine_handovers(log, "teams")
    assert [(link.source, link.target, link.count, link.waiting_mean_h) for link in between.links] == [("first", "second", 2, None)]
    assert between.basis == "absent"


def test_who_alone_does_a_step_and_who_is_a_hub() -> None:
    found = mine_handovers(log_of(*["A:ann B:hub C:bob"] * 3, *["A:cat B:hub C:dan"] * 3, "A:eve C:eve", "X:eve"))
    members = {member.name: member for member in found.members}
    assert members["hub"].alone_in == ("B",)
    assert not any(member.alone_in for name, member in members.items() if name != "hub")  # X was done once only
    assert [member.name for member in found.members if member.hub] == ["hub"]
    assert members["hub"].betweenness == pytest.approx(4 / 20)  # of the 5·4 ways among others (ann, bob, cat, dan, eve) four lead over it


def test_one_person_alone_is_no_network_and_no_failure() -> None:
    found = mine_handovers(log_of(*["A:ann B:ann"] * 6))
    assert found.links == found.together == ()
    assert found.reciprocity is None
    assert found.members[0].alone_in == ()


def test_a_log_that_names_nobody_is_refused() -> None:
    with pytest.raises(LogError, match="names nobody"):
        mine_handovers(log_of("A: B:"))


CASES = st.lists(
    st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6).map(lambda who: " ".join(f"X:{each}" for each in who)),
    min_size=1,
    max_size=12,
)


@given(cases=CASES)
@settings(max_examples=25)
def test_measures_are_those_of_networkx(cases: list[str]) -> None:
    found = mine_handovers(log_of(*cases))
    graph = as_graph(found)
    between, degree = nx.betweenness_centrality(graph), nx.in_degree_centrality(graph)
    for member in found.members:
        assert member.betweenness == pytest.approx(between[member.name])
        assert member.in_degree == pytest.approx(degree[member.name] if len(graph) > 1 else 0.0)
    if found.links:
        assert found.reciprocity == pytest.approx(nx.overall_reciprocity(graph))
    assert sum(link.count for link in found.links) == found.handovers == sum(member.given for member in found.members)


def test_graphml_comes_back(tmp_path) -> None:
    found = mine_handovers(time_steps(log_of("A:ann B:bö&b", "A:ann B:cat")))
    write_graphml(found, tmp_path / "net.graphml")
    graph = nx.read_graphml(tmp_path / "net.graphml")
    assert set(graph.edges) == {("ann", "bö&b"), ("ann", "cat")}
    assert graph.edges["ann", "cat"]["waiting_total_h"] == 1.0
    assert graph.nodes["ann"]["given"] == 2
