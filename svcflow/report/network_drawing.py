"""The hand-over network as a drawing: who passes work to whom.

A box is a person (or a team) with what they gave and received; boxes of one colour are one team. A line is work that one handed to
another, the thicker, the more often: grey within a team, orange between teams; a count stands nearer to the one who gives. Of
a large network a part is drawn (`network_choice`), and what share it is stands below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from svcflow import units
from svcflow.language import listed, tell, tell_many
from svcflow.mining.network import HandoverNetwork, Link, Member
from svcflow.output import new_file
from svcflow.report import svg
from svcflow.report.map_layout import POINTS_PER_INCH, Point
from svcflow.report.map_looks import joined
from svcflow.report.network_choice import MOST_MEMBERS, ShownNetwork, choose, told_share

LABELLED = 30
FILLS = ("#dbe9f6", "#fde3c8", "#dcefd9", "#eadcf0", "#f9d3da", "#f5efb8", "#bfe3e0", "#dccbb8")
"""of the largest teams; all others share a grey"""
OTHERS = "#eef0f2"
WITHIN, BETWEEN = "#7d8b99", "#c4652a"
NAME_SIZE, SMALL_SIZE, MARGIN, ROW, LEGEND, ROOM = 12.0, 10.5, 16.0, 18.0, 620.0, 70.0
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class _Placed:
    centres: dict[str, Point]
    routes: tuple[tuple[tuple[Point, ...], Point], ...]
    """of each link: the points of its curves, and its tip"""
    width: float
    height: float


def draw_network(network: HandoverNetwork, *, most: int = MOST_MEMBERS) -> str:
    """The network as one self-contained SVG element, every name escaped.

    Parameters
    ----------
    network
        What mining found.
    most
        How many people (or teams) to draw at most, those in most handovers.
    """
    shown = choose(network, most)
    if not shown.links:
        return svg.drawing(
            [svg.text(tell("Nothing is handed over."), x=8, y=20, fill=svg.INK)], label=tell("Hand-over network"), width=220, height=30
        )
    teams = _team_colours(shown)
    of_member = {member.name: member.team for member in network.members}
    placed = _place(shown)
    most_often = max(link.count for link in shown.links)
    parts = []
    for link, (points, tip) in zip(reversed(shown.links), reversed(placed.routes), strict=True):
        across = network.between == "people" and of_member[link.source] != of_member[link.target]
        parts.append(_draw_link(link, points, tip, most_often, BETWEEN if across else WITHIN))
    parts += [_draw_member(member, placed.centres[member.name], teams) for member in shown.members]
    parts += [_label(link, points) for link, (points, _) in list(zip(shown.links, placed.routes, strict=True))[:LABELLED]]
    return _framed(parts, placed, network, shown, teams)


def write_network(network: HandoverNetwork, path: Path | str) -> None:
    """Write the drawing as an `.svg` file.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    drawn = draw_network(network)
    with new_file(path) as draft:
        draft.write_text(drawn + "\n", encoding="utf-8", newline="\n")


def _team_colours(shown: ShownNetwork) -> dict[str | None, str]:
    """A colour for each team, the largest first; nothing where there are no teams to tell apart."""
    sizes: dict[str, int] = {}
    for member in shown.members:
        if member.team is not None:
            sizes[member.team] = sizes.get(member.team, 0) + member.given + member.received
    ranked = sorted(sizes, key=lambda team: (-sizes[team], team))
    return {team: FILLS[place] if place < len(FILLS) else OTHERS for place, team in enumerate(ranked)}


def _size(member: Member) -> tuple[float, float]:
    wide = max(svg.text_width(_name(member), NAME_SIZE, bold=True), svg.text_width(_figures(member), SMALL_SIZE))
    return wide + 16, 36.0


def _name(member: Member) -> str:
    return svg.wrapped(member.name, size=NAME_SIZE, width=150, lines=1, bold=True)[0]


def _figures(member: Member) -> str:
    return tell("{received} in · {given} out", received=units.count(member.received), given=units.count(member.given))


