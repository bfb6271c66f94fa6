"""Scenarios: changes to the tables by name, found, made and told."""
