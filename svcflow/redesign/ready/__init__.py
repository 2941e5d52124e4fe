"""Ready redesigns: what service desks usually try, filled with the log's own steps, teams and people."""

from svcflow.redesign.ready.catalogue import READY, Ready
from svcflow.redesign.ready.filling import Filled, Fit, fill, overview, ready_of
from svcflow.redesign.ready.proposing import Proposals, propose_few
from svcflow.redesign.ready.suggesting import Suggestion, Suggestions, suggest

__all__ = [
    "READY",
    "Filled",
    "Fit",
    "Proposals",
    "Ready",
    "Suggestion",
    "Suggestions",
    "fill",
    "overview",
    "propose_few",
    "ready_of",
    "suggest",
]
