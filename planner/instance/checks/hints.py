"""Hints at what the user may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches

MOST_SHOWN = 12


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is nearest, or nothing."""
    by_form = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_form, n=1, cutoff=0.6)
    return f"did you mean {by_form[near[0]]!r}?" if near else ""


def listed(words: Iterable[str]) -> str:
    """A few words of a list, in order."""
    every = sorted(words)
    more = f" and {len(every) - MOST_SHOWN} more" if len(every) > MOST_SHOWN else ""
    return ", ".join(every[:MOST_SHOWN]) + more
