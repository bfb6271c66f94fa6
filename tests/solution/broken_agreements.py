"""Broken plans with stock, contracts, targets and finance; see broken_plans.py."""

from dataclasses import replace

from planner.network.network import Spot
from planner.network.rules import Terms
from tests.solution.breaking import (
    both,
    contract,
    network,
    put,
    recipe,
    rule,
    scale,
    store,
    without,
)

SHREDDER, HULL_SHREDDER = "Sheffield shredder", "Hull shredder"
REFINERY, CATHODE = "Hull refinery", "Sunderland cathode plant"
BLACK_MASS = Spot("Hull", "black mass")
TO_GOOLE = "Sheffield -> Goole: black mass by road"
TO_PORT = "Sheffield -> Immingham: black mass by road"
FROM_COVENTRY = "Coventry -> Sheffield: packs by road"
CAM = "Sunderland -> Coventry: CAM by road"

UNKNOWN = {
    "stock where no store is": (
        "tiny", put("stored", "Hull", "black mass", "2030", to=1), "no such store"),
    "stock in a year that does not exist": (
        "storage", put("stored", "Hull", "black mass", "1999", to=1), "no such store"),
    "a contract signed that nobody offers": (
        "tiny", put("signed", "trade", to=1), "no such optional contract"),
    "a firm contract signed": ("contracts", put("signed", "port", to=1), "optional contract"),
    "half a signature": (
        "contracts", put("signed", "trade", to=0.5), "yes or no, but the plan says 0.5"),
    "below a minimum that has no price": (
        "contracts", put("below_contract", "toll", "2030", to=0.01), "missed at a price"),
    "below a contract that has ended": (
        "contracts", put("below_contract", "port", "2032", to=0.01), "missed at a price"),
    "beside a limit that has no price": (
        "targets", put("beside", "recovery law", "", "Ni", "minimum", "2030", to=0.01),
        "rule whose limit has a price"),
    "beside the other limit": (
        "targets", put("beside", "climate law", "", "", "minimum", "2030", to=0.01),
        "rule whose limit has a price"),
    "a target that was never missed": (
        "targets", put("content_short", "nickel aim", "Hull", "Ni", "2030", to=0.01),
        "target that may be missed at a price"),
    "electricity from a source of another site": (
        "electricity", put("drawn", SHREDDER, "wind", "2030", to=0.01), "source of electricity"),
    "a saving where nothing is side by side": (
        "finance", put("saved", "Sheffield", "shredder", "refinery", "2030", to=1),
        "technologies that save side by side"),
    "a saving in a year that does not exist": (
        "finance", put("saved", "Hull", "shredder", "refinery", "1999", to=1),
        "technologies that save side by side"),
    "a grant of no programme": (
        "grant", put("granted", SHREDDER, "2030", to=0.1), "grants come from a programme"),
    "terms that nobody offers": (
        "finance", put("financed", HULL_SHREDDER, "0.7", "2030", to=1), "terms of a lender"),
    "relief for a plant without a lender": (
        "finance", put("relieved", SHREDDER, "0.2", "2030", to=1), "terms of a lender"),
    "a grant below nothing": (
        "finance", put("granted", HULL_SHREDDER, "2030", to=-0.1), "is negative: -0.1000 M"),
}  # fmt: skip

STORAGE = {
    "stock that was never put in": (
        "storage", scale("stored", *BLACK_MASS, "2030", by=1.1),
        "27.22 t a year more black mass leaves the site than comes in 2030: Hull"),
    "stock that vanishes": (
        "storage", without("stored", *BLACK_MASS, "2031"),
        "20.00 t a year more black mass comes to the site than leaves in 2031: Hull"),
    "stock that was not there at the start": (
        "storage", store(BLACK_MASS, opening=0.0),
        "50.00 t a year more black mass leaves the site than comes in 2030: Hull"),
    "more stock than fits in": (
        "storage", store(BLACK_MASS, capacity={"2030": 0.2, "2031": None}),
        "272.22 t of black mass are in store at Hull in 2030, 72.22 t more than fit in"),
    "too little left at the end": (
        "storage", store(BLACK_MASS, closing=0.03),
        "20.00 t of black mass are left in store at Hull, 10.00 t less than must be"),
    "stock for nothing": (
        "storage", store(BLACK_MASS, cost={"2030": 0.0, "2031": 0.0}), "storage cost at Hull"),
}  # fmt: skip

