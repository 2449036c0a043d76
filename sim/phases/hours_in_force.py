"""Step 5, labour market: what the hours of work follow in a month."""

import numpy as np

from sim.kernels.draws import purpose, stream
from sim.parameters import Parameters
from sim.phases.indices_in_force import bracket_index
from sim.rules.hours import WorkingTime, full_time_hours, with_answers
from sim.state.columns import CELLS, TYPES, Array, State
from sim.state.levers import Levers, surcharge_table
from sim.state.structure import Structure

PART_TIME = purpose("hours: who usually works part time")
ROUNDING = purpose("hours: up or down to a whole number")
BY_PAY = (25, 65)
"""Ages at which low pay goes with part-time work; before and after them school and pensions decide."""


def working_time_in_force(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    everyone: float,
    seed: int,
    month: int,
) -> WorkingTime:
    """Return what hours follow; ``everyone`` is what every adult receives, cents a month.

    The keys of the draws are the same in all months: who works part time does so as long as their age lets
    them.
    """
    labour, government = parameters.labour, parameters.government
    week = 1.0 - levers.hours_cut
    moves = week < 1.0 or max(labour.hours_elasticity, labour.hours_income, labour.part_time) > 0.0
    time = WorkingTime(
        moves=bool(moves),
        elasticity=float(labour.hours_elasticity),
        income_response=float(labour.hours_income),
        week=float(week),
        everyone=float(everyone),
        tax_floor=structure.tax_floor * bracket_index(state, structure, parameters, month),
        tax_rate=structure.tax_rate,
        tax_scale=float(levers.wage_tax_scale),
        base_tax_scale=float(government.wage_tax_scale),
        employee_rate=float(levers.employee_contribution_rate),
        base_employee_rate=float(government.employee_contribution_rate),
        consumption_tax=float(levers.consumption_tax),
        base_consumption_tax=float(government.consumption_tax),
        surcharges=surcharge_table(levers.surcharges),
        part_time=np.minimum(1.0, labour.part_time * structure.people.part_time),
        full_time=full_time_hours(labour.part_time, structure.figure("part_time_share")),
        part_time_key=np.uint64(stream(seed, 0, PART_TIME)),
        rounding_key=np.uint64(stream(seed, 0, ROUNDING)),
        by_pay=float(labour.part_time_by_pay),
        usual_pay=_pay_by_cell(structure) * structure.mean_wage(state.macro.occupation_wage),
    )
    return with_answers(time)


def _pay_by_cell(structure: Structure) -> Array:
    """Return usual full-time pay over the mean wage by cell (c,), 0 where hours do not go by it."""
    group, of_age = np.arange(CELLS) // TYPES, structure.people.group_of_age
    return np.where(
        (group >= of_age[BY_PAY[0]]) & (group < of_age[BY_PAY[1]]),
        structure.people.pay,
        0.0,
    )
