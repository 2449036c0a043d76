"""How strongly prices answer a want of goods, by the hands that are idle.

A firm that is short of goods hires before it raises its price, and where people are out of work it finds
them. How long a vacancy takes to fill goes with (v / u)^0.5 (Petrongolo and Pissarides 2001), and v falls
with u along the Beveridge curve as 1 / u, so that it goes with 1 / u; prices answer slack less than labour
that is short (Benigno and Eggertsson 2023). Hands make up for nothing where machines do the work
(docs/model.md, section 12.3).
"""

from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.state.columns import Macro

__all__ = ["answer_to_want"]

LEAST_UNEMPLOYMENT = 1e-3


def answer_to_want(macro: Macro, parameters: Parameters) -> float:
    """Return h = 1 - (1 - A) (1 - min(1, (u* / u)^s)), 1 where labour is not slack.

    A is the share of all work that GPUs do or save, u last month's unemployment and u* its natural rate, s
    the key ``firms.slack_in_prices``: with 0 prices answer a want of goods alike whoever is out of work.
    """
    elasticity = float(parameters.firms.slack_in_prices)
    natural = float(parameters.wages.natural_unemployment_rate)
    unemployment = max(float(macro.unemployment_rate[0]), LEAST_UNEMPLOYMENT)
    if elasticity <= 0.0 or unemployment <= natural:
        return 1.0
    by_people = 1.0 - min(max(float(macro.automation[0]), 0.0), 1.0)
    return 1.0 - by_people * (1.0 - power(natural / unemployment, elasticity))
