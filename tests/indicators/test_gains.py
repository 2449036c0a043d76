"""Who gets the gains: flows add up to the accounts, nothing without AI, a part is no more than the whole."""

import numpy as np
import polars as pl
import pytest

from sim.indicators.gains import LONGEST_PAYBACK

PEOPLE, MONTHS = 2_000, 18
COLUMNS = (
    "kept_savings", "running_costs", "owners_income", "owners_money",
    "foreign_rent", "gpu_price", "gpu_payback",
    "supply_at_cap",
)  # fmt: skip


@pytest.fixture(scope="module")
def run(build):
    """Run a story with owners of models; return the model, its tables and the flows of every month."""
    model = build("transformative/closed", people=PEOPLE)
    flows = []
    while model.month < MONTHS:
        model.step()
        flows.append(model.flows)
    return model, model.records.frames(), flows


def test_what_owners_of_gpus_receive_is_rent_of_customers_and_training(run):
    _, frames, _ = run
    macro = frames["macro"]
    revenue = frames["providers"].group_by("month").agg(pl.col("revenue").sum()).sort("month")["revenue"]
    received = macro["gpu_rent_share"] * macro["gdp"] + macro["model_spending"]
    assert revenue.min() > 0.0
    np.testing.assert_allclose(received, revenue, rtol=1e-9)


def test_what_they_spend_is_running_cost_and_new_gpus_of_which_a_margin_is_no_demand(run):
    model, frames, flows = run
    macro = frames["macro"]
    yearly = 12.0 * model.weight / 1e11
    spending = np.array([one.providers.spending for one in flows]) * yearly
    parts = macro["running_costs"] + macro["compute_investment"] - macro["chip_margins"]
    np.testing.assert_allclose(parts, spending, rtol=1e-9)
    assert (macro["chip_margins"] <= macro["compute_investment"]).all()


def test_royalties_are_those_of_all_owners_of_models(run):
    _, frames, _ = run
    owners = frames["model_owners"].group_by("month").agg(pl.col("royalties").sum()).sort("month")
    np.testing.assert_allclose(owners["royalties"], frames["macro"]["royalties"], rtol=1e-9)
    assert owners["royalties"][-1] > 0.0


def test_what_goes_abroad_is_the_foreign_part_of_what_owners_are_paid(run):
    model, frames, _ = run
    macro = frames["macro"]
    part = model.scenario.compute.foreign_ownership
    cent = 12.0 * model.weight / 1e11
    assert 0.0 < part < 1.0
    assert macro["owners_income"].max() > 0.0
    assert (macro["foreign_rent"] <= macro["owners_income"]).all()
    np.testing.assert_allclose(macro["foreign_rent"], part * macro["owners_income"], rtol=1e-6, atol=2 * cent)


def test_a_gpu_pays_itself_back_by_its_rent(run):
    _, frames, flows = run
    for told, one in zip(frames["macro"]["gpu_payback"], flows, strict=True):
        a_month = (one.market.rent - one.providers.running_cost) * one.market.in_use
        assert told == pytest.approx(min(one.providers.price / a_month, LONGEST_PAYBACK))
        if one.providers.bought > 0.0:
            assert one.providers.ordered / one.providers.bought == pytest.approx(
                one.providers.price, rel=1e-4
            )


def test_a_full_grid_is_told(build):
    model = build("transformative/closed", people=PEOPLE, hardware__grid=1.0)
    model.run(3)
    assert model.records.frames()["macro"]["supply_at_cap"].to_list() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("kept", [0.0, 0.6])
def test_adopters_keep_what_the_scenario_lets_them(build, kept):
    model = build("transformative/closed", people=PEOPLE, firms__saving_kept=kept)
    model.run(6)
    macro = model.records.frames()["macro"]
    assert (macro["kept_savings"] > 0.0).any() == (kept > 0.0)
    assert (macro["kept_savings"] <= macro["gdp"]).all()


def test_without_ai_nobody_gains_by_it(build):
    model = build(people=1_000)
    model.run(2)
    macro = model.records.frames()["macro"]
    for column in (*COLUMNS, "royalties", "gpu_rent_share", "model_spending", "chip_margins"):
        assert macro[column].to_list() == [0.0, 0.0], column


def test_the_market_by_use_has_rents_and_no_royalties(build):
    model = build(
        "mostaque", people=1_000, models__separate=False,
        rules__compute_price="utilisation", rules__compute_investment="utilisation",
    )  # fmt: skip
    model.run(4)
    macro = model.records.frames()["macro"]
    assert macro["gpu_payback"].min() > 0.0
    assert macro["royalties"].to_list() == macro["supply_at_cap"].to_list() == [0.0] * 4
