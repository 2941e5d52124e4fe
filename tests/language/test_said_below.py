"""Every sentence that the lower rooms write into results can be told in Chinese: their sources are read, and each is tried.

A sentence is a text of three words and more outside of docstrings and errors. Its places are filled with a name that no message knows;
what is chosen among (`"a" if x else "b"`, a variable that is one of two texts) is tried each way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import pytest

from svcflow.language import retold, speaking

PACKAGE = Path(__file__).resolve().parents[2] / "svcflow"
COVERED = (
    "eventlog/building.py", "eventlog/columns/cases.py", "eventlog/columns/choosing.py", "eventlog/columns/clocks.py",
    "eventlog/health/catch_alls.py", "eventlog/health/checking.py", "eventlog/health/dates.py", "eventlog/health/edges.py",
    "eventlog/health/little.py", "eventlog/health/order.py", "eventlog/health/volume.py", "eventlog/meanings.py",
    "eventlog/shapes/audit.py", "eventlog/shapes/choosing.py", "eventlog/shapes/ends.py", "eventlog/shapes/history.py",
    "eventlog/shapes/milestones.py", "eventlog/shapes/outline.py", "eventlog/shapes/pairs.py", "eventlog/shapes/statuses.py",
    "eventlog/shapes/transitions.py", "eventlog/times/evidence.py", "eventlog/times/orders.py",
    "eventlog/sources/spreadsheet.py", "eventlog/sources/sheets.py", "eventlog/sources/xes.py",
    "calendars/given.py", "model/gatherings.py",
    "calibration/arrivals/telling.py", "calibration/backlog.py", "calibration/calibrating.py", "calibration/tuning.py",
    "validation/causes.py", "validation/judging.py", "timing/decomposition.py", "timing/hours/begin_accuracy.py",
    "redesign/changes/automation.py", "redesign/changes/batches.py", "redesign/changes/checking.py", "redesign/changes/costs.py",
    "redesign/changes/demand.py", "redesign/changes/everywhere.py", "redesign/changes/hours.py", "redesign/changes/overtime.py",
    "redesign/changes/queues.py", "redesign/changes/removal.py", "redesign/changes/shift_left.py", "redesign/changes/staff.py",
    "redesign/changes/steps.py", "redesign/changes/structure.py", "redesign/changes/training.py",
    "redesign/money.py", "redesign/ranges.py", "redesign/remarks.py", "redesign/scenario.py", "redesign/warming.py",
)  # fmt: skip
"""The modules that write sentences which a report shows."""
NAME = "77"
NOT_SAID = {
    # examples beside a finding or a repair: a case, an instant
    "77, to 77", "77, from 77", "77: 77 before 77", '77: from "77" to "77"', "77: first step 77, 77 77", "77 in 77",
    # parts of refusals, and of names
    "before the start", "There is one in 77.", "A table has a header and rows below it, in at least two columns.", 'meaning of "77"',
    "activity instance id", "activity instance identifier", "row of the log", "the delay 77 → 77", 'the step "77"',
    "the time that learners take", "They have none.", "They have 77.", "77, change 77", "77, change 7777", "77, change 77 (77)",
    "needs 77 at least",
    "Value error, ", "should be a date, as in 2025-02-03",
    # parts that are put together elsewhere: the whole is tried in test_retelling
    "77 h after the first of them came", "as soon as there are 77", "works on 77", "1 person moves", "77 people move", "77 from 77 to 77",
    "77 from 77 to 77, most likely 77", "Cost not known for sure: 77.", "Time in steps", "no rate was known", "it was 77",
}  # fmt: skip
ASSEMBLED = (
    "cannot be 77 first", "77 first: the weekdays", "77 first, since time", "77 first, as in the column", "77 of 77 read77", "77 (no rate",
    "77 (it was", "77 besides people's", "77 77 longer on", "77 from 77 (77, then", "77: a simulated ticket", "77 of their time",
    "77 77 of the time", "a row for each ticket (77 in 77 rows), with", "77; tickets come as they would", "77 work 77 (77 h a week",
    "77 77 counted as work", "Working hours of the 77",
)  # fmt: skip
"""Parts of sentences of which a part comes from a function; the whole is tried in test_retelling."""
MOST = 48
"""ways in which one sentence is tried"""


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Each sentence of a module, each way it can come, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = set(_apart(tree))
    for scope in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] + [tree]:
        given = _given(scope)
        parts = {name.id for text in _own(scope) for name in ast.walk(text) if isinstance(name, ast.Name)}
        fragments = {id(node) for name in parts for value in given.get(name, ()) for node in ast.walk(value)}
        for node in _own(scope):
            if isinstance(node, ast.JoinedStr | ast.Constant | ast.BinOp) and id(node) not in apart | fragments:
                for text in islice(_ways(node, given), MOST):
                    if (
                        text.count(" ") >= 2
                        and text[:1] not in " ,;("
                        and not set(text) & set("|\n")
                        and any(map(str.isalpha, text.replace(NAME, "")))
                    ):
                        yield node.lineno, text


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The outermost texts of a function, without those of functions within; of a module, those outside of functions."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef):
            continue
        is_text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        if is_text or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and any(map(_textual, (node.left, node.right)))):
            yield node
        else:
            todo += ast.iter_child_nodes(node)


def _textual(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _apart(tree: ast.AST) -> Iterator[int]:
    """What is no sentence of a result: docstrings, refusals, what progress and fields are called, names of calendars."""
    for node in ast.walk(tree):
        refused = isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "Field", "progress"))
        )
        # A problem or a remedy is put together first, and raised then.
        named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).split(",")[0] in {
            "problem",
            "remedy",
            "names",
            "shown",
            "wide",
        }
        if refused or named or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield from map(id, ast.walk(node))


def _given(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """The texts that the names of a function may stand for."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            pairs = (
                zip(target.elts, value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
                else [(target, value)]
            )
            for one, text in pairs:
                if isinstance(one, ast.Name):
                    found.setdefault(one.id, []).append(text)
    return found


