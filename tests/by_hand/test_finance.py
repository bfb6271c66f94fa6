"""Finance: programmes with a cap, credits, savings side by side and cheaper capital, by hand."""

import pytest

from tests.by_hand.plain import (
    PLAIN,
    SHREDDER,
    candidate,
    cheap_salt,
    plain,
    solve,
    total,
    two_years,
    worth,
)
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000

# Programmes


def two_shredders(life: int = 1, **programme: object) -> Tables:
    """Two candidates of 500 t a year and 200,000 each, half of it from a programme."""
    tables = plain()
    change(tables["technologies"], "technology", "shredder", economic_life=life)
    tables["sizes"] = table("technology size capacity capital_cost", ("shredder", "S", 500, 0.2))
    tables["plants"] += table(
        "plant site technology status", ("second shredder", "Sheffield", "shredder", "candidate")
    )
    candidate(tables, SHREDDER)
    for row in tables["plants"]:
        if row["technology"] == "shredder":
            row |= {"grant_share": 0.5, "programme": "fund"}
    tables["programmes"] = [{"programme": "fund", **programme}]
    return tables


@pytest.mark.parametrize(
    ("programme", "paid"),
    [
        ({"cap": 0.3}, 200_000),
        ({"cap": 0.15}, 150_000),
        ({"cap": 0}, 0),
        ({"cap": 0.3, "first_year": 2031}, 0),
        ({"cap": 0.3, "last_year": 2030}, 200_000),
    ],
)
def test_a_programme_pays_no_more_than_its_cap_in_its_years(programme, paid):
    plan = solve(two_shredders(**programme))
    assert total(plan, "grant_income") == paid
    assert worth(plan) == PLAIN - 2 * 200_000 + paid


def test_a_plant_has_no_more_than_its_own_grant():
    tables = two_shredders(cap=0.3)
    change(tables["plants"], "plant", SHREDDER, grant_cap=0.04)
    assert worth(solve(tables)) == PLAIN - 2 * 200_000 + 40_000 + 100_000


def test_only_what_was_paid_oneself_is_worth_something_at_the_end():
    """Of ten years nine are left, of 400,000 less the 150,000 that the programme has."""
    plan = solve(two_shredders(life=10, cap=0.15))
    assert total(plan, "value_left_income", None) == 0.9 * (400_000 - 150_000)
    assert worth(plan) == PLAIN - 250_000 + 0.9 * 250_000


@pytest.mark.parametrize("closable", ["yes", "no"])
def test_a_programme_pays_for_plants_that_may_close_as_well(closable):
    tables = two_shredders(life=10, cap=0.15)
    for row in tables["plants"]:
        row["may_close"] = closable if row["technology"] == "shredder" else "no"
    assert worth(solve(tables)) == PLAIN - 250_000 + 0.9 * 250_000


@pytest.mark.parametrize(("cap", "paid"), [(0.3, 160_000), (0.1, 100_000), (0.05, 50_000)])
def test_a_committed_plant_draws_on_its_programme(cap, paid):
    """It will stand from 2031 on and may have 60,000 of the fund, the other plant 100,000."""
    tables = two_years(two_shredders(cap=cap))
    change(
        tables["plants"],
        "plant",
        "second shredder",
        status="committed",
        capacity=500,
        capital_cost=0.12,
        earliest_year=2031,
    )
    plan = solve(tables)
    assert plan.amount("granted", "second shredder", "2031") <= 0.06 + 1e-9
    assert worth(plan) == CAM + PLAIN - 200_000 - 120_000 + paid


# Credits


@pytest.mark.parametrize(
    ("credits", "a_tonne"),
    [
        ([("law", None, None, 100)], 100),
        ([("law", "GB", None, 100)], 100),
        ([("law", "NL", None, 100)], 0),
        ([("law", "GB", None, 40), ("law", None, None, 100)], 40),  # the closer one goes before
        ([("law", None, None, 100), ("law", "GB", None, 40)], 40),
        ([("law", "GB", None, 100), ("another law", None, None, 30)], 130),
        ([("law", "GB", 2031, 100)], 0),
        ([("law", "GB", None, 100), ("law", "GB", 2030, 60)], 60),
    ],
)
def test_a_credit_is_received_for_each_tonne_in_its_country_and_years(credits, a_tonne):
    tables = plain()
    tables["credits"] = [
        {"credit": name, "recipe": "refine", "country": country, "from_year": year, "amount": each}
        for name, country, year, each in credits
    ]
    plan = solve(tables)
    assert total(plan, "credit_income") == 250 * a_tonne
    assert worth(plan) == PLAIN + 250 * a_tonne


