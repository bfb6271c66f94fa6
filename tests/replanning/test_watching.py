"""What is watched has changed when its content has; shares fail in many ways."""

import hashlib
import os
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from planner.replanning import watching
from planner.replanning.clock import Clock
from planner.replanning.executing import Process
from planner.replanning.firings import list_firings, run_due
from planner.replanning.recording import record
from planner.replanning.schedule import CHANGED, add_schedule, find_schedule, pause, resume
from planner.replanning.watching import StillChanging, WatchError, fingerprint_of
from tests.replanning.firing import LEAVES_A_RESULT, counted, hour, program


class Share(ThreadingHTTPServer):
    """A share whose content, status and announced length the test decides."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.content, self.status, self.announced, self.asked = b"one", 200, None, 0

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/team/uk%20case.xlsx?key=open-sesame"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked += 1
        self.send_response(self.server.status)
        length = self.server.announced or len(self.server.content)
        self.send_header("Content-Length", str(length))
        self.send_header("ETag", '"always the same"')
        self.send_header("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_):
        pass


@contextmanager
def served():
    with Share() as share:
        threading.Thread(target=share.serve_forever, args=(0.02,), daemon=True).start()
        yield share
        share.shutdown()


@pytest.fixture
def share():
    with served() as share:
        yield share


def written(file, content, age=3600.0):
    file.write_text(content)
    moment = time.time() - age
    os.utime(file, (moment, moment))
    return file


def test_a_file_is_known_by_its_content_and_not_by_its_time(tmp_path):
    file = written(tmp_path / "uk.xlsx", "one")
    first = fingerprint_of(str(file))
    assert first == hashlib.sha256(b"one").hexdigest()
    assert fingerprint_of(str(written(file, "one", age=9000))) == first
    assert fingerprint_of(str(written(file, "two", age=9000))) != first
    assert fingerprint_of(file.as_uri()) == fingerprint_of(str(file))


def test_a_folder_is_known_by_the_names_and_contents_of_its_csv_files(tmp_path):
    written(tmp_path / "sites.csv", "a")
    first = fingerprint_of(str(tmp_path))
    written(tmp_path / "notes.txt", "of no account")
    assert fingerprint_of(str(tmp_path)) == first
    written(tmp_path / "plants.csv", "b")
    second = fingerprint_of(str(tmp_path))
    (tmp_path / "plants.csv").rename(tmp_path / "lanes.csv")
    assert len({first, second, fingerprint_of(str(tmp_path))}) == 3


def test_an_address_is_known_by_its_content_whatever_its_tags_say(share):
    first = fingerprint_of(share.address)
    share.content = b"two"
    assert first == hashlib.sha256(b"one").hexdigest()
    assert fingerprint_of(share.address) == hashlib.sha256(b"two").hexdigest()


def test_a_file_that_is_being_written_is_left(tmp_path):
    file = tmp_path / "uk.xlsx"
    file.write_text("0")
    done = threading.Event()

    def write():
        while not done.wait(0.05):
            with file.open("a") as out:
                out.write("more")

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(StillChanging, match="is being written"):
        fingerprint_of(str(file), still=0.5)
    done.set()
    writer.join()
    content = file.read_bytes()
    assert fingerprint_of(str(file), still=0.2) == hashlib.sha256(content).hexdigest()


def test_a_fresh_file_is_waited_for_only_once(tmp_path):
    file = written(tmp_path / "uk.xlsx", "one", age=0)
    began = time.monotonic()
    fingerprint_of(str(file), still=0.5)
    first = time.monotonic() - began
    fingerprint_of(str(file), still=0.5)
    assert first >= 0.5
    assert time.monotonic() - began - first < 0.4


def test_a_download_that_breaks_off_is_no_change(share):
    share.announced = 100
    with pytest.raises(WatchError, match=r"broke off|IncompleteRead"):
        fingerprint_of(share.address)


def test_too_large_a_file_or_answer_is_refused(share, tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "LARGEST", 10)
    share.content = b"x" * 11
    with pytest.raises(WatchError, match="more than 10 bytes"):
        fingerprint_of(share.address)
    with pytest.raises(WatchError, match="has 11 bytes; at most 10"):
        fingerprint_of(str(written(tmp_path / "uk.xlsx", "x" * 11)))


def test_what_cannot_be_read_is_told_without_what_may_be_a_key(share, tmp_path):
    share.status = 404
    with pytest.raises(WatchError, match="answers 404") as caught:
        fingerprint_of(share.address)
    assert "open-sesame" not in str(caught.value)
    with pytest.raises(WatchError, match="No such file"):
        fingerprint_of(str(tmp_path / "nothing.xlsx"))
    with pytest.raises(WatchError, match="no CSV files"):
        fingerprint_of(str(tmp_path))
    with pytest.raises(WatchError, match=r"cannot reach http://127.0.0.1:9/x: Connection refused"):
        fingerprint_of("http://127.0.0.1:9/x?key=open-sesame")


def test_a_silent_share_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(watching, "PATIENCE", 0.3)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(WatchError, match="TimeoutError"),
    ):
        fingerprint_of(f"http://127.0.0.1:{silent.getsockname()[1]}/x")


def test_every_change_fires_once_also_one_back_to_what_it_was(store, tmp_path):
    file = written(tmp_path / "uk.xlsx", "one")
    add_schedule(store, "a", str(file), watch=str(file))
    ran, execute = counted()
    for content in ("one", "one", "two", "two", "one", "one", "two"):
        written(file, content)
        run_due(store, hour(1), execute)
    one, two = (CHANGED + hashlib.sha256(word).hexdigest() for word in (b"one", b"two"))
    assert ran == [one, two, f"{one}#2", f"{two}#2"]


def test_two_machines_record_a_change_once(store, tmp_path):
    file = written(tmp_path / "uk.xlsx", "one")
    schedule = add_schedule(store, "a", str(file), watch=str(file))
    record(store, schedule, Clock(hour(1)))
    record(store, schedule, Clock(hour(1)))  # as one who looked before the other had recorded
    assert len(list_firings(store)) == 1


def test_a_change_while_paused_fires_afterwards(store, tmp_path):
    file = written(tmp_path / "uk.xlsx", "one")
    add_schedule(store, "a", str(file), watch=str(file))
    ran, execute = counted()
    pause(store, "a")
    run_due(store, hour(1), execute)
    assert ran == []
    resume(store, "a", hour(2))
    run_due(store, hour(2), execute)
    assert len(ran) == 1


def test_an_unreachable_share_fires_nothing_and_is_told_once(sqlite_store, tmp_path, caplog):
    told = tmp_path / "told"
    file = tmp_path / "uk.xlsx"
    alerts = {"hook": ["sh", "-c", f"cat >> {told}; echo >> {told}"]}
    add_schedule(
        sqlite_store, "a", str(file), watch=str(file),
        settings={"unreachable_after": 3, "alerts": alerts},
    )  # fmt: skip
    ran, execute = counted()
    for times in range(1, 6):
        run_due(sqlite_store, hour(1), execute)
        assert told.exists() == (times >= 3)
    assert ran == []
    assert list_firings(sqlite_store) == []
    assert "cannot read" in caplog.text
    (line,) = told.read_text().splitlines()
    assert "could not be read 3 times in a row" in line
    written(file, "one")
    run_due(sqlite_store, hour(1), execute)
    assert len(ran) == 1
    assert find_schedule(sqlite_store, "a").unreachable == 0


def test_the_content_of_a_share_is_planned_from_a_file_of_its_name(sqlite_store, share, tmp_path):
    add_schedule(sqlite_store, "a", share.address, watch=share.address)
    reports = tmp_path / "reports"
    execute = Process(sqlite_store.url, reports, program(tmp_path, LEAVES_A_RESULT))
    (firing,) = run_due(sqlite_store, hour(1), execute)
    assert firing.status == "finished", firing.error
    digest = hashlib.sha256(b"one").hexdigest()[:16]
    copy = reports / "watched" / "a" / digest / "uk_case.xlsx"
    assert firing.result["argv"][:2] == ["plan", str(copy)]
    assert copy.read_bytes() == b"one"
    assert [file.name for file in copy.parent.iterdir()] == ["uk_case.xlsx"]


def test_a_share_gone_when_its_change_is_planned_is_told(sqlite_store, tmp_path):
    with served() as share:
        schedule = add_schedule(sqlite_store, "a", share.address, watch=share.address)
        record(sqlite_store, schedule, Clock(hour(1)))
    execute = Process(sqlite_store.url, tmp_path, program(tmp_path, LEAVES_A_RESULT))
    (firing,) = run_due(sqlite_store, hour(1), execute)
    assert (firing.status, firing.exit_code) == ("failed", 2)
    assert "cannot reach http://127.0.0.1" in firing.error
    assert "open-sesame" not in firing.error
