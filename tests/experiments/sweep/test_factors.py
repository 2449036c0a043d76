"""Factors: values of distributions and lists, scales, and every error sentence."""

import math
import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.factors import Factor
from sim.experiments.sweep.run import Sweep
from sim.scenario import built_in_names

EITHER = "give it either values, or low and high, or a distribution, or tables [[factor.option]]"
UNIFORM = {"key": "compute.oversight", "distribution": "uniform", "low": 0.0, "high": 0.5}
LOG = {"key": "compute.gpu_worker_ratio", "distribution": "loguniform", "low": 0.5, "high": 50.0}


@given(st.floats(0.0, 1.0))
def test_values_lie_within_the_range_and_come_back(place):
    for table in (UNIFORM, LOG):
        factor = Factor(**table)
        value = factor.at(place)
        assert factor.low <= value <= factor.high
        assert factor.to_unit(factor.from_unit(place)) == pytest.approx(place, abs=1e-4)


def test_quantiles_of_each_distribution():
    assert Factor(**UNIFORM).at(0.5) == 0.25
    assert Factor(**LOG).at(0.5) == 5.0
    whole = Factor(key="government.benefit_months", distribution="integers", low=3.0, high=6.0)
    assert [whole.at(q) for q in (0.0, 0.24, 0.26, 0.99, 1.0)] == [3, 3, 4, 6, 6]
    normal = Factor(key="compute.oversight", distribution="normal", mean=0.2, sd=0.1, low=0.0)
    assert normal.at(0.5) == pytest.approx(0.2)
    assert normal.at(0.0) == 0.0
    assert normal.at(1.0) == pytest.approx(0.2 + 2.5758 * 0.1, abs=1e-4)


def test_a_normal_factor_may_be_bounded_at_zero_from_above():
    factor = Factor(key="wages.trend_inflation", distribution="normal", mean=-0.01, sd=0.01, high=0.0)
    assert factor.at(1.0) == 0.0


def test_values_are_short_so_that_libraries_agree_on_them():
    value = Factor(**LOG).at(1.0 / 3.0)
    assert value == float(f"{value:.6g}")


def test_grid_of_a_distribution_has_both_ends_and_of_a_list_all_values():
    assert Factor(**UNIFORM, levels=3).grid() == [0.0, 0.25, 0.5]
    assert Factor(key="scenario", values=["neutral", "bakery"]).grid() == ["neutral", "bakery"]


def test_an_elasticity_is_varied_by_its_inverse_up_to_infinity():
    key = {"key": "supply.land_elasticity", "inverse": True}
    factor = Factor(**key, distribution="uniform", low=0, high=2)
    assert factor.column == "inverse_land_elasticity"
    assert [factor.given(value) for value in factor.grid()] == [math.inf, 2.0, 1.0, 1.0 / 1.5, 0.5]
    with pytest.raises(ValueError, match="inverse = true needs numbers that are not negative"):
        Factor(**key, distribution="uniform", low=-1, high=2)


def test_names_and_words():
    assert Factor(**LOG).column == "gpu_worker_ratio"
    assert Factor(**LOG).words == "GPU worker ratio"
    assert Factor(**LOG, name="kappa", label="the ratio").column == "kappa"
    assert Factor(**LOG, label="the ratio").words == "the ratio"


@pytest.mark.parametrize(
    ("key", "shared"),
    [
        ("compute.oversight", False),
        ("adoption.speed", False),
        ("policy.universal_basic_income.amount", False),
        ("population.training_cut", False),
        ("wages.phillips_slope", True),
        ("households.sector_elasticity", True),
    ],
)
def test_the_counterfactual_shares_what_matters_without_ai(key, shared):
    factor = Factor(key=key, values=[0.1, 0.2])
    assert factor.applies_without_ai is shared
    assert Factor(key=key, values=[0.1, 0.2], counterfactual=not shared).applies_without_ai is not shared


