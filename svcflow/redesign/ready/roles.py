"""What plays which part in a service: where data are typed in, which team is busiest, where work is passed on, which step errs most.

Each finder gives the names that could play its part, the likeliest first; an empty list means that the model does not say. They look at the
model alone: how often a ticket comes to a step (`visits`), how long it takes, who does it, what comes back, and in a few cases at the
step's name, in English or Chinese.

The **load** of a team is the work that comes to it in a week over the hours that its people are on duty [share].
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svcflow.model.document import ServiceModel, Step
from svcflow.model.hours import weekly_calendar
from svcflow.model.routing import START
from svcflow.redesign.changes.queues import fastest
from svcflow.redesign.changes.rerouting import visits

ENTRY = re.compile(
    r"regist|record|enter|entry|captur|intake|take in\b(?! charge)|log\b|logged|creat|type|登记|登記|录入|錄入|受理|建单", re.IGNORECASE
)
TALK = re.compile(r"\bcall\b|\bcalls\b|phone|conversation|interview|meeting|visit|电话|電話|通话|会议", re.IGNORECASE)
"""done with somebody, not with data"""
IDLE = re.compile(r"\bwait|\bpending\b|on hold|等待|挂起", re.IGNORECASE)
"""called a wait, though people have it in hand"""
SHORT_H = 0.5
"""what is typed in, or what a robot could do, takes no longer [h]"""
ALL_WEEK_H = 168
APPROVAL = re.compile(r"approv|authori[sz]|sign.?off|release|consent|批准|审批|審批|核准|签批", re.IGNORECASE)
WEAK = re.compile(r"release|consent", re.IGNORECASE)
"""often an approval, often not: named after the others"""
RANK = re.compile(r"priorit|urgen|severit|优先|優先|紧急|緊急", re.IGNORECASE)
URGENCY = (r"critic|urgent|blocker|highest|紧急|緊急", r"major|high|高", r"medium|normal|moderate|中", r"minor|low\b|低", r"lowest|trivial")
"""words of urgency, falling"""
ESCALATED = 0.02
"""share of what leaves a step, and of the tickets, that must go to another team, to count as passing on"""


def work_h(model: ServiceModel) -> dict[str, float]:
    """Hours of people's work that each staffed step takes for an average ticket [h]."""
    times = visits(model.routing, model)
    return {step.name: times.get(step.name, 0.0) * step.duration.expected for step in model.steps if step.staffed}


def team_of(model: ServiceModel, step: str) -> str | None:
    """The team that does most of a step."""
    shares: dict[str, float] = {}
    for person in model.people:
        if step in person.skills:
            shares[person.team] = shares.get(person.team, 0.0) + person.count * max(person.skills[step], 1e-9)
    return max(sorted(shares), key=shares.__getitem__) if shares else None


def loads(model: ServiceModel) -> dict[str, float]:
    """The load of each team."""
    hours: dict[str, float] = {}
    for person in model.people:
        on_duty = weekly_calendar(model.calendars[person.calendar]).hours_a_week
        hours[person.team] = hours.get(person.team, 0.0) + person.count * on_duty
    found = dict.fromkeys(hours, 0.0)
    for name, each in work_h(model).items():
        able = {person.team: 0.0 for person in model.people if name in person.skills}
        for person in model.people:
            if name in person.skills:
                able[person.team] += person.count * max(person.skills[name], 1e-9)
        whole = sum(able.values())
        for team, share in able.items():
            found[team] += each * model.arrivals.per_week * share / whole
    return {team: found[team] / hours[team] if hours[team] else 0.0 for team in sorted(found)}


def busiest_teams(model: ServiceModel) -> list[str]:
    """Teams by falling load."""
    load = loads(model)
    return sorted(load, key=lambda team: (-load[team], team))


def idlest_teams(model: ServiceModel) -> list[str]:
    """Teams by rising load, without the busiest."""
    return busiest_teams(model)[:0:-1]


def extensible_teams(model: ServiceModel) -> list[str]:
    """Teams that do not work round the clock, by falling load."""
    weeks = {name: weekly_calendar(calendar).hours_a_week for name, calendar in model.calendars.items()}
    there = {person.team for person in model.people if weeks[person.calendar] < ALL_WEEK_H}
    return [team for team in busiest_teams(model) if team in there]


def learnable_steps(model: ServiceModel) -> list[tuple[str, str]]:
    """A team and a step that it could learn: of the idlest teams first, and of the busiest team's steps first."""
    busy = busiest_steps(model)
    steps = [*busy, *(step.name for step in _staffed(model) if step.name not in busy)]
    able = {step: {person.team for person in model.people if step in person.skills} for step in steps}
    return [(team, step) for step in steps for team in idlest_teams(model) if team not in able[step]]


def busiest_steps(model: ServiceModel) -> list[str]:
    """Staffed steps of the busiest team by falling work."""
    hours = work_h(model)
    first = busiest_teams(model)[:1]
    mine = [name for name in hours if [team_of(model, name)] == first and hours[name] > 0 and not IDLE.search(name)]
    return sorted(mine, key=lambda name: (-hours[name], name))


