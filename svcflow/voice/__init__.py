"""What customers say: surveys (`svcflow.voice.surveys`) and comments (`svcflow.voice.comments`).

    survey = read_survey("survey.csv", tickets=log.cases["case_id"])
    voice = hear(survey, ticket_facts(log))
    voice.satisfaction.csat[0].share, voice.satisfaction.nps, voice.satisfaction.link, voice.comments

What stands in `__init__.pyi` is offered here, and imported when it is first asked for: a command loads no more than it needs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
