"""Blocks: the parts that a model falls into once it is decided what is built.

With the whole columns held, nothing ties one period to the next but stock, returns and targets over
years. The blocks are found from the matrix, as what hangs together without its whole columns: where
something ties periods, they are one block.

    minimise cost of the whole columns + sum over blocks of loss_b(whole columns)

Within a block many whole columns do the same, as a plant built in any year up to this one: they
are grouped, and the loss of the block depends on the sums of its groups.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from planner.solving.program import Program, program_of
from planner.solving.reduction import Reduced

SMALL = 0.05
"""Parts smaller than this share of the largest go with the least of the others."""


@dataclass(frozen=True)
class Block:
    """One part: minimise its loss for given sums of its groups."""

    program: Program
    """Its columns, then one whole column for each group."""
    columns: np.ndarray
    """Of the model."""
    rows: np.ndarray
    """Of the model."""
    groups: tuple[tuple[int, ...], ...]
    """Whole columns of the model whose sum is all that the block sees of them."""


def sizes_of_blocks(A: sp.csc_matrix, integer: np.ndarray) -> list[int]:
    """How many columns each block has."""
    part, _ = _parts(A, integer)
    return [int(size) for size in np.unique(part, return_counts=True)[1]]


def blocks_of(model: Reduced) -> list[Block]:
    """The blocks of a model, every column that is not whole in one of them."""
    free = np.flatnonzero(~model.integer)
    part_of_column, part_of_row = _parts(model.A, model.integer)
    A = model.A.tocsr()
    return [
        _block(model, A, np.flatnonzero(part_of_row == number), free[part_of_column == number])
        for number in np.unique(part_of_column)
    ]


def _parts(A: sp.csc_matrix, integer: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of the block of every flow, and of every row; -1 for a row without flows."""
    of_free = A[:, ~integer].tocoo()
    rows, flows = of_free.shape
    graph = sp.coo_matrix(
        (np.ones(of_free.nnz), (of_free.row, rows + of_free.col)),
        shape=(rows + flows, rows + flows),
    )
    _, part = connected_components(graph, directed=False)
    of_row, of_column = part[:rows], part[rows:]
    sizes = np.bincount(of_column, minlength=len(part))
    small = sizes < SMALL * sizes.max(initial=0)
    least = int(np.argmin(np.where(small, rows + flows, sizes)))
    of_row = np.where(small[of_row] & (sizes[of_row] > 0), least, of_row)
    touched = np.bincount(of_free.row, minlength=rows) > 0
    return np.where(small[of_column], least, of_column), np.where(touched, of_row, -1)


def _block(model: Reduced, A: sp.csr_matrix, rows: np.ndarray, columns: np.ndarray) -> Block:
    whole = np.flatnonzero(model.integer)
    linked = A[rows][:, whole].tocsc()
    same: dict[bytes, list[int]] = {}
    for place in np.flatnonzero(np.diff(linked.indptr)).tolist():
        entries = slice(linked.indptr[place], linked.indptr[place + 1])
        key = linked.indices[entries].tobytes() + linked.data[entries].tobytes()
        same.setdefault(key, []).append(place)
    groups = list(same.values())
    firsts = [places[0] for places in groups]
    most = [float(model.upper[whole[places]].sum()) for places in groups]
    body = sp.hstack([A[rows][:, columns], linked[:, firsts]], format="csc")
    nothing = np.zeros(len(groups))
    alone = replace(
        model,
        cost=np.concatenate([model.cost[columns], nothing]),
        offset=0.0,
        lower=np.concatenate([model.lower[columns], nothing]),
        upper=np.concatenate([model.upper[columns], most]),
        integer=np.arange(len(columns) + len(groups)) >= len(columns),
        A=body,
        row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows],
        origin=np.concatenate([columns, np.full(len(groups), -1)]),
    )
    return Block(
        program=program_of(alone, [], np.zeros(0)),
        columns=columns,
        rows=rows,
        groups=tuple(tuple(whole[places].tolist()) for places in groups),
    )
