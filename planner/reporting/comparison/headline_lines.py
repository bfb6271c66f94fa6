"""The headline on a terminal: a line a run."""

from planner.reporting.comparison.numbers import amount, digits, signed
from planner.solution.comparison import Comparison

_TEXTS = (0, 6)
"""Columns of texts; the others hold numbers and stand to the right."""


def headline_lines(comparison: Comparison) -> list[str]:
    """Worth, difference, bound, gap and certainty of each run, as a table of plain text."""
    money = f"M {comparison.currency}"
    places = digits(comparison.headline["value"], money)
    table = [["run", f"value [{money}]", "difference", "bound", "gap", "asked", "what is certain"]]
    for row in comparison.headline.to_dict("records"):
        is_reference = row["label"] == comparison.reference.label
        table.append(
            [
                f"{row['label']}  {row['run']}",
                amount(row["value"], money, places),
                "" if is_reference else signed(row["difference"], money, places),
                amount(row["bound"], money, places),
                f"{row['gap']:.2%}",
                f"{row['gap_asked']:.2%}",
                "the reference" if is_reference else row["certainty"],
            ]
        )
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return ["  ".join(_padded(line, widths)).rstrip() for line in table]


def _padded(line: list[str], widths: list[int]) -> list[str]:
    return [
        text.ljust(width) if column in _TEXTS else text.rjust(width)
        for column, (text, width) in enumerate(zip(line, widths, strict=True))
    ]
