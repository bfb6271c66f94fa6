"""Stores for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.instance.template import write_csv
from planner.store.store import Store
from tests.store.postgres import postgres, postgres_url, sqlite_url, store_url
from tests.tiny import table, tiny_instance

__all__ = ["postgres", "postgres_url", "sqlite_url", "store", "store_url"]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store, on SQLite and on PostgreSQL."""
    opened = Store(store_url, patience=20)
    yield opened
    opened.close()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A tiny case on disk, planned in less than a second."""
    changes = {
        "scenarios": table("scenario description", ("more packs", "Twice the packs arise")),
        "scenario_items": table(
            "scenario order of_table filter of_column action value",
            ("more packs", 1, "supply", "product = packs", "amount", "multiply", 2),
        ),
    }
    write_csv(tiny_instance(**changes), tmp_path / "cases" / "tiny")
    return tmp_path / "cases" / "tiny"


@pytest.fixture
def without_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbook and maps have tests of their own, and take their time."""
    for place in ("maps.draw_map", "maps.write_page", "workbook.write_workbook"):
        monkeypatch.setattr(f"planner.reporting.{place}", lambda *given, **named: None)
