"""python -m planner"""

from planner.cli import app

app()
