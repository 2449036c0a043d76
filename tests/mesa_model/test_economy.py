"""The economy behind Mesa's interface: real Mesa, real batch runs, views that read and write columns."""

import copy
import sys
from pathlib import Path
from typing import Any

import mesa
import networkx as nx
import numpy as np
import pytest
from mesa.agent import AgentSet
from mesa.batchrunner import batch_run
from mesa.datacollection import DataCollector

from sim.errors import UserError
from sim.mesa_model import ColumnAgentSet, Firm, GPUProvider, ModelOwner, Worker
from sim.mesa_model.economy import COLLECTED, Economy
from sim.records.columns import TABLES
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import money
from sim.state.columns import EMPLOYED, EMPTY, OUTSIDE, TEAMS_PER_FIRM

SMALL = {"people": 2_000, "months": 3, "burn_in_months": 2}


@pytest.fixture
def model() -> Economy:
    return Economy("neutral", seed=1, **SMALL)


@pytest.fixture(scope="module")
def shared() -> Economy:
    """Return a model that tests only look at."""
    economy = Economy("neutral", seed=1, **SMALL)
    economy.step()
    return economy


# the model


def test_it_is_a_mesa_model_that_stops_at_the_end(model: Economy) -> None:
    assert isinstance(model, mesa.Model)
    assert (model.steps, model.month, model.running) == (0, 0, True)
    model.step()
    assert (model.steps, model.month, model.running) == (1, 1, True)
    model.run_model()
    assert (model.steps, model.month, model.running) == (3, 3, False)


def test_its_numbers_are_those_of_the_simulation(model: Economy) -> None:
    alone = Simulation(model.scenario, seed=1)
    alone.run()
    model.run_model()
    for name, frame in alone.records.frames().items():
        assert model.frames()[name].equals(frame), name


def test_the_seed_comes_from_either_name_or_from_the_scenario() -> None:
    assert Economy("baseline", seed=5, **SMALL).simulation.seed == 5
    assert Economy("baseline", rng=6, **SMALL).simulation.seed == 6
    assert Economy("baseline", **SMALL, **{"run.seed": 7}).simulation.seed == 7
    with pytest.raises(UserError, match="either seed or rng"):
        Economy("baseline", seed=1, rng=1, **SMALL)


def test_overrides_find_their_section() -> None:
    scenario = Economy(
        "neutral",
        **SMALL,
        gpu_worker_ratio=3.0,
        wages={"trend_inflation": 0.03},
        **{"government.capital_tax": 0.2},
    ).scenario
    assert scenario.run.people == 2_000
    assert scenario.compute.gpu_worker_ratio == 3.0
    assert scenario.wages.trend_inflation == 0.03
    assert scenario.government.capital_tax == 0.2


def test_wrong_overrides_are_one_sentence() -> None:
    with pytest.raises(UserError, match=r"gpu_worker_rate: .* the nearest is compute\.gpu_worker_ratio"):
        Economy("neutral", gpu_worker_rate=3)
    with pytest.raises(UserError, match=r"firms\.exit_rate is -1\.0; it must be"):
        Economy("neutral", exit_rate=-1.0)
    with pytest.raises(UserError, match="people"):
        Economy("neutral", people=-5)
    with pytest.raises(UserError, match=r"government\.ubi was replaced; write \[\[policy\]\] kind = "):
        Economy("neutral", ubi=500)


def test_a_scenario_object_is_taken_as_it_is() -> None:
    scenario = Scenario.load("baseline", ["run.people=2000", "run.months=1", "run.burn_in_months=0"])
    assert Economy(scenario).scenario is scenario


def test_agents_leave_the_numbers_alone(model: Economy) -> None:
    quiet = Economy("neutral", seed=1, **SMALL)
    model.agents.shuffle_do("step")
    model.workers.select(lambda worker: worker.employed).agg("wage", np.mean)
    model.step()
    quiet.step()
    assert model.frames()["macro"].equals(quiet.frames()["macro"])


# the data collector and batch runs


def test_the_data_collector_reports_the_headlines(model: Economy) -> None:
    assert set(COLLECTED) <= TABLES["macro"].columns.keys()
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == list(COLLECTED)
    for column in COLLECTED:
        assert table[column].tolist() == model.frames()["macro"][column].to_list(), column


