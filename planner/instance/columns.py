"""How a column is declared: its type, unit, default, bounds and meaning, said once.

Reader, checker, template and manual all read these declarations.
A cell of a workbook arrives as a number, a truth value, a date or a text; a cell of a CSV file
always as a text. The types here accept both and give the same value.
"""

import math
import re
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

LIST_SEPARATOR = ";"
YES, NO = "yes", "no"


NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf)", re.I)
LARGEST = 1e12  # beyond it the solver takes a number for infinite, or loses its digits
LONGEST_TEXT = 32_767  # what a cell of a workbook holds
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _text(cell: Any) -> str:
    """A name that a spreadsheet took for a number (2030.0) is read as it was typed (2030)."""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    text = str(cell).strip()
    if UNWRITABLE.search(text):
        raise ValueError("holds a character that cannot be shown")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    return text


def _number(cell: Any) -> float:
    if isinstance(cell, (bool, datetime, date)):
        raise ValueError("is not a number")
    if isinstance(cell, str) and not NUMBER.fullmatch(cell.strip()):
        raise ValueError("is not a number")  # Python also reads 1_000, which a spreadsheet does not
    try:
        number = float(cell)
    except (TypeError, ValueError):
        raise ValueError("is not a number") from None
    if not math.isfinite(number):
        raise ValueError("is not a finite number")
    if abs(number) > LARGEST:
        raise ValueError(f"is beyond {LARGEST:.0e}")
    return number


def _whole(cell: Any) -> int:
    number = _number(cell)
    if not number.is_integer():
        raise ValueError("is not a whole number")
    return int(number)


def _flag(cell: Any) -> bool:
    word = _text(cell).lower()
    if word not in (YES, NO):
        raise ValueError("is neither yes nor no")
    return word == YES


def _names(cell: Any) -> tuple[str, ...]:
    if isinstance(cell, tuple):
        return cell
    names = (name.strip() for name in _text(cell).split(LIST_SEPARATOR))
    return tuple(name for name in names if name)


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


def column(
    meaning: str,
    default: Any = ...,
    *,
    unit: str = "",
    key: bool = False,
    refers: str = "",
    choices: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
    blank: str = "",
) -> Any:
    """Declare a column.

    default  the value of a blank cell; without one the cell must be filled
    unit     stands in the header: ``capacity [t/year]``
    key      the key columns of a table together name a row once
    refers   the table whose first column must hold this name
    choices  the words allowed
    low, high  smallest and largest value allowed
    blank    what a blank cell means, in words
    """
    facts: dict[str, Any] = {
        "unit": unit,
        "key": key,
        "refers": refers,
        "choices": choices,
        "blank": blank,
    }
    return Field(default, description=meaning, ge=low, le=high, json_schema_extra=facts)


class Row(BaseModel):
    """One row of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[str]

    @field_validator("*")
    @classmethod
    def is_one_of_its_choices(cls, value: Any, info: ValidationInfo) -> Any:
        choices = fact(cls, str(info.field_name), "choices")
        if choices and value is not None and value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    @classmethod
    def meaning(cls) -> str:
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    @cache
    def keys(cls) -> tuple[str, ...]:
        return tuple(name for name in cls.model_fields if fact(cls, name, "key"))

    @classmethod
    def headers(cls) -> dict[str, str]:
        """Column name -> header with its unit, in order; where a row comes from stands last."""
        own = [name for name in cls.model_fields if name in cls.__annotations__]
        inherited = [name for name in cls.model_fields if name not in own]
        return {name: header(cls, name) for name in own + inherited}


@cache
def fact(row: type[Row], name: str, what: str) -> Any:
    """Asked about every cell of every table."""
    extra = row.model_fields[name].json_schema_extra
    assert isinstance(extra, dict)
    return extra[what]


def header(row: type[Row], name: str) -> str:
    unit = fact(row, name, "unit")
    return f"{name} [{unit}]" if unit else name


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Smallest and largest value allowed."""
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    return low, high


def is_number(field: FieldInfo) -> bool:
    return any(kind in str(field.annotation) for kind in ("int", "float"))


def to_cell(value: Any) -> Any:
    """The value as a user types it: yes and no, lists with semicolons, whole numbers plain."""
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return f"{LIST_SEPARATOR} ".join(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
