"""Which language is spoken: a name of it as people write it, and the one in force.

Languages are named by their tags (BCP 47): `en`, `zh-Hans` for simplified and `zh-Hant` for traditional Chinese. The language in force
belongs to the context (`contextvars`), so that two reports written at the same time do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

LANGUAGES: Final = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""The tags that svcflow speaks, each with its own name for itself."""

_REGIONS: Final = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant"}
_CURRENT: ContextVar[str] = ContextVar("language", default="en")


def normalise(name: str) -> str:
    """The tag of a language that somebody named: `zh`, `zh_CN` and `ZH-hans` are all `zh-Hans`.

    Raises
    ------
    ValueError
        svcflow does not speak it; the message names those that it speaks.
    """
    spelled = name.strip().replace("_", "-").lower()
    tags = {tag.lower(): tag for tag in LANGUAGES} | _REGIONS
    # A tag may go on with a region: en-GB, zh-Hant-TW.
    for known in (spelled, spelled.rpartition("-")[0]):
        if known in tags:
            return tags[known]
    raise ValueError(f'there is no language "{name}": svcflow speaks {", ".join(LANGUAGES)} (zh is zh-Hans)')


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Tell everything within in this language, named as `normalise` knows it.

    Raises
    ------
    ValueError
        svcflow does not speak it.
    """
    token = _CURRENT.set(normalise(language))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> str:
    """The tag of the language in force."""
    return _CURRENT.get()