def entry_steps(model: ServiceModel) -> list[str]:
    """Where data are typed in: the staffed steps that tickets begin with, those that are called so first; else a short one."""
    times = visits(model.routing, model)
    early = {name for context in model.routing.contexts if context.after == (START,) for name in context.next}
    early |= {name for context in model.routing.contexts if len(context.after) == 1 and context.after[0] in early for name in context.next}
    known = (step for step in _staffed(model) if step.name in early and not TALK.search(step.name) and not IDLE.search(step.name))
    found = [step for step in known if times.get(step.name, 0.0) >= 0.2]
    called = [step.name for step in found if ENTRY.search(step.name)]
    return called or [step.name for step in found if times[step.name] >= 0.5 and step.duration.expected <= SHORT_H][:1]


def even_steps(model: ServiceModel) -> list[str]:
    """Steps that a robot could do: frequent, short, and much the same every time (the evenest first)."""
    times = visits(model.routing, model)
    hours = work_h(model)
    alone = (step for step in _staffed(model) if not TALK.search(step.name) and not IDLE.search(step.name))
    frequent = [step for step in alone if times.get(step.name, 0.0) >= 0.3 and 0 < step.duration.expected <= SHORT_H and hours[step.name]]
    return [step.name for step in sorted(frequent, key=lambda step: (_spread(step), step.name))]


def faulty_steps(model: ServiceModel) -> list[str]:
    """Steps whose work comes back, by the work that this costs an average ticket."""
    hours = work_h(model)
    erring = [step for step in model.steps if step.fitted_error_chance > 0 and not IDLE.search(step.name)]
    wrong = {step.name: step.error_chance * hours.get(step.name, 0.0) for step in erring}
    return sorted((name for name, cost in wrong.items() if cost > 0), key=lambda name: (-wrong[name], name))


def handoffs(model: ServiceModel) -> list[tuple[str, str]]:
    """Passages from a step of one team to a step of another, the weightiest first (tickets that take it × work there)."""
    times = visits(model.routing, model)
    hours = {step.name: step.duration.expected for step in model.steps}
    teams = {step.name: team_of(model, step.name) for step in _staffed(model)}
    found: dict[tuple[str, str], float] = {}
    for context in model.routing.contexts:
        source = context.after[-1]
        if len(context.after) == 1 and teams.get(source):
            for target, chance in context.next.items():
                often = min(chance, times.get(source, 0.0) * chance) >= ESCALATED
                if often and teams.get(target) and teams[target] != teams[source]:
                    found[source, target] = times.get(source, 0.0) * chance * hours[target]
    return sorted((pair for pair, weight in found.items() if weight > 0), key=lambda pair: (-found[pair], pair))


def approvals(model: ServiceModel) -> list[tuple[str, str]]:
    """Passages to a step that is called an approval, the most frequent first (those to what may be none, a release, last)."""
    times = visits(model.routing, model)
    named = {step.name for step in _staffed(model) if APPROVAL.search(step.name)}
    found = {
        (context.after[0], name): times.get(context.after[0], 0.0) * chance
        for context in model.routing.contexts
        if len(context.after) == 1 and context.after[0] in times
        for name, chance in context.next.items()
        if name in named and name != context.after[0]
    }
    weak = {name: WEAK.search(name) is not None for name in named}
    return sorted((pair for pair, often in found.items() if often > 0), key=lambda pair: (weak[pair[1]], -found[pair], pair))


def pauses(model: ServiceModel) -> list[str]:
    """Waiting for customers and suppliers, by what it costs an average ticket."""
    times = visits(model.routing, model)
    hours = {
        step.name: times.get(step.name, 0.0) * step.duration.expected for step in model.steps if step.meaning in ("customer", "supplier")
    }
    return sorted((name for name, each in hours.items() if each > 0), key=lambda name: (-hours[name], name))


def ranks(model: ServiceModel) -> list[tuple[str, tuple[str, ...]]]:
    """Attributes that look like priorities, with their values as their words say (high, low), else in the order of the names (P1, P2 …)."""
    if model.priority is not None:
        return [(model.priority.attribute, model.priority.order)]
    return [
        (each.name, tuple(sorted(each.shares, key=_urgency)))
        for each in model.attributes
        if RANK.search(each.name) and len(each.shares) > 1
    ]


def uneven_steps(model: ServiceModel) -> list[str]:
    """Steps that some people do clearly faster than others, by their work."""
    hours = work_h(model)
    uneven = [step.name for step in _staffed(model) if step.by_person and fastest(model, step)]
    return sorted((name for name in uneven if not IDLE.search(name)), key=lambda name: (-hours.get(name, 0.0), name))


def _urgency(value: str) -> tuple[int, str]:
    """Where a value stands among others, the most urgent first."""
    ranked = (number for number, words in enumerate(URGENCY) if re.search(words, value, re.IGNORECASE))
    return next(ranked, len(URGENCY)), value


def _staffed(model: ServiceModel) -> Iterable[Step]:
    return (step for step in model.steps if step.staffed)


def _spread(step: Step) -> float:
    """How uneven a step is: the range of its middle 80 % over its mean."""
    return (step.duration.draw(0.9) - step.duration.draw(0.1)) / step.duration.expected
