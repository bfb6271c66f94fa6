"""Mass: what recipes take in and make, by feed, period and delay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.network.network import Network
from tests.networks import Tables, network_of
from tests.solution import variants
from tests.solution.variants import change
from tests.tiny import table, tiny_tables


def shred(network: Network, *periods: str) -> object:
    return pytest.approx(network.recipes["shred"].outputs[periods])


def with_flows(*lines: tuple[object, ...]) -> Tables:
    """The tiny network with two years and other rows for the shredder."""
    tables = variants.longer_periods()
    tables["recipe_flows"] = [
        row for row in tables["recipe_flows"] if row["recipe"] != "shred"
    ] + table("recipe role product amount delay from_year feed", *lines)
    return tables


def test_an_output_by_yield_is_the_metal_recovered_over_its_share():
    """A tonne of black mass has 0.2 t of nickel, of which 90 % go into salt of 30 %."""
    refine = network_of(tiny_tables()).recipes["refine"]
    assert refine.inputs == {"2030": {"black mass": 1}, "2031": {"black mass": 1}}
    assert refine.outputs["2030", "2030"] == pytest.approx(
        {"nickel salt": 0.2 * 0.9 / 0.3, "lithium salt": 0.04 * 0.5 / 0.2, "waste": 0.3}
    )


def test_a_feed_is_taken_in_by_the_amount_it_states():
    tables = tiny_tables()
    feeds = [row for row in tables["recipe_flows"] if row["role"] == "feed"]
    change(feeds, "recipe", "refine", amount=1.25)
    refine = network_of(tables).recipes["refine"]
    assert refine.inputs["2030"] == {"black mass": 1.25}
    assert refine.outputs["2030", "2030"]["nickel salt"] == pytest.approx(1.25 * 0.6)


def test_each_feed_has_a_recipe_of_its_own():
    network = network_of(variants.second_life())
    assert {name: recipe.feed for name, recipe in network.recipes.items()} == {
        "shred, packs": "packs",
        "shred, old packs": "old packs",
        "refine": "black mass",
        "make CAM": None,
        "reuse": "packs",
    }
    assert network.recipes["shred, old packs"].base == "shred"
    assert network.recipes["shred, old packs"].inputs["A"] == {"old packs": 1}


def test_a_row_for_one_feed_goes_before_the_row_for_every_feed():
    tables = variants.second_life()
    tables["recipe_flows"] += table(
        "recipe role product amount feed", ("shred", "output", "black mass", 0.4, "old packs")
    )
    network = network_of(tables)
    old, new = (network.recipes[f"shred, {feed}"] for feed in ("old packs", "packs"))
    assert old.outputs["A", "A"] == pytest.approx({"black mass": 0.4, "waste": 0.6})
    assert new.outputs["A", "A"] == pytest.approx({"black mass": 0.5, "waste": 0.5})


def test_what_changes_within_a_period_is_averaged_over_its_years():
    """2032 to 2034: half a tonne until 2033, then 0.35 t."""
    network = network_of(
        with_flows(
            ("shred", "feed", "packs", None, 0, None, None),
            ("shred", "output", "black mass", 0.5, 0, None, None),
            ("shred", "output", "black mass", 0.35, 0, 2034, None),
            ("shred", "residue", "waste", None, 0, None, None),
        )
    )
    assert shred(network, "early", "early") == {"black mass": 0.5, "waste": 0.5}
    assert shred(network, "late", "late") == {"black mass": 0.45, "waste": 0.55}


def test_a_delay_moves_tonnes_from_period_to_period_and_past_the_end():
    """2030-31 and 2032-34: of two years, one comes out a year later within the period."""
    network = network_of(
        with_flows(
            ("shred", "feed", "packs", None, 0, None, None),
            ("shred", "output", "black mass", 0.5, 1, None, None),
            ("shred", "residue", "waste", None, 0, None, None),
        )
    )
    assert network.recipes["shred"].outputs == {
        ("early", "early"): pytest.approx({"black mass": 0.5 / 2, "waste": 0.5}),
        ("early", "late"): pytest.approx({"black mass": 0.5 / 3}),
        ("late", "late"): pytest.approx({"black mass": 0.5 * 2 / 3, "waste": 0.5}),
    }
    assert network.recipes["shred"].held_at_end == {"late": pytest.approx({"black mass": 0.5 / 3})}


@pytest.mark.parametrize(
    ("years", "periods"),
    [
        ({"first_year": 2031}, ["late"]),  # not in all of 2030-31
        ({"last_year": 2034}, ["early", "late"]),
        ({"last_year": 2033}, ["early"]),
    ],
)
def test_a_recipe_is_used_in_the_periods_it_holds_for_throughout(years, periods):
    tables = variants.longer_periods()
    change(tables["recipes"], "recipe", "shred", **years)
    recipe = network_of(tables).recipes["shred"]
    assert list(recipe.inputs) == periods
    assert {start for start, _ in recipe.outputs} == set(periods)


@settings(deadline=None, max_examples=60)
@given(
    lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    black_mass=st.floats(0, 0.6),
    later=st.floats(0, 0.6),
    changes_in=st.integers(2030, 2045),
    service=st.floats(0, 0.4),
    delays=st.tuples(*[st.integers(0, 12)] * 3),
)
def test_nothing_is_lost_between_the_years(lengths, black_mass, later, changes_in, service, delays):
    """Over all years of a period, what goes in comes out in some period or is held at the end."""
    tables = with_flows(
        ("shred", "feed", "packs", None, 0, None, None),
        ("shred", "output", "black mass", black_mass, delays[0], None, None),
        ("shred", "output", "black mass", later, delays[0], changes_in, None),
        ("shred", "output", "nickel salt", service, delays[1], None, None),
        ("shred", "residue", "waste", None, delays[2], None, None),
    )
    for product in ("black mass", "nickel salt"):  # mass alone is of interest here
        rows = [row for row in tables["compositions"] if row["product"] == product]
        for row in rows:
            row["share"] *= 0.1
    starts = [2030 + sum(lengths[:place]) for place in range(len(lengths))]
    tables["periods"] = [
        {"period": str(start), "first_year": start, "years": years}
        for start, years in zip(starts, lengths, strict=True)
    ]
    network = network_of(tables)
    recipe = network.recipes["shred"]
    for name, period in network.periods.items():
        out = sum(
            amount * network.periods[when].years
            for (start, when), amounts in recipe.outputs.items()
            if start == name
            for amount in amounts.values()
        )
        held = sum(recipe.held_at_end.get(name, {}).values()) * period.years
        assert out + held == pytest.approx(sum(recipe.inputs[name].values()) * period.years)
