"""How the work flows: the process map and its variants, rework, the teams and who hands work to whom, and a BPMN model.

What stands in `__init__.pyi` is offered here, and imported when it is first asked for: a command loads no more than it needs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