def _place(shown: ShownNetwork) -> _Placed:
    """Where boxes and lines stand [px]; Graphviz sees numbers and sizes, never a name."""
    from pygraphviz import AGraph

    number = {member.name: str(place) for place, member in enumerate(shown.members)}
    graph = AGraph(directed=True, strict=False, overlap="false", sep="+14", splines="true", start="1", pack="20", dpi=str(POINTS_PER_INCH))
    for member in shown.members:
        width, height = _size(member)
        graph.add_node(
            number[member.name], label="", shape="box", fixedsize="true",
            width=f"{width / POINTS_PER_INCH:.4f}", height=f"{height / POINTS_PER_INCH:.4f}",
        )  # fmt: skip
    sizes = {member.name: _size(member)[0] for member in shown.members}
    for key, link in enumerate(shown.links):
        # Room for an arrow with a count at either end, whatever the way it runs.
        apart = ROOM + (sizes[link.source] + sizes[link.target]) / 2
        graph.add_edge(number[link.source], number[link.target], key=str(key), len=f"{apart / POINTS_PER_INCH:.2f}", arrowsize="0.7")
    graph.layout(prog="neato")
    left, bottom, right, top = (float(part) for part in graph.graph_attr["bb"].split(","))

    def point(text: str) -> Point:
        across, up = text.split(",")
        return float(across) - left, top - float(up)

    routes = []
    for key, link in enumerate(shown.links):
        parts = graph.get_edge(number[link.source], number[link.target], key=str(key)).attr["pos"].split(";")[0].split()
        tip = next((part[2:] for part in parts if part.startswith("e,")), parts[-1])
        routes.append((tuple(point(part) for part in parts if part[:2] not in ("e,", "s,")), point(tip)))
    centres = {name: point(graph.get_node(each).attr["pos"]) for name, each in number.items()}
    return _Placed(centres, tuple(routes), right - left, top - bottom)


