"""Lines: what the plan states of its own money and emissions, by account, period and site."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import isfinite

from planner.solution.accounts import EMISSIONS, MONEY
from planner.solution.solution import Solution
from planner.solution.verify.tolerance import differ

Entry = tuple[str | None, str]
"""Period (None: at the end of the horizon) and site."""

ACCOUNTS = frozenset((*(term.name for term in MONEY), *EMISSIONS))


class Account:
    """An account by period and site, with the size of what was added up."""

    def __init__(self) -> None:
        self.net: dict[Entry, float] = defaultdict(float)
        self.gross: dict[Entry, float] = defaultdict(float)

    def add(self, period: str | None, site: str, amount: float) -> None:
        self.net[period, site] += amount
        self.gross[period, site] += abs(amount)

    @property
    def size(self) -> float:
        return sum(self.gross.values())


def stated(solution: Solution) -> Mapping[str, Account]:
    """Every account as the lines of the plan say."""
    accounts: dict[str, Account] = defaultdict(Account)
    for line in solution.lines:
        accounts[line.account].add(line.period, line.site, line.amount)
    return accounts


def line_faults(solution: Solution) -> Iterator[str]:
    network = solution.network
    for line in solution.lines:
        name = f"A line of {line.account} ({line.site}, {line.period or 'end'})"
        if line.account not in ACCOUNTS:
            yield f"{name} belongs to no account of a plan."
        elif line.period is not None and line.period not in network.periods:
            yield f"{name} has a period that the network does not have."
        elif not isfinite(line.amount):
            yield f"{name} is not a number."


def differences(
    said: Account, found: Account, absolute: float
) -> Iterator[tuple[str, str, float, float]]:
    """Site, period, stated and recomputed amount, where the two are not the same.

    The size of the whole account sets how close they have to be: a yes that the solver takes for
    0.999999 moves a millionth of a plant's cost.
    """
    size = max(said.size, found.size)
    for entry in dict.fromkeys((*said.net, *found.net)):
        there, here = said.net.get(entry, 0.0), found.net.get(entry, 0.0)
        if differ(there, here, size, absolute):
            period, site = entry
            yield site or "no site", period or "the end of the horizon", there, here
