"""Actuals are checked like any input, all problems at once, and a later value supersedes."""

from datetime import date

import pytest

from planner.instance.instance import InstanceError
from planner.replanning.actuals import latest, read_actuals
from planner.replanning.known import (
    WithdrawError,
    add_actuals,
    history_of,
    known_of,
    withdraw_actuals,
)
from planner.store.store import Store, now
from tests.replanning.year import actuals_file, case

ARISEN = {
    "kind": "arisen", "month": "2033-05", "site": "Leeds", "product": "packs", "tonnes": 30,
    "source": "weighbridge",
}  # fmt: skip


JULY = date(2033, 7, 1)


@pytest.fixture
def store(tmp_path):
    opened = Store(str(tmp_path / "runs.sqlite"))
    yield opened
    opened.close()


def test_every_problem_is_told_at_once_with_its_row_and_column(tmp_path):
    file = actuals_file(
        tmp_path,
        "march.csv",
        {"kind": "arisen", "month": "2033-13", "site": "Leeds", "product": "packs", "tonnes": 1},
        ARISEN | {"site": "Leads"},
        ARISEN | {"tonnes": "", "plant": "Goole shredder"},
        ARISEN | {"tonnes": -1},
        ARISEN | {"kind": "arose"},
        {"kind": "opened", "month": "2033-01", "plant": "Goole shredder", "size": "huge"},
        {"kind": "opened", "month": "2033-01", "plant": "Goole shredder"},
        ARISEN | {"month": "2050-01"},
    )
    with pytest.raises(InstanceError) as error:
        read_actuals(file, case())
    told = [str(problem) for problem in error.value.problems]
    assert told == [
        "march.csv, row 2, month: '2033-13' is no month, written as 2031-05",
        "march.csv, row 3, site: 'Leads' is not a site of the case (did you mean 'Leeds'?)",
        told[2],
        "march.csv, row 4, tonnes [t]: must be filled for what has arisen",
        "march.csv, row 5, tonnes [t]: '-1' must be at least 0",
        told[5],
        "march.csv, row 7, size: 'huge' is no size of shredder",
        "march.csv, row 8, size: must be filled for Goole shredder, a candidate",
        "march.csv, row 9, month: '2050-01' is not within the plan, 2030 to 2037",
    ]
    says_nothing = "'Goole shredder' says nothing for what has arisen (leave it blank)"
    assert told[2] == f"march.csv, row 4, plant: {says_nothing}"
    assert told[5].startswith("march.csv, row 6, kind: 'arose' must be one of arisen, shipped")


def test_a_month_said_twice_in_one_file_is_a_fault(tmp_path):
    with pytest.raises(InstanceError, match="row 3: says the same as row 2"):
        read_actuals(actuals_file(tmp_path, "a.csv", ARISEN, ARISEN | {"tonnes": 31}), case())


def test_a_workbook_is_read_like_a_file_of_csv(tmp_path):
    import openpyxl

    csv = actuals_file(tmp_path, "a.csv", ARISEN)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "actuals"
    for line in csv.read_text().splitlines():
        sheet.append([float(cell) if cell == "30" else cell for cell in line.split(",")])
    book.save(tmp_path / "a.xlsx")
    [one], [same] = read_actuals(csv, case()), read_actuals(tmp_path / "a.xlsx", case())
    assert one.actual == same.actual
    assert str(same) == "a.xlsx, row 2"


def test_corrections_supersede_and_nothing_is_overwritten(store, tmp_path):
    add_actuals(store, "year", actuals_file(tmp_path, "may.csv", ARISEN), case())
    corrected = actuals_file(tmp_path, "june.csv", ARISEN | {"tonnes": 35})
    add_actuals(store, "year", corrected, case())
    known = known_of(store, "year")
    assert [one.actual.tonnes for one in known] == [30.0, 35.0]
    [now] = latest(known, date(2033, 7, 1)).values()
    assert (now.actual.tonnes, str(now)) == (35.0, "june.csv, row 2")
    assert known_of(store, "another") == ()


