"""Inputs that differ, cell by cell."""

from planner.instance.sheets import Sheet
from planner.solution.comparison.inputs import changed_inputs, counts
from tests.solution.comparison.rows import row, with_sheet


def test_inputs_that_differ_are_told_cell_by_cell(comparison):
    told = comparison.inputs.to_numpy().tolist()
    assert ["B", "supply", "Leeds, packs", "changed", "amount [t/year]", "1000", "450"] in told
    assert ["B", "carbon_prices", "GB", "added", "", "", ""] in told
    assert [
        "C", "plants", "Sheffield shredder", "changed", "earliest_year [year]", "", "2031",
    ] in told  # fmt: skip
    assert len(told) == 3


def test_changes_are_counted_by_run_and_table(comparison):
    found = counts(comparison.inputs)
    assert row(found, run="B", table="supply")["changed"] == 1
    assert row(found, run="B", table="carbon_prices")["added"] == 1


def test_rows_that_went_are_removed_and_their_order_does_not_matter(runs):
    sheet = runs[0].inputs["outlets"]
    other = Sheet(sheet.headers, tuple(reversed(sheet.rows)))
    assert changed_inputs([runs[0], with_sheet(runs[0], "outlets", other)]).empty
    fewer = Sheet(sheet.headers, sheet.rows[:1])
    told = changed_inputs([runs[0], with_sheet(runs[0], "outlets", fewer)])
    assert told[["table", "row", "kind"]].to_numpy().tolist() == [
        ["outlets", "salt taker, lithium salt", "removed"]
    ]


def test_tables_that_the_schema_does_not_know_are_compared_by_the_whole_row(runs):
    old = Sheet.of(["name", "value"], [["a", 1], ["b", 2]])
    new = Sheet.of(["name", "value"], [["a", 1], ["b", 3]])
    two = [with_sheet(runs[0], "strange", old), with_sheet(runs[0], "strange", new)]
    assert list(changed_inputs(two)["kind"]) == ["removed", "added"]
