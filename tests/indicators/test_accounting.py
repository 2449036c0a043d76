"""The tables agree with the state and each other: stocks and flows, spending and income, parts and wholes."""

import numpy as np
import polars as pl
import pytest

from sim.state.columns import ACTIVE, CLOSING, EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED

PEOPLE = 5_000


@pytest.fixture(scope="module", params=["baseline", "mostaque_ubi", "optimistic"])
def run(request, build):
    """Run two years; return the frames and what was read from the state each month."""
    # on credit: a tax on consumption would stand between what is spent and what is received
    grant = {"kind": "universal_basic_income", "amount": 1_000.0, "financed_by": "deficit"}
    changes = {"policy": [grant]} if request.param == "mostaque_ubi" else {}
    model = build(request.param, people=PEOPLE, burn_in=6, **changes)
    model.run(0)
    rows = []
    while model.month < 24:
        model.step()
        workers, firms = model.state.workers, model.state.firms
        rows.append(
            {
                "employed": int((workers.status == EMPLOYED).sum()),
                "unemployed": int(np.isin(workers.status, (UNEMPLOYED, RETRAINING)).sum()),
                "outside": int((workers.status == OUTSIDE).sum()),
                "wages": int(workers.wage[workers.status == EMPLOYED].astype(np.int64).sum()),
                "existing": int(np.isin(firms.status, (ACTIVE, CLOSING)).sum()),
            }
        )
    return model, model.records.frames(), pl.DataFrame(rows)


def people(frame, column, model):
    """Return a column of millions in simulated persons."""
    return np.rint(frame[column].to_numpy() * 1e6 / model.weight).astype(int)


def test_stocks_of_people_are_those_of_the_state(run):
    model, frames, rows = run
    flows, macro = frames["labour_flows"], frames["macro"]
    np.testing.assert_array_equal(people(flows, "unemployed", model), rows["unemployed"])
    np.testing.assert_array_equal(people(flows, "outside", model), rows["outside"])
    np.testing.assert_array_equal(people(macro, "employment", model), rows["employed"])
    labour_force = rows["employed"] + rows["unemployed"]
    np.testing.assert_allclose(macro["unemployment_rate"], rows["unemployed"] / labour_force, rtol=1e-12)
    np.testing.assert_allclose(macro["participation_rate"], labour_force / PEOPLE, rtol=1e-12)
    np.testing.assert_allclose(macro["employment_rate"], rows["employed"] / PEOPLE, rtol=1e-12)
    np.testing.assert_allclose(macro["mean_wage"], rows["wages"] / rows["employed"] / 100.0, rtol=1e-12)


def test_flows_of_people_are_the_changes_of_the_stocks(run):
    model, frames, rows = run
    """Who dies leaves a stock, and who comes of age or moves in begins outside the labour force."""
    flow = {
        name: people(frame, name, model)[1:]
        for frame, names in (
            (frames["labour_flows"], ("eu", "ue", "en", "un", "ne", "nu")),
            (frames["population"], ("newcomers", "deaths_employed", "deaths_unemployed", "deaths_outside")),
        )
        for name in names
    }
    np.testing.assert_array_equal(
        np.diff(rows["unemployed"]),
        flow["eu"] + flow["nu"] - flow["ue"] - flow["un"] - flow["deaths_unemployed"],
    )
    np.testing.assert_array_equal(
        np.diff(rows["employed"]),
        flow["ue"] + flow["ne"] - flow["eu"] - flow["en"] - flow["deaths_employed"],
    )
    np.testing.assert_array_equal(
        np.diff(rows["outside"]),
        flow["en"] + flow["un"] - flow["ne"] - flow["nu"] + flow["newcomers"] - flow["deaths_outside"],
    )


def test_hires_and_separations_are_the_sums_of_their_kinds(run):
    model, frames, _ = run
    flow = {name: people(frames["labour_flows"], name, model) for name in frames["labour_flows"].columns[2:]}
    np.testing.assert_array_equal(flow["hires"], flow["ue"] + flow["ne"] + flow["ee"])
    separations = flow["quits"] + flow["layoffs"] + flow["other_separations"]
    np.testing.assert_array_equal(separations, flow["eu"] + flow["en"] + flow["ee"])


def test_parts_add_up_to_the_whole(run):
    _, frames, _ = run
    macro = frames["macro"]
    for table, column, whole in (
        ("occupations", "employment", macro["employment"]),
        ("occupations", "unemployed", frames["labour_flows"]["unemployed"]),
        ("occupations", "vacancies", frames["labour_flows"]["openings"]),
        ("sectors", "employment", macro["employment"]),
        ("providers", "gpus", macro["gpus"]),
    ):
        parts = frames[table].group_by("month").agg(pl.col(column).sum()).sort("month")[column]
        np.testing.assert_allclose(parts, whole, rtol=1e-9, atol=1e-12, err_msg=f"{table}.{column}")


