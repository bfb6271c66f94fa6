"""Contracts: the lanes each is about, the periods it holds in, and the lanes it rules out."""

from collections.abc import Mapping

from planner.instance.instance import Instance
from planner.instance.schema import contracts
from planner.network.money import KT
from planner.network.network import Lane, LaneName, Period, PeriodName
from planner.network.reach import Trip
from planner.network.rules import Contract, Return
from planner.network.scope import Scope

Periods = Mapping[PeriodName, Period]
Lanes = Mapping[LaneName, Lane]


def build_contracts(
    instance: Instance, periods: Periods, lanes: Lanes, scope: Scope
) -> dict[str, Contract]:
    return {
        row.contract: Contract(
            name=row.contract,
            kind=row.kind,
            lanes=_lanes(lanes, scope, row.supplier, row.buyer, row.product),
            periods=_held(row, periods),
            minimum=row.minimum * KT,
            maximum=None if row.maximum is None else row.maximum * KT,
            price=row.price * KT,
            shortfall_price=None if row.shortfall_price is None else row.shortfall_price * KT,
            returns=_returns(instance, row, lanes, scope),
        )
        for row in instance.rows(contracts.Contract)
    }


def _held(row: contracts.Contract, periods: Periods) -> tuple[PeriodName, ...]:
    """The periods that begin in its years."""
    return tuple(
        name
        for name, period in periods.items()
        if (row.first_year is None or row.first_year <= period.first_year)
        and (row.last_year is None or period.first_year <= row.last_year)
    )


def _lanes(
    lanes: Lanes, scope: Scope, supplier: str, buyer: str, product: str
) -> tuple[LaneName, ...]:
    senders, receivers = scope.party(supplier), scope.party(buyer)
    products = scope.products(product)
    return tuple(
        lane.name
        for lane in lanes.values()
        if lane.product in products and lane.origin in senders and lane.destination in receivers
    )


def _returns(
    instance: Instance, row: contracts.Contract, lanes: Lanes, scope: Scope
) -> tuple[Return, ...]:
    """What comes back to the supplier, from whoever recovered it."""
    owners = scope.party(row.supplier)
    return tuple(
        Return(
            element=back.element,
            product=back.product,
            share=back.share,
            lanes=tuple(
                lane.name
                for lane in lanes.values()
                if lane.product in scope.products(back.product)
                and lane.destination in owners
                and lane.origin not in owners
            ),
        )
        for back in instance.rows(contracts.Tolling)
        if back.contract == row.contract
    )


class Captivity:
    """Trips that captive contracts rule out."""

    def __init__(self, instance: Instance, periods: Periods, scope: Scope) -> None:
        self.bonds = [
            (
                scope.party(row.supplier),
                scope.party(row.buyer),
                scope.products(row.product),
                set(_held(row, periods)),
            )
            for row in instance.rows(contracts.Contract)
            if row.kind == "captive"
        ]

    def ruled_out(self, trip: Trip) -> set[PeriodName]:
        """The periods in which the sender may ship the product to others only."""
        return {
            period
            for senders, receivers, products, periods in self.bonds
            if trip.product in products
            and trip.origin in senders
            and trip.destination not in receivers
            for period in periods
        }
