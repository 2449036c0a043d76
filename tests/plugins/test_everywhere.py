"""A policy, a rule and an indicator of one's own do their work wherever runs are done."""

import polars as pl
import pytest

from sim.errors import ScenarioError
from sim.experiments.compare.compare import compare
from sim.experiments.lab.results import load_policy_comparison
from sim.experiments.lab.run import compare_policies
from sim.experiments.lab.study import load_study
from sim.experiments.run.run import load_results, resume, run
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.results import open_sweep
from sim.experiments.sweep.run import run_sweep
from sim.parameters.rules import SLOTS, rule_names
from sim.report.policies.page import compose_policies
from sim.report.sweeps.page import compose_sweeps
from sim.rules.slots import find
from sim.scenario import Scenario

POLICY = [{"kind": "compute_dividend", "share": 0.5}]
RULE = {"rule": "adaptive_wages", "speed": 0.3}
FILES = ("compute_dividend.py", "adaptive_wages.py", "rockets_and_feathers.py", "tightness.py")
PRICING = {"rule": "rockets_and_feathers", "down": 0.02}


@pytest.fixture(scope="module")
def story(use, examples):
    files = [examples / name for name in FILES]
    return use(*files, policy=POLICY, rules__wages=RULE, rules__pricing=PRICING, name="mine")


@pytest.fixture(scope="module")
def alone(story):
    return run(story, progress=False)


def test_a_run_has_the_column_the_policy_and_the_manifest(alone, story, tmp_path):
    groups = alone.frames["occupations"].group_by("month", maintain_order=True)
    sums = groups.agg(pl.col("vacancies").sum(), pl.col("unemployed").sum())
    assert (sums["unemployed"] > 0.0).all()
    expected = (sums["vacancies"] / sums["unemployed"]).to_list()
    assert alone.macro["tightness"].to_list() == pytest.approx(expected, rel=1e-9)
    assert alone.policies["policy"].unique().to_list() == ["compute_dividend"]
    assert alone.policies["cost"][-1] > 0.0
    known = [{"name": plugin.name, "sha256": plugin.sha256} for plugin in story.plugins]
    assert alone.manifest["plugins"] == known
    alone.write(tmp_path / "run")
    read = load_results(tmp_path / "run")
    assert read.macro.equals(alone.macro)
    assert [plugin.name for plugin in read.scenario.plugins] == list(FILES)


def test_a_comparison_on_two_processes(story, alone):
    base = Scenario.load("baseline", plugins=list(story.plugins)).with_(
        {"run.burn_in_months": story.run.burn_in_months}
    )
    sizes = {"people": 1_000, "months": 6}
    found = compare(story, counterfactual=base, seeds=2, processes=2, progress=False, **sizes)
    assert found.runs["mine", 1].macro.equals(alone.macro)
    assert found.frame()["tightness"].null_count() == 0  # the counterfactual has the plugins too
    assert found.bands("tightness").height == 2 * 6


def test_a_plugin_changes_the_results_and_one_that_is_not_used_does_not(alone, story, use, examples):
    plain = run(use(name="mine"), progress=False)
    idle = run(use(*(examples / name for name in FILES), name="mine"), progress=False)
    assert idle.macro.drop("tightness").equals(plain.macro)
    assert not alone.macro.drop("tightness").equals(plain.macro)


def test_packages_hold_policies_of_plugins_on_two_processes(use, examples, tmp_path):
    files = [examples / name for name in ("compute_dividend.py", "tightness.py")]
    mine = use(*files, name="mine", **{"run.months": 24})
    lines = ["compute_dividend:share=0/0.5,financed_by=capital_tax", "ubi:amount=100"]
    other = use(name="other", **{"run.months": 24})
    options = {"replicates": 2, "processes": 2, "people": 1_000, "figures": ["tightness", "gpu_worker_ratio"]}
    found = compare_policies([mine, other], lines, progress=False, **options)
    assert found.packages[1].label == "Compute dividend 50 % paid by capital income"
    assert found.arms()["size_zero"].to_list() == [True, True, False, False]
    costs = found.policy_costs().filter(pl.col("policy") == found.packages[1].name)
    assert (costs["cost"] > 0.0).all()
    assert set(costs["story"]) == {"mine", "other"}
    found.write(tmp_path)
    read = load_policy_comparison(tmp_path)
    assert read.effects().equals(found.effects())
    assert [one.tables for one in read.packages] == [one.tables for one in found.packages]
    tightness = found.values.filter(measure="tightness")
    assert set(tightness["story"]) == {"mine", "other", "baseline"}
    assert "No AI" in compose_policies(found).split('id="years-mine-tightness')[1].split("</figure>")[0]


SWEEP = """
plugins = ["compute_dividend.py", "adaptive_wages.py", "rockets_and_feathers.py", "tightness.py"]
scenario = "pessimistic"
people = 1000
months = 6
burn_in_months = 2
replicates = 1
outputs = ["tightness"]
series = ["macro.tightness"]
[set]
rules.pricing = "rockets_and_feathers"
[[factor]]
key = "rules.wages"
name = "wage_rule"
values = ["phillips_curve", "adaptive_wages"]
[[factor]]
key = "policy.compute_dividend.share"
values = [0.0, 0.5]
"""