def test_two_ends_alone_mean_anything_between_them_alike():
    assert Factor(key="compute.oversight", low=0.1, high=0.5) == Factor(
        key="compute.oversight", low=0.1, high=0.5, distribution="uniform"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"low": None}, "the distribution uniform needs low and high, with low below high"),
        ({"low": 0.6}, "the distribution uniform needs low and high, with low below high"),
        ({"distribution": "loguniform"}, "the distribution loguniform needs low above 0"),
        ({"distribution": "integers"}, "the distribution integers needs whole numbers as low and high"),
        ({"distribution": "normal"}, "a normal distribution needs mean and sd, with sd above 0"),
        ({"values": [1, 2]}, EITHER),
        ({"distribution": None, "low": None}, EITHER),
        ({"distribution": None, "sd": 1.0}, EITHER),
        (
            {"distribution": "gaussian"},
            'distribution is "gaussian"; it must be one of "uniform", "loguniform"',
        ),
        ({"lo": 1}, 'has no key "lo"; the nearest is low'),
        ({"key": "options"}, 'tables [[factor.option]] go with key = "options", and the other way round'),
        ({"scale": "log"}, "a logarithmic scale needs numbers above 0"),
        ({"distribution": None, "values": 3}, "values: it is 3; it must be a list"),
        ({"distribution": None, "values": [1, [2]]}, "values: a list is not a number, flag or text"),
        ({"distribution": None, "values": [float("nan")]}, "values: nan is not a finite number"),
        ({"distribution": None, "values": [1, 2, 1]}, "a value is there twice"),
    ],
)
def test_a_mistake_in_a_factor_is_one_sentence(change, sentence):
    table = {key: value for key, value in {**UNIFORM, **change}.items() if value is not None}
    with pytest.raises(ScenarioError) as caught:
        Sweep.from_tables({"factor": [table]}, "mine.toml")
    assert str(caught.value).startswith("mine.toml: factor ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"factor": []}, "there is no [[factor]]; a sweep needs at least one"),
        ({"factor": 3}, "factor is 3; it must be a list of tables, each under [[factor]]"),
        ({"factor": [UNIFORM, UNIFORM]}, "two factors are called oversight; give one of them another name"),
        (
            {"factor": [{**UNIFORM, "name": "seed"}]},
            "a factor cannot be called seed, which is a column of the results; give it another name",
        ),
        ({"design": "gridd"}, 'design is "gridd"; it must be one of "grid", "random"'),
        ({"design": "adaptive"}, "the design adaptive needs exactly two numeric factors"),
        (
            {"design": "sobol_indices", "points": 100},
            "points is 100; the design sobol_indices needs a power of 2",
        ),
        ({"replicates": 0}, "replicates is 0; it must be a whole number from 1 to 10,000 (runs)"),
        ({"peple": 2000}, 'outside the sections there is no key "peple"; the nearest is people'),
        ({"outputs": ["macro.gpd"]}, 'outputs: there is no figure "macro.gpd"; the nearest is gdp'),
        ({"outputs": ["sectors.price"]}, 'outputs: "sectors.price" has several rows a month'),
        ({"flip": [{"name": "a", "output": "b"}]}, "flip a: give it either above or below"),
        (
            {"flip": [{"name": "a", "output": "employment_efect", "below": 0}]},
            'flip a: there is no output "employment_efect"; the nearest is employment_effect',
        ),
        ({"dask": {"address": "a", "slurm": {"queue": "b"}}}, "dask: give it one of address, scheduler_file"),
        ({"name": "../../../x"}, "name: it is '../../../x'; a name is not empty, has no / and no"),
        ({"name": ".hidden"}, "does not begin with a dot"),
        ({"outputs": ["gdp", " gdp"]}, 'outputs: "gdp" is there twice'),
        ({"series": [3]}, "series: it has 3; it must be a list of names"),
        ({"factor": [{"key": "compute.gpu_worker_ratio", "values": [1, 1.0]}]}, "a value is there twice"),
        (
            {"factor": [{**UNIFORM, "name": name, "levels": 1000} for name in ("a", "b", "c")]},
            "these are 3,000,000,000 runs; 2,000,000 is the most",
        ),
        ({"limits": {"memory_gb": -1}}, "limits.memory_gb is -1; it must be a number from 0.1"),
    ],
)
def test_a_mistake_in_a_sweep_is_one_sentence(change, sentence):
    with pytest.raises(ScenarioError) as caught:
        Sweep.from_tables({"factor": [UNIFORM], **change}, "mine.toml")
    assert str(caught.value).startswith("mine.toml: ")
    assert sentence in str(caught.value)


