"""The second opinion: a plan recomputed from the network and its decisions alone.

Nothing here knows the model. What stands, balances, limits, contracts, targets, recycled content,
every cost and every emission are worked out again from their own formulas, and compared with the
rules and with the lines and the net present value that the plan states. A plan with a fault is not
a plan.
"""

from planner.solution.solution import Solution
from planner.solution.verify.activity import activity_faults
from planner.solution.verify.co_location import co_location_faults
from planner.solution.verify.contracts import contract_faults
from planner.solution.verify.decisions import known_decisions
from planner.solution.verify.emissions import emission_faults, emissions, emitted
from planner.solution.verify.energy import energy_faults
from planner.solution.verify.financing import financing_faults
from planner.solution.verify.grants import grant_faults
from planner.solution.verify.lines import line_faults, stated
from planner.solution.verify.markets import market_faults
from planner.solution.verify.mass import mass_faults
from planner.solution.verify.money import money_faults
from planner.solution.verify.plan import Plan
from planner.solution.verify.plants import plant_faults
from planner.solution.verify.qualification import qualification_faults
from planner.solution.verify.recycled import recycled_faults
from planner.solution.verify.result import result_faults
from planner.solution.verify.storage import storage_faults
from planner.solution.verify.targets import target_faults


def verify(solution: Solution) -> list[str]:
    """What is wrong with a plan, in sentences: rule, where, when, by how much. Empty: it holds.

    Decisions that the network does not have are reported and then left out of the rest.
    """
    decisions, unknown = known_decisions(solution)
    plan = Plan(solution.network, decisions)
    said, sources = stated(solution), tuple(emitted(plan))
    found = emissions(sources)
    return [
        *unknown,
        *plant_faults(plan),
        *activity_faults(plan),
        *qualification_faults(plan),
        *energy_faults(plan),
        *mass_faults(plan),
        *market_faults(plan),
        *storage_faults(plan),
        *contract_faults(plan),
        *co_location_faults(plan),
        *grant_faults(plan),
        *financing_faults(plan),
        *recycled_faults(plan),
        *target_faults(plan, sources),
        *line_faults(solution),
        *money_faults(plan, solution.result, said, found),
        *emission_faults(said, found),
        *result_faults(solution.result),
    ]
