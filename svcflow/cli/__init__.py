"""The command line: each command reads, makes one library call, and hands the result to `console`."""

from __future__ import annotations

from svcflow.cli.app import main

__all__ = ["main"]
