"""How far a plan may be off and still hold, and how amounts are written."""

MASS_TOLERANCE = 1e-5
"""kt a year: ten kilograms. A plan leaves out amounts below a tenth of a kilogram, and a hundred
of them may meet at one place; the solver keeps each rule to 1e-7 kt."""

MONEY_TOLERANCE = 1e-4
"""M: a hundred of the currency. Ten kilograms at ten thousand a tonne."""

EMISSIONS_TOLERANCE = 1e-5
"""kt CO2e a year: ten kilograms, as for mass."""

RELATIVE_TOLERANCE = 1e-6
"""Of the size of what is compared: the solver takes 0.999999 for a yes."""


def over(amount: float, limit: float, size: float = 0.0) -> bool:
    """Whether a mass is more than its limit allows. size: of what was added up to get there."""
    largest = max(abs(amount), abs(limit), size)
    return amount - limit > MASS_TOLERANCE + RELATIVE_TOLERANCE * largest


def too_much(amount: float, limit: float, size: float = 0.0) -> bool:
    """The same of money. size: of what was added up to get there."""
    largest = max(abs(amount), abs(limit), size)
    return amount - limit > MONEY_TOLERANCE + RELATIVE_TOLERANCE * largest


def differ(stated: float, found: float, size: float, absolute: float) -> bool:
    """Whether two amounts are not the same. size: of what was added up to get there."""
    largest = max(abs(stated), abs(found), size)
    return abs(stated - found) > absolute + RELATIVE_TOLERANCE * largest


def tonnes(amount: float) -> str:
    """An amount in kt, as a planner reads it."""
    return f"{amount * 1000:,.2f} t"


def money(amount: float) -> str:
    return f"{amount:,.4f} M"


def gigawatt_hours(amount: float) -> str:
    return f"{amount:,.4f} GWh"
