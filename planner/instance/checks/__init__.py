"""What is asked of the tables, by topic."""
