"""Every table and column of an instance, once: name, unit, default, bounds, meaning.

The reader, the checker, the Excel template and instances/README.md come from here.
Tonnes and money are per year. "M" is a million of the currency named in the settings.
"""

from planner.instance.columns import Row
from planner.instance.schema.contracts import Contract, Financing, Tolling
from planner.instance.schema.frame import (
    CarbonPrice,
    Country,
    Energy,
    EnergySource,
    Period,
    Setting,
)
from planner.instance.schema.markets import Demand, Outlet, Return, Storage, Supply
from planner.instance.schema.plants import (
    CoLocation,
    CostCurve,
    Credit,
    Plant,
    Programme,
    Recipe,
    RecipeFlow,
    RecipeNeed,
    RecipeYield,
    Site,
    Size,
    Technology,
)
from planner.instance.schema.products import Composition, Element, Product
from planner.instance.schema.rules import Target
from planner.instance.schema.scenarios import Scenario, ScenarioItem
from planner.instance.schema.transport import Border, Freight, LaneOverride, LaneRule, Mode

TABLES: dict[str, type[Row]] = {
    row.table: row
    for row in (
        Setting, Period, Country, Energy, EnergySource, CarbonPrice,
        Element, Product, Composition, Site,
        Technology, Size, CostCurve, Recipe, RecipeFlow, RecipeYield, RecipeNeed,
        Programme, Plant, CoLocation, Credit,
        Supply, Demand, Outlet, Storage, Return,
        Mode, Freight, Border, LaneRule, LaneOverride,
        Contract, Tolling, Financing, Target,
        Scenario, ScenarioItem,
    )
}  # fmt: skip

NOTES = ("notes", "read_me")  # sheets and files of this name are for people and not read
