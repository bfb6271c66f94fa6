"""A relaxed model in full, and the bound that any prices of its rows give.

By the duality of linear programmes, whatever prices y the rows have,

    loss >= offset + sum of y x side of its row + sum of (cost - A'y) x least or most of its column

So the bound of a node is worked out here, from all rows and columns, and never taken from a solver
that may have seen only some of them.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from planner.solving.implied import implied_upper
from planner.solving.reduction import Reduced

NOISE = 1e-6
"""A negative price of a column without an upper bound that counts as none."""


@dataclass(frozen=True)
class Bounded:
    """What prices of the rows say."""

    least: float
    """No plan within the bounds has a loss below this."""
    y: np.ndarray
    """Prices of the rows; of the wrong sign for their side they count as none."""
    d: np.ndarray
    """Prices of the columns."""
    short: np.ndarray
    """(columns,) what each takes off the bound beyond its own lower bound."""


@dataclass(frozen=True)
class Program:
    """minimise cost x + offset, rows and bounds as in Reduced; the last rows are the sums.

    Bounds of the whole numbers are given for the whole columns first, then for the sums.
    """

    cost: np.ndarray
    offset: float
    lower: np.ndarray
    upper: np.ndarray
    most: np.ndarray
    """Upper bounds, as implied by the rows where none is given."""
    A: sp.csc_matrix
    by_row: sp.csr_matrix
    row_lower: np.ndarray
    row_upper: np.ndarray
    whole: np.ndarray
    """The whole columns."""
    first_sum: int
    """The first row that is a sum."""
    sum_upper: np.ndarray
    """The most each sum can be; the least is 0."""

    def bounded(
        self, y: np.ndarray, lower: np.ndarray, upper: np.ndarray, cost: np.ndarray | None = None
    ) -> Bounded:
        """The bound that y gives where the whole numbers keep to lower and upper."""
        least, most = self.sides(lower, upper)
        y = np.where((y > 0) & np.isinf(least) | (y < 0) & np.isinf(most), 0.0, y)
        d = (self.cost if cost is None else cost) - self.A.T @ y
        down, up = self.bounds(lower, upper)
        side = np.where(y > 0, least, most)
        total = float(y[y != 0] @ side[y != 0])
        at_least = np.where(np.isfinite(down), down, 0.0)
        short = np.zeros(len(d))
        falling = d < 0
        short[falling] = d[falling] * (up[falling] - at_least[falling])
        short[np.isinf(up) & (d >= -NOISE)] = 0.0
        rising_from_nowhere = (d > NOISE) & np.isinf(down)
        short[rising_from_nowhere] = -np.inf
        return Bounded(
            self.offset * (cost is None) + total + float(d @ at_least) + float(short.sum()),
            y, d, short,
        )  # fmt: skip

    def sides(self, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sides of all rows. A sum that may be all it can be has none."""
        own = len(self.whole)
        least, most = self.row_lower.copy(), self.row_upper.copy()
        least[self.first_sum :] = np.where(lower[own:] > 0, lower[own:], -np.inf)
        most[self.first_sum :] = np.where(upper[own:] < self.sum_upper, upper[own:], np.inf)
        return least, most

    def bounds(self, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Least and most of all columns."""
        own = len(self.whole)
        down, up = self.lower.copy(), self.most.copy()
        down[self.whole], up[self.whole] = lower[:own], upper[:own]
        return down, up

    def whole_values(self, x: np.ndarray) -> np.ndarray:
        """The whole numbers of a plan: columns, then sums."""
        sums = self.by_row[self.first_sum :] @ x
        return np.concatenate([x[self.whole], sums])

    def whole_prices(self, found: Bounded) -> np.ndarray:
        """What moving each whole number by one from where it is best adds to the bound."""
        return np.concatenate([found.d[self.whole], found.y[self.first_sum :]])


def program_of(model: Reduced, sums: list[tuple[int, ...]], sum_upper: np.ndarray) -> Program:
    """The program of a reduced model, with a row for every sum of whole columns."""
    sizes = [len(members) for members in sums]
    of_members = sp.csr_matrix(
        (
            np.ones(sum(sizes)),
            (np.repeat(np.arange(len(sums)), sizes), [c for members in sums for c in members]),
        ),
        shape=(len(sums), len(model.cost)),
    )
    rows = model.A.tocsr()
    most = implied_upper(rows, model.row_lower, model.row_upper, model.lower, model.upper)
    by_row = sp.vstack([rows, of_members], format="csr")
    nothing = np.full(len(sums), np.inf)
    return Program(
        cost=model.cost,
        offset=model.offset,
        lower=model.lower,
        upper=model.upper,
        most=np.where(np.isfinite(model.upper), model.upper, most),
        A=by_row.tocsc(),
        by_row=by_row,
        row_lower=np.concatenate([model.row_lower, -nothing]),
        row_upper=np.concatenate([model.row_upper, nothing]),
        whole=np.flatnonzero(model.integer).astype(np.int32),
        first_sum=rows.shape[0],
        sum_upper=sum_upper,
    )
