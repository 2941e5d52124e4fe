"""The interactive map as parts of a page, which need nothing else.

Without a script the markup shows the map as a picture, at the detail of a first look. With it the picture is drawn anew from the
data beside it (`document`) whenever the detail or the look changes; the script knows no figure and no word of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from svcflow.language import mark, tell
from svcflow.mining.results import ProcessMap
from svcflow.mining.simplify import legible_detail, simplify, telling_details
from svcflow.report.interactive.document import Document, document
from svcflow.report.interactive.levels import Level, place_level, whole_of
from svcflow.report.map_drawing import draw_map
from svcflow.report.map_looks import all_looks
from svcflow.report.templating import environment, trusted
from svcflow.timing.map_times import MapTimes
from svcflow.timing.results import StepTimes

if TYPE_CHECKING:
    from markupsafe import Markup

LOOK_NAMES: Mapping[str, str] = {"frequency": mark("How often"), "time": mark("How long"), "cause": mark("Why it waits")}


@dataclass(frozen=True, slots=True)
class InteractiveMap:
    """What a page needs: `markup` where the map shall stand, and `script` once after all maps; the page's style holds `map.css`."""

    markup: Markup
    script: Markup


def interactive_map(
    process_map: ProcessMap,
    times: StepTimes | None = None,
    map_times: MapTimes | None = None,
    *,
    look: str = "frequency",
    detail: float | None = None,
    identity: str = "flow-map",
) -> InteractiveMap:
    """The process map for a page.

    Parameters
    ----------
    process_map
        What mining found.
    times
        Step times, for the figures of a step.
    map_times
        Times by activity and flow; without them (or their causes) the map is not coloured by time (or cause).
    look
        What it is coloured by at first: `frequency`, `time` or `cause`, as far as there is one.
    detail
        The detail at first (see `simplify`); by default as much as can be read.
    identity
        The id of its element: another one for each map of a page.

    Notes
    -----
    At most seven layouts by Graphviz: 0.1 to 3 s, the latter with 100 activities that follow each other in every order.
    """
    legible = legible_detail(process_map)
    first = legible if detail is None else detail
    # The picture cannot be asked for less: it shows what can be read.
    picture = draw_map(process_map, simplify(process_map, min(first, legible)), times=times)
    if not process_map.activities:
        return _parts(picture)
    details = sorted({*telling_details(process_map), *(() if detail is None else (detail,))})
    shown = [simplify(process_map, each) for each in details]
    looks = all_looks(process_map, shown[-1], times, map_times)
    whole = whole_of(shown[-1], list(looks.values()))
    levels: list[Level] = []
    for each in shown:
        levels.append(place_level(whole, each, levels[-1] if levels else None))
    data = document(process_map, whole, levels, looks, times, map_times)
    data["level"] = max((place for place, each in enumerate(details) if each <= first), default=0)
    data["look"] = list(looks).index(look) if look in looks else 0
    return _parts(_markup(identity, picture, looks, data))


def _parts(markup: str) -> InteractiveMap:
    script = files("svcflow.report.interactive").joinpath("map.js").read_text(encoding="utf-8")
    return InteractiveMap(trusted(markup), trusted(script))


def _markup(identity: str, picture: str, looks: Iterable[str], data: Document) -> str:
    template = environment().get_template("interactive_map.html.j2")
    return template.render(
        id=identity,
        picture=trusted(picture),
        looks=[tell(LOOK_NAMES[name]) for name in looks],
        chosen=data["look"],
        level=data["level"],
        last=len(data["levels"]) - 1,
        shown=data["levels"][data["level"]]["told"],
        data=trusted(_as_json(data)),
    )


def _as_json(data: Document) -> str:
    """Data inside a page: nothing in it can end its element or begin another, whatever a log holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
