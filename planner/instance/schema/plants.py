"""Sites, technologies and plants."""

from typing import ClassVar

from planner.instance.columns import Flag, Names, Number, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced

PLANT_STATUSES = ("existing", "committed", "candidate", "excluded")
SITE_STATUSES = ("operating", "construction", "planned", "candidate", "idle", "cancelled")
STAGES = (
    "hub",
    "dismantling",
    "shredding",
    "hydromet",
    "pyro",
    "direct",
    "graphite",
    "pCAM",
    "CAM",
    "cell making",
    "second life",
    "other",
)
FLOW_ROLES = ("feed", "input", "output", "blend", "residue")


class Site(Sourced):
    """Places: collection points, plants, ports, suppliers, buyers."""

    table: ClassVar[str] = "sites"
    site: Text = column("Name of the place", key=True)
    role: Text = column("Role, as lane rules name it")
    country: Text = column("Country it lies in", refers="countries")
    region: Text = column("Region within the country", "")
    latitude: Number = column("Latitude, WGS 84", unit="degrees", low=-90, high=90)
    longitude: Number = column("Longitude, WGS 84", unit="degrees", low=-180, high=180)
    operator: Text = column("Who runs it", "")
    status: Text = column("What stands there today", "operating", choices=SITE_STATUSES)
    note: Text = column("Anything a reader should know", "")


class Technology(Sourced):
    """Kinds of plant."""

    table: ClassVar[str] = "technologies"
    technology: Text = column("Name of the technology", key=True)
    stage: Text = column("Step of the chain", choices=STAGES)
    economic_life: Whole = column("Years a new plant is worth something", unit="years", low=1)
    lead_time: Whole = column(
        "Years from the start of the plan to first output", 0, unit="years", low=0
    )
    minimum_load: Number = column(
        "Least throughput while it stands, as a share of capacity", 0.0, unit="share", low=0, high=1
    )


class Size(Sourced):
    """Sizes a technology can be built in: points of its cost curve."""

    table: ClassVar[str] = "sizes"
    technology: Text = column("Technology", key=True, refers="technologies")
    size: Text = column("Name of the size", key=True)
    capacity: Number = column("Capacity when built", unit="t/year", low=0)
    capital_cost: Number = column("Cost of building it", unit="M money", low=0)
    fixed_cost: Number = column("Cost per year while it stands", 0.0, unit="M money/year", low=0)
    largest_capacity: Number | None = column(
        "Capacity it can be expanded to later", None, unit="t/year", low=0, blank="no expansion"
    )
    expansion_cost: Number = column(
        "Cost of a tonne of capacity added; the dearest of a plant's sizes holds",
        0.0,
        unit="money per t/year",
        low=0,
    )
    expansion_fixed_cost: Number = column(
        "Fixed cost of a tonne of capacity added", 0.0, unit="money/year per t/year", low=0
    )
    first_year: Whole | None = column(
        "First year it may come on stream", None, blank="from the start", **YEARS
    )
    last_year: Whole | None = column(
        "Last year it may come on stream", None, blank="to the end", **YEARS
    )


class CostCurve(Sourced):
    """Sizes by a power law: cost = reference cost x (capacity / reference capacity)^exponent."""

    table: ClassVar[str] = "cost_curves"
    technology: Text = column("Technology", key=True, refers="technologies")
    reference_capacity: Number = column("Capacity the cost is known for", unit="t/year", low=1e-6)
    reference_cost: Number = column("Cost of building that capacity", unit="M money", low=0)
    exponent: Number = column("Exponent, often 0.6 to 0.7", 0.65, low=0, high=1)
    smallest: Number = column("Smallest size", unit="t/year", low=1e-6)
    largest: Number = column("Largest size", unit="t/year", low=1e-6)
    sizes: Whole = column("How many sizes, in equal ratios", 3, low=1, high=20)
    fixed_cost_share: Number = column(
        "Fixed cost per year, as a share of the cost of building",
        0.04,
        unit="share/year",
        low=0,
        high=1,
    )


class Recipe(Sourced):
    """What a technology does with a tonne of throughput."""

    table: ClassVar[str] = "recipes"
    recipe: Text = column("Name of the recipe", key=True)
    technology: Text = column("Technology", refers="technologies")
    capacity_use: Number = column("Capacity a tonne of throughput takes", 1.0, unit="t/t", low=1e-6)
    processing_cost: Number = column(
        "Cost, energy apart; negative where a tonne earns more than it costs",
        0.0,
        unit="money/t",
    )
    electricity: Number = column("Electricity", 0.0, unit="kWh/t", low=0)
    process_emissions: Number = column("Emissions, electricity apart", 0.0, unit="kg CO2e/t", low=0)
    first_year: Whole | None = column(
        "First year it can be used", None, blank="from the start", **YEARS
    )
    last_year: Whole | None = column("Last year it can be used", None, blank="to the end", **YEARS)
    after: Whole = column(
        "Years a plant must have stood before: qualification, learning", 0, unit="years", low=0
    )
    after_technology: Text | None = column(
        "Technology of that plant, anywhere: a pilot",
        None,
        refers="technologies",
        blank="the plant itself",
    )


