"""A few redesigns chosen to be looked at closely: that the best of a desk with one bottleneck come first, each lever once."""

import pytest

from svcflow.language import speaking
from svcflow.model import ServiceModel
from svcflow.redesign import Scenario, compare
from svcflow.redesign.changes import AddStaff, CrossTrain, DeflectArrivals, MoveStaff
from svcflow.redesign.proposal import Proposal
from svcflow.redesign.ready import propose_few
from svcflow.redesign.touching import touched


@pytest.fixture
def busy(desk: ServiceModel) -> ServiceModel:
    """The desk, its second line three people short."""
    return desk.model_copy(
        update={"people": tuple(person for person in desk.people if person.name not in ("L2-6", "L2-7", "L2-8")), "cases": 150}
    )


def test_the_best_are_chosen_and_each_lever_once(busy: ServiceModel) -> None:
    found = propose_few(busy, 3)
    assert len(found.scenarios) == 3
    assert found.tried > 10
    assert "first_line_authority" in found.not_possible
    proposals = [scenario.proposal for scenario in found.scenarios]
    assert all(proposals)
    assert len({proposal.ready for proposal in proposals} & {"chatbot", "self_service_portal"}) <= 1
    assert any("Second line" in dict(proposal.holes).values() for proposal in proposals)
    assert [scenario.name for scenario in found.scenarios] == [proposal.title for proposal in proposals]
    assert propose_few(busy, 2).scenarios == found.scenarios[:2], "the same seed chooses the same"


def test_nothing_is_proposed_where_nothing_helps(desk: ServiceModel) -> None:
    idle = desk.model_copy(update={"arrivals": desk.arrivals.model_copy(update={"level": 0.01}), "cases": 20})
    helped = propose_few(idle, 10).scenarios
    assert not any(isinstance(change, AddStaff) for scenario in helped for change in scenario.changes)


def test_a_comparison_knows_what_was_proposed_and_what_it_touches(desk: ServiceModel) -> None:
    one = Scenario("One more", changes=(AddStaff(team="Quality", count=1),), proposal=Proposal("one_more", (("team", "Quality"),)))
    found = compare(desk, [one], replications=2, cases=30, jobs=1).scenarios[0]
    assert found.touches == ("Quality",)
    assert (found.title, found.reason) == ("One more in Quality", "The team is among the busiest.")
    with speaking("zh-Hans"):
        assert found.title == "Quality 增加一人"


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (DeflectArrivals(share=0.1), ()),
        (MoveStaff(from_team="Quality", to_team="Second line", count=1), ("Quality", "Second line")),
        (CrossTrain(team="Quality", steps=("Diagnose", "Resolve"), factor=1.3, count=1), ("Diagnose", "Quality", "Resolve")),
    ],
)
def test_what_a_redesign_touches(desk: ServiceModel, change: object, names: tuple[str, ...]) -> None:
    assert sorted(touched(desk, Scenario("it", changes=(change,)))) == sorted(names)
