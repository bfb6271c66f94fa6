"""Scenarios: changes to the tables, by name."""

from typing import ClassVar

from planner.instance.columns import Row, Text, Whole, column
from planner.instance.schema.sourced import Sourced

ACTIONS = ("set", "multiply", "add")


class Scenario(Sourced):
    """Cases that differ from the tables as they stand, for planner plan --scenario."""

    table: ClassVar[str] = "scenarios"
    scenario: Text = column("Name of the scenario", key=True)
    description: Text = column("What it is about, in a sentence")
    based_on: Text | None = column(
        "Scenario whose changes come first", None, refers="scenarios", blank="the tables"
    )


class ScenarioItem(Row):
    """The changes of a scenario, in order.

    filter: conditions on columns, separated by ;, all of which a row must meet: site = Scarmagno;
    product = pack *; year >= 2030. The signs are =, !=, >=, <=, > and <; * stands for any letters;
    a blank cell is written as nothing, so that year = finds the rows without a year and year !=
    those with one; of a list, one name must match; a name with ; or * in it stands in double
    quotes. A change is made to what those before it left. One that finds no row is an error, and so
    is one that multiplies or adds where there is no number.
    """

    table: ClassVar[str] = "scenario_items"
    scenario: Text = column("Scenario", key=True, refers="scenarios")
    order: Whole = column("Place in the order of changes", key=True, low=0)
    of_table: Text = column("Table that is changed")
    filter: Text = column("Rows that are changed", "", blank="every row")
    of_column: Text = column("Column that is changed, with or without its unit")
    action: Text = column("set: to the value; multiply, add: the number there", choices=ACTIONS)
    value: Text | None = column(
        "The value, as it would be typed in that column", None, blank="a blank cell"
    )
