"""What the customers of the bundled desk answered, and what is true of them. ``python event_logs/voice.py`` makes the files anew.

It reads ``service_desk.csv`` and writes ``service_desk_survey.csv`` (answers and comments), ``service_desk_outcomes.csv`` (complaints and
customers who left) and ``service_desk_survey.truth.json``. Nothing of svcflow is used, and nobody has answered: every answer is drawn.

The mean answer to "Overall satisfaction" is ``BASE - PER_HOUR · hours - PER_REPEAT · repeats``: hours of lead time up to ten days, repeats
up to four. Answers are binomial about that mean, so that the means are straight lines in hours and repeats whatever the
scale; what one person answers to several questions goes together by a Gaussian copula.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import voice_texts as texts

SEED = 23
FOLDER = Path(__file__).parent
BASE, PER_HOUR, PER_REPEAT = 4.55, 0.008, 0.30
MOST_H, MOST_REPEATS = 240.0, 4
ANSWERS = {"P1": 0.34, "P2": 0.29, "P3": 0.25, "P4": 0.20}
"""chance of an answer by priority; a tenth less for tickets of more than three days"""
SLOW_H, SLOW_LESS = 72.0, 0.10
CUSTOMERS = 420
WRITES = 0.55
"""chance that who answers also writes"""
LANGUAGES = (("en", 0.5), ("zh-Hans", 0.38), ("zh-Hant", 0.12))
QUESTIONS = (
    "Overall satisfaction",
    "Speed",
    "Solution",
    "Courtesy",
    "Look of the portal",
    "Would you recommend us (0-10)",
    "It was easy to get help (1-7)",
)
HEADER = ("Response ID", "Ticket ID", "Customer", "Answered", *QUESTIONS, "Comment", "Follow-up")
OUTCOME_HEADER = ("Ticket ID", "Customer", "Complaint", "Left")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its customer knows it: hours from the first start to the last end, repeats, and where it waited longest."""

    name: str
    priority: str
    end: datetime
    hours: float
    repeats: int
    longest: str

    @property
    def mean(self) -> float:
        """The mean answer of customers with such a ticket, on 1-5."""
        return BASE - PER_HOUR * min(self.hours, MOST_H) - PER_REPEAT * min(self.repeats, MOST_REPEATS)


def read_tickets() -> list[Ticket]:
    """The tickets of the bundled log, in order."""
    rows: dict[str, list[dict[str, str]]] = {}
    with (FOLDER / "service_desk.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["Ticket ID"], []).append(row)
    return [_ticket(name, steps) for name, steps in sorted(rows.items())]


def _ticket(name: str, steps: Sequence[dict[str, str]]) -> Ticket:
    starts = [datetime.fromisoformat(step["Started"]) for step in steps]
    ends = [datetime.fromisoformat(step["Finished"]) for step in steps]
    waited: dict[str, float] = {}
    done: set[str] = set()
    repeats, before, after_wait = 0, "", False
    for number, step in enumerate(steps):
        what = step["Step"]
        if what == "Wait for customer":
            after_wait = True
            continue
        if number:
            waited[what] = waited.get(what, 0.0) + (starts[number] - ends[number - 1]) / timedelta(hours=1)
        # Work that goes on after the customer's answer is one execution in two parts.
        repeats += what in done and not (after_wait and what == before)
        done.add(what)
        before, after_wait = what, False
    longest = max(waited, key=lambda what: waited[what]) if waited else ""
    return Ticket(name, steps[0]["Priority"], max(ends), (max(ends) - min(starts)) / timedelta(hours=1), repeats, longest)


def make_files(seed: int = SEED) -> dict[str, str]:
    """All three files: name to text."""
    tickets = read_tickets()
    answering, asking, writing, leaving = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(4))
    customers = [f"C-{number:03d}" for number in asking.integers(1, CUSTOMERS + 1, len(tickets))]
    rows, labels = [], {}
    for ticket, customer in zip(tickets, customers, strict=True):
        draws = answering.random(2)
        if draws[0] >= ANSWERS[ticket.priority] - SLOW_LESS * (ticket.hours > SLOW_H):
            continue
        answers = _answers(ticket, answering)
        comment, label = _comment(ticket, answers[0], writing)
        name = f"R{len(rows) + 1:04d}"
        if comment:
            labels[name] = label
        answered = (ticket.end + timedelta(hours=1 + 70 * float(draws[1]))).strftime("%Y-%m-%d %H:%M")
        action = ("Called back", "Apology sent", "")[int(writing.integers(0, 3))] if answers[5] <= 6 else ""
        rows.append((name, ticket.name, customer, answered, *map(str, answers), comment, action))
    return {
        "service_desk_survey.csv": _csv(HEADER, rows),
        "service_desk_outcomes.csv": _csv(OUTCOME_HEADER, list(_outcomes(tickets, customers, leaving))),
        "service_desk_survey.truth.json": _truth(len(rows), labels),
    }


