"""The rows of the central rules, coefficient by coefficient, in kt and periods of their own."""

from tests.model.compiled import matrix_of, row
from tests.solution import variants
from tests.solution.variants import change
from tests.tiny import table, tiny_tables

CATHODE = "Sunderland cathode plant"
SHREDDER = "Sheffield shredder"


def test_what_runs_through_a_plant_fits_in_what_was_built_so_far():
    matrix = matrix_of(tiny_tables())
    assert row(matrix, "within_capacity", SHREDDER, "2030") == {
        "throughput[Sheffield shredder, shred, 2030]": 1,
        "built[Sheffield shredder, small, 2030]": -0.5,
        "built[Sheffield shredder, large, 2030]": -1,
        "<=": 0,
    }
    assert row(matrix, "within_capacity", SHREDDER, "2031") == {
        "throughput[Sheffield shredder, shred, 2031]": 1,
        "built[Sheffield shredder, small, 2030]": -0.5,
        "built[Sheffield shredder, small, 2031]": -0.5,
        "built[Sheffield shredder, large, 2030]": -1,
        "built[Sheffield shredder, large, 2031]": -1,
        "<=": 0,
    }
    assert row(matrix, "within_capacity", CATHODE, "2031") == {
        "throughput[Sunderland cathode plant, make CAM, 2031]": 1,
        "<=": 0.5,
    }


def test_a_closed_plant_gives_its_capacity_back():
    assert row(matrix_of(variants.closing()), "within_capacity", CATHODE, "2031") == {
        "throughput[Sunderland cathode plant, make CAM, 2031]": 1,
        "closed[Sunderland cathode plant, as is, 2030]": 0.5,
        "closed[Sunderland cathode plant, as is, 2031]": 0.5,
        "<=": 0.5,
    }


def test_capacity_is_added_up_to_the_largest_of_the_size():
    assert row(matrix_of(variants.expansion()), "added_within_room", SHREDDER, "2031") == {
        "added[Sheffield shredder, 2030]": 1,
        "added[Sheffield shredder, 2031]": 1,
        "built[Sheffield shredder, modular, 2030]": -0.6,
        "built[Sheffield shredder, modular, 2031]": -0.6,
        "<=": 0,
    }


def test_the_minimum_load_is_a_share_of_capacity_in_use():
    tables = tiny_tables()
    change(tables["technologies"], "technology", "cathode line", minimum_load=0.3)
    change(tables["recipes"], "recipe", "make CAM", capacity_use=2)
    # At least 0.3 of 500 t a year, of which a tonne of CAM takes 2
    assert row(matrix_of(tables), "minimum_load", CATHODE, "2030") == {
        "throughput[Sunderland cathode plant, make CAM, 2030]": -2,
        "<=": -0.15,
    }


def test_what_plants_value_at_the_end_is_written_down_over_ten_years():
    matrix = matrix_of(variants.closing())
    assert row(matrix, "worth_written_down", SHREDDER) == {
        "worth[Sheffield shredder]": 1,
        "built[Sheffield shredder, small, 2030]": -1 * 0.8,
        "built[Sheffield shredder, small, 2031]": -1 * 0.9,
        "built[Sheffield shredder, large, 2030]": -1.2,  # 1.5 x 0.8
        "built[Sheffield shredder, large, 2031]": -1.35,  # 1.5 x 0.9
        "<=": 0,
    }


def test_what_a_refinery_makes_is_shipped_or_given_away():
    assert row(matrix_of(tiny_tables()), "balance", "Hull", "lithium salt", "2030") == {
        "throughput[Hull refinery, refine, 2030]": 0.1,  # 0.04 of lithium x 0.5 / 0.2
        "shipped[Hull -> Sunderland: lithium salt by road, 2030]": -1,
        "let_out[Hull, lithium salt, salt taker, 2030]": -1,
        "<=": 0,
        ">=": 0,
    }


def test_what_comes_back_later_is_spread_over_the_years_of_its_period():
    """Periods 2030, 2031 with 2032, and 2033; packs are back after two years."""
    matrix = matrix_of(variants.second_life())
    both = {"<=": 0.0, ">=": 0.0}
    assert row(matrix, "balance", "Sheffield", "old packs", "B") == both | {
        "throughput[Sheffield storage, reuse, A]": 0.5,  # one year's, over two years
        "throughput[Sheffield shredder, shred, old packs, B]": -1,
    }
    assert row(matrix, "balance", "Sheffield", "old packs", "C") == both | {
        "throughput[Sheffield storage, reuse, B]": 1,  # that of 2031, in one year
        "throughput[Sheffield shredder, shred, old packs, C]": -1,
    }


