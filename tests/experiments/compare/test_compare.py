"""Stories against a counterfactual: pairing, intervals, decomposition."""

from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.compare.compare import Comparison, compare
from sim.experiments.figures.decomposition import PARTS, WEIGHTS
from sim.experiments.figures.headlines import HEADLINES, RATIOS
from sim.experiments.figures.statistics import interval
from sim.records.figures import OF_OWN_PATHS
from sim.records.tables import read_results
from sim.scenario import Scenario

MONTHS = 15
SMALL = {"run.people": 2_000, "run.months": MONTHS, "run.burn_in_months": 3}


def small(name: str, /, **other: object) -> Scenario:
    return Scenario.load(name).with_({**SMALL, **other})


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    stories = [small("pessimistic"), small("pessimistic_ubi")]
    return compare(stories, counterfactual=small("baseline"), seeds=2, processes=2, policy_effect=True)


def test_every_scenario_runs_on_every_seed(comparison: Comparison) -> None:
    assert comparison.stories == ("pessimistic", "pessimistic_ubi")
    assert comparison.counterfactual == "baseline"
    names = ["baseline", "pessimistic", "pessimistic_ubi", "pessimistic_ubi without policies"]
    assert list(comparison.runs) == [(name, seed) for name in names for seed in (1, 2)]
    for (name, seed), results in comparison.runs.items():
        assert (results.scenario.name, results.seed) == (name, seed)


def test_processes_do_not_change_a_bit(comparison: Comparison) -> None:
    alone = compare(small("pessimistic"), counterfactual=small("baseline"), seeds=1, processes=1)
    for key, results in alone.runs.items():
        for name, frame in results.frames.items():
            assert frame.equals(comparison.runs[key].frames[name]), (key, name)


def test_a_twin_of_the_counterfactual_differs_in_nothing() -> None:
    twin = compare(small("baseline", name="twin"), counterfactual=small("baseline"), seeds=2, processes=1)
    for column in ("employment", "real_gdp", "income_gini", "price_level"):
        paired = twin.paired(column)
        assert paired.height == MONTHS
        assert paired.select("mean", "low", "high").to_numpy() == pytest.approx(0.0, abs=0.0)
    story = twin.own_paths.filter(pl.col("scenario") == "twin")
    assert story.height == 2 * len(OF_OWN_PATHS)
    assert story["value"].to_list() == [0.0] * story.height


def test_the_frame_of_all_runs_is_long(comparison: Comparison) -> None:
    macro = comparison.frame("macro")
    assert macro.columns[:4] == ["scenario", "seed", "month", "year"]
    assert macro.height == 4 * 2 * MONTHS
    one = macro.filter(pl.col("scenario") == "pessimistic", pl.col("seed") == 2).drop("scenario", "seed")
    assert one.equals(comparison.runs["pessimistic", 2].macro)


def test_bands_are_intervals_over_seeds(comparison: Comparison) -> None:
    bands = comparison.bands("unemployment_rate")
    assert bands["scenario"].unique(maintain_order=True).to_list() == [
        "baseline",
        "pessimistic",
        "pessimistic_ubi",
    ]
    row = bands.filter(pl.col("scenario") == "pessimistic", pl.col("month") == 9).row(0, named=True)
    values = [comparison.runs["pessimistic", seed].macro["unemployment_rate"][9] for seed in (1, 2)]
    assert (row["mean"], row["low"], row["high"]) == pytest.approx(interval(values))


def test_differences_are_taken_seed_by_seed(comparison: Comparison) -> None:
    paired = comparison.paired("employment", relative=True)
    assert paired["scenario"].unique(maintain_order=True).to_list() == ["pessimistic", "pessimistic_ubi"]
    row = paired.filter(pl.col("scenario") == "pessimistic", pl.col("month") == 14).row(0, named=True)
    values = [
        comparison.runs["pessimistic", seed].macro["employment"][14]
        / comparison.runs["baseline", seed].macro["employment"][14]
        - 1.0
        for seed in (1, 2)
    ]
    assert (row["mean"], row["low"], row["high"]) == pytest.approx(interval(values))


