"""The plan as tables: columns that are always there, money that sums up, units in headers."""

from dataclasses import replace

import pytest

from planner.solution.tables import in_currency, plan_tables
from tests.solution.variants import VARIANTS, solved


def test_a_table_without_rows_has_its_columns_all_the_same():
    plan = solved("rich")
    nothing = replace(plan, decisions={}, lines=(), network=replace(plan.network, standing={},
        plants={}, supply={}, demand={}, recycled_content=(), contracts={}, stores={}))  # fmt: skip
    full, empty = plan_tables(plan), plan_tables(nothing)
    assert {name: list(table.columns) for name, table in empty.items()} == {
        name: list(table.columns) for name, table in full.items()
    }
    assert all(table.empty for table in empty.values())
    assert not any(table.empty for table in full.values())


def test_every_column_is_filled():
    """A column that a row misspells would be empty."""
    filled: dict[str, set[str]] = {}
    for variant in VARIANTS:
        for name, table in plan_tables(solved(variant)).items():
            filled.setdefault(name, set()).update(table.columns[table.notna().any()])
    assert filled == {
        name: set(table.columns) for name, table in plan_tables(solved("tiny")).items()
    }


@pytest.mark.parametrize("variant", VARIANTS)
def test_present_values_sum_to_the_net_present_value(variant):
    plan = solved(variant)
    total = plan_tables(plan)["costs"]["present_value [M money]"].sum()
    assert total == pytest.approx(plan.result.objective, abs=1e-6)


def test_the_currency_stands_in_the_headers_and_nowhere_else():
    for table in plan_tables(solved("tiny")).values():
        assert list(in_currency(table, "GBP").columns) == [
            header.replace("money", "GBP") for header in table.columns
        ]
    costs = in_currency(plan_tables(solved("tiny"))["costs"], "GBP")
    assert list(costs.columns)[-2:] == ["amount [M GBP]", "present_value [M GBP]"]


def test_decisions_are_told_with_their_year_size_and_money():
    expansion = plan_tables(solved("expansion"))["decisions"]
    told = ["action", "year", "size", "capacity [t/year]", "capital_cost [M money]"]
    assert expansion[told].to_numpy().tolist() == [
        ["build", 2030, "modular", 400, 1],
        ["expand", 2030, "", pytest.approx(50), pytest.approx(0.05)],
        ["expand", 2031, "", pytest.approx(450), pytest.approx(0.45)],
    ]
    committed = plan_tables(solved("committed"))["decisions"]
    assert committed[["action", "year", "grant [M money]"]].to_numpy().tolist() == [
        ["committed", 2031, 0.5]
    ]
    closing = plan_tables(solved("closing"))["decisions"].set_index("action")
    assert closing.loc["close", "plant"] == "Sunderland cathode plant"


def test_what_comes_out_later_is_shown_when_it_does():
    production = plan_tables(solved("second life"))["production"]
    back = production[(production["product"] == "old packs") & (production["direction"] == "out")]
    assert back[["period", "amount [t/year]"]].to_numpy().tolist() == [
        ["B", pytest.approx(200)],
        ["C", pytest.approx(200)],
    ]


def test_a_plant_that_was_expanded_is_used_to_its_capacity():
    plants = plan_tables(solved("expansion"))["plants"]
    shredder = plants[plants["plant"] == "Sheffield shredder"]
    assert shredder["capacity [t/year]"].tolist() == pytest.approx([450, 900])
    assert shredder["utilisation [share]"].tolist() == pytest.approx([1, 1])