def _draw_link(link: Link, points: tuple[Point, ...], tip: Point, most: int, colour: str) -> str:
    width = 0.8 + 5.2 * math.sqrt(link.count / most)
    first, *rest = points
    curve = f"M{first[0]:.1f},{first[1]:.1f}C" + " ".join(f"{across:.1f},{down:.1f}" for across, down in rest)
    (before, last), half = points[-2:], 3.0 + 0.7 * width
    # The head's direction is that of the curve's end, which may lie on the tip itself.
    far = math.hypot(tip[0] - last[0], tip[1] - last[1])
    towards = (tip[0] - last[0], tip[1] - last[1]) if far > 0.1 else (last[0] - before[0], last[1] - before[1])
    size = math.hypot(*towards) or 1.0
    across, down = towards[0] / size, towards[1] / size
    base = (tip[0] - across * 2.2 * half, tip[1] - down * 2.2 * half)
    corners = (tip, (base[0] - down * half, base[1] + across * half), (base[0] + down * half, base[1] - across * half))
    return svg.element(
        "g",
        svg.title(_told_link(link)),
        svg.element("path", d=curve, fill="none", stroke=colour, stroke_width=width, stroke_opacity=0.8),
        svg.element("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=colour),
    )


def _told_link(link: Link) -> str:
    names = {"source": link.source, "target": link.target, "count": units.count(link.count), "cases": units.count(link.cases)}
    if link.waiting_mean_h is None:
        return tell("{source} → {target}: {count} times in {cases} tickets", **names)
    waited = units.duration(link.waiting_mean_h)
    return tell("{source} → {target}: {count} times in {cases} tickets; the step waited {time} on average", **names, time=waited)


def _told_member(member: Member) -> str:
    told = [
        tell(
            "{name}: {steps} steps in {cases} tickets, received {received}, gave {given}",
            name=f"{member.name} ({member.team})" if member.team else member.name,
            steps=units.count(member.steps),
            cases=units.count(member.cases),
            received=units.count(member.received),
            given=units.count(member.given),
        )
    ]
    told += [tell("a hub")] if member.hub else []
    told += [tell("only they do: {steps}", steps=listed(member.alone_in))] if member.alone_in else []
    return joined(*told)


def _draw_member(member: Member, centre: Point, teams: dict[str | None, str]) -> str:
    width, height = _size(member)
    left, top = centre[0] - width / 2, centre[1] - height / 2
    return svg.element(
        "g",
        svg.title(_told_member(member)),
        svg.element(
            "rect", x=left, y=top, width=width, height=height, rx=8, fill=teams.get(member.team, FILLS[0]),
            stroke="#a62a1d" if member.alone_in else "#5b7f9c", stroke_width=2.6 if member.hub else 1.1,
            stroke_dasharray="5 3" if member.alone_in else None,
        ),
        svg.text(_name(member), x=centre[0], y=top + 15, font_size=NAME_SIZE, font_weight=600, fill=svg.INK),
        svg.text(_figures(member), x=centre[0], y=top + 29, font_size=SMALL_SIZE, fill=svg.INK),
    )  # fmt: skip


def _label(link: Link, points: tuple[Point, ...]) -> str:
    """The count of a strong link, near its tail, where lines that meet at its tip do not cross it."""
    across, down = _on_curve(points, 0.35)
    return svg.text(units.count(link.count), x=across, y=down + 4, font_size=SMALL_SIZE, font_weight=600, fill=svg.INK, stroke=svg.PAPER,
                    stroke_width=3.5, paint_order="stroke", stroke_linejoin="round")  # fmt: skip


def _on_curve(points: tuple[Point, ...], share: float) -> Point:
    """A point on the cubic curves, so far along by their number."""
    pieces = (len(points) - 1) // 3
    piece = min(int(share * pieces), pieces - 1)
    t = share * pieces - piece
    a, b, c, d = points[3 * piece : 3 * piece + 4]
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    across, down = (sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return across, down


def _framed(parts: Sequence[str], placed: _Placed, network: HandoverNetwork, shown: ShownNetwork, teams: dict[str | None, str]) -> str:
    legend, lines = _legend(network, shown, teams)
    width = max(placed.width, LEGEND) + 2 * MARGIN
    height = placed.height + lines * ROW + 3 * MARGIN
    shift = (width - placed.width) / 2
    return svg.drawing(
        [
            svg.element("rect", width=width, height=height, fill=svg.PAPER),
            svg.element("g", *parts, transform=f"translate({shift:.1f},{MARGIN:.1f})", text_anchor="middle"),
            svg.element("g", *legend, transform=f"translate({MARGIN:.1f},{placed.height + 2 * MARGIN:.1f})"),
        ],
        label=f"{_told_title(network)} {told_share(network, shown)}",
        view_box=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        font_family=FONT,
    )


def _told_title(network: HandoverNetwork) -> str:
    return tell_many("Hand-over network of {count} ticket.", "Hand-over network of {count} tickets.", network.cases)


def _legend(network: HandoverNetwork, shown: ShownNetwork, teams: dict[str | None, str]) -> tuple[list[str], int]:
    """The lines below the drawing, and how many they are."""
    several = len(teams) > 1
    how = [tell("Thickness: how often work is handed over.")]
    how += [tell("Grey: within a team, orange: between teams.")] if several else []
    how += [tell("Thick border: a hub.")] if any(member.hub for member in shown.members) else []
    how += [tell("Dashed red: does something that nobody else does.")] if any(member.alone_in for member in shown.members) else []
    told = [*svg.wrapped(" ".join(how), size=SMALL_SIZE, width=LEGEND), told_share(network, shown)]
    parts = [svg.text(line, x=0, y=10 + ROW * place, font_size=SMALL_SIZE, fill=svg.MUTED) for place, line in enumerate(told)]
    if not several:
        return parts, len(told)
    left, row = 0.0, len(told)
    named = [(str(team), colour) for team, colour in teams.items() if colour != OTHERS]
    if len(teams) > len(named):
        named.append((tell_many("{count} other team", "{count} other teams", len(teams) - len(named)), OTHERS))
    for team, colour in named:
        said = svg.wrapped(team, size=SMALL_SIZE, width=150, lines=1)[0]
        wide = 34 + svg.text_width(said, SMALL_SIZE)
        if left + wide > LEGEND:
            left, row = 0.0, row + 1
        parts.append(svg.element("rect", x=left, y=ROW * row, width=14, height=12, rx=3, fill=colour, stroke="#5b7f9c", stroke_width=0.8))
        parts.append(svg.text(said, x=left + 20, y=10 + ROW * row, font_size=SMALL_SIZE, fill=svg.INK))
        left += wide
    return parts, row + 1
