"""Broken plans: what is wrong -> variant, the way it is broken, words of the fault to be found."""

from dataclasses import replace

from planner.network.network import Spot
from tests.solution.breaking import (
    both,
    demand_of,
    line,
    network,
    plant,
    put,
    recipe,
    result,
    scale,
    supply_of,
    with_line,
    without,
)

SHREDDER = "Sheffield shredder"
CATHODE = "Sunderland cathode plant"
PACKS = "Leeds -> Sheffield: packs by road"
CAM = "Sunderland -> Coventry: CAM by road"


DECISIONS = {
    "a decision that no plan has": (
        "tiny", put("stocked", "Leeds", "packs", "2030", to=1), "decides on 'stocked'"),
    "an amount that is no number": (
        "tiny", put("shipped", PACKS, "2030", to=float("nan")), f"{PACKS}, 2030] is not a number"),
    "a flow against the lane": (
        "tiny", put("shipped", PACKS, "2030", to=-1), f"{PACKS}, 2030] is negative: -1,000.00 t"),
    "half a plant": (
        "tiny", put("built", SHREDDER, "large", "2030", to=0.5),
        "yes or no, but the plan says 0.5"),
    "a flow where no lane is": (
        "tiny", put("shipped", "Leeds -> Hull: packs by road", "2030", to=1),
        "Leeds -> Hull: packs by road, 2030] is decided, but the network has no such lane"),
    "a flow over a border that is closed in 2030": (
        "borders", put("shipped", "Immingham -> Sunderland: bought nickel salt by road",
        "2030", to=1),
        "bought nickel salt by road, 2030] is decided, but the network has no such lane"),
    "an index with a part missing": (
        "tiny", put("shipped", PACKS, to=1), "no such lane"),
    "a size that the plant cannot have": (
        "tiny", put("built", SHREDDER, "huge", "2030", to=1), "huge, 2030] is decided"),
    "a standing plant built": (
        "tiny", put("built", "Hull refinery", "as is", "2030", to=1),
        "Hull refinery, as is, 2030]"),
    "closing a plant that must not close": (
        "tiny", put("closed", "Hull refinery", "as is", "2031", to=1), "plant that may be closed"),
    "expanding a plant without room": (
        "tiny", put("added", SHREDDER, "2030", to=0.1), "plant that may be expanded"),
    "worth of a plant that cannot close": (
        "tiny", put("worth", SHREDDER, to=1), "worth [Sheffield shredder] is decided"),
    "a recipe of another technology": (
        "tiny", put("throughput", SHREDDER, "refine", "2030", to=1), "plant with this recipe"),
    "a plant that nobody knows": (
        "tiny", put("throughput", "Moon base", "refine", "2030", to=1),
        "[Moon base, refine, 2030]"),
    "a product that the blend does not take": (
        "tiny", put("blended", CATHODE, "make CAM", "waste", "2030", to=1), "blends this product"),
    "supply that does not exist": (
        "tiny", put("collected", "Hull", "packs", "2030", to=1), "no such supply"),
    "a delivery nobody wants": (
        "tiny", put("delivered", "Leeds", "CAM", "2030", to=1), "no such demand"),
    "an outlet that does not exist": (
        "tiny", put("let_out", "Hull", "waste", "river", "2030", to=1), "no such outlet"),
    "packs left though that has no price": (
        "tiny", put("not_collected", "Leeds", "packs", "2030", to=1), "may be left at a price"),
    "CAM short though that has no price": (
        "tiny", put("short", "Coventry", "CAM", "2030", to=1), "may be short at a price"),
    "content short though that has no price": (
        "recycled content",
        put("content_short", "nickel rule", "Coventry", "Ni", "2030", to=1),
        "may be missed at a price"),
    "recovered metal where nobody asks": (
        "tiny", put("carried", CAM, "Ni", "2030", to=0.01), "recovered metal is followed"),
    "recovered metal followed in a salt": (
        "recycled content",
        put("absorbed", CATHODE, "make CAM", "nickel salt", "Ni", "2030", to=0.01),
        "takes in recovered metal this way"),
}  # fmt: skip

