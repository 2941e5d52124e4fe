"""The methods by their codes: what each is called, what it rests on, and what it hides, for whoever reads weights."""

from __future__ import annotations

from dataclasses import dataclass

from svcflow.language import mark


@dataclass(frozen=True, slots=True)
class Method:
    """A method of weighing: its name, whether people (`subjective`) or figures (`objective`) weigh, and what it hides; texts to be told."""

    title: str
    kind: str
    hides: str


METHODS: dict[str, Method] = {
    "given": Method(mark("Given weights"), "subjective", mark("Who gave the weights, and why.")),
    "expert": Method(
        mark("Expert judgement"), "subjective", mark("Whom one asked; and a mean of two camps is nobody's opinion: look at the agreement.")
    ),
    "ahp": Method(
        mark("Analytic hierarchy process"), "subjective",
        mark("Words are taken for ratios, and an item split into two gains weight; a consistent answer need not be a right one."),
    ),
    "centroid": Method(
        mark("Customers' rankings, rank-order centroid"), "subjective",
        mark("How much more the first matters than the second is the formula's, not the customers'."),
    ),
    "rank_sum": Method(
        mark("Customers' rankings, rank sum"), "subjective",
        mark("How much more the first matters than the second is the formula's, not the customers'."),
    ),
    "entropy": Method(
        mark("Entropy"), "objective", mark("That figures differ does not make them matter; the weights move with every new period.")
    ),
    "critic": Method(
        mark("CRITIC"), "objective", mark("What goes against the other items gains weight for it, be it only noise.")
    ),
    "deviation": Method(
        mark("Standard deviation"), "objective", mark("That figures differ does not make them matter; one odd row moves the weights.")
    ),
    "outcome": Method(
        mark("Link to the outcome"), "objective",
        mark("Going along with the outcome is not causing it; what hardly varied cannot show that it matters."),
    ),
    "product": Method(
        mark("Combined by product"), "combined", mark("An item that never varied weighs nothing, however much it matters to people.")
    ),
    "mix": Method(mark("Combined by a mix"), "combined", mark("How much judgement counts, and how much figures, no data can say.")),
}  # fmt: skip
"""by the code that `Weights.method` holds"""
