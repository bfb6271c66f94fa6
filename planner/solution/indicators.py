"""Indicators: what a plan means, in the figures a strategy team asks for.

Home is every country in which a plant stands or may be built.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from planner.network.network import RECOVERED, Network, Recipe
from planner.solution.accounts import EMISSIONS
from planner.solution.record import TONNES, Record
from planner.solution.solution import Solution


def element_balance(solution: Solution) -> pd.DataFrame:
    """Where each element comes from (positive) and goes to (negative); each period sums to zero.

    What a plant holds back for a later period, as in second life, is "in use"; what comes out
    again is counted when it does. Lost is what a process takes in and does not put out.
    """
    rows = [
        (period, element, where, amount * TONNES)
        for (period, element, where), amount in _movements(solution).items()
        if abs(amount) > 1e-9
    ]
    return pd.DataFrame(rows, columns=["period", "element", "where", "amount [t/year]"])


def _movements(solution: Solution) -> dict[tuple[str, str, str], float]:
    network = solution.network
    moved: dict[tuple[str, str, str], float] = defaultdict(float)

    def move(period: str, where: str, product: str, amount: float) -> None:
        for element, share in network.products[product].composition.items():
            moved[period, element, where] += share * amount

    for (_, product, period), amount in solution.decisions.get("collected", {}).items():
        move(period, f"from {_origin(network, product)}", product, amount)
    for (spot, period, product, out), back in network.returns.items():
        delivered = solution.amount("delivered", *spot, period)
        move(out, f"from {_origin(network, product)}", product, back * delivered)
    for (site, product, period), amount in solution.decisions.get("delivered", {}).items():
        place = "at home" if network.sites[site].country in home(network) else "abroad"
        move(period, f"delivered {place}: {network.products[product].group}", product, -amount)
    for (_, product, outlet, period), amount in solution.decisions.get("let_out", {}).items():
        move(period, f"let out: {outlet}", product, -amount)
    for (site, product), store in network.stores.items():
        before = store.opening
        for period, when in network.periods.items():
            after = solution.amount("stored", site, product, period)
            where = "into store" if after > before else "from store"
            move(period, where, product, (before - after) / when.years)
            before = after
    for (plant, name, period), amount in solution.decisions.get("throughput", {}).items():
        recipe = network.recipes[name]
        for element, lost in _lost(solution, plant, recipe, period, amount).items():
            moved[period, element, "lost in processing"] -= lost
        for product, out, made in _later(network, recipe, period):
            # In the yearly terms of each period, which may differ in length.
            years = network.periods[out].years / network.periods[period].years
            move(period, "in use", product, -made * years * amount)
            move(out, "from use", product, made * amount)
        for product, held in recipe.held_at_end.get(period, {}).items():
            move(period, "in use", product, -held * amount)
    return moved


def _origin(network: Network, product: str) -> str:
    origin = network.products[product].origin
    return {"mixed": "goods bought", "none": "goods bought", "primary": "primary sources"}.get(
        origin, origin
    )


def _later(network: Network, recipe: Recipe, period: str) -> Iterator[tuple[str, str, float]]:
    for (start, out), amounts in recipe.outputs.items():
        if start == period and out != period:
            for product, amount in amounts.items():
                yield product, out, amount


def _lost(
    solution: Solution, plant: str, recipe: Recipe, period: str, throughput: float
) -> dict[str, float]:
    """kt a year of each element that an activity takes in and never puts out."""
    network = solution.network
    lost: dict[str, float] = defaultdict(float)

    def count(product: str, amount: float) -> None:
        for element, share in network.products[product].composition.items():
            lost[element] += share * amount

    for product, amount in _taken_in(solution, plant, recipe, period, throughput).items():
        count(product, amount)
    for (start, out), amounts in recipe.outputs.items():
        if start == period:
            years = network.periods[out].years / network.periods[period].years
            for product, amount in amounts.items():
                count(product, -amount * years * throughput)
    for product, amount in recipe.held_at_end.get(period, {}).items():
        count(product, -amount * throughput)
    return lost


def metal_gap(solution: Solution) -> pd.DataFrame:
    """The metal that each blending plant takes in, recovered and primary.

    What comes within a product that was itself blended counts at the plant that blended it.
    """
    network = solution.network
    rows = []
    for (plant, name, period), throughput in solution.decisions.get("throughput", {}).items():
        recipe = network.recipes[name]
        if not recipe.needs:
            continue
        made = sum(
            amount * throughput for amount in recipe.outputs.get((period, period), {}).values()
        )
        for element in recipe.needs:
            recovered = primary = 0.0
            for product, amount in _taken_in(solution, plant, recipe, period, throughput).items():
                what = network.products[product]
                metal = what.composition.get(element, 0.0) * amount
                recovered += metal if what.origin in RECOVERED else 0.0
                primary += metal if what.origin in ("primary", "none") else 0.0
            if recovered + primary > 0:
                rows.append(
                    {
                        "period": period,
                        "plant": plant,
                        "recipe": name,
                        "made [t/year]": made * TONNES,
                        "element": element,
                        "needed [t/year]": (recovered + primary) * TONNES,
                        "recovered [t/year]": recovered * TONNES,
                        "primary [t/year]": primary * TONNES,
                        "recovered_share [share]": recovered / (recovered + primary),
                    }
                )
    columns = ["period", "plant", "recipe", "made [t/year]", "element", "needed [t/year]",
               "recovered [t/year]", "primary [t/year]", "recovered_share [share]"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _taken_in(
    solution: Solution, plant: str, recipe: Recipe, period: str, throughput: float
) -> dict[str, float]:
    """kt a year of each product that an activity takes in."""
    taken: dict[str, float] = defaultdict(float)
    for product, amount in recipe.inputs[period].items():
        taken[product] += amount * throughput
    for product in recipe.blend:
        taken[product] += solution.amount("blended", plant, recipe.name, product, period)
    return taken


def metal_cover(solution: Solution) -> pd.DataFrame:
    """How far recovered metal reaches: wanted in blended goods at home, arising, recovered.

    The gap is what is wanted and not covered by metal recovered in this plan.
    """
    network = solution.network
    wanted: dict[tuple[str, str], float] = defaultdict(float)
    for (spot, period), demand in network.demand.items():
        product = network.products[spot.product]
        at_home = network.sites[spot.site].country in home(network)
        if product.origin == "mixed" and at_home and demand.amount:
            for element, share in product.composition.items():
                wanted[period, element] += share * demand.amount * TONNES
    balance = element_balance(solution)
    arising = balance[balance["where"].isin([f"from {origin}" for origin in RECOVERED])]
    found = arising.groupby(["period", "element"])["amount [t/year]"].sum().to_dict()
    used = metal_gap(solution).groupby(["period", "element"])["recovered [t/year]"].sum().to_dict()
    rows = [
        {
            "period": period,
            "element": element,
            "wanted [t/year]": amount,
            "arising [t/year]": found.get((period, element), 0.0),
            "recovered [t/year]": used.get((period, element), 0.0),
            "gap [t/year]": max(0.0, amount - used.get((period, element), 0.0)),
            "covered [share]": used.get((period, element), 0.0) / amount,
        }
        for (period, element), amount in wanted.items()
        if amount > 0
    ]
    columns = ["period", "element", "wanted [t/year]", "arising [t/year]", "recovered [t/year]",
               "gap [t/year]", "covered [share]"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def home(network: Network) -> set[str]:
    """Countries in which a plant stands or may be built."""
    return {network.sites[plant.site].country for plant in network.plants.values()}


def key_figures(solution: Solution) -> pd.DataFrame:
    """The figures of each period that a summary shows."""
    rows = [
        {"period": period, "figure": figure, "unit": unit, "value": value}
        for period in solution.network.periods
        for figure, unit, value in _figures(solution, period)
    ]
    return pd.DataFrame(rows, columns=["period", "figure", "unit", "value"])


def _figures(solution: Solution, period: str) -> Iterator[tuple[str, str, float]]:
    network = solution.network
    at_home = home(network)
    yield "batteries collected", "t/year", TONNES * _collected(solution, period)
    yield "vehicles' worth", "packs/year", _packs(solution, period)
    yield "production scrap", "t/year", TONNES * _scrap(solution, period)
    yield "batteries and scrap sent abroad", "t/year", TONNES * _sent_abroad(solution, period)
    made, wanted = _cathode_made(solution, period), _cathode_wanted(network, period, at_home)
    yield "cathode material wanted", "t/year", TONNES * wanted
    yield "cathode material made at home", "t/year", TONNES * made
    yield "share made at home", "share", made / wanted if wanted else 0.0
    yield "plants that came on stream", "plants", float(_started(solution, period))
    yield "emissions", "t CO2e/year", TONNES * _emitted(solution, period)


def _collected(solution: Solution, period: str) -> float:
    return sum(amount for _, amount in _batteries_collected(solution, period))


def _packs(solution: Solution, period: str) -> float:
    products = solution.network.products
    return sum(
        amount * 1e6 / mass
        for product, amount in _batteries_collected(solution, period)
        if (mass := products[product].pack_mass)
    )


def _batteries_collected(solution: Solution, period: str) -> Iterator[tuple[str, float]]:
    """What arises at home at the end of its life, and how much of it is collected."""
    network = solution.network
    at_home = home(network)
    for (site, product, when), amount in solution.decisions.get("collected", {}).items():
        arises = network.products[product].origin == "end of life"
        if when == period and arises and network.sites[site].country in at_home:
            yield product, amount


def _scrap(solution: Solution, period: str) -> float:
    network = solution.network
    back = sum(
        amount * solution.amount("delivered", *spot, start)
        for (spot, start, product, out), amount in network.returns.items()
        if out == period and network.products[product].origin == "production scrap"
    )
    return back + sum(
        amount
        for (_, product, when), amount in solution.decisions.get("collected", {}).items()
        if when == period and network.products[product].origin == "production scrap"
    )


def _sent_abroad(solution: Solution, period: str) -> float:
    """Batteries, parts of them and scrap that leave the home countries."""
    network = solution.network
    at_home = home(network)
    return sum(
        amount
        for (name, when), amount in solution.decisions.get("shipped", {}).items()
        if when == period
        and network.products[(lane := network.lanes[name]).product].origin in RECOVERED
        and network.products[lane.product].shipping_class != "ordinary"
        and network.sites[lane.origin].country in at_home
        and network.sites[lane.destination].country not in at_home
    )


def _cathode_made(solution: Solution, period: str) -> float:
    """What plants of the stage CAM make of the products that buyers want."""
    network = solution.network
    bought = {spot.product for spot, _ in network.demand}
    return sum(
        throughput * amount
        for (plant, recipe, when), throughput in solution.decisions.get("throughput", {}).items()
        if when == period and network.plants[plant].stage == "CAM"
        for product, amount in network.recipes[recipe].outputs.get((period, period), {}).items()
        if product in bought
    )


def _cathode_wanted(network: Network, period: str, countries: Iterable[str]) -> float:
    return sum(
        demand.amount or 0.0
        for (spot, when), demand in network.demand.items()
        if when == period
        and network.products[spot.product].origin == "mixed"
        and network.sites[spot.site].country in countries
    )


def _started(solution: Solution, period: str) -> int:
    return sum(when == period for *_, when in solution.decisions.get("built", {}))


def _emitted(solution: Solution, period: str) -> float:
    return sum(
        line.amount
        for line in solution.lines
        if line.period == period and line.account in EMISSIONS
    )


def worth(solution: Solution, baseline: Solution) -> pd.DataFrame:
    """What the plan is worth against the baseline: over the whole horizon, in money, t and CO2e."""
    plan, base = dict(_totals(solution)), dict(_totals(baseline))
    rows: list[Record] = [
        {
            "figure": figure,
            "unit": unit,
            "plan": plan[figure, unit],
            "baseline": base[figure, unit],
            "difference": plan[figure, unit] - base[figure, unit],
        }
        for figure, unit in plan
    ]
    return pd.DataFrame(rows, columns=["figure", "unit", "plan", "baseline", "difference"])


def _totals(solution: Solution) -> Iterator[tuple[tuple[str, str], float]]:
    network = solution.network
    yield ("net present value", "M money"), solution.result.objective
    building = [line.amount for line in solution.lines if line.account == "building_cost"]
    yield ("capital cost of plants and expansions", "M money"), sum(building)
    figures = key_figures(solution)
    for figure in (
        "batteries collected",
        "batteries and scrap sent abroad",
        "cathode material made at home",
        "emissions",
    ):
        rows = figures[figures["figure"] == figure]
        total = sum(
            value * network.periods[period].years
            for period, value in zip(rows["period"], rows["value"], strict=True)
        )
        yield (figure, rows["unit"].iloc[0].removesuffix("/year")), total
