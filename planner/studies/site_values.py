"""What a plant is worth to the network: the cost of its absence, or of its presence, as a range.

The best plan is worth V, somewhere between the value of the best plan found and the bound; the
best plan with (or without) a plant is worth W, between the best such plan found and its bound.
What it costs to build the plant, or to keep it out, is V - W:

    at least   best plan found - bound with the question put, but never below 0
    at most    bound - best plan found that fits the question

The difference of the two best plans found lies in between, and is the estimate.
Every plan found counts for every question it fits. A sum paid for building a plant adds just that
sum to every plan that builds it; so what building it costs is the sum from which on it is built,
and what keeping it out costs is the sum that it may cost more and still be built.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from planner.studies.site_task import BETTER, NO_PLAN, NOT_KNOWN, PLAN
from planner.studies.tasks import Done, Plain, or_infinite

FAILED = "failed"

BUILD, KEEP_OUT = "build it", "keep it out"


class Question(NamedTuple):
    """What a plan is asked for."""

    ask: str
    """build it, or keep it out."""
    plant: str

    @property
    def key(self) -> str:
        return f"{self.ask}: {self.plant}"


@dataclass(frozen=True)
class Answer:
    """What came of a search."""

    found: str
    """plan, no plan, not known or failed."""
    objective: float
    """M; minus infinity where there is no plan."""
    bound: float
    """M."""
    built: Mapping[str, Plain]
    """Plant -> size, period, capacity [t/year], capital_cost [M]."""
    binaries: Plain
    dependence: list[list[Any]]
    gap: float
    seconds: float
    """Of its process."""
    why: str


NOT_ASKED = Answer(
    NOT_KNOWN, -math.inf, math.inf, {}, {}, [], math.nan, math.nan, "It was stopped before."
)  # fmt: skip


def answer_of(done: Done) -> Answer:
    """The answer in what came of a task, also of one that failed."""
    result = done.result or {}
    found = result.get("found", FAILED)
    if found == PLAN:
        return Answer(
            PLAN, result["objective"], or_infinite(result["bound"]), result["built"],
            result["binaries"], result["dependence"], or_infinite(result["gap"]),
            done.seconds, "" if done.finished else done.error,
        )  # fmt: skip
    if not done.finished:
        found = FAILED
    bound = -math.inf if found == NO_PLAN else math.inf
    why = done.error or result.get("why", "")
    return Answer(found, -math.inf, bound, {}, {}, [], math.nan, done.seconds, why)


@dataclass(frozen=True)
class Cost:
    """What it costs to do what is asked, M of present value."""

    question: Question
    found: str
    """plan: the range holds, with an end unless no search has proven a bound; no plan: it cannot
    be done; not known, failed: no upper end."""
    low: float
    estimate: float
    """By the best plans found."""
    high: float
    why: str


@dataclass(frozen=True)
class Findings:
    """The answers so far."""

    base: Answer
    answers: Mapping[Question, Answer]

    @property
    def plans(self) -> list[Answer]:
        """Every plan found, of the base first."""
        return [a for a in (self.base, *self.answers.values()) if a.found == PLAN]

    @property
    def best(self) -> Answer:
        """The best plan found: that of the base, unless a plan with a question put is better."""
        best = max(self.plans, key=lambda plan: plan.objective)
        better = best.objective > self.base.objective + BETTER * abs(self.base.objective)
        return best if better else self.base

    @property
    def bound(self) -> float:
        """No plan is worth more, M: a plan builds a plant or does not."""
        bounds = [self.base.bound]
        for plant in {question.plant for question in self.answers}:
            bounds.append(max(self.answer(Question(ask, plant)).bound for ask in (BUILD, KEEP_OUT)))
        return max(min(bounds), self.best.objective)

    def question(self, plant: str) -> Question:
        """What tells the value of a plant: the opposite of what the best plan does."""
        return Question(KEEP_OUT if plant in self.best.built else BUILD, plant)

    def answer(self, question: Question) -> Answer:
        """What came of a question; where it was not asked, nothing is known."""
        return self.answers.get(question, NOT_ASKED)

    def capital(self, plant: str) -> float:
        """M that a plant costs to build in the best plan; 0 where that is without it."""
        return float(self.best.built.get(plant, {}).get("capital_cost", 0.0))

    def cost(self, plant: str) -> Cost:
        """What the opposite of what the best plan does costs."""
        question = self.question(plant)
        answer = self.answer(question)
        if answer.found == NO_PLAN:
            return Cost(question, NO_PLAN, math.nan, math.nan, math.nan, answer.why)
        fits = [
            plan.objective
            for plan in self.plans
            if (plant in plan.built) == (question.ask == BUILD)
        ]
        low = max(0.0, self.best.objective - min(self.bound, answer.bound))
        if not fits:
            return Cost(question, answer.found, low, math.nan, math.nan, answer.why)
        estimate = max(low, self.best.objective - max(fits))
        high = max(estimate, self.bound - max(fits))
        return Cost(question, PLAN, low, estimate, high, answer.why)

    def standing(self, plant: str) -> Answer | None:
        """The best plan found that builds a plant."""
        if plant in self.best.built:
            return self.best
        plans = [plan for plan in self.plans if plant in plan.built]
        return max(plans, key=lambda plan: plan.objective, default=None)


__all__ = [
    "BUILD", "FAILED", "KEEP_OUT", "NOT_KNOWN", "NO_PLAN", "PLAN",
    "Answer", "Cost", "Findings", "Question", "answer_of",
]  # fmt: skip
