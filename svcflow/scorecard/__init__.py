"""Weights and scores over indicators: how much each counts, how good it is, what moved the whole, and whether the set is any good.

Weights come from `svcflow.scorecard.weights`, one method a module; the verbs of scoring stand here. What stands in `__init__.pyi` is
offered, and imported when it is first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