def test_what_is_spent_is_what_is_received(run):
    """GDP by expenditure is GDP by sector of origin plus the tax on consumption."""
    model, frames, _ = run
    macro = frames["macro"]
    sectors = (
        frames["sectors"].group_by("month").agg(pl.col("value_added").sum()).sort("month")["value_added"]
    )
    spent = macro["consumption"] + macro["investment"] + macro["government_purchases"]
    tax = model.scenario.government.consumption_tax * macro["consumption"]
    received = sectors + tax
    np.testing.assert_allclose(received, macro["gdp"], rtol=1e-6)
    # the rest is bought abroad; a cent a firm stays behind
    exports = macro["gdp"] - spent
    assert (exports >= -1e-6 * macro["gdp"]).all()
    assert (exports <= 0.05 * macro["gdp"]).all()


def test_nominal_and_real_figures_agree_in_month_zero(run):
    _, frames, _ = run
    macro = frames["macro"]
    assert macro["real_median_wage"][0] == pytest.approx(macro["median_wage"][0], rel=1e-12)
    ratio = macro["median_wage"] / macro["price_level"] / macro["real_median_wage"]
    np.testing.assert_allclose(ratio / ratio[0], 1.0, rtol=1e-9)
    incomes = macro["real_median_income"] * macro["price_level"] / macro["price_level"][0]
    np.testing.assert_allclose(incomes, macro["median_disposable_income"], rtol=1e-9)


def test_firms_are_counted(run):
    model, frames, rows = run
    sectors = frames["sectors"].group_by("month").agg(pl.col("firms").sum()).sort("month")["firms"]
    flows = frames["labour_flows"]
    counted = np.rint(sectors.to_numpy() * 1e6 / model.weight).astype(int)
    # firms are counted before those that end leave and entrants come
    entries = people(flows, "firm_entries", model)
    assert (np.abs(rows["existing"].to_numpy() - counted) <= entries + counted // 20 + 5).all()
    assert entries.sum() > 0


ALL_LINES = {
    "government__production_tax": 1.0, "government__contribution_rate": 0.07,
    "government__employee_contribution_rate": 0.085, "government__health_contribution_rate": 0.085,
    "government__pension_contribution_rate": 0.06,
}  # fmt: skip


@pytest.mark.parametrize("scenario", ["baseline", "mostaque_ubi"])
def test_lines_of_the_national_accounts_add_up(build, scenario):
    """Income is what is produced, saving is what persons' deposits grow by, each contribution its share."""
    model = build(scenario, people=PEOPLE, burn_in=6, **ALL_LINES)
    model.run(0)
    deposits, months = [int(model.state.workers.deposits.sum())], 18
    for _ in range(months):
        model.step()
        deposits.append(int(model.state.workers.deposits.sum()))
    frames = model.records.frames()
    macro = frames["macro"]
    cent = 12.0 * model.weight / 1e11  # a month, of the sample, in billion dollars a year
    parts = macro["compensation"] + macro["production_taxes"] + macro["operating_surplus"]
    np.testing.assert_allclose(parts, macro["gdp"], rtol=1e-12)
    np.testing.assert_allclose(macro["personal_saving"] / cent, np.diff(deposits), atol=0.5)
    rounding = cent * (PEOPLE + 2 * model.state.firms.status.size)  # whole cents of each person and firm
    unspent = macro["disposable_personal_income"] - macro["consumption"]
    np.testing.assert_allclose(unspent, macro["personal_saving"], rtol=0.0, atol=rounding)
    for column, rate in (("social_contributions", 0.155), ("benefits_of_employers", 0.145)):
        due = rate * macro["wages_and_salaries"].to_numpy()
        np.testing.assert_allclose(macro[column], due, rtol=0.0, atol=rounding, err_msg=column)
    whole = macro["wages_and_salaries"] * 1.215
    np.testing.assert_allclose(macro["compensation"], whole, rtol=1e-4)
    # what persons never see as money: employers' health insurance and pensions, and the state's health care
    kept = macro["disposable_personal_income"] - macro["disposable_cash_income"]
    of_employers = 0.145 * macro["wages_and_salaries"]
    care = frames["benefits"].filter(pl.col("programme") == "health")["paid"]
    np.testing.assert_allclose(kept, of_employers + care, rtol=1e-4)
