"""The architecture as a test: who imports whom, who prints, who exits, and how long anything may get."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "svcflow"
SOURCES = sorted(PACKAGE.rglob("*.py"))

LONGEST_FILE = 400  # [lines]
LONGEST_FUNCTION = 60  # [lines], without the docstring
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "base", "manager", "common", "misc"}
HEAVY = {"pandas", "polars", "pyarrow", "pm4py", "simpy", "scipy", "matplotlib", "networkx", "numpy", "pydantic", "joblib"}


def place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def nodes(*but: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every syntax node of the package, except in the files and folders named."""
    for path in SOURCES:
        if path.relative_to(PACKAGE).parts[0] not in but:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
                yield path, node


def called(node: ast.AST) -> str:
    """The dotted name that a call calls; '' for anything else."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_there_is_something_to_check() -> None:
    assert len(SOURCES) > 10, f"only {len(SOURCES)} modules under {PACKAGE}"


def test_a_room_knows_only_the_rooms_before_it() -> None:
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_console_prints() -> None:
    forbidden = {"print", "typer.echo", "typer.secho", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
    found = [f"{place(path, node.lineno)} {called(node)}(…)" for path, node in nodes("console", "install.py") if called(node) in forbidden]
    assert not found, "only svcflow.console prints:\n" + "\n".join(found)


def test_only_the_command_line_exits() -> None:
    forbidden = {"sys.exit", "os._exit", "exit", "quit", "SystemExit", "typer.Exit", "typer.Abort", "click.exceptions.Exit"}
    found = [
        f"{place(path, node.lineno)} {called(node)}(…)"
        for path, node in nodes("cli", "cli.py", "install.py", "__main__.py")
        if called(node) in forbidden
    ]
    found += [
        place(path, node.lineno) + " raise SystemExit"
        for path, node in nodes("cli", "cli.py", "install.py", "__main__.py")
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id == "SystemExit"
    ]
    assert not found, "only svcflow.cli exits:\n" + "\n".join(found)


def test_no_bare_except() -> None:
    found = [place(path, node.lineno) for path, node in nodes() if isinstance(node, ast.ExceptHandler) and node.type is None]
    assert not found, "except without a type:\n" + "\n".join(found)


def test_no_long_file() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    found = [f"{place(path)} has {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]
    assert not found, f"more than {LONGEST_FILE} lines:\n" + "\n".join(found)


def length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - (docstring.end_lineno - docstring.lineno + 1)


def test_no_long_function() -> None:
    functions = [(path, node) for path, node in nodes() if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(place(path, node.lineno), node.name, length_without_docstring(node)) for path, node in functions]
    found = [f"{where} {name} has {length} lines" for where, name, length in lengths if length > LONGEST_FUNCTION]
    assert not found, f"more than {LONGEST_FUNCTION} lines:\n" + "\n".join(found)


def test_no_vague_module_name() -> None:
    found = [place(path) for path in SOURCES if VAGUE_NAMES & set(path.relative_to(PACKAGE).with_suffix("").parts)]
    assert not found, "a module is named for what it holds:\n" + "\n".join(found)


def modules_after(code: str) -> set[str]:
    """The top-level packages that a fresh Python has loaded after running some code."""
    report = "import sys\nprint('loaded', *sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


COMMAND_LINE = """
import sys
from svcflow.cli import main
sys.argv = ["svcflow", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    # Once a command has options, typer itself looks whether pydantic's types are among them.
    typers_own = {"pydantic"} if len(arguments) > 1 else set()
    loaded = modules_after(COMMAND_LINE.format(arguments=arguments)) & HEAVY
    assert not loaded - typers_own


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not modules_after("import svcflow") & HEAVY


def test_the_package_offers_exactly_what_it_says() -> None:
    import svcflow

    assert len(svcflow.__all__) == len(set(svcflow.__all__)), "a name stands twice in svcflow.__all__"
    missing = [name for name in svcflow.__all__ if not hasattr(svcflow, name)]
    assert not missing, f"in svcflow.__all__ but not there: {missing}"
    public = {name for name in dir(svcflow) if not name.startswith("_")}
    assert public == {name for name in svcflow.__all__ if not name.startswith("_")}
