"""What holds for every test."""

import os

import pytest

from planner.store.store import VARIABLE


@pytest.fixture(autouse=True, scope="session")
def runs_are_recorded_elsewhere(tmp_path_factory):
    """Commands under test leave the store of the user alone."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(tmp_path_factory.mktemp("store") / "runs.sqlite")
    yield
    if before is None:
        del os.environ[VARIABLE]
    else:
        os.environ[VARIABLE] = before
