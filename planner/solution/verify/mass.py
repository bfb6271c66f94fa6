"""Mass: nothing appears or vanishes, blends carry what they need, no element is created.

collected + shipped in + made + come back = shipped out + taken in + delivered + let out
                                            + (in store at the end - before) / years
carried by the blend and the inputs >= need x throughput
kg of an element that an activity makes over all years <= kg that it takes in
"""

from collections import defaultdict
from collections.abc import Iterator

from planner.network.network import ProductName, SiteName
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def mass_faults(plan: Plan) -> Iterator[str]:
    yield from _balances(plan)
    yield from _needs(plan)
    yield from _elements(plan)


class _Balance:
    """What comes to and goes from every site, by product and period."""

    def __init__(self) -> None:
        self.net: dict[tuple[SiteName, ProductName, str], float] = defaultdict(float)
        self.gross: dict[tuple[SiteName, ProductName, str], float] = defaultdict(float)

    def add(self, site: SiteName, product: ProductName, period: str, amount: float) -> None:
        self.net[site, product, period] += amount
        self.gross[site, product, period] += abs(amount)


def _balances(plan: Plan) -> Iterator[str]:
    balance = _Balance()
    _add_markets(plan, balance)
    _add_flows(plan, balance)
    _add_activities(plan, balance)
    _add_stock(plan, balance)
    for place, net in balance.net.items():
        site, product, period = place
        if over(abs(net), 0.0, balance.gross[place]):
            way = "comes to the site than leaves" if net > 0 else "leaves the site than comes"
            yield f"{tonnes(abs(net))} a year more {product} {way} in {period}: {site}."


def _add_markets(plan: Plan, balance: _Balance) -> None:
    network = plan.network
    for (site, product, period), amount in plan.of("collected").items():
        balance.add(site, product, period, amount)
    for (site, product, period), amount in plan.of("delivered").items():
        balance.add(site, product, period, -amount)
    for (site, product, _, period), amount in plan.of("let_out").items():
        balance.add(site, product, period, -amount)
    for (spot, period, product, back), per_tonne in network.returns.items():
        delivered = plan.amount("delivered", *spot, period)
        if delivered:
            balance.add(spot.site, product, back, per_tonne * delivered)


def _add_flows(plan: Plan, balance: _Balance) -> None:
    for (name, period), amount in plan.of("shipped").items():
        lane = plan.network.lanes[name]
        balance.add(lane.origin, lane.product, period, -amount)
        balance.add(lane.destination, lane.product, period, amount)


def _add_activities(plan: Plan, balance: _Balance) -> None:
    network = plan.network
    for (plant, name, period), amount in plan.of("throughput").items():
        site, recipe = network.plants[plant].site, network.recipes[name]
        for product, per_tonne in recipe.inputs[period].items():
            balance.add(site, product, period, -per_tonne * amount)
        for (start, out), made in recipe.outputs.items():
            if start == period:
                for product, per_tonne in made.items():
                    balance.add(site, product, out, per_tonne * amount)
    for (plant, _, product, period), amount in plan.of("blended").items():
        balance.add(network.plants[plant].site, product, period, -amount)


def _add_stock(plan: Plan, balance: _Balance) -> None:
    """What goes into store leaves the balance of its period; what is taken out comes back."""
    for (site, product), store in plan.network.stores.items():
        before = store.opening
        for name, period in plan.network.periods.items():
            after = plan.amount("stored", site, product, name)
            balance.add(site, product, name, before / period.years)
            balance.add(site, product, name, -after / period.years)
            before = after


def _needs(plan: Plan) -> Iterator[str]:
    network = plan.network
    for (plant, name, period), amount in plan.of("throughput").items():
        recipe = network.recipes[name]
        taken = {product: amount * kt for product, kt in recipe.inputs[period].items()}
        for product in recipe.blend:
            blended = plan.amount("blended", plant, name, product, period)
            taken[product] = taken.get(product, 0.0) + blended
        for element, need in recipe.needs.items():
            carried = sum(plan.share(product, element) * kt for product, kt in taken.items())
            if over(need * amount, carried):
                yield (
                    f"{plant} needs {tonnes(need * amount)} of {element} for {name!r} in {period}, "
                    f"{tonnes(need * amount - carried)} more than it takes in."
                )


def _elements(plan: Plan) -> Iterator[str]:
    """Over all periods, as what is made may come out years later or after the horizon."""
    taken_in, made = _Elements(plan), _Elements(plan)
    years = {name: period.years for name, period in plan.network.periods.items()}
    for (plant, name, period), amount in plan.of("throughput").items():
        recipe = plan.network.recipes[name]
        for product, per_tonne in recipe.inputs[period].items():
            taken_in.add(plant, name, product, per_tonne * amount * years[period])
        for (start, when), outputs in recipe.outputs.items():
            if start == period:
                for product, per_tonne in outputs.items():
                    made.add(plant, name, product, per_tonne * amount * years[when])
        for product, per_tonne in recipe.held_at_end.get(period, {}).items():
            made.add(plant, name, product, per_tonne * amount * years[period])
    for (plant, name, product, period), amount in plan.of("blended").items():
        taken_in.add(plant, name, product, amount * years[period])
    for (plant, name, element), out in made.mass.items():
        into = taken_in.mass.get((plant, name, element), 0.0)
        if over(out, into):
            yield (
                f"{plant} creates {element} with {name!r}: over all years {tonnes(into)} go "
                f"in and {tonnes(out)} come out."
            )


class _Elements:
    """kt of each element by plant and recipe."""

    def __init__(self, plan: Plan) -> None:
        self.products = plan.network.products
        self.mass: dict[tuple[str, str, str], float] = defaultdict(float)

    def add(self, plant: str, recipe: str, product: ProductName, amount: float) -> None:
        for element, share in self.products[product].composition.items():
            self.mass[plant, recipe, element] += share * amount
