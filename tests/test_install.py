"""The installer's decisions; the installation itself only where it is asked for, since it takes minutes."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
INSTALLER = ROOT / "svcflow" / "install.py"


@pytest.fixture
def installer(tmp_path: Path) -> ModuleType:
    """The installer of a small checkout, in a folder whose name has a space."""
    checkout = tmp_path / "a checkout"
    (checkout / "svcflow").mkdir(parents=True)
    shutil.copy(INSTALLER, checkout / "svcflow")
    (checkout / "pyproject.toml").write_text("[project]\n")
    (checkout / ".requirements.lock").write_text("# a comment\nrich==1.0 \\\n    --hash=sha256:00\n")
    (checkout / ".requirements-dev.lock").write_text("pytest==1.0\nrich==1.0 ; python_version < '3.12'\nrich==2.0\n")
    spec = importlib.util.spec_from_file_location("installer", checkout / "svcflow" / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pretend_installed(installer: ModuleType, dev: bool) -> None:
    (installer.VENV / "bin").mkdir(parents=True)
    for name in ("python", "svcflow"):
        (installer.VENV / "bin" / name).touch()
    installer.STAMP.write_text(installer.digest(dev))


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_an_old_python_can_read_it() -> None:
    ast.parse(INSTALLER.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(INSTALLER.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(("version", "enough"), [((3, 9), False), ((3, 10), False), ((3, 11), True), ((3, 14), True), ((0, 0), False)])
def test_python_version(installer: ModuleType, version: tuple[int, int], enough: bool) -> None:
    assert installer.is_new_enough(version) is enough


def test_a_shim_that_does_not_run_is_passed_over(installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "bin" / "python3.14", "exit 127")
    executable(tmp_path / "bin" / "python3.13", "echo 3 10")
    good = executable(tmp_path / "bin" / "python3.12", "echo 3 12")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert installer.find_newer_python() == str(good)


def test_no_newer_python_is_one_clear_message(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installer, "OLDEST", (99, 0))
    assert installer.main([]) == 1
    assert "needs Python 99.0 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("installed", "asked", "done"),
    [("dev", "dev", True), ("dev", "run", True), ("run", "run", True), ("run", "dev", False)],
)
def test_what_an_environment_serves(installer: ModuleType, installed: str, asked: str, done: bool) -> None:
    pretend_installed(installer, dev=installed == "dev")
    assert installer.is_up_to_date(asked == "dev") is done


@pytest.mark.parametrize("changed", ["pyproject.toml", ".requirements-dev.lock"])
def test_a_changed_file_ends_the_stamp(installer: ModuleType, changed: str) -> None:
    pretend_installed(installer, dev=True)
    (installer.ROOT / changed).write_text("changed==1.0\n")
    assert not installer.is_up_to_date(True)


def test_nothing_installed_is_not_up_to_date(installer: ModuleType) -> None:
    assert not installer.is_up_to_date(False)


def test_up_to_date_is_quick_and_quiet(installer: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_installed(installer, dev=False)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("ran a command"))
    assert installer.main([]) == 0
    assert capsys.readouterr() == ("", "svcflow is up to date in .venv\n")


def test_a_copied_environment_is_not_sound(installer: ModuleType) -> None:
    executable(installer.VENV / "bin" / "python", "echo 3 12")
    executable(installer.VENV / "bin" / "pip", "echo 'pip 26.0 from /elsewhere/.venv/lib/python3.12/site-packages/pip (python 3.12)'")
    assert not installer.is_sound_venv()
    executable(installer.VENV / "bin" / "pip", f"echo 'pip 26.0 from {installer.VENV}/lib/python3.12/site-packages/pip (python 3.12)'")
    assert installer.is_sound_venv()


def test_without_root_it_names_the_command(installer: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "apt-get", "exit 1")
    executable(tmp_path / "bin" / "sudo", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(installer.InstallError, match=r"sudo apt-get install python3\.\d+-venv"):
        installer._install_venv_package()


def test_a_failure_shows_its_last_lines_and_no_traceback(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installer, "ensure_venv", lambda: executable(installer.VENV / "bin" / "python", "echo no network; exit 2"))
    assert installer.main([]) == 1
    said = capsys.readouterr().err
    assert said.endswith("not installed: pip failed\nno network\n")
    assert "Traceback" not in said


def test_packages_are_counted_once(installer: ModuleType) -> None:
    assert installer.count_packages(installer.RUN_LOCK) == 1
    assert installer.count_packages(installer.DEV_LOCK) == 2


@pytest.mark.parametrize("lock", [".requirements.lock", ".requirements-dev.lock"])
def test_the_lock_names_no_place_and_pins_all(lock: str) -> None:
    lines = [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert not [line for line in lines if "://" in line]
    pins = [line for line in lines if not line.startswith(" ")]
    assert [pin for pin in pins if "==" not in pin] == []
    assert all(line.startswith("    --hash=sha256:") for line in lines if line.startswith(" "))


def test_both_locks_agree() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        return {line.split()[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}

    assert pins(".requirements.lock") <= pins(".requirements-dev.lock")


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("SVCFLOW_TEST_INSTALL"), reason="SVCFLOW_TEST_INSTALL is not set: a real installation takes minutes")
def test_a_fresh_checkout_installs(tmp_path: Path) -> None:
    checkout = tmp_path / "a checkout"
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(".venv", ".git", ".*_cache", "reports"))
    command = [sys.executable, str(checkout / "svcflow" / "install.py")]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    usage = subprocess.run([checkout / ".venv" / "bin" / "svcflow", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert usage.returncode == 0, usage.stderr
    second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert second.stderr == "svcflow is up to date in .venv\n"
