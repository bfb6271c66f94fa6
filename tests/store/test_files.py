"""A folder that is gone is written anew, byte by byte, or not at all."""

import errno
import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from planner.store.files import folder_of_run, read_file, restore
from planner.store.retention import prune
from planner.store.runs import RunError, fail_run, run_of
from planner.store.store import StoreError
from planner.store.tables import blobs, files
from tests.store.folders import begun, contents, finished, write_folder


def test_a_folder_is_restored_as_it_was(store, tmp_path):
    folder = write_folder(tmp_path / "tiny-2030")
    run = finished(store, folder)
    again = restore(store, run, tmp_path / "elsewhere" / "anew")
    assert contents(again) == contents(folder)
    inputs = restore(store, run, tmp_path / "tables", within="inputs")
    assert contents(inputs) == contents(folder / "inputs")


def test_nothing_is_written_over_a_folder(store, tmp_path):
    run = finished(store, tmp_path / "tiny-2030")
    with pytest.raises(FileExistsError, match="tiny-2030 is there already"):
        restore(store, run, tmp_path / "tiny-2030")


def test_a_full_disk_leaves_no_half_folder(store, tmp_path, monkeypatch):
    run = finished(store, tmp_path / "tiny-2030")
    write, written = Path.write_bytes, []

    def on_a_full_disk(path, content):
        if len(written) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        written.append(path)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", on_a_full_disk)
    with pytest.raises(OSError, match="No space left"):
        restore(store, run, tmp_path / "anew" / "tiny")
    assert len(written) == 3
    assert all(".unfinished" in str(path) for path in written)
    assert list((tmp_path / "anew").iterdir()) == []


def test_a_folder_that_is_there_is_not_written_again(store, tmp_path):
    run = run_of(store, finished(store, tmp_path / "tiny-2030"))
    assert folder_of_run(store, run, tmp_path / "reports") == tmp_path / "tiny-2030"
    assert not (tmp_path / "reports").exists()


def test_a_folder_that_is_gone_is_restored_once(store, tmp_path):
    folder = write_folder(tmp_path / "tiny-2030")
    run, was = run_of(store, finished(store, folder)), contents(folder)
    shutil.rmtree(folder)
    first = folder_of_run(store, run, tmp_path / "reports")
    assert first == tmp_path / "reports" / "tiny-2030"
    assert contents(first) == was
    assert folder_of_run(store, run, tmp_path / "reports") == first
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["tiny-2030"]


def test_a_folder_of_the_same_name_of_another_run_is_not_taken_for_it(store, tmp_path):
    folder = write_folder(tmp_path / "here" / "tiny-2030")
    run, was = run_of(store, finished(store, folder)), contents(folder)
    shutil.rmtree(folder)
    write_folder(tmp_path / "reports" / "tiny-2030", objective=17.0)
    found = folder_of_run(store, run, tmp_path / "reports")
    assert found.name == f"tiny-2030-run-{run.id}"
    assert contents(found) == was
    assert folder_of_run(store, run, tmp_path / "reports") == found


def test_a_run_whose_files_were_removed_takes_no_other_folder_for_its_own(store, tmp_path):
    folder = tmp_path / "tiny-2030"
    run = run_of(store, finished(store, folder))
    finished(store, tmp_path / "tiny-2031")
    prune(store, "tiny", keep=1)
    assert folder_of_run(store, run, tmp_path / "reports") == folder
    shutil.rmtree(folder)
    write_folder(tmp_path / "reports" / "tiny-2030", objective=17.0)
    with pytest.raises(RunError, match="removed to save room"):
        folder_of_run(store, run, tmp_path / "reports")


def test_a_run_without_files_says_why(store, tmp_path):
    run = begun(store)
    with pytest.raises(RunError, match=f"run {run} has no file plan.xlsx: it is running"):
        read_file(store, run, "plan.xlsx")
    fail_run(store, run, "none")
    with pytest.raises(RunError, match=f"run {run} has no files: it failed"):
        restore(store, run, tmp_path / "anew")
    done = finished(store, tmp_path / "tiny")
    with pytest.raises(RunError, match=f"run {done} has no file plan2.xlsx$"):
        read_file(store, done, "plan2.xlsx")


def test_a_content_that_was_changed_is_not_handed_out(store, tmp_path):
    run = finished(store, tmp_path / "tiny")
    other = sa.select(blobs.c.content).where(blobs.c.size == 0).scalar_subquery()
    store.do(lambda c: c.execute(sa.update(blobs).where(blobs.c.size > 0).values(content=other)))
    with pytest.raises(StoreError, match="is not what was kept"):
        restore(store, run, tmp_path / "anew")
    assert not list(tmp_path.glob("anew*"))


def test_no_file_is_written_outside_of_the_folder(store, tmp_path):
    run = finished(store, tmp_path / "tiny")
    named = files.c.name == "map.png"
    store.do(lambda c: c.execute(sa.update(files).where(named).values(name="../map.png")))
    with pytest.raises(RunError, match=r"\.\./map\.png is no path within"):
        restore(store, run, tmp_path / "place" / "anew")
    assert list((tmp_path / "place").iterdir()) == []
