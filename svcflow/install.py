#!/usr/bin/env python3
"""Install svcflow from a checkout into `.venv` beside this package, with the dependencies that the lock file names.

    python3 svcflow/install.py          to use svcflow
    python3 svcflow/install.py --dev    to work on it

It needs nothing but the standard library, and it avoids the syntax of recent Pythons, so that an old one still gets as
far as looking for a newer one. A second run finds its stamp in `.venv` and has nothing to do.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "svcflow-installed"
RUN_LOCK = ROOT / ".requirements.lock"
DEV_LOCK = ROOT / ".requirements-dev.lock"  # all of the run-time lock, in the same versions, and the tools

OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")


class InstallError(Exception):
    """The installation cannot go on; the message says why and what to do."""


def main(argv: list[str] | None = None) -> int:
    """Install svcflow.

    Parameters
    ----------
    argv : list of str, optional
        The arguments after the program's name; by default those of the process.

    Returns
    -------
    int
        The exit code: 0 done, 1 refused or failed (the reason is on stderr).
    """
    arguments = sys.argv[1:] if argv is None else argv
    dev = _parser().parse_args(arguments).dev
    try:
        if not is_new_enough(sys.version_info[:2]):
            _run_again_with(find_newer_python(), arguments)
        install(dev)
    except (InstallError, OSError) as error:
        say(f"not installed: {error}")
        return 1
    except KeyboardInterrupt:
        say("not installed: interrupted")
        return 1
    return 0


def install(dev: bool) -> None:
    """Bring `.venv` up to date, unless it is."""
    wanted = digest(dev)
    if is_up_to_date(dev):
        say("svcflow is up to date in .venv")
        return
    ensure_venv()
    lock = DEV_LOCK if dev else RUN_LOCK
    STAMP.unlink(missing_ok=True)  # from here on the environment is neither the old one nor the new one
    say(f"installing {count_packages(lock)} packages into .venv (minutes the first time)")
    _pip("install", "--requirement", str(lock))
    say("installing svcflow itself")
    _pip("install", "--no-deps", "--editable", str(ROOT))
    STAMP.write_text(wanted + "\n", encoding="utf-8")
    say("done; try: .venv/bin/svcflow --help")


def is_new_enough(version: tuple[int, ...]) -> bool:
    """Whether svcflow runs on this Python version (major, minor)."""
    return tuple(version) >= OLDEST


def find_newer_python() -> str:
    """Return the path of the newest Python on PATH that svcflow runs on.

    Raises
    ------
    InstallError
        If there is none.
    """
    for name in NEWER_PYTHONS:
        path = shutil.which(name)
        # A version manager's shim lies on PATH even where the version is switched off: only running it tells.
        if path and is_new_enough(_version_of(path)):
            return path
    have = ".".join(map(str, sys.version_info[:3]))
    raise InstallError(
        f"svcflow needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {have}, and on PATH none of {', '.join(NEWER_PYTHONS)} "
        "runs. Install one of them and run this command again."
    )


def digest(dev: bool) -> str:
    """Return what an up-to-date environment's stamp says: a hash over what decides its content.

    The checkout's path is part of it, since the scripts in an environment name their own place.
    """
    parts = [str(ROOT).encode(), b"dev" if dev else b"run"]
    parts += [path.read_bytes() for path in (ROOT / "pyproject.toml", DEV_LOCK if dev else RUN_LOCK)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_up_to_date(dev: bool) -> bool:
    """Whether the environment already holds what is asked; one with the tools also serves who asks for none."""
    if not (STAMP.is_file() and (VENV / "bin" / "svcflow").is_file() and (VENV / "bin" / "python").exists()):
        return False
    stamp = STAMP.read_text(encoding="utf-8").strip()
    return stamp == digest(True) or (not dev and stamp == digest(False))


def count_packages(lock: Path) -> int:
    """Count the different packages that a lock file names."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return len({line.split("==")[0] for line in lines if "==" in line and not line.startswith(("#", " "))})


def ensure_venv() -> None:
    """Make `.venv`, or keep the one that is there if it is sound."""
    if is_sound_venv():
        return
    if importlib.util.find_spec("ensurepip") is None:
        _install_venv_package()
    say(f"making .venv with Python {_dotted(sys.version_info[:2])}")
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "making .venv failed")


def is_sound_venv() -> bool:
    """Whether `.venv` has a Python that is new enough, and scripts that were made for this very place.

    An environment that was moved or copied runs, but its scripts still start the old one. pip, run as a script, says
    where it lives: ``pip 26.3 from /…/.venv/lib/python3.11/site-packages/pip (python 3.11)``.
    """
    python = VENV / "bin" / "python"
    if not is_new_enough(_version_of(str(python))):
        return False
    answer = _output_of([str(VENV / "bin" / "pip"), "--version"])
    return f" from {VENV}{os.sep}" in answer


def say(message: str) -> None:
    """Tell the user on stderr; stdout stays free."""
    print(message, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="install.py", description="Install svcflow into .venv in this checkout.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    return parser


def _run_again_with(python: str, arguments: list[str]) -> None:
    say(f"this Python is {_dotted(sys.version_info[:2])}; going on with {python}")
    os.execv(python, [python, str(Path(__file__).resolve()), *arguments])


def _install_venv_package() -> None:
    """Install Debian's package for `python3 -m venv`, which its python3 lacks, or say which command does."""
    package = f"python{_dotted(sys.version_info[:2])}-venv"
    if shutil.which("apt-get") is None:
        raise InstallError(
            f"{sys.executable} cannot make virtual environments (it has no ensurepip). "
            "Install a complete Python 3.11 or newer, for instance from python.org, and run this command again."
        )
    by_hand = f"Run this, then run this command again:\n    sudo apt-get install {package}"
    privilege = _privilege()
    if privilege is None:
        raise InstallError(f"Python's venv module is a package of its own on Debian and Ubuntu. {by_hand}")
    say(f"installing the system package {package}, which python3 -m venv needs")
    apt = [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _run([*apt, "update"], f"apt-get update failed. {by_hand}")
    _run([*apt, "install", "--yes", "--no-install-recommends", package], f"apt-get install failed. {by_hand}")


def _privilege() -> list[str] | None:
    """Return what to put before a command so that it runs as root, or None if that would need a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def _pip(*arguments: str) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    _run([*pip, *arguments], "pip failed")


def _run(command: list[str], failure: str) -> None:
    """Run a command in the checkout and keep it quiet unless it fails: then its last lines are the reason."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise InstallError(failure + "\n" + "\n".join(done.stdout.strip().splitlines()[-12:]))


def _version_of(python: str) -> tuple[int, ...]:
    """Ask a Python for its version; (0, 0) if it does not run."""
    answer = _output_of([python, "-c", "import sys; print(*sys.version_info[:2])"])
    return tuple(int(part) for part in answer.split()) or (0, 0)


def _output_of(command: list[str]) -> str:
    """Return what a command prints; nothing if it fails or is not there."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main())
