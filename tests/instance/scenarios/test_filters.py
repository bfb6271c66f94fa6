"""Filters: which rows a condition finds, and what is said of one that cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.instance.columns import Row
from planner.instance.scenarios.filters import places_where, read_filter, row_in_words, why_no_row
from planner.instance.schema.frame import Setting
from planner.instance.schema.markets import Supply
from planner.instance.schema.plants import Plant, Site
from planner.instance.schema.transport import LaneOverride, LaneRule

SUPPLY = [
    Supply(site="Leeds", product="pack NMC", year=None, amount=10),
    Supply(site="Leeds", product="pack LFP", year=2030, amount=0.1 * 3),
    Supply(site="Hull", product="black mass", year=2031, amount=None),
    Supply(site="Hull; east *", product="packs", year=2035, amount=10),
]


def found(rows: list[Row], text: str) -> list[int]:
    conditions, faults = read_filter(type(rows[0]), text)
    assert not faults
    return places_where(conditions, rows)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", [0, 1, 2, 3]),
        (" ; ", [0, 1, 2, 3]),
        ("site = Leeds", [0, 1]),
        ("site=Leeds", [0, 1]),
        ("site = leeds", []),
        ("site != Leeds", [2, 3]),
        ("product = pack *", [0, 1]),
        ("product = pack*", [0, 1, 3]),
        ("product = *a*c*", [0, 1, 2, 3]),
        ("product = * mass", [2]),
        ("product != pack *", [2, 3]),
        ("product = pack", []),
        ("site = Leeds; product = *LFP", [1]),
        ("site = Leeds;product=*LFP;", [1]),
        ("site = Hull*", [2, 3]),
        ('site = "Hull; east *"', [3]),
        ('site = "Hull*"', []),
        ('site != "Hull; east *"; amount = 10', [0]),
        ("year = 2030", [1]),
        ("year [year] = 2030.0", [1]),
        ("year != 2030", [0, 2, 3]),
        ("year >= 2031", [2, 3]),
        ("year > 2031", [3]),
        ("year <= 2031", [1, 2]),
        ("year < 2031", [1]),
        ("year > 2030; year < 2035", [2]),
        ("year =", [0]),
        ("year !=", [1, 2, 3]),
        ("year = *", [1, 2, 3]),
        ("year != *", [0]),
        ("amount [t/year] = 0.3", [1]),
        ("amount >= 0.3; amount <= 0.3", [1]),
        ("amount > 0.3", [0, 3]),
        ("amount < 1e1", [1]),
        ("amount =; year !=", [2]),
        ("source =", [0, 1, 2, 3]),
        ("source = *", []),
        ("confidence !=", []),
    ],
)
def test_rows_are_found(text: str, places: list[int]) -> None:
    assert found(SUPPLY, text) == places


def test_of_a_list_one_name_must_match() -> None:
    rules = [
        LaneRule(rule="a", from_role="x", to_role="y", mode="road", groups="packs; black mass"),
        LaneRule(rule="b", from_role="x", to_role="y", mode="road", groups="salts"),
        LaneRule(rule="c", from_role="x", to_role="y", mode="road"),
    ]
    assert found(rules, "groups = packs") == [0]
    assert found(rules, "groups = *s") == [0, 1]
    assert found(rules, "groups != packs") == [1, 2]
    assert found(rules, "groups =") == [2]
    assert found(rules, "groups = *") == [0, 1]
    assert found(rules, "groups = packs; groups = black*") == [0]


def test_yes_and_no_and_words_of_a_choice() -> None:
    lanes = [
        LaneOverride(origin=name, destination="x", mode="road", allowed=flag)
        for name, flag in (("a", "yes"), ("b", "no"))
    ]
    assert found(lanes, "allowed = yes") == [0]
    assert found(lanes, "allowed = No") == [1]
    assert found(lanes, "allowed != no") == [0]
    plants = [
        Plant(plant=status, site="x", technology="y", status=status)
        for status in ("existing", "excluded", "candidate")
    ]
    assert found(plants, "status = ex*") == [0, 1]
    assert found(plants, "status != candidate") == [0, 1]


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("prise = 1", "'prise' is not a column of supply", "did you mean 'price'?"),
        ("Site = Hull", "'Site' is not a column of supply", "did you mean 'site'?"),
        ("amount [kt/year] = 1", "'amount [kt/year]' must read 'amount' or 'amount [t/year]'", ""),
        ("site", "'site' is no condition", "write column = value"),
        ("= Hull", "'' is not a column of supply", ""),
        ("site == Hull", "'==' is not a sign", "signs are = != >= <= > <"),
        ("year <> 2030", "'<>' is not a sign", "signs are = != >= <= > <"),
        ("site >= Hull", ">= compares numbers, and site holds none", "use = or !="),
        ("year >= soon", "year >= 'soon' is not a number", ""),
        ("year = 20*", "year = '20*' is not a number", None),
        ("amount = 5 t", "amount = '5 t' is not a number", None),
        ("amount = 1,000", "amount = '1,000' is not a number", None),
        ("year <", "year < needs a number", ""),
        ("confidence = Z", "'Z' is never in confidence",
         "it is one of A, B, C, assumption, derived"),
        ("confidence = derivd", "'derivd' is never in confidence", "did you mean 'derived'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text: str, rule: str, hint: str | None) -> None:
    conditions, (fault,) = read_filter(Supply, text)
    assert not conditions
    assert fault.rule == rule
    if hint is None:
        assert fault.hint
    else:
        assert fault.hint == hint


def test_flags_are_yes_or_no() -> None:
    _, (fault,) = read_filter(LaneOverride, "allowed = true")
    assert fault.rule == "'true' is never in allowed"
    assert fault.hint == "it is one of no, yes"


def test_every_fault_of_a_filter_is_told() -> None:
    conditions, faults = read_filter(Supply, "sitte = x; year = 2030; Leeds ; amount < ten")
    assert [str(condition) for condition in conditions] == ["year = 2030"]
    assert len(faults) == 3


NAMES = st.text(st.sampled_from('ab;*"=<>! ~\u00e9'), min_size=1).map(str.strip).filter(bool)


@given(NAMES, NAMES)
def test_a_row_is_found_by_its_own_words(one: str, other: str) -> None:
    sites = [
        Site(site=name, role="x", country="GB", latitude=1, longitude=1) for name in (one, other)
    ]
    assert found(sites, row_in_words(sites[0])) == ([0, 1] if one == other else [0])


def test_words_of_a_row_leave_out_what_is_blank() -> None:
    assert row_in_words(SUPPLY[0]) == "site = Leeds; product = pack NMC"
    assert row_in_words(SUPPLY[1]) == "site = Leeds; product = pack LFP; year = 2030"
    assert row_in_words(Setting(setting="title", value="x")) == "setting = title"


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("site = Leds", "finds no row: none has site = Leds", "did you mean 'Leeds'?"),
        ("year = 2040", "finds no row: none has year = 2040", ""),
        ("amount > 10; site = Hull", "finds no row: none has amount > 10", ""),
        ('site = "Leeds; "', 'finds no row: none has site = "Leeds; "', "did you mean 'Leeds'?"),
        (
            "site = Leeds; year = 2031",
            "finds no row: each condition is met by some, but no row meets all of them",
            "",
        ),
    ],
)
def test_why_no_row_is_found(text: str, rule: str, hint: str) -> None:
    conditions, faults = read_filter(Supply, text)
    assert not faults
    assert why_no_row(conditions, SUPPLY) == (rule, hint)
    assert why_no_row(conditions, []) == ("finds no row: the table has none", "")
