"""The manual says what the schema says today."""

from pathlib import Path

from planner.instance.manual import manual

PAGE = Path(__file__).parents[2] / "instances" / "README.md"


def test_the_page_is_current() -> None:
    """If not: python -m planner.instance.manual"""
    assert PAGE.read_text(encoding="utf-8") == manual()
