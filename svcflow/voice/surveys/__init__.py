"""What customers answer: a survey in any layout and scale, its scores, and how they move with waiting time and errors.

What stands in `__init__.pyi` is offered here, and imported when it is first asked for: a command loads no more than it needs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
