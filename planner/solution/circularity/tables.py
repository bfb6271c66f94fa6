"""Every table of the indicators, by name."""

import pandas as pd

from planner.solution.circularity.carbon import attributed_emissions, carried_emissions
from planner.solution.circularity.carriage import transport_work
from planner.solution.circularity.cathode_chain import cathode_chain
from planner.solution.circularity.cathode_cost import cathode_cost
from planner.solution.circularity.cathode_emissions import cathode_emissions
from planner.solution.circularity.compliance import compliance
from planner.solution.circularity.content import recycled_content
from planner.solution.circularity.definitions import definitions
from planner.solution.circularity.facts import compositions, periods, products, sites
from planner.solution.circularity.headline import headline
from planner.solution.circularity.ledger import lots_moved, recipes_run
from planner.solution.circularity.mixing import mix
from planner.solution.circularity.paths import trace
from planner.solution.circularity.plant_gate import plant_gate
from planner.solution.circularity.prices import market
from planner.solution.circularity.primary import primary_avoided
from planner.solution.circularity.provenance import provenance, provenance_by_country
from planner.solution.circularity.recovery import recovery
from planner.solution.circularity.sourcing import dependence, domestic_share, use_of_capacity
from planner.solution.circularity.value import value_recovered
from planner.solution.circularity.waste import waste
from planner.solution.solution import Solution


def circularity_tables(solution: Solution) -> dict[str, pd.DataFrame]:
    """The indicators of a plan, and the facts they need beside the tables of the plan.

    A table of which a network has nothing to say has its columns and no rows.
    """
    paths = trace(solution)
    network = paths.network
    mixes = {element: mix(paths, element) for element in (None, *network.elements)}
    carried = carried_emissions(paths)
    chain, gate = cathode_chain(paths), plant_gate(paths)
    tables = {
        "compliance": compliance(solution),
        "recovery": recovery(paths),
        "recycled_content": recycled_content(paths, mixes),
        "domestic_share": domestic_share(paths),
        "primary_avoided": primary_avoided(paths),
        "waste": waste(paths),
        "value_recovered": value_recovered(paths),
        "transport_work": transport_work(solution),
        "use_of_capacity": use_of_capacity(solution),
        "dependence": dependence(paths),
        "cathode_emissions": cathode_emissions(paths, carried),
        "cathode_cost": cathode_cost(solution, chain, gate),
        "cathode_chain": chain,
        "cathode_gate": gate,
        "provenance": provenance(paths, mixes, carried),
        "provenance_by_country": provenance_by_country(paths, mixes),
        "attributed_emissions": attributed_emissions(paths, carried),
        "lots": lots_moved(paths),
        "recipes_run": recipes_run(paths),
        "market": market(paths.prices),
        "products": products(network),
        "compositions": compositions(network),
        "sites": sites(network),
        "periods": periods(network),
    }
    tables = {name: _in_numbers(table) for name, table in tables.items()}
    tables["circularity"] = _in_numbers(headline(network, tables))
    tables["definitions"] = definitions()
    for name in ("circularity", "compliance", "definitions"):
        unit = tables[name]["unit"].str.replace("money", network.currency)
        tables[name] = tables[name].assign(unit=unit)
    return tables


def _in_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """The same with numbers in every column of numbers, also where none or all are missing."""
    numbers = [column for column in table.columns if column.endswith("]") or column in _NUMBERS]
    return table.astype(dict.fromkeys(numbers, float))


_NUMBERS = ("limit", "reached", "margin", "beside", "value", "claim")
"""Columns of numbers whose unit stands in a column beside them."""
