"""From checked tables to HiGHS, beside raw arrays and linopy; run by command, never timed in tests.

    uv run python -m tests.benchmarks.to_matrix M [--seed 1] [--repeat 3] [--as-planned]
    uv run --with linopy python -m tests.benchmarks.to_matrix M      # linopy is no dependency

Seconds of every step until HiGHS has the model, before its first iteration, and seconds per million
flows (a flow is a lane in a period): of the network in full detail, and as it is planned, with
zones in place of points where it is large. A large network in zones stands for more flows than it
has: 'in detail' is per million of those. --as-planned: only that, for L, which has 11.5 million
flows in full detail.

house: planner.plan, planner.model, planner.solving: the whole model, with names and accounts.
raw:   the core of ``core_model.py`` by numpy and scipy, from the same Network.
linopy: the same core, from the same arrays, as a sparse linopy model and its own export.

The quickest of so many runs, by its sum; the first pays for what Python loads late. Processor
seconds are of all steps after the network, for machines that do other work as well.
"""

import argparse
import gc
import os
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

import highspy
import numpy as np

from planner.instance.instance import Instance
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.build import build_network
from planner.network.network import Network
from planner.plan import task_of
from tests.benchmarks.core_model import (
    LEFT_OUT,
    Program,
    core_of,
    linopy_model,
    linopy_program,
    passed_to_highs,
    raw_program,
)
from tests.benchmarks.synthetic import SCALES, tables
from tests.tiny import instance_of

STEPS = ("network", "arrays", "model", "matrix", "HiGHS")
MILLION = 1e6


class Way(NamedTuple):
    """A way from the network to HiGHS: what each step makes of what the one before it made."""

    name: str
    steps: dict[str, Callable]


class Run(NamedTuple):
    seconds: dict[str, float]
    """Step -> seconds."""
    processor: float
    rows: int
    columns: int
    entries: int


def house_program(model) -> Program:
    """The matrix of a model, without its names."""
    found = compile_matrix(model)
    return Program(
        found.cost, found.lower, found.upper, found.integer, found.A,
        found.row_lower, found.row_upper,
    )  # fmt: skip


WAYS = (
    Way("house", {"model": build_model, "matrix": house_program, "HiGHS": passed_to_highs}),
    Way("raw", {"arrays": core_of, "matrix": raw_program, "HiGHS": passed_to_highs}),
    Way(
        "linopy",
        {
            "arrays": core_of,
            "model": linopy_model,
            "matrix": linopy_program,
            "HiGHS": passed_to_highs,
        },
    ),
)


def timed(way: Way, network: Network) -> Run:
    seconds = {}
    made = network
    gc.collect()
    processor = time.process_time()
    for step, make in way.steps.items():
        began = time.perf_counter()
        made = make(made)
        seconds[step] = time.perf_counter() - began
    highs: highspy.Highs = made
    processor = time.process_time() - processor
    return Run(seconds, processor, highs.getNumRow(), highs.getNumCol(), highs.getNumNz())


def quickest(way: Way, network: Network, repeat: int) -> Run:
    return min((timed(way, network) for _ in range(repeat)), key=lambda r: sum(r.seconds.values()))


def built(make: Callable[[], Network], repeat: int) -> tuple[float, Network]:
    """The network and the least seconds of so many times."""
    least = float("inf")
    for _ in range(repeat):
        gc.collect()
        began = time.perf_counter()
        network = make()
        least = min(least, time.perf_counter() - began)
    return least, network


def compare(network: Network, to_network: float, flows: int, repeat: int) -> None:
    """flows: in full detail."""
    own = sum(len(lane.cost) for lane in network.lanes.values())
    print(f"{own:,} flows in {len(network.lanes):,} lanes")
    print(f"{'':7}{''.join(f'{s:>9}' for s in STEPS)}{'sum':>9}{'processor':>11}", end="")
    print(f"{'per million':>13}{'in detail':>11}{'rows':>11}{'columns':>11}{'entries':>12}")
    for way in WAYS:
        if way.name == "linopy" and not _linopy():
            print("linopy is not installed")
            continue
        run = quickest(way, network, repeat)
        seconds = {"network": to_network, **run.seconds}
        total = sum(seconds.values())
        cells = "".join(f"{seconds[s]:9.2f}" if s in seconds else f"{'-':>9}" for s in STEPS)
        print(f"{way.name:7}{cells}{total:9.2f}{run.processor:11.2f}", end="")
        print(f"{total / own * MILLION:13.1f}", end="")
        print(f"{total / flows * MILLION:11.1f}{run.rows:11,}{run.columns:11,}{run.entries:12,}")


def flows_in_detail(instance: Instance) -> int:
    """What zones stand for, and the flows of other sites."""
    task = task_of(instance)
    merged = set() if task.zones is None else set(task.zones.zones)
    own = [len(lane.cost) for lane in task.network.lanes.values() if lane.origin not in merged]
    bundles = () if task.zones is None else task.zones.bundles
    there = (np.isfinite(b.distance) & (b.amount > 0)[:, None] for b in bundles)
    return sum(own) + sum(int(ways.sum()) for ways in there)


def _linopy() -> str | None:
    try:
        return version("linopy")
    except PackageNotFoundError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SCALES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--as-planned", action="store_true")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{chosen.size}, seed {chosen.seed}; quickest of {chosen.repeat}; load {load:.1f} before")
    print(f"HiGHS {version('highspy')}, Pyomo {version('pyomo')}, linopy {_linopy()}")
    instance = instance_of(tables(SCALES[chosen.size], chosen.seed))
    flows = flows_in_detail(instance)
    if not chosen.as_planned:
        seconds, network = built(lambda: build_network(instance), chosen.repeat)
        print("\nIn full detail: ", end="")
        compare(network, seconds, flows, chosen.repeat)
    zones = task_of(instance).zones
    if zones is not None:
        seconds, network = built(lambda: task_of(instance).network, chosen.repeat)
        print(f"\nAs planned, {len(zones.zones)} zones for {len(zones.points)} points: ", end="")
        compare(network, seconds, flows, chosen.repeat)
    else:
        print("\nPlanned in full detail, without zones.")
    print(f"\nraw and linopy leave out: {LEFT_OUT}.")


if __name__ == "__main__":
    main()
