"""Staffing, shifts and sets of redesigns on the frontier of cost, lead time and service level."""

from svcflow.redesign.optimum.evaluating import Evaluated
from svcflow.redesign.optimum.searching import Frontier, Option, optimize
from svcflow.redesign.optimum.space import Limits, Space, TeamSpace, read_space, usual_space

__all__ = ["Evaluated", "Frontier", "Limits", "Option", "Space", "TeamSpace", "optimize", "read_space", "usual_space"]
