"""Targets on where products come from: what each limit costs, by hand.

100 t of CAM take 125 t of salt. A tonne of recovered salt costs the 3,000 that its two tonnes of
black mass would sell for.
"""

import pytest

from planner.plan import NoPlan
from tests.by_hand.plain import PLAIN, cheap_salt, plain, ruled, solve, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000

BOUGHT = CAM - 125 * 1_000 + 500 * 1_500
# 75 t of salt from 150 t of black mass, 50 t bought
HOME_MADE = CAM - 50 * 1_000 + 350 * 1_500


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0}, BOUGHT),
        ({"minimum": 0.6}, HOME_MADE),
        ({"minimum": 0.6, "element": "Ni"}, HOME_MADE),  # either salt holds 36 %
        ({"minimum": 0.6, "shortfall_price": 1500}, BOUGHT - 75 * 1_500),
        ({"minimum": 0.6, "shortfall_price": 2500}, HOME_MADE),  # 2,000 dearer than to buy
    ],
)
def test_a_least_domestic_share(limits, value):
    tables = ruled(cheap_salt(plain()), "domestic share", area="GB", product="salts", **limits)
    assert worth(solve(tables)) == value


@pytest.mark.parametrize(("maximum", "value"), [(1, PLAIN), (0.2, PLAIN - 100 * (5_000 - 3_000))])
def test_a_largest_domestic_share(maximum, value):
    """Salt is dear to buy: without the rule, all of it is made in GB."""
    tables = ruled(plain(), "domestic share", area="GB", product="salts", maximum=maximum)
    assert worth(solve(tables)) == value


def two_sellers(shanghai: float = 1000, rotterdam: float = 2000) -> Tables:
    """Shanghai sells salt too, cheaper than Rotterdam."""
    tables = cheap_salt(plain(), rotterdam)
    tables["countries"] += table("country name", ("CN", "China"))
    tables["energy"] += table("country electricity_price grid_emissions", ("CN", 0, 0.6))
    tables["sites"] += table(
        "site role country latitude longitude", ("Shanghai", "port", "CN", 31.2, 121.5)
    )
    tables["supply"] += table("site product price", ("Shanghai", "bought nickel salt", shanghai))
    return tables


FROM_SHANGHAI = CAM - 125 * 1_000 + 500 * 1_500
# 40 % from Shanghai, the rest from Rotterdam
SHANGHAI_40 = CAM - 50 * 1_000 - 75 * 2_000 + 500 * 1_500
# 40 % from either, and 25 t from 50 t of black mass
EACH_40 = CAM - 50 * 1_000 - 50 * 2_000 + 450 * 1_500
# 20 % from Rotterdam
ROTTERDAM_20 = CAM - 100 * 1_000 - 25 * 2_000 + 500 * 1_500


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"origin": "CN", "maximum": 1}, FROM_SHANGHAI),
        ({"origin": "CN", "maximum": 0.4}, SHANGHAI_40),
        ({"origin": "CN", "maximum": 0.4, "area": "GB"}, SHANGHAI_40),
        ({"origin": "CN", "maximum": 0.4, "site": "Sunderland"}, SHANGHAI_40),
        ({"origin": "CN", "maximum": 0.4, "shortfall_price": 500}, FROM_SHANGHAI - 75 * 500),
        ({"origin": "CN", "maximum": 0.4, "shortfall_price": 1500}, SHANGHAI_40),
        ({"area": "GB", "maximum": 0.4}, EACH_40),  # each country outside by itself
        ({"area": "GB", "maximum": 1}, FROM_SHANGHAI),
        ({"origin": "EU", "minimum": 0.2}, ROTTERDAM_20),
        ({"origin": "EU", "minimum": 0.2, "shortfall_price": 900}, FROM_SHANGHAI - 25 * 900),
        ({"origin": "CN", "minimum": 0.2}, FROM_SHANGHAI),
    ],
)
def test_country_share(limits, value):
    tables = ruled(two_sellers(), "country share", product="salts", **limits)
    assert worth(solve(tables)) == value


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"origin": "Shanghai", "maximum": 0.4}, SHANGHAI_40),
        ({"origin": "Shanghai", "maximum": 1}, FROM_SHANGHAI),
        ({"origin": "Shanghai", "maximum": 0.4, "shortfall_price": 500}, FROM_SHANGHAI - 37_500),
        ({"maximum": 0.4}, EACH_40),
        ({"maximum": 1}, FROM_SHANGHAI),
        ({"origin": "Rotterdam", "minimum": 0.2}, ROTTERDAM_20),
        ({"origin": "Shanghai", "minimum": 0.2}, FROM_SHANGHAI),
    ],
)
def test_supplier_share(limits, value):
    tables = ruled(two_sellers(), "supplier share", product="salts", **limits)
    assert worth(solve(tables)) == value


def test_a_supplier_at_home_is_one_as_well():
    """Salt is dear everywhere else: 40 % from Hull (100 t of black mass), 60 % are bought."""
    tables = ruled(two_sellers(5000, 5000), "supplier share", product="salts", maximum=0.4)
    assert worth(solve(tables)) == CAM - 75 * 5_000 + 400 * 1_500


def cheap_cam(price: float) -> Tables:
    tables = plain()
    change(tables["demand"], "product", "CAM", price=price)
    return tables


SOLD = 500 * 1_500
# 20 t of CAM at 2,000 instead of 50 t of black mass
SERVED = 20 * 2_000 + 450 * 1_500


@pytest.mark.parametrize(
    ("price", "limits", "value"),
    [
        (2_000, {"minimum": 0}, SOLD),
        (2_000, {"minimum": 0.2}, SERVED),
        (2_000, {"minimum": 0.2, "element": "Ni"}, SERVED),
        (2_000, {"minimum": 0.2, "site": "Coventry"}, SERVED),
        (2_000, {"minimum": 0.2, "shortfall_price": 1000}, SOLD - 20 * 1_000),
        (2_000, {"minimum": 0.2, "shortfall_price": 2000}, SERVED),  # 1,750 a tonne
        (20_000, {"minimum": 0.2}, PLAIN),
        (20_000, {"maximum": 0.5}, 50 * 20_000 + 375 * 1_500),
        (20_000, {"maximum": 1}, PLAIN),
    ],
)
def test_share_of_need(price, limits, value):
    tables = ruled(cheap_cam(price), "share of need", origin="GB", product="CAM", **limits)
    assert worth(solve(tables)) == value


def test_a_rule_that_cannot_be_kept_leaves_no_plan():
    """Nothing arrives in Coventry from NL, where half of 100 t must come from."""
    tables = ruled(plain(), "share of need", origin="NL", product="CAM", minimum=0.5)
    with pytest.raises(NoPlan, match=r"its minimum is missed by 50\.0 t a year"):
        solve(tables)
