"""The languages that a report is told in: English, which is written in the code, and Chinese, which lies in catalogues beside it.

A message is a whole English sentence with named places, and English is what it says (as in gettext). Another language has catalogues of
translations, `zh-Hans/*.po`, one file for each area of the report; all are read as one. Whoever writes a text for readers writes

    tell("Tickets wait {waiting} of {lead}.", waiting=units.duration(31), lead=units.duration(38))
    tell_many("{count} ticket", "{count} tickets", 12345)         # {count} is filled with the number as the language writes it
    tell_html("<strong>{name}</strong> waits.", name=name)        # the message is markup, what fills it is escaped
    TITLES = {"batching": mark("Collected in batches")}           # a text kept in data: told later, by tell(TITLES[cause])
    retold(note)                                                  # what a lower room has said in English; retold_html for pages
    listed(["Open", "Work"])                                      # "Open, Work", in Chinese "Open、Work"

    with speaking("zh-Hans"): ...                                 # everything told within is told in Chinese
    current()                                                     # "en", "zh-Hans" or "zh-Hant"

What fills the places is text already, numbers and durations by `svcflow.units`, which speaks the current language as well. A message is
never glued together from pieces: the order of words is the translator's. A literal brace is doubled where there are places to fill. In
templates of Jinja2 the verbs have the same names. Chinese has one form for one and for many: its entry in the catalogue is

    msgid "{count} ticket"
    msgid_plural "{count} tickets"
    msgstr[0] "{count} 张工单"

For maintainers: `python -m svcflow.language` writes the catalogues of traditional Chinese anew from those of simplified Chinese, and says
which messages lack a translation and which translations nobody asks for any more.
"""

from svcflow.language.choosing import LANGUAGES, current, normalise, speaking
from svcflow.language.retelling import retold, retold_html
from svcflow.language.telling import listed, mark, tell, tell_html, tell_many

__all__ = ["LANGUAGES", "current", "listed", "mark", "normalise", "retold", "retold_html", "speaking", "tell", "tell_html", "tell_many"]
