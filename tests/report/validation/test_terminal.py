"""The validation in the terminal: every target and series, on a narrow screen and on a wide one."""

import io

import polars as pl
import pytest
from rich.console import Console

from sim.experiments.validation.validate import ABOVE, DRIFT, INSIDE, STABLE, Validation, read_targets
from sim.records.figures import figure
from sim.report.validation.terminal import print_validation


@pytest.fixture(scope="module")
def validation() -> Validation:
    """Return a validation in which the model is a tenth above every figure, and one series drifts."""
    tables = read_targets()
    targets = [
        {
            **{key: target[key] for key in ("id", "group", "label", "unit", "period", "source")},
            **{end: target.get(end) for end in ("low", "high")},
            "published": float(target["value"]),
            "value": 1.1 * target["value"],
            "standard_error": 0.1,
            "verdict": ABOVE if place % 2 else INSIDE,
        }
        for place, target in enumerate(tables["target"])
    ]
    drift = [
        {
            **{"label": figure(test["id"]).label, "unit": "% per decade", "tolerance": test["tolerance"]},
            **{"slope": 0.125, "t": 3.0, "verdict": STABLE if place else DRIFT},
        }
        for place, test in enumerate(tables["drift"])
    ]
    return Validation(pl.DataFrame(targets), pl.DataFrame(drift), [], {})


@pytest.mark.parametrize(("width", "units"), [(80, False), (140, True)])
def test_every_target_is_shown_whole(validation: Validation, width: int, units: bool) -> None:
    screen = io.StringIO()
    print_validation(validation, Console(width=width, file=screen))
    text = screen.getvalue()
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    assert ("dollars per GPU-month" in text) is units
    assert sum(line.rstrip().endswith((INSIDE, ABOVE)) for line in lines) == validation.targets.height
    assert sum(line.rstrip().endswith((DRIFT, STABLE)) for line in lines) >= validation.drift.height
    assert validation.sentence() in " ".join(text.split())
