"""Questionnaires by industry: dimensions of satisfaction, each with the questions that ask about it.

The dimensions are the five of SERVQUAL [1] as they show in each kind of work (what one can rely on, how fast, how sure, how kind, by
which means), extended by value (was it worth the trouble and the money) and emotion (how one felt). A template is a beginning to be
edited, not a validated instrument: item analysis and reliability say whether its questions hold together among one's own customers.

References
----------
[1] A. Parasuraman, V. A. Zeithaml, L. L. Berry, "SERVQUAL", Journal of Retailing 64 (1988), 12-40
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from svcflow.errors import InputError, did_you_mean
from svcflow.language import mark


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: its code, its title and its questions; title and questions are messages (`svcflow.language.tell`)."""

    code: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """The dimensions of one industry; each question is answered on 1-5, from very dissatisfied to very satisfied."""

    name: str
    title: str
    dimensions: tuple[Dimension, ...]

    def rows(self) -> tuple[tuple[str, str], ...]:
        """(dimension's code, question), in order: a form to fill."""
        return tuple((dimension.code, question) for dimension in self.dimensions for question in dimension.questions)


_VALUE = Dimension(
    "value", mark("Value"), (mark("The result was worth the time that it took me."), mark("I got what I had a right to expect."))
)
_EMOTION = Dimension("emotion", mark("Emotion"), (mark("I felt taken seriously."), mark("I felt relieved when it was over, not worn out.")))


def _template(name: str, title: str, *own: Dimension) -> Template:
    return Template(name, title, (*own, _VALUE, _EMOTION))


_TEMPLATES = (
    _template(
        "help_desk",
        mark("IT help desk"),
        Dimension(
            "reliability", mark("Reliability"), (mark("My problem was solved for good."), mark("What was promised was done in time."))
        ),
        Dimension("speed", mark("Speed"), (mark("I soon heard from somebody."), mark("The time until it was solved was acceptable."))),
        Dimension(
            "competence",
            mark("Competence"),
            (mark("The person who helped me knew the matter."), mark("I did not have to explain it twice.")),
        ),
        Dimension("courtesy", mark("Courtesy"), (mark("I was treated kindly and with respect."), mark("My situation was understood."))),
        Dimension("access", mark("Access"), (mark("It was easy to report my problem."), mark("I could see how far my ticket was."))),
    ),
    _template(
        "claims",
        mark("Insurance claims"),
        Dimension(
            "reliability", mark("Reliability"), (mark("My claim was decided correctly."), mark("The payment was what I had been told."))
        ),
        Dimension(
            "speed", mark("Speed"), (mark("The decision came within a reasonable time."), mark("The payment came soon after the decision."))
        ),
        Dimension(
            "fairness", mark("Fairness"), (mark("The decision was explained to me."), mark("I was treated as others in my situation are."))
        ),
        Dimension("courtesy", mark("Courtesy"), (mark("I was treated kindly and with respect."), mark("Care was taken of my situation."))),
        Dimension("access", mark("Access"), (mark("It was easy to hand in the documents."), mark("I always knew what came next."))),
    ),
    _template(
        "call_centre",
        mark("Call centre"),
        Dimension("access", mark("Access"), (mark("I soon got through to a person."), mark("The menu led me to the right place."))),
        Dimension("reliability", mark("Reliability"), (mark("My matter was settled in this call."), mark("What I was told was right."))),
        Dimension(
            "competence", mark("Competence"), (mark("The agent could decide what had to be decided."), mark("I was not passed around."))
        ),
        Dimension("courtesy", mark("Courtesy"), (mark("The agent listened to me."), mark("I was treated kindly and with respect."))),
    ),
    _template(
        "health",
        mark("Health care"),
        Dimension("access", mark("Access"), (mark("I got an appointment soon enough."), mark("The wait on the day was acceptable."))),
        Dimension(
            "competence", mark("Competence"), (mark("I trusted those who treated me."), mark("Everybody knew what had been done before."))
        ),
        Dimension(
            "communication",
            mark("Communication"),
            (mark("My questions were answered so that I understood."), mark("I was told what would happen next.")),
        ),
        Dimension("courtesy", mark("Courtesy"), (mark("I was treated kindly and with respect."), mark("My privacy was kept."))),
        Dimension("surroundings", mark("Surroundings"), (mark("The rooms were clean."), mark("I found my way easily."))),
    ),
)
TEMPLATES: Mapping[str, Template] = {template.name: template for template in _TEMPLATES}


def template_for(name: str) -> Template:
    """The template of an industry: help_desk, claims, call_centre, health.

    Raises
    ------
    InputError
        There is none of this name.
    """
    if name not in TEMPLATES:
        raise InputError(f'there is no questionnaire "{name}".', remedy=did_you_mean(name, TEMPLATES))
    return TEMPLATES[name]