PLANTS = {
    "a plant built twice": (
        "tiny", put("built", SHREDDER, "small", "2031", to=1),
        "Sheffield shredder is built 2 times: small in 2031, large in 2030"),
    "a plant built too late": (
        "tiny",
        both(without("built", SHREDDER, "large", "2030"),
             put("built", SHREDDER, "large", "2031", to=1)),
        "Sheffield shredder runs 'shred' in 2030 (1,000.00 t), but does not stand"),
    "a plant built earlier than it may be": (
        "tiny", network(buildable=lambda plan: dict.fromkeys(plan.network.buildable, ("2031",))),
        "large, 2030] is decided, but the network has no such plant that may come on stream"),
    "a plant never built": (
        "tiny", without("built", SHREDDER, "large", "2030"), "in 2031 (1,000.00 t), but does not"),
    "a plant built too small": (
        "tiny",
        both(without("built", SHREDDER, "large", "2030"),
             put("built", SHREDDER, "small", "2030", to=1)),
        "in 2030, 500.00 t more than the 500.00 t it has"),
    "a plant that runs after it closed": (
        "closing", put("closed", SHREDDER, "large", "2031", to=1),
        "'shred' in 2031 (1,000.00 t), but"),
    "a plant closed twice": (
        "closing", put("closed", CATHODE, "as is", "2031", to=1), "closed once more in 2031"),
    "a plant closed that does not stand": (
        "closing", put("closed", SHREDDER, "small", "2031", to=1),
        "Sheffield shredder (small) is closed in 2031, but does not stand"),
    "a plant closed before it is built": (
        "closing",
        both(without("built", SHREDDER, "large", "2030"),
             put("built", SHREDDER, "large", "2031", to=1),
             put("closed", SHREDDER, "large", "2030", to=1)),
        "(large) is closed in 2030, but does not stand"),
    "a plant that outlives its last year": (
        "tiny", network(usable=lambda plan: dict(plan.network.usable) | {SHREDDER: ("2030",)}),
        "throughput [Sheffield shredder, shred, 2031] is decided"),
    "too much capacity added": (
        "expansion", put("added", SHREDDER, "2031", to=0.75),
        "expanded by 800.00 t a year by 2031, 200.00 t more than its size has room for"),
    "capacity added to a plant that is not there": (
        "expansion",
        both(without("built", SHREDDER, "modular", "2030"),
             put("built", SHREDDER, "modular", "2031", to=1)),
        "Sheffield shredder is expanded in 2030 by 50.00 t, but does not stand"),
    "too little capacity added": (
        "expansion", without("added", SHREDDER, "2031"), "450.00 t more than the 450.00 t it has"),
    "less than the minimum load": (
        "tiny", plant("Hull refinery", minimum_load=0.3),
        "Hull refinery uses 277.78 t a year of capacity in 2030, 22.22 t less than its minimum"),
    "a blend where nothing runs": (
        "tiny", without("throughput", CATHODE, "make CAM", "2030"),
        "takes in 166.67 t of nickel salt in 2030, but does not run 'make CAM'"),
    "a blend that takes in more than it needs": (
        "tiny", scale("blended", CATHODE, "make CAM", "nickel salt", "2031", by=1.5),
        "takes in 250.00 t of nickel salt for 'make CAM' in 2031, 83.33 t more than has a use"),
    "throughput beyond capacity": (
        "tiny", scale("throughput", SHREDDER, "shred", "2031", by=1.1),
        "uses 1,100.00 t a year of capacity in 2031, 100.00 t more"),
}  # fmt: skip