def test_a_credit_is_the_mean_of_the_years_of_a_period():
    tables = plain()
    tables["periods"] = table("period first_year years", ("long", 2030, 4))
    tables["credits"] = table(
        "credit recipe from_year amount", ("law", "refine", 2031, 100), ("law", "refine", 2033, 20)
    )
    assert worth(solve(tables)) == 4 * PLAIN + 250 * (100 + 100 + 20)


@pytest.mark.parametrize(("credit", "value"), [(50, 500 * 1_500), (100, 100 * 3_600 + 400_000)])
def test_a_credit_makes_worth_while_what_was_not(credit, value):
    """CAM at 3,600 earns 150 less than its 2.5 t of black mass; then 250 t are sold."""
    tables = plain()
    change(tables["demand"], "product", "CAM", price=3600)
    tables["credits"] = table("credit recipe amount", ("law", "refine", credit))
    assert worth(solve(tables)) == value


# Side by side


def beside_the_refinery(*savings: tuple[object, ...]) -> Tables:
    """The shredder may stand in Sheffield for 100,000 or in Hull for 140,000."""
    tables = plain()
    change(tables["technologies"], "technology", "shredder", economic_life=1)
    tables["sizes"] = table("technology size capacity capital_cost", ("shredder", "L", 1000, 0.1))
    candidate(tables, SHREDDER)
    tables["plants"] += table(
        "plant site technology status cost_factor",
        ("Hull shredder", "Hull", "shredder", "candidate", 1.4),
    )
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode",
        ("packs to Hull", "collection", "refinery", "packs", "road"),
        ("black mass from Hull", "refinery", "port", "black masses", "road"),
    )
    tables["co_locations"] = table("technology beside site saving", *savings)
    return tables


@pytest.mark.parametrize(
    ("savings", "built", "value"),
    [
        ([("shredder", "refinery", None, 0.03)], SHREDDER, -100_000),
        ([("shredder", "refinery", None, 0.05)], "Hull shredder", -140_000 + 50_000),
        ([("refinery", "shredder", None, 0.05)], "Hull shredder", -140_000 + 50_000),
        ([("shredder", "refinery", "Sheffield", 0.05)], SHREDDER, -100_000),
        # the row for the site goes before the one for every site
        (
            [("shredder", "refinery", "Hull", 0.03), ("shredder", "refinery", None, 0.05)],
            SHREDDER,
            -100_000,
        ),
    ],
)
def test_plants_save_where_both_stand(savings, built, value):
    plan = solve(beside_the_refinery(*savings))
    assert [plant for plant, *_ in plan.decisions["built"]] == [built]
    assert worth(plan) == PLAIN + value


@pytest.mark.parametrize(
    ("shredders", "refineries", "pairs"), [(0, 1, 0), (1, 1, 1), (2, 1, 1), (2, 3, 2)]
)
def test_each_plant_saves_beside_one_other(shredders, refineries, pairs):
    tables = plain()
    for technology, count in (("shredder", shredders), ("refinery", refineries - 1)):
        tables["plants"] += [
            {"plant": f"{technology} {n}", "site": "Hull", "technology": technology}
            | {"status": "existing", "capacity": 10}
            for n in range(count)
        ]
    tables["co_locations"] = table("technology beside saving", ("shredder", "refinery", 0.05))
    plan = solve(tables)
    assert total(plan, "co_location_income") == pairs * 50_000
    assert worth(plan) == PLAIN + pairs * 50_000


@pytest.mark.parametrize("way", [("shredder", "refinery"), ("refinery", "shredder")])
def test_nothing_is_saved_after_one_of_them_stops(way):
    tables = two_years(plain())
    tables["plants"] += table(
        "plant site technology status capacity last_year",
        ("Hull shredder", "Hull", "shredder", "existing", 10, 2030),
    )
    tables["co_locations"] = table("technology beside saving", (*way, 0.05))
    assert worth(solve(tables)) == 2 * PLAIN + 50_000


# Cheaper capital


