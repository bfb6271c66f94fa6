"""Plants: what stands, what may be built and how large, and from when on.

A cost curve is sampled in equal ratios:

    cost = reference cost x (capacity / reference capacity)^exponent

A plant runs in the periods that begin no earlier than it may.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.instance.instance import Instance
from planner.instance.schema import plants
from planner.network.money import KT
from planner.network.names import unused
from planner.network.network import AS_IS, Period, PeriodName, Plant, PlantName, Size, Way

Periods = Mapping[PeriodName, Period]


def build_plants(instance: Instance) -> dict[PlantName, Plant]:
    """Every plant but the excluded ones."""
    technologies = {row.technology: row for row in instance.rows(plants.Technology)}
    return {
        row.plant: Plant(
            name=row.plant,
            site=row.site,
            technology=row.technology,
            stage=technologies[row.technology].stage,
            status=row.status,
            owner=row.owner,
            minimum_load=technologies[row.technology].minimum_load,
            may_close=row.may_close,
            closing_cost=row.closing_cost,
            life=technologies[row.technology].economic_life,
            programme=row.programme,
        )
        for row in instance.rows(plants.Plant)
        if row.status != "excluded"
    }


def building_periods(
    instance: Instance, way: Way, usable: Iterable[PeriodName], periods: Periods
) -> tuple[PeriodName, ...]:
    """The periods in which a plant may come on stream in a size."""
    row = next(row for row in instance.rows(plants.Plant) if row.plant == way.plant)
    size = sizes_by_technology(instance)[row.technology][way.size]
    return tuple(
        name
        for name in usable
        for year in [periods[name].first_year]
        if (row.latest_year is None or year <= row.latest_year)
        and (size.first_year is None or size.first_year <= year)
        and (size.last_year is None or year <= size.last_year)
    )


def sizes_by_technology(instance: Instance) -> dict[str, dict[str, plants.Size]]:
    """The sizes of the user, and those sampled from cost curves."""
    sizes: dict[str, dict[str, plants.Size]] = defaultdict(dict)
    for row in instance.rows(plants.Size):
        sizes[row.technology][row.size] = row
    for curve in instance.rows(plants.CostCurve):
        for capacity in _equal_ratios(curve.smallest, curve.largest, curve.sizes):
            scale = (capacity / curve.reference_capacity) ** curve.exponent
            cost = curve.reference_cost * scale
            size = unused(f"{capacity:,.0f} t/year", sizes[curve.technology])
            sizes[curve.technology][size] = plants.Size(
                technology=curve.technology,
                size=size,
                capacity=capacity,
                capital_cost=cost,
                fixed_cost=cost * curve.fixed_cost_share,
            )
    return sizes


def _equal_ratios(smallest: float, largest: float, count: int) -> list[float]:
    if count == 1 or smallest == largest:
        return [largest]
    ratio = (largest / smallest) ** (1 / (count - 1))
    return [smallest * ratio**step for step in range(count)]


def build_sizes(instance: Instance) -> dict[Way, Size]:
    """Every way to have a plant: one ``as is`` for standing plants, the sizes of candidates."""
    catalogue = sizes_by_technology(instance)
    ways: dict[Way, Size] = {}
    for plant in instance.rows(plants.Plant):
        if plant.status in ("existing", "committed"):
            ways[Way(plant.plant, AS_IS)] = _as_is(plant)
        elif plant.status == "candidate":
            for name, size in catalogue[plant.technology].items():
                if not plant.sizes or name in plant.sizes:
                    ways[Way(plant.plant, name)] = _as_built(plant, size)
    return ways


def _as_is(plant: plants.Plant) -> Size:
    capacity = (plant.capacity or 0.0) * KT
    return Size(
        capacity=capacity,
        largest_capacity=max(capacity, (plant.largest_capacity or 0.0) * KT),
        capital_cost=plant.capital_cost,
        grant=_grant(plant, plant.capital_cost),
        fixed_cost=plant.fixed_cost,
        expansion_cost=plant.expansion_cost * KT,
        expansion_fixed_cost=plant.expansion_fixed_cost * KT,
    )


def _as_built(plant: plants.Plant, size: plants.Size) -> Size:
    capital_cost = size.capital_cost * plant.cost_factor
    return Size(
        capacity=size.capacity * KT,
        largest_capacity=max(size.capacity, size.largest_capacity or 0.0) * KT,
        capital_cost=capital_cost,
        grant=_grant(plant, capital_cost),
        fixed_cost=size.fixed_cost * plant.cost_factor,
        # money per t a year is M per Mt a year: a thousandth of it is M per kt a year
        expansion_cost=size.expansion_cost * plant.cost_factor * KT,
        expansion_fixed_cost=size.expansion_fixed_cost * plant.cost_factor * KT,
    )


def _grant(plant: plants.Plant, capital_cost: float) -> float:
    grant = capital_cost * plant.grant_share
    return grant if plant.grant_cap is None else min(grant, plant.grant_cap)


def plant_periods(
    instance: Instance, periods: dict[PeriodName, Period]
) -> dict[PlantName, tuple[PeriodName, ...]]:
    """The periods in which each plant may run: those that begin no earlier than it may.

    A candidate comes on stream no earlier than its lead time after the start of the plan.
    """
    start = next(iter(periods.values())).first_year
    lead = {row.technology: row.lead_time for row in instance.rows(plants.Technology)}
    usable = {}
    for plant in instance.rows(plants.Plant):
        if plant.status == "excluded":
            continue
        earliest = plant.earliest_year or start
        if plant.status == "candidate":
            earliest = max(earliest, start + lead[plant.technology])
        usable[plant.plant] = tuple(
            period.name
            for period in periods.values()
            if period.first_year >= earliest
            and (plant.last_year is None or period.calendar[-1] <= plant.last_year)
        )
    return usable
