"""How much each item counts: one method, one module; a bare formula under a face that checks what it is given.

What stands in `__init__.pyi` is offered here, and imported when it is first asked for: judging in pairs needs no table of figures.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
