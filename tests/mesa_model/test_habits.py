"""Habits of people who come from other tools: each works, or is refused in a sentence."""

import copy
import pickle
import subprocess
import sys

import mesa
import numpy as np
import pytest
from mesa import DataCollector

from sim import Economy, Scenario
from sim.compiling.programs import environment
from sim.errors import UserError
from sim.experiments.run.run import run
from sim.mesa_model import Firm, GPUProvider, Worker
from sim.simulation import Simulation

SMALL = {"people": 1_000, "burn_in_months": 0, "months": 6}


def small(**others) -> Economy:
    return Economy("pessimistic", **{**SMALL, **others})


class Union(mesa.Agent):
    """An agent that is no row of the economy."""

    def __init__(self, model) -> None:
        super().__init__(model)
        self.members = 10


@pytest.mark.parametrize(
    "branch",
    [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],
    ids=["copy", "deep", "pickle"],
)
def test_a_copy_of_an_economy_goes_on_by_itself_to_the_same_bits(branch) -> None:
    policies = {"policy": [{"kind": "universal_basic_income", "amount": 500.0, "start": 2}]}
    economy = small(**policies)
    Union.create_agents(economy, 2)
    economy.add_column(Worker, "note", 0)
    economy.step()
    other = branch(economy)
    other.workers.set("note", 1.5)
    for _ in range(3):
        other.step()
    assert economy.month == 1, "only the copy has moved"
    assert economy.workers[0].note == 0
    assert len(other.agents_by_type[Union]) == 2
    assert all(agent.model is other for agent in other.agents_by_type[Union])
    for _ in range(3):
        economy.step()
    assert economy.frames()["macro"].equals(other.frames()["macro"])
    assert np.array_equal(economy.state.workers.deposits, other.state.workers.deposits)


def test_a_pickled_economy_has_the_figures_of_its_own_data() -> None:
    economy = small()
    other = pickle.loads(pickle.dumps(economy.simulation))
    assert other.calibration.scalars == economy.simulation.calibration.scalars
    assert other.calibration.folder == economy.simulation.calibration.folder


def test_agents_of_ones_own_are_among_all_others() -> None:
    economy = small()
    Union.create_agents(economy, 3)
    ids = economy.agents.ids
    assert np.unique(ids).size == ids.size, "no two agents have one number"
    union = economy.agents_by_type[Union][0]
    assert union in economy.agents
    assert economy.agent(union.unique_id) is union
    assert len(economy.agents.select(agent_type=Union)) == 3
    assert len(economy.agents.select(agent_type=mesa.Agent)) == len(economy.agents)
    counts = economy.agents.groupby(type).count()
    assert counts[Union] == 3
    assert counts[Worker] == 1_000
    economy.datacollector = DataCollector(
        agent_reporters={"members": lambda agent: getattr(agent, "members", None)}
    )
    economy.step()
    assert economy.datacollector.get_agent_vars_dataframe()["members"].notna().sum() == 3
    union.remove()
    assert union not in economy.agents
    assert len(economy.agents.select(agent_type=Union)) == 2
    Union(economy)
    assert np.unique(economy.agents.ids).size == len(economy.agents), "a number is given once"
    with pytest.raises(KeyError):
        economy.agent(union.unique_id)


def test_a_column_of_ones_own_keeps_what_it_is_given() -> None:
    economy = small()
    economy.add_column(Worker, "savings", 0)
    first = economy.workers[0]
    for _ in range(10):
        first.savings += 0.4
    assert first.savings == pytest.approx(4.0)
    economy.workers.set("savings", 2.5)
    assert first.savings == 2.5


@pytest.mark.parametrize("initial", [False, np.zeros(1_000, bool)], ids=["one", "each"])
@pytest.mark.parametrize("value", [7, "no", 0.5, None])
def test_a_flag_takes_flags_only(initial, value) -> None:
    economy = small()
    economy.add_column(Worker, "flag", initial)
    with pytest.raises(UserError, match=r"flag is .* a flag, True or False"):
        economy.workers[0].flag = value
    assert economy.workers[0].flag is False


