"""Plans over time: what happened, what is planned again, when, and who is told."""
