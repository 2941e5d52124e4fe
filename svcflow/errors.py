"""What can go wrong, as a tree drawn once.

    SvcflowError                    every refusal of svcflow; exit code 1
    ├── InputError                  a file that cannot be read as what it should be
    │   ├── LogError                the rows of an event log: no time column, unreadable dates …
    │   │   └── AmbiguousError      two readings fit; the message names the option that settles it
    │   ├── ModelError              a service model, with the path inside the document
    │   ├── ScenarioError           a redesign, with the change that is wrong
    │   └── StudyError              a study file
    ├── OutputError                 a place that cannot be written, or that is not svcflow's own
    └── ThresholdError              a target that the user asked for was missed; exit code 3

Every message says what is wrong (naming the value), where, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial


class SvcflowError(Exception):
    """A refusal: `problem` (what is wrong, naming the value), `place` (file, line, path) and `remedy` (what to do).

    Where a value that the analyst gave is refused, `about` says which: option or field, key, value ("meanings", "On hold", "queue").
    """

    exit_code = 1

    def __init__(self, problem: str, *, place: str = "", remedy: str = "", about: tuple[str, str, str] | None = None) -> None:
        self.problem = problem
        self.place = place
        self.remedy = remedy
        self.about = about
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Callable[..., SvcflowError], tuple[object, ...]]:
        """All of it, for the way out of another process."""
        return partial(type(self), place=self.place, remedy=self.remedy, about=self.about), (self.problem,)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what_to_do = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.problem}{what_to_do}"


class InputError(SvcflowError):
    """A file that cannot be read as what it should be."""


class LogError(InputError):
    """An event log whose rows cannot be understood."""


class AmbiguousError(LogError):
    """Two readings fit the rows equally well; the remedy names the option that decides."""


class ModelError(InputError):
    """A service model that is not one: the place is a path inside the document."""


class ScenarioError(InputError):
    """A redesign that cannot be applied to this model."""


class StudyError(InputError):
    """A study file that names something which is not there or not understood."""


class OutputError(SvcflowError):
    """A place that cannot be written, or that holds what svcflow did not make."""


class ThresholdError(SvcflowError):
    """A threshold that the user asked for was not met."""

    exit_code = 3


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """A remedy for an unknown `name`: the nearest of `choices`, else all of them (at most twelve)."""
    known = sorted(set(choices))
    lowered = {choice.casefold(): choice for choice in known}
    near = get_close_matches(name.casefold(), list(lowered), n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{lowered[near[0]]}"?'
    if not known:
        return "There are none."
    listed = ", ".join(f'"{choice}"' for choice in known[:12])
    return f"There {'is' if len(known) == 1 else 'are'}: {listed}{' …' if len(known) > 12 else ''}."
