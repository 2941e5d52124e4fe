from .surveys import (
    Figure as Figure,
    Link as Link,
    Satisfaction as Satisfaction,
    Scale as Scale,
    Survey as Survey,
    Tickets as Tickets,
    measure_survey as measure_survey,
    read_survey as read_survey,
    scale_of as scale_of,
    ticket_facts as ticket_facts,
)
