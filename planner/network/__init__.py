"""What exists: sites, plants, recipes, lanes in canonical units. No solver."""
