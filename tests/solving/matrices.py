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


def growth(seed: int, plants: int = 3, periods: int = 3) -> Matrix:
    """Plants of two sizes, each built once, that serve a load that grows, or it is lost.

    Columns: built[plant, size, period], served[plant, period], the latter no more than what stands.
    """
    draw = np.random.default_rng(seed)
    sizes = {"small": 1.0, "large": 2.5}
    built = [
        Name("built", (f"plant {p}", size, str(t)))
        for p in range(plants)
        for size in sizes
        for t in range(periods)
    ]
    served = [Name("served", (f"plant {p}", str(t))) for p in range(plants) for t in range(periods)]
    columns = (*built, *served)
    dear = draw.uniform(1.5, 2.5, plants)
    cost = [
        -dear[int(name.index[0][-1])] * sizes[name.index[1]] ** 0.6 * 0.8 ** int(name.index[2])
        for name in built
    ] + draw.uniform(0.4, 1.4, len(served)).tolist()
    body, most, rows = [], [], []

    def add(of: str, index: tuple[str, ...], coefficients: list[float], side: float) -> None:
        rows.append(Name(of, index))
        body.append(coefficients)
        most.append(side)

    for p in range(plants):
        mine = [float(name.index[0] == f"plant {p}") for name in built]
        add("once", (str(p),), mine + [0.0] * len(served), 1.0)
        for t in range(periods):
            stands = [
                -sizes[name.index[1]] if own and int(name.index[2]) <= t else 0.0
                for name, own in zip(built, mine, strict=True)
            ]
            runs = [float(name.index == (f"plant {p}", str(t))) for name in served]
            add("capacity", (str(p), str(t)), stands + runs, 0.0)
    for t in range(periods):
        load = [float(name.index[1] == str(t)) for name in served]
        add("load", (str(t),), [0.0] * len(built) + load, float(draw.uniform(0.5, 1.5) * (t + 1)))
    return Matrix(
        columns=columns,
        cost=np.array(cost),
        offset=1.0,
        lower=np.zeros(len(columns)),
        upper=np.array([1.0] * len(built) + [INF] * len(served)),
        integer=np.array([True] * len(built) + [False] * len(served)),
        rows=tuple(rows),
        A=sp.csc_matrix(np.array(body)),
        row_lower=np.full(len(rows), -INF),
        row_upper=np.array(most),
        accounts={},
        eased={},
    )
