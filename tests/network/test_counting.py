"""Targets: what their rules count, take a share of, and when they hold, entry by entry."""

import pytest

from planner.network.rules import Entry, Rule
from tests.by_hand.plain import cheap_salt, plain, ruled
from tests.networks import Tables, network_of
from tests.solution import variants
from tests.solution.variants import change
from tests.tiny import table

SHREDDER, REFINERY, CATHODE = "Sheffield shredder", "Hull refinery", "Sunderland cathode plant"


def rules_of(tables: Tables, kind: str, **cells: object) -> tuple[Rule, ...]:
    return network_of(ruled(tables, kind, **cells)).rules


def entries(tally: dict[Entry, float]) -> dict[str, object]:
    """Entries that count for anything, as words."""
    return {
        f"{entry.of} {', '.join(entry.at)}": pytest.approx(weight)
        for entry, weight in tally.items()
        if abs(weight) > 1e-12
    }


# What is counted


def test_recovery_counts_what_leaves_for_good_of_what_is_not_passed_on():
    (rule,) = rules_of(plain(), "material recovery", element="Ni", minimum=0.8)
    assert entries(rule.counted) == {f"throughput {REFINERY}, refine, 2030": 0.5 * 0.36}
    # All of the nickel that the shredder takes in goes on with its black mass
    assert entries(rule.base) == {f"throughput {REFINERY}, refine, 2030": 0.2}
    assert (rule.limit, rule.unit, rule.fixed_base, rule.price) == (0.8, "share", 0, None)


def test_efficiency_counts_mass():
    (rule,) = rules_of(plain(), "recycling efficiency", minimum=0.5, shortfall_price=70)
    # half a tonne of salt, of which 36 % are nickel and the rest was never in a battery
    assert entries(rule.counted) == {f"throughput {REFINERY}, refine, 2030": 0.5 * 0.36}
    assert entries(rule.base) == {
        f"throughput {SHREDDER}, shred, 2030": 1 - 0.5,
        f"throughput {REFINERY}, refine, 2030": 1,
    }
    assert rule.price == pytest.approx(0.07)  # M per kt


def test_what_serves_a_second_life_is_passed_on_to_later_years():
    """Two years in storage; the periods are 2030, 2031 with 2032, and 2033."""
    rules = rules_of(variants.second_life(), "material recovery", element="Ni", minimum=0.8)
    assert [rule.period for rule in rules] == ["A", "B", "C"]
    for rule in rules:
        assert entries(rule.counted) == {f"throughput {REFINERY}, refine, {rule.period}": 0.9 * 0.2}
        # all of the nickel of stored packs, and of shredded ones, goes on to others
        assert entries(rule.base) == {f"throughput {REFINERY}, refine, {rule.period}": 0.2}


def test_collection_counts_waste_that_arises_in_a_stated_amount():
    tables = plain()
    tables["supply"] += table(
        "site product amount", ("Sheffield", "packs", None), ("Hull", "nickel salt", 70)
    )
    (rule,) = rules_of(tables, "collection", minimum=0.5)
    assert entries(rule.counted) == {
        "collected Leeds, packs, 2030": 1,
        "collected Hull, nickel salt, 2030": 1,
    }
    assert rule.fixed_base == pytest.approx(1 + 0.07)
    (rule,) = rules_of(tables, "collection", element="Ni", minimum=0.5)
    assert entries(rule.counted) == {
        "collected Leeds, packs, 2030": 0.1,
        "collected Hull, nickel salt, 2030": 0.36,
    }
    assert rule.fixed_base == pytest.approx(0.1 * 1 + 0.36 * 0.07)


def test_a_domestic_share_is_use_less_what_arrives_from_outside():
    (rule,) = rules_of(
        cheap_salt(plain()), "domestic share", area="GB", product="salts", minimum=0.5
    )
    used = {
        f"blended {CATHODE}, make CAM, nickel salt, 2030": 1,
        f"blended {CATHODE}, make CAM, bought nickel salt, 2030": 1,
    }
    assert entries(rule.base) == used
    assert entries(rule.counted) == used | {
        "shipped Rotterdam -> Sunderland: bought nickel salt by road, 2030": -1
    }


