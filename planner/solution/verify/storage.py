"""Storage: stores hold no more than they can, keep what they must, and are paid for every year.

in store at the end of a period <= capacity;  at the end of the plan >= what must be left
cost a year = cost of a tonne x what is in store at the end of the period

That what is in store came in and did not go out is checked with the balances of mass.
"""

from collections.abc import Iterator

from planner.network.network import Spot
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def storage_faults(plan: Plan) -> Iterator[str]:
    last = list(plan.network.periods)[-1]
    for (site, product), store in plan.network.stores.items():
        for period in plan.network.periods:
            kept = plan.amount("stored", site, product, period)
            most = store.capacity[period]
            if most is not None and over(kept, most):
                yield (
                    f"{tonnes(kept)} of {product} are in store at {site} in {period}, "
                    f"{tonnes(kept - most)} more than fit in."
                )
        left = plan.amount("stored", site, product, last)
        if over(store.closing, left):
            yield (
                f"{tonnes(left)} of {product} are left in store at {site}, "
                f"{tonnes(store.closing - left)} less than must be."
            )


def storage_accounts(plan: Plan) -> dict[str, Account]:
    account = Account()
    for (site, product, period), kept in plan.of("stored").items():
        cost = plan.network.stores[Spot(site, product)].cost[period]
        account.add(period, site, cost * kept)
    return {"storage_cost": account}
