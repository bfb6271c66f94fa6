"""Synthetic networks of three sizes: collection points, pre-processors, refineries, producers.

Points lie in clusters of very different weight; arisings grow by 22 % a year and shift from NMC to
LFP. All that arises must be collected, at a high price if it is not. Plants differ from site to
site in cost and in their three sizes, with economies of scale. The metal goes to producers that
want 1.6 times as much. Nothing is sold: the net present value is minus the cost.
"""

from dataclasses import dataclass

import numpy as np

from tests.tiny import Rows, table


@dataclass(frozen=True)
class Scale:
    points: int
    preprocessors: int
    refineries: int
    producers: int
    years: int


SCALES = {
    "S": Scale(30, 10, 6, 4, 6),
    "M": Scale(300, 40, 20, 12, 10),
    "L": Scale(3100, 150, 60, 20, 12),
}

ARISE = 60_000.0
"""t in the first year."""

GROWTH = 1.22
YIELD = {"NMC": 0.55, "LFP": 0.50}
"""t of black mass per t of modules."""

METALS = {"NMC": {"Li": 0.035, "Ni": 0.12, "Co": 0.045}, "LFP": {"Li": 0.03}}
"""t per t of black mass."""

WIDE, HIGH = 1800.0, 1400.0
"""km."""

WEST, SOUTH, KM_PER_DEGREE = -112.0, 32.5, 111.0
FIRST_YEAR = 2030