@pytest.mark.parametrize(
    ("dtype", "value"), [("int8", 300), ("int8", 0.5), ("uint16", -1), ("float32", 1e39)]
)
def test_a_typed_column_refuses_what_does_not_fit(dtype, value) -> None:
    economy = small()
    economy.add_column(Worker, "own", np.zeros(1_000, dtype))
    with pytest.raises(UserError, match="own is"):
        economy.workers.set("own", value)
    assert not economy.workers.values("own").any()


@pytest.mark.parametrize("kind", [mesa.Agent, Union, int])
def test_a_class_without_rows_has_no_columns(kind) -> None:
    with pytest.raises(UserError, match="must be one of Worker, GPUProvider, ModelOwner, Firm"):
        small().add_column(kind, "own", 0)


BAD_SEEDS = [-1, 2**40, 42.7, True, "x", float("nan"), None.__class__]


@pytest.mark.parametrize("seed", BAD_SEEDS)
def test_a_seed_is_checked_as_on_the_command_line(seed) -> None:
    with pytest.raises(UserError, match=r"seed is .*a whole number from 0 to 2147483647"):
        run("pessimistic", people=1_000, months=1, seed=seed, progress=False)
    with pytest.raises(UserError, match="seed is"):
        small(seed=seed)


def test_a_numpy_seed_is_the_python_one_and_a_generator_draws_one() -> None:
    assert Simulation(Scenario.load("pessimistic").with_({"run.people": 1_000}), seed=np.int32(7)).seed == 7
    drawn = [small(rng=np.random.default_rng(3)).simulation.seed for _ in range(2)]
    assert drawn[0] == drawn[1] != small(rng=np.random.default_rng(4)).simulation.seed


def test_results_say_what_was_run() -> None:
    scenario = Scenario.load("pessimistic").with_({"run.burn_in_months": 0})
    first = run(scenario, people=1_000, months=3, seed=7, progress=False)
    assert first.scenario.run.seed == 7
    assert "seed = 7" in next(iter(first.manifest["scenarios"].values()))
    assert run(first.scenario, progress=False).macro.equals(first.macro)


def test_iterations_without_a_seed_are_said_to_be_one_run(monkeypatch) -> None:
    arguments = {"max_steps": 1, "number_processes": 1, "display_progress": False}
    with pytest.warns(UserWarning, match="iterations without a seed repeat the same run"):
        mesa.batch_run(Economy, {"scenario": "pessimistic", **SMALL}, iterations=2, **arguments)
    rows = mesa.batch_run(Economy, {"scenario": "pessimistic", **SMALL, "seed": [1, 2]}, **arguments)
    assert len({row["gdp"] for row in rows}) == 2


def test_what_mesa_spaces_need_is_said() -> None:
    economy = small()
    grid = mesa.space.NetworkGrid(economy.firm_network())
    with pytest.raises(AttributeError, match="agents are views"):
        grid.place_agent(economy.firms[0], economy.firms[0].row)
    assert economy.firms[0].pos is None
    assert GPUProvider.table != Firm.table


PROGRAM = """
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from sim import run
from sim.scenario import Scenario
STORY = Scenario.load("pessimistic").with_({"run.people": 1_000, "run.burn_in_months": 0, "run.months": 2})
def one(seed):
    try:
        return float(run(STORY, seed=seed, progress=False).macro["gdp"][-1])
    except Exception as error:
        return str(error)
if __name__ == "__main__":
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(one, [1, 2, 3, 4]))
    print(together == [one(seed) for seed in (1, 2, 3, 4)])
    with ProcessPoolExecutor(1, mp_context=mp.get_context("fork")) as pool:
        print(list(pool.map(one, [1])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked there")
def test_first_runs_in_threads_agree_and_a_fork_afterwards_is_refused(tmp_path) -> None:
    program = tmp_path / "habits.py"
    program.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, str(program)], env=environment(), capture_output=True, text=True, timeout=600
    )
    threads, fork = done.stdout.splitlines()
    assert threads == "True", done.stderr
    assert "forked from one that has simulated" in fork
