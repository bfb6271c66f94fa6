"""Colours, letters and number formats of the result workbook."""

from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "Arial"
INK = "#1F2933"
QUIET = "#66727F"
RULE = "#C9D1D9"
BAND = "#EEF2F6"
ACCENT = "#17517E"
GOOD = "#1E7B4F"
BAD = "#B3372F"
BAD_FILL = "#FBE3E0"
SERIES = (
    "#17517E", "#5BA3A8", "#E3A62F", "#B3372F", "#7D6B9E", "#8C9A52", "#97A3AE", "#C583A5",
)  # fmt: skip
DASH = "\N{EN DASH}"
COVERED, MISSING = "#5BA3A8", "#D8DEE4"

_FIXED = {
    "share": "0.0%", "%": "0.0%", "": "0", "year": "0", "years": "0", "plants": "0",
    "km": "#,##0",
}  # fmt: skip
"""Number formats of the units that need no look at the values."""

_TRAITS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 18, "font_color": ACCENT},
    "subtitle": {"font_size": 11, "font_color": QUIET},
    "heading": {"bold": True, "font_size": 12, "font_color": ACCENT, "valign": "bottom"},
    "header": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "text_wrap": True,
        "valign": "vcenter", "font_size": 9,
    },
    "total": {"bold": True, "top": 1, "top_color": INK, "bg_color": BAND},
    "subtotal": {"bold": True, "bg_color": BAND},
    "ruled": {"bottom": 1, "bottom_color": RULE},
    "strong": {"bold": True},
    "quiet": {"font_color": QUIET},
    "wrap": {"text_wrap": True, "valign": "top"},
    "top": {"valign": "top"},
    "right": {"align": "right"},
    "left": {"align": "left"},
    "inset": {"align": "left", "indent": 1},
    "good": {"bold": True, "font_color": GOOD},
    "bad": {"bold": True, "font_color": BAD},
    "link": {"font_color": ACCENT, "underline": 1},
}  # fmt: skip


class Styles:
    """Formats of one workbook, each made once: ``styles("ruled", "right", number="0.0")``."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, ...], Format] = {}

    def __call__(self, *traits: str, number: str = "") -> Format:
        if (*traits, number) not in self._made:
            properties: dict[str, object] = {"font_name": FONT, "font_size": 10, "font_color": INK}
            for trait in traits:
                properties |= _TRAITS[trait]
            if number:
                properties["num_format"] = number
            self._made[*traits, number] = self._workbook.add_format(properties)
        return self._made[*traits, number]


def unit_of(header: str) -> str:
    """The unit in a header: "shipped [t/year]" -> "t/year"."""
    return header[header.index("[") + 1 : -1] if header.endswith("]") else ""


def number_format(unit: str, values: Iterable[float], *, dash: bool = False) -> str:
    """As many decimals as the largest value needs. With dash, a zero is shown as a dash."""
    largest = max((abs(value) for value in values), default=0.0)
    shown = _decimals(unit, largest)
    return f'{shown};-{shown};"{DASH}"' if dash else shown


def _decimals(unit: str, largest: float) -> str:
    if unit in _FIXED or unit.endswith("/t"):
        return _FIXED.get(unit, "#,##0")
    if unit.startswith("kg CO2e/"):
        return "0.00"
    if unit.startswith("M "):
        return "#,##0.0" if largest >= 100 else "#,##0.00" if largest >= 10 else "#,##0.000"
    return "#,##0" if largest >= 100 else "#,##0.0" if largest >= 1 else "#,##0.000"


def line_format(unit: str, values: Iterable[float]) -> str:
    """For the lines of a long table: decimals enough for the smallest amount beside the largest."""
    if unit in _FIXED or unit.endswith("/t"):
        return _FIXED.get(unit, "#,##0")
    smallest = min((abs(value) for value in values if value), default=1.0)
    if unit.startswith("kg CO2e/"):
        shown = "0.00"
    elif unit.startswith("M "):
        shown = "#,##0.00" if smallest >= 0.01 else "#,##0.0000"
    else:
        shown = "#,##0" if smallest >= 10 else "#,##0.0"
    return f'{shown};-{shown};"{DASH}"'
