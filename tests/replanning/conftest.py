"""Stores for the tests of this folder."""

from collections.abc import Iterator

import pytest

from planner.replanning import claiming
from planner.store.store import Store
from tests.store.postgres import postgres, postgres_url, sqlite_url, store_url

__all__ = ["postgres", "postgres_url", "sqlite_url", "store", "store_url"]


@pytest.fixture(autouse=True)
def _served_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of the tests counts as there for long: nobody is silent because it was away."""
    monkeypatch.setattr(claiming, "served_for", lambda connection: float("inf"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store, on SQLite and on PostgreSQL."""
    opened = Store(store_url, patience=20)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An open store, on SQLite only."""
    opened = Store(sqlite_url)
    yield opened
    opened.close()
