"""Site evaluation: for every plant that may be built, what it is worth to have it, or not.

The case is planned as it stands, with more time than what follows, and under scenarios; then, for
each plant, once more with the plant kept out if the plan has it, forced in if the plan is without
it: the dearest of the plan first, as they tell most. Such a search ends once what it costs is known
well enough. Where such a plan turns out better than the plan itself, it takes its place, and what
is then missing is asked.
"""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from planner.instance.instance import Instance
from planner.instance.read import read_instance
from planner.network.network import Network
from planner.plan import NoPlan, task_of
from planner.solution.tables import in_currency
from planner.store.store import Store
from planner.studies.choosing import chosen_plants, chosen_scenarios
from planner.studies.options import StudyOptions
from planner.studies.record import Study
from planner.studies.runner import run_study
from planner.studies.site_tables import depends_on, values_of
from planner.studies.site_values import (
    BUILD,
    KEEP_OUT,
    NO_PLAN,
    PLAN,
    Answer,
    Findings,
    Question,
    answer_of,
)
from planner.studies.tasks import Done, OnBegin, OnDone, OnProgress, TaskSpec

BASE = "the plan"
SCENARIO = "scenario: "

LONGER = 4.0
"""Times as long the plan itself may be searched as those with a question put: it is one search, and
its gap is in every range."""

NEAR_ENOUGH = 0.2
"""Share of its estimate by which the least that something costs may lie below it: then the search
ends, however wide its own gap still is."""

OF_SITES = StudyOptions(gap=0.0025, time_limit=120.0)
WORK = "planner.studies.site_task:solve_question"


class StudyFailed(Exception):
    """The plan that everything is compared with could not be made; says why."""


@dataclass(frozen=True)
class SiteValues:
    """What every plant is worth."""

    network: Network
    table: pd.DataFrame
    """A row a plant, the most valuable first; the currency stands in the headers."""
    depends_on: pd.DataFrame
    """What each plant depends on in the best plan found that builds it."""
    findings: Findings
    planned: tuple[str, ...]
    """What was planned beside the case as it stands: scenarios with a plan."""
    notes: tuple[str, ...]
    """What the reader must know, as sentences."""
    settings: tuple[tuple[str, str], ...]
    """How it was made: what, and how."""
    stopped: bool
    """Whether Ctrl-C came before every plant was asked about."""


def evaluate_sites(
    case: Path,
    store: Store,
    options: StudyOptions = OF_SITES,
    scenarios: Sequence[str] = (),
    plants: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_begin: OnBegin = lambda specs: None,
    on_done: OnDone = lambda done: None,
    on_progress: OnProgress = lambda key, known: None,
) -> SiteValues:
    """What every candidate plant of a case is worth, or those named, as ranges that are certain.

    options: of each search. scenarios: names, or ("all",): under how many a plant is built.
    Searches that the store has of the same tables, options and versions are not repeated.
    After Ctrl-C it ends with what is known.
    Errors: InstanceError; NoPlan where the case as it stands has none; StudyFailed where its
    search crashed; KeyboardInterrupt before it has a plan; StoreError; ClusterError.
    """
    instance = read_instance(case)
    asked = chosen_plants(instance, plants)
    names = chosen_scenarios(instance, scenarios)
    settings = options.plain() | {"longer": LONGER, "near_enough": NEAR_ENOUGH}
    study = Study(store, instance.name, "sites", instance.fingerprint, settings)
    survey = _Survey(
        str(case.resolve()), instance.fingerprint, options, study, workers, cluster,
        on_begin, on_done, on_progress,
    )  # fmt: skip
    first = survey.run(
        [survey.of_base(alone=not names), *(survey.of_scenario(name) for name in names)]
    )
    findings, stopped = _all_answers(survey, _base(first[BASE]), asked)
    planned = {name: answer_of(first[SCENARIO + name]) for name in names}
    network = task_of(instance).network
    table = values_of(network, findings, asked, [a for a in planned.values() if a.found == PLAN])
    return SiteValues(
        network=network,
        table=in_currency(table, network.currency),
        depends_on=in_currency(depends_on(findings, list(table["plant"])), network.currency),
        findings=findings,
        planned=tuple(name for name, answer in planned.items() if answer.found == PLAN),
        notes=tuple(_notes(findings, planned, asked)),
        settings=tuple(_settings(instance, options, findings, network.currency)),
        stopped=stopped,
    )


def _base(done: Done) -> Answer:
    answer = answer_of(done)
    if answer.found == NO_PLAN:
        raise NoPlan(answer.why)
    if answer.found != PLAN:
        raise StudyFailed(f"The case as it stands could not be planned: {answer.why}")
    return answer


def _all_answers(survey: "_Survey", base: Answer, plants: Sequence[str]) -> tuple[Findings, bool]:
    """Ask about every plant; again where a better plan than that of the base has turned up.

    Whether Ctrl-C came in between is told beside what is known by then.
    """
    findings = Findings(base, {})
    while True:
        wanted = [findings.question(plant) for plant in plants]
        missing = [question for question in wanted if question not in findings.answers]
        if not missing:
            return findings, False
        missing.sort(key=lambda question: -findings.capital(question.plant))
        stopped = False
        try:
            survey.run([survey.of_question(question, findings) for question in missing])
        except KeyboardInterrupt:
            stopped = True
        landed = {question: survey.landed.get(question.key) for question in missing}
        found = {question: answer_of(done) for question, done in landed.items() if done}
        findings = replace(findings, answers={**findings.answers, **found})
        if stopped:
            return findings, True


