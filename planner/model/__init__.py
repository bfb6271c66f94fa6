"""The mathematics. The only room that imports Pyomo."""
