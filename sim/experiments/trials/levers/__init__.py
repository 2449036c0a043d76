"""Levers that trials pull and no scenario has by itself: each file is a plugin like any of a user's own."""

from pathlib import Path

__all__ = ["LEVERS"]

LEVERS = tuple(sorted(path for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__"))
"""The files, for ``Scenario.load(plugins=LEVERS)``; one that no policy or rule names changes no bit."""
