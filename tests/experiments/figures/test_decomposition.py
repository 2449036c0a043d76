"""The parts of the change of employment add up to it."""

import numpy as np
import polars as pl
import pytest

from sim.experiments.figures.decomposition import PARTS, decompose, without_policies
from sim.scenario import Scenario


def macro(seed: int, months: int = 6) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    columns = ("employment", "displaced_jobs", "reinstated_jobs", "assisted_jobs", "entrant_jobs")
    figures = {column: 100.0 * rng.random(months) for column in columns}
    return pl.DataFrame({"month": np.arange(months), "year": np.arange(months) / 12.0, **figures})


def wide(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.pivot("part", index=["month", "year"], values="value")


def test_the_parts_add_up() -> None:
    parts = wide(decompose(macro(1), macro(2), macro(3)))
    total = parts["total"].to_numpy()
    assert parts.select(PARTS[1:]).sum_horizontal().to_numpy() == pytest.approx(total, abs=1e-9)
    assert total == pytest.approx((macro(1)["employment"] - macro(3)["employment"]).to_numpy())


def test_each_part_has_its_sign_and_source() -> None:
    story, plain, counterfactual = macro(1), macro(2), macro(3)
    parts = wide(decompose(story, plain, counterfactual))
    assert parts["displacement"].to_list() == (-plain["displaced_jobs"]).to_list()
    assert parts["reinstatement"].to_list() == plain["reinstated_jobs"].to_list()
    assert parts["assistance"].to_list() == (-plain["assisted_jobs"]).to_list()
    assert parts["entry"].to_list() == (plain["entrant_jobs"] - counterfactual["entrant_jobs"]).to_list()
    assert parts["policy"].to_list() == (story["employment"] - plain["employment"]).to_list()


def test_without_a_run_without_policies_they_have_no_part() -> None:
    assert wide(decompose(macro(1), macro(1), macro(3)))["policy"].to_list() == [0.0] * 6


def test_a_figure_that_was_not_computed_counts_as_none() -> None:
    story = macro(1).with_columns(displaced_jobs=pl.lit(None, pl.Float64))
    assert wide(decompose(story, story, macro(3)))["displacement"].to_list() == [0.0] * 6


def test_a_scenario_loses_its_policies_and_nothing_else() -> None:
    assert without_policies(Scenario.load("pessimistic")) is None
    with_tax = Scenario.load("pessimistic", ["policy.gpu_tax.tax_rate=0.2"])
    plain = without_policies(with_tax)
    assert plain is not None
    assert plain.name == "pessimistic without policies" == without_policies("pessimistic")
    assert plain.with_({"name": "pessimistic"}) == Scenario.load("pessimistic")
    assert without_policies(Scenario.load("pessimistic_ubi")) is not None