def test_what_is_withdrawn_counts_no_more_and_what_it_superseded_stands_again(store, tmp_path):
    add_actuals(store, "year", actuals_file(tmp_path, "may.csv", ARISEN), case())
    two = (ARISEN | {"tonnes": 35}, ARISEN | {"month": "2033-06"})
    add_actuals(store, "year", actuals_file(tmp_path, "june.csv", *two), case())
    before = now()
    [gone] = withdraw_actuals(store, "year", "june.csv", [2], "of another site")
    assert (gone.known.actual.tonnes, str(gone.known)) == (35.0, "june.csv, row 2")
    assert [str(one) for one in known_of(store, "year")] == ["may.csv, row 2", "june.csv, row 3"]
    assert [one.actual.tonnes for one in latest(known_of(store, "year"), JULY).values()] == [30, 30]
    # Nothing is lost: what was said, who took it back, and what was known before that.
    withdrawn = [one.withdrawn for one in history_of(store, "year")]
    assert [one and one.why for one in withdrawn] == [None, "of another site", None]
    assert len(known_of(store, "year", at=before)) == 3


def test_a_file_that_is_withdrawn_can_be_added_again(store, tmp_path):
    file = actuals_file(tmp_path, "may.csv", ARISEN)
    add_actuals(store, "year", file, case())
    withdraw_actuals(store, "year", "may.csv")
    assert known_of(store, "year") == ()
    add_actuals(store, "year", file, case())
    assert [one.actual.tonnes for one in known_of(store, "year")] == [30.0]


def test_what_cannot_be_withdrawn_is_told(store, tmp_path):
    with pytest.raises(WithdrawError, match="nothing is known"):
        withdraw_actuals(store, "year", "may.csv")
    add_actuals(store, "year", actuals_file(tmp_path, "may.csv", ARISEN), case())
    with pytest.raises(WithdrawError, match=r"what stands is of may\.csv"):
        withdraw_actuals(store, "year", "june.csv")
    with pytest.raises(WithdrawError, match="has no row 7 that stands; these do: 2"):
        withdraw_actuals(store, "year", "may.csv", [7])
    withdraw_actuals(store, "year", "may.csv")
    with pytest.raises(WithdrawError, match=r"nothing that may\.csv said of year stands"):
        withdraw_actuals(store, "year", "may.csv")


def test_nothing_is_kept_of_a_faulty_file(store, tmp_path):
    faulty = actuals_file(tmp_path, "may.csv", ARISEN, ARISEN | {"month": "never"})
    with pytest.raises(InstanceError):
        add_actuals(store, "year", faulty, case())
    assert known_of(store, "year") == ()


def test_what_comes_after_the_day_is_not_known_yet(tmp_path):
    known = read_actuals(actuals_file(tmp_path, "a.csv", ARISEN), case())
    assert latest(known, date(2033, 5, 1)) == {}
    assert len(latest(known, date(2033, 6, 1))) == 1


def test_tonnes_count_when_their_month_is_over_and_all_else_in_it(tmp_path):
    late = {"kind": "delayed", "month": "2033-05", "plant": "Goole shredder", "year": 2035}
    known = read_actuals(actuals_file(tmp_path, "a.csv", ARISEN, late), case())
    assert [one.actual.kind for one in latest(known, date(2033, 5, 20)).values()] == ["delayed"]
    assert len(latest(known, date(2033, 6, 1))) == 2


def test_a_price_of_what_is_not_wanted_at_a_site_is_a_fault(tmp_path):
    row = {"kind": "price of demand", "month": "2033-05", "site": "Leeds", "product": "packs"}
    with pytest.raises(InstanceError, match="is not wanted at Leeds in the table demand"):
        read_actuals(actuals_file(tmp_path, "a.csv", row | {"price": 3}), case())
