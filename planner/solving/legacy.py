"""What a decomposition knows of the parts of its search, to hand on to the next, and takes over.

The master bounds a part by a mix of cuts of every block, and that mix is itself a cut: of the mixed
prices of rows. One such cut for each block bounds the part as well as all the cuts did, and takes
no longer to work out from other data than any one of them.

Where costs are others, so are the right prices: the blocks are also solved where they were found.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from planner.solving.crew import Crew, Parts
from planner.solving.knowledge import Path, Priced
from planner.solving.master import Cuts, Mix
from planner.solving.part import Cut


class Legacy:
    """Of every part of the search, the mix of cuts that bounds it."""

    def __init__(self, cuts: Cuts, crew: Crew, rows: int) -> None:
        """rows: of the model."""
        self.cuts, self.crew, self.rows = cuts, crew, rows
        self.first: Priced | None = None
        self.mixes: dict[Path, tuple[Mix, np.ndarray]] = {}

    def begin(self, point: np.ndarray, parts: Parts) -> None:
        """Keep what the blocks say at a point of the relaxed model."""
        self.first = self._priced({n: found.cut.y for n, (found, _) in parts.items()}, point)

    def note(self, path: Path, mix: Mix | None, point: np.ndarray) -> None:
        """Keep what bounds a part; point: whole columns."""
        if mix is not None:
            self.mixes[path] = mix, point

    def of(self, paths: Iterable[Path]) -> tuple[Priced, ...]:
        """For another search: prices at the first point, and of parts."""
        if self.first is None:
            return ()
        return self.first, *(self._mixed(*self.mixes[p]) for p in paths if p in self.mixes)

    def taken_over(self, known: Sequence[Priced]) -> list[tuple[int, Cut]]:
        """Blocks and their cuts: those of the prices, and those at the points."""
        self.first = known[0]
        cuts = []
        for priced in known:
            prices = np.zeros(self.rows)
            prices[priced.rows] = priced.prices
            cuts += list(enumerate(self.crew.cuts_of(prices, priced.point)))
            [parts] = self.crew.at(priced.point)
            cuts += [(number, found.cut) for number, (found, _) in parts.items()]
        return cuts

    def _mixed(self, mix: Mix, point: np.ndarray) -> Priced:
        mixed: dict[int, np.ndarray] = {}
        for number, share in zip(*mix, strict=True):
            block = int(self.cuts.block[number])
            y = share * self.cuts.y[number].astype(float)
            mixed[block] = mixed[block] + y if block in mixed else y
        return self._priced(mixed, point)

    def _priced(self, of_blocks: dict[int, np.ndarray], point: np.ndarray) -> Priced:
        prices = self.crew.prices(of_blocks, self.rows)
        rows = np.flatnonzero(prices)
        return Priced(point, rows, prices[rows])