def tables(scale: Scale, seed: int) -> dict[str, Rows]:
    """The tables of a synthetic network."""
    draw = np.random.default_rng(seed)
    clusters = max(4, scale.points // 25)
    centres = draw.uniform([0, 0], [WIDE, HIGH], (clusters, 2))
    weight = draw.pareto(1.3, clusters) + 0.3

    def near(of: np.ndarray, spread: float) -> np.ndarray:
        found: np.ndarray = centres[of] + draw.normal(0, spread, (len(of), 2))
        return np.clip(found, 0, [WIDE, HIGH])

    def anywhere(count: int) -> np.ndarray:
        return draw.uniform([0, 0], [WIDE, HIGH], (count, 2))

    half = scale.preprocessors // 2
    places = {
        "point": near(draw.choice(clusters, scale.points, p=weight / weight.sum()), 70.0),
        "preprocessor": np.vstack(
            [near(draw.choice(clusters, half), 50.0), anywhere(scale.preprocessors - half)]
        ),
        "refinery": anywhere(scale.refineries),
        "producer": anywhere(scale.producers),
    }
    names = {role: [f"{role} {n + 1}" for n in range(len(at))] for role, at in places.items()}
    years = range(FIRST_YEAR, FIRST_YEAR + scale.years)

    share = draw.lognormal(0, 1.0, scale.points)
    share /= share.sum()
    nmc = 0.75 - 0.02 * np.arange(scale.years)
    mix = np.stack([nmc, 1 - nmc])
    arise = (
        ARISE
        * share[:, None, None]
        * mix[None]
        * (GROWTH ** np.arange(scale.years))[None, None]
        * draw.uniform(0.9, 1.1, (scale.points, 2, 1))
    )
    black_mass = np.array(list(YIELD.values())) @ arise.sum(axis=0)
    small = scale.preprocessors <= 60, scale.refineries <= 25
    peaks = arise.sum(axis=(0, 1)).max(), black_mass.max()
    steps = (
        [0.05, 0.12, 0.25] if small[0] else [0.02, 0.05, 0.11],
        [0.10, 0.22, 0.45] if small[1] else [0.05, 0.12, 0.25],
    )
    costs = (2.0, 6.0), (8.0, 30.0)
    running = (160, 260), (900, 1300)
    sizes, recipes, flows, technologies, plants = [], [], [], [], []
    for kind, role in enumerate(("preprocessor", "refinery")):
        site_cost, scaled_cost = costs[kind]
        for name in names[role]:
            factor, varied = draw.uniform(0.8, 1.2), draw.uniform(0.85, 1.15)
            per_tonne = draw.uniform(*running[kind])
            technologies.append((name, ("shredding", "hydromet")[kind], 11))
            plants.append((name, name, name, "candidate"))
            for size, step in zip(("small", "middle", "large"), steps[kind], strict=True):
                capacity = step * peaks[kind] * varied
                capital = factor * (site_cost + scaled_cost * (capacity / 1e4) ** 0.65)
                sizes.append((name, size, capacity, capital, 0.04 * capital))
            for cell, gained in YIELD.items():
                recipe = f"{cell} at {name}"
                recipes.append((recipe, name, per_tonne))
                if kind == 0:
                    flows.append((recipe, "feed", f"{cell} modules", None))
                    flows.append((recipe, "output", f"{cell} black mass", gained))
                else:
                    flows.append((recipe, "feed", f"{cell} black mass", None))
                    flows += [(recipe, "output", m, a) for m, a in METALS[cell].items()]
    made = {
        metal: sum(
            METALS[cell].get(metal, 0.0) * YIELD[cell] * arise[:, n].sum(axis=0)
            for n, cell in enumerate(YIELD)
        )
        for metal in METALS["NMC"]
    }
    wanted = {metal: draw.dirichlet(np.full(scale.producers, 2.0)) * 1.6 for metal in made}

    def sites() -> Rows:
        rows = []
        for role, at in places.items():
            for name, (x, y) in zip(names[role], at, strict=True):
                latitude = SOUTH + y / KM_PER_DEGREE
                wide = KM_PER_DEGREE * np.cos(np.radians(SOUTH + HIGH / 2 / KM_PER_DEGREE))
                rows.append((name, role, "US", latitude, WEST + x / wide))
        return table("site role country latitude longitude", *rows)

    return {
        "settings": table(
            "setting value",
            ("title", "Synthetic"), ("currency", "EUR"), ("base_year", FIRST_YEAR),
            ("discount_rate", 0.07),
        ),
        "periods": table("period first_year", *((str(y), y) for y in years)),
        "countries": table("country name", ("US", "United States")),
        "energy": table("country electricity_price grid_emissions", ("US", 0, 0)),
        "products": table(
            "product group shipping_class",
            ("NMC modules", "modules", "dangerous goods"),
            ("LFP modules", "modules", "damaged"),
            ("NMC black mass", "black mass", "hazardous waste"),
            ("LFP black mass", "black mass", "hazardous waste"),
            *((metal, "metals", "ordinary") for metal in made),
        ),
        "sites": sites(),
        "technologies": table("technology stage economic_life", *technologies),
        "sizes": table("technology size capacity capital_cost fixed_cost", *sizes),
        "recipes": table("recipe technology processing_cost", *recipes),
        "recipe_flows": table("recipe role product amount", *flows),
        "plants": table("plant site technology status", *plants),
        "supply": table(
            "site product year amount must_collect shortfall_price",
            *(
                (name, f"{cell} modules", year, float(arise[i, n, t]), 1, 2500)
                for i, name in enumerate(names["point"])
                for n, cell in enumerate(YIELD)
                for t, year in enumerate(years)
            ),
        ),
        "demand": table(
            "site product year amount price",
            *(
                (name, metal, year, float(wanted[metal][c] * made[metal][t]), 0)
                for c, name in enumerate(names["producer"])
                for metal in made
                for t, year in enumerate(years)
            ),
        ),
        "modes": table("mode detour_factor emissions", ("road", 1.25, 0)),
        "freight": table(
            "mode shipping_class cost handling_cost",
            ("road", "dangerous goods", 0.16, 6), ("road", "damaged", 0.12, 6),
            ("road", "hazardous waste", 0.09, 8), ("road", "ordinary", 0.05, 5),
        ),
        "lane_rules": table(
            "rule from_role to_role mode",
            ("modules", "point", "preprocessor", "road"),
            ("black mass", "preprocessor", "refinery", "road"),
            ("metals", "refinery", "producer", "road"),
        ),
    }  # fmt: skip
