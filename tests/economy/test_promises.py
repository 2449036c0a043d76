"""What every run promises: no cent made or lost, the same bits on any thread count, no AI without a ratio."""

import numpy as np
import pytest

from sim.scenario import Scenario, built_in_names
from sim.simulation import Simulation
from sim.state.accounts import money
from sim.state.columns import EMPLOYED, FULL_TIME, State

# columns that describe the technology itself and so differ when AI is on but useless
TECHNOLOGY = {
    "providers.fleet", "providers.capability", "providers.compute", "firms.adoption", "firms.ai_saving",
    "macro.gpu_worker_ratio", "macro.new_task_index", "macro.mean_adoption", "macro.ai_era", "macro.gpu_rent",
    "macro.saving_kept", "macro.physical_capability", "macro.open_capability", "macro.royalty_rate",
    "macro.compute_budget", "macro.kept_by_rules", "providers.power", "model_owners.gpus",
    "model_owners.capability", "model_owners.compute",
}  # fmt: skip
SMALL = ["run.people=2000", "run.burn_in_months=6"]


def simulate(name: str, months: int, sets: list[str], seed: int = 1) -> Simulation:
    simulation = Simulation(Scenario.load(name, sets), seed=seed)
    simulation.run(months)
    return simulation


def columns(state: State) -> dict[str, np.ndarray]:
    tables = {"workers": state.workers, "teams": state.teams, "firms": state.firms}
    tables |= {"providers": state.providers, "model_owners": state.model_owners, "macro": state.macro}
    found = {
        f"{table}.{name}": value for table, rows in tables.items() for name, value in rows._asdict().items()
    }
    return found | {"accounts": state.accounts}


def differing(one: State, other: State) -> set[str]:
    ours, theirs = columns(one), columns(other)
    return {
        name
        for name in ours
        if not np.array_equal(ours[name], theirs[name], equal_nan=ours[name].dtype.kind == "f")
    }


@pytest.mark.parametrize("name", [name for name in built_in_names() if name != "us_full"])
def test_no_cent_is_made_or_lost(name):
    # step() raises when the balances of a month do not add up; the sum over all of them is zero from the
    # start
    simulation = simulate(name, 30, SMALL)
    assert simulation.month == 30
    assert money(simulation.state) == 0


def test_a_cent_too_much_is_noticed():
    simulation = simulate("baseline", 0, SMALL)
    simulation.state.workers.deposits[7] += 1
    with pytest.raises(RuntimeError, match="balances add up to 1, not 0 cents"):
        simulation.step()


@pytest.mark.parametrize("name", ["baseline", "pessimistic"])
def test_one_thread_and_two_give_the_same_bits(name, threads):
    sets = ["run.people=40000", "run.burn_in_months=6"]  # five chunks of persons
    runs = []
    for n in (1, 2):
        threads(n)
        runs.append(simulate(name, 18, sets))
    assert differing(runs[0].state, runs[1].state) == set()
    for table, frame in runs[0].records.frames().items():
        assert frame.equals(runs[1].records.frames()[table], null_equal=True), table


@pytest.mark.parametrize("ratio", [0, 1e-12])
def test_a_gpu_that_replaces_nobody_is_no_ai(ratio):
    off = simulate("pessimistic", 24, [*SMALL, "compute.enabled=false"])
    useless = [f"compute.gpu_worker_ratio={ratio}", f"compute.gpu_worker_ratio_start={ratio}"]
    on = simulate("pessimistic", 24, [*SMALL, *useless])
    assert differing(off.state, on.state) <= TECHNOLOGY


def test_ai_changes_more_than_the_technology():
    off = simulate("pessimistic", 24, [*SMALL, "compute.enabled=false"])
    on = simulate("pessimistic", 24, SMALL)
    assert {"workers.wage", "firms.price", "accounts"} <= differing(off.state, on.state)


def test_stories_share_their_luck_until_ai_comes():
    one, other = simulate("baseline", 0, SMALL), simulate("mostaque", 0, SMALL)
    assert differing(one.state, other.state) <= {"providers.capability"}


def test_another_seed_is_another_economy():
    assert "workers.wage" in differing(
        simulate("baseline", 3, SMALL).state, simulate("baseline", 3, SMALL, seed=2).state
    )


def test_teams_are_the_sums_of_their_people():
    state = simulate("pessimistic", 24, SMALL).state
    workers, teams = state.workers, state.teams
    employed = workers.status == EMPLOYED
    assert ((workers.team >= 0) == employed).all()
    rows = workers.team[employed]
    for column, values in (
        ("headcount", np.ones(rows.size)),
        ("skill_sum", workers.skill.astype(np.int64) * workers.hours // FULL_TIME),
        ("wage_bill", workers.wage),
    ):
        values = values[employed] if values.size != rows.size else values
        sums = np.bincount(rows, weights=values.astype(np.float64), minlength=teams.headcount.size)
        np.testing.assert_array_equal(getattr(teams, column), sums.astype(np.int64))


def test_ten_times_the_people_have_the_same_rates():
    small = simulate("baseline", 24, ["run.people=10000", "run.burn_in_months=24"]).records.frames()["macro"]
    large = simulate("baseline", 24, ["run.people=100000", "run.burn_in_months=24"]).records.frames()["macro"]
    # the employment rate of 10,000 persons has a sampling error of 0.5 points; firms of whole persons add to
    # it
    assert abs(small["employment_rate"].mean() - large["employment_rate"].mean()) < 4 * 0.005
    assert abs(small["labour_share"].mean() - large["labour_share"].mean()) < 0.03