def _answers(ticket: Ticket, rng: np.random.Generator) -> tuple[int, ...]:
    """The answers to all questions: means by what the ticket went through, together by a mood."""
    mood, speed, solution, courtesy, overall, recommend, ease, portal = rng.standard_normal(8)
    of_speed, of_solution, of_courtesy = (math.sqrt(0.5) * (mood + own) for own in (speed, solution, courtesy))
    # Of unit variance: the three share the mood, so their sum has variance 0.55² + 0.45² + 0.2² + 2 · ½ · (…) + the rest.
    whole = 0.55 * of_speed + 0.45 * of_solution + 0.20 * of_courtesy
    shared = 0.55**2 + 0.45**2 + 0.2**2 + 0.55 * 0.45 + 0.55 * 0.2 + 0.45 * 0.2
    whole = (whole + 0.4 * overall) / math.sqrt(shared + 0.16)
    hours, repeats = min(ticket.hours, MOST_H), min(ticket.repeats, MOST_REPEATS)
    like = 0.9 * whole + math.sqrt(0.19) * recommend
    easy = 0.6 * whole + 0.8 * ease
    return (
        _drawn(whole, ticket.mean, 1, 5),
        _drawn(of_speed, 4.6 - 0.014 * hours, 1, 5),
        _drawn(of_solution, 4.5 - 0.7 * repeats, 1, 5),
        _drawn(of_courtesy, 4.4, 1, 5),
        _drawn(portal, 3.4, 1, 5),
        _drawn(like, 8.8 - 0.018 * hours - 0.7 * repeats, 0, 10),
        _drawn(easy, 6.0 - 0.010 * hours - 0.4 * repeats, 1, 7),
    )


def _drawn(normal: float, mean: float, low: int, high: int) -> int:
    """The quantile of a binomial on low … high with this mean, at the normal's probability."""
    n, wanted = high - low, 0.5 * (1 + math.erf(float(normal) / math.sqrt(2)))
    share = (mean - low) / n
    reached = 0.0
    for answer in range(n):
        reached += math.comb(n, answer) * share**answer * (1 - share) ** (n - answer)
        if wanted < reached:
            return low + answer
    return high


