"""What one search leaves to the next: the questions that told.

After a change of prices or arisings, or with one site forced, the parts of the search that proved
the last plan prove the next one nearly as well. Nothing of this is trusted: every part is solved
anew, and together they are all there is, whatever the data are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from planner.matrix import Name

Path = tuple[tuple[int, int, int], ...]
"""Whole number, side and where it was split, from the root on."""

Questions = Mapping[Path, tuple[int, int]]
"""Part of the search -> whole number that was asked about, and where it was split; in the order in
which they were asked."""

MOST_ASKED = 100
"""Questions that the next search begins with."""


@dataclass(frozen=True)
class Knowledge:
    """Of a search, for another; ``whole`` are its whole columns."""

    whole: tuple[Name, ...]
    questions: Questions

    def questions_for(self, whole: Sequence[Name]) -> Questions:
        """The first questions, each with all that lead to it.

        They mean something where the whole columns are the same.
        """
        if self.whole != tuple(whole):
            return {}
        return dict(islice(self.questions.items(), MOST_ASKED))

    def to_json(self) -> str:
        questions = [[path, *asked] for path, asked in self.questions.items()]
        told = {"whole": self.whole, "questions": questions}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Knowledge":
        """What ``to_json`` wrote. Errors: ValueError where it is not that."""
        try:
            told = json.loads(text)
            whole = tuple(Name(of, tuple(index)) for of, index in told["whole"])
            questions = {
                tuple((int(column), int(side), int(at)) for column, side, at in path): (
                    int(asked),
                    int(split),
                )
                for path, asked, split in told["questions"]
            }
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not what a search left: {error}") from error
        return cls(whole, questions)