@pytest.fixture
def sweep_file(examples, tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes((examples / name).read_bytes())
    file = tmp_path / "mine.toml"
    file.write_text(SWEEP, encoding="utf-8")
    return file


def check(results):
    runs = results.runs
    assert results.failures().is_empty()
    assert runs.height == 4
    assert runs["real_median_income"].n_unique() == 4
    assert runs["tightness"].is_finite().all()
    assert runs["tightness"].min() > 0
    assert results.series().collect()["tightness"].null_count() == 0
    assert results.runs["tightness_effect"].null_count() == 0  # the counterfactual has the plugins too
    words = open_sweep(results.folder).words("tightness")  # read without the programs
    assert (words.label, words.unit, words.digits) == ("Tightness", "openings a person", 2)
    assert "Tightness" in compose_sweeps([results])


def test_a_sweep_on_two_processes(sweep_file, tmp_path):
    sweep = Sweep.load(sweep_file)
    results = run_sweep(sweep, out=tmp_path / "out", processes=2, progress=False)
    check(results)
    written = (tmp_path / "out" / "sweep.json").read_text(encoding="utf-8")
    assert sweep.plugins[0].sha256 in written
    assert "class ComputeDividend" not in written
    wages = tmp_path / "adaptive_wages.py"
    wages.write_text(wages.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    edited = run_sweep(Sweep.load(sweep_file), out=tmp_path / "out", processes=2, progress=False)
    assert edited.status().finished == 4 + 2
    assert edited.status().outdated == 4 + 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Dask about itself
def test_a_cluster_whose_workers_do_not_have_the_files(sweep_file, tmp_path, start_cluster):
    sweep = Sweep.load(sweep_file)
    for name in FILES:
        (tmp_path / name).unlink()
    address, _ = start_cluster(1)
    check(run_sweep(sweep, out=tmp_path / "out", dask=address, progress=False))


def test_the_command_takes_plugins(tenfold, examples, tmp_path):
    mine = [part for name in FILES for part in ("--plugin", examples / name)]
    small = ["--people", 1000, "--months", 4, "--set", "run.burn_in_months=1"]
    chosen = ["--set", "rules.wages=adaptive_wages", "--set", "policy.compute_dividend.share=0.5"]
    status, _, error = tenfold("run", "neutral", *small, *mine, *chosen, "--out", tmp_path / "run")
    assert status == 0, error
    table = pl.read_parquet(tmp_path / "run" / "macro.parquet")
    assert "tightness" in table.columns
    status, out, _ = tenfold("sources", "neutral", *mine, *chosen)
    assert status == 0
    assert "policy.compute_dividend.share" in out
    assert "rules.wages.adaptive_wages.speed" in out
    status, _, error = tenfold("run", "neutral", "--plugin", tmp_path / "none.py")
    sentence = f"{tmp_path / 'none.py'}: the plugin cannot be read (No such file or directory)."
    assert (status, error) == (2, f"tenfold: {sentence}\n")


def test_an_interrupted_run_goes_on_with_its_plugins(story, alone, tmp_path, monkeypatch):
    from sim.experiments.run import run as run_module

    folder = tmp_path / "run"

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "collect", stop)
        with pytest.raises(KeyboardInterrupt):
            run(story, out=folder, checkpoint_every=2, progress=False)
    assert resume(folder, progress=False).macro.equals(alone.macro)


@pytest.mark.parametrize("name", FILES)
def test_every_example_is_a_plugin_that_runs(examples, use, name):
    scenario = use(examples / name)
    found = scenario.extensions
    assert found.policies or found.rules or found.indicators
    chosen = {f"rules.{slot}": rule for slot, rule in found.rules}
    policies = [{"kind": kind} for kind in found.policies]
    results = run(scenario.with_({**chosen, "policy": policies}), progress=False)
    assert results.macro.height == 6
    assert Scenario.load("neutral", plugins=[examples / name]).plugins == scenario.plugins


def test_the_page_on_extending_names_every_example_and_every_slot(examples):
    page = (examples.parents[1] / "docs" / "extending.md").read_text(encoding="utf-8")
    for file in examples.glob("*.py"):
        assert f"`examples/plugins/{file.name}`" in page
    for slot in SLOTS:
        (contract,) = {
            kind for kind in find(slot, rule_names(slot)[0]).__mro__ if kind.__module__ == f"sim.rules.{slot}"
        }
        assert f"| `{slot}` | `{contract.__module__}.{contract.__name__}` |" in page


def test_a_study_names_plugins_for_its_stories_and_packages(examples, tmp_path):
    (tmp_path / "mine.py").write_bytes((examples / "compute_dividend.py").read_bytes())
    study = tmp_path / "study.toml"
    study.write_text(
        'plugins = ["mine.py"]\nstories = ["neutral"]\npolicies = ["compute_dividend:share=0.1/0.2"]\n',
        encoding="utf-8",
    )
    found = load_study(study)
    assert [plugin.name for plugin in found.stories[0].plugins] == ["mine.py"]
    assert [package.policies[0].share for package in found.packages] == [0.1, 0.2]
    study.write_text('plugins = ["none.py"]\nstories = ["neutral"]\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"study\.toml: none\.py: the plugin cannot be read"):
        load_study(study)