def _ways(node: ast.expr, given: dict[str, list[ast.expr]], depth: int = 0) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield node.value if isinstance(node.value, str) else NAME
    elif isinstance(node, ast.JoinedStr):
        for parts in product(*(list(islice(_ways(part, given, depth), MOST)) for part in node.values)):
            yield "".join(parts)
    elif isinstance(node, ast.FormattedValue):
        yield from _ways(node.value, given, depth)
    elif isinstance(node, ast.IfExp):
        yield from _ways(node.body, given, depth)
        yield from _ways(node.orelse, given, depth)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for left, right in product(list(_ways(node.left, given, depth)), list(_ways(node.right, given, depth))):
            yield left + right
    elif (
        isinstance(node, ast.Name)
        and depth < 3
        and any(isinstance(each, ast.JoinedStr | ast.IfExp | ast.Constant | ast.BinOp) for each in given.get(node.id, ()))
    ):
        for each in given[node.id]:
            yield from _ways(each, given, depth + 1)
    else:
        yield NAME


def _put_together(text: str) -> bool:
    return text in NOT_SAID or any(part in text for part in ASSEMBLED)


@pytest.mark.parametrize("module", COVERED)
def test_what_a_module_says_can_be_told(module: str) -> None:
    found = dict.fromkeys(sentences(PACKAGE / module))
    with speaking("zh-Hans"):
        lacking = [f"{module}:{line}: {text}" for line, text in found if retold(text) == text and not _put_together(text)]
    assert not lacking, "no message in svcflow/language/zh-Hans/said_*.po fits:\n" + "\n".join(lacking)


def test_a_sentence_without_a_message_is_found(tmp_path: Path) -> None:
    module = tmp_path / "saying.py"
    module.write_text(
        'def said(x):\n    """A docstring of words."""\n    how = "gladly" if x else "never"\n    return f"{x} says this {how}."\n'
    )
    found = [text for _, text in sentences(module)]
    assert found == ["77 says this gladly.", "77 says this never."]
    with speaking("zh-Hans"):
        assert all(retold(text) == text for text in found)
