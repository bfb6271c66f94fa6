"""Stores for the tests of this folder, on SQLite and on PostgreSQL."""

from tests.store.postgres import postgres, postgres_url, sqlite_url, store_url

__all__ = ["postgres", "postgres_url", "sqlite_url", "store_url"]