def test_use_is_what_is_delivered_and_what_is_taken_in():
    (rule,) = rules_of(plain(), "domestic share", area="GB", product="CAM", minimum=0.5)
    assert entries(rule.base) == {"delivered Coventry, CAM, 2030": 1}
    (rule,) = rules_of(
        plain(), "domestic share", area="GB", product="packs", element="Ni", minimum=0.5
    )
    assert entries(rule.base) == {f"throughput {SHREDDER}, shred, 2030": 0.1}


def test_each_sender_has_a_rule_of_its_own():
    rules = rules_of(plain(), "supplier share", product="salts", maximum=0.5)
    assert {rule.subject: entries(rule.counted) for rule in rules} == {
        "salts, Hull": {"shipped Hull -> Sunderland: nickel salt by road, 2030": 1},
        "salts, Rotterdam": {
            "shipped Rotterdam -> Sunderland: bought nickel salt by road, 2030": 1
        },
    }


def test_what_an_origin_uses_itself_is_left_aside():
    """Of the use outside Sunderland, which is none."""
    assert rules_of(plain(), "country share", origin="GB", product="CAM", maximum=0.5) == ()


def test_each_country_outside_has_a_rule_of_its_own():
    (rule,) = rules_of(plain(), "country share", area="GB", product="salts", maximum=0.5)
    assert rule.subject == "GB, salts, NL"


def test_a_need_is_what_is_wanted_whether_it_is_delivered_or_not():
    (rule,) = rules_of(
        plain(), "share of need", origin="GB", product="CAM", element="Ni", minimum=0.5
    )
    assert entries(rule.counted) == {"shipped Sunderland -> Coventry: CAM by road, 2030": 0.45}
    assert rule.base == {}
    assert rule.fixed_base == pytest.approx(0.1 * 0.45)


def test_only_plants_that_can_take_in_the_product_have_a_feed_share():
    (rule,) = rules_of(plain(), "feed share", product="nickel salt", minimum=0.5)
    assert rule.subject == f"nickel salt, {CATHODE}"
    assert entries(rule.counted) == {f"blended {CATHODE}, make CAM, nickel salt, 2030": 1}
    assert len(rule.base) == 2


def test_quality_weighs_an_element_in_what_is_taken_in():
    (rule,) = rules_of(
        plain(),
        "quality",
        technology="CAM",
        product="salts",
        element="Ni",
        minimum=0.3,
        maximum=0.4,
    )[:1]
    assert entries(rule.counted) == {
        f"blended {CATHODE}, make CAM, nickel salt, 2030": 0.36,
        f"blended {CATHODE}, make CAM, bought nickel salt, 2030": 0.36,
    }
    assert sum(rule.base.values()) == 2


PLANTS = {
    f"{account} {plant}, 2030": 1
    for account in ("energy_emissions", "process_emissions")
    for plant in (SHREDDER, REFINERY, CATHODE)
}


@pytest.mark.parametrize(
    ("where", "counted"),
    [
        ({"site": "Hull"}, {k: v for k, v in PLANTS.items() if REFINERY in k}),
        ({"technology": "shredding"}, {k: v for k, v in PLANTS.items() if SHREDDER in k}),
        ({"area": "GB"}, PLANTS | {"transport_emissions GB, 2030": 1}),
        ({"area": "EU"}, {"transport_emissions NL, 2030": 1}),
        (
            {},
            PLANTS
            | {"transport_emissions GB, 2030": 1, "transport_emissions NL, 2030": 1}
            | {f"{what}_emissions 2030": 1 for what in ("embodied", "treatment", "outlet")},
        ),
    ],
)
def test_emissions_are_counted_where_they_are_asked_for(where, counted):
    (rule,) = rules_of(plain(), "emissions", maximum=5, shortfall_price=90, **where)
    assert entries(rule.counted) == counted
    assert (rule.limit, rule.unit, rule.fixed_base) == (pytest.approx(0.005), "kt CO2e", 1)
    assert rule.price == pytest.approx(0.09)  # M per kt


