"""Changed sources are other programs, changed in one place, and the same sample is drawn each time."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = '''
"""A text that is left alone."""
import math

RATE: float = 0.5


def paid(wage: int, rate: float = 0.1) -> int:
    """Another text."""
    if wage <= 0 and not rate:
        raise ValueError("no wage" + "!")
    total = max(wage, 1) - round(rate * wage)
    total += math.copysign(1, -wage)
    return total
'''


@pytest.fixture(scope="module")
def changes():
    sys.path.insert(0, str(ROOT / "scripts" / "attack"))
    yield importlib.import_module("changes")
    sys.path.remove(str(ROOT / "scripts" / "attack"))


@pytest.fixture
def found(changes, tmp_path):
    (tmp_path / "paid.py").write_text(SOURCE, encoding="utf-8")
    return changes.changes_of(tmp_path / "paid.py", tmp_path)


def test_each_change_makes_another_program_in_one_line(changes, found):
    before = ast.unparse(ast.parse(SOURCE)).splitlines()
    made = set()
    for change in found:
        after = ast.unparse(changes.changed(SOURCE, change))
        compile(after, "paid.py", "exec")
        differ = [line for line, other in zip(before, after.splitlines(), strict=True) if line != other]
        assert len(differ) == 1, change
        made.add(after)
    assert len(made) == len(found)


def test_signs_numbers_calls_and_statements_are_changed_and_texts_are_not(found):
    words = {(change.line, change.kind) for change in found}
    assert {
        (5, "constant"),
        (10, "comparison"),
        (10, "operator"),
        (10, "sign"),
        (12, "least or most"),
    } <= words
    assert {(12, "operator"), (13, "operator"), (13, "statement"), (13, "sign"), (13, "arguments")} <= words
    assert not {line for line, _ in words} & {2, 3, 8, 9, 11}
    assert {change.function for change in found} == {"", "paid"}
