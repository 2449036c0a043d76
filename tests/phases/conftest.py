"""What tests of several phases share."""

import numpy as np
import pytest

from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, SKILL_ONE, UNEMPLOYED

from .one_occupation import EMPLOYER, OCCUPATION, QUIET


@pytest.fixture
def one_occupation(build):
    """Return a function that builds an economy of one occupation with the same skill and wage for all.

    People live alone and have no age, unless ``alone`` is false.
    """

    def make(people: int = 2_000, *, unemployed: int = 0, outside: int = 0, alone: bool = True, **changes):
        model = build(people=people, alone=alone, **(QUIET | changes))
        workers, teams = model.state.workers, model.state.teams
        wage = int(model.structure.base_wage[OCCUPATION])
        model.state.macro.occupation_wage[:] = model.structure.base_wage
        for column in (teams.headcount, teams.skill_sum, teams.wage_bill, teams.vacancies, teams.layoff_rate):
            column[:] = 0
        teams.occupation[:] = OCCUPATION
        workers.occupation[:] = OCCUPATION
        workers.status[:] = EMPLOYED
        workers.status[:unemployed] = UNEMPLOYED
        workers.status[unemployed : unemployed + outside] = OUTSIDE
        employed = workers.status == EMPLOYED
        workers.team[:] = np.where(employed, EMPLOYER, -1)
        workers.wage[:] = wage
        workers.skill[:] = SKILL_ONE
        workers.hours[:] = FULL_TIME
        workers.status_month[:] = -3
        teams.headcount[EMPLOYER] = employed.sum()
        teams.skill_sum[EMPLOYER] = employed.sum() * SKILL_ONE
        teams.wage_bill[EMPLOYER] = employed.sum() * wage
        return model

    return make
