"""What Mesa's users see of persons: age, time in the job, hours, household, state and home."""

from typing import Any

import numpy as np
import pytest
from mesa.datacollection import DataCollector

from sim.mesa_model import Household, Worker
from sim.mesa_model.economy import Economy
from sim.state.columns import EMPLOYED, FULL_TIME
from sim.state.households import packed_children

SMALL: dict[str, Any] = {"people": 3_000, "months": 2, "burn_in_months": 1}
TOGETHER: dict[str, Any] = {"population.households": True}
APART: dict[str, Any] = {"population.households": False}


@pytest.fixture(scope="module")
def model() -> Economy:
    """Return an economy with households that tests only look at."""
    economy = Economy("neutral", seed=1, **SMALL, **TOGETHER, life_cycle=True)
    economy.step()
    return economy


def test_time_in_the_job_is_none_without_one(model: Economy) -> None:
    workers = model.state.workers
    tenure = model.workers.values("tenure")
    employed = workers.status == EMPLOYED
    assert np.isnan(tenure).tolist() == (~employed).tolist()
    assert (tenure[employed] == model.month - workers.status_month[employed]).all()
    assert model.workers[int(np.flatnonzero(~employed)[0])].tenure is None
    row = int(np.flatnonzero(employed)[0])
    assert model.workers[row].tenure == tenure[row]
    assert model.workers.agg("tenure", np.nanmax) == tenure[employed].max()


def test_hours_a_week_are_those_of_the_employed(model: Economy) -> None:
    workers = model.state.workers
    weekly, employed = model.workers.values("weekly_hours"), workers.status == EMPLOYED
    assert (weekly[~employed] == 0.0).all()
    # the same product in another order of factors: equal but for rounding
    expected = model.full_time * workers.hours[employed] / FULL_TIME
    np.testing.assert_allclose(weekly[employed], expected, rtol=1e-12)
    assert model.workers.values("hours")[employed].mean() == pytest.approx(
        weekly[employed].mean() / model.full_time
    )


def test_households_hold_everybody_once(model: Economy) -> None:
    households = {worker.household for worker in model.workers}
    rows = sorted(member.row for household in households for member in household.members)
    assert rows == list(range(3_000))
    assert len(households) == len(np.unique(model.workers.values("keeper"))) < 3_000
    assert max(household.adults for household in households) > 2
    for household in list(households)[:50]:
        first = household.members[0]
        assert first == household.keeper
        assert household.row == first.row
        assert {member.household for member in household.members} == {household}
        assert {member.children for member in household.members} == {household.children}
        assert {member.home for member in household.members} == {household.home}
        assert {member.state for member in household.members} == {household.state}
        assert household.size == len(household) == len(household.members) + household.children
        assert household.children == sum(household.children_by_age)
        assert household.income == pytest.approx(sum(member.income for member in household.members))
        assert first in household
    assert isinstance(next(iter(households)), Household)


def test_children_are_told_by_age() -> None:
    model = Economy("neutral", seed=1, **SMALL, **TOGETHER)
    household = next(worker.household for worker in model.workers if worker.household.adults > 1)
    model.state.workers.children[household.row] = packed_children(2, 1, 3)
    assert household.children_by_age == (2, 1, 3)
    assert household.children == 6
    assert [member.children for member in household.members] == [6] * household.adults


def test_partners_have_each_other_and_are_of_one_generation(model: Economy) -> None:
    couples = [(worker, worker.partner) for worker in model.workers if worker.partner is not None]
    assert couples
    for one, other in couples:
        assert other.partner == one
        assert other.household == one.household
        assert abs(one.age - other.age) < model.generation
    alone = [worker for worker in model.workers if worker.household.adults == 1]
    assert {worker.partner for worker in alone} == {None}


def test_sets_work_with_what_persons_are(model: Economy) -> None:
    parents = model.workers.select(model.workers.values("children") > 0)
    assert parents.agg("children", min) == 1
    assert model.workers.select(lambda worker: worker.age < 25).agg("age", max) == 24
    by_type = model.workers.groupby("worker_type").agg("age", len)
    assert sum(by_type.values()) == 3_000
    assert set(by_type) == set(model.names.worker_types)
    ages = model.workers.groupby("age_group").agg("age", max)
    assert ages["16-19"] == 19
    states = dict(model.workers.get(["state_code", "state"]))
    assert states["CA"] == "California"
    assert set(model.workers.get("home")) == {"owner", "tenant"}
    incomes = model.workers.groupby("household").agg("income", sum)
    assert all(household.income == pytest.approx(income) for household, income in incomes.items())


def test_a_collector_writes_them_down() -> None:
    model = Economy("neutral", seed=1, **SMALL, **TOGETHER)
    model.datacollector = DataCollector(
        agenttype_reporters={Worker: {"Months": "tenure", "State": "state", "Home": lambda one: one.home}}
    )
    model.step()
    table = model.datacollector.get_agenttype_vars_dataframe(Worker).loc[1]
    assert table["Months"].isna().sum() == (model.state.workers.status != EMPLOYED).sum()
    assert table["Months"].max() == model.workers.agg("tenure", np.nanmax)
    assert table["State"].tolist() == model.workers.get("state")
    assert table["Home"].tolist() == model.workers.get("home")


def test_without_households_everybody_is_alone_and_nowhere() -> None:
    model = Economy("neutral", seed=1, **SMALL, **APART)
    worker = model.workers[7]
    assert (worker.state, worker.state_code, worker.home, worker.partner) == (None,) * 4
    assert list(worker.household.members) == [worker]
    assert worker.household.size == 1
    assert len(np.unique(model.workers.values("keeper"))) == 3_000


def test_what_they_are_cannot_be_set(model: Economy) -> None:
    for name in ("age", "tenure", "children", "state", "hours", "keeper"):
        with pytest.raises(AttributeError, match=rf"Worker\.{name} cannot be set"):
            setattr(model.workers[0], name, 1)
