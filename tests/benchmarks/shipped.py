"""How long the shipped instances take, run by command and never as a test.

    uv run python tests/benchmarks/shipped.py [--gap 0.01] [--time-limit 300] [instance ...]

Prints, for each instance: seconds of `planner --help`, of the whole `planner plan` with workbook
and maps, of the solve alone, the gap reached and the peak memory of the process.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def timed(*arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "planner", *arguments], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - began, done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", default=["uk"])
    parser.add_argument("--gap", default="0.01")
    parser.add_argument("--time-limit", default="300")
    chosen = parser.parse_args()
    help_seconds = min(timed("--help")[0] for _ in range(3))
    print(f"planner --help: {help_seconds:.2f} s")
    for instance in chosen.instances:
        with tempfile.TemporaryDirectory() as folder:
            options = ["--gap", chosen.gap, "--time-limit", chosen.time_limit]
            seconds, done = timed("plan", instance, "--quiet", "--reports", folder, *options)
            result = json.loads((Path(done.stdout.strip()) / "result.json").read_text())
        # Of the largest child so far: instances are best run from small to large.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
        print(
            f"{instance}: {seconds:.1f} s in all, {result['seconds']:.1f} s to solve, "
            f"{result['status']}, gap {result['gap']:.2%}, value {result['objective']:.1f}, "
            f"{result['rows']} rows, {result['columns']} columns, {result['binaries']} binaries, "
            f"peak {peak:.2f} GiB"
        )


if __name__ == "__main__":
    main()
