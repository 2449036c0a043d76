"""What is held out is drawn by names alone, and no fit reads it."""

import math
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.experiments.validation.held_out import digest_of, draw_held_out, fitted_targets
from sim.experiments.validation.measures import AI_MEASURES, MEASURES
from sim.experiments.validation.validate import read_targets

SCRIPT = Path(__file__).parents[3] / "scripts" / "fit_baseline.py"
TARGETS = read_targets()["target"]
HELD_OUT = {target["id"] for target in TARGETS if target["use"] == "held out"}


@pytest.fixture(scope="module")
def fit():
    spec = spec_from_file_location("fit_baseline", SCRIPT)
    module = module_from_spec(spec)
    sys.modules["fit_baseline"] = module  # for the types of its tuples
    spec.loader.exec_module(module)
    yield module
    del sys.modules["fit_baseline"]


def test_at_least_a_third_of_the_targets_with_a_band_is_held_out_as_drawn(fit) -> None:
    banded = [target for target in TARGETS if target.get("low") is not None]
    assert len(banded) / 3 <= len(HELD_OUT)
    assert draw_held_out(TARGETS, fit.CLOSURE) == HELD_OUT, "the file does not say what was drawn"
    for group in {target["group"] for target in banded}:
        of = [target["id"] for target in banded if target["group"] == group]
        free = [one["id"] for one in banded if one["group"] == group and one["use"] != "set"]
        assert len(HELD_OUT & set(of)) == min(math.ceil(len(of) / 3), len(free)), group
    assert not HELD_OUT & set(fit.CLOSURE)


def test_the_draw_depends_on_names_and_not_on_values_or_order() -> None:
    names = [f"figure_{number}" for number in range(30)]
    targets = [{"id": name, "group": "one", "use": "fitted", "low": 0.0} for name in names]
    drawn = draw_held_out(targets, ())
    assert len(drawn) == 10
    assert draw_held_out(targets[::-1], ()) == drawn
    assert draw_held_out([target | {"low": 5.0} for target in targets], ()) == drawn
    # one more target moves at most one of those drawn before
    assert len(drawn - draw_held_out([*targets, targets[0] | {"id": "another"}], ())) <= 1
    taken = next(iter(drawn))
    assert draw_held_out(targets, {taken}) >= drawn - {taken}
    as_set = [target | {"use": "set"} if target["id"] == taken else target for target in targets]
    assert taken not in draw_held_out(as_set, ())


def test_the_fit_has_no_band_of_what_is_held_out_or_set(fit) -> None:
    read = set(fit.bands())
    fitted = {target["id"] for target in fitted_targets(TARGETS)}
    assert not read & HELD_OUT
    assert read == (fitted & MEASURES.keys()) | fit.CLOSURE.keys()
    assert not fitted & AI_MEASURES.keys(), "a fit of the economy without AI cannot read these"


def test_a_run_of_the_fit_does_not_compute_what_is_held_out(fit, monkeypatch) -> None:
    computed = []
    done = SimpleNamespace(run=lambda: SimpleNamespace(results=None))
    monkeypatch.setattr(fit, "ObservedJob", lambda *_: done)
    monkeypatch.setattr(fit, "of_closure", lambda _: {})
    monkeypatch.setattr(fit.numba, "set_num_threads", lambda _: None)
    monkeypatch.setattr(fit, "evaluate", lambda measure, _: computed.append(measure) or 1.0)
    found = fit.moments(None, 1)
    assert set(found) == set(fit.bands()) & MEASURES.keys()
    assert not [
        measure for measure in computed if measure in [MEASURES[name] for name in HELD_OUT & MEASURES.keys()]
    ]


def test_a_fit_is_the_same_whatever_the_held_out_moments_are(fit, monkeypatch) -> None:
    monkeypatch.setattr(fit, "STEPS", 300)
    rng = np.random.default_rng(3)
    at = rng.uniform(-1.0, 1.0, (40, len(fit.FREE)))
    names = [*MEASURES, *fit.CLOSURE]
    values = 5.0 + at @ rng.normal(size=(at.shape[1], len(names))) + rng.normal(size=(40, len(names)))
    found = [dict(zip(names, row.tolist(), strict=True)) for row in values]
    limits = np.array([-np.ones(at.shape[1]), np.ones(at.shape[1])])

    def fitted(moments):
        emulator = fit.emulate(at, moments)
        return emulator, fit.seek(emulator, limits, np.random.default_rng(4))

    first, where = fitted(found)
    other = [row | {name: 1e3 * rng.random() for name in HELD_OUT} for row in found]
    second, there = fitted(other)
    assert first.names == second.names
    np.testing.assert_array_equal(where, there)
    # and the same test would notice a moment that is read
    _, elsewhere = fitted([row | {"unemployment_rate": 1e3 * rng.random()} for row in found])
    assert not np.array_equal(where, elsewhere)


def test_the_fit_leaves_the_hash_of_what_it_did_not_read(fit, tmp_path) -> None:
    import argparse

    out = tmp_path / "fitted.toml"
    arguments = argparse.Namespace(width=0.25, points=[3], people=10, years=5, out=out)
    fit.write(arguments, {"labour.quit_rate": 0.1}, 1, {key.split(".")[0]: _Any() for key in fit.MODELLED})
    assert f"# held out: {digest_of(TARGETS)}" in out.read_text()
    changed = [target | {"use": "fitted"} if target["id"] in HELD_OUT else target for target in TARGETS]
    assert digest_of(changed) != digest_of(TARGETS)


class _Any(dict):
    """A table that has every key."""

    def __missing__(self, key):
        return True
