"""Names that are put together from the user's names, and must not be taken twice."""

from collections.abc import Container


def unused(name: str, taken: Container[str]) -> str:
    """The name, with a number where it is taken: ``A, B`` may be a recipe and a recipe's feed."""
    number = 2
    free = name
    while free in taken:
        free = f"{name} ({number})"
        number += 1
    return free
