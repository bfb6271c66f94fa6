"""A task of a study: what a process does, told in plain values, and what came of it.

The process reads the tables and builds the model itself: what goes to it and comes back is text,
numbers, lists and tables of them, so that it can run on another machine and be kept in the store.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Plain = dict[str, Any]
"""Texts, numbers, lists and tables of them: what can be written as JSON."""

FINISHED: Literal["finished"] = "finished"
FAILED: Literal["failed"] = "failed"


@dataclass(frozen=True)
class TaskSpec:
    """One task."""

    key: str
    """Its name in the study."""
    work: str
    """The function that does it, as module:function; called with the arguments and a Tell."""
    arguments: Mapping[str, Any]
    """Plain."""
    limit: float = math.inf
    """Seconds from its start after which it is ended, whatever it is doing."""

    def plain(self) -> Plain:
        limit = self.limit if math.isfinite(self.limit) else None
        return {
            "key": self.key,
            "work": self.work,
            "arguments": dict(self.arguments),
            "limit": limit,
        }


def spec_from(plain: Plain) -> TaskSpec:
    """The task that was written as ``TaskSpec.plain``."""
    limit = math.inf if plain["limit"] is None else float(plain["limit"])
    return TaskSpec(plain["key"], plain["work"], plain["arguments"], limit)


@dataclass(frozen=True)
class Done:
    """What came of a task."""

    key: str
    status: Literal["finished", "failed"]
    seconds: float
    """From its start to its end."""
    result: Plain | None
    """What the work returned; of a task that was ended early, what it had by then, if anything."""
    error: str = ""
    """Why it failed."""
    earlier: bool = False
    """It was finished in an earlier run of the study."""

    @property
    def finished(self) -> bool:
        return self.status == FINISHED


Tell = Callable[[Plain], None]
"""Takes what is known of a task at work: seconds, plan, bound."""

OnBegin = Callable[[Sequence[TaskSpec]], None]
"""Takes the tasks that are to be done now, without those that were finished earlier."""
OnDone = Callable[[Done], None]
OnProgress = Callable[[str, Plain], None]
"""Takes the key of a task and what is known of it; at its start an empty table."""


def plain_number(value: float) -> float | None:
    """The number, or None where it is infinite or none: databases refuse those in JSON."""
    return value if math.isfinite(value) else None


def or_infinite(value: float | None) -> float:
    """A bound as it was before ``plain_number``."""
    return math.inf if value is None else value
