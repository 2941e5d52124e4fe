"""Whether a model can be run at all: every ticket must arrive, find somebody for each of its steps, and end.

The document's types have seen to the form (`svcflow.model.document`). What remains is what the parts say about each other: names
that nothing has, chances that do not sum to 1, a step that nobody can do, hours in which nobody ever works, a loop without a way
out. Each is refused with the path inside the document, the value, and what to do about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from svcflow.calendars import check_timezone
from svcflow.errors import ModelError, did_you_mean
from svcflow.model.arrival_checks import check_arrivals, check_date
from svcflow.model.backlog_checks import check_open
from svcflow.model.document import Calendar, Flow, Person, Refit, ServiceModel
from svcflow.model.gatherings import check_gathering
from svcflow.model.histories import Histories
from svcflow.model.hours import weekly_calendar
from svcflow.model.kinds import Values, kinds_of, routed_kinds
from svcflow.model.routing import END, START, Context, Routing

SERVICE = "service"
"""the calendar on which delays with the `working` clock run"""
TOLERANCE = 1e-6
MOST_PEOPLE = 100_000
"""beyond that, a slip of the pen would cost all memory"""
MOST_KINDS = 1000
"""of tickets that routing and durations tell apart"""


def check_model(model: ServiceModel) -> None:
    """Refuse a model that cannot be run.

    Raises
    ------
    ModelError
        With the first thing that is wrong; the place is a path inside the document.
    """
    check_timezone(model.timezone, "timezone", ModelError)
    _check_names(model)
    check_arrivals(model.arrivals, "arrivals")
    for number, attribute in enumerate(model.attributes):
        _check_chances(attribute.shares, f"attributes[{number}].shares")
    _check_calendars(model.calendars)
    _check_people(model)
    _check_steps(model)
    _check_priority(model)
    _check_kinds(model)
    _check_routing(model.routing, model, "routing")
    check_open(model)
    _check_rhythms(model)
    _check_flows(model.flows, model, "flows")
    _check_refits(model)


def _check_names(model: ServiceModel) -> None:
    parts: Mapping[str, Iterable[str]] = {
        "steps": [step.name for step in model.steps],
        "people": [person.name for person in model.people],
        "teams": [team.name for team in model.teams],
        "attributes": [attribute.name for attribute in model.attributes],
    }
    for place, names in parts.items():
        for name, count in Counter(names).items():
            if count > 1:
                raise ModelError(f'"{name}" is there {count} times.', place=place, remedy="Give each its own name.")
            if not name.strip() or name in (START, END):
                raise ModelError(f'"{name}" cannot be a name.', place=place, remedy="Call it something else.")
    if not model.steps:
        raise ModelError("There are no steps.", place="steps", remedy="Describe at least one.")


def _check_chances(chances: Mapping[str, float], place: str) -> None:
    total = sum(chances.values())
    if abs(total - 1) > TOLERANCE:
        listed = " + ".join(f"{chance:g}" for chance in list(chances.values())[:8]) or "nothing"
        more = " + …" if len(chances) > 8 else ""
        remedy = f"{listed}{more} must make 1 (within {TOLERANCE:g})."
        raise ModelError(f"The chances sum to {total:.7g}, not to 1.", place=place, remedy=remedy)


def _check_calendars(calendars: Mapping[str, Calendar], within: str = "") -> None:
    for name, calendar in calendars.items():
        place = f'{within}calendars["{name}"]'
        try:
            weekly = weekly_calendar(calendar)
        except ModelError as error:
            raise ModelError(error.problem, place=f"{place}.{error.place}", remedy=error.remedy) from None
        if not weekly.intervals:
            remedy = 'Give it some, like "Mon": ["08:00-17:00"], or remove it.'
            raise ModelError(f'Calendar "{name}" has no hours.', place=f"{place}.hours", remedy=remedy)


def _check_people(model: ServiceModel) -> None:
    steps = {step.name for step in model.steps}
    teams = {team.name for team in model.teams}
    everybody = sum(person.count for person in model.people)
    if everybody > MOST_PEOPLE:
        problem = f"{everybody} people are more than can be simulated (at most {MOST_PEOPLE})."
        raise ModelError(problem, place="people", remedy="Lower the counts.")
    names = [name for person in model.people for name in individuals(person)]
    for name, count in Counter(names).items():
        if count > 1:
            remedy = "A person with a count above 1 stands for name-01, name-02 …; rename one of them."
            raise ModelError(f'"{name}" would stand for {count} people.', place="people", remedy=remedy)
    for number, person in enumerate(model.people):
        place = f"people[{number}]"
        _check_known(person.team, teams, f"{place}.team", "team")
        _check_known(person.calendar, model.calendars, f"{place}.calendar", "calendar")
        for step in person.skills:
            _check_known(step, steps, f"{place}.skills", "step")
    for number, team in enumerate(model.teams):
        if not any(person.count for person in model.people if person.team == team.name):
            remedy = "Give the team people (a count above 0), or remove it."
            raise ModelError(f'Nobody is in team "{team.name}".', place=f"teams[{number}]", remedy=remedy)


def individuals(person: Person) -> list[str]:
    """The names of the people that an entry stands for: its own, or `name-01` … where it counts several."""
    if person.count == 1:
        return [person.name]
    return [f"{person.name}-{number:02d}" for number in range(1, person.count + 1)]


def _check_steps(model: ServiceModel) -> None:
    people = {person.name for person in model.people}
    able = {step for person in model.people if person.count for step in person.skills}
    for number, step in enumerate(model.steps):
        place = f"steps[{number}]"
        if step.staffed and step.name not in able:
            holders = [person.name for person in model.people if step.name in person.skills]
            why = f' ("{holders[0]}" has the skill, but a count of 0)' if holders else ""
            remedy = 'Give a person the skill, or set "staffed" to false.'
            raise ModelError(f'Nobody can do the staffed step "{step.name}"{why}.', place=place, remedy=remedy)
        for name in step.by_person:
            _check_known(name, people, f"{place}.by_person", "person")
        if step.gathering is not None:
            check_gathering(step.gathering, f"{place}.gathering")
        if step.by_attribute is not None:
            inside = f"{place}.by_attribute"
            for value in step.by_attribute.durations:
                _check_value(model, step.by_attribute.attribute, value, f"{inside}.attribute", f"{inside}.durations")
        if step.same_person and not step.staffed:
            problem = f'Nobody does the step "{step.name}": same_person (={step.same_person:g}) means nothing.'
            raise ModelError(problem, place=f"{place}.same_person", remedy='Leave it out, or set "staffed" to true.')
        if step.fitted_error_chance == 0 and step.error_chance >= 1:
            remedy = "It must be < 1."
            raise ModelError("error_chance (=1) never lets a ticket past this step.", place=f"{place}.error_chance", remedy=remedy)


def _check_priority(model: ServiceModel) -> None:
    if model.priority is not None:
        attributes = [attribute.name for attribute in model.attributes]
        _check_known(model.priority.attribute, attributes, "priority.attribute", "attribute")
    for number, team in enumerate(model.teams):
        if team.discipline == "priority" and model.priority is None:
            remedy = 'Add "priority": {"attribute": …, "order": […]} to the model, or make the discipline "fifo".'
            problem = f'Team "{team.name}" serves by priority, but the model has none.'
            raise ModelError(problem, place=f"teams[{number}].discipline", remedy=remedy)


def _check_kinds(model: ServiceModel) -> None:
    kinds = len(kinds_of(model))
    if kinds > MOST_KINDS:
        problem = f"Routing and durations tell {kinds} kinds of tickets apart, more than can be simulated (at most {MOST_KINDS})."
        raise ModelError(problem, place="attributes", remedy="Make routing and durations depend on fewer attributes or values.")


def _check_routing(routing: Routing, model: ServiceModel, place: str) -> None:
    steps = {step.name for step in model.steps}
    for number, context in enumerate(routing.contexts):
        inside = f"{place}.contexts[{number}]"
        for at, name in enumerate(context.after):
            if name != START or at > 0:
                _check_known(name, steps, f"{inside}.after[{at}]", "step")
        for name in context.next:
            if name != END:
                _check_known(name, steps, f"{inside}.next", "step")
        _check_chances(context.next, f"{inside}.next")
        for attribute, value in context.where.items():
            _check_value(model, attribute, value, f"{inside}.where", f"{inside}.where")
        if context.visits and context.after[-1:] == (START,):
            problem = f'visits (={context.visits}) means nothing after "{START}": no ticket has begun a step there.'
            raise ModelError(problem, place=f"{inside}.visits", remedy="Leave it out.")
    histories = Histories(routing.contexts)
    _check_clashes(histories, routing, f"{place}.contexts")
    for values in routed_kinds(model, routing.contexts):
        _check_ways(histories, values, f"{place}.contexts")


def _check_value(model: ServiceModel, attribute: str, value: str, place: str, values_place: str) -> None:
    """Some ticket must be able to have that value."""
    shares = {it.name: it.shares for it in model.attributes}
    _check_known(attribute, shares, place, "attribute")
    _check_known(value, shares[attribute], values_place, f'value of "{attribute}"')


def _check_clashes(histories: Histories, routing: Routing, place: str) -> None:
    for one, other in histories.clashes():
        after = " → ".join(one.after)
        inside = f"{place}[{max(number for number, it in enumerate(routing.contexts) if it in (one, other))}]"
        if one.where == other.where:
            raise ModelError(f"The context {after}{_told(one)} is listed twice.", place=f"{inside}.after", remedy="Keep one of them.")
        problem = f"A ticket after {after} can meet both{_told(one)} and{_told(other)}: nothing says which of them decides."
        raise ModelError(problem, place=f"{inside}.where", remedy="Ask for one value more in one of them.")


def _check_ways(histories: Histories, values: Values, place: str) -> None:
    told = _where(values)
    step = histories.undecided(values)
    if step is not None:
        remedy = f'Add a context with "after": ["{step}"].'
        raise ModelError(f'Nothing says what comes after "{step}"{told}.', place=place, remedy=remedy)
    stuck = sorted(set(histories.endless(values).values()))
    if stuck:
        listed = ", ".join(f'"{step}"' for step in stuck[:6])
        remedy = f'Give one of the contexts in the loop a chance of "{END}" or of a step that leads there.'
        raise ModelError(f"Tickets that reach {listed}{told} go round for ever: no way leads to {END}.", place=place, remedy=remedy)


def _told(context: Context) -> str:
    visits = f" from visit {context.visits} on" if context.visits else ""
    return f"{_where(context.where)}{visits}"


def _where(values: Values) -> str:
    return " where " + " and ".join(f'{name} is "{value}"' for name, value in sorted(values.items())) if values else ""


def _check_rhythms(model: ServiceModel) -> None:
    for name, rhythm in model.rhythms.items():
        place = f'rhythms["{name}"]'
        check_timezone(rhythm.timezone, f"{place}.timezone", ModelError)
        if not any(rhythm.weekly):
            raise ModelError(
                "All 168 paces are 0: no delay ever ends.", place=f"{place}.weekly", remedy="Give some hour of the week a pace."
            )
    for place, course in (
        ("delay_course", model.delay_course),
        *((f'delay_courses["{it}"]', each) for it, each in model.delay_courses.items()),
    ):
        for day in course:
            check_date(day, place)


def _check_flows(flows: tuple[Flow, ...], model: ServiceModel, place: str) -> None:
    steps = {step.name for step in model.steps}
    pairs: set[tuple[str, str]] = set()
    for number, flow in enumerate(flows):
        inside = f"{place}[{number}]"
        if flow.source != START:
            _check_known(flow.source, steps, f"{inside}.source", "step")
        _check_known(flow.target, steps, f"{inside}.target", "step")
        if (flow.source, flow.target) in pairs:
            problem = f'The flow "{flow.source}" → "{flow.target}" is listed twice.'
            raise ModelError(problem, place=inside, remedy="Keep one of them.")
        pairs.add((flow.source, flow.target))
        for at, (one, two) in enumerate(pairwise(flow.older)):
            if two.from_h <= one.from_h:
                remedy = "List the youngest first."
                raise ModelError(f"from_h (={two.from_h:g}) must rise.", place=f"{inside}.older[{at + 1}].from_h", remedy=remedy)
        if flow.course is not None:
            _check_known(flow.course, model.delay_courses, f"{inside}.course", "course")
        if flow.rhythm is not None:
            _check_known(flow.rhythm, model.rhythms, f"{inside}.rhythm", "rhythm")
        elif flow.delays and flow.clock == "working" and SERVICE not in model.calendars:
            remedy = f'Add the calendar "{SERVICE}", or make the clock "elapsed".'
            raise ModelError(f'A delay in working time needs the calendar "{SERVICE}".', place=f"{inside}.clock", remedy=remedy)


def _check_refits(model: ServiceModel) -> None:
    steps = {step.name for step in model.steps}
    for number, refit in enumerate(model.refits):
        place = f"refits[{number}]"
        own = refit.arrivals.days or refit.arrivals.kind != "days"
        check_arrivals(refit.arrivals if own else refit.arrivals.model_copy(update={"days": model.arrivals.days}), f"{place}.arrivals")
        for name in refit.durations:
            _check_known(name, steps, f"{place}.durations", "step")
        _check_routing(refit.routing, model, f"{place}.routing")
        _check_flows(refit.flows, model, f"{place}.flows")
        _check_refit_people(refit, model, place)


def _check_refit_people(refit: Refit, model: ServiceModel, place: str) -> None:
    _check_calendars(refit.calendars, f"{place}.")
    people = {person.name for person in model.people}
    for step, durations in refit.by_person.items():
        _check_known(step, {step.name for step in model.steps}, f"{place}.by_person", "step")
        for name in durations:
            _check_known(name, people, f'{place}.by_person["{step}"]', "person")
    for name, again in refit.people.items():
        _check_known(name, people, f"{place}.people", "person")
        if again.calendar is not None:
            _check_known(again.calendar, {**model.calendars, **refit.calendars}, f'{place}.people["{name}"].calendar', "calendar")


def _check_known(name: str, known: Iterable[str], place: str, what: str) -> None:
    if name not in known:
        raise ModelError(f'There is no {what} "{name}".', place=place, remedy=did_you_mean(name, known))
