"""The second opinion: a good plan holds, and a plan broken in any one way is found out."""

from dataclasses import replace

import pytest

from planner.plan import solve_network
from planner.solution.verify import verify
from planner.solving.highs import Options
from tests.networks import network_of
from tests.random_agreements import random_agreements
from tests.solution.breaking import result, scale, with_line, without, without_lines
from tests.solution.broken_agreements import BROKEN_AGREEMENTS
from tests.solution.broken_plans import BROKEN, PACKS, SHREDDER
from tests.solution.variants import VARIANTS, solved


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_best_plan_holds(variant):
    assert verify(solved(variant)) == []


@pytest.mark.parametrize("seed", range(12))
def test_the_best_plan_of_any_network_holds(seed):
    """Or it would be a wrong plan: every plan goes by the second opinion."""
    plan = solve_network(network_of(random_agreements(seed)), Options(gap=0.01))
    assert verify(plan) == []
    assert len([decision for decision, values in plan.decisions.items() if values]) > 4


@pytest.mark.parametrize(
    ("variant", "decision"),
    [
        ("second life", "throughput"),
        ("recycled content", "carried"),
        ("recycled content", "handed_over"),
        ("recycled content", "given"),
        ("recycled content", "content_short"),
        ("shortfalls", "not_collected"),
        ("shortfalls", "short"),
        ("expansion", "added"),
        ("closing", "closed"),
        ("closing", "worth"),
        ("storage", "stored"),
        ("electricity", "drawn"),
        ("contracts", "signed"),
        ("contracts", "below_contract"),
        ("finance", "saved"),
        ("finance", "granted"),
        ("finance", "relieved"),
        ("finance", "financed"),
        ("targets", "beside"),
        ("growth", "added"),
    ],
)
def test_the_variants_decide_on_what_they_are_for(variant, decision):
    assert solved(variant).decisions[decision]


# Account -> variant that has it, and the place of its first line
ACCOUNTS = {
    "sales_income": ("tiny", "Coventry in 2030"),
    "by_product_income": ("second life", "Sheffield in A"),
    "gate_fee_income": ("tiny", "Leeds in 2030"),
    "contract_income": ("contracts", "Sheffield in 2031"),
    "credit_income": ("finance", "Hull in 2031"),
    "co_location_income": ("finance", "Hull in 2030"),
    "financing_income": ("finance", "Hull in 2030"),
    "grant_income": ("grant", "Sheffield in 2030"),
    "value_left_income": ("tiny", "Sheffield in the end of the horizon"),
    "building_cost": ("committed", "Sheffield in 2031"),
    "closing_cost": ("closing", "Sunderland in 2030"),
    "fixed_cost": ("tiny", "Hull in 2030"),
    "processing_cost": ("tiny", "Sheffield in 2030"),
    "energy_cost": ("tiny", "Hull in 2030"),
    "transport_cost": ("tiny", "Leeds in 2030"),
    "purchase_cost": ("committed", "Immingham in 2030"),
    "disposal_cost": ("tiny", "Hull in 2030"),
    "storage_cost": ("storage", "Hull in 2030"),
    "carbon_cost": ("carbon", "Sheffield in 2031"),
    "take_or_pay_cost": ("contracts", "no site in 2030"),
    "uncollected_cost": ("shortfalls", "Leeds in 2030"),
    "unserved_cost": ("shortfalls", "Coventry in 2030"),
    "content_short_cost": ("recycled content", "Coventry in 2031"),
    "rule_short_cost": ("targets", "no site in 2031"),
    "energy_emissions": ("tiny", "Sheffield in 2030"),
    "process_emissions": ("tiny", "Hull in 2030"),
    "transport_emissions": ("tiny", "Leeds in 2030"),
    "embodied_emissions": ("recycled content", "Immingham in 2030"),
    "treatment_emissions": ("carbon", "Immingham in 2030"),
    "outlet_emissions": ("carbon", "Hull in 2030"),
}


WAYS = BROKEN | BROKEN_AGREEMENTS


@pytest.mark.parametrize(("variant", "breaking", "words"), WAYS.values(), ids=WAYS)
def test_a_broken_plan_is_found_out(variant, breaking, words):
    faults = verify(breaking(solved(variant)))
    assert any(words in fault for fault in faults), "\n".join(faults) or "no fault is found"


@pytest.mark.parametrize(
    ("account", "variant", "place"), [(name, *rest) for name, rest in ACCOUNTS.items()]
)
def test_every_account_is_recomputed(account, variant, place):
    broken = with_line(account, *_period_and_site(place), "", "", 0.5)(solved(variant))
    words = f"{account.replace('_', ' ')} at {place}"
    assert any(fault.startswith(words) for fault in verify(broken))


@pytest.mark.parametrize(
    ("account", "variant"),
    [(name, variant) for name, (variant, _) in ACCOUNTS.items() if name != "embodied_emissions"],
)
def test_every_account_is_missed_when_it_is_forgotten(account, variant):
    plan = solved(variant)
    assert any(one.account == account for one in plan.lines)
    faults = verify(without_lines(account)(plan))
    assert any(fault.startswith(f"{account.replace('_', ' ')} in all") for fault in faults)


def _period_and_site(place: str) -> tuple[str | None, str]:
    site, period = place.split(" in ", 1)
    return (None if period.startswith("the end") else period), site.removeprefix("no site")


def test_amounts_below_ten_kilograms_are_noise():
    noisy = scale("shipped", PACKS, "2030", by=1 + 5e-6)(solved("tiny"))
    assert verify(noisy) == []


def test_a_search_that_was_broken_off_may_leave_worth_unclaimed():
    """The best plan claims what its plants are worth; a plan found early need not."""
    plan = without_lines("value_left_income")(without("worth", SHREDDER)(solved("closing")))
    # The shredder is worth 1.2 M at the start of 2032, two years after the base year.
    value = plan.result.objective - 1.2 / 1.1**2
    gap = (plan.result.bound - value) / abs(value)
    early = result(status="interrupted", objective=value, gap=gap)(plan)
    assert verify(early) == []
    called_best = result(status="optimal", gap_asked=1.0)(early)
    assert any(fault.startswith("value left income at Sheffield") for fault in verify(called_best))


def test_a_plan_without_decisions_fails_only_where_something_must_happen():
    """Nothing runs in the empty plan, so only the money it states is wrong."""
    plan = replace(solved("tiny"), decisions={})
    assert all("the plan states" in fault.lower() for fault in verify(plan))
