"""Definitions: what every indicator counts, its unit, and the tables it can be worked out from.

Tables are those in the folder plan of a run. Amounts are per year of the period; over the horizon
an amount is the mean of its years, and a ratio is worked out from sums over its years.
"""

import pandas as pd

COLUMNS = ["indicator", "table", "unit", "definition", "worked_out_from"]

HOME = "Home is every country in which a plant stands or may be built (sites: at_home)."
WASTE = "Waste and scrap are products whose origin is end of life or production scrap."

DEFINITIONS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "batteries and scrap taken in", "waste", "t/year",
        f"Collected, bought or come back from buyers, of waste and scrap. {WASTE}",
        "supply (collected), demand (delivered) with inputs/returns, products",
    ),
    (
        "sent on to others", "waste", "t/year",
        "Delivered to buyers, of waste and scrap that recycling plants of the network could take "
        "in: packs, modules, scrap, black mass.",
        "demand (delivered), products (feed_of_recycling)",
    ),
    (
        "transport work", "transport_work", "M t-km/year",
        "Sum over lanes of tonnes shipped x km. A tonne that goes on counts on every lane.",
        "flows (shipped, distance)",
    ),
    (
        "recovered of what is taken in", "recovery", "share",
        "Recovered / taken in, of an element; mass: of all mass. Per product, over all recycling "
        "plants (every stage but pCAM, CAM, cell making and second life): a product of waste and "
        "scrap that they take in counts as taken in by as much as they take in more than they "
        "make, and as sent on by as much as they make more than they take in; products of waste "
        "and scrap that none of them takes in count as recovered. Of a product of mixed origin "
        "that they make, the part of the element counts that they took in with waste and scrap. "
        "For mass, a recovered product counts with its followed elements alone (salts gain acid "
        "and water), with all its mass where it has none. Lost = taken in - sent on - recovered.",
        "production, products (feed_of_recycling), compositions",
    ),
    (
        "recovered or sent on", "recovery", "share",
        "(recovered + sent on) / taken in: all but what is lost here. What is sent on, as black "
        "mass to foreign refiners, is recovered elsewhere as far as they do so.",
        "production, products (feed_of_recycling), compositions",
    ),
    (
        "lithium recovered", "recovery", "t/year",
        "The element Li in the column recovered.",
        "production, products, compositions",
    ),
    (
        "lithium recovered, times that of the first period", "circularity", "times",
        "Lithium recovered / lithium recovered in the first period that recovers any.",
        "recovery",
    ),
    (
        "value recovered of a tonne of waste", "value_recovered", "money/t",
        "(sold + used again + second life) / taken in, without any cost taken off. Sold: income "
        "from products of waste and scrap that recycling plants make. Used again: such products "
        "taken in by other plants, each element at the least price asked for primary metal (least "
        "over primary products with this one element of price / share); a product none of whose "
        "elements has such a price at its best sale price. Second life: income from what "
        "second-life plants make. Taken in: as for recovery by mass, and by second-life plants.",
        "production, outlets, demand, costs (by product, sales), market, products, compositions",
    ),
    (
        "kept from landfill", "waste", "share",
        "(taken in - landfill) / taken in; landfill is everything let out by an outlet of that "
        "kind, residues too. Recycled or reused = taken in - landfill - disposal - sent on.",
        "waste, outlets (kind)",
    ),
    (
        "waste to landfill", "waste", "t/year", "Let out by outlets of the kind landfill.",
        "outlets (kind)",
    ),
    (
        "waste disposed of in another way", "waste", "t/year",
        "Let out by outlets of the kind disposal: burning, treatment.",
        "outlets (kind)",
    ),
    (
        "use of capacity", "use_of_capacity", "share",
        "Capacity used / capacity in place, of all plants of a stage that stand.",
        "plants (capacity, used)",
    ),
    (
        "recycled content of cathode material delivered", "recycled_content", "share",
        "Tonnes of the element in cathode material delivered that come from waste or scrap / all "
        "tonnes of it. The metal itself is followed: what meets at a site mixes, and a recipe "
        "passes on the mix of what it takes in, by tonnes of the element. Cathode material is what "
        "plants of the stage CAM (where there is none: pCAM) make and buyers may want. Booked is "
        "what the plan claims to fulfil rules on recycled content; it may stand in other "
        "deliveries than the metal does, and may be less than was recovered.",
        "provenance (delivered), demand, compositions; booked: targets",
    ),
    (
        "cathode material made", "cathode_cost", "t/year",
        "Made by plants of the network.", "production, products (cathode_material)",
    ),
    (
        "domestic share", "domestic_share", "share",
        "1 - shipped in from abroad / used at home; used is delivered to buyers and taken in by "
        f"plants. Not below zero. {HOME}",
        "flows, production, demand, sites",
    ),
    (
        "primary material avoided", "primary_avoided", "t/year",
        "Tonnes of the element in products of waste and scrap that plants other than recycling "
        "plants take in: metal that would else be mined. Recovered metal sold outside the network "
        "is not counted here but in the column sold.",
        "production, plants (stage), products, compositions",
    ),
    (
        "CO2e of the primary material avoided", "primary_avoided", "t CO2e/year",
        "Primary material avoided x CO2e of a kg of the primary element: the mean over primary "
        "products that hold it of what they embody / the sum of their shares of elements. Gross: "
        "what recycling emits is not taken off.",
        "primary_avoided, market (embodied), compositions",
    ),
    (
        "CO2e of cathode material made", "cathode_emissions", "kg CO2e/kg",
        "What it carries at the gate of its plant: electricity, processes and carriage of "
        "everything upstream and what purchases embody. Emissions go with the tonnes: at a site "
        "with all that leaves, in a plant with what a recipe makes, by mass over all outputs but "
        "waste (products: waste). Electricity goes to the recipes of a plant by what they use. "
        "What comes back from buyers starts at zero.",
        "lots, recipes_run (CO2e), products (waste)",
    ),
    (
        "CO2e of cathode material made, per kWh", "cathode_emissions", "kg CO2e/kWh",
        "CO2e per kg / kWh of cells that a kg stands for.",
        "cathode_emissions, products (cell_energy)",
    ),
    (
        "CO2e of cathode material made, against primary", "cathode_emissions", "share",
        "CO2e per kg made / CO2e of primary cathode material - 1. Both without carriage to the "
        "buyer.",
        "cathode_emissions",
    ),
    (
        "CO2e of primary cathode material", "cathode_emissions", "kg CO2e/kg",
        "Embodied in the same product where it is sold: the mean of its sellers; where nobody "
        "sells it, in products of the same composition.",
        "market (embodied), compositions",
    ),
    (
        "CO2e of cathode material delivered", "cathode_emissions", "kg CO2e/kg",
        "The same of all that buyers receive, made here or bought ready made, carriage included.",
        "provenance (delivered)",
    ),
    (
        "cost of cathode material by its chain", "cathode_cost", "money/t",
        "Present value of all costs of the chain, net of by-products, gate fees, credits and "
        "grants / present value of tonnes made. Every cost upstream counts with the share of it "
        "that was for the cathodes: of a main product (one that recipes can turn into cathodes; "
        "products: becomes_cathodes) the part of the tonnes that goes on to the cathode plant, of "
        "a recipe the same over the main products it makes, of a by-product that of the recipes it "
        "came from; a plant's fixed and capital cost goes by the capacity used. Capital is spread "
        "over the economic life of a plant as (capital cost - grant) r / ((1 + r)(1 - (1 + "
        "r)^-life)) a year, r being the discount rate. What stood before the plan has no capital "
        "cost. Not counted: carriage to the buyer, prices of what falls short, idle plants, "
        "closing. Of a period: cost / tonnes.",
        "cathode_chain (amount, share), periods (annual_factor), cathode_cost (made); the shares: "
        "lots, products (becomes_cathodes, cathode_material); the amounts: costs, recipes_run, "
        "inputs/settings (discount rate), inputs/technologies (life)",
    ),
    (
        "cost of cathode material at the gate", "cathode_cost", "money/t",
        "Present value of the costs of the cathode plant / present value of tonnes made, with what "
        "it takes in at prices: bought products at the mean price paid, recovered ones at the best "
        "price for which they could be sold instead (where nobody buys them: the primary metal in "
        "them), others made in the network at what they could be sold for (where nobody buys "
        "them: what sellers ask for a product of the same composition), and the carriage of the "
        "lanes into the site. Empty where a price is not known.",
        "cathode_gate, market, production, flows, costs",
    ),
    (
        "price of primary cathode material", "cathode_cost", "money/t",
        "What the cheapest seller of the same product asks, before carriage; where nobody sells "
        "it, of a product of the same composition; where nobody sells that, the most that a buyer "
        "pays. Mean by present value of tonnes made.",
        "market (asked, sold_for), cathode_cost (made)",
    ),
    (
        "cost of cathode material by its chain, against primary", "cathode_cost", "share",
        "Cost by the chain / price of primary cathode material - 1.", "cathode_cost",
    ),
    (
        "cost of cathode material at the gate, against primary", "cathode_cost", "share",
        "Cost at the gate / price of primary cathode material - 1.", "cathode_cost",
    ),
    (
        "share of the largest site", "dependence", "share",
        "Of the tonnes of a product group that enter the network or are made in it, those at the "
        "site with most of them; of a stage, of the capacity used. Waste that nobody wants is left "
        "out. Concentration is the sum of the squares of all shares (Herfindahl-Hirschman index).",
        "supply (collected), production (out), demand with inputs/returns, plants (used)",
    ),
    (
        "share of the largest country", "dependence", "share",
        "The same by country.", "supply, production, plants, sites",
    ),
    (
        "rules met", "compliance", "share",
        "Rules (by subject, element and period) met without paying for what is beside them / all "
        "rules. Met: the margin is not below zero by more than a millionth of the limit (of 1 "
        "where that is smaller), or there is nothing to count.",
        "compliance (met)",
    ),
    (
        "compliance", "compliance", "unit of the rule",
        "Reached = counted / base, or what is counted where the limit is an amount, as the kind of "
        "the target says (instances/README.md); recycled content as booked. Margin = reached - "
        "limit of a minimum, limit - reached of a maximum. Beside: what is paid for, in tonnes "
        "where the limit is a share.",
        "targets, demand, supply, production, flows, outlets, stock, plants, emissions, decisions",
    ),
    (
        "provenance", "provenance", "share; kg CO2e/kg",
        "Of what is made, delivered or let out: share of its mass by origin, and by element the "
        "share from waste and scrap, by the mixing described under recycled content; CO2e as "
        "under CO2e of cathode material made. Goods bought are things bought ready made whose mix "
        "nobody knows; none of it counts as recycled. What comes back from a buyer starts anew "
        "with the origin it comes back as. Booked as under recycled content.",
        "lots, recipes_run, products (origin, waste), compositions, sites",
    ),
    (
        "attributed emissions", "attributed_emissions", "t CO2e over the period",
        "All emissions of the plan by what they were for: delivered, let out, in store or in use "
        "at the end, or for nothing that leads anywhere. They sum to the emissions of the plan "
        "times the years of their periods. After the gate: treatment and burning by those who "
        "take the product.",
        "provenance; the sum: emissions",
    ),
)  # fmt: skip


def definitions() -> pd.DataFrame:
    """A row for each indicator."""
    return pd.DataFrame(DEFINITIONS, columns=COLUMNS)
