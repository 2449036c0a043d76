"""The years from mid-2022: what is counted in a small economy, and what figures are made of it."""

import numpy as np
import pytest

from sim.errors import UserError
from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.forecasts.hindcast import HINDCAST, NO_AI, NO_RACE, hindcast
from sim.experiments.forecasts.measures import (
    DOLLARS,
    HOURS,
    hourly_rent,
    measures,
    relative_employment,
    spending,
    use_by_size,
)
from sim.experiments.forecasts.years import AGES, ALL_AGES, SERIES, SIZES, Observed, Starts, Years
from sim.scenario import Scenario

MONTHS = 48


def invented(*, exposed_young: float = 1.0, fleet_growth: float = 1.0) -> Observed:
    """Return a flat economy, but for the young in exposed occupations and the fleet."""
    flat = {
        "ai_firm_share": 0.18, "ai_employment_share": 0.32, "gpus": 1.0, "gpu_rent": 2.0 * HOURS * DOLLARS,
        "compute_investment": 300.0, "gdp": 30_000.0, "real_gdp": 30_000.0, "price_level": 1.0,
        "employment": 160.0, "unemployment_rate": 0.04,
    }  # fmt: skip
    series = np.tile([flat.get(name, 0.0) for name in SERIES], (MONTHS, 1))
    series[:, SERIES.index("gpus")] *= fleet_growth ** (np.arange(MONTHS) / 12.0)
    by_age = np.full((MONTHS, len(AGES) + 1, 2), 100.0)
    by_age[:, 0, 1] *= exposed_young
    by_size = np.tile([[100.0, 10.0], [50.0, 10.0], [20.0, 5.0], [10.0, 3.0], [0.0, 0.0]], (MONTHS, 1, 1))
    return Observed(series, by_age, by_size)


def test_every_record_is_measured_and_nothing_else() -> None:
    found = measures([invented()], [invented()])
    assert sorted(found) == sorted(one.id for one in read_numbers("hindcast"))


def test_figures_follow_from_what_was_counted() -> None:
    with_ai, without = [invented(exposed_young=0.8, fleet_growth=3.0)] * 2, [invented()] * 2
    found = measures(with_ai, without)
    assert found["hindcast.exposed_22_25_2025"] == pytest.approx(-20.0)
    assert found["hindcast.exposed_22_25_2026"] == pytest.approx(100.0 * np.log(0.8))
    assert found["hindcast.exposed_41_49_2026"] == pytest.approx(0.0)
    assert found["hindcast.gpus_growth"] == pytest.approx(3.0)
    assert found["hindcast.spending_2024"] == pytest.approx(1.0)
    assert found["hindcast.rent_2025_10"] == pytest.approx(2.0)
    assert found["hindcast.use_2026"] == pytest.approx(18.0)
    assert found["hindcast.use_smallest_2025"] == pytest.approx(10.0)
    assert found["hindcast.productivity"] == pytest.approx(0.0)


def test_shares_of_a_class_are_of_all_firms_of_all_runs() -> None:
    other = invented()
    other.by_size[:, 4] = [4.0, 1.0]  # the only firms of the class
    assert use_by_size([invented(), other])[0].tolist() == pytest.approx([10.0, 20.0, 25.0, 30.0, 25.0])
    assert spending([invented()]).shape == hourly_rent([invented()])[0].shape == (MONTHS,)


def test_a_class_without_firms_is_not_measured() -> None:
    assert np.isnan(use_by_size([invented()])[:, -1]).all()
    assert np.isnan(measures([invented()], [invented()])["hindcast.use_largest_2026"])


def test_employment_is_relative_to_others_and_to_the_path_without_ai() -> None:
    shrunken = invented()
    shrunken.by_age[:, :, :] *= 0.9  # fewer of everybody, exposed or not
    found = relative_employment([shrunken], [invented()], 40)
    assert list(found) == [*AGES, ALL_AGES]
    assert list(found.values()) == pytest.approx([0.0] * len(found))


def test_a_hindcast_without_ai_or_seeds_is_refused() -> None:
    with pytest.raises(UserError, match=r"compute\.enabled is false"):
        hindcast("baseline", seeds=1, progress=False)
    with pytest.raises(UserError, match="at least 1"):
        hindcast(seeds=0, progress=False)


def test_the_scenario_of_mid_2022_says_what_was_known_then() -> None:
    then, now = Scenario.load("hindcast_2022"), Scenario.load("neutral")
    assert then.compute.enabled
    assert then.compute.gpus_start < 0.1 * now.compute.gpus_start
    assert then.adoption.initial_share < now.adoption.initial_share
    assert then.compute.gpu_price > now.compute.gpu_price
    assert then.run.burn_in_months == now.run.burn_in_months


@pytest.fixture(scope="module")
def small() -> dict[str, Observed]:
    scenario = Scenario.load("hindcast_2022").with_(
        {"run.people": 2_000, "run.months": 3, "run.burn_in_months": 4, "records.distribution_every": 12}
    )
    arms = ((HINDCAST, scenario), (NO_AI, scenario.with_({"compute.enabled": False})))
    return Years(arms, 7001).run()


def test_everybody_employed_is_counted_once_by_exposure(small: dict[str, Observed]) -> None:
    for seen in small.values():
        people = seen.by_age[:, -1].sum(axis=1)
        scale = seen.of("employment")[0] / people[0]
        np.testing.assert_allclose(people * scale, seen.of("employment"), rtol=1e-9)
        ages = seen.by_age[:, : len(AGES)].sum(axis=(1, 2))
        assert ((ages > 0.4 * people) & (ages < people)).all()  # those of 22 to 49 are most of the employed


def test_users_of_ai_are_the_share_that_the_tables_have(small: dict[str, Observed]) -> None:
    seen = small[HINDCAST]
    counts = seen.by_size.sum(axis=1)
    assert len(SIZES) == seen.by_size.shape[1]
    assert (seen.by_size[..., 1] <= seen.by_size[..., 0]).all()
    # firms without employees and units of government are in one count only
    assert counts[0, 1] / counts[0, 0] == pytest.approx(seen.of("ai_firm_share")[0], abs=0.05)
    # a month after the start: what wears out in it is lost, and at most a quarter of the fleet is ordered
    assert 0.6 * (1.0 - 1.0 / 60.0) <= seen.of("gpus")[0] <= 0.6 * 1.25
    assert not small[NO_AI].by_size[..., 1].any()


def test_arms_have_one_past_and_the_start_says_where_it_leads(small: dict[str, Observed]) -> None:
    first = [seen.of("unemployment_rate")[0] for seen in small.values()]
    assert first[0] == pytest.approx(first[1], abs=0.005)  # one month of AI
    scenario = Scenario.load("hindcast_2022").with_({"run.people": 2_000, "run.burn_in_months": 4})
    start = Starts(scenario, 7001).run()
    assert start.seed == 7001
    assert start.unemployment == pytest.approx(100.0 * first[1], abs=1.5)  # a quarter before, of 1,236 people


@pytest.mark.slow
def test_a_hindcast_keeps_the_seeds_that_stand_nearest() -> None:
    result = hindcast(people=1_000, seeds=1, tried=2, processes=1, progress=False)
    distance = {start.seed: abs(start.unemployment - 3.6) for start in result.starts}
    assert result.seeds == (min(distance, key=lambda seed: distance[seed]),)
    assert set(result.years) == {HINDCAST, NO_RACE, NO_AI}
    assert result.path(NO_AI, "real_gdp").shape == (1, 48)
    assert [one.id for one in result.findings] == [one.id for one in result.known_then]
