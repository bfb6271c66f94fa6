"""A network planned on zones gives a plan in full detail that a whole solve agrees with."""

import pytest

from planner.network.build import build_network
from planner.plan import solve_network, solve_task, task_of
from planner.solution.verify import verify
from planner.solving.highs import Options
from tests.benchmarks.synthetic import Scale, tables
from tests.tiny import instance_of

SMALL = Scale(points=20, preprocessors=4, refineries=2, producers=2, years=3)


@pytest.fixture
def on_zones(monkeypatch):
    monkeypatch.setattr("planner.zones.MANY", 100)
    monkeypatch.setattr("planner.zones.ZONES", 5)
    monkeypatch.setattr("planner.solving.method.LARGE", 100)
    monkeypatch.setattr("planner.solving.method.VERY_LARGE", 100)


@pytest.mark.parametrize("seed", range(3))
def test_the_plan_is_one_of_every_point_and_its_bound_holds(on_zones, seed):
    instance = instance_of(tables(SMALL, seed))
    task = task_of(instance)
    assert task.zones is not None
    whole = solve_network(build_network(instance), Options(gap=1e-6, method="highs"))
    heard = []
    solution = solve_task(task, Options(gap=0.002), heard.append)
    best = whole.result.objective
    assert verify(solution) == []
    assert solution.result.method == "decomposition"
    assert "20 points in 5 zones" in solution.result.reason
    assert solution.result.objective <= best + 1e-6 * abs(best)
    assert solution.result.objective >= best - 0.03 * abs(best)
    assert all(progress.bound >= best - 1e-6 * abs(best) for progress in heard)
    senders = {lane.origin for lane in solution.network.lanes.values()}
    assert {site for site in instance_sites(instance) if site.startswith("point")} <= senders


def instance_sites(instance) -> set[str]:
    return {row.site for row in instance.tables["sites"]}


def test_another_method_plans_the_whole_network(on_zones):
    task = task_of(instance_of(tables(SMALL, 0)))
    solution = solve_task(task, Options(gap=0.01, method="branching"))
    assert solution.result.method == "branching"
    assert len(solution.network.lanes) > len(task.network.lanes)


def test_ctrl_c_keeps_the_best_plan_of_every_point(on_zones):
    task = task_of(instance_of(tables(SMALL, 1)))

    def interrupt(progress) -> None:
        if progress.incumbent is not None:
            raise KeyboardInterrupt

    solution = solve_task(task, Options(gap=1e-6), interrupt)
    assert solution.result.status == "interrupted"
    assert solution.result.bound >= solution.result.objective


def test_points_that_reach_different_plants_are_planned_whole(on_zones):
    near = tables(SMALL, 0)
    near["lane_rules"] = [near["lane_rules"][0] | {"nearest": 2}, *near["lane_rules"][1:]]
    task = task_of(instance_of(near))
    assert task.zones is None or all(
        (lane is None) == (mean == float("inf"))
        for bundle in task.zones.bundles
        for lane, mean in zip(bundle.lanes.ravel(), bundle.mean_distance.ravel(), strict=True)
    )