def test_one_row_of_a_table_is_picked_by_name(comparison: Comparison) -> None:
    titles = comparison.runs["baseline", 1].sectors["sector"].unique(maintain_order=True)
    bands = comparison.bands("employment", table="sectors", where={"sector": titles[3]})
    assert bands.height == 3 * MONTHS
    with pytest.raises(UserError, match="several rows a month"):
        comparison.bands("employment", table="sectors")


def test_wrong_names_list_the_right_ones(comparison: Comparison) -> None:
    with pytest.raises(
        UserError, match=r"no column 'employd'; its columns are month, year, unemployment_rate"
    ):
        comparison.paired("employd")
    with pytest.raises(UserError, match=r"no table 'macros'; the tables are macro, "):
        comparison.frame("macros")


def test_headlines_are_means_of_the_last_year(comparison: Comparison) -> None:
    table = comparison.headline()
    counts = dict(table.group_by("scenario").len().iter_rows())
    assert counts == {
        "baseline": len(HEADLINES) + len(OF_OWN_PATHS),
        "pessimistic": len(HEADLINES) + len(OF_OWN_PATHS) + len(RATIOS),
        "pessimistic_ubi": len(HEADLINES) + len(OF_OWN_PATHS) + len(RATIOS),
    }
    row = table.filter(pl.col("scenario") == "pessimistic", pl.col("measure") == "labour_share").row(
        0, named=True
    )
    window = MONTHS // 2
    values = [
        100.0 * comparison.runs["pessimistic", s].macro["labour_share"].tail(window).mean() for s in (1, 2)
    ]
    assert (row["mean"], row["low"], row["high"]) == pytest.approx(interval(values))


def test_the_realised_ratio_is_jobs_for_each_gpu_in_use(comparison: Comparison) -> None:
    ratios = comparison.realised_ratio()
    assert ratios.height == 2 * 3 * 2 * MONTHS
    here = pl.col("scenario") == "pessimistic"
    last = ratios.filter(here, pl.col("month") == MONTHS - 1, pl.col("gpus") == "used")
    found: dict[str, list[float]] = {"counted": [], "gross": [], "net": []}
    for seed in (1, 2):
        story = comparison.runs["pessimistic", seed].macro.row(-1, named=True)
        base = comparison.runs["baseline", seed].macro.row(-1, named=True)["employment"]
        taken = story["displaced_jobs"] + story["assisted_jobs"]
        effort = story["employment"] + taken - story["reinstated_jobs"]
        for measure, jobs in (
            ("counted", taken),
            ("gross", taken / effort * base),
            ("net", base - story["employment"]),
        ):
            found[measure].append(jobs / story["gpus_used"])
    means = {measure: np.mean(values) for measure, values in found.items()}
    assert dict(last.select("measure", "mean").iter_rows()) == pytest.approx(means)
    assert means["gross"] > 0.0


def test_the_peak_of_the_ratio_is_its_highest_year(comparison: Comparison) -> None:
    years, peaks = comparison.realised_ratio(by_year=True), comparison.peak_ratio()
    assert peaks.height == 2 * 3 * 2
    for row in peaks.iter_rows(named=True):
        same = years.filter(pl.col(key) == row[key] for key in ("scenario", "measure", "gpus"))
        assert row["mean"] == same["mean"].max()
    table = comparison.headline().filter(pl.col("scenario") == "pessimistic")
    figures = dict(table.select("measure", "mean").iter_rows())
    for measure in ("gross", "net"):
        highest = peaks.filter(
            pl.col("scenario") == "pessimistic", pl.col("measure") == measure, pl.col("gpus") == "used"
        )
        assert figures[f"realised_ratio_{measure}_peak"] == pytest.approx(highest["mean"].item())
        assert figures[f"realised_ratio_{measure}_peak"] >= figures[f"realised_ratio_{measure}"] - 1e-12


