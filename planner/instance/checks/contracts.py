"""Contracts and tolling: can both parties do what they have agreed?"""

from collections.abc import Iterator
from itertools import combinations

from planner.instance.checks.hints import listed
from planner.instance.checks.scope import products_of, sites_of_party
from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.checks.uses import lane_leads
from planner.instance.instance import Problem
from planner.instance.schema.contracts import Contract, Tolling
from planner.instance.schema.plants import Site
from planner.instance.schema.products import Composition, Product
from planner.instance.schema.transport import LaneOverride, LaneRule


def terms_of_contracts_make_sense(tables: Tables) -> Iterator[Problem]:
    headers = Contract.headers()
    for number, row in tables.of(Contract):
        if row.maximum is not None and row.maximum < row.minimum:
            rule = f"must be at least the minimum, {row.minimum:g}"
            yield Problem(Contract.table, rule, number, headers["maximum"], row.maximum)
        if row.kind != "optional":
            continue
        if row.maximum is None:
            rule = "must be filled: the contract is optional"
            yield Problem(Contract.table, rule, number, headers["maximum"])
        if row.shortfall_price is not None:
            rule = "must be blank: an optional contract is signed only where it is kept"
            header = headers["shortfall_price"]
            yield Problem(Contract.table, rule, number, header, row.shortfall_price)


@concludes_from(Site, Contract)
def parties_differ(tables: Tables) -> Iterator[Problem]:
    for number, row in tables.of(Contract):
        buyers = sites_of_party(tables, row.buyer)
        if buyers == sites_of_party(tables, row.supplier):
            same = row.supplier == row.buyer
            rule = "is the supplier as well" if same else f"has the sites of {row.supplier!r} alone"
            yield Problem(Contract.table, rule, number, "buyer", row.buyer)


@concludes_from(Site, Product, Contract)
def captives_have_one_buyer(tables: Tables) -> Iterator[Problem]:
    """What goes to one buyer alone cannot go to another alone in the same years."""
    captive = [(number, row) for number, row in tables.of(Contract) if row.kind == "captive"]
    for (earlier, first), (number, row) in combinations(captive, 2):
        suppliers = [sites_of_party(tables, r.supplier) for r in (first, row)]
        products = [products_of(tables, r.product) for r in (first, row)]
        buyers = [sites_of_party(tables, r.buyer) for r in (first, row)]
        shared = suppliers[0] & suppliers[1] and products[0] & products[1]
        if shared and not buyers[0] & buyers[1] and _overlap(first, row):
            rule = f"cannot be the only buyer: row {earlier} says the same of {first.buyer!r}"
            yield Problem(Contract.table, rule, number, "buyer", row.buyer)


@concludes_from(Contract, Tolling)
def tolling_contracts_have_returns(tables: Tables) -> Iterator[Problem]:
    returned = {row.contract for row in tables.all(Tolling)}
    kinds = {row.contract: row.kind for row in tables.all(Contract)}
    for number, row in tables.of(Contract):
        if row.kind == "tolling" and row.contract not in returned:
            rule = "has no row in tolling that says what comes back"
            yield Problem(Contract.table, rule, number, "contract", row.contract)
    for number, back in tables.of(Tolling):
        if kinds.get(back.contract, "tolling") != "tolling":
            rule = f"is a contract of the kind {kinds[back.contract]!r}: nothing comes back"
            yield Problem(Tolling.table, rule, number, "contract", back.contract)


@concludes_from(Contract, Tolling, Product, Composition)
def tolled_metal_can_come_back(tables: Tables) -> Iterator[Problem]:
    """The element is in what is shipped, and in what it comes back in."""
    content = {(row.product, row.element) for row in tables.all(Composition) if row.share > 0}
    shipped = {row.contract: row.product for row in tables.all(Contract)}
    for number, row in tables.of(Tolling):
        for column, name in (("element", shipped[row.contract]), ("product", row.product)):
            products = products_of(tables, name)
            if not any((product, row.element) in content for product in products):
                value = getattr(row, column)
                if column == "element":
                    rule = f"is not in {name!r}, which the contract ships (compositions)"
                else:
                    rule = f"contains no {row.element} (compositions), so it cannot come back in it"
                yield Problem(Tolling.table, rule, number, column, value)


def contracts_have_lanes(tables: Tables) -> Iterator[Problem]:
    """Remarks: nothing can be shipped under the contract, or back."""
    for number, row in tables.of(Contract):
        suppliers = sites_of_party(tables, row.supplier)
        buyers = sites_of_party(tables, row.buyer)
        if not _ships(tables, row.product, suppliers, buyers):
            rule = (
                f"has no lane from {row.supplier!r} to {row.buyer!r} that carries {row.product!r}"
            )
            hint = f"{LaneRule.table} and {LaneOverride.table} make lanes"
            yield Problem(Contract.table, rule, number, "contract", row.contract, hint)
    contracts = {row.contract: row for row in tables.all(Contract)}
    everywhere = {site.site for site in tables.all(Site)}
    for number, back in tables.of(Tolling):
        owner = contracts[back.contract].supplier
        owners = sites_of_party(tables, owner)
        if not _ships(tables, back.product, everywhere - owners, owners):
            rule = f"comes back to {owner!r} on no lane"
            yield Problem(Tolling.table, rule, number, "product", back.product)


def contracts_bind_somebody(tables: Tables) -> Iterator[Problem]:
    """Remarks: contracts without effect, and tonnes that count for two of them."""
    header = Contract.headers()["minimum"]
    for number, row in tables.of(Contract):
        free = row.minimum == 0 and row.maximum is None and row.price == 0
        if row.kind == "firm" and free:
            rule = "means that this contract binds nobody: it has no maximum and no price either"
            yield Problem(Contract.table, rule, number, header, row.minimum)
        if row.minimum == 0 and row.shortfall_price is not None:
            rule = "is not read: there is no minimum to fall short of"
            column = Contract.headers()["shortfall_price"]
            yield Problem(Contract.table, rule, number, column, row.shortfall_price)
    shipping = [(number, row) for number, row in tables.of(Contract) if row.kind != "captive"]
    told: set[int] = set()
    for (earlier, first), (number, row) in combinations(shipping, 2):
        products = products_of(tables, first.product) & products_of(tables, row.product)
        suppliers = sites_of_party(tables, first.supplier) & sites_of_party(tables, row.supplier)
        buyers = sites_of_party(tables, first.buyer) & sites_of_party(tables, row.buyer)
        if number not in told and products and suppliers and buyers and _overlap(first, row):
            told.add(number)
            rule = (
                f"counts {listed(products)} that counts for {first.contract!r} (row {earlier}) too"
            )
            yield Problem(Contract.table, rule, number, "contract", row.contract)


def _ships(tables: Tables, product: str, origins: set[str], destinations: set[str]) -> bool:
    if not origins or not destinations:
        return False
    products = products_of(tables, product)
    return any(lane_leads(tables, name, origins, destinations) for name in products)


def _overlap(first: Contract, second: Contract) -> bool:
    """Do both hold in some year?"""
    starts = [row.first_year for row in (first, second) if row.first_year is not None]
    ends = [row.last_year for row in (first, second) if row.last_year is not None]
    return not starts or not ends or max(starts) <= min(ends)
