"""The study: one TOML file that names a log and what the analyst knows about it.

Every field may be left out; an option of the command line wins over it. Paths are relative to the study file. For example:

    log = "tickets.csv"                 # or a folder, or a database: "postgresql://ann:${PASSWORD}@desk/tickets"
    timezone = "Europe/Rome"            # of times without an offset, and of weekdays and hours
    day_first = true                    # 9.3.10 is the ninth of March
    shape = "status"                    # events, start_end, lifecycle …, where svcflow guesses wrong
    encoding = "gb18030"                # of a text whose encoding is guessed wrong
    delimiter = ";"
    sheet = "Tickets"                   # of a workbook: its name or its number
    query = "select * from tickets"     # of a database
    pseudonymise = true                 # other names for people
    service_level_h = 72                # a ticket is in time when it ends within 72 h
    delay_cost_h = 1.5                  # what an hour of a ticket's lead time costs
    currency = "EUR"
    scenarios = ["more_people.toml"]    # redesigns

    [map]                               # our column = "theirs"
    case_id = "Ticket ID"

    [meanings]                          # what a step or status is: work, queue, customer, supplier …
    "On hold" = "customer"

    [calendar]                          # working hours; what is left out is found in the log
    hours = "Mon-Fri 09:00-17:30, Sat 09:00-12:00"      # also a list, or "always"
    holidays = [2024-12-24, "2024-12-27..2024-12-31"]   # days and ranges of days on which all are closed
    country = "IT"                      # and its public holidays, or those of a part of it: "DE-BY"
    teams."Second line".hours = "22:00-06:00"
    people."Anna".hours = { Mon = "09:00-13:00", "Tue-Thu" = ["09:00-12:00", "13:00-17:00"] }

    [limits]                            # how much a file may ask for before it is refused
    unpacked_bytes = "16G"

    [rates_h]                           # cost of an hour of work, by team
    "Second line" = 55

    [value]                             # what a step is worth to the customer: value-adding, necessary or waste
    "Investigate" = "value-adding"

In `log`, and nowhere else, `${NAME}` stands for a variable of the environment, so that no password need be in the file.
"""

from svcflow.study.applying import apply_study, placing
from svcflow.study.document import Study
from svcflow.study.reading import read_study

__all__ = ["Study", "apply_study", "placing", "read_study"]
