"""The sheet of a scenario: there if one was used, with its changes and every cell."""

import pytest
from python_calamine import CalamineWorkbook

from planner.network.build import build_network
from planner.plan import solve_network
from planner.reporting.workbook.scenario import SCENARIO
from planner.reporting.workbook.write import SHEETS, write_workbook
from tests.instance.scenarios.cases import applied


@pytest.fixture(scope="module")
def sheets(tmp_path_factory) -> dict[str, list[list[object]]]:
    made = applied(
        ("supply", "product = bought *", "price", "multiply", 1.5),
        ("outlets", "outlet = landfill", "source", "set", "=1+1"),
        ("outlets", "", "emissions", "set", 0),
    )
    path = tmp_path_factory.mktemp("workbook") / "tiny.xlsx"
    plan = solve_network(build_network(made.instance))
    write_workbook(plan, path, baseline=None, problems=[], facts={}, applied=made)
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_stands_after_the_issues(sheets) -> None:
    assert list(sheets)[:3] == [*SHEETS[:2], SCENARIO]
    assert [name for name in SHEETS if name in sheets] == [s for s in sheets if s != SCENARIO]


def test_names_the_scenario(sheets) -> None:
    first = [row[0] for row in sheets[SCENARIO][:3]]
    assert first[:2] == ["other", "About other"]
    assert first[2].startswith("The tables as they stood -> other.")


def test_shows_items_and_cells_with_their_numbers(sheets) -> None:
    rows = sheets[SCENARIO]
    labels = [row[0] for row in rows]
    changes, cells = labels.index("Changes"), labels.index("Cells")
    assert rows[changes + 2] == [
        "other", 1, "supply", "product = bought *", "price", "multiply", "1.5", 2, 2,
    ]  # fmt: skip
    assert [row[7:] for row in rows[changes + 2 : changes + 5]] == [[2, 2], [1, 1], [2, 0]]
    assert [row[:7] for row in rows[cells + 2 :]] == [
        ["other", 1, "supply", "site = Immingham; product = bought nickel salt",
         "price [money/t]", 5000, 7500],
        ["other", 1, "supply", "site = Immingham; product = bought lithium salt",
         "price [money/t]", 10000, 15000],
        ["other", 2, "outlets", "outlet = landfill; product = waste", "source", "", "=1+1"],
    ]  # fmt: skip
