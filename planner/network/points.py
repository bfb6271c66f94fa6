"""Points: sites that have supply and nothing else, in groups whose members may be merged.

The members of a group differ in where they lie and in how much arises there, and in nothing that
prices, borders, contracts or rules could ask for. What one of them ships is under the same terms
as what another ships, so that only the sum of it and the length of the way matter.
"""

from collections import defaultdict
from collections.abc import Iterable

from planner.instance.instance import Instance
from planner.instance.schema import TABLES, markets
from planner.instance.schema.plants import Site
from planner.instance.schema.rules import Target
from planner.instance.schema.transport import LaneRule, Mode
from planner.network.groundwork import Groundwork
from planner.network.network import ProductName, SiteName, Spot
from planner.network.reach import carries

Group = tuple[SiteName, ...]

EACH_SENDER = "supplier share"
"""The kind of target that, without an origin, holds for each site that sends by itself."""


def groups_of_points(known: Groundwork) -> tuple[Group, ...]:
    """Groups of two and more points that may be merged, in the order of the sites."""
    named = names_in_use(known.instance)
    receiving = {rule.to_role for rule in known.instance.rows(LaneRule)}
    rows: dict[SiteName, list[markets.Supply]] = defaultdict(list)
    for row in known.instance.rows(markets.Supply):
        rows[row.site].append(row)
    apart = _Apart(known)
    found: dict[object, list[SiteName]] = defaultdict(list)
    for site in known.instance.rows(Site):
        here = rows[site.site]
        if (
            here
            and site.site not in named
            and site.role not in receiving
            and all(row.amount is not None for row in here)
            and not any(apart.keeps(site, product) for product in {row.product for row in here})
        ):
            looks = site.role, site.country, site.region, site.operator, site.status
            found[looks, _terms(here), _years_differ(here, known)].append(site.site)
    return tuple(tuple(members) for members in found.values() if len(members) > 1)


def names_in_use(instance: Instance) -> set[str]:
    """Every text of every table but those that declare the sites and what arises there.

    More than the names of sites, as groups, parties and areas may have a name in common with one.
    """
    found: set[str] = set()
    for table in TABLES:
        if table in (Site.table, markets.Supply.table):
            continue
        for row in instance.tables[table]:
            for value in row.__dict__.values():
                if isinstance(value, str):
                    found.add(value)
                elif isinstance(value, tuple):
                    found.update(value)
    return found


class _Apart:
    """What holds for each site by itself, and so keeps the points that have a product apart."""

    def __init__(self, known: Groundwork) -> None:
        self.known = known
        instance = known.instance
        self.limited = [row for row in instance.rows(markets.Outlet) if row.most is not None]
        modes = {row.mode: row for row in instance.rows(Mode)}
        self.by_sea = [row for row in instance.rows(LaneRule) if modes[row.mode].distance == "sea"]
        self.counted: set[ProductName] = set()
        for target in instance.rows(Target):
            if target.kind == EACH_SENDER and target.origin is None:
                self.counted |= known.scope.products(target.product)

    def keeps(self, site: Site, product: ProductName) -> bool:
        """An outlet has a limit, a rule counts each sender, or a way leads over the sea."""
        known = self.known
        return (
            product in self.counted
            or any(
                row.product == product and row.country in (None, site.country)
                for row in self.limited
            )
            or any(
                rule.from_role == site.role
                and carries(rule, known.products[product])
                and known.routes.receivers(rule, product)
                for rule in self.by_sea
            )
        )


def _terms(rows: Iterable[markets.Supply]) -> frozenset[object]:
    """All that supply says but the amount, by product and year."""
    return frozenset(
        (
            row.product,
            row.year,
            row.price,
            row.must_collect,
            row.shortfall_price,
            row.embodied_emissions,
        )
        for row in rows
    )


def _years_differ(rows: list[markets.Supply], known: Groundwork) -> frozenset[object]:
    """The terms of whole periods, of products whose terms change from year to year.

    They are means weighted by the amounts of the years, so points may agree in every year and not
    in the period.
    """
    terms: dict[ProductName, set[object]] = defaultdict(set)
    for row in rows:
        terms[row.product].add((row.price, row.must_collect, row.embodied_emissions))
    site = rows[0].site
    found = set()
    for product, different in terms.items():
        for name, period in known.periods.items():
            supply = known.supply.get((Spot(site, product), name))
            if len(different) > 1 and period.years > 1 and supply and supply.amount:
                share = supply.must_collect / supply.amount
                means = supply.price, share, supply.embodied_emissions
                found.add((product, name, *(f"{mean:.12g}" for mean in means)))
    return frozenset(found)
