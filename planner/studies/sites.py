"""Site evaluation: for every plant that may be built, what it is worth to have it, or not.

The case is planned as it stands, closer than what follows, and under scenarios; then, for each
plant, once more with the plant forced in if the plan is without it, kept out if the plan has it.
Where such a plan turns out better than the plan itself, it takes its place, and what is then
missing is asked.
"""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from planner.studies.tasks import Done, OnDone, OnProgress, TaskSpec

BASE = "the plan"
SCENARIO = "scenario: "

CLOSER = 4.0
"""Times as close and as long the plan itself is searched as those with a question put: it is one
search, and its gap is in every range."""

OF_SITES = StudyOptions(gap=0.01, time_limit=120.0)
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


def evaluate_sites(
    case: Path,
    store: Store,
    options: StudyOptions = OF_SITES,
    scenarios: Sequence[str] = (),
    plants: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_done: OnDone = lambda done: None,
    on_progress: OnProgress = lambda key, known: None,
) -> SiteValues:
    """What every candidate plant of a case is worth, or those named, as ranges that are certain.

    options: of each search. scenarios: names, or ("all",): under how many a plant is built.
    Searches that the store has of the same tables, options and versions are not repeated.
    Errors: InstanceError; NoPlan where the case as it stands has none; StudyFailed where its
    search crashed; KeyboardInterrupt; StoreError; ClusterError.
    """
    instance = read_instance(case)
    asked = chosen_plants(instance, plants)
    names = chosen_scenarios(instance, scenarios)
    settings = options.plain() | {"closer": CLOSER}
    study = Study(store, instance.name, "sites", instance.fingerprint, settings)
    survey = _Survey(str(case.resolve()), options, study, workers, cluster, on_done, on_progress)
    first = survey.run(
        [survey.of_base(alone=not names), *(survey.of_scenario(name) for name in names)]
    )
    findings = _all_answers(survey, _base(first[BASE]), asked)
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
    )


def _base(done: Done) -> Answer:
    answer = answer_of(done)
    if answer.found == NO_PLAN:
        raise NoPlan(answer.why)
    if answer.found != PLAN:
        raise StudyFailed(f"The case as it stands could not be planned: {answer.why}")
    return answer


def _all_answers(survey: "_Survey", base: Answer, plants: Sequence[str]) -> Findings:
    """Ask about every plant; again where a better plan than that of the base has turned up."""
    findings = Findings(base, {})
    while True:
        wanted = [findings.question(plant) for plant in plants]
        missing = [question for question in wanted if question not in findings.answers]
        if not missing:
            return findings
        done = survey.run([survey.of_question(question, findings) for question in missing])
        found = {question: answer_of(done[question.key]) for question in missing}
        findings = replace(findings, answers={**findings.answers, **found})


@dataclass(frozen=True)
class _Survey:
    """The tasks of an evaluation."""

    case: str
    options: StudyOptions
    study: Study
    workers: int | None
    cluster: str | None
    on_done: OnDone
    on_progress: OnProgress

    def run(self, specs: Sequence[TaskSpec]) -> dict[str, Done]:
        return run_study(
            specs, self.study, workers=self.workers, cluster=self.cluster,
            on_done=self.on_done, on_progress=self.on_progress,
        )  # fmt: skip

    def spec(self, key: str, **arguments: Any) -> TaskSpec:
        given: dict[str, Any] = {
            "case": self.case, "scenario": None, "options": self.options.plain(), "included": [],
            "excluded": [], "start": None, "about": [], "better_than": None, "threads": 1,
        }  # fmt: skip
        return TaskSpec(key, WORK, given | arguments, self.options.limit)

    def of_base(self, *, alone: bool) -> TaskSpec:
        """The plan itself; alone, it has all cores that the study may use."""
        options = self.options.closer(CLOSER)
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
        )


def _notes(findings: Findings, planned: dict[str, Answer], plants: Sequence[str]) -> list[str]:
    notes = []
    best, base = findings.best, findings.base
    if best is not base:
        gained = best.objective - base.objective
        notes.append(
            f"A plan with a plant forced in or kept out is better than the plan found at first, by"
            f" {gained:,.3f} M: it has taken its place."
        )
    costs = [findings.cost(plant) for plant in plants]
    ranges = [cost for cost in costs if cost.found == PLAN]
    free = sum(cost.low == 0 for cost in ranges)
    if free:
        notes.append(
            f"{free} of {len(ranges)} ranges begin at 0: at these gaps it cannot be told whether"
            " these plants matter. Every range is at least as wide as what is open of the plan"
            f" itself, {findings.bound - best.objective:,.3f} M; a smaller gap and a longer time"
            " limit narrow it."
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
    best, closer = findings.best, options.closer(CLOSER)
    return [
        ("case", instance.name),
        ("fingerprint of the tables", instance.fingerprint),
        (f"net present value of the best plan found [M {currency}]", f"{best.objective:,.3f}"),
        (f"no plan is worth more than [M {currency}]", f"{findings.bound:,.3f}"),
        ("gap asked for: of the plan, of each search", f"{closer.gap:.2%}, {options.gap:.2%}"),
        ("gap reached for the plan", _share(findings.base.gap)),
        (
            "time limit of the plan, of each search [s]",
            f"{closer.time_limit:,.0f}, {options.time_limit:,.0f}",
        ),
        ("seed", str(options.seed)),
        ("method", options.method or "the one that fits"),
        ("searches", str(1 + len(findings.answers))),
    ]


def _share(gap: float) -> str:
    return f"{gap:.2%}" if math.isfinite(gap) else "none: no bound was proven"
