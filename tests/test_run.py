"""The folder of a run is whole, or says that it is not, or is not there."""

from datetime import datetime

import pytest

from planner import plan, run
from planner.instance.template import write_csv
from planner.plan import NoPlan
from planner.solution.files import LEARNT, StartError, read_decisions
from planner.solving.highs import Options
from planner.solving.method import solve_matrix
from tests.tiny import tiny_instance


@pytest.fixture
def case(tmp_path):
    write_csv(tiny_instance(), tmp_path / "tiny")
    return tmp_path / "tiny"


@pytest.fixture
def reports(tmp_path):
    return tmp_path / "reports"


def fail(error: BaseException):
    def failing(*arguments: object, **named: object) -> None:
        raise error

    return failing


@pytest.fixture
def without_reports(monkeypatch):
    """Workbook and maps have tests of their own, and take their time."""
    monkeypatch.setattr(run, "_write_reports", lambda *arguments: None)


@pytest.mark.parametrize("error", [NoPlan("none"), KeyboardInterrupt(), OSError("disk full")])
def test_what_fails_before_the_plan_leaves_nothing(error, case, reports, monkeypatch):
    monkeypatch.setattr(run, "solve_task", fail(error))
    with pytest.raises(type(error)):
        run.plan_case(case, reports)
    assert list(reports.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError("no font"), KeyboardInterrupt()])
def test_what_fails_after_the_plan_keeps_it_and_looks_unfinished(error, case, reports, monkeypatch):
    monkeypatch.setattr(run, "_write_reports", fail(error))
    with pytest.raises(type(error)):
        run.plan_case(case, reports)
    (folder,) = reports.iterdir()
    assert folder.name.endswith(".unfinished")
    assert (folder / "plan" / "costs.parquet").exists()
    assert read_decisions(folder)["built"] == {("Sheffield shredder", "large", "2030"): 1}
    assert not (folder / "result.json").exists()


def test_a_network_that_cannot_do_without_building_has_no_baseline(
    case, reports, monkeypatch, without_reports
):
    solve = run.solve_network

    def only_with_candidates(network, *arguments):
        if not network.buildable:
            raise NoPlan("nothing can be collected")
        return solve(network, *arguments)

    monkeypatch.setattr(run, "solve_network", only_with_candidates)
    done = run.plan_case(case, reports)
    assert done.baseline is None
    told = "With nothing new built: nothing can be collected"
    assert f"There is no baseline to compare with. {told}" in done.issues
    assert told in (done.folder / "log.txt").read_text()
    assert not (done.folder / "plan" / "baseline").exists()


def test_two_runs_in_one_second_get_two_folders(case, reports, monkeypatch, without_reports):
    class StoppedClock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2030, 1, 2, 3, 4, 5, tzinfo=tz)

    monkeypatch.setattr(run, "datetime", StoppedClock)
    (reports / "tiny-2030-01-02-030405.unfinished").mkdir(parents=True)
    folders = [run.plan_case(case, reports, Options(gap=0.1)).folder for _ in range(2)]
    assert [folder.name for folder in folders] == [
        "tiny-2030-01-02-030405-2",
        "tiny-2030-01-02-030405-3",
    ]
    assert all((folder / "plan" / "decisions.json").exists() for folder in folders)
    assert all((folder / "inputs" / "supply.csv").exists() for folder in folders)


def test_what_a_search_left_is_kept_with_its_plan_and_begins_the_next(
    case, reports, without_reports, monkeypatch
):
    options = Options(method="decomposition")
    first = run.plan_case(case, reports, options).folder
    heard = []

    def solving(*given: object, **named: object):
        heard.append(given[-1])
        return solve_matrix(*given, **named)

    monkeypatch.setattr(plan, "solve_matrix", solving)
    run.plan_case(case, reports, options, start=first)
    assert heard[0].whole == run.read_learnt(first).whole != ()


def test_what_a_search_left_and_is_broken_is_refused(case, reports, without_reports):
    first = run.plan_case(case, reports, Options(method="decomposition")).folder
    (first / "plan" / LEARNT).write_bytes(b"half of")
    with pytest.raises(StartError, match=r"search\.json cannot be read: not what a search left"):
        run.plan_case(case, reports, start=first)
