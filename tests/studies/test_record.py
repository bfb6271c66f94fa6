"""Studies in the store: the same question is the same study, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from planner.store.store import Store
from planner.studies.record import Study
from planner.studies.tasks import Done


@pytest.fixture
def stores(store_url):
    opened = [Store(store_url, patience=20) for _ in range(4)]
    yield opened
    for store in opened:
        store.close()


def study(store, tables="f", **settings):
    return Study(store, "tiny", "sweep", tables, settings)


def test_what_came_of_a_task_is_found_by_whoever_asks_the_same(stores):
    first, second = stores[:2]
    result = {"objective": 1.5, "bound": None, "built": {"Sönke's": {"period": "2030"}}}
    study(first, gap=0.1).keep(Done("in: Sönke's", "finished", 3.0, result))
    found = study(second, gap=0.1).finished()
    assert found == {"in: Sönke's": Done("in: Sönke's", "finished", 3.0, result, earlier=True)}
    assert study(second, gap=0.2).finished() == {}
    assert study(second, tables="g", gap=0.1).finished() == {}


def test_a_task_that_failed_is_kept_and_not_taken_for_done_until_it_is(stores):
    mine = study(stores[0])
    mine.keep(Done("a", "failed", 1.0, None, "its process was ended by SIGKILL"))
    assert mine.finished() == {}
    mine.keep(Done("a", "finished", 2.0, {"x": 1}))
    assert mine.finished()["a"].result == {"x": 1}


def test_those_who_ask_at_once_share_one_study(stores):
    with ThreadPoolExecutor(len(stores)) as pool:
        numbers = set(pool.map(lambda store: study(store, gap=0.3).number, stores))
    assert len(numbers) == 1


def test_those_who_keep_the_same_task_at_once_do_not_fail(stores):
    studies = [study(store, gap=0.4) for store in stores]
    with ThreadPoolExecutor(len(stores)) as pool:
        for turn in range(20):
            done = Done(f"task {turn}", "finished", 1.0, {"x": turn})
            list(pool.map(lambda one, done=done: one.keep(done), studies))
    assert len(studies[0].finished()) == 20


def test_a_failure_does_not_take_the_place_of_what_another_has_finished(stores):
    first, second = (study(store, gap=0.5) for store in stores[:2])
    first.keep(Done("a", "finished", 2.0, {"x": 1}))
    second.keep(Done("a", "failed", 1.0, None, "it was interrupted"))
    assert second.finished()["a"].result == {"x": 1}
