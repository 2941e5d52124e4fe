"""The ready redesigns: for each, what belongs into the holes of its file (`templates/NAME.toml`), and how a model is asked for it.

A hole is written `<step>`. The figures in the files are what such projects commonly claim or reach, as ranges; they are a beginning, to be
replaced by one's own. A new one is a file there and an entry here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from svcflow.model.document import ServiceModel
from svcflow.redesign.ready import roles

Found = Sequence[str | tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Need:
    """Holes of a redesign that are filled together: their names, what belongs there, and what could (the likeliest first)."""

    holes: tuple[str, ...]
    what: str
    find: Callable[[ServiceModel], Found]


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready redesign: its name, and what it needs of a model."""

    name: str
    needs: tuple[Need, ...] = ()

    @property
    def text(self) -> str:
        """The scenario file, with its holes."""
        return files(__package__).joinpath("templates", f"{self.name}.toml").read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return str(self._head["name"])

    @property
    def why(self) -> str:
        """What it takes for granted."""
        return str(self._head["why"])

    @property
    def _head(self) -> dict[str, Any]:
        return tomllib.loads(self.text.partition("[[change]]")[0])


def _step(what: str, find: Callable[[ServiceModel], Found]) -> Need:
    return Need(("step",), what, find)


def _with_teams(model: ServiceModel) -> list[tuple[str, str, str | None, str | None]]:
    """Passages between teams, with the team that takes over and the one that passes on."""
    return [(*pair, roles.team_of(model, pair[1]), roles.team_of(model, pair[0])) for pair in roles.handoffs(model)]


def _teams_that_pass(model: ServiceModel) -> Found:
    return list(dict.fromkeys((one, other) for _, _, other, one in _with_teams(model)))


def _faulty_with_team(model: ServiceModel) -> Found:
    return [(step, team) for step in roles.faulty_steps(model) if (team := roles.team_of(model, step)) is not None]


_BUSIEST = Need(("team",), "the team that is busiest", roles.busiest_teams)
_MOST_WORK = _step("the step with most work in the busiest team", roles.busiest_steps)

READY: dict[str, Ready] = {
    each.name: each
    for each in (
        Ready("ocr_entry", (_step("the step at which data are typed in", roles.entry_steps),)),
        Ready("robotic_automation", (_step("a step that is much the same each time", roles.even_steps),)),
        Ready("chatbot"),
        Ready("self_service_portal"),
        Ready("knowledge_base", (_MOST_WORK,)),
        Ready("skill_based_routing", (_step("a step that some do faster than others", roles.uneven_steps),)),
        Ready(
            "tiered_support",
            (
                Need(
                    ("step", "second", "from_team", "to_team"),
                    "a step, the step of another team that it passes tickets on to, that other team, and its own",
                    _with_teams,
                ),
            ),
        ),
        Ready("swarming", (Need(("team", "other"), "two teams that pass tickets to each other", _teams_that_pass),)),
        Ready("extended_hours", (Need(("team",), "the busiest team that does not work round the clock", roles.extensible_teams),)),
        Ready(
            "priority_lanes",
            (_BUSIEST, Need(("attribute", "order"), "the attribute that says how urgent a ticket is, and its values", roles.ranks)),
        ),
        Ready("quality_gate", (Need(("step", "team"), "the step whose errors cost most, and its team", _faulty_with_team),)),
        Ready(
            "cross_training",
            (Need(("team", "step"), "the team that is least busy, and a step of the busiest that is new to it", roles.learnable_steps),),
        ),
        Ready("first_line_authority", (Need(("step", "second"), "a step, and the approval that follows it", roles.approvals),)),
        Ready("status_messages", (_step("the wait for customers or suppliers that costs most", roles.pauses),)),
    )
}
