"""Many plans: scenarios side by side, what each plant is worth, on all cores or a cluster."""
