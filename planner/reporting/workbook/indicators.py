"""The sheets of indicators: circularity, compliance, provenance and what each figure means.

A network that has no rules or no cathode material has no sheets about them.
"""

from collections.abc import Mapping

import pandas as pd

from planner.network.network import Network
from planner.reporting.workbook.book import Book
from planner.reporting.workbook.circularity import CIRCULARITY, write_circularity
from planner.reporting.workbook.compliance import COMPLIANCE, write_compliance
from planner.reporting.workbook.provenance import (
    DEFINITIONS,
    PROVENANCE,
    of_products,
    write_definitions,
    write_provenance,
)
from planner.solution.circularity.paths import waste

__all__ = [
    "CIRCULARITY", "COMPLIANCE", "DEFINITIONS", "INDICATORS", "PROVENANCE", "indicator_tables",
    "write_indicators",
]  # fmt: skip

INDICATORS = (CIRCULARITY, COMPLIANCE, PROVENANCE, DEFINITIONS)


def indicator_tables(
    network: Network, tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Sheet -> table, of the sheets that have something to say."""
    figures = tables["circularity"]
    shown = {
        CIRCULARITY: figures,
        COMPLIANCE: tables["compliance"],
        PROVENANCE: of_products(network, tables["provenance"], waste(network)),
        DEFINITIONS: tables["definitions"] if len(figures) else figures,
    }
    return {sheet: table for sheet, table in shown.items() if len(table)}


def write_indicators(book: Book, tables: Mapping[str, pd.DataFrame]) -> None:
    """Every sheet that has a table."""
    writers = {
        CIRCULARITY: write_circularity,
        COMPLIANCE: write_compliance,
        PROVENANCE: write_provenance,
        DEFINITIONS: write_definitions,
    }
    for sheet, table in tables.items():
        writers[sheet](book, table)
