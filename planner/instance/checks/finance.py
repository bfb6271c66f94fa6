"""Grant programmes, credits, savings side by side, cheaper capital: who can get them?"""

from collections.abc import Iterator

from planner.instance.checks.scope import sites_of_party
from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.instance import Problem
from planner.instance.schema.contracts import Contract, Financing
from planner.instance.schema.frame import Setting
from planner.instance.schema.plants import CoLocation, Credit, Plant, Recipe, Site


def programmes_pay_a_share(tables: Tables) -> Iterator[Problem]:
    for number, plant in tables.of(Plant):
        if plant.programme is not None and plant.grant_share == 0:
            rule = (
                f"must be more than 0: the programme {plant.programme!r} pays a share of the cost"
            )
            header = Plant.headers()["grant_share"]
            yield Problem(Plant.table, rule, number, header, plant.grant_share)


def savings_are_between_two(tables: Tables) -> Iterator[Problem]:
    rows: dict[tuple[str, str, str | None], int] = {}
    for number, row in tables.of(CoLocation):
        if row.technology == row.beside:
            rule = "must be another technology than the first"
            yield Problem(CoLocation.table, rule, number, "beside", row.beside)
        elif earlier := rows.get((row.beside, row.technology, row.site)):
            rule = f"stands beside {row.beside!r} in row {earlier} already: the saving counts twice"
            yield Problem(CoLocation.table, rule, number, "technology", row.technology)
        rows[row.technology, row.beside, row.site] = number


@concludes_from(Plant, Financing, Setting)
def financing_is_cheaper_with_more_contracted(tables: Tables) -> Iterator[Problem]:
    """Terms are for candidates, below the discount rate, and fall as the share rises."""
    status = {plant.plant: plant.status for plant in tables.all(Plant)}
    header = Financing.headers()["cost_of_capital"]
    best: dict[str, Financing] = {}
    for number, row in sorted(tables.of(Financing), key=lambda pair: pair[1].contracted):
        if status[row.plant] in ("existing", "committed"):
            rule = f"must be a candidate: this plant is {status[row.plant]} and paid for"
            yield Problem(Financing.table, rule, number, "plant", row.plant)
        rate = tables.settings.discount_rate if tables.settings else 1.0
        better = best.get(row.plant)
        if row.cost_of_capital >= rate:
            rule = f"must be below the discount_rate, {rate:g} (settings)"
            yield Problem(Financing.table, rule, number, header, row.cost_of_capital)
        elif better and row.cost_of_capital >= better.cost_of_capital:
            rule = (
                f"must be below {better.cost_of_capital:g}, "
                f"which {better.contracted:g} of the capacity gets already"
            )
            yield Problem(Financing.table, rule, number, header, row.cost_of_capital)
        else:
            best[row.plant] = row


def money_finds_its_plants(tables: Tables) -> Iterator[Problem]:
    """Remarks: credits nobody can earn, savings without neighbours, terms without a contract."""
    plants = [plant for plant in tables.all(Plant) if plant.status != "excluded"]
    country_of = {site.site: site.country for site in tables.all(Site)}
    technology_of = {recipe.recipe: recipe.technology for recipe in tables.all(Recipe)}
    for number, credit in tables.of(Credit):
        countries = {
            country_of[plant.site]
            for plant in plants
            if plant.technology == technology_of[credit.recipe]
        }
        if not countries or credit.country not in {None, *countries}:
            where = f" in {credit.country!r}" if credit.country else ""
            rule = f"earns nothing: no plant{where} can run it"
            yield Problem(Credit.table, rule, number, "recipe", credit.recipe)
    standing = {(plant.technology, plant.site) for plant in plants}
    for number, row in tables.of(CoLocation):
        sites = {site for technology, site in standing if technology == row.technology}
        both = {site for site in sites if (row.beside, site) in standing}
        if not both or row.site not in {None, *both}:
            where = f"at {row.site!r}" if row.site else "at any site"
            rule = f"has no plant beside one of {row.beside!r} {where}: nothing is saved"
            yield Problem(CoLocation.table, rule, number, "technology", row.technology)
    shipping = {
        site for row in tables.all(Contract) for site in sites_of_party(tables, row.supplier)
    }
    sites_of_plants = {plant.plant: plant.site for plant in tables.all(Plant)}
    for number, terms in tables.of(Financing):
        site = sites_of_plants[terms.plant]
        if terms.contracted > 0 and site not in shipping:
            rule = f"can have nothing contracted: no contract has {site!r} as its supplier"
            yield Problem(Financing.table, rule, number, "plant", terms.plant)
