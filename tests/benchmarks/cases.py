"""The cases of a race, as the command line names them."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import facility_location as location
from tests.benchmarks.report import PLANNER
from tests.benchmarks.synthetic import SCALES

CHILD = "one-case"
"""The command that solves a case in the process it is given to, told in JSON."""


@dataclass(frozen=True)
class Case:
    """What is solved, by which method, and how far."""

    name: str
    group: str
    kind: str
    """synthetic, orlib or shipped."""
    path: str = ""
    size: str = ""
    seed: int = 0
    """Of the synthetic network."""
    capacity: float | None = None
    layout: str = location.LAYOUTS[0]
    strong: bool = True
    known: tuple[float, float] | None = None
    """Between what the least cost is known to lie."""
    method: str = PLANNER
    gap: float = 0.01
    time_limit: float = 600.0
    solver_seed: int = 0
    memory: float | None = None
    """GiB of address space that the process may take."""

    @property
    def unit(self) -> float:
        """What 1 in the objective of the matrix is in the money of the case."""
        return location.UNIT if self.kind == "orlib" else 1.0


def parser(description: str) -> argparse.ArgumentParser:
    """The command line of a race."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--gap", type=float, default=0.01)
    common.add_argument("--time-limit", type=float, default=600.0, help="seconds of the solve")
    common.add_argument("--plain", action="store_true", help="HiGHS alone as well")
    common.add_argument("--memory", type=float, help="GiB of address space for each process")
    common.add_argument("--solver-seeds", type=_numbers, default=[0], help="such as 0-2")
    common.add_argument("--json", type=Path, help="file for all that was heard")
    found = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = found.add_subparsers(dest="kind", required=True)
    synthetic = kinds.add_parser("synthetic", parents=[common])
    synthetic.set_defaults(cases=_synthetic)
    synthetic.add_argument("sizes", nargs="+", choices=list(SCALES))
    synthetic.add_argument("--seeds", type=_numbers, default=[1], help="such as 1-5")
    orlib = kinds.add_parser("orlib", parents=[common])
    orlib.set_defaults(cases=_or_library)
    orlib.add_argument("folder", type=Path)
    orlib.add_argument("--files", default="cap*")
    orlib.add_argument("--layout", choices=location.LAYOUTS, default=location.LAYOUTS[0])
    orlib.add_argument("--capacity", type=float, help="where the files say 'capacity'")
    orlib.add_argument("--weak", action="store_true", help="without shipped <= open")
    shipped = kinds.add_parser("shipped", parents=[common])
    shipped.set_defaults(cases=_shipped)
    shipped.add_argument("paths", nargs="+", type=Path)
    kinds.add_parser(CHILD).add_argument("case")
    return found


def _synthetic(chosen: argparse.Namespace) -> list[Case]:
    return [
        Case(f"{size}:{seed}", f"synthetic {size}", "synthetic", size=size, seed=seed)
        for size in chosen.sizes
        for seed in chosen.seeds
    ]


def _or_library(chosen: argparse.Namespace) -> list[Case]:
    known = location.read_optimal_values(chosen.folder)
    cases = []
    for file in sorted(chosen.folder.glob(chosen.files), key=_natural):
        name = file.stem if chosen.capacity is None else f"{file.stem}{chosen.capacity:g}"
        if file.name != location.OPTIMAL_VALUES:
            cases.append(
                Case(
                    name, name, "orlib", str(file), capacity=chosen.capacity,
                    layout=chosen.layout, strong=not chosen.weak,
                    known=known.get(name.replace("_", "")),
                )
            )  # fmt: skip
    return cases


def _shipped(chosen: argparse.Namespace) -> list[Case]:
    return [Case(path.stem, path.stem, "shipped", str(path)) for path in chosen.paths]


def _natural(file: Path) -> list[tuple[str, int]]:
    """cap41 before cap101."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d*)", file.stem)]


def _numbers(text: str) -> list[int]:
    """3 or 1-5 or 1,4,7-9."""
    spans = [span.partition("-") for span in text.split(",")]
    return [n for low, _, high in spans for n in range(int(low), int(high or low) + 1)]
