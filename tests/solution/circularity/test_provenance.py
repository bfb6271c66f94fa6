"""Where products come from and what they carry: by hand, and in any plan."""

import numpy as np
import pytest

from planner.plan import solve_network
from planner.solution.accounts import EMISSIONS
from planner.solution.circularity import circularity_tables
from planner.solution.circularity.mixing import NOT_FOLLOWED, ORIGINS, mix
from planner.solution.circularity.paths import at, trace
from planner.solution.solution import Solution
from planner.solving.highs import Options
from tests.networks import network_of, random_tables
from tests.solution.circularity.indicators import indicators, row
from tests.solution.variants import VARIANTS, solved
from tests.tiny import table, tiny_tables

SHARES = [f"{origin} [share]" for origin in ORIGINS]


def plan_of(tables, decisions) -> Solution:
    """A plan of which only the decisions are known."""
    return Solution(network_of(tables), solved("tiny").result, decisions, ())


def lane(plan: Solution, origin: str, destination: str, product: str) -> str:
    return next(
        lane.name
        for lane in plan.network.lanes.values()
        if (lane.origin, lane.destination, lane.product) == (origin, destination, product)
    )


# By hand


def of_two_towns():
    """Packs arise in Leeds and, abroad, in Lille; both go to Sheffield."""
    tables = tiny_tables()
    tables["countries"] += table("country name", ("FR", "France"))
    tables["sites"] += table(
        "site role country latitude longitude", ("Lille", "collection", "FR", 50.6, 3.1)
    )
    tables["supply"] += table("site product amount price", ("Lille", "packs", 1000, 0))
    return tables


def test_what_meets_at_a_site_mixes_and_a_plant_passes_the_mix_on():
    """3 kt from Leeds and 1 kt from Lille: a quarter of the black mass is from France."""
    plan = plan_of(of_two_towns(), {})
    decisions = {
        "collected": {("Leeds", "packs", "2030"): 3.0, ("Lille", "packs", "2030"): 1.0},
        "shipped": {
            (lane(plan, "Leeds", "Sheffield", "packs"), "2030"): 3.0,
            (lane(plan, "Lille", "Sheffield", "packs"), "2030"): 1.0,
        },
        "throughput": {("Sheffield shredder", "shred", "2030"): 4.0},
    }
    paths = trace(plan_of(of_two_towns(), decisions))
    for element in (None, "Ni"):
        found = mix(paths, element).of(at("Sheffield", "black mass", "2030"))
        assert found == pytest.approx({("end of life", "GB"): 0.75, ("end of life", "FR"): 0.25})


def test_metal_is_followed_by_its_tonnes_and_mass_by_all_tonnes():
    """CAM of 1 t recycled nickel salt (30 % Ni) and 1 t bought one with 10 %: 3/4 and 1/2."""
    tables = tiny_tables()
    for held in tables["compositions"]:
        if (held["product"], held["element"]) == ("bought nickel salt", "Ni"):
            held["share"] = 0.1
    activity = ("Sunderland cathode plant", "make CAM")
    decisions = {
        "collected": {("Immingham", "bought nickel salt", "2030"): 1.0},
        "throughput": {("Hull refinery", "refine", "2030"): 1.0, (*activity, "2030"): 1.0},
        "blended": {
            (*activity, "nickel salt", "2030"): 1.0,
            (*activity, "bought nickel salt", "2030"): 1.0,
        },
    }
    plan = plan_of(tables, {})
    decisions["shipped"] = {
        (lane(plan, "Hull", "Sunderland", "nickel salt"), "2030"): 1.0,
        (lane(plan, "Immingham", "Sunderland", "bought nickel salt"), "2030"): 1.0,
    }
    paths = trace(plan_of(tables, decisions))
    cathodes = at("Sunderland", "CAM", "2030")
    nickel, mass = mix(paths, "Ni").of(cathodes), mix(paths, None).of(cathodes)
    assert nickel["primary", "GB"] == pytest.approx(0.25)
    assert mass["primary", "GB"] == pytest.approx(0.5)
    # Nothing says what the refinery made its salt of.
    assert nickel[NOT_FOLLOWED, "GB"] == pytest.approx(0.75)


def test_a_loop_does_no_harm():
    """2 kt come from Leeds, half of what Sheffield has goes round by Goole and comes back."""
    tables = of_two_towns()
    tables["sites"] += table(
        "site role country latitude longitude", ("Goole", "shredder", "GB", 53.7, -0.87)
    )
    tables["plants"] += table(
        "plant site technology status", ("Goole shredder", "Goole", "shredder", "candidate")
    )
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode", ("round", "shredder", "shredder", "packs", "road")
    )
    plan = plan_of(tables, {})
    decisions = {
        "collected": {("Leeds", "packs", "2030"): 2.0, ("Lille", "packs", "2030"): 2.0},
        "shipped": {
            (lane(plan, "Leeds", "Sheffield", "packs"), "2030"): 2.0,
            (lane(plan, "Lille", "Goole", "packs"), "2030"): 2.0,
            (lane(plan, "Sheffield", "Goole", "packs"), "2030"): 4.0,
            (lane(plan, "Goole", "Sheffield", "packs"), "2030"): 4.0,
        },
        "throughput": {
            ("Sheffield shredder", "shred", "2030"): 2.0,
            ("Goole shredder", "shred", "2030"): 2.0,
        },
    }
    paths = trace(plan_of(tables, decisions))
    # Sheffield: 6 g = 2 + 4 h, Goole: 6 h = 4 g with g, h the British shares: g = 3/5, h = 2/5.
    sheffield = mix(paths, None).of(at("Sheffield", "packs", "2030"))
    goole = mix(paths, None).of(at("Goole", "packs", "2030"))
    assert sheffield["end of life", "GB"] == pytest.approx(3 / 5)
    assert goole["end of life", "GB"] == pytest.approx(2 / 5)


