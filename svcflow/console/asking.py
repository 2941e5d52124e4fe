"""Questions to a person at a terminal, or answers from a pipe: the question goes to stderr, the answer comes from stdin."""

from __future__ import annotations

import sys


def ask(question: str) -> str | None:
    """The line that was answered; None where standard input is not there or has ended. A pipe is not shown the question."""
    if sys.stdin is None or sys.stdin.closed:
        return None
    if sys.stderr.isatty():
        sys.stderr.write(f"{question} ")
        sys.stderr.flush()
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def hint(text: str) -> None:
    """Tell a person at a terminal how to answer."""
    if text and sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")


def at_terminal() -> bool:
    """Whether a person answers, who can be asked again."""
    return sys.stdin is not None and sys.stdin.isatty()