@dataclass(frozen=True)
class _Survey:
    """The tasks of an evaluation."""

    case: str
    fingerprint: str
    options: StudyOptions
    study: Study
    workers: int | None
    cluster: str | None
    on_begin: OnBegin
    on_done: OnDone
    on_progress: OnProgress
    landed: dict[str, Done] = field(default_factory=dict)

    def run(self, specs: Sequence[TaskSpec]) -> dict[str, Done]:
        def land(done: Done) -> None:
            self.landed[done.key] = done
            self.on_done(done)

        return run_study(
            specs, self.study, workers=self.workers, cluster=self.cluster,
            on_begin=self.on_begin, on_done=land, on_progress=self.on_progress,
        )  # fmt: skip

    def spec(self, key: str, **arguments: Any) -> TaskSpec:
        given: dict[str, Any] = {
            "case": self.case, "fingerprint": self.fingerprint, "scenario": None,
            "options": self.options.plain(), "included": [], "excluded": [], "start": None,
            "about": [], "better_than": None, "near_enough": None, "threads": 1,
        }  # fmt: skip
        return TaskSpec(key, WORK, given | arguments, self.options.limit)

    def of_base(self, *, alone: bool) -> TaskSpec:
        """The plan itself; alone, it has all cores that the study may use."""
        options = self.options.longer(LONGER)
        threads = (self.workers or os.cpu_count() or 1) if alone and self.cluster is None else 1
        spec = self.spec(BASE, options=options.plain(), threads=threads)
        return replace(spec, limit=options.limit)

    def of_scenario(self, name: str) -> TaskSpec:
        return self.spec(SCENARIO + name, scenario=name, better_than=float("1e300"))

    def of_question(self, question: Question, findings: Findings) -> TaskSpec:
        base = findings.base
        return self.spec(
            question.key,
            included=[question.plant] if question.ask == BUILD else [],
            excluded=[question.plant] if question.ask == KEEP_OUT else [],
            start=findings.best.binaries,
            about=[question.plant],
            better_than=base.objective,
            near_enough=[findings.best.objective, NEAR_ENOUGH],
        )


def _notes(findings: Findings, planned: dict[str, Answer], plants: Sequence[str]) -> list[str]:
    notes = []
    best, base = findings.best, findings.base
    unasked = [p for p in plants if findings.question(p) not in findings.answers]
    if unasked:
        notes.append(
            f"It was stopped before {len(unasked)} of {len(plants)} plants were searched; the same"
            " command goes on from what is done."
        )
    if best is not base:
        gained = best.objective - base.objective
        notes.append(
            f"A plan with a plant forced in or kept out is better than the plan found at first, by"
            f" {gained:,.3f} M: it has taken its place."
        )
    costs = [findings.cost(plant) for plant in plants]
    ranges = [cost for cost in costs if cost.found == PLAN]
    free = [cost for cost in ranges if cost.low == 0]
    if free:
        most, worth = max(cost.high for cost in free), abs(best.objective)
        share = f" ({most / worth:.1%} of what the plan is worth)" if worth else ""
        ends = f"{most:,.3f} M{share} at most" if math.isfinite(most) else "nobody knows how much"
        notes.append(
            f"{len(ranges) - len(free)} of {len(ranges)} ranges begin above 0: these plants matter"
            f" for certain. The other {len(free)} cost {ends}, and perhaps"
            " nothing. Every range is at least as wide as what is open of the plan itself,"
            f" {findings.bound - best.objective:,.3f} M; a smaller gap and a longer time limit"
            " narrow it."
        )
    if not planned:
        notes.append("No scenarios were planned: how often counts the plan alone.")
    notes += [
        f"Scenario {name} counts for nothing here: {answer.found}. {answer.why}".strip()
        for name, answer in planned.items()
        if answer.found != PLAN
    ]
    notes += [
        f"{question.plant}, {question.ask}: not known. {answer.why}"
        for question, answer in findings.answers.items()
        if answer.found not in (PLAN, NO_PLAN) and answer.why
    ]
    return notes


def _settings(
    instance: Instance, options: StudyOptions, findings: Findings, currency: str
) -> list[tuple[str, str]]:
    best, longer = findings.best, options.longer(LONGER)
    return [
        ("case", instance.name),
        ("fingerprint of the tables", instance.fingerprint),
        (f"net present value of the best plan found [M {currency}]", f"{best.objective:,.3f}"),
        (f"no plan is worth more than [M {currency}]", f"{findings.bound:,.3f}"),
        ("gap asked for", f"{options.gap:.2%}"),
        ("gap reached for the plan", _share(findings.base.gap)),
        (
            "time limit of the plan, of each search [s]",
            f"{longer.time_limit:,.0f}, {options.time_limit:,.0f}",
        ),
        ("a search ends once its least is this near to its estimate", f"{NEAR_ENOUGH:.0%}"),
        ("seed", str(options.seed)),
        ("method", options.method or "the one that fits"),
        ("searches", str(1 + len(findings.answers))),
    ]


def _share(gap: float) -> str:
    return f"{gap:.2%}" if math.isfinite(gap) else "none: no bound was proven"
