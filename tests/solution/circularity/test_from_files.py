"""The indicators worked out again from the CSV files of a plan alone, by other code."""

from pathlib import Path

import pandas as pd
import pytest

from planner.solution.circularity import circularity_tables
from planner.solution.files import write_tables
from planner.solution.tables import plan_tables
from tests.solution.variants import carbon, change, solve
from tests.tiny import table

RECYCLING = ("dismantling", "shredding", "hydromet", "pyro", "direct", "graphite", "hub", "other")
RECOVERED = ("end of life", "production scrap")


def example():
    """Two years, landfill, CAM that is for sale, and primary salts that are needed."""
    tables = carbon()
    change(tables["outlets"], "outlet", "landfill", kind="landfill")
    change(tables["supply"], "product", "packs", amount=300, must_collect=1)
    change(tables["plants"], "plant", "Sunderland cathode plant", capacity=70)
    tables["supply"] += table(
        "site product amount price embodied_emissions", ("Immingham", "CAM", 30, 15_000, 20_000)
    )
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode", ("CAM in", "port", "buyer", "CAM", "road")
    )
    return tables


class Files:
    """The CSV files of a plan, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    plan = solve(example())
    folder = tmp_path_factory.mktemp("files") / "plan"
    write_tables(plan_tables(plan) | circularity_tables(plan), folder, plan.network.currency)
    return Files(folder)


def origin(files) -> dict[str, str]:
    return files.products.set_index("product")["origin"].to_dict()


def share(files, product: str, element: str) -> float:
    held = files.compositions
    held = held[(held["product"] == product) & (held["element"] == element)]
    return held["share [kg/kg]"].sum()


def value(files, indicator: str, of: str, period: str) -> float:
    found = files.circularity.fillna({"of": ""})
    found = found[(found["indicator"] == indicator) & (found["of"] == of)]
    return found[found["period"].astype(str) == period]["value"].item()


def test_recovery(files):
    """Net output of every product of waste, over recycling plants."""
    made = files.production.merge(
        files.plants[["plant", "period", "stage"]], on=["plant", "period"]
    )
    made = made[made["stage"].isin(RECYCLING) & (made["period"] == 2030)]
    made = made[made["product"].map(origin(files)).isin(RECOVERED)]
    sign = made["direction"].map({"in": -1, "out": 1})
    net = (made["amount [t/year]"] * sign).groupby(made["product"]).sum()
    feeds = set(files.products.query("feed_of_recycling == 'yes'")["product"])
    for element in ("Ni", "Li"):
        content = {product: kt * share(files, product, element) for product, kt in net.items()}
        taken = -sum(t for product, t in content.items() if product in feeds and t < 0)
        recovered = sum(t for product, t in content.items() if product not in feeds)
        found = value(files, "recovered of what is taken in", element, "2030")
        assert found == pytest.approx(recovered / taken)
        assert 0 < found < 1


def test_transport_work(files):
    flows = files.flows[files.flows["period"] == 2031]
    work = (flows["shipped [t/year]"] * flows["distance [km]"]).sum()
    assert value(files, "transport work", "", "2031") == pytest.approx(work / 1e6)


def test_domestic_share_and_landfill(files):
    """All sites are at home; everything that is let out to landfill counts."""
    assert set(files.sites["at_home"]) == {"yes"}
    assert value(files, "domestic share", "CAM", "2030") == 1
    out = files.outlets[(files.outlets["kind"] == "landfill") & (files.outlets["period"] == 2030)]
    buried = out["amount [t/year]"].sum()
    came = files.supply[files.supply["period"] == 2030]
    came = came[came["product"].map(origin(files)).isin(RECOVERED)]["collected [t/year]"].sum()
    assert value(files, "kept from landfill", "", "2030") == pytest.approx(1 - buried / came)
    assert buried > 0


def test_dependence(files):
    """CAM that is bought at Immingham or made at Sunderland."""
    cathodes = files.dependence
    cathodes = cathodes[(cathodes["of"] == "CAM") & (cathodes["kind"] == "product group")]
    cathodes = cathodes[cathodes["period"] == 2030].iloc[0]
    bought = files.supply[(files.supply["product"] == "CAM") & (files.supply["period"] == 2030)]
    made = files.production
    made = made[
        (made["product"] == "CAM") & (made["direction"] == "out") & (made["period"] == 2030)
    ]
    parts = {"Immingham": bought["collected [t/year]"].sum(),
             "Sunderland": made["amount [t/year]"].sum()}  # fmt: skip
    total = sum(parts.values())
    assert parts["Immingham"] == pytest.approx(30)
    largest = max(parts, key=parts.get)
    assert cathodes["largest_site"] == largest
    assert cathodes["largest_site [share]"] == pytest.approx(parts[largest] / total)
    index = sum((part / total) ** 2 for part in parts.values())
    assert cathodes["site_concentration [share]"] == pytest.approx(index)


def test_primary_material_avoided(files):
    """What the cathode line takes in of recovered salts; CO2e of those that are bought."""
    taken = files.production
    taken = taken[(taken["plant"] == "Sunderland cathode plant") & (taken["direction"] == "in")]
    taken = taken[(taken["period"] == 2030) & taken["product"].map(origin(files)).isin(RECOVERED)]
    nickel = sum(
        tonnes * share(files, product, "Ni")
        for product, tonnes in taken[["product", "amount [t/year]"]].itertuples(index=False)
    )
    assert value(files, "primary material avoided", "Ni", "2030") == pytest.approx(nickel)
    offers = files.market[(files.market["period"] == 2030)].set_index("product")
    embodied = offers["embodied [kg CO2e/kg]"]["bought nickel salt"] / 0.3
    saved = value(files, "CO2e of the primary material avoided", "", "2030")
    assert saved == pytest.approx(nickel * embodied)


def test_recycled_content_and_co2e_of_what_is_delivered(files):
    """From provenance: all that is delivered of CAM, here to one buyer."""
    delivered = files.provenance
    delivered = delivered[(delivered["product"] == "CAM") & (delivered["use"] == "delivered")]
    delivered = delivered[delivered["period"] == 2030].iloc[0]
    name = "recycled content of cathode material delivered"
    found = value(files, name, "Ni", "2030")
    assert found == pytest.approx(delivered["recycled Ni [share]"])
    found = value(files, "CO2e of cathode material delivered", "CAM", "2030")
    assert found == pytest.approx(delivered["emissions [kg CO2e/kg]"])
    assert delivered["purchases [kg CO2e/kg]"] > 6  # 30 of 100 t are bought at 20


def test_attributed_emissions_sum_to_all_emissions(files):
    years = files.periods.set_index("period")["years [years]"]
    emitted = files.emissions
    total = (emitted["emissions [t CO2e/year]"] * emitted["period"].map(years)).sum()
    assert files.attributed_emissions["emissions [t CO2e]"].sum() == pytest.approx(total)


# By iteration over the lots, where the planner solves linear systems


def lots_of(files) -> list[dict[str, object]]:
    return files.lots.fillna({"from": "", "to": "", "lane": ""}).to_dict("records")


def settled(step) -> dict[str, float]:
    """The values at which a step changes nothing any more."""
    values: dict[str, float] = {}
    for _ in range(200):
        last, values = values, step(values)
    assert values == pytest.approx(last)
    return values


def marked(files, column: str) -> set[str]:
    return set(files.products[files.products[column] == "yes"]["product"])


def test_co2e_of_all_that_is_made(files):
    """Each lot passes on what it bears to what leaves it, waste of plants apart."""
    runs = files.recipes_run.set_index("lot")
    lots, waste = lots_of(files), marked(files, "waste")
    years = files.periods.set_index("period")["years [years]"]
    emitted = runs["energy [t CO2e/year]"] + runs["process [t CO2e/year]"]
    own = dict(emitted * runs["period"].map(years))
    passing = [
        lot for lot in lots if lot["from"] and not (lot["from"] in own and lot["product"] in waste)
    ]
    leaving: dict[str, float] = {}
    for lot in passing:
        leaving[lot["from"]] = leaving.get(lot["from"], 0.0) + lot["amount [t]"]

    def step(borne):
        found = dict(own)
        for lot in lots:
            if lot["to"] and lot["kind"] not in ("let out", "delivered"):
                found[lot["to"]] = found.get(lot["to"], 0.0) + lot["emissions [t CO2e]"]
        for lot in passing:
            share = lot["amount [t]"] / leaving[lot["from"]]
            found[lot["to"]] = found.get(lot["to"], 0.0) + share * borne.get(lot["from"], 0.0)
        return found

    borne = settled(step)
    made = files.provenance[files.provenance["use"] == "made"]
    made = made[~made["product"].isin(waste)]
    assert len(made) == 8  # black mass, two salts and CAM, in two years
    for row in made.to_dict("records"):
        (lot,) = (
            name for name, run in runs.iterrows()
            if (run["plant"], run["period"]) == (row["plant"], row["period"])
        )  # fmt: skip
        each = borne[lot] / leaving[lot]
        assert row["emissions [kg CO2e/kg]"] == pytest.approx(each)


def test_recycled_nickel_in_what_is_delivered(files):
    lots, kinds = lots_of(files), origin(files)
    held = {name: share(files, name, "Ni") for name in kinds}
    total: dict[str, float] = {}
    entered: dict[str, float] = {}
    for lot in lots:
        tonnes = lot["amount [t]"] * held[lot["product"]]
        total[lot["to"]] = total.get(lot["to"], 0.0) + tonnes
        if not lot["from"] and kinds[lot["product"]] in RECOVERED:
            entered[lot["to"]] = entered.get(lot["to"], 0.0) + tonnes

    def step(recycled):
        found = {name: tonnes / total[name] for name, tonnes in entered.items() if tonnes}
        for lot in lots:
            tonnes = lot["amount [t]"] * held[lot["product"]]
            if lot["from"] and tonnes:
                part = tonnes / total[lot["to"]] * recycled.get(lot["from"], 0.0)
                found[lot["to"]] = found.get(lot["to"], 0.0) + part
        return found

    recycled = settled(step)
    delivered = files.provenance[files.provenance["use"] == "delivered"]
    delivered = delivered[delivered["product"] == "CAM"]
    for row in delivered.to_dict("records"):
        found = recycled[f"{row['site']}: CAM, {row['period']}"]
        assert row["recycled Ni [share]"] == pytest.approx(found)
        assert 0 < found < 1


def test_the_share_of_the_chain_that_is_for_cathodes(files):
    """A lot of a main product counts as far as it goes on to the cathode line."""
    lots, main = lots_of(files), marked(files, "becomes_cathodes")
    cathodes = marked(files, "cathode_material")
    target = {lot["from"] for lot in lots if lot["kind"] == "made" and lot["product"] in cathodes}
    passing = [lot for lot in lots if lot["from"] and lot["product"] in main]
    leaving: dict[str, float] = {}
    for lot in passing:
        leaving[lot["from"]] = leaving.get(lot["from"], 0.0) + lot["amount [t]"]

    def step(shares):
        found = dict.fromkeys(target, 1.0)
        for lot in passing:
            part = lot["amount [t]"] / leaving[lot["from"]] * shares.get(lot["to"], 0.0)
            found[lot["from"]] = found.get(lot["from"], 0.0) + part
        return found

    shares = settled(step)
    runs = files.recipes_run.set_index("lot")
    chain = files.cathode_chain[files.cathode_chain["term"] == "processing"]
    for period, plant, counted in chain[["period", "plant", "counted [M EUR/year]"]].itertuples(
        index=False
    ):
        mine = runs[(runs["plant"] == plant) & (runs["period"] == period)]
        spent = mine["processing [M EUR/year]"] * mine.index.map(lambda lot: shares[lot])
        assert counted == pytest.approx(spent.sum())
    assert len(chain) == 6  # three plants, two years


def test_levelised_cost_is_present_value_over_present_value(files):
    factors = files.periods.set_index("period")["annual_factor [years]"]
    chain = files.cathode_chain
    cost = (chain["counted [M EUR/year]"] * chain["period"].map(factors)).sum()
    made = files.production
    made = made[(made["product"] == "CAM") & (made["direction"] == "out")]
    tonnes = (made["amount [t/year]"] * made["period"].map(factors)).sum()
    found = value(files, "cost of cathode material by its chain", "", "horizon")
    assert found == pytest.approx(cost * 1e6 / tonnes)
    primary = value(files, "price of primary cathode material", "", "horizon")
    assert primary == pytest.approx(15_000)
    against = value(files, "cost of cathode material by its chain, against primary", "", "horizon")
    assert against == pytest.approx(found / primary - 1)


def test_the_chain_counts_no_more_than_was_spent(files):
    """Of fixed cost and processing, line by line, at most what the accounts hold."""
    chain, costs = files.cathode_chain, files.costs
    for term in ("fixed", "processing", "energy"):
        mine = chain[chain["term"] == term].groupby(["period", "plant"])
        spent = -costs[costs["term"] == term].groupby(["period", "plant"])["amount [M EUR]"].sum()
        for (period, plant), amount in mine["amount [M EUR/year]"].sum().items():
            assert amount == pytest.approx(spent[str(period), plant])
        assert (chain["for_cathodes [share]"] <= 1 + 1e-9).all()


def test_rules_met(files):
    """No rule, no figure."""
    assert "rules met" not in set(files.circularity["indicator"])
    assert len(files.compliance) == 0