MASS = {
    "a flow removed": (
        "tiny", without("shipped", PACKS, "2031"),
        "1,000.00 t a year more packs comes to the site than leaves in 2031: Leeds"),
    "a flow that arrives too large": (
        "tiny", scale("shipped", CAM, "2030", by=2),
        "100.00 t a year more CAM comes to the site than leaves in 2030: Coventry"),
    "black mass that vanishes": (
        "tiny", without("delivered", "Immingham", "black mass", "2030"),
        "222.22 t a year more black mass comes"),
    "waste that vanishes": (
        "tiny", without("let_out", "Hull", "waste", "landfill", "2031"),
        "83.33 t a year more waste comes to the site than leaves in 2031: Hull"),
    "old packs that never come back": (
        "second life", without("throughput", "Sheffield storage", "reuse", "A"),
        "200.00 t a year more old packs leaves the site than comes in B: Sheffield"),
    "scrap that is not taken back": (
        "scrap comes back", without("shipped", "Coventry -> Sheffield: packs by road", "2031"),
        "30.00 t a year more packs comes to the site than leaves in 2031: Coventry"),
    "twenty kilograms too many": (
        "tiny", scale("shipped", PACKS, "2030", by=1.00002),
        "0.02 t a year more packs leaves the site than comes in 2030: Leeds"),
    "a blend without its nickel": (
        "tiny", scale("blended", CATHODE, "make CAM", "nickel salt", "2030", by=0.5),
        "needs 50.00 t of Ni for 'make CAM' in 2030, 25.00 t more than it takes in"),
    "a recipe that creates nickel": (
        "tiny",
        recipe("shred", outputs={("2030", "2030"): {"black mass": 0.6, "waste": 0.4},
                                 ("2031", "2031"): {"black mass": 0.6, "waste": 0.4}}),
        "creates Ni with 'shred': over all years 200.00 t go in and 240.00 t come out"),
}  # fmt: skip

PACKS_AT_LEEDS = Spot("Leeds", "packs")
CAM_AT_COVENTRY = Spot("Coventry", "CAM")

MARKETS = {
    "more collected than there is": (
        "tiny", supply_of(PACKS_AT_LEEDS, amount=0.9),
        "collected of packs at Leeds in 2030, 100.00 t more than there are"),
    "packs left that must be collected": (
        "closing", without("collected", "Leeds", "packs", "2031"),
        "1,000.00 t a year are left of packs at Leeds in 2031 that must be collected"),
    "packs left and not paid for": (
        "shortfalls", without("not_collected", "Leeds", "packs", "2030"),
        "800.00 t a year are left of packs at Leeds in 2030"),
    "more delivered than is wanted": (
        "tiny", scale("delivered", "Coventry", "CAM", "2031", by=1.5),
        "delivered of CAM at Coventry in 2031, 50.00 t more than are wanted"),
    "CAM short that must be served": (
        "tiny", demand_of(CAM_AT_COVENTRY, must_serve=0.2),
        "100.00 t a year are short of CAM at Coventry in 2030 that must be served"),
    "CAM short and not paid for": (
        "shortfalls", scale("short", "Coventry", "CAM", "2031", by=0.5),
        "70.00 t a year are short of CAM at Coventry in 2031"),
    "recovered nickel beyond the shipment": (
        "recycled content", put("carried", CAM, "Ni", "2030", to=0.06),
        "60.00 t of recovered Ni are said to be in 100.00 t of CAM in 2030, which hold 50.00 t"),
    "recovered nickel beyond the delivery": (
        "recycled content", put("handed_over", "Coventry", "CAM", "Ni", "2030", to=0.06),
        "which hold 50.00 t: Coventry"),
    "recovered nickel beyond the output": (
        "recycled content", put("given", CATHODE, "make CAM", "CAM", "Ni", "2030", to=0.06),
        "which hold 50.00 t: Sunderland cathode plant"),
    "recovered nickel that the plant never took in": (
        "recycled content", put("given", CATHODE, "make CAM", "CAM", "Ni", "2030", to=0.04),
        "gives out 40.00 t of recovered Ni in 2030, 10.00 t more than it can"),
    "recovered nickel that the site never had": (
        "recycled content", put("carried", CAM, "Ni", "2030", to=0.04),
        "10.00 t more recovered Ni in CAM leave Sunderland in 2030"),
    "recovered nickel that the buyer never received": (
        "recycled content", put("handed_over", "Coventry", "CAM", "Ni", "2030", to=0.04),
        "10.00 t more recovered Ni in CAM leave Coventry in 2030"),
    "a target missed": (
        "recycled content", put("handed_over", "Coventry", "CAM", "Ni", "2030", to=0.02),
        "nickel rule: 10.00 t of recovered Ni are missing in CAM for Coventry in 2030"),
    "a target missed and not paid for": (
        "recycled content", without("content_short", "nickel rule", "Coventry", "Ni", "2031"),
        "nickel rule: 43.00 t of recovered Ni are missing in CAM for Coventry in 2031"),
    "a target on a product that is never recovered": (
        "recycled content",
        network(products=lambda plan: dict(plan.network.products)
                | {"CAM": replace(plan.network.products["CAM"], origin="primary")}),
        "nickel rule: 30.00 t of recovered Ni are missing in CAM"),
}  # fmt: skip