GATES_AND_ENERGY = {
    "more out of the gate than may": (
        "limited outlet", put("let_out", "Sheffield", "waste", "oven", "2031", to=0.15),
        "150.00 t a year of waste leave Sheffield in 2031 by 'oven', 50.00 t more than may"),
    "more electricity drawn than there is": (
        "electricity", put("drawn", REFINERY, "wind", "2030", to=0.3),
        "0.3000 GWh a year from 'wind' in 2030, 0.1000 GWh more than it gives"),
    "more electricity drawn than is used": (
        "electricity",
        both(put("drawn", REFINERY, "wind", "2030", to=0.6),
             network(energy_sources=lambda plan: {
                 place: tuple(replace(source, most=None) for source in sources)
                 for place, sources in plan.network.energy_sources.items()})),
        "0.6000 GWh a year in 2030, 0.0444 GWh more than it uses"),
    "wind that is stated at the price of the grid": (
        "electricity", without("drawn", REFINERY, "wind", "2030"), "energy cost at Hull in 2030"),
    "wind that is said to emit as the grid does": (
        "electricity", without("drawn", REFINERY, "wind", "2031"),
        "energy emissions at Hull in 2031"),
}  # fmt: skip

CONTRACTS = {
    "below a contract and not paid for": (
        "contracts", without("below_contract", "port", "2030"),
        "Contract port in 2030: 27.78 t a year are missing for its minimum"),
    "below a firm contract": (
        "contracts", contract("toll", minimum=0.05),
        "Contract toll in 2030: 10.00 t a year are missing for its minimum"),
    "an optional contract kept too little": (
        "contracts", contract("trade", minimum=0.13, maximum=0.14),
        "Contract trade in 2031: 10.00 t a year are missing for its minimum"),
    "more than the maximum of a contract": (
        "contracts", put("shipped", TO_GOOLE, "2030", to=0.15),
        "Contract trade in 2030: 30.00 t a year more than its maximum"),
    "shipped under a contract that was not signed": (
        "contracts", without("signed", "trade"),
        "Contract trade in 2030 is not signed, but 120.00 t a year are shipped under it"),
    "tolled metal that does not come back": (
        "contracts", without("shipped", CAM, "2030"),
        "Contract toll in 2030: 0.00 t of Ni come back to the owner in CAM, 2.00 t less than must"),
    "a contract that pays nothing": (
        "contracts", contract("trade", price=0.0), "contract income at Sheffield in 2030"),
    "a minimum missed for nothing": (
        "contracts", contract("port", shortfall_price=0.0), "take or pay cost at no site in 2030"),
}  # fmt: skip

FINANCE = {
    "more from a programme than the plant may have": (
        "finance", put("granted", HULL_SHREDDER, "2030", to=0.7),
        "is granted 0.7000 M by 'fund' in 2030, 0.1000 M more than it may be"),
    "more from a programme than it has": (
        "finance", put("granted", HULL_SHREDDER, "2030", to=0.6),
        "'fund' grants 0.6000 M in all, 0.1000 M more than its cap"),
    "a grant of a programme that has ended": (
        "finance",
        both(without("built", HULL_SHREDDER, "large", "2030"),
             put("built", HULL_SHREDDER, "large", "2031", to=1),
             put("granted", HULL_SHREDDER, "2031", to=0.5)),
        "is granted 0.5000 M by 'fund' in 2031, 0.5000 M more than it may be"),
    "a grant for a plant that is not built": (
        "finance", put("granted", SHREDDER, "2030", to=0.1),
        "Sheffield shredder is granted 0.1000 M by 'fund' in 2030"),
    "a grant that is written off as well": (
        "finance", put("granted", HULL_SHREDDER, "2030", to=0.4), "value left income at Hull"),
    "a saving while one of them is gone": (
        "finance",
        network(usable=lambda plan: dict(plan.network.usable) | {REFINERY: ("2030",)}),
        "side by side at Hull in 2031, where refinery stands 0 times"),
    "a saving of more pairs than stand": (
        "finance", put("saved", "Hull", "shredder", "refinery", "2030", to=2),
        "2 times shredder and refinery are said to save side by side at Hull in 2030, where "
        "shredder stands 1 times"),
    "terms that are not reached": (
        "finance", contract("offtake", minimum=0.15),
        "is financed in 2030 for 200.00 t a year under contract, but contracts make sure of 150"),
    "terms without a contract": (
        "finance", without("signed", "offtake"), "contracts make sure of 0.00 t"),
    "terms of two lenders": (
        "finance", put("financed", HULL_SHREDDER, "0.1", "2031", to=1),
        "has the terms of 2 lenders in 2031: at 0.2 of its capacity, at 0.1 of its capacity"),
    "relief without terms": (
        "finance", without("financed", HULL_SHREDDER, "0.2", "2030"),
        "is relieved of 0.0225 M a year of its capital in 2030, 0.0225 M more than its terms"),
    "more relief than the terms give": (
        "finance",
        network(terms=lambda plan: {HULL_SHREDDER: (Terms(0.1, 0.01), Terms(0.2, 0.02))}),
        "in 2031, 0.0045 M more than its terms allow"),
    "a credit forgotten": (
        "finance", network(credits=lambda plan: {}), "credit income at Hull in 2031"),
    "returns for nothing": (
        "paid returns", network(returns_cost=lambda plan: {}), "purchase cost at Coventry in 2030"),
    "a fee for returns forgotten": (
        "paid returns", network(returns_cost=lambda plan: {}),
        "gate fee income at Coventry in 2031"),
    "a standing plant grown beyond its room": (
        "growth", put("added", REFINERY, "2031", to=0.2),
        "expanded by 377.78 t a year by 2031, 77.78 t more than its size has room for"),
    "a standing plant that did not grow": (
        "growth", without("added", REFINERY, "2030"), "177.78 t more than the 100.00 t it has"),
    "growth of another cost": (
        "growth", scale("added", REFINERY, "2030", by=1.1), "building cost at Hull in 2030"),
}  # fmt: skip

