"""Taxes that debt or policies raise take together no more of pay than there is."""

from collections.abc import Callable

import pytest

from sim.parameters.combinations import MOST_OF_PAY
from sim.policies.framework.financing import TAXES
from sim.policies.framework.month import RATE
from sim.simulation import Simulation

PAYERS = ("wage_tax", "payroll_tax")


def paid_by(payer: str) -> dict[str, object]:
    return {
        "kind": "universal_basic_income", "amount": 8_000.0, "financed_by": payer, "largest_rate": 5.0,
    }  # fmt: skip


@pytest.mark.parametrize("order", [PAYERS, PAYERS[::-1]])
def test_taxes_on_pay_share_what_there_is(build: Callable[..., Simulation], order: tuple[str, ...]) -> None:
    surtax = {"kind": "income_surtax", "tax_rate": 0.3, "threshold": 0.0}
    simulation = build(
        "baseline", people=1_000, burn_in=0, policy=[*map(paid_by, order), surtax],
        records__distribution_every=1,
    )  # fmt: skip
    simulation.state.macro.policies[:2, RATE] = 5.0
    top = float(simulation.structure.tax_rate.max())
    for _ in range(3):
        simulation.step()
        levers = simulation.flows.levers
        taken = top * levers.wage_tax_scale + levers.employee_contribution_rate
        taken += sum(surcharge.rate for surcharge in levers.surcharges)
        assert 0.9 < taken <= MOST_OF_PAY + 1e-9
        assert simulation.state.workers.income.min() >= 0
        assert 0.0 <= simulation.records.last("macro", "disposable_income_gini") <= 1.0


def test_debt_raises_a_tax_up_to_its_limit(build: Callable[..., Simulation]) -> None:
    simulation = build(
        "baseline", people=1_000, burn_in=0, government__debt_raises="all_taxes",
        government__corporate_tax=0.5, government__consumption_tax=0.9,
    )  # fmt: skip
    simulation.state.macro.tax_scale[0] = 4.0
    levers = simulation.policies.levers_in_force(simulation.state, 0)
    assert levers.corporate_tax == TAXES["corporate_tax"].limit
    assert levers.consumption_tax == 0.9  # above its limit only because the scenario has it there
    top = float(simulation.structure.tax_rate.max())
    assert top * levers.wage_tax_scale + levers.employee_contribution_rate <= MOST_OF_PAY + 1e-9
