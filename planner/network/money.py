"""Money and time: periods and their discount factors.

    annual factor = sum over the years of the period of (1 + rate)^-(year - base year)
    start factor  = (1 + rate)^-(first year - base year)

A year's money counts at the start of the year; what is paid once for a plant counts at the start
of the period in which the plant comes on stream.
"""

from planner.instance.instance import Instance
from planner.instance.schema import frame
from planner.network.network import Period, PeriodName

KT = 1e-3  # kt per t, and M per kt for a price in money per t


def build_periods(instance: Instance) -> dict[PeriodName, Period]:
    settings = instance.settings
    growth = 1 + settings.discount_rate
    periods = {}
    for row in instance.rows(frame.Period):
        years = range(row.first_year, row.first_year + row.years)
        factors = [growth ** -(year - settings.base_year) for year in years]
        periods[row.period] = Period(
            row.period, row.first_year, row.years, sum(factors), start_factor=factors[0]
        )
    return periods


def horizon_end_factor(periods: dict[PeriodName, Period], base_year: int, rate: float) -> float:
    last = list(periods.values())[-1]
    return (1 + rate) ** -(last.first_year + last.years - base_year)