def test_capital_is_spread_over_the_years_of_a_period():
    tables = plain()
    tables["periods"] = table("period first_year years", ("long", 2030, 4))
    (rule,) = rules_of(tables, "capital", site="Hull", maximum=5, shortfall_price=1000)
    assert entries(rule.counted) == {
        f"building_cost {REFINERY}, long": 0.25,
        f"grant_income {REFINERY}, long": -0.25,
    }
    assert (rule.limit, rule.unit) == (5, "M")
    assert rule.price == pytest.approx(0.001)  # M per M


def test_plants_are_counted_in_every_size():
    tables = plain()
    tables["sizes"] = table(
        "technology size capacity capital_cost",
        ("shredder", "S", 100, 1),
        ("shredder", "L", 500, 2),
    )
    change(tables["plants"], "plant", SHREDDER, status="candidate", capacity=None)
    (rule,) = rules_of(tables, "plants", maximum=2)
    assert set(entries(rule.counted)) == {
        f"stands {SHREDDER}, S, 2030",
        f"stands {SHREDDER}, L, 2030",
        f"stands {REFINERY}, as is, 2030",
        f"stands {CATHODE}, as is, 2030",
    }


def test_a_plant_counts_only_in_the_years_in_which_it_may_run():
    tables = plain()
    change(tables["plants"], "plant", SHREDDER, last_year=2029)
    (rule,) = rules_of(tables, "plants", site="Hull", maximum=2)
    assert set(entries(rule.counted)) == {f"stands {REFINERY}, as is, 2030"}
    assert rules_of(tables, "plants", site="Sheffield", maximum=2) == ()


def test_stock_is_counted_in_tonnes_or_by_element():
    tables = plain()
    tables["storage"] = table("site product", ("Hull", "black mass"), ("Sunderland", "nickel salt"))
    (rule,) = rules_of(tables, "stock", element="Ni", maximum=40)
    assert entries(rule.counted) == {
        "stored Hull, black mass, 2030": 0.2,
        "stored Sunderland, nickel salt, 2030": 0.36,
    }
    assert rule.limit == pytest.approx(0.04)


# When a rule holds, and how it is told from others


def held(*rows: dict[str, object]) -> dict[str, float]:
    """Period -> limit; the periods begin in 2030 and 2032."""
    tables = plain()
    tables["periods"] = table("period first_year years", ("early", 2030, 2), ("late", 2032, 3))
    tables["targets"] = [
        {"target": "law", "kind": "plants", "technology": "refinery", **row} for row in rows
    ]
    return {rule.period: rule.limit for rule in network_of(tables).rules}


@pytest.mark.parametrize(
    ("rows", "limits"),
    [
        ([{"maximum": 5}], {"early": 5, "late": 5}),
        ([{"maximum": 5, "from_year": 2031}], {"late": 5}),
        ([{"maximum": 5, "last_year": 2031}], {"early": 5}),
        ([{"maximum": 5, "last_year": 2032}], {"early": 5, "late": 5}),  # when the period begins
        ([{"maximum": 5}, {"maximum": 3, "from_year": 2032}], {"early": 5, "late": 3}),
        ([{"maximum": 5}, {"maximum": 3, "from_year": 2033}], {"early": 5, "late": 5}),
        # a row that has ended is no longer followed by the one before it
        ([{"maximum": 5}, {"maximum": 3, "from_year": 2031, "last_year": 2031}], {"early": 5}),
    ],
)
def test_a_rule_holds_in_the_periods_that_begin_in_its_years(rows, limits):
    assert held(*rows) == limits


def test_a_rule_with_two_limits_is_two_rules():
    rules = rules_of(plain(), "plants", minimum=1, maximum=3)
    assert {(rule.sense, rule.limit) for rule in rules} == {("minimum", 1), ("maximum", 3)}
    assert len({rule.index for rule in rules}) == 2


def test_rules_of_one_target_are_told_apart_by_what_they_are_about():
    tables = plain()
    tables["targets"] = table(
        "target kind site technology product maximum",
        ("law", "plants", "Hull", None, None, 1),
        ("law", "plants", None, "shredding", None, 2),
        ("law", "plants", None, None, None, 5),
        ("law", "landfill", None, None, "waste", 90),
    )
    assert [rule.subject for rule in network_of(tables).rules] == ["Hull", "shredding", "", "waste"]
