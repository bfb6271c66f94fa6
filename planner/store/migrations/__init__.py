"""Steps from the tables of one version of the planner to those of the next."""