QUALIFICATION = {
    "CAM that is not approved yet": (
        "approval", put("throughput", CATHODE, "make CAM", "2030", to=0.05),
        "runs 'make CAM' in 2030 (50.00 t), but it has stood for 1 years by then"),
    "CAM that needs two years": (
        "approval", recipe("make CAM", after=2),
        "runs 'make CAM' in 2031 (100.00 t), but it has stood for 2 years by then"),
    "a process that no pilot has proven": (
        "pilot", without("built", "pilot line", "S", "2030"),
        "runs 'refine' in 2031 (250.00 t), but no plant of 'pilot' has stood for 1 years by then"),
    "a pilot built too late": (
        "pilot",
        both(without("built", "pilot line", "S", "2030"),
             put("built", "pilot line", "S", "2031", to=1)),
        "no plant of 'pilot' has stood for 1 years"),
    "a pilot that was closed": (
        "pilot", put("closed", "pilot line", "S", "2031", to=1),
        "no plant of 'pilot' has stood for 1 years"),
}  # fmt: skip

TARGETS = {
    "too little recovered": (
        "targets", rule("recovery law", limit=0.95),
        "recovery law: the minimum in 2030 is missed by 2.50 t"),
    "too little recovered and not paid for": (
        "targets", without("beside", "lithium law", "", "Li", "minimum", "2031"),
        "lithium law: the minimum in 2031 is missed by 1.00 t"),
    "too little collected": (
        "targets", scale("collected", "Leeds", "packs", "2030", by=0.8),
        "collection law (Leeds, packs): the minimum in 2030 is missed by 100.00 t"),
    "too much on landfill": (
        "targets", put("let_out", "Sheffield", "waste", "landfill", "2031", to=0.5),
        "landfill law: the maximum in 2031 is missed by 50.00 t"),
    "too much emitted": (
        "targets", scale("beside", "climate law", "", "", "maximum", "2030", by=0.5),
        "climate law: the maximum in 2030 is missed by 14.13 t CO2e"),
    "too much built": (
        "targets", rule("budget", limit=1.2),
        "budget (shredder): the maximum in 2030 is missed by 0.3000 M"),
    "one plant too few": (
        "targets", without("built", SHREDDER, "large", "2030"),
        "one plant (shredding): the minimum in 2031 is missed by 1 plants"),
    "one plant too many": (
        "targets", rule("one plant", limit=0.0),
        "one plant (shredding): the maximum in 2030 is missed by 1 plants"),
    "too little in reserve": (
        "targets", scale("stored", *BLACK_MASS, "2031", by=0.5),
        "reserve (black mass): the minimum in 2031 is missed by 15.00 t"),
    "a rule paid at another price": (
        "targets", rule("climate law", price=1.0), "rule short cost at no site in 2030"),
    "a share that the buyers miss together": (
        "targets", put("handed_over", "Coventry", "CAM", "Ni", "2030", to=0.02),
        "nickel aim: 5.00 t of recovered Ni are missing in CAM for all buyers in 2030"),
}  # fmt: skip

BROKEN_AGREEMENTS = (
    UNKNOWN | STORAGE | GATES_AND_ENERGY | CONTRACTS | FINANCE | QUALIFICATION | TARGETS
)