def test_what_waits_keeps_its_origin_and_its_co2e():
    """1 kt of black mass waits in Hull with the 1 kt that lay there, and is refined in 2031."""
    tables = of_two_towns()
    tables["storage"] = table("site product opening", ("Hull", "black mass", 1000))
    tables["demand"] += table(
        "site product price", ("Hull", "nickel salt", 100), ("Hull", "lithium salt", 100)
    )
    plan = plan_of(tables, {})
    to_hull = lane(plan, "Sheffield", "Hull", "black mass"), "2030"
    decisions = {
        "collected": {("Lille", "packs", "2030"): 2.0},
        "shipped": {(lane(plan, "Lille", "Sheffield", "packs"), "2030"): 2.0, to_hull: 1.0},
        "throughput": {
            ("Sheffield shredder", "shred", "2030"): 2.0,
            ("Hull refinery", "refine", "2031"): 2.0,
        },
        "stored": {("Hull", "black mass", "2030"): 2.0},
        "delivered": {
            ("Hull", "nickel salt", "2031"): 2.0 * 0.2 * 0.9 / 0.3,
            ("Hull", "lithium salt", "2031"): 2.0 * 0.04 * 0.5 / 0.2,
        },
    }
    plan = plan_of(tables, decisions)
    found = mix(trace(plan), "Ni").of(at("Hull", "nickel salt", "2031"))
    assert found == pytest.approx({("end of life", "GB"): 0.5, ("end of life", "FR"): 0.5})
    made = row(
        circularity_tables(plan)["provenance"], period="2031", product="nickel salt", use="made"
    )
    # What lay there came free of CO2e; carriage from Lille, and from Sheffield, is in the rest.
    lanes = plan.network.lanes
    carried = (
        2 * lanes[lane(plan, "Lille", "Sheffield", "packs")].emissions + lanes[to_hull[0]].emissions
    )
    salts = 2.0 * (0.2 * 0.9 / 0.3 + 0.04 * 0.5 / 0.2)
    assert made["transport [kg CO2e/kg]"] == pytest.approx(carried / salts)


def test_scrap_that_comes_back_starts_anew():
    """A tenth of the CAM comes back as packs at once: end of life, and free of CO2e."""
    plan = solved("scrap comes back")
    returned = mix(trace(plan), None).of(at("Coventry", "packs", "2030"))
    assert returned == {("end of life", "GB"): pytest.approx(1)}
    made = row(
        indicators("scrap comes back")["provenance"],
        period="2030", product="CAM", use="made", plant="Sunderland cathode plant",
    )  # fmt: skip
    assert made["end of life [share]"] == pytest.approx(1)


def test_what_is_claimed_stands_beside_what_the_metal_says():
    """500 t of packs: 45 t of nickel; in 2030 a rule asks for 30 of 50 t; that is booked."""
    delivered = row(
        indicators("recycled content")["provenance"], period="2030", product="CAM", use="delivered"
    )
    content = row(indicators("recycled content")["recycled_content"], period="2030", element="Ni")
    assert delivered["booked Ni [share]"] == pytest.approx(0.6)
    assert delivered["recycled Ni [share]"] == pytest.approx(content["recycled [share]"])
    assert content["booked [share]"] == pytest.approx(0.6)
    assert content["recycled [share]"] >= 0.6 - 1e-9


# In any plan


def check_provenance(plan: Solution) -> None:
    tables = circularity_tables(plan)
    provenance = tables["provenance"]
    assert len(provenance)
    assert np.allclose(provenance[SHARES].sum(axis=1), 1)
    by_country = tables["provenance_by_country"]
    sums = by_country.groupby(["period", "site", "plant", "product", "use", "of"])["share [share]"]
    assert np.allclose(sums.sum(), 1)
    years = {name: period.years for name, period in plan.network.periods.items()}
    emitted = sum(
        line.amount * years[line.period] * 1000 for line in plan.lines if line.account in EMISSIONS
    )
    attributed = tables["attributed_emissions"]["emissions [t CO2e]"]
    assert attributed.sum() == pytest.approx(emitted, rel=1e-6, abs=1e-3)
    assert (attributed >= -1e-9).all()


@pytest.mark.parametrize("variant", VARIANTS)
def test_shares_sum_to_one_and_emissions_to_those_of_the_plan(variant):
    check_provenance(solved(variant))


@pytest.mark.parametrize("seed", range(6))
def test_they_do_so_in_any_network(seed):
    check_provenance(solve_network(network_of(random_tables(seed)), Options(gap=0.05)))
