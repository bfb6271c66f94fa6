"""The store: a database of what was planned, from what, and what has happened since."""
