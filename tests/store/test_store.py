"""What a store says when it cannot be used: the reason, and never a password."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from planner.store.store import Store, StoreError, moment, now


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://planner:hush@127.0.0.1:1/runs",
        "postgresql://127.0.0.1:1/runs?user=planner&password=hush",
        "postgresql://planner:hush@127.0.0.1:port/runs",
        "postgres planner://planner:hush@here",
        "mysql://planner:hush@127.0.0.1/runs",
        "postgresql://planner:hush@127.0.0.1:1/runs?sslmode=of+mine",
    ],
)
def test_no_error_tells_a_password(url):
    with pytest.raises(StoreError) as refused:
        Store(url, patience=0)
    told = str(refused.value)
    assert told
    assert "hush" not in told
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_wrong_password_is_told_at_once_and_not_shown(postgres):
    with pytest.raises(StoreError, match=r"password authentication failed") as refused:
        Store(postgres.url(password="wrong one"))
    assert "wrong one" not in str(refused.value)
    assert "wrong%20one" not in str(refused.value)


def test_the_place_of_a_store_has_no_password_and_its_url_has(postgres_url):
    store = Store(postgres_url)
    assert "***" in store.place
    assert "not" not in store.place
    again = Store(store.url)
    assert again.place == store.place
    again.close()
    store.close()


def test_a_file_that_is_no_store_is_refused_and_left_as_it_is(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("nothing of a database" * 100)
    with pytest.raises(StoreError, match=r"notes\.txt: file is not a database"):
        Store(str(file))
    assert file.read_text() == "nothing of a database" * 100


def test_a_database_of_something_else_is_refused_and_left_as_it_is(tmp_path):
    file = tmp_path / "sites.gpkg"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE gpkg_contents (name TEXT)")
        other.commit()
    was = file.read_bytes()
    with pytest.raises(StoreError, match=r"database of something else.*gpkg_contents"):
        Store(str(file))
    assert file.read_bytes() == was


@pytest.mark.parametrize("name", ["per%cent.sqlite", "what?.sqlite", "a b#c.sqlite"])
def test_a_store_is_the_file_that_was_named(tmp_path, name):
    store = Store(str(tmp_path / name))
    again = Store(store.url)
    assert (tmp_path / name).is_file()
    assert again.engine.url.database == store.engine.url.database == str(tmp_path / name)
    again.close()
    store.close()


def test_a_store_has_one_clock(store):
    assert abs((store.read(moment) - now()).total_seconds()) < 20


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "reports").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match=r"runs\.sqlite cannot be made"):
        Store(str(tmp_path / "reports" / "runs.sqlite"))


def test_what_is_asked_wrongly_is_told_at_once(store):
    with pytest.raises(StoreError, match=r"(?i)no such table|does not exist"):
        store.do(lambda connection: connection.execute(sa.text("SELECT * FROM somewhere")))


def test_a_reader_waits_for_nobody_who_writes(store):
    with store.transaction() as writing:
        writing.execute(sa.text("DELETE FROM tasks"))
        assert store.read(lambda connection: connection.scalar(sa.text("SELECT 1"))) == 1
