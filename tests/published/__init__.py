"""Cases that others published, written as tables, with the optimum they report."""
