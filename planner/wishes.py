"""Wishes: what is asked of a plan beside the tables.

    plants that must be built, or must not be
    decisions held within a range: what was decided before, what has happened
    a price for decisions that differ from an earlier plan, by a yes or no or by how much

They change the matrix, and nothing else: what a plan is worth stays what the tables say. Tonnes
that are known are rules of the matrix, so that those that cannot have been are named, with the
file they come from.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from planner.matrix import Matrix, Name

KNOWN = {
    "known_least": "{1}, {2}: {tonnes} t a year more than can have been ({0})",
    "known_most": "{1}, {2}: {tonnes} t a year less than must have been ({0})",
}
"""Rule of known tonnes -> how to say that it cannot be met."""


AWAY = "away"
"""Decision added to a matrix: how far another decision is from where it is wanted."""


class Wanted(NamedTuple):
    """Where a decision should stay, in its unit, and what a unit away costs, M."""

    amount: float
    price: float


class Range(NamedTuple):
    """Least and most, in the unit of the decision."""

    least: float
    most: float


@dataclass(frozen=True)
class Wishes:
    """What is asked of a plan beside the tables."""

    included: frozenset[str] = frozenset()
    """Plants, candidates by the tables, that must be built."""
    excluded: frozenset[str] = frozenset()
    """Plants that must not be built."""
    held: Mapping[Name, Range] = field(default_factory=dict)
    known: Mapping[Name, str] = field(default_factory=dict)
    """Those of them that are known tonnes -> where they are known from."""
    prices: Mapping[Name, float] = field(default_factory=dict)
    """M of present value that one of the decision costs, beside what the tables say."""
    wanted: Mapping[Name, Wanted] = field(default_factory=dict)
    price: float = 0.0
    """M of present value that is to be paid whatever is decided."""


class WishError(Exception):
    """What is wished for cannot be decided at all: carries a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def with_wishes(matrix: Matrix, wishes: Wishes) -> Matrix:
    """The matrix of a network with the wishes. Errors: WishError with all that is not in it."""
    if wishes == Wishes():
        return matrix
    columns = matrix.position
    rows = {row.index[0]: place for place, row in enumerate(matrix.rows) if row.of == "built_once"}
    ways: dict[str, list[int]] = {}
    for name, place in columns.items():
        if name.of == "built":
            ways.setdefault(name.index[0], []).append(place)
    problems = [
        f"{plant} is no plant that can be built"
        for plant in sorted(wishes.included | wishes.excluded)
        if plant not in ways
    ]
    problems += [
        f"{plant} cannot both be built and not be built"
        for plant in sorted(wishes.included & wishes.excluded)
    ]
    problems += [
        f"{name} is nothing to decide"
        for name in sorted({*wishes.held, *wishes.prices, *wishes.wanted})
        if name not in columns
    ]
    if problems:
        raise WishError(problems)
    cost, lower, upper = matrix.cost.copy(), matrix.lower.copy(), matrix.upper.copy()
    row_lower = matrix.row_lower.copy()
    for plant in wishes.included:
        if plant in rows:
            row_lower[rows[plant]] = 1.0
        else:  # there is one way only, and no row about it
            lower[ways[plant]] = 1.0
    for plant in wishes.excluded:
        upper[ways[plant]] = 0.0
    for name, span in wishes.held.items():
        if name in wishes.known:
            continue
        place = columns[name]
        lower[place] = max(lower[place], span.least)
        upper[place] = max(lower[place], min(upper[place], span.most))
    for name, amount in wishes.prices.items():
        cost[columns[name]] -= amount
    wished = replace(
        matrix,
        cost=cost,
        offset=matrix.offset - wishes.price,
        lower=lower,
        upper=upper,
        row_lower=row_lower,
    )
    if wishes.known:
        wished = _with_known(wished, wishes)
    return _with_wanted(wished, wishes) if wishes.wanted else wished


