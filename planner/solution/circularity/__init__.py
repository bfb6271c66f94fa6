"""Indicators of a circular network, each worked out from a plan in a file of its own.

circularity_tables gives all of them; definitions.py says of each what it counts, in which unit,
and from which tables of the plan it can be worked out again.
"""

from planner.solution.circularity.tables import circularity_tables

__all__ = ["circularity_tables"]
