"""Prices that a plan is judged by: what primary metal costs, and what a product could be sold for.

    price of a primary element = least price asked / share of the element
                                 over primary products that hold one followed element
    sale price of a product    = best price of any outlet that buys it, or of any buyer

Both before carriage, in M per kt.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planner.network.network import (
    ElementName,
    Network,
    PeriodName,
    ProductName,
    Supply,
)
from planner.solution.record import TONNES
from planner.solution.solution import Solution

Item = tuple[ProductName, PeriodName]

COLUMNS = [
    "period", "product", "asked [money/t]", "paid [money/t]", "sold_for [money/t]",
    "embodied [kg CO2e/kg]",
]  # fmt: skip


@dataclass(frozen=True)
class Prices:
    """What is asked and paid in a plan. Prices that nobody names are None."""

    solution: Solution

    @property
    def network(self) -> Network:
        return self.solution.network

    @cached_property
    def _offers(self) -> dict[Item, list[Supply]]:
        found = defaultdict(list)
        for (spot, period), supply in self.network.supply.items():
            found[spot.product, period].append(supply)
        return found

    @cached_property
    def _sales(self) -> dict[Item, float]:
        found: dict[Item, float] = {}

        def offer(product: ProductName, period: PeriodName, price: float) -> None:
            found[product, period] = max(price, found.get((product, period), price))

        for (spot, period), outlets in self.network.outlets.items():
            for outlet in outlets:
                if outlet.kind == "sale":
                    offer(spot.product, period, outlet.price)
        for (spot, period), demand in self.network.demand.items():
            if demand.price >= 0:
                offer(spot.product, period, demand.price)
        return found

    @cached_property
    def _bought(self) -> dict[Item, tuple[float, float]]:
        """kt a year bought, and M a year paid for it."""
        found: dict[Item, tuple[float, float]] = {}
        for (spot, period), supply in self.network.supply.items():
            if (kt := self.solution.amount("collected", *spot, period)) > 0:
                bought, paid = found.get((spot.product, period), (0.0, 0.0))
                found[spot.product, period] = bought + kt, paid + kt * supply.price
        return found

    def asked(self, product: ProductName, period: PeriodName) -> float | None:
        """M per kt, the least that a seller asks."""
        return min((each.price for each in self._offers.get((product, period), ())), default=None)

    def paid(self, product: ProductName, period: PeriodName) -> float | None:
        """M per kt, the mean of what was bought; else the least that a seller asks."""
        bought, paid = self._bought.get((product, period), (0.0, 0.0))
        return paid / bought if bought > 0 else self.asked(product, period)

    def sold_for(self, product: ProductName, period: PeriodName) -> float | None:
        """M per kt, the best that an outlet or buyer pays."""
        return self._sales.get((product, period))

    def embodied(self, product: ProductName, period: PeriodName) -> float | None:
        """kt CO2e per kt: the mean of what sellers say that their product embodies."""
        offers = self._offers.get((product, period), ())
        said = [each.embodied_emissions for each in offers if each.embodied_emissions > 0]
        return sum(said) / len(said) if said else None

    def like(self, product: ProductName, period: PeriodName) -> tuple[ProductName, ...]:
        """The product where it is sold; else those of the same composition that are."""
        if (product, period) in self._offers:
            return (product,)
        made_of = self.network.products[product].composition
        return tuple(
            other.name
            for other in self.network.products.values()
            if other.composition == made_of and (other.name, period) in self._offers
        )

    def asked_for_such(self, product: ProductName, period: PeriodName) -> float | None:
        """M per kt that sellers ask for such a product, the least."""
        asked = [self.asked(other, period) for other in self.like(product, period)]
        return min((price for price in asked if price is not None), default=None)

    def embodied_in_such(self, product: ProductName, period: PeriodName) -> float | None:
        """kt CO2e per kt of such a product where it is sold, the mean of what sellers say."""
        said = [self.embodied(other, period) for other in self.like(product, period)]
        known = [each for each in said if each is not None]
        return sum(known) / len(known) if known else None

    def of_primary(self, element: ElementName, period: PeriodName) -> float | None:
        """M per kt of a primary element, where it is sold by itself."""
        return min(
            (
                price / product.composition[element]
                for product in self.network.products.values()
                if product.origin == "primary" and list(product.composition) == [element]
                if (price := self.asked(product.name, period)) is not None
            ),
            default=None,
        )

    def embodied_in_primary(self, element: ElementName, period: PeriodName) -> float | None:
        """kt CO2e per kt of a primary element: the mean of the products that hold it.

        A product that holds several elements spreads what it embodies over them by mass.
        """
        said = [
            embodied / sum(product.composition.values())
            for product in self.network.products.values()
            if product.origin == "primary" and element in product.composition
            if (embodied := self.embodied(product.name, period)) is not None
        ]
        return sum(said) / len(said) if said else None

    def of_metal_in(self, product: ProductName, period: PeriodName) -> float:
        """M per kt of a recovered product: its elements at the price of primary metal.

        Where none of them has one, what it could be sold for; zero where nobody buys it.
        """
        composition = self.network.products[product].composition
        known = {
            element: price
            for element in composition
            if (price := self.of_primary(element, period)) is not None
        }
        if known:
            return sum(composition[element] * price for element, price in known.items())
        return self.sold_for(product, period) or 0.0


def market(prices: Prices) -> pd.DataFrame:
    """By period and product: least price asked, mean price paid, best sale price, CO2e embodied."""
    rows = []
    for period in prices.network.periods:
        for product in prices.network.products:
            known = [each(product, period) for each in (prices.asked, prices.paid, prices.sold_for)]
            if any(price is not None for price in known):
                shown = [None if price is None else price * TONNES for price in known]
                rows.append((period, product, *shown, prices.embodied(product, period)))
    return pd.DataFrame(rows, columns=COLUMNS)
