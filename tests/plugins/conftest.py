"""Plugins in files, and small economies that use them."""

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "plugins"
SIZE = {"run.people": 1_000, "run.burn_in_months": 2, "run.months": 6}


@pytest.fixture(scope="session")
def examples():
    """Return the folder of the plugins that come with the sources as examples."""
    return EXAMPLES


@pytest.fixture(scope="session")
def use():
    """Return a function that loads a small story with plugins."""
    from sim.scenario import Scenario

    def load(*plugins, story="pessimistic", **changes):
        values = SIZE | {name.replace("__", "."): value for name, value in changes.items()}
        return Scenario.load(story, plugins=plugins).with_(values)

    return load


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file and returns its path."""

    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put
