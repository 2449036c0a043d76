"""Figures by name, those of plugins among them."""

from pathlib import Path

import pytest

from sim.errors import UserError
from sim.experiments.figures.asked import asked_for, own_words
from sim.scenario import Scenario

EXAMPLE = Path(__file__).parents[3] / "examples" / "plugins" / "tightness.py"
NO_WORDS = """
from sim.indicators import indicator

@indicator("macro")
def adults_per_firm(seen):
    return 1.0
"""


def test_figures_of_the_program_and_of_a_plugin() -> None:
    plain, mine = Scenario.load("neutral"), Scenario.load("neutral", plugins=[EXAMPLE])
    assert own_words([plain]) == {}
    found = asked_for(["tightness", "inflation", "macro.tightness"], [plain, mine])
    assert [one.name for one in found] == ["tightness", "inflation"]
    assert (found[0].label, found[0].unit, found[0].digits) == ("Tightness", "openings a person", 2)
    with pytest.raises(UserError, match='there is no figure "tightness"'):
        asked_for(["tightness"], [plain])


def test_an_indicator_without_words_is_called_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(NO_WORDS, encoding="utf-8")
    mine = Scenario.load("neutral", plugins=[file])
    (found,) = asked_for(["adults_per_firm"], [mine])
    assert (found.label, found.unit, found.table) == ("Adults per firm", "", "macro")
