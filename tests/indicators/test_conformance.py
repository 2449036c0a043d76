"""Every indicator fills documented columns, every documented column is filled, by one function."""

import numpy as np
import pytest

from sim.indicators import base
from sim.records.columns import CLOCK, TABLES


@pytest.fixture(scope="module")
def frames(build):
    """Run two months of a story with AI and two policies."""
    policies = [
        {"kind": "universal_basic_income", "amount": 100.0, "financed_by": "gpu_tax"},
        {"kind": "gpu_tax"},
    ]
    model = build("mostaque", people=1_000, policy=policies)
    model.run(2)
    return model.records.frames()


def test_the_tables_are_the_documented_ones(frames):
    assert list(frames) == list(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_the_documented_ones(frames, table):
    assert frames[table].columns == [*CLOCK, *TABLES[table].columns]


@pytest.mark.parametrize("table", [name for name, about in TABLES.items() if about.rows_a_month == 1])
def test_a_table_of_one_row_a_month_has_finite_numbers(frames, table):
    numbers = frames[table].drop(CLOCK).to_numpy()
    assert numbers.shape[0] == 2
    assert np.isfinite(numbers).all()


def test_a_function_may_give_one_value_or_several(build):
    @base.indicator("macro")
    def adults(seen):
        return seen.weight * seen.state.workers.team.size / 1e6

    @base.indicator("macro")
    def firms(seen):
        return {"firm_rows": seen.state.firms.status.size}

    model = build(people=1_000)
    model.step()
    seen = model.observation(model.flows)
    assert adults.indicator.columns(seen) == {"adults": pytest.approx(275.05)}
    assert list(firms.indicator.columns(seen)) == ["firm_rows"]


def test_two_functions_cannot_fill_one_column(build):
    model = build(people=1_000)
    model.step()
    other = base.Indicator("macro", lambda seen: {"gdp": 1.0}, False)
    with pytest.raises(ValueError, match=r"two indicators fill the column macro\.gdp"):
        model.indicators.collect(model.observation(model.flows), (other,))


def test_figures_of_the_distribution_stand_until_the_next_is_recorded(build):
    model = build(people=1_000, records__distribution_every=3)
    model.run(5)
    macro = model.records.frames()["macro"]
    assert macro["income_gini"].n_unique() == 2
    assert macro["income_gini"][0] == macro["income_gini"][2] != macro["income_gini"][3]
    # the price level moves every month, and real wages with it
    np.testing.assert_allclose(
        macro["real_median_wage"] * macro["price_level"],
        macro["median_wage"] * macro["price_level"][0],
        rtol=1e-12,
    )


def test_a_recorded_burn_in_begins_with_a_distribution(build):
    model = build(people=1_000, burn_in=2, records__burn_in=True, records__distribution_every=12)
    model.run(1)
    macro = model.records.frames()["macro"]
    assert macro["month"].to_list() == [-2, -1, 0]
    assert macro["income_gini"].is_not_null().all()
