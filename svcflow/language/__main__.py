"""`python -m svcflow.language`: what the catalogues lack, and traditional Chinese made anew. For maintainers; needs the extra `dev`."""

import logging

from svcflow.language.renewing import missing, renew_traditional, unused

logging.basicConfig(format="%(message)s", level=logging.INFO)
told = logging.getLogger("svcflow.language").info
for changed in renew_traditional():
    told("written: zh-Hant/%s", changed)
lacking, idle = missing("zh-Hans"), unused("zh-Hans")
for message, file in lacking.items():
    told("no translation: %s: %s", file, message)
for message, file in idle.items():
    told("not used: zh-Hans/%s: %s", file, message)
told("%d messages without a translation, %d translations that nobody asks for", len(lacking), len(idle))
