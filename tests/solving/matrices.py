"""Small matrices written out by hand."""

import numpy as np
import scipy.sparse as sp

from planner.matrix import Matrix, Name

INF = np.inf


def matrix(
    cost: list[float],
    rows: dict[str, tuple[float, list[float], float]],
    upper: list[float],
    whole: bool | list[bool] = False,
    eased: dict[str, str] | None = None,
) -> Matrix:
    """maximise cost x; rows: name -> (least, coefficients, most); 0 <= x <= upper."""
    count = len(cost)
    least, body, most = zip(*rows.values(), strict=True)
    return Matrix(
        columns=tuple(Name("x", (str(place),)) for place in range(count)),
        cost=np.array(cost, dtype=float),
        offset=0.0,
        lower=np.zeros(count),
        upper=np.array(upper, dtype=float),
        integer=np.broadcast_to(np.array(whole), count).copy(),
        rows=tuple(Name(name, ("here",)) for name in rows),
        A=sp.csc_matrix(np.array(body, dtype=float)),
        row_lower=np.array(least, dtype=float),
        row_upper=np.array(most, dtype=float),
        accounts={},
        eased=eased or {},
    )


def knapsack() -> Matrix:
    """Whole things of 3, 4 and 5 kg for 4, 5 and 6 in a bag of 7 kg: the first two, worth 9."""
    return matrix([4, 5, 6], {"bag": (-INF, [3, 4, 5], 7)}, [1, 1, 1], whole=True)


def hard(things: int = 50, bags: int = 5) -> Matrix:
    """Exactly half of every bag, or as near below as can be: easy to fill, hard to fill best."""
    draw = np.random.default_rng(7)
    weights = draw.integers(1, 100, (bags, things)).astype(float)
    rows = {
        f"bag {number}": (-INF, line.tolist(), float(line.sum() // 2))
        for number, line in enumerate(weights)
    }
    return matrix(weights.sum(axis=0).tolist(), rows, [1.0] * things, whole=True)