LINES = {
    "a wrong amount": ("tiny", line("transport_cost", amount=9.0), "the plan states 9."),
    "a line of the wrong site": (
        "tiny", line("gate_fee_income", site="Hull"), "gate fee income at Hull in 2030"),
    "a line of the wrong period": (
        "tiny", line("gate_fee_income", period="2031"), "gate fee income at Leeds in 2030"),
    "a line of a period that does not exist": (
        "tiny", line("gate_fee_income", period="1999"), "has a period that the network does not"),
    "a line that is no number": (
        "tiny", line("gate_fee_income", amount=float("nan")),
        "gate_fee_income (Leeds, 2030) is not"),
    "a line of no account": (
        "tiny", with_line("bribe_cost", "2030", "Hull", "", "", 1.0),
        "line of bribe_cost (Hull, 2030)"),
    "a cost invented": (
        "tiny", with_line("carbon_cost", "2030", "Hull", "", "", 1.0),
        "carbon cost at Hull in 2030"),
    "a treatment fee forgotten": (
        "tiny", demand_of(Spot("Immingham", "black mass"), price=-1.5),
        "treatment cost at Immingham in 2030: the plan states 0.0000 M"),
    "a cheaper lane": (
        "tiny",
        network(lanes=lambda plan: dict(plan.network.lanes)
                | {PACKS: replace(plan.network.lanes[PACKS], cost={"2030": 0.0, "2031": 0.0})}),
        "transport cost at Leeds in 2031"),
}  # fmt: skip

RESULT = {
    "a wrong net present value": (
        "tiny", result(objective=-3.5), "states a net present value of -3.5000 M"),
    "another interest rate": (
        "tiny", network(discount_rate=lambda plan: 0.05), "net present value of -3.5463 M"),
    "a bound below the plan": (
        "tiny", result(bound=-4.0), "no plan is worth more than -4.0000 M"),
    "a bound that is no number": ("tiny", result(bound=float("nan")), "no plan is worth more than"),
    "a gap that does not fit the bound": (
        "tiny", result(bound=-3.0),
        "The gap is stated as 0.0000%, but the bound lies 0.5463 M above"),
    "a gap not stated": ("tiny", result(gap=float("inf")), "The gap is not stated"),
    "a plan called optimal that is not": (
        "tiny", result(bound=-3.0, gap=0.5463051046 / 3.5463051046),
        "called optimal to 0.0001%, but its gap is 15.4049%"),
    "a closed plant that is worth something": (
        "closing", scale("worth", SHREDDER, by=2),
        "Sheffield shredder is said to be worth 2.4000 M at the end of the horizon"),
}  # fmt: skip

BROKEN = DECISIONS | PLANTS | MASS | MARKETS | LINES | RESULT
