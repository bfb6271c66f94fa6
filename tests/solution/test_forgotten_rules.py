"""A model that forgot a rule: the plan it finds is refused.

Each rule is taken out of a model in which it matters; the second opinion tells what is wrong, and
has nothing to say about the plan of the whole model.
"""

from collections.abc import Callable

import pytest

from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.plan import Found, _result, solve_network
from planner.solution.solution import build_solution
from planner.solution.verify import verify
from planner.solving.highs import Options, solve
from planner.solving.method import method_for
from tests.by_hand import test_finance as finance
from tests.by_hand.plain import plain
from tests.by_hand.test_contracts import toller
from tests.by_hand.test_expansion import growing
from tests.by_hand.test_qualification import proven_by_a_pilot
from tests.by_hand.test_targets_on_content import a_second_buyer
from tests.model.compiled import LINKING, without_rows
from tests.networks import network_of
from tests.solution import variants
from tests.solution.variants import VARIANTS, Tables, change
from tests.tiny import table, tiny_tables

EXACT = Options(gap=1e-6)


def nothing_is_free() -> Tables:
    """Rotterdam takes no more than 900 t of black mass, though it comes from nowhere."""
    tables = plain()
    change(tables["demand"], "product", "black mass", amount=900)
    return tables


def salt_to_be_rid_of() -> Tables:
    """A credit pays for refining more than CAM needs."""
    tables = plain()
    tables["credits"] = table("credit recipe amount", ("credit", "refine", 5000))
    return tables


def metal_without_a_shipment() -> Tables:
    """York must have recovered nickel, which reaches it only by a lane at 500 a tonne."""
    tables = a_second_buyer()
    tables["lanes"] = table(
        "origin destination product mode cost", ("Sunderland", "York", "CAM", "road", 500)
    )
    tables["targets"] = table(
        "target kind product element minimum", ("law", "recycled content", "CAM", "Ni", 0.3)
    )
    return tables


def closed_again() -> Tables:
    """All packs must be collected in 2030; none arise in 2031, when the plant costs 3 M to keep."""
    tables = variants.closing()
    tables["sizes"] = table(
        "technology size capacity capital_cost fixed_cost", ("shredder", "large", 1000, 1.5, 3)
    )
    change(tables["supply"], "product", "packs", year=2030)
    return tables


def a_pilot_that_may_go() -> Tables:
    """Once its year is over the pilot costs 50,000 a year for nothing but to stand there."""
    tables = proven_by_a_pilot(status="candidate", may_close="yes")
    change(tables["plants"], "plant", "pilot line", capacity=None)
    tables["sizes"] = table(
        "technology size capacity capital_cost fixed_cost", ("pilot", "S", 1, 0.1, 0.05)
    )
    return tables


def unwanted_cam() -> Tables:
    """Nobody pays for it, but the plant must run at a tenth of its load."""
    tables = tiny_tables()
    change(tables["demand"], "product", "CAM", price=0)
    change(tables["technologies"], "technology", "cathode line", minimum_load=0.1)
    return tables


def packs_side_by_side() -> Tables:
    return finance.beside_the_refinery(("refinery", "shredder", None, 0.03))


# Rule -> the network in which it matters, and words of the fault that its absence leads to
FORGOTTEN: dict[str, tuple[Callable[[], Tables], str]] = {
    "added_within_room": (lambda: growing(10_000, largest_capacity=80), "its size has room for"),
    "balance": (nothing_is_free, "more black mass leaves the site than comes"),
    "blended_for_a_need": (salt_to_be_rid_of, "more than has a use"),
    "built_once": (variants.shortfalls, "is built 3 times"),
    "carried_within": (metal_without_a_shipment, "of recovered Ni are said to be in"),
    "contract_maximum": (VARIANTS["contracts"], "is not signed, but"),
    "contract_minimum": (VARIANTS["contracts"], "are missing for its minimum"),
    "drawn_for_use": (VARIANTS["rich"], "more than it uses"),
    "enough_is_collected": (variants.shortfalls, "that must be collected"),
    "enough_is_contracted": (VARIANTS["rich"], "but contracts make sure of"),
    "enough_is_left": (VARIANTS["storage"], "less than must be"),
    "enough_is_served": (variants.shortfalls, "that must be served"),
    "enough_recycled_content": (variants.recycled_content, "of recovered Ni are missing"),
    "given_from_absorbed": (variants.recycled_content, "than it can from what it took in"),
    "granted_for_a_plant": (lambda: finance.two_shredders(cap=0.3), "more than it may be"),
    "metal_comes_back": (lambda: toller(("toll", "Ni", "CAM", 0.9)), "come back to the owner"),
    "minimum_load": (unwanted_cam, "less than its minimum load"),
    "needs_are_met": (tiny_tables, "more than it takes in"),
    "one_lender": (VARIANTS["finance"], "has the terms of 2 lenders"),
    "recovered_is_kept": (variants.recycled_content, "than came there or was made there"),
    "relief_on_capital": (lambda: finance.financed(3.0, (0.25, 0.06)), "than its terms allow"),
    "relief_on_terms": (VARIANTS["rich"], "than its terms allow"),
    "rule_on_others": (VARIANTS["targets"], "climate law: the maximum in 2030 is missed"),
    "rule_on_tonnes": (VARIANTS["targets"], "lithium law: the minimum in 2030 is missed"),
    "saved_by_the_others": (packs_side_by_side, "where shredder stands 0 times"),
    "saved_by_the_plants": (VARIANTS["rich"], "where shredder stands 0 times"),
    "used_after_its_years": (VARIANTS["approval"], "has stood for 1 years by then"),
    "used_beside_a_pilot": (a_pilot_that_may_go, "no plant of 'pilot' has stood for 1 years"),
    "within_capacity": (tiny_tables, "more than the 500.00 t it has"),
    "within_the_programme": (lambda: finance.two_shredders(cap=0.15), "more than its cap"),
    "worth_if_standing": (closed_again, "but it is worth 0.0000 M"),
    "worth_written_down": (variants.closing, "but it is worth 1.2000 M"),
}

EXCUSED = {
    *LINKING,  # they cut off no plan
    "closed_once",  # a plant closed too often would have less capacity than none
    "absorbed_within",  # these three matter only where mixed products pass through several hands,
    "given_within",  # for what is shipped at the end holds no more than it can
    "handed_over_within",
}


@pytest.mark.parametrize(("rule", "tables", "words"), [(r, *w) for r, w in FORGOTTEN.items()])
def test_the_plan_of_a_model_without_the_rule_is_refused(rule, tables, words):
    network = network_of(tables())
    assert verify(solve_network(network, EXACT)) == []
    whole = compile_matrix(build_model(network))
    matrix = without_rows(whole, rule)
    assert len(matrix.rows) < len(whole.rows)
    outcome = solve(matrix, EXACT)
    assert outcome.x is not None
    found = Found(network, matrix, outcome, method_for(matrix))
    plan = build_solution(network, _result(found, EXACT), matrix, outcome.x)
    faults = verify(plan)
    assert any(words in fault for fault in faults), "\n".join(faults) or "no fault is found"


def test_every_rule_of_the_model_is_forgotten_once():
    networks = (*VARIANTS.values(), *(tables for tables, _ in FORGOTTEN.values()))
    rules = {
        row.of
        for tables in networks
        for row in compile_matrix(build_model(network_of(tables()))).rows
    }
    assert rules - EXCUSED == set(FORGOTTEN)
