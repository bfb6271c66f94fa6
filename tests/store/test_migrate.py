"""A store is made once, whoever opens it first, and says when it is too new."""

import subprocess
import sys
import time

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from planner.store.migrate import STEPS, VERSION, revisions
from planner.store.store import Store, StoreError
from planner.store.tables import metadata


def test_the_steps_lead_to_the_tables(store):
    with store.transaction() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_the_last_step_is_the_one_alembic_ends_with():
    steps = Config()
    steps.set_main_option("script_location", str(STEPS))
    assert ScriptDirectory.from_config(steps).get_current_head() == revisions()[-1]


def test_what_clash_keeps_out_is_kept_out_on_both(store):
    """Foreign keys are rules on SQLite too."""
    file = {"run": 99, "name": "plan.xlsx", "digest": "none"}
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        store.do(lambda connection: connection.execute(sa.insert(metadata.tables["files"]), file))


def test_many_who_open_a_new_store_at_once_all_succeed(store_url):
    program = f"from planner.store.store import Store; Store({store_url!r}).close()"
    opening = [
        subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [process.communicate(timeout=60)[1] for process in opening]
    assert [process.returncode for process in opening] == [0, 0, 0, 0], told


def test_a_store_of_a_newer_planner_is_refused(store, store_url):
    store.do(lambda connection: connection.execute(sa.update(VERSION).values(version_num="9999")))
    with pytest.raises(StoreError, match=r"newer planner.*step 9999.*update planner") as refused:
        Store(store_url)
    assert "not to be told" not in str(refused.value)
    assert "not%20to" not in str(refused.value)


def test_a_store_that_is_up_to_date_is_opened_without_alembic(store, store_url):
    program = (
        "import sys; from planner.store.store import Store; "
        f"Store({store_url!r}).close(); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert min(seconds_to_open(store_url) for _ in range(5)) < 0.2  # 3 to 30 ms on a quiet machine


def seconds_to_open(url):
    began = time.perf_counter()
    Store(url).close()
    return time.perf_counter() - began
