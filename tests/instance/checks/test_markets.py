"""Outlets and stores."""

from tests.instance.told import changed, problems_with, remarks_on
from tests.tiny import instance_of, rich_tables


def test_an_outlet_at_a_site_lies_in_its_country() -> None:
    tables = changed("outlets", 0, site="Hull", country="FR")
    tables["countries"].append({"country": "FR", "name": "France"})
    assert problems_with(tables) == [
        "outlets, row 2, country: 'FR' must be blank, or 'GB' as for the site: "
        "'Hull' does not lie there"
    ]
    tables["outlets"][0]["country"] = "GB"
    instance_of(tables)
    instance_of(changed("outlets", 0, site="Hull"))
    instance_of(changed("outlets", 0, country="GB"))


def test_landfill_costs_money() -> None:
    assert remarks_on(changed("outlets", 0, kind="landfill")) == []
    assert remarks_on(changed("outlets", 0, kind="landfill", price=5)) == [
        "outlets, row 2, price [money/t]: 5.0 means that this landfill earns money: "
        "is the sign right?"
    ]


def test_a_store_holds_what_it_must() -> None:
    for column in ("opening", "closing"):
        assert problems_with(changed("storage", 0, **{column: 101})) == [
            f"storage, row 2, {column} [t]: 101.0 must be at most the capacity, 100"
        ]
        assert remarks_on(changed("storage", 0, **{column: 100})) == []
        assert remarks_on(changed("storage", 0, **{column: 101}, capacity=None)) == []


def test_a_store_that_changes() -> None:
    """It is as full as its first row says, and holds what the row in force at the time allows."""
    tables = changed("storage", 0, opening=60, closing=30)
    later = {"site": "Hull", "product": "black mass", "from_year": 2031, "capacity": 40}
    tables["storage"].append(later)
    assert remarks_on(tables) == []
    tables["storage"][0]["closing"] = 50
    assert problems_with(tables) == [
        "storage, row 2, closing [t]: 50.0 must be at most the capacity, 40"
    ]
    tables["storage"][0]["closing"] = 30
    later["closing"] = 20
    assert remarks_on(tables) == [
        "storage, row 3, closing [t]: 20.0 is not read: that of the first row holds, row 2"
    ]


def test_a_store_that_nothing_can_fill() -> None:
    empty = "is neither made nor supplied nor brought to 'Leeds': nothing to store"
    at_leeds = {"site": "Leeds", "product": "CAM"}
    tables = changed("storage", 0, opening=0, **at_leeds)
    tables["targets"].pop()  # on black mass in store
    assert remarks_on(tables) == [f"storage, row 2, product: 'CAM' {empty}"]
    tables["storage"][0] |= {"opening": 5, "closing": 5}
    assert remarks_on(tables) == []
    tables["storage"][0]["closing"] = 6
    assert remarks_on(tables) == [f"storage, row 2, product: 'CAM' {empty}"]


def test_stores_are_filled_in_many_ways() -> None:
    filled = [
        ("Leeds", "packs"),  # supplied
        ("Sheffield", "packs"),  # brought by a rule
        ("Sheffield", "black mass"),  # made
        ("Hull", "nickel salt"),  # recovered
        ("Coventry", "packs"),  # returned
        ("Immingham", "bought nickel salt"),
    ]
    for site, product in filled:
        tables = changed("storage", 0, site=site, product=product)
        tables["targets"].pop()
        assert remarks_on(tables) == [], (site, product)


def test_what_is_in_store_can_be_had() -> None:
    tables = rich_tables()
    tables["products"].append({"product": "spare", "group": "spare"})
    tables["demand"].append({"site": "Hull", "product": "spare", "amount": 5, "must_serve": 1})
    assert "must be served but is never made, supplied or returned" in problems_with(tables)[0]
    tables["storage"].append({"site": "Hull", "product": "spare", "opening": 10})
    assert remarks_on(tables) == []
