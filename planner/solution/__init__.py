"""What was decided: tables, indicators, the second opinion. No solver."""
