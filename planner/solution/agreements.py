"""What was agreed and kept: contracts, stock and sources of electricity, as records of tables."""

from collections.abc import Iterator

from planner.solution.record import TONNES, Record
from planner.solution.solution import NEGLIGIBLE, Solution


def contracts(solution: Solution) -> Iterator[Record]:
    network = solution.network
    for contract in network.contracts.values():
        signed = not contract.optional or solution.amount("signed", contract.name) > 0
        for period in contract.periods:
            shipped = sum(solution.amount("shipped", lane, period) for lane in contract.lanes)
            yield {
                "contract": contract.name,
                "kind": contract.kind,
                "signed": "yes" if signed else "no",
                "period": period,
                "minimum [t/year]": contract.minimum * TONNES if signed else 0.0,
                "shipped [t/year]": shipped * TONNES,
                "maximum [t/year]": (
                    None if contract.maximum is None else contract.maximum * TONNES
                ),
                "below [t/year]": solution.amount("below_contract", contract.name, period) * TONNES,
                "income [M money/year]": shipped * contract.price,
            }


def stock(solution: Solution) -> Iterator[Record]:
    for (site, product), store in solution.network.stores.items():
        before = store.opening
        for period in solution.network.periods:
            after = solution.amount("stored", site, product, period)
            limit = store.capacity[period]
            if before or after:
                yield {
                    "period": period,
                    "site": site,
                    "product": product,
                    "at_start [t]": before * TONNES,
                    "at_end [t]": after * TONNES,
                    "capacity [t]": None if limit is None else limit * TONNES,
                }
            before = after


def electricity(solution: Solution) -> Iterator[Record]:
    """What plants use, by source; the grid gives what no other source does."""
    network = solution.network
    used: dict[tuple[str, str], float] = {}
    for (plant, recipe, period), amount in solution.decisions.get("throughput", {}).items():
        electricity = amount * network.recipes[recipe].electricity
        used[plant, period] = used.get((plant, period), 0.0) + electricity
    for (plant, period), total in used.items():
        drawn = {
            source.name: solution.amount("drawn", plant, source.name, period)
            for source in network.energy_sources.get((plant, period), ())
        }
        for source, amount in (drawn | {"grid": total - sum(drawn.values())}).items():
            if amount > NEGLIGIBLE:
                yield {
                    "period": period,
                    "plant": plant,
                    "site": network.plants[plant].site,
                    "source": source,
                    "electricity [MWh/year]": amount * TONNES,
                }