def _comment(ticket: Ticket, overall: int, rng: np.random.Generator) -> tuple[str, dict[str, Any]]:
    """A comment in one of the languages, or none, and its labels. Every draw is made for every ticket that is answered."""
    writes, language, neutral, wishes, ends = rng.random(5)
    spoken = next(name for name, until in zip(*_cumulated(LANGUAGES), strict=True) if language < until)
    english = spoken == "en"
    mood = "positive" if overall >= 4 else "negative" if overall <= 2 else ("negative", "neutral", "positive")[int(3 * neutral)]
    bodies = {
        "positive": texts.POSITIVE_EN if english else texts.POSITIVE_ZH,
        "negative": texts.NEGATIVE_EN if english else texts.NEGATIVE_ZH,
        "neutral": {"": texts.NEUTRAL_EN if english else texts.NEUTRAL_ZH},
    }[mood]
    theme = ticket.longest if ticket.longest in bodies else _one(tuple(bodies), rng)
    body = _one(bodies[theme], rng)
    wish = _one(texts.WISHES_EN if english else texts.WISHES_ZH, rng) if wishes < (0.3 if mood != "positive" else 0.1) else ""
    ending = _one(texts.ENDINGS_EN if english else texts.ENDINGS_ZH, rng) if ends < 0.08 else ""
    parts = [_filled(part, english, rng) for part in (body, wish, ending) if part]
    comment = (" " if english else "").join(parts)
    if spoken == "zh-Hant":
        traditional = comment.translate(str.maketrans(texts.SIMPLIFIED, texts.TRADITIONAL))
        # Some sentences are written alike in both.
        spoken = "zh-Hant" if traditional != comment else "zh-Hans"
        comment = traditional
    if writes >= WRITES:
        return "", {}
    return comment, {"sentiment": mood, "language": spoken, "theme": theme, "wish": bool(wish), "personal": bool(ending)}


def _cumulated(chances: Sequence[tuple[str, float]]) -> tuple[list[str], list[float]]:
    return [name for name, _ in chances], [*np.cumsum([chance for _, chance in chances])[:-1], 1.0]


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(0, len(choices)))]


def _filled(text: str, english: bool, rng: np.random.Generator) -> str:
    words = {name: _one(each, rng) for name, each in texts.WORDS.items()}
    phones = texts.PHONES_EN if english else texts.PHONES_ZH
    filled = text.format(**words, mail=_one(texts.MAILS, rng), phone=_one(phones, rng))
    return filled[:1].upper() + filled[1:]


def _outcomes(tickets: Sequence[Ticket], customers: Sequence[str], rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Whether a ticket led to a complaint, and its customer left: both the likelier the less satisfied such customers are."""
    rows = []
    for ticket, customer in zip(tickets, customers, strict=True):
        complains, leaves = rng.random(2)
        unhappy = 4.2 - ticket.mean
        complaint = complains < 1 / (1 + math.exp(3.6 - 1.6 * unhappy))
        left = leaves < 1 / (1 + math.exp(4.2 - 1.2 * unhappy))
        rows.append((ticket.name, customer, str(int(complaint)), str(int(left))))
    return rows


def _truth(responses: int, labels: dict[str, Any]) -> str:
    truth = {
        "about": "What is true of service_desk_survey.csv and service_desk_outcomes.csv; see README.md.",
        "seed": SEED,
        "responses": responses,
        "overall": {
            "mean": "base - per_hour * min(lead time, most_h) - per_repeat * min(repeats, most_repeats), on 1-5",
            "base": BASE,
            "per_hour": PER_HOUR,
            "per_repeat": PER_REPEAT,
            "most_h": MOST_H,
            "most_repeats": MOST_REPEATS,
        },
        "answer_chance": {**ANSWERS, "slower_than_h": SLOW_H, "less_by": SLOW_LESS},
        "drivers": {"Speed": "hours", "Solution": "repeats", "Courtesy": "mood alone"},
        "noise": ["Look of the portal"],
        "outcomes": {
            "complaint": "logit = -3.6 + 1.6 * (4.2 - mean overall of such tickets)",
            "left": "logit = -4.2 + 1.2 * (4.2 - mean overall of such tickets)",
        },
        "comments": labels,
    }
    text = json.dumps(truth, indent=1, ensure_ascii=False)
    return _flat(text) + "\n"


def _flat(text: str) -> str:
    """Each comment's labels on one line."""
    head, _, tail = text.partition('"comments": {')
    lines = tail.replace("{\n   ", "{").replace(",\n   ", ", ").replace("\n  }", "}")
    return f'{head}"comments": {{{lines}'


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the files beside this one."""
    for name, text in make_files().items():
        FOLDER.joinpath(name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
