"""Check the sheets of an instance and tell every problem at once, in the user's words.

First the sheets and columns, then every cell, then keys and references, then whether the whole
makes sense. A rule that concludes from what is absent waits until the tables it reads are free
of other faults, so that one misspelt name is one error.
"""

from collections.abc import Mapping
from itertools import chain

from planner.garbage import kept_waiting
from planner.instance.checks import (
    cells,
    contracts,
    finance,
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
    scenarios,
    targets,
    uses,
    years,
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
    references.names_of_several_kinds_exist,
    keys.blanks_do_not_clash,
)

SENSE: tuple[Rule, ...] = (
    frame.tables_are_filled,
    frame.words_are_free,
    frame.periods_follow_each_other,
    frame.money_starts_with_the_plan,
    frame.codes_are_codes,
    frame.blocs_are_no_countries,
    frame.energy_is_priced,
    frame.energy_sources_hold_in_one_place,
    location.sites_lie_in_their_country,
    plants.standing_plants_have_capacity,
    plants.committed_plants_have_a_year,
    years.years_are_in_order,
    plants.candidates_have_sizes,
    plants.sizes_or_a_curve,
    plants.closable_plants_do_not_expand,
    plants.sizes_grow,
    plants.standing_plants_grow,
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
    markets.outlets_stand_in_one_place,
    markets.stores_hold_what_they_must,
    finance.programmes_pay_a_share,
    finance.savings_are_between_two,
    finance.financing_is_cheaper_with_more_contracted,
    contracts.terms_of_contracts_make_sense,
    contracts.parties_differ,
    contracts.captives_have_one_buyer,
    contracts.tolling_contracts_have_returns,
    contracts.tolled_metal_can_come_back,
    targets.targets_fill_what_their_kind_reads,
    targets.limits_of_targets_make_sense,
    targets.targets_hold_somewhere,
    targets.hard_minimums_find_something_to_count,
    targets.origins_are_known,
    uses.what_is_made_has_a_use,
    uses.what_must_be_served_can_be_had,
    scenarios.scenarios_have_a_start,
    scenarios.changes_can_be_made,
)

REMARKS: tuple[Rule, ...] = (
    uses.products_can_be_had_and_used,
    location.countries_off_the_map,
    references.names_mean_one_thing,
    frame.energy_sources_find_users,
    markets.stores_can_be_filled,
    finance.money_finds_its_plants,
    contracts.contracts_have_lanes,
    contracts.contracts_bind_somebody,
    targets.targets_find_something_to_count,
    years.years_lie_in_the_plan,
    years.years_hold_a_start,
    remarks.names_are_used,
    remarks.roles_have_lanes,
    remarks.classes_are_carried,
    remarks.yields_find_their_element,
    remarks.signs_are_as_usual,
    remarks.recipes_have_time,
    remarks.figures_are_read,
    remarks.returns_are_moderate,
)


@kept_waiting()
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
