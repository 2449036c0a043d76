"""The tables of the base year against the published figures."""

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.base_year.calibration import Calibration, load
from sim.country import DATA, read_table
from sim.errors import UserError
from sim.state.structure import FIGURES, ROLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return load()


def arrays(calibration: Calibration) -> dict[str, np.ndarray]:
    values = {field.name: getattr(calibration, field.name) for field in dataclasses.fields(calibration)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def test_everything_is_finite_and_read_only(calibration: Calibration) -> None:
    for name, value in [*arrays(calibration).items(), *calibration.exposure.items()]:
        assert np.isfinite(value).all(), name
        with pytest.raises(ValueError, match="read-only"):
            value.flat[0] = 0
    assert load() is load(DATA) is load(str(DATA)) is calibration


def test_shapes_follow_from_the_tables(calibration: Calibration) -> None:
    sizes = {name: len(read_table(f"{name}.csv").columns["code"]) for name in ("occupations", "sectors")}
    sizes["providers"] = len(read_table("compute_owners.csv").columns["owner"])
    sizes["model_owners"] = len(read_table("model_owners.csv").columns["owner"])
    assert calibration.sizes == sizes
    assert calibration.mobility.shape == (sizes["occupations"], sizes["occupations"])
    assert calibration.staffing.shape == (sizes["sectors"], sizes["occupations"])
    for name, value in vars(calibration).items():
        if isinstance(value, np.ndarray | tuple):
            if name.startswith("occupation_"):
                assert len(value) == sizes["occupations"], name
            if name.startswith("sector_") or name.endswith("_fraction"):
                assert len(value) == sizes["sectors"], name
            if name.startswith("wealth_group_"):
                assert len(value) == len(calibration.wealth_group_names), name
            if name.startswith("owner_"):
                assert len(value) == sizes["providers"], name


def test_sectors_and_owners_with_a_part_of_their_own_are_found_by_their_marks(
    calibration: Calibration,
) -> None:
    codes = {role: calibration.sector_codes[calibration.role(role)] for role in ROLES}
    assert codes == {
        "real_estate": "53", "education": "61", "government": "92", "energy": "22", "mining": "21",
        "farming": "11",
    }  # fmt: skip  # NAICS
    outside = dict(zip(calibration.sector_codes, 1.0 - calibration.nonfarm_business, strict=True))
    assert {code: part for code, part in outside.items() if 0.0 < part < 1.0}.keys() == {
        "53",
        "61",
        "62",
        "81",
    }
    assert {code for code, part in outside.items() if part == 1.0} == {"11", "92"}
    # BEA NIPA table 1.3.5: business is 75 % of GDP, 74 without farms
    assert calibration.nonfarm_business @ calibration.value_added_share == pytest.approx(0.745, abs=0.01)
    small = [
        name for name, one in zip(calibration.owner_names, calibration.owner_single, strict=True) if not one
    ]
    assert small == ["Other"]


def test_jobs_and_wages_match_the_published_totals(calibration: Calibration) -> None:
    jobs = calibration.occupation_jobs
    assert jobs.sum() == pytest.approx(155.50, abs=0.01)  # OEWS May 2025
    assert calibration.sector_jobs.sum() == pytest.approx(155.50, abs=0.01)
    assert 12 * (jobs @ calibration.occupation_wage) / jobs.sum() == pytest.approx(69_770, abs=10)
    sector_bill = 12 * (calibration.sector_jobs @ calibration.sector_wage)
    assert sector_bill / calibration.sector_jobs.sum() == pytest.approx(69_770, abs=10)


def test_staffing_has_both_margins(calibration: Calibration) -> None:
    np.testing.assert_allclose(calibration.staffing.sum(axis=1), 1.0, rtol=1e-14)
    # cells are printed to a job: 20 or 22 roundings of half a job each
    np.testing.assert_allclose(calibration.staffing_jobs.sum(axis=0), calibration.occupation_jobs, atol=2e-5)
    np.testing.assert_allclose(calibration.staffing_jobs.sum(axis=1), calibration.sector_jobs, atol=2e-5)


def test_public_schools_and_hospitals_are_in_government(calibration: Calibration) -> None:
    jobs = dict(zip(calibration.sector_codes, calibration.sector_jobs, strict=True))
    assert jobs["61"] == pytest.approx(3.34, abs=0.01)  # private schools in OEWS
    assert jobs["62"] == pytest.approx(24.03 - 1.14, abs=0.01)
    assert jobs["92"] == pytest.approx(10.24 + 10.51 + 1.14, abs=0.01)


def test_exposure_matches_the_published_means(calibration: Calibration) -> None:
    weights = calibration.occupation_jobs / calibration.occupation_jobs.sum()
    for name, mean in {
        "gpt4_alpha": 0.14,
        "gpt4_beta": 0.34,
        "gpt4_gamma": 0.54,
        "human_alpha": 0.15,
        "human_beta": 0.31,
    }.items():
        assert weights @ calibration.exposure[name] == pytest.approx(mean, abs=0.005)


def test_mobility(calibration: Calibration) -> None:
    np.testing.assert_allclose(calibration.mobility.sum(axis=1), 1.0, rtol=1e-14)
    assert (np.diag(calibration.mobility) == 0.0).all()
    assert (calibration.mobility >= 0.0).all()
    leaving = np.average(calibration.occupation_leave_rate, weights=calibration.occupation_jobs)
    assert leaving == pytest.approx(0.063, abs=0.003)  # CPS, weighted there with the jobs of 2018
    codes = calibration.occupation_codes
    top = np.argsort(-calibration.mobility[codes.index("15")])[:3]
    assert [codes[group] for group in top] == ["11", "43", "13"]


def test_cost_and_demand_add_up_in_every_sector(calibration: Calibration) -> None:
    cost = calibration.compensation_share + calibration.surplus_share + calibration.tax_share
    np.testing.assert_allclose(cost, 1.0, rtol=1e-14)
    domestic = [
        calibration.consumption_fraction,
        calibration.investment_fraction,
        calibration.government_fraction,
    ]
    closed = [
        calibration.closed_consumption_fraction,
        calibration.closed_investment_fraction,
        calibration.closed_government_fraction,
    ]
    np.testing.assert_allclose(np.sum([*domestic, calibration.export_fraction], axis=0), 1.0, rtol=1e-14)
    np.testing.assert_allclose(np.sum(closed, axis=0), 1.0, rtol=1e-14)
    for open_part, closed_part in zip(domestic, closed, strict=True):
        assert (open_part >= 0.0).all()
        assert (closed_part >= open_part - 1e-6).all()  # exports are added to it; printed to six digits


def test_demand_shares_and_fractions_are_the_same_table(calibration: Calibration) -> None:
    for name in ("consumption", "investment", "government", "export"):
        part = getattr(calibration, f"{name}_fraction") * calibration.value_added_share
        np.testing.assert_allclose(getattr(calibration, f"{name}_share"), part / part.sum(), atol=2e-5)


def test_national_accounts(calibration: Calibration) -> None:
    weights = calibration.value_added_share
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ calibration.compensation_share == pytest.approx(0.513, abs=0.002)  # BEA 2023
    built_up = 1.3 * calibration.sector_jobs * calibration.sector_wage / calibration.compensation_share
    assert 0.50 < (built_up @ calibration.compensation_share) / built_up.sum() < 0.54
    # 2023: exports 2.64 of 27.72 trillion, of which imported inputs are somewhat over a tenth
    assert 0.070 < weights @ calibration.export_fraction < 0.0953
    # shares of domestic demand, 28.5 trillion: consumption 18.82, investment 4.98, government 4.71
    assert weights @ calibration.closed_consumption_fraction == pytest.approx(0.660, abs=0.015)
    assert weights @ calibration.closed_investment_fraction == pytest.approx(0.175, abs=0.015)
    assert weights @ calibration.closed_government_fraction == pytest.approx(0.165, abs=0.015)


def test_firms(calibration: Calibration) -> None:
    np.testing.assert_allclose(
        calibration.sector_firms * calibration.sector_firm_size, 1000.0 * calibration.sector_jobs, rtol=1e-12
    )
    private = np.array([code != "92" for code in calibration.sector_codes])
    firms = calibration.sector_firms[private]
    assert 5535 < firms.sum() < 1.03 * 5535  # firms in several sectors count in each
    assert np.average(calibration.sector_entry_rate[private], weights=firms) == pytest.approx(
        0.094, abs=0.001
    )
    assert np.average(calibration.sector_exit_rate[private], weights=firms) == pytest.approx(0.088, abs=0.003)
    assert calibration.firm_size_firm_share.sum() == pytest.approx(1.0)
    assert calibration.firm_size_employment_share[-1] == pytest.approx(0.53)


def test_wealth_groups(calibration: Calibration) -> None:
    for kind in ("population", "networth", "equity", "business", "property", "deposits"):
        assert getattr(calibration, f"wealth_group_{kind}").sum() == pytest.approx(1.0)
    networth, equity = calibration.wealth_group_networth, calibration.wealth_group_equity
    assert networth[0] == pytest.approx(0.025)
    assert networth[3:].sum() == pytest.approx(0.317)
    assert networth[2:].sum() == pytest.approx(0.68)
    assert equity[2:].sum() == pytest.approx(0.871, abs=1e-4)


def test_compute_owners(calibration: Calibration) -> None:
    assert calibration.owner_gpus.sum() == pytest.approx(19.9)
    named = np.array([name != "Other" for name in calibration.owner_names])
    assert 1e4 * (calibration.owner_share[named] ** 2).sum() == pytest.approx(1280, abs=30)
    foreign = [
        name
        for name, home in zip(calibration.owner_names, calibration.owner_domestic, strict=True)
        if not home
    ]
    assert foreign == ["China"]


def test_income_tax_of_known_incomes(calibration: Calibration) -> None:
    widths = np.diff(calibration.tax_floor, append=np.inf)

    def tax(income: float) -> float:
        return float(calibration.tax_rate @ np.clip(income - calibration.tax_floor, 0.0, widths))

    assert tax(16_100) == 0.0
    assert tax(28_500) == pytest.approx(1_240)
    assert tax(66_500) == pytest.approx(1_240 + 0.12 * 38_000)
    assert (np.diff(calibration.tax_rate) > 0.0).all()


def test_scalars_agree_with_each_other(calibration: Calibration) -> None:
    scalars = calibration.scalars
    assert scalars["employed"] + scalars["unemployed"] == pytest.approx(scalars["labour_force"])
    assert scalars["unemployed"] / scalars["labour_force"] == pytest.approx(0.043, abs=0.0005)
    civilians = scalars["labour_force"] / scalars["participation_rate"]
    # the projection has people in institutions and the armed forces, too: a hundredth
    assert 1.0 < scalars["population"] / civilians < 1.02
    units = scalars["firms"] + 1_000.0 * calibration.sector_firms[calibration.role("government")]
    assert scalars["firms_and_units"] == pytest.approx(units, rel=1e-3)
    assert set(FIGURES) <= scalars.keys()


FAULTS = [
    ("tax_brackets.csv", None, "tax_brackets.csv: the table cannot be read (No such file or directory)."),
    ("tax_brackets.csv", "floor,rate\n", "tax_brackets.csv: the table has no rows."),
    ("tax_brackets.csv", "floor,rate\n0\n", "tax_brackets.csv: row 1 has 1 entries; the header has 2."),
    (
        "tax_brackets.csv",
        "floor,rate\n0,none\n",
        'tax_brackets.csv: rate is "none" in row 1; it must be a number.',
    ),
    (
        "tax_brackets.csv",
        "edge,rate\n0,0\n",
        "tax_brackets.csv: there is no column floor; its columns are edge, rate.",
    ),
    (
        "tax_brackets.csv",
        "floor,rate\n0,0\n0,0.1\n",
        "tax_brackets.csv: floor must begin with 0 and rise from row to row.",
    ),
    (
        "scalars.csv",
        "id,value,unit,source\npopulation,1e6,persons,here\n",
        "scalars.csv: there is no row firms_and_units.",
    ),
    ("words.csv", "id,text\ncountry,Utopia\n", "words.csv: there is no row adjective."),
]


@pytest.mark.parametrize(("table", "text", "sentence"), FAULTS)
def test_a_fault_in_a_table_is_one_sentence(
    tmp_path: Path, table: str, text: str | None, sentence: str
) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    if text is None:
        (tmp_path / "data" / table).unlink()
    else:
        (tmp_path / "data" / table).write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load(tmp_path / "data").firms_per_person  # noqa: B018  a figure that is missing is said when it is asked for
    assert str(caught.value) == f"{tmp_path / 'data'}/{sentence}"


def test_tables_that_do_not_fit_one_another_are_refused(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    staffing = tmp_path / "data" / "staffing.csv"
    staffing.write_text("\n".join(staffing.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")
    with pytest.raises(UserError, match=r"staffing\.csv: its rows must have the codes of .*sectors\.csv"):
        load(tmp_path / "data")


def test_a_part_that_two_sectors_play_is_refused(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    sectors = tmp_path / "data" / "sectors.csv"
    sectors.write_text(sectors.read_text(encoding="utf-8").replace(",education,", ",government,"), "utf-8")
    known = load(tmp_path / "data")
    with pytest.raises(UserError, match="2 sectors have the role government; it must be one"):
        known.role("government")
    with pytest.raises(UserError, match="0 sectors have the role education; it must be one"):
        known.role("education")


def test_every_table_says_source_and_licence() -> None:
    tables = sorted(DATA.glob("*.csv"))
    assert len(tables) >= 10
    for table in tables:
        notes = [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        assert any(line.startswith("# Licence: ") for line in notes), table.name
        assert any("ource" in line for line in notes), table.name


def test_loading_needs_no_data_frames() -> None:
    code = (
        "import sys; from sim.base_year.calibration import load; load();"
        "print({'polars', 'pandas', 'networkx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