class Observed(Economy):
    """What a user of Mesa would write."""

    def __init__(self, **parameters: Any) -> None:
        super().__init__("baseline", **parameters)
        self.datacollector = DataCollector(
            model_reporters={"Employed": lambda m: sum(a.employed for a in m.agents_by_type[Worker])},
            agent_reporters={"Deposits": "deposits", "Sector": lambda a: getattr(a, "sector", None)},
            agenttype_reporters={Firm: {"Employees": "employees"}},
        )


def test_a_collector_with_agent_reporters() -> None:
    model = Observed(seed=1, people=1_000, months=2, burn_in_months=0)
    model.run_model()
    n_agents = len(model.agents)
    collected = model.datacollector.get_agent_vars_dataframe()
    assert collected.index.names == ["Step", "AgentID"]
    assert collected.index.is_unique
    last = collected.loc[2]
    assert len(last) == n_agents
    assert last["Deposits"].tolist() == model.agents.get("deposits")
    assert last["Sector"].notna().sum() == len(model.firms)
    employees = model.datacollector.get_agenttype_vars_dataframe(Firm).loc[2]
    assert employees["Employees"].sum() == model.datacollector.model_vars["Employed"][-1]


def test_batch_run_varies_parameters_and_seeds() -> None:
    parameters = {"scenario": "neutral", "gpu_worker_ratio": [0.0, 10.0], "people": [1_000], "months": 2}
    fixed = {"burn_in_months": [0], "run.seed": [1, 2]}
    rows = batch_run(Economy, {**parameters, **fixed}, display_progress=False, data_collection_period=1)
    assert len(rows) == 2 * 2 * 2
    for row in rows:
        assert 0.0 <= row["unemployment_rate"] <= 1.0
    # a ratio of zero is the economy without AI: no GPU is there to be rented
    by_ratio = {row["gpu_worker_ratio"]: row["gpus"] for row in rows}
    assert by_ratio[10.0] > 0.0
    by_seed = {row["run.seed"]: row["real_median_wage"] for row in rows if row["gpu_worker_ratio"] == 10.0}
    assert by_seed[1] != by_seed[2]


def test_batch_run_in_processes() -> None:
    parameters = {"people": [1_000], "months": [1], "burn_in_months": [0], "run.seed": [1, 2]}
    rows = batch_run(Economy, parameters, number_processes=2, display_progress=False)
    alone = Economy("baseline", seed=2, people=1_000, months=1, burn_in_months=0)
    alone.step()
    (row,) = [row for row in rows if row["run.seed"] == 2]
    assert row["employment"] == alone.indicator("employment")


# agents


def test_the_four_kinds_of_agents(shared: Economy) -> None:
    assert shared.agent_types == [Worker, Firm, GPUProvider, ModelOwner]
    by_type = shared.agents_by_type
    assert len(by_type[Worker]) == 2_000
    assert len(by_type[Firm]) == (shared.state.firms.status != EMPTY).sum()
    assert len(by_type[GPUProvider]) == 8
    assert len(by_type[ModelOwner]) == 6
    assert len(shared.agents) == sum(len(members) for members in by_type.values())
    assert all(isinstance(members, AgentSet) for members in [shared.agents, *by_type.values()])


def test_agents_are_views_that_mesa_does_not_keep(shared: Economy) -> None:
    assert isinstance(shared.workers[7], mesa.Agent)
    assert shared.workers[7] == shared.workers[7]
    assert shared.workers[7] is not shared.workers[7]
    assert shared.workers[7] != shared.workers[8]
    assert shared.workers[0] != shared.firms[0]
    assert len({shared.workers[7], shared.workers[7], shared.providers[0]}) == 2
    assert len(shared._all_agents) == 0
    assert copy.deepcopy(shared.workers[7]) == shared.workers[7]


def test_unique_ids_are_unique_and_lead_back(shared: Economy) -> None:
    ids = [agent.unique_id for agent in shared.agents]
    assert len(set(ids)) == len(ids)
    assert [worker.unique_id for worker in shared.workers] == list(range(2_000))
    for place in (0, 1_999, 2_000, -1):
        agent = shared.agents[place]
        assert shared.agent(agent.unique_id) == agent
    with pytest.raises(KeyError):
        shared.agent(10**9)


