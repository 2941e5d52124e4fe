"""The process map that answers: detail by a slider, three looks, and the figures of what is chosen beside it."""

from svcflow.report.interactive.map import InteractiveMap, interactive_map

__all__ = ["InteractiveMap", "interactive_map"]
