"""What customers write: sentiment, themes and suggestions of comments in English and Chinese, offline.

What stands in `__init__.pyi` is offered here, and imported when it is first asked for: a command loads no more than it needs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
