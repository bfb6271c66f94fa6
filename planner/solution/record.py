"""A record of a table, and the unit of its masses."""

from typing import Any

TONNES = 1000
"""t per kt"""

Record = dict[str, Any]
