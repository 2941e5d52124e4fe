"""Charts of the model and the redesigns: differences with their intervals, and distances beside their yardsticks.

A difference is a dot on a line as long as its 95 % interval, around a thin upright at zero. All redesigns share the scale of an
indicator. Improved, worse and unclear differ in colour, in the shape of the dot, and in a word beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from svcflow import units
from svcflow.language import mark, retold, tell
from svcflow.model.document import Distances, Validation
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect
from svcflow.report import svg, words
from svcflow.report.charts import Chart, Row
from svcflow.report.effects import Verdict, effect_scale, is_defined, key_indicators, verdict
from svcflow.report.scale import scale_of

TONES: dict[Verdict, str] = {"improved": "good", "worse": "bad", "unclear": "calm", "changed": "calm", "same": "calm"}
INKS = {"good": "#00704f", "bad": "#b3400a", "calm": "#5f6c7b"}
YARDSTICKS = (("model", mark("model")), ("replay", mark("past repeated")), ("floor", mark("chance")))


@dataclass(frozen=True, slots=True)
class EffectPanel:
    """One indicator's differences over all redesigns."""

    name: str
    title: str
    note: str
    chart: Chart


def effect_panels(comparison: Comparison) -> tuple[EffectPanel, ...]:
    """For each key indicator the difference that each redesign makes."""
    panels = []
    for indicator in key_indicators(comparison):
        among = ((scenario.title, effect) for scenario in comparison.scenarios for effect in scenario.values)
        effects = [(name, effect) for name, effect in among if effect.indicator == indicator.name and is_defined(effect)]
        if effects:
            base = _today(indicator, [effect for _, effect in effects])
            note = tell("today {figure} sim.; {direction}", figure=base, direction=tell(words.BETTER[indicator.better]))
            panels.append(EffectPanel(indicator.name, retold(indicator.title), note, effect_chart(indicator, effects)))
    return tuple(panels)


def _today(indicator: ComparedIndicator, effects: list[Effect]) -> str:
    baseline = effects[0].baseline
    return effect_scale(effects).text(baseline) if indicator.unit == "h" else units.quantity(baseline, indicator.unit)


def effect_chart(indicator: ComparedIndicator, effects: list[tuple[str, Effect]]) -> Chart:
    """One indicator's differences, a row for each redesign."""
    low = min(0.0, *(effect.low for _, effect in effects))
    high = max(0.0, *(effect.high for _, effect in effects))
    like = effect_scale([effect for _, effect in effects])
    rows = []
    for name, effect in effects:
        told = verdict(effect, indicator)
        word = tell(words.VERDICTS[told])
        change = like.change(effect.difference, indicator.unit)
        figure = word if told == "same" else tell("{difference}, {verdict}", difference=change, verdict=word)
        rows.append(Row(name, _interval(name, effect, low, high, told), figure, TONES[told]))
    return Chart(tuple(rows))


def _interval(name: str, effect: Effect, low: float, high: float, told: Verdict) -> str:
    def across(value: float) -> str:
        return svg.percent(0.03 + 0.94 * (value - low) / (high - low)) if high > low else "50%"

    tone = TONES[told]
    ink, class_ = INKS[tone], f"tone-{tone}"
    parts = [
        svg.element("line", x1=across(0.0), x2=across(0.0), y1=0, y2=24, stroke=svg.RULE, stroke_width=1.5, class_="rule"),
        svg.element("line", x1=across(effect.low), x2=across(effect.high), y1=12, y2=12, stroke=ink, stroke_width=3, class_=class_),
    ]
    if tone == "bad":
        parts.append(_square(across(effect.difference), ink))
    else:
        hollow = tone == "calm"
        parts.append(svg.element("circle", cx=across(effect.difference), cy=12, r=5.5, fill=svg.PAPER if hollow else ink, stroke=ink,
                                 stroke_width=2, class_=class_ + (" hollow" if hollow else " filled")))  # fmt: skip
    label = tell("{name}: {verdict}", name=name, verdict=tell(words.VERDICTS[told]))
    return svg.drawing(parts, label=label, width="100%", height=24)


def _square(across: str, ink: str) -> str:
    """A square that is centred on a percentage: drawn around the origin of a nested drawing."""
    square = svg.element("rect", x=-5, y=-5, width=10, height=10, fill=ink, class_="tone-bad filled")
    return svg.element("svg", square, x=across, y=12, overflow="visible")


@dataclass(frozen=True, slots=True)
class DistanceRow:
    """One distance in words, its three figures, the drawing, and how the model's is to be read."""

    name: str
    title: str
    measures: str
    model: str
    replay: str
    floor: str
    drawing: str
    reading: str
    tone: str


def distance_rows(validation: Validation) -> tuple[DistanceRow, ...]:
    """The distances of the model from the unseen part of the log, beside replay and noise floor."""
    reference = validation.reference
    return tuple(
        _distance(name, _of(validation.distances, name), _of(reference.replay, name), _of(reference.noise_floor, name))
        for name in words.DISTANCES
    )


def _of(distances: Distances, name: str) -> float:
    return float(getattr(distances, name))


def _distance(name: str, model: float, replay: float, floor: float) -> DistanceRow:
    title, measures, unit = words.DISTANCES[name]
    like = scale_of((model, replay, floor))
    model_text, replay_text, floor_text = (like.text(value) if unit == "h" else units.share(value) for value in (model, replay, floor))
    reading, tone = _read(model, replay, floor)
    label = tell(
        "{distance}: model {model}, past repeated {replay}, chance {floor}",
        distance=tell(title), model=model_text, replay=replay_text, floor=floor_text,
    )  # fmt: skip
    return DistanceRow(
        tell(title),
        tell("{name} ({code})", name=tell(words.DISTANCE_NAMES[name]), code=name),
        tell(measures),
        model_text,
        replay_text,
        floor_text,
        _dots(model, replay, floor, label),
        reading,
        tone,
    )


def _read(model: float, replay: float, floor: float) -> tuple[str, str]:
    if model <= 1.25 * floor:
        return tell("as near as chance allows"), "good"
    if model <= 0.9 * replay:
        return tell("better than the past repeated"), "good"
    if model <= 1.1 * replay:
        return tell("like the past repeated"), "calm"
    if replay <= 0:
        return tell("worse than the past repeated"), "calm"
    times = model / replay
    told = tell("{times} times as far off as the past repeated", times=units.number(times))
    return told, "bad" if times > 2 else "calm"


def _dots(model: float, replay: float, floor: float, told: str) -> str:
    far = max(model, replay, floor) or 1.0
    parts = [svg.element("line", x1="3%", x2="97%", y1=11, y2=11, stroke=svg.RULE, stroke_width=1.5, class_="rule")]
    for value, (kind, name) in zip((model, replay, floor), YARDSTICKS, strict=True):
        across = svg.percent(0.03 + 0.94 * value / far)
        if kind == "model":
            parts.append(svg.element("circle", svg.title(tell(name)), cx=across, cy=11, r=5.5, fill="#0b5a8f", class_="fill-processing"))
        else:
            dash = "2 2" if kind == "floor" else None
            parts.append(svg.element("line", svg.title(tell(name)), x1=across, x2=across, y1=2, y2=20, stroke=svg.INK, stroke_width=2,
                                     stroke_dasharray=dash, class_="line-ink"))  # fmt: skip
    return svg.drawing(parts, label=told, width="100%", height=22)
