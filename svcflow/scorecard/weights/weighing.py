"""All that a file of weights holds, weighed: each method's weights side by side, and how far the answer hangs on them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from svcflow.errors import did_you_mean
from svcflow.scorecard.documents import fill
from svcflow.scorecard.refusals import PlaceOf, TableError, check_known, dotted, placed, under
from svcflow.scorecard.weights.ahp import AhpWeights, Pairs, ahp_weights
from svcflow.scorecard.weights.back_testing import LEAST_ROWS, BackTest, Derive, back_test
from svcflow.scorecard.weights.combined import mix, multiply
from svcflow.scorecard.weights.critic import critic_weights, deviation_weights
from svcflow.scorecard.weights.entropy import entropy_weights
from svcflow.scorecard.weights.expert import ExpertWeights, expert_weights
from svcflow.scorecard.weights.figures_file import read_columns
from svcflow.scorecard.weights.file_form import FiguresTable, WeightFile
from svcflow.scorecard.weights.fuzzy import FuzzyEvaluation, evaluate_fuzzy
from svcflow.scorecard.weights.judgements import read_judgement
from svcflow.scorecard.weights.matrices import Table, scaled, table_of
from svcflow.scorecard.weights.outcomes import OutcomeWeights, outcome_weights
from svcflow.scorecard.weights.rankings import RankingWeights, ranking_weights
from svcflow.scorecard.weights.results import Weights
from svcflow.scorecard.weights.sensitivity import RankStability, Room, rank_stability, room_of_ranking, room_of_verdict
from svcflow.scorecard.weights.validity import WeightDrift, weight_drift


@dataclass(frozen=True, slots=True)
class Hold:
    """How far an answer hangs on one set of weights: the totals, the room of each weight, and how ranks hold under random weights.

    `ranking` and `stability` need two alternatives, `verdicts` (by alternative) grades.
    """

    method: str
    totals: tuple[tuple[str, float], ...]
    ranking: tuple[Room, ...]
    stability: RankStability | None
    verdicts: tuple[tuple[str, tuple[Room, ...]], ...]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The results of each part of a file; None where the file does not have it. `by_method` holds all weights side by side."""

    name: str
    date: datetime.date | None
    review: datetime.date | None
    by_method: tuple[Weights, ...]
    expert: ExpertWeights | None
    ahp: AhpWeights | None
    rankings: RankingWeights | None
    outcome: OutcomeWeights | None
    fuzzy: FuzzyEvaluation | None
    holds: Hold | None
    drifts: tuple[WeightDrift, ...]
    """how the weights by figures have moved since, where the file says from which rows they were drawn"""
    tested: BackTest | None
    """which weights would have foretold the outcome best, where there is one, and rows enough"""

    def __getitem__(self, method: str) -> Weights:
        """The weights by a method."""
        return next(each for each in self.by_method if each.method == method)

    @property
    def chosen(self) -> Weights | None:
        """The weights that an answer is put to the test with: the combined ones, else those of the first method of the file's order."""
        return next((each for each in self.by_method if each.method in ("product", "mix")), self.by_method[0] if self.by_method else None)


def weigh(tables: Mapping[str, Any], place_of: PlaceOf | None = None, folder: Path | None = None, seed: int = 1) -> Weighing:
    """Weigh all that a file of weights holds.

    Parameters
    ----------
    tables : mapping
        As `tomllib` gives them; the form is in `file_form`.
    place_of : callable, optional
        Where in the file the value of a path stands.
    folder : Path, optional
        Where files that it names lie.
    seed : int
        Of permutations, bootstraps and draws.

    Raises
    ------
    InputError
        Whatever is wrong, with its place and a remedy.
    """
    with placed(place_of or (lambda *path: dotted(path))):
        given = fill(WeightFile, tables)
        _check_whole(given)
        expert, ahp, rankings = _expert(given, seed), _ahp(given), _rankings(given, seed)
        table, columns = _figures(given, folder or Path())
        outcome = _outcome(given, table, columns, seed) if table else None
        found = [expert.weights] if expert else []
        found += [ahp.top] if ahp else []
        found += [rankings.centroid, rankings.rank_sum] if rankings else []
        found += _objective(given.figures, table) if given.figures and table else []
        found += [outcome.weights] if outcome else []
        _check_same(found)
        found += _combined(given, found)
        fuzzy = _fuzzy(given)
        if not found and fuzzy is None:
            raise TableError("there is nothing to weigh.", remedy="Add one of: [expert], [ahp], [rankings], [figures], [fuzzy].")
        tested = _tested(given, table, columns, found, seed) if table else None
        drifts = _drifts(given.figures, table, seed) if given.figures and table else ()
        whole = Weighing(given.name, given.date, given.review, tuple(found), expert, ahp, rankings, outcome, fuzzy, None, drifts, tested)
        return replace(whole, holds=_holds(given, whole.chosen, seed)) if given.scores else whole


