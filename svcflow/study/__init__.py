"""The study: one TOML file that names a log and what the analyst knows about it.

Every field may be left out; an option of the command line wins over it. Paths are relative to the study file. For example:

    log = "tickets.csv"                 # or a folder, or a database: "postgresql://ann:${PASSWORD}@desk/tickets"
    timezone = "Europe/Rome"            # of times without an offset, and of weekdays and hours
    service_level_h = 72                # a ticket is in time when it ends within 72 h

    [rates_h]                           # cost of an hour of work, by team
    "Second line" = 55

    [survey]                            # what customers answered
    file = "survey.csv"

In `log`, and nowhere else, `${NAME}` stands for a variable of the environment, so that no password need be in the file.

All that a study can say stands in `template.toml.j2`, which `draft_study` fills with what a log shows, and in `schema.json`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