def _with_wanted(matrix: Matrix, wishes: Wishes) -> Matrix:
    """The matrix with a column, behind all others, for how far each decision is away:

    away >= amount - decision,  away >= decision - amount
    """
    amounts = np.array([wanted.amount for wanted in wishes.wanted.values()])
    places = [matrix.position[name] for name in wishes.wanted]
    count, ones = len(places), np.ones(len(places))
    decision = sp.csc_matrix((ones, (np.arange(count), places)), shape=(count, len(matrix.columns)))
    away = sp.identity(count)
    names = [Name(AWAY, (name.of, *name.index)) for name in wishes.wanted]
    rows = [Name(f"{AWAY}_{side}", name.index) for side in ("below", "above") for name in names]
    return replace(
        matrix,
        columns=(*matrix.columns, *names),
        cost=np.append(matrix.cost, [-wanted.price for wanted in wishes.wanted.values()]),
        lower=np.append(matrix.lower, np.zeros(count)),
        upper=np.append(matrix.upper, np.full(count, np.inf)),
        integer=np.append(matrix.integer, np.zeros(count, dtype=bool)),
        rows=(*matrix.rows, *rows),
        A=sp.bmat([[matrix.A, None], [decision, away], [-decision, away]], format="csc"),
        row_lower=np.concatenate([matrix.row_lower, amounts, -amounts]),
        row_upper=np.append(matrix.row_upper, np.full(2 * count, np.inf)),
    )


def _with_known(matrix: Matrix, wishes: Wishes) -> Matrix:
    """The matrix with a rule for the least and one for the most of all known tonnes."""
    names, places, lower, upper = [], [], [], []
    for name, source in wishes.known.items():
        least, most = wishes.held[name]
        told = (source, " ".join((name.of, *name.index[:-1])), name.index[-1])
        for rule, ends in (("known_least", (least, math.inf)), ("known_most", (-math.inf, most))):
            if any(map(math.isfinite, ends)):
                names.append(Name(rule, told))
                places.append(matrix.position[name])
                lower.append(ends[0])
                upper.append(ends[1])
    count = len(names)
    ones = sp.csc_matrix(
        (np.ones(count), (np.arange(count), places)), shape=(count, len(matrix.columns))
    )
    return replace(
        matrix,
        rows=(*matrix.rows, *names),
        A=sp.vstack([matrix.A, ones], format="csc"),
        row_lower=np.concatenate([matrix.row_lower, lower]),
        row_upper=np.concatenate([matrix.row_upper, upper]),
        eased={**matrix.eased, **KNOWN},
    )


def price_of(wishes: Wishes, matrix: Matrix, x: np.ndarray) -> float:
    """M of present value that a plan pays for what it decides, beside what the tables say."""
    taken = sum(price * float(x[matrix.position[name]]) for name, price in wishes.prices.items())
    away = sum(
        price * abs(float(x[matrix.position[name]]) - amount)
        for name, (amount, price) in wishes.wanted.items()
    )
    return wishes.price + taken + away


def write_wishes(wishes: Wishes, file: Path) -> None:
    """As JSON, to plan the same again. A range without an end has null there."""
    found = {
        "included": sorted(wishes.included),
        "excluded": sorted(wishes.excluded),
        "held": [
            [name.of, *name.index, *(None if math.isinf(end) else end for end in span)]
            for name, span in wishes.held.items()
        ],
        "known": [[name.of, *name.index, source] for name, source in wishes.known.items()],
        "prices": [[name.of, *name.index, amount] for name, amount in wishes.prices.items()],
        "wanted": [[name.of, *name.index, *wanted] for name, wanted in wishes.wanted.items()],
        "price": wishes.price,
    }
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_wishes(file: Path) -> Wishes:
    """What ``write_wishes`` wrote. Errors: OSError, ValueError."""
    found = json.loads(file.read_text(encoding="utf-8"))
    held = {}
    for of, *index, least, most in found["held"]:
        ends = -math.inf if least is None else least, math.inf if most is None else most
        held[Name(of, tuple(index))] = Range(*ends)
    return Wishes(
        frozenset(found["included"]),
        frozenset(found["excluded"]),
        held,
        {Name(of, tuple(index)): source for of, *index, source in found.get("known", ())},
        {Name(of, tuple(index)): amount for of, *index, amount in found["prices"]},
        {
            Name(of, tuple(index)): Wanted(amount, price)
            for of, *index, amount, price in found.get("wanted", ())
        },
        found["price"],
    )