def test_workers_read_their_columns(shared: Economy) -> None:
    workers = shared.state.workers
    row = int(np.flatnonzero(workers.status == EMPLOYED)[3])
    worker = shared.workers[row]
    assert worker.wage == workers.wage[row] / 100.0
    assert worker.employed is True
    assert worker.status == "employed"
    assert isinstance(worker.occupation, str)
    assert worker.firm == Firm(shared, int(workers.team[row]) // TEAMS_PER_FIRM)
    assert worker in worker.firm.workers
    jobless = shared.workers[int(np.flatnonzero(workers.team < 0)[0])]
    assert jobless.firm is None
    assert not jobless.employed
    assert jobless.months_in_status >= 0
    assert jobless.wealth == pytest.approx(
        jobless.deposits + jobless.equity + jobless.real_estate + jobless.provider_equity
    )


def test_firms_count_their_workers(shared: Economy) -> None:
    for firm in shared.firms.sort("employees")[:3]:
        assert firm.employees == len(firm.workers) > 0
        assert firm.wage_bill == pytest.approx(firm.workers.agg("wage", sum))
        assert {worker.firm for worker in firm.workers} == {firm}
        assert isinstance(firm.sector, str)
        assert len(firm.neighbours) <= 4
    assert shared.firms.agg("employees", sum) == shared.workers.agg("employed", sum)


def test_providers_are_the_real_companies(shared: Economy) -> None:
    assert shared.providers[0].name == "Google"
    assert shared.providers.agg("share", sum) == pytest.approx(1.0)
    gpus = shared.indicator("gpus")
    assert shared.providers.agg("gpus", sum) == pytest.approx(1e6 * gpus)


def test_writing_an_attribute_writes_the_column_and_keeps_the_books(model: Economy) -> None:
    total = money(model.state)
    worker = next(worker for worker in model.workers if worker.employed)
    firm = worker.firm
    assert firm is not None
    bill = firm.wage_bill
    rise = 1_000.0 - worker.wage
    worker.wage = 1_000.0
    assert model.state.workers.wage[worker.row] == 100_000
    assert firm.wage_bill == pytest.approx(bill + rise)
    worker.skill = 2.0
    assert worker.skill == 2.0
    worker.deposits += 50.0
    firm.deposits = 12_345.67
    model.workers.set("deposits", 1_000.0)
    assert set(model.workers.get("deposits")) == {1_000.0}
    assert money(model.state) == total
    firm.adoption = 0.5
    assert firm.uses_ai
    model.step()  # money is conserved, or this raises


def test_what_follows_from_the_rest_cannot_be_set(model: Economy) -> None:
    with pytest.raises(AttributeError, match=r"Worker\.employed cannot be set"):
        model.workers[0].employed = False
    with pytest.raises(AttributeError, match=r"Firm\.employees cannot be set"):
        model.firms.set("employees", 3)
    with pytest.raises(UserError, match="wage is -1; it must be between 0"):
        model.workers[0].wage = -1
    with pytest.raises(UserError, match="adoption is nan"):
        model.firms[0].adoption = float("nan")
    with pytest.raises(UserError, match="cannot be removed"):
        model.firms[0].remove()
    with pytest.raises(AttributeError, match="no attribute 'sallary'"):
        model.workers[0].sallary  # noqa: B018


def test_columns_of_the_users_own(model: Economy) -> None:
    with pytest.raises(AttributeError, match=r"call model\.add_column\(Worker, 'mood', initial\) first"):
        model.workers[3].mood = 0.5
    model.add_column(Worker, "mood", 0.5)
    model.workers[3].mood = 1.0
    assert model.workers[3].mood == 1.0
    assert model.workers.agg("mood", np.mean) == pytest.approx(0.5 + 0.5 / 2_000)
    model.workers.set("mood", 2.0)
    assert model.workers[9].mood == 2.0
    model.add_column(Firm, "motto", "grow")
    assert model.firms[0].motto == "grow"
    with pytest.raises(UserError, match="already has an attribute 'wage'"):
        model.add_column(Worker, "wage", 0.0)


def test_own_agents_live_beside_the_views(model: Economy) -> None:
    class Statistician(mesa.Agent):
        pass

    statistician = Statistician(model)
    assert list(model.agents_by_type[Statistician]) == [statistician]
    assert Statistician in model.agent_types


# sets, held against Mesa's own


class Person(mesa.Agent):
    """A worker copied into an ordinary agent of Mesa."""

    def __init__(self, model: mesa.Model, worker: Worker) -> None:
        super().__init__(model)
        self.row, self.wage, self.employed = worker.row, worker.wage, worker.employed
        self.occupation = worker.occupation


@pytest.fixture(scope="module")
def pair(shared: Economy) -> tuple[ColumnAgentSet, AgentSet]:
    plain = mesa.Model(rng=1)
    people = [Person(plain, worker) for worker in shared.workers]
    shared.plain_people = people  # Mesa's sets hold weak references
    return shared.workers, AgentSet(people, random=plain.random)


Pair = tuple[ColumnAgentSet, AgentSet]


def rows(members: AgentSet) -> list[int]:
    return [agent.row for agent in members]


def test_select_is_that_of_mesa(pair: Pair) -> None:
    ours, theirs = pair
    for arguments in (
        {"filter_func": lambda a: a.employed},
        {"filter_func": lambda a: a.wage > 5_000, "at_most": 10},
        {"at_most": 7},
        {"at_most": 0.25},
        {"at_most": 1.0},
        {"filter_func": lambda a: not a.employed, "at_most": 0.01},
        {},
    ):
        assert rows(ours.select(**arguments)) == rows(theirs.select(**arguments)), arguments
    chosen = ours.select(ours.values("wage") > 5_000)
    assert rows(chosen) == rows(theirs.select(lambda a: a.wage > 5_000))
    with pytest.raises(ValueError, match="one flag for each of 2000 agents"):
        ours.select(np.array([True]))


def test_select_in_place_and_by_type(shared: Economy) -> None:
    members = shared.agents
    assert members.select(agent_type=Firm, inplace=True) is members
    assert members == shared.firms
    assert len(shared.agents.select(agent_type=mesa.Agent)) == len(shared.agents)
    assert len(shared.agents.select(agent_type=Person)) == 0


def test_sort_is_that_of_mesa(pair: Pair) -> None:
    ours = pair[0]
    for key in ("wage", "occupation", lambda a: (a.row * 7919) % 2_000):
        for ascending in (True, False):
            ours_sorted, theirs_sorted = (s.sort(key, ascending=ascending) for s in pair)
            assert rows(ours_sorted) == rows(theirs_sorted)
    assert rows(ours) == list(range(2_000))
    shuffled = ours.shuffle()
    assert shuffled.sort("wage", inplace=True) is shuffled


def test_get_agg_and_map_are_those_of_mesa(pair: Pair) -> None:
    ours, theirs = pair
    assert ours.get("wage") == theirs.get("wage")
    assert ours.get(["wage", "occupation"]) == theirs.get(["wage", "occupation"])
    assert ours.get("nothing", handle_missing="default", default_value=4) == [4] * 2_000
    for missing in ("error", "other"):
        errors = []
        for members in pair:
            with pytest.raises((AttributeError, ValueError)) as caught:
                members.get("nothing", handle_missing=missing)
            errors.append(caught.type)
        assert errors[0] is errors[1]
    assert ours.agg("wage", [min, max, sum, len]) == pytest.approx(theirs.agg("wage", [min, max, sum, len]))
    assert ours.agg("wage", np.median) == pytest.approx(theirs.agg("wage", np.median))
    assert ours.agg("occupation", lambda names: names.count("Sales")) == theirs.agg(
        "occupation", lambda names: names.count("Sales")
    )
    assert ours.map(lambda a, factor: a.wage * factor, 2) == theirs.map(lambda a, factor: a.wage * factor, 2)


def test_agg_of_a_column_makes_no_agents(shared: Economy, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("an agent was made")

    monkeypatch.setattr(Worker, "__init__", never)
    assert shared.workers.agg("wage", np.mean) > 0.0
    assert shared.workers.agg("employed", sum) > 0
    assert sum(shared.workers.groupby("occupation").agg("wage", len).values()) == 2_000
    assert len(shared.workers.shuffle().sort("income").get("skill")) == 2_000


def test_groupby_is_that_of_mesa(pair: Pair) -> None:
    ours, theirs = (members.groupby("occupation") for members in pair)
    assert ours.count() == theirs.count()
    assert list(ours.groups) == list(theirs.groups)
    assert ours.agg("wage", np.mean) == pytest.approx(theirs.agg("wage", np.mean))
    assert {key: rows(group) for key, group in ours} == {key: rows(group) for key, group in theirs}
    lists = [members.groupby(lambda a: a.employed, result_type="list") for members in pair]
    assert [list(groups.groups) for groups in lists] == [list(lists[1].groups)] * 2
    assert isinstance(lists[0].groups[True], list)
    assert lists[0].agg("wage", sum) == pytest.approx(lists[1].agg("wage", sum))
    assert ours.map(len) == theirs.map(len)


def test_indexing_and_slicing_are_those_of_mesa(pair: Pair) -> None:
    ours, theirs = pair[0], list(pair[1])  # Mesa is about to drop indexing
    assert ours[5].row == theirs[5].row
    assert ours[-1].row == theirs[-1].row
    assert rows(ours[10:20:3]) == rows(theirs[10:20:3])
    assert isinstance(ours[1:3], list)
    with pytest.raises(IndexError):
        ours[2_000]
    assert len(list(ours)) == len(ours) == 2_000
    assert rows(ours.to_list()) == rows(ours)
    assert ours.index(ours[12]) == 12


def test_shuffle_is_a_permutation_drawn_from_the_models_luck() -> None:
    first, second = (Economy("baseline", seed=3, people=1_000, burn_in_months=0) for _ in range(2))
    order = rows(first.workers.shuffle())
    assert order == rows(second.workers.shuffle()) != list(range(1_000))
    assert sorted(order) == list(range(1_000))
    assert rows(first.workers.shuffle()) != order
    mixed = first.agents.shuffle()
    assert sorted(mixed.ids.tolist()) == sorted(first.agents.ids.tolist())
    assert [agent.unique_id for agent in mixed] == mixed.ids.tolist()


def test_do_and_shuffle_do_reach_everybody(model: Economy) -> None:
    seen: list[int] = []
    providers = model.providers
    assert providers.do(lambda agent: seen.append(agent.row)) is providers
    assert seen == list(range(8))
    seen.clear()
    model.workers.shuffle_do(lambda agent: seen.append(agent.row))
    assert sorted(seen) == list(range(2_000))
    assert seen != list(range(2_000))
    model.agents.do("step")


def test_values_of_mixed_sets(shared: Economy) -> None:
    mixed = shared.agents.select(lambda agent: not isinstance(agent, Worker)).shuffle()
    assert mixed.get("deposits") == pytest.approx([agent.deposits for agent in mixed])
    with pytest.raises(AttributeError, match="has no"):
        mixed.values("employees")
    employees = mixed.get("employees", handle_missing="default", default_value=0)
    assert sum(employees) == shared.firms.agg("employees", sum)


def test_sets_behave_as_sets(shared: Economy) -> None:
    employed = shared.workers.select(lambda a: a.employed)
    young = shared.workers.select(at_most=500)
    both, either = employed & young, employed | young
    assert isinstance(both, ColumnAgentSet)
    assert set(rows(both)) == set(rows(employed)) & set(rows(young))
    assert set(rows(either)) == set(rows(employed)) | set(rows(young))
    assert len(employed - young) + len(both) == len(employed)
    some = copy.copy(young)
    agent = some[3]
    assert agent in some
    some.remove(agent)
    assert agent not in some
    assert len(young) == 500
    with pytest.raises(KeyError):
        some.remove(agent)
    some.discard(agent)
    some.add(agent)
    some.add(agent)
    assert len(some) == 500
    some.clear()
    assert len(some) == 0
    assert list(some) == []
    with pytest.raises(TypeError):
        some.add("a worker")


def test_agents_of_another_model_are_not_members(shared: Economy, model: Economy) -> None:
    assert model.workers[0] not in shared.workers
    assert model.workers[0] != shared.workers[0]


# networks


def test_the_mobility_network_can_be_replaced() -> None:
    ring = nx.DiGraph((group, (group + 1) % 22) for group in range(22))
    model = Economy(
        "baseline", seed=1, people=3_000, months=1, burn_in_months=0, mobility=ring, other_occupation=1.0
    )
    assert nx.utils.graphs_equal(model.mobility_network(), ring)
    before = model.state.workers.occupation.copy()
    age = model.state.workers.age.copy()
    in_labour_force = model.state.workers.status != OUTSIDE  # newcomers have no occupation to move from
    model.step()
    after = model.state.workers.occupation
    # nor have the young who come in the place of those who died
    moved = (before != after) & in_labour_force & (model.state.workers.age >= age)
    assert moved.any()
    assert set((after[moved].astype(int) - before[moved]) % 22) == {1}
    assert Economy("baseline", **SMALL).mobility_network().number_of_nodes() == 22


def test_the_firm_network_can_be_taken_out_and_put_back(model: Economy) -> None:
    graph = model.firm_network()
    assert set(graph) >= set(rows(model.firms))
    model.replace_firm_network(nx.DiGraph())
    assert (model.state.firms.neighbours == -1).all()
    first, second = rows(model.firms)[:2]
    model.replace_firm_network(nx.Graph([(first, second)]))
    assert rows(model.firms[0].neighbours) == [second]
    model.step()


def test_importing_the_simulation_does_not_import_mesa() -> None:
    import subprocess

    root = str(Path(__file__).parents[2])
    code = "import sim.experiments.compare.compare, sim.simulation, sys; sys.exit('mesa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
