"""Numbers as the page and the terminal say them: thousands apart, differences with their sign."""

from collections.abc import Iterable

from planner.reporting.workbook.styles import DASH

MINUS = "\N{MINUS SIGN}"


def digits(values: Iterable[float], unit: str) -> int:
    """Decimals that the largest of some values asks for: 46,275 t, 531.7 M, 0.12 M, 12.4 %."""
    finite = [abs(value) for value in values if value == value and value != float("inf")]
    largest = max(finite, default=0.0)
    if unit in ("share", "%"):
        return 1
    if unit in ("plants", "year", "km"):
        return 0
    if unit.startswith("M "):
        return 1 if largest >= 100 else 2 if largest >= 1 else 3
    return 0 if largest >= 100 or not largest else 1 if largest >= 1 else 3


def amount(value: float, unit: str, decimals: int | None = None) -> str:
    """A value in a unit, blank where it is not known. Without decimals, as many as it asks for."""
    if value != value:
        return ""
    if value in (float("inf"), float("-inf")):
        return "not known"
    shown = 100 * value if unit == "share" else value
    places = digits([value], unit) if decimals is None else decimals
    words = f"{shown:,.{places}f}"
    if not words.strip("-0.,"):
        words = words.removeprefix("-")  # never minus zero
    percent = " %" if unit in ("share", "%") else ""
    return words.replace("-", MINUS) + percent


def signed(value: float, unit: str, decimals: int | None = None) -> str:
    """A difference with its sign, a dash for one too small to show. Of shares, in points."""
    words = amount(value, unit, decimals)
    if not words or not words.strip("0., %"):
        return DASH if words else ""
    return words if words.startswith(MINUS) else f"+{words}"
