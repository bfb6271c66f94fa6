"""The page of a comparison: one HTML file with a map a run, that opens offline.

All maps show the same part of the world and the same period, with the same widths of arrows and
the same sizes of plants; the tables below follow the period.
"""

from pathlib import Path

from markupsafe import Markup

from planner.reporting.comparison.numbers import MINUS, amount, digits, signed
from planner.reporting.comparison.page_data import page_data
from planner.reporting.comparison.page_tables import (
    horizon_grids,
    input_grids,
    lanes_grid,
    money_grid,
    period_grids,
    plants_grids,
    rules_grids,
)
from planner.reporting.comparison.summary import provenance
from planner.reporting.maps.offline import asset, embedded, environment, leaflet, policy
from planner.solution.comparison import Comparison

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("runs.js", "compare.js")


def write_page(comparison: Comparison, path: Path) -> None:
    """Write the page of a comparison."""
    own = "\n".join(
        [asset("panel.js"), asset("flows.js"), *(asset(name, ASSETS) for name in SCRIPTS)]
    )
    scripts = [leaflet(), own]
    page = (
        environment(ASSETS)
        .get_template("compare.html")
        .render(
            runs=comparison.runs,
            headline=_headline(comparison),
            notes=comparison.notes,
            periods=[
                (period, list(period_grids(comparison, period))) for period in comparison.periods
            ],
            money=money_grid(comparison),
            plants=list(plants_grids(comparison)),
            lanes=lanes_grid(comparison),
            horizon=[*horizon_grids(comparison), *rules_grids(comparison)],
            inputs=list(input_grids(comparison)) if len(comparison.inputs) else [],
            provenance=provenance(comparison),
            policy=policy(scripts),
            styles=Markup(asset("leaflet.css") + asset("page.css") + asset("compare.css", ASSETS)),
            scripts=[Markup(script) for script in scripts],
            licence=Markup(asset("LICENSE-leaflet")),
            data=Markup(embedded(page_data(comparison))),
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _headline(comparison: Comparison) -> list[dict[str, str]]:
    """The figures of each run, as texts."""
    money = f"M {comparison.currency}"
    places = digits(comparison.headline["value"], money)

    def words(value: float) -> str:
        return f"{amount(value, money, places)} {money}"

    def change(value: float) -> str:
        return signed(value, money, places)

    rows = []
    for row in comparison.headline.to_dict("records"):
        is_reference = row["label"] == comparison.reference.label
        difference = "" if is_reference else change(row["difference"])
        rows.append(
            {
                "label": row["label"],
                "run": row["run"],
                "case": row["case"],
                "value": words(row["value"]),
                "difference": difference,
                "kind": "gain" if "+" in difference else "loss" if MINUS in difference else "",
                "certainty": "the reference" if is_reference else row["certainty"],
                "range": ""
                if is_reference
                else f"{change(row['lowest'])} to {change(row['highest'])}",
                "bound": words(row["bound"]),
                "gap": f"{amount(row['gap'], 'share')}, asked {amount(row['gap_asked'], 'share')}",
            }
        )
    return rows
