"""Versions of a function for market rules: each calls its own rule and keeps its own compiled code."""

import sys
from types import ModuleType

from sim.kernels.row_rule import can_be_kept, entry_rule, row_rule, variant


def answer(x: float) -> float:
    """Stand for a rule."""
    raise NotImplementedError


def twice(x: float) -> float:
    """Ask a rule."""
    return 2.0 * answer(x)


@row_rule
def one_more(x: float) -> float:
    return x + 1.0


@row_rule
def one_less(x: float) -> float:
    return x - 1.0


class More:
    """A rule."""


class Less:
    """Another rule."""


def test_each_version_calls_its_own_rule_and_is_known_by_it():
    more, less = (variant(twice, rule, answer=act) for rule, act in ((More, one_more), (Less, one_less)))
    assert (entry_rule(more)(3.0), entry_rule(less)(3.0)) == (8.0, 4.0)
    assert more.__qualname__ == f"twice[{__name__}.More]"
    assert more.__qualname__ != less.__qualname__
    assert more.__doc__ == twice.__doc__
    assert twice.__globals__["answer"] is answer


def test_nothing_is_kept_of_what_has_no_file(monkeypatch):
    nowhere = ModuleType("nowhere")
    monkeypatch.setitem(sys.modules, "nowhere", nowhere)
    exec("def thrice(x): return 3.0 * x\nclass Rule: pass", nowhere.__dict__)
    assert can_be_kept(twice)
    assert not can_be_kept(nowhere.thrice)
    assert row_rule(nowhere.thrice)(2.0) == 6.0
    made = variant(twice, nowhere.Rule, answer=one_more)
    assert not can_be_kept(made)
    assert entry_rule(made)(1.0) == 4.0
    assert can_be_kept(variant(twice, More, answer=one_more))