def pairs_of(items: tuple[str, ...], parts: Mapping[str, tuple[str, ...]], said: Mapping[str, Any]) -> Pairs:
    """One expert's judgements from the file: pairs "A : B" = 3, and rows A = [3, "1/2"] that compare A with each item after it.

    Raises
    ------
    TableError
        A key is neither, a row does not fit, or a value is off the scale.
    """
    groups = [items, *parts.values()]
    found: dict[tuple[str, str], float | None] = {}
    for key, value in said.items():
        if isinstance(value, list | tuple):
            group = next((each for each in groups if key in each), None)
            if group is None:
                raise TableError(
                    f'"{key}" is not known here.', remedy=did_you_mean(key, [name for each in groups for name in each]), at=(key,)
                )
            after = group[group.index(key) + 1 :]
            if len(value) != len(after):
                problem = f'the row of "{key}" has {len(value)} judgements and not {len(after)}.'
                raise TableError(problem, remedy=f"Compare it with each item after it: {', '.join(after) or 'there is none'}.", at=(key,))
            found.update(
                ((key, other), read_judgement(each, (key, place))) for place, (other, each) in enumerate(zip(after, value, strict=True))
            )
            continue
        first, colon, second = (part.strip() for part in key.partition(":"))
        if not colon:
            raise TableError(f'"{key}" is no pair.', remedy='Write "Speed : Price" = 3, or Speed = [3, …].', at=(key,))
        found[first, second] = read_judgement(value, (key,))
    return found


def _check_whole(given: WeightFile) -> None:
    """What is said and would not be used, or cannot be."""
    if given.review and (given.date is None or given.review < given.date):
        raise TableError(
            f"review = {given.review} does not follow on a date.", remedy="Add the earlier date of the weights.", at=("review",)
        )
    if given.grades and not given.scores:
        raise TableError("grades need scores.", remedy="Add [scores.NAME], with a score for each item.", at=("grades",))
    said = given.figures
    if said and said.outcome_better and not said.outcome:
        problem = "outcome_better stands without an outcome."
        raise TableError(problem, remedy='Add outcome = "…", the column.', at=("figures", "outcome_better"))


def _check_same(found: list[Weights]) -> None:
    """Refuse methods that weigh other items than the first one: they could not stand side by side."""
    for each in found[1:]:
        odd = sorted(set(each.items) ^ set(found[0].items))
        if odd:
            section = _SECTIONS.get(each.method, "figures")
            problem = f'"{odd[0]}" is weighed by {found[0].method} or by {each.method}, and not by both.'
            raise TableError(problem, remedy="Weigh the same items by each method.", at=(section,))


_SECTIONS = {"ahp": "ahp", "centroid": "rankings", "rank_sum": "rankings"}


def _expert(given: WeightFile, seed: int) -> ExpertWeights | None:
    if given.expert is None:
        return None
    with under("expert", "weights"):
        return expert_weights(given.expert.weights, given.expert.mean, seed)


def _ahp(given: WeightFile) -> AhpWeights | None:
    if given.ahp is None or not given.ahp.judgements:
        return None
    if not given.items:
        raise TableError("judgements in pairs need items.", remedy='Add a line at the top: items = ["Speed", "Price", …]')
    experts = {}
    with under("ahp"):
        for name, said in given.ahp.judgements.items():
            with under("judgements", name):
                experts[name] = pairs_of(given.items, given.ahp.under, said)
        return ahp_weights(given.items, experts, given.ahp.under)


def _rankings(given: WeightFile, seed: int) -> RankingWeights | None:
    if given.rankings is None:
        return None
    with under("rankings"):
        return ranking_weights(given.rankings, given.items or None, seed)


def _figures(given: WeightFile, folder: Path) -> tuple[Table | None, Mapping[str, list[float]]]:
    """The table of the items, and all columns that are used, the outcome among them."""
    said = given.figures
    if said is None:
        return None, {}
    with under("figures"):
        if bool(said.file) == bool(said.columns):
            raise TableError("figures need either a file or columns.", remedy='Write file = "months.csv".')
        names = given.items or tuple(name for name in said.columns if name != said.outcome)
        if not names:
            raise TableError("which columns are items is not said.", remedy='Add a line at the top: items = ["Speed", "Price", …]')
        for item in said.better:
            if item not in names:
                raise TableError(f'"{item}" is no item.', remedy=did_you_mean(item, names), at=("better", item))
        wanted = [*names, *([said.outcome] if said.outcome else [])]
        with under("file" if said.file else "columns"):
            columns = read_columns(folder / said.file, wanted) if said.file else _named(said, wanted)
            return table_of({name: columns[name] for name in names}, said.better), columns