def test_what_is_delivered_comes_back_to_the_buyer():
    tables = variants.scrap_comes_back()
    change(tables["lane_rules"], "rule", "CAM to buyer", groups="CAM")
    assert row(matrix_of(tables), "balance", "Coventry", "packs", "2031") == {
        "delivered[Coventry, CAM, 2031]": 0.1,
        "delivered[Coventry, CAM, 2030]": 0.2,
        "shipped[Coventry -> Sheffield: packs by road, 2031]": -1,
        "<=": 0,
        ">=": 0,
    }


def test_a_blend_carries_the_element_that_is_needed():
    assert row(matrix_of(tiny_tables()), "needs_are_met", CATHODE, "make CAM", "Ni", "2030") == {
        "throughput[Sunderland cathode plant, make CAM, 2030]": 0.5,
        "blended[Sunderland cathode plant, make CAM, nickel salt, 2030]": -0.3,
        "blended[Sunderland cathode plant, make CAM, bought nickel salt, 2030]": -0.3,
        "<=": 0,
    }


def test_what_the_inputs_carry_need_not_be_blended():
    """Half a tonne of recovered nickel salt with each tonne carries 0.15 t of 0.5 t."""
    tables = tiny_tables()
    flows = [row for row in tables["recipe_flows"] if row["recipe"] == "make CAM"]
    change(flows, "product", "nickel salt", role="input", amount=0.5)
    assert row(matrix_of(tables), "needs_are_met", CATHODE, "make CAM", "Ni", "2030") == {
        "throughput[Sunderland cathode plant, make CAM, 2030]": 0.35,
        "blended[Sunderland cathode plant, make CAM, bought nickel salt, 2030]": -0.3,
        "<=": 0,
    }


def test_no_more_recovered_nickel_is_given_out_than_came_in():
    """0.55 t of nickel are needed for the 0.5 t in a tonne of CAM: the losses fall on both."""
    tables = variants.recycled_content()
    change(tables["recipe_needs"], "element", "Ni", need=0.55)
    matrix = matrix_of(tables)
    assert row(matrix, "given_from_absorbed", CATHODE, "make CAM", "Ni", "2030") == {
        "given[Sunderland cathode plant, make CAM, CAM, Ni, 2030]": 1,
        "blended[Sunderland cathode plant, make CAM, nickel salt, 2030]": round(
            -0.3 * 0.5 / 0.55, 12
        ),
        "<=": 0,
    }


def test_a_target_is_a_share_of_the_element_delivered():
    matrix = matrix_of(variants.recycled_content())
    place = "nickel rule", "Coventry", "Ni"
    assert row(matrix, "enough_recycled_content", *place, "2030") == {
        "delivered[Coventry, CAM, 2030]": -0.3,  # 60 % of 0.5
        "handed_over[Coventry, CAM, Ni, 2030]": 1,
        ">=": 0,
    }
    assert row(matrix, "enough_recycled_content", *place, "2031") == {
        "delivered[Coventry, CAM, 2031]": -0.475,  # 95 % of 0.5
        "handed_over[Coventry, CAM, Ni, 2031]": 1,
        "content_short[nickel rule, Coventry, Ni, 2031]": 1,
        ">=": 0,
    }


def test_a_plant_uses_no_more_of_any_size_than_can_reach_it():
    """700 t of packs arise: the large shredder counts for no more."""
    tables = tiny_tables()
    tables["supply"] = table(
        "site product amount", ("Leeds", "packs", 700), ("Immingham", "bought nickel salt", None),
        ("Immingham", "bought lithium salt", None),
    )  # fmt: skip
    matrix = matrix_of(tables)
    assert row(matrix, "fed", SHREDDER, "2030") == {
        "throughput[Sheffield shredder, shred, 2030]": 1,
        "built[Sheffield shredder, small, 2030]": -0.5,
        "built[Sheffield shredder, large, 2030]": -0.7,
        "<=": 0,
    }


def test_a_sender_ships_only_to_a_plant_that_stands():
    matrix = matrix_of(tiny_tables())
    assert row(matrix, "shipped_to_standing_plants", "Leeds", "Sheffield", "packs", "2030") == {
        "shipped[Leeds -> Sheffield: packs by road, 2030]": 1,
        "built[Sheffield shredder, small, 2030]": -1,  # 1,000 t arise
        "built[Sheffield shredder, large, 2030]": -1,
        "<=": 0,
    }
