"""Figures that the project is held against, what it has instead, a status that cannot change unsaid."""