def _named(said: FiguresTable, wanted: list[str]) -> dict[str, list[float]]:
    for name in wanted:
        if name not in said.columns:
            raise TableError(f'there is no column "{name}".', remedy=did_you_mean(name, said.columns))
    return {name: list(said.columns[name]) for name in wanted}


def _outcome(given: WeightFile, table: Table, columns: Mapping[str, list[float]], seed: int) -> OutcomeWeights | None:
    said = given.figures
    if said is None or not said.outcome:
        return None
    with under("figures"):
        if said.outcome_better is None:
            problem = f'the outcome "{said.outcome}" has no direction.'
            raise TableError(problem, remedy='Add outcome_better = "higher" or "lower".', at=("outcome",))
        return outcome_weights(table, columns[said.outcome], said.outcome_better, seed)


def _drifts(said: FiguresTable, table: Table, seed: int) -> tuple[WeightDrift, ...]:
    if said.rows_then is None:
        return ()
    by: Mapping[str, Callable[[Table], Weights]] = {
        "entropy": lambda part: entropy_weights(part, said.scaling), "critic": critic_weights, "deviation": deviation_weights,
    }  # fmt: skip
    parts = [Table(table.items, table.better, rows) for rows in (table.values[: said.rows_then], table.values[said.rows_then :])]
    with under("figures", "rows_then"):
        return tuple(weight_drift(parts[0], parts[1], by[method], seed) for method in said.methods)


def _tested(given: WeightFile, table: Table, columns: Mapping[str, list[float]], found: list[Weights], seed: int) -> BackTest | None:
    """What people judged, and what the first rows say, tried on the last rows; items are scored by their range."""
    said, rows = given.figures, len(table.values)
    if said is None or said.outcome_better is None or rows < 2.5 * LEAST_ROWS:
        return None
    figures = scaled(table, "range").T.tolist()
    scores = table_of(dict(zip(table.items, figures, strict=True)))
    early = table_of({item: columns[item][: rows - round(0.4 * rows)] for item in table.items}, said.better)
    sets: dict[str, Weights | Derive] = {}
    for each in (*found, *_objective(said, early)):
        if each.method not in ("outcome", "product", "mix"):
            sets[each.method] = each
    with under("figures"):
        return back_test(scores, columns[said.outcome], said.outcome_better, sets, seed=seed)


def _objective(said: FiguresTable, table: Table) -> list[Weights]:
    by: Mapping[str, Callable[[], Weights]] = {
        "entropy": lambda: entropy_weights(table, said.scaling),
        "critic": lambda: critic_weights(table),
        "deviation": lambda: deviation_weights(table),
    }
    with under("figures"):
        return [by[method]() for method in said.methods]


def _combined(given: WeightFile, found: list[Weights]) -> list[Weights]:
    said = given.combined
    if said is None:
        return []
    known = {each.method: each for each in found}
    with under("combined"):
        for field in ("subjective", "objective"):
            method = getattr(said, field)
            if method not in known:
                raise TableError(f'the file has no weights by "{method}".', remedy=did_you_mean(method, known), at=(field,))
        pair = known[said.subjective], known[said.objective]
        return [multiply(*pair) if said.by == "product" else mix(*pair, said.share)]


def _fuzzy(given: WeightFile) -> FuzzyEvaluation | None:
    if given.fuzzy is None:
        return None
    with under("fuzzy"):
        return evaluate_fuzzy(given.fuzzy.grades, given.fuzzy.criteria, given.fuzzy.values)


def _holds(given: WeightFile, weights: Weights | None, seed: int) -> Hold:
    if weights is None:
        raise TableError("scores need weights.", remedy="Add one of: [expert], [ahp], [rankings], [figures].", at=("scores",))
    with under("scores"):
        for name, scores in given.scores.items():
            for item in scores:
                check_known(item, weights.items, (name, item))
        several = len(given.scores) > 1
        ranking = room_of_ranking(given.scores, weights) if several else ()
        stability = rank_stability(given.scores, weights, seed=seed) if several else None
        verdicts = (
            tuple((name, room_of_verdict(scores, weights, given.grades)) for name, scores in given.scores.items()) if given.grades else ()
        )
        totals = tuple((name, sum(weights[item] * scores[item] for item in weights.items)) for name, scores in given.scores.items())
    return Hold(weights.method, totals, ranking, stability, verdicts)