def test_the_decomposition_adds_up_for_every_seed_and_in_the_mean(comparison: Comparison) -> None:
    for (by_seed, value), weights in product(((True, "value"), (False, "mean")), WEIGHTS):
        keys = ["scenario", *(["seed"] if by_seed else []), "month"]
        parts = comparison.decomposition(by_seed=by_seed, weights=weights)
        wide = parts.pivot("part", index=keys, values=value)
        parts = wide.select(PARTS[1:]).sum_horizontal().to_numpy()
        assert parts == pytest.approx(wide["total"].to_numpy(), abs=1e-9)
    total = comparison.decomposition().filter(pl.col("part") == "total")
    paired = comparison.paired("employment")
    assert total["mean"].to_list() == pytest.approx(paired["mean"].to_list())


def test_the_effect_of_policies_is_singled_out(comparison: Comparison) -> None:
    parts = comparison.decomposition(by_seed=True)
    policy = parts.filter(pl.col("part") == "policy")
    assert policy.filter(pl.col("scenario") == "pessimistic")["value"].abs().max() == 0.0
    with_policy = policy.filter(pl.col("scenario") == "pessimistic_ubi", pl.col("seed") == 1)
    expected = (
        comparison.runs["pessimistic_ubi", 1].macro["employment"]
        - comparison.runs["pessimistic_ubi without policies", 1].macro["employment"]
    )
    assert with_policy["value"].to_list() == expected.to_list()
    # without its policy the story is the plain one, and the same seed gives the same numbers
    plain = comparison.runs["pessimistic_ubi without policies", 1].macro
    assert plain.equals(comparison.runs["pessimistic", 1].macro)


def test_one_seed_has_no_interval() -> None:
    single = compare(small("neutral"), counterfactual=small("baseline"), seeds=1, processes=1)
    table = single.headline()
    assert table["low"].null_count() == table.height
    assert table["mean"].null_count() == 0


def test_a_comparison_is_written_whole(comparison: Comparison, tmp_path: Path) -> None:
    comparison.write(tmp_path / "out")
    frames, written = read_results(tmp_path / "out")
    assert frames["macro"].equals(comparison.frame("macro"))
    assert frames["own_paths"].equals(comparison.own_paths)
    assert {"headline", "realised_ratio", "decomposition", "occupations"} <= frames.keys()
    assert written["kind"] == "comparison"
    assert written["seeds"] == [1, 2]
    assert list(written["scenarios"]) == list(comparison.scenarios)


def test_stories_may_be_given_one_by_one_and_hold_the_counterfactual() -> None:
    base = small("baseline")
    mixed = compare(base, [small("neutral")], small("optimistic"), counterfactual=base, seeds=1, processes=1)
    assert mixed.stories == ("neutral", "optimistic")


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    base = small("baseline")
    with pytest.raises(UserError, match="nothing to compare with baseline"):
        compare(base, counterfactual=base)
    with pytest.raises(UserError, match=r"^the scenario neutral is named twice; leave one of them out\.$"):
        compare(small("neutral"), [small("neutral")], counterfactual=base)
    with pytest.raises(UserError, match="two different scenarios are called 'neutral'"):
        compare(small("neutral"), small("neutral", **{"compute.oversight": 0.2}), counterfactual=base)
    with pytest.raises(UserError, match=r"neutral: run\.months is 9, but it is 15 in baseline"):
        compare(small("neutral", **{"run.months": 9}), counterfactual=base)
    with pytest.raises(UserError, match="seeds is 0"):
        compare(small("neutral"), counterfactual=base, seeds=0)
    with pytest.raises(UserError, match="processes is 0"):
        compare(small("neutral"), counterfactual=base, processes=0)
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="is a file"):
        compare(small("neutral"), counterfactual=base, out=tmp_path / "file")
