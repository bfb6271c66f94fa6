"""How it is solved. Knows matrices, not batteries; the only room that imports highspy."""
