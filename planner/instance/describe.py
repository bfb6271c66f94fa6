"""Columns in words, for the notes in the template and for the manual."""

from planner.instance.columns import Row, bounds, fact, is_number, to_cell


def is_required(row_type: type[Row], name: str) -> bool:
    return row_type.model_fields[name].is_required()


def blank_in_words(row_type: type[Row], name: str) -> str:
    """What a blank cell means."""
    field = row_type.model_fields[name]
    words = str(fact(row_type, name, "blank"))
    if field.is_required():
        return "must be filled"
    if words:
        return words
    default = to_cell(field.default)
    return "nothing" if default in (None, "") else str(default)


def allowed_in_words(row_type: type[Row], name: str) -> str:
    """What may stand in a cell."""
    field = row_type.model_fields[name]
    choices, refers = fact(row_type, name, "choices"), fact(row_type, name, "refers")
    if choices:
        return ", ".join(choices)
    if refers:
        return f"a name of {refers}"
    if is_flag(row_type, name):
        return "yes, no"
    if not is_number(field):
        return "text" if not is_list(row_type, name) else "names, separated by ;"
    kind = "whole number" if is_whole(row_type, name) else "number"
    low, high = bounds(field)
    if low is not None and high is not None:
        return f"{kind}, {low:g} to {high:g}"
    if low is not None:
        return f"{kind}, at least {low:g}"
    return kind if high is None else f"{kind}, at most {high:g}"


def is_flag(row_type: type[Row], name: str) -> bool:
    return row_type.model_fields[name].annotation is bool


def is_list(row_type: type[Row], name: str) -> bool:
    return row_type.model_fields[name].annotation == tuple[str, ...]


def is_whole(row_type: type[Row], name: str) -> bool:
    return "int" in str(row_type.model_fields[name].annotation)
