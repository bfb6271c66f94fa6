"""Check the sheets of an instance and tell every problem at once, in the user's words.

First the sheets and columns, then every cell, then keys and references, then whether the whole
makes sense. A rule that concludes from what is absent waits until the tables it reads are free
of other faults, so that one misspelt name is one error.
"""

from collections.abc import Mapping
from itertools import chain

from planner.instance.checks import (
    cells,
    frame,
    headers,
    keys,
    location,
    markets,
    mass,
    plants,
    recipes,
    references,
    remarks,
    uses,
)
from planner.instance.checks.tables import Rule, Tables
from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.schema import TABLES
from planner.instance.sheets import Sheet

NAMES: tuple[Rule, ...] = (
    cells.read_settings,
    keys.rows_stand_once,
    references.names_exist,
    references.sizes_exist,
    references.roles_exist,
    references.groups_exist,
    references.borders_exist,
    keys.blanks_do_not_clash,
)

SENSE: tuple[Rule, ...] = (
    frame.tables_are_filled,
    frame.words_are_free,
    frame.periods_follow_each_other,
    frame.money_starts_with_the_plan,
    frame.codes_are_codes,
    frame.energy_is_priced,
    location.sites_lie_in_their_country,
    plants.standing_plants_have_capacity,
    plants.committed_plants_have_a_year,
    plants.years_are_in_order,
    plants.candidates_have_sizes,
    plants.sizes_or_a_curve,
    plants.closable_plants_do_not_expand,
    plants.sizes_grow,
    plants.technologies_can_do_something,
    recipes.compositions_fit_in,
    recipes.amounts_are_given,
    recipes.recipes_have_flows,
    recipes.feeds_are_feeds,
    recipes.no_residue_beside_a_blend,
    recipes.needs_can_be_met,
    recipes.yields_have_carriers,
    mass.nothing_comes_from_nothing,
    markets.shares_have_an_amount,
    markets.returns_follow_deliveries,
    markets.targets_limit_something,
    markets.origins_are_known,
    uses.what_is_made_has_a_use,
    uses.what_must_be_served_can_be_had,
)

REMARKS: tuple[Rule, ...] = (
    uses.products_can_be_had_and_used,
    location.countries_off_the_map,
    remarks.years_lie_in_the_plan,
    remarks.names_are_used,
    remarks.roles_have_lanes,
    remarks.classes_are_carried,
    remarks.yields_find_their_element,
    remarks.signs_are_as_usual,
    remarks.figures_are_read,
    remarks.returns_are_moderate,
)


def check_sheets(sheets: Mapping[str, Sheet], name: str) -> Instance:
    """The instance the sheets describe. Raises InstanceError with every problem found."""
    tables = Tables()
    problems = list(headers.unknown_sheets(sheets))
    meant = {t for p in problems for t in TABLES if f"{t!r}" in p.hint and t not in sheets}
    tables.unreadable |= meant
    tables.incomplete |= meant
    problems += cells.read_rows(sheets, tables)
    for rule in chain(NAMES, SENSE):
        problems += rule(tables)
    if problems or tables.settings is None:
        raise InstanceError(in_order(problems))
    remarks = in_order(list(chain.from_iterable(rule(tables) for rule in REMARKS)))
    rows = {table: tuple(row for _, row in tables.rows[table]) for table in TABLES}
    return Instance(name, tables.settings, rows, remarks=tuple(remarks))


def in_order(problems: list[Problem]) -> list[Problem]:
    """By table, in the order of the manual, then by row."""
    order = {table: place for place, table in enumerate(TABLES)}
    return sorted(problems, key=lambda p: (order.get(p.table, -1), p.row or 0))
