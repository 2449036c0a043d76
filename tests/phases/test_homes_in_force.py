"""What homes cost in a month, and the chances to own one: tables against households of a small economy."""

import numpy as np
import pytest

from sim.kernels.bins import bin_of
from sim.phases.homes_in_force import MOST_BLOCKS, housing_in_force, with_homes
from sim.rules.homes import wealth_of
from sim.rules.household_moves import age_of_eldest, residents_of
from sim.rules.life_cycle import life_cycle_of
from sim.rules.purse import MOST_PEOPLE
from sim.state.households import HOUSEHOLD_BLOCK


@pytest.fixture(scope="module")
def model(build):
    """Return an economy of two blocks of persons, whose state no test changes for good."""
    return build("neutral", people=HOUSEHOLD_BLOCK + 200)


def test_homes_cost_tenants_rent_and_owners_upkeep(model):
    structure, macro, figure = model.structure, model.state.macro, model.structure.figure
    row, before = structure.role("real_estate"), macro.sector_price.copy()
    macro.sector_price[row] *= 1.3
    level, macro.price_level[0] = float(macro.price_level[0]), 1.1
    found = housing_in_force(model.state, structure, model.scenario)
    prices, real_estate = float(macro.price_level[0]), float(macro.sector_price[row]) / 100.0
    macro.sector_price[:], macro.price_level[0] = before, level
    relative = (real_estate / prices) ** (1.0 - model.scenario.households.sector_elasticity)
    mean, eta = max(1.0, float(macro.mean_income[0])), figure("housing_income_elasticity")
    rows = (
        (figure("rent_share") * relative, "tenant_spending"),
        (figure("owner_cost_share"), "owner_spending"),
    )
    for tenure, (share, spending) in enumerate(rows):
        spent = mean * figure(spending) / figure("household_spending")
        expected = (
            figure("survey_spending") * share * np.sqrt(np.arange(MOST_PEOPLE + 1)) * spent ** (1.0 - eta)
        )
        np.testing.assert_allclose(found.part[tenure], expected, rtol=1e-9)
    weight = structure.consumption[row]
    others = (prices - weight * real_estate) / (1.0 - weight)
    assert found.deflator == pytest.approx(1.0 / others, rel=1e-12)
    assert found.income_elasticity == eta


@pytest.mark.parametrize(("households", "homes"), [(True, True), (False, True), (True, False)])
def test_households_move_where_there_are_households_and_homes(model, households, homes):
    parameters = model.scenario.with_({"population.homes": homes})
    life = life_cycle_of(model.structure, parameters, model.state.macro.claim_price, 1, 0)
    life = life._replace(households=int(households))
    found = with_homes(life, model.state, model.structure, parameters)
    assert found.homes == int(households and homes)
    if not found.homes:
        assert found is life
        return
    assert found.owners.shape[0] == model.structure.homes.share.size
    assert 0.0 <= found.owners.min() < found.owners.max() <= 1.0
    workers = model.state.workers
    residents = residents_of(workers, 0, workers.age.size)
    keepers = np.flatnonzero(workers.purse == 0)
    eldest = [age_of_eldest(workers.age, workers.purse, int(row)) for row in keepers]
    group = model.structure.people.group_of_age[eldest]
    bins = [bin_of(wealth_of(residents, int(row), life.claim_price)) for row in keepers]
    for own in np.unique(group):
        chance = found.owners[own, np.array(bins)[group == own]]
        assert chance.mean() == pytest.approx(model.structure.homes.share[own], rel=1e-9), own
    assert found.first_month == -model.scenario.run.burn_in_months - 1
    assert MOST_BLOCKS * HOUSEHOLD_BLOCK > 500_000
