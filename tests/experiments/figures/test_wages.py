"""The parts of the change of real pay add up to it, and each is zero where its force is."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.figures.wages import (
    WAGE_COLUMNS,
    WAGE_MEANINGS,
    WAGE_PARTS,
    WAGE_WORDS,
    logarithmic_mean,
    split_wages,
)

PARTS_OF_OUTPUT = {
    "compensation": st.floats(0.1, 0.6),
    "gpu_rent_share": st.floats(0.0, 0.1),
    "royalties": st.floats(0.0, 0.1),
    "kept_savings": st.floats(0.0, 0.1),
    "production_taxes": st.floats(0.0, 0.1),
}
MONTH = st.fixed_dictionaries(
    {
        "gdp": st.floats(1.0, 1e5),
        "employment": st.floats(1.0, 200.0),
        "price_level": st.floats(0.1, 10.0),
        "displaced_jobs": st.floats(0.0, 200.0),
        "assisted_jobs": st.floats(0.0, 200.0),
        "reinstated_jobs": st.floats(0.0, 1.0),
        **PARTS_OF_OUTPUT,
    }
)


def accounts(month: dict[str, float]) -> pl.DataFrame:
    """Make a table of one month whose parts of output are amounts, but for the rent, which is a share."""
    row = month | {"reinstated_jobs": month["reinstated_jobs"] * month["employment"]}
    row |= {name: month[name] * month["gdp"] for name in PARTS_OF_OUTPUT if name != "gpu_rent_share"}
    return pl.DataFrame([{"month": 0, "year": 0.0} | row])


def found(story: pl.DataFrame, counterfactual: pl.DataFrame) -> dict[str, float]:
    return dict(split_wages(story, counterfactual).select("part", "value").rows())


@given(story=MONTH, counterfactual=MONTH)
def test_the_parts_add_up(story, counterfactual) -> None:
    parts = found(accounts(story), accounts(counterfactual))
    assert sum(parts[part] for part in WAGE_PARTS[1:]) == pytest.approx(parts["total"], abs=1e-7)
    pay = [
        one["compensation"] * one["gdp"] / one["price_level"] / one["employment"]
        for one in (story, counterfactual)
    ]
    assert parts["total"] == pytest.approx(100.0 * np.log(pay[0] / pay[1]), abs=1e-7)


BASE = {
    "gdp": 100.0, "employment": 10.0, "price_level": 1.0, "displaced_jobs": 0.0, "assisted_jobs": 0.0,
    "reinstated_jobs": 0.0, "compensation": 0.6, "gpu_rent_share": 0.0, "royalties": 0.0, "kept_savings": 0.0,
    "production_taxes": 0.1,
}  # fmt: skip


def test_machines_that_cost_as_much_as_people_have_no_price_effect() -> None:
    """A third of the work is done by machines for a third of what work costs: all is displacement."""
    story = BASE | {"displaced_jobs": 5.0, "compensation": 0.4, "gpu_rent_share": 0.2}
    parts = found(accounts(story), accounts(BASE))
    assert parts["displacement"] == pytest.approx(100.0 * np.log(2.0 / 3.0))
    assert parts["machines"] == pytest.approx(0.0, abs=1e-12)
    assert parts["capital"] == pytest.approx(0.0, abs=1e-12)


def test_machines_for_nothing_give_people_all_that_work_costs() -> None:
    """Cheap machines make good what displacement takes, and pay rises by output a job."""
    story = BASE | {"displaced_jobs": 5.0, "gdp": 120.0}
    parts = found(accounts(story), accounts(BASE))
    assert parts["machines"] == pytest.approx(-parts["displacement"])
    assert parts["total"] == pytest.approx(parts["productivity"]) == pytest.approx(100.0 * np.log(1.2))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("kept", {"kept_savings": 0.1, "compensation": 0.5}),
        ("taxes", {"production_taxes": 0.2, "compensation": 0.5}),
        ("capital", {"compensation": 0.5}),
    ],
)
def test_who_takes_a_tenth_of_output_has_all_of_the_fall(part, change) -> None:
    parts = found(accounts(BASE | change), accounts(BASE))
    assert parts[part] == pytest.approx(parts["total"]) == pytest.approx(100.0 * np.log(5.0 / 6.0))


def test_the_logarithmic_mean_lies_between_and_is_exact() -> None:
    one, other = np.array([0.5, 0.4]), np.array([0.4, 0.4])
    mean = logarithmic_mean(one, other)
    assert mean[0] * np.log(one[0] / other[0]) == pytest.approx(0.1)
    assert other[0] < mean[0] < one[0]
    assert mean[1] == 0.4


def test_every_part_has_its_words() -> None:
    assert set(WAGE_WORDS) == set(WAGE_MEANINGS) == set(WAGE_PARTS) - {"total"}
    assert set(WAGE_COLUMNS) <= {*BASE}