def test_a_sweep_that_does_not_exist_is_refused_with_the_nearest_name():
    with pytest.raises(ScenarioError, match="the nearest built-in sweep is phase_diagram"):
        Sweep.load("phase_diagran")


@pytest.mark.parametrize("name", built_in_names("sweep"))
def test_built_in_sweeps_come_back_from_their_own_text(name):
    import tomllib

    sweep = Sweep.load(name)
    assert sweep.title
    assert sweep.question
    assert Sweep.from_tables(tomllib.loads(sweep.to_toml())) == sweep


def test_a_scenario_beside_the_file_is_found(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'based_on = "neutral"\n[compute]\noversight = 0.33\n', encoding="utf-8"
    )
    text = 'scenario = "mine.toml"\n[[factor]]\nkey = "compute.gpu_worker_ratio"\nvalues = [1, 2]\n'
    (tmp_path / "sweep.toml").write_text(text, encoding="utf-8")
    sweep = Sweep.load(tmp_path / "sweep.toml", ["compute.task_elasticity=0.7"])
    assert sweep.scenario == str(tmp_path / "mine.toml")
    assert sweep.set == {"compute.task_elasticity": 0.7}
    assert sweep.name == "sweep"


@pytest.mark.parametrize("key", ["scenario", "counterfactual"])
def test_a_name_that_no_scenario_can_have_is_refused(tmp_path, key):
    text = f'{key} = "{"x" * 5_000}"\n[[factor]]\nkey = "compute.gpu_worker_ratio"\nvalues = [1, 2]\n'
    (tmp_path / "sweep.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=rf"sweep\.toml: {key}"):
        Sweep.load(tmp_path / "sweep.toml")


def test_numbers_of_numpy_and_blanks_around_names_are_taken():
    ratios = {"key": "compute.gpu_worker_ratio", "values": np.geomspace(1.0, 8.0, 4), "levels": np.int64(5)}
    sweep = Sweep.from_tables({"factor": [ratios], "points": np.int32(8), "series": (" macro.gdp ",)})
    assert sweep.factor[0].values == pytest.approx((1.0, 2.0, 4.0, 8.0))
    assert {type(value) for value in sweep.factor[0].values} == {float}
    assert (sweep.points, sweep.series) == (8, ("macro.gdp",))
    assert sweep.with_(replicates=np.int64(2), people=np.uint32(2_000)).runs == 8
    assert Sweep.from_tables(tomllib.loads(sweep.to_toml())) == sweep


@pytest.mark.parametrize(
    ("design", "more", "runs"),
    [
        ("grid", {}, 9 * 3),
        ("random", {"points": 10}, 10 * 3),
        ("morris", {"points": 10}, 10 * 3 * 3),
        ("sobol_indices", {"points": 8}, 8 * 4 * 3),
    ],
)
def test_runs_are_counted_as_they_are_laid_out(design, more, runs):
    factors = [{**UNIFORM, "name": name, "levels": 3} for name in "ab"]
    sweep = Sweep.from_tables({"factor": factors, "design": design, "replicates": 3, **more})
    assert sweep.runs == 3 * len(lay_out(sweep)) == runs