def financed(
    capital: float, *terms: tuple[float, float], least: float = 250, kind: str = "optional"
) -> Tables:
    """A shredder of 1,000 t a year at 10 %; Rotterdam may take black mass under contract."""
    tables = plain()
    change(tables["settings"], "setting", "discount_rate", value=0.1)
    change(tables["technologies"], "technology", "shredder", economic_life=1)
    tables["sizes"] = table(
        "technology size capacity capital_cost", ("shredder", "L", 1000, capital)
    )
    candidate(tables, SHREDDER)
    tables["contracts"] = table(
        "contract kind supplier buyer product minimum maximum",
        ("offtake", kind, "Sheffield", "Rotterdam", "black mass", least, 500),
    )
    tables["financing"] = [
        {"plant": SHREDDER, "contracted": share, "cost_of_capital": rate} for share, rate in terms
    ]
    return tables


@pytest.mark.parametrize(
    ("terms", "least", "relief"),
    [
        ([(0.25, 0.06)], 250, 0.02),  # (10 % - 6 %) / 2; 250 t are a quarter of 1,000 t
        ([(0.3, 0.06)], 250, 0),
        ([(0.1, 0.08), (0.25, 0.06)], 250, 0.02),  # the best terms, and no others
        ([(0.1, 0.08), (0.3, 0.06)], 250, 0.01),
    ],
)
def test_capital_is_cheaper_where_enough_is_contracted(terms, least, relief):
    plan = solve(financed(1.0, *terms, least=least))
    assert total(plan, "financing_income") == 1_000_000 * relief
    assert worth(plan) == PLAIN - 1_000_000 + 1_000_000 * relief


@pytest.mark.parametrize(("capital", "signed"), [(0.4, 0), (0.6, 1)])
def test_a_contract_is_signed_for_the_sake_of_cheaper_capital(capital, signed):
    """300 t under contract are 50 t more than CAM leaves; salt for them at 4,000 costs 25,000 more.

    5 % of 0.4 M are 20,000, of 0.6 M 30,000.
    """
    tables = cheap_salt(financed(capital, (0.3, 0.0), least=300), price=4_000)
    # Goole pays as much as Rotterdam, but only under the contract
    tables["sites"] += table(
        "site role country latitude longitude", ("Goole", "trader", "GB", 53.7, -0.87)
    )
    tables["demand"] += table("site product price", ("Goole", "black mass", 1500))
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("black mass to trader", "shredder", "trader", "road")
    )
    change(tables["contracts"], "contract", "offtake", buyer="Goole")
    plan = solve(tables)
    assert plan.amount("signed", "offtake") == signed
    gain = signed * (0.05 * capital * 1e6 - 50 * (2_000 - 1_500))
    assert worth(plan) == PLAIN - capital * 1e6 + gain


def test_a_firm_contract_counts_without_being_signed():
    plan = solve(financed(1.0, (0.25, 0.06), kind="firm"))
    assert worth(plan) == PLAIN - 1_000_000 + 20_000


def test_a_contract_for_what_the_plant_does_not_make_does_not_count():
    tables = financed(1.0, (0.1, 0.06), kind="firm")
    change(tables["contracts"], "contract", "offtake", supplier="Leeds", buyer="Sheffield")
    change(tables["contracts"], "contract", "offtake", product="packs", maximum=None)
    assert worth(solve(tables)) == PLAIN - 1_000_000


def test_relief_is_on_the_capital_after_grants():
    tables = financed(1.0, (0.25, 0.06))
    change(tables["plants"], "plant", SHREDDER, grant_share=0.4)
    assert worth(solve(tables)) == PLAIN - 600_000 + 0.02 * 600_000


def test_relief_is_received_in_every_year_under_contract():
    """The contract ends with 2031; what is received in 2031 counts 1 / 1.1."""
    tables = financed(1.0, (0.25, 0.06), kind="firm")
    tables["periods"] = table(
        "period first_year years", ("2030", 2030, 1), ("2031", 2031, 1), ("2032", 2032, 1)
    )
    change(tables["contracts"], "contract", "offtake", last_year=2031)
    plan = solve(tables)
    assert [total(plan, "financing_income", y) for y in ("2030", "2031", "2032")] == [
        20_000
    ] * 2 + [0]
    years = 1 + 1 / 1.1 + 1 / 1.21
    assert worth(plan) == PLAIN * years - 1_000_000 + 20_000 * (1 + 1 / 1.1)
