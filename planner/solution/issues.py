"""Issues: what the reader of a plan must know before using it, as sentences."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from planner.solution.solution import Index, Solution
from planner.solution.tables import TONNES, standing_way

ROUNDING = 1e-6
"""By which a gap may miss what was asked for and still be called reached."""


# Unit of a rule -> from the unit of the network to that of the user, and its words.
_IN_WORDS = {
    "share": (TONNES, "t a year"),
    "kt": (TONNES, "t"),
    "kt CO2e": (TONNES, "t CO2e a year"),
    "M": (1, "M a year"),
    "plants": (1, "plants"),
}


def issues(solution: Solution, no_baseline: str, remarks: Sequence[str]) -> list[str]:
    """Everything short, idle, unproven or odd.

    no_baseline: why there is none; empty where there is one. remarks: what is odd in the tables.
    """
    return [
        *_proof(solution),
        *_shortfalls(solution),
        *_idle_plants(solution),
        *([f"There is no baseline to compare with. {no_baseline}"] if no_baseline else []),
        *(f"In the tables: {remark}" for remark in remarks),
    ]


def _proof(solution: Solution) -> Iterator[str]:
    result = solution.result
    if result.gap > result.gap_asked + ROUNDING:
        yield (
            f"The gap asked for was not reached ({result.status}): a better plan may be worth "
            f"up to {result.bound - result.objective:,.1f} M {solution.network.currency} more "
            f"({result.gap:.2%} instead of {result.gap_asked:.2%})."
        )
    if result.start_used is False:
        yield "The earlier plan given as a start did not fit this instance and was not used."


def _shortfalls(solution: Solution) -> Iterator[str]:
    decisions = solution.decisions
    for (site, product, period), amount in decisions.get("not_collected", {}).items():
        yield f"{period}: {amount * TONNES:,.1f} t a year of {product} at {site} are not collected."
    for (site, product, period), amount in decisions.get("short", {}).items():
        yield f"{period}: {site} gets {amount * TONNES:,.1f} t a year of {product} too little."
    lacking: dict[tuple[str, str, str], float] = defaultdict(float)
    for (target, _, element, period), amount in decisions.get("content_short", {}).items():
        lacking[period, target, element] += amount
    for (period, target, element), amount in lacking.items():
        yield (
            f"{period}: {target} is missed: "
            f"{amount * TONNES:,.1f} t a year of recovered {element} are short."
        )

    for (contract, period), amount in decisions.get("below_contract", {}).items():
        yield f"{period}: {amount * TONNES:,.1f} t a year are paid for and not shipped: {contract}."
    yield from _rules_missed(solution)


def _rules_missed(solution: Solution) -> Iterator[str]:
    units: dict[Index, str] = {rule.index: rule.unit for rule in solution.network.rules}
    missed: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for index, amount in solution.decisions.get("beside", {}).items():
        name, _, _, sense, period = index
        missed[period, name, sense, units[index]] += amount
    for (period, name, sense, unit), amount in missed.items():
        scale, words = _IN_WORDS[unit]
        way = "short of its minimum" if sense == "minimum" else "over its maximum"
        yield f"{period}: {name} is missed: {amount * scale:,.1f} {words} {way}."


def _idle_plants(solution: Solution) -> Iterator[str]:
    """Plants that stand in every period they may and never run."""
    network = solution.network
    busy = {plant for plant, *_ in solution.decisions.get("throughput", {})}
    for plant, periods in network.usable.items():
        stands = any(standing_way(solution, plant, period) for period in periods)
        if plant not in busy and stands:
            yield f"{plant} stands and never runs."