class RecipeFlow(Sourced):
    """What goes into and comes out of a tonne of throughput.

    feed: a tonne of throughput takes in this product; several feeds are alternatives.
    input: taken in with every tonne. output: made. residue: what is left of the mass.
    blend: may be taken in, as much as the recipe's needs (table recipe_needs) ask for.
    """

    table: ClassVar[str] = "recipe_flows"
    recipe: Text = column("Recipe", key=True, refers="recipes")
    feed: Text | None = column(
        "The row holds for this feed only", None, key=True, refers="products", blank="every feed"
    )
    role: Text = column("What the product is to the recipe", key=True, choices=FLOW_ROLES)
    product: Text = column("Product", key=True, refers="products")
    amount: Number | None = column(
        "Tonnes per tonne of throughput",
        None,
        unit="t/t",
        low=0,
        blank="1 for a feed; worked out for a residue; free for a blend; else an error",
    )
    delay: Whole = column("Years until it comes out", 0, unit="years", low=0, high=100)
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )


class RecipeYield(Sourced):
    """Outputs worked out from the feed: the share of an element that ends up in a product."""

    table: ClassVar[str] = "recipe_yields"
    recipe: Text = column("Recipe", key=True, refers="recipes")
    element: Text = column("Element", key=True, refers="elements")
    product: Text = column("Product that carries it, one a recipe and element", refers="products")
    recovery: Number = column(
        "Share of the element in the feed that is recovered", unit="share", low=0, high=1
    )
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )


class RecipeNeed(Sourced):
    """Elements that the blended products must carry, per tonne of throughput."""

    table: ClassVar[str] = "recipe_needs"
    recipe: Text = column("Recipe", key=True, refers="recipes")
    element: Text = column("Element", key=True, refers="elements")
    need: Number = column("Least mass of the element, losses included", unit="kg/kg", low=0)


class Programme(Sourced):
    """Grant programmes whose money is shared by the plants that name them."""

    table: ClassVar[str] = "programmes"
    programme: Text = column("Name of the programme", key=True)
    cap: Number = column("Money there is for all plants together", unit="M money", low=0)
    first_year: Whole | None = column(
        "First year a plant may come on stream", None, blank="from the start", **YEARS
    )
    last_year: Whole | None = column(
        "Last year a plant may come on stream", None, blank="to the end", **YEARS
    )


class CoLocation(Sourced):
    """What two technologies save each year where both stand at one site: utilities, staff."""

    table: ClassVar[str] = "co_locations"
    technology: Text = column("Technology", key=True, refers="technologies")
    beside: Text = column("Technology beside it", key=True, refers="technologies")
    site: Text | None = column("Site", None, key=True, refers="sites", blank="every site")
    saving: Number = column("Saved while both stand", unit="M money/year", low=0)


class Credit(Sourced):
    """Public money for what is made: production credits, by country and year."""

    table: ClassVar[str] = "credits"
    credit: Text = column("Name of the credit", key=True)
    recipe: Text = column("Recipe that earns it", key=True, refers="recipes")
    country: Text | None = column(
        "Country it is paid in", None, key=True, refers="countries", blank="every country"
    )
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    amount: Number = column("Received for a tonne of throughput", unit="money/t", low=0)


class Plant(Sourced):
    """A technology at a site: standing, decided, possible or ruled out."""

    table: ClassVar[str] = "plants"
    plant: Text = column("Name of the plant", key=True)
    site: Text = column("Site", refers="sites")
    technology: Text = column("Technology", refers="technologies")
    status: Text = column(
        "existing: stands; committed: will be built; candidate: may be; excluded: may not",
        choices=PLANT_STATUSES,
    )
    capacity: Number | None = column(
        "Capacity of an existing or committed plant",
        None,
        unit="t/year",
        low=0,
        blank="candidates: from the sizes",
    )
    fixed_cost: Number = column(
        "Cost per year of an existing or committed plant", 0.0, unit="M money/year", low=0
    )
    capital_cost: Number = column(
        "What is still to be paid for a committed plant", 0.0, unit="M money", low=0
    )
    earliest_year: Whole | None = column(
        "First year it may run; for a committed plant the year it will",
        None,
        blank="from the start, or after the lead time",
        **YEARS,
    )
    latest_year: Whole | None = column(
        "Last year it may be built", None, blank="to the end", **YEARS
    )
    last_year: Whole | None = column("Last year it runs", None, blank="to the end", **YEARS)
    sizes: Names = column(
        "Sizes it may be built in, separated by ;", (), blank="all of its technology"
    )
    cost_factor: Number = column(
        "Costs here compared with the technology's", 1.0, unit="ratio", low=0
    )
    grant_share: Number = column(
        "Share of the capital cost paid by a grant", 0.0, unit="share", low=0, high=1
    )
    grant_cap: Number | None = column("Largest grant", None, unit="M money", low=0, blank="no cap")
    programme: Text | None = column(
        "Programme that pays the grant", None, refers="programmes", blank="one without a cap"
    )
    largest_capacity: Number | None = column(
        "Capacity an existing or committed plant can be expanded to",
        None,
        unit="t/year",
        low=0,
        blank="no expansion",
    )
    expansion_cost: Number = column(
        "Cost of a tonne of capacity added to it", 0.0, unit="money per t/year", low=0
    )
    expansion_fixed_cost: Number = column(
        "Fixed cost of a tonne of capacity added to it",
        0.0,
        unit="money/year per t/year",
        low=0,
    )
    may_close: Flag = column("May the plan close it?", False)
    closing_cost: Number = column("Cost of closing it", 0.0, unit="M money", low=0)
    owner: Text = column("Who owns it", "")
