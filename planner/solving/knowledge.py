"""What one search leaves to the next: the parts it ended with, and the prices that told there.

After a change of prices or arisings, or with one site forced, the parts of the search that proved
the last plan prove the next one nearly as well, and so do the prices of rows that bounded each of
them: any prices give a cut, whatever the costs and sides are now. Nothing of this is trusted: every
part is solved anew, together they are all there is, and every cut is worked out from the new data.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from zipfile import BadZipFile

import numpy as np

from planner.matrix import Name
from planner.solving.branching import DOWN, UP

Path = tuple[tuple[int, int, int], ...]
"""Whole number, side and where it was split, from the root on."""

Questions = Mapping[Path, tuple[int, int]]
"""Part of the search -> whole number that was asked about, and where it was split; in the order in
which they were asked."""

MOST_ASKED = 300
"""Questions that the next search begins with."""


@dataclass(frozen=True)
class Priced:
    """Prices of rows, and where they tell."""

    point: np.ndarray
    """(whole,) values of the whole columns."""
    rows: np.ndarray
    """Numbers of the rows that have a price."""
    prices: np.ndarray


@dataclass(frozen=True)
class Knowledge:
    """Of a search, for another; ``whole`` are its whole columns."""

    whole: tuple[Name, ...]
    rows: tuple[Name, ...]
    questions: Questions
    priced: tuple[Priced, ...]
    """At a point of the relaxed model first, then for every part."""

    def to_bytes(self) -> bytes:
        """All of it, as arrays in a file of NumPy; prices to seven digits, as any would do."""
        used = np.unique(np.concatenate([np.zeros(0, dtype=int), *(p.rows for p in self.priced)]))
        place = np.zeros(len(self.rows), dtype=int)
        place[used] = np.arange(len(used))
        names = {"whole": self.whole, "rows": [self.rows[row] for row in used.tolist()]}
        questions = [[path, *asked] for path, asked in self.questions.items()]
        file = BytesIO()
        np.savez_compressed(
            file,
            told=np.array(json.dumps(names | {"questions": questions}, ensure_ascii=False)),
            points=np.array([p.point for p in self.priced], dtype=np.float32),
            count=np.array([len(p.rows) for p in self.priced], dtype=int),
            places=place[np.concatenate([np.zeros(0, dtype=int), *(p.rows for p in self.priced)])],
            prices=np.concatenate([[], *(p.prices for p in self.priced)]).astype(np.float32),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Knowledge":
        """What ``to_bytes`` wrote. Errors: ValueError where it is not that."""
        try:
            with np.load(BytesIO(data), allow_pickle=False) as file:
                told = json.loads(str(file["told"]))
                ends = np.cumsum(file["count"])[:-1]
                rows, prices = (np.split(file[name], ends) for name in ("places", "prices"))
                priced = tuple(
                    Priced(point.astype(float), at, price.astype(float))
                    for point, at, price in zip(file["points"], rows, prices, strict=False)
                )
            whole, names = ([Name(of, tuple(i)) for of, i in told[n]] for n in ("whole", "rows"))
            questions = {
                tuple((column, side, at) for column, side, at in path): (asked, split)
                for path, asked, split in told["questions"]
            }
        except (OSError, KeyError, TypeError, ValueError, BadZipFile) as error:
            raise ValueError(f"not what a search left: {error}") from error
        return cls(tuple(whole), tuple(names), questions, priced)

    def questions_for(self, whole: Sequence[Name]) -> Questions:
        """Questions mean something where the whole columns are the same."""
        return self.questions if self.whole == tuple(whole) else {}

    def priced_for(self, whole: Sequence[Name], rows: Sequence[Name]) -> list[Priced]:
        """The prices by these rows and whole columns; what is new has none."""
        of_column, to_row = _places(self.whole, whole), _places(rows, self.rows)
        found = []
        for priced in self.priced:
            row = to_row[priced.rows]
            point = np.where(of_column >= 0, priced.point[of_column], 0.0)
            found.append(
                replace(priced, point=point, rows=row[row >= 0], prices=priced.prices[row >= 0])
            )
        return found


def first_asked(questions: Questions) -> Questions:
    """Not more than the next search begins with; each with all that lead to it."""
    return dict(islice(questions.items(), MOST_ASKED))


def last_parts(questions: Questions) -> list[Path]:
    """The parts that a search ended with: together all there is, whatever the data are."""
    asked = first_asked(questions)
    parts: list[Path] = []
    left: list[Path] = [()] if () in asked else []
    while left:
        path = left.pop()
        if path in asked:
            column, split = asked[path]
            left += [(*path, (column, side, split)) for side in (UP, DOWN)]
        else:
            parts.append(path)
    return parts


def _places(among: Sequence[Name], wanted: Sequence[Name]) -> np.ndarray:
    """(wanted,) the place of each among the others; -1 where it is not there."""
    if among == wanted:
        return np.arange(len(wanted))
    place = {name: number for number, name in enumerate(among)}
    return np.array([place.get(name, -1) for name in wanted], dtype=int)
