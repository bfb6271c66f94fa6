"""The plain network itself, from which the other files of this room change one thing."""

from tests.by_hand.plain import PLAIN, plain, solve, tonnes, worth


def test_the_plain_network_is_worth_what_it_says():
    plan = solve(plain())
    assert worth(plan) == PLAIN == 2_375_000
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2030") == 100
    assert tonnes(plan, "delivered", "Rotterdam", "black mass", "2030") == 250
    assert tonnes(plan, "collected", "Rotterdam", "bought nickel salt", "2030") == 0
    # 500 t are left of the packs, and half of the 250 t of black mass
    assert tonnes(plan, "let_out", "Sheffield", "waste", "tip", "2030") == 500
    assert tonnes(plan, "let_out", "Hull", "waste", "tip", "2030") == 125
