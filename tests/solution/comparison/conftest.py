"""Three finished runs of the tiny network: as it is, with fewer packs, and built later."""

import pytest

from planner.solution.comparison import Comparison, compare, read_runs
from tests.finished_runs import write_run


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    reports = tmp_path_factory.mktemp("reports")
    return {case: write_run(reports / case, case) for case in ("tiny", "less", "later", "longer")}


@pytest.fixture(scope="session")
def runs(folders):
    return read_runs([folders["tiny"], folders["less"], folders["later"]])


@pytest.fixture(scope="session")
def comparison(runs) -> Comparison:
    return compare(runs)
